"""Ways: how items are found for what was said; each scores the items of a catalogue, and no others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol

from thyself.core import Catalog
from thyself.core.words import stems
from thyself.models import Embedder, LanguageModel, Message
from thyself.recommend.columns import Event, Histories
from thyself.recommend.hearing import plain
from thyself.recommend.items import ItemVectors
from thyself.recommend.popularity import popularity
from thyself.recommend.preferences import Kinds, Preferences

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np

#: What an item that is not liked counts, beside one that is.
_AGAINST: Final = 0.5


class Way(Protocol):
    """Finds items for what is known of a person at a point of a conversation.

    Source: the four ways to retrieve of RecLLM: Leveraging Large Language Models in Conversational Recommender Systems
    (2023): a dual encoder, a language model that names titles, concepts, and a search.
    """

    def scores(self, preferences: Preferences) -> np.ndarray:
        """``(items,) float64`` in the order of the catalogue; zeros where there is nothing to go by."""


class Named:
    """Items that have what is liked as a label or in their words, and lack what is not (RecLLM, 2023, concepts).

    Args:
        kinds: What the items are named by.
    """

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def scores(self, preferences: Preferences) -> np.ndarray:
        """The sum of the degrees of all phrases that an item has."""
        import numpy as np

        found = np.zeros(len(self.kinds.catalog))
        for phrase, degree in preferences.phrases:
            found += degree * self.kinds.having(phrase)
        return found


class Searched:
    """Items whose words are nearest to what is liked, rare words the more; what is not liked counts against it.

    Args:
        catalog: The items.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.vectors = ItemVectors(catalog)

    def scores(self, preferences: Preferences) -> np.ndarray:
        """Cosines with the words of what was said."""
        wanted = Counter[str]()
        for phrase, degree in preferences.phrases:
            for each in stems(phrase):
                wanted[each] += degree  # type: ignore[assignment]
        return self.vectors.dot(self.vectors.query(wanted))


class Meant:
    """Items whose text means something near to what was said (RecLLM, 2023, a dual encoder with frozen towers).

    Args:
        catalog: The items; all of them are embedded once.
        embed: Gives the vectors.
    """

    def __init__(self, catalog: Catalog, embed: Embedder) -> None:
        self.embed, self.vectors = embed, embed.embed([each.text for each in catalog])

    def scores(self, preferences: Preferences) -> np.ndarray:
        """Cosines with what is liked, less those with what is not."""
        import numpy as np

        found = np.zeros(len(self.vectors))
        for sign, weight in ((1, 1.0), (-1, _AGAINST)):
            told = ", ".join(phrase for phrase, degree in preferences.phrases if degree * sign > 0)
            if told:
                found += sign * weight * (self.vectors @ self.embed.embed([told])[0]).astype(np.float64)
        return found


class Alike:
    """Items that people take who take what is liked; things that are not liked count against theirs.

    Args:
        catalog: The items.
        crowd: A scorer that learned from many people (:class:`thyself.recommend.Scorer`, or a blend).
        past: What the person took before the conversation, oldest first.
    """

    def __init__(self, catalog: Catalog, crowd: Any, past: Sequence[str | Event] = ()) -> None:
        import numpy as np

        self.crowd, self.past = crowd, tuple(past)
        self._codes = {each: code for code, each in enumerate(crowd.items)}
        self._place = np.array([self._codes.get(each, -1) for each in catalog.ids], dtype=np.int64)

    def scores(self, preferences: Preferences) -> np.ndarray:
        """What the crowd says of the history with what is liked, less what it says of what is not."""
        import numpy as np

        found = np.zeros(len(self._place))
        for sign, events in ((1.0, (*self.past, *preferences.liked)), (-_AGAINST, preferences.disliked)):
            history = Histories.of(self._codes, [events])
            if len(history.item):
                said = self.crowd.raw(history)[0]
                found += sign * np.where(self._place >= 0, said[self._place], 0.0) / len(history.item) ** 0.5
        return found

    def speaks(self, item: str, at: int) -> float:
        """How strongly one item speaks for another, given by its place in the catalogue; 0 where it does not."""
        history, code = Histories.of(self._codes, [[item]]), int(self._place[at])
        return float(self.crowd.raw(history)[0, code]) if code >= 0 and len(history.item) else 0.0


class Popular:
    """What many others take; it speaks where nothing else does.

    Args:
        catalog: The items.
        now: When it is asked.
        counts: ``(items,)``: how many took each; ``None``: as the catalogue says.
    """

    def __init__(self, catalog: Catalog, now: datetime, counts: np.ndarray | None = None) -> None:
        import numpy as np

        self._scores = popularity(catalog, now=now) if counts is None else np.log1p(counts)

    def scores(self, preferences: Preferences) -> np.ndarray:
        """The same, whatever was said."""
        return self._scores


class Titles:
    """Items that a language model names; only those that the catalogue has (RecLLM, 2023).

    Args:
        catalog: The items.
        model: A model that can follow instructions; it is told what was said, and nothing else of the person.
        most: Titles that it is asked for.
    """

    def __init__(self, catalog: Catalog, model: LanguageModel, *, most: int = 20) -> None:
        self.model, self.most, self.size = model, most, len(catalog)
        self._places = {plain(each.title).lower(): at for at, each in enumerate(catalog)}

    def scores(self, preferences: Preferences) -> np.ndarray:
        """One over the place at which each was named."""
        import numpy as np

        found = np.zeros(self.size)
        if not preferences.stated:
            return found
        asked = f"Name {self.most} titles that fit somebody who says the following, one a line and nothing else."
        told = "\n".join(dict.fromkeys(f'"{each.quote}"' for each in preferences.stated))
        made = self.model.generate([Message("system", asked), Message("user", told)], max_tokens=12 * self.most)
        for rank, line in enumerate(made.text.splitlines()[: self.most], 1):
            name = plain(re.sub(r"^[\s\d.)*-]+", "", line)).strip("\"'“” .").lower()
            near = get_close_matches(name, self._places, n=1, cutoff=0.9)
            if near:
                at = self._places[near[0]]
                found[at] = max(found[at], 1 / rank)
        return found
