"""Choose: of what the feeds offer, the items for one person; what may not leave the machine takes no part in a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from thyself.core import Catalog, Item, Ranking, Sensitivity
from thyself.models import Embedder
from thyself.profile import Profile, avoidances
from thyself.recommend import Fresh, Interest, Taste, interactions, taken
from thyself.serve.digest.fetch import Fetched
from thyself.sources.feeds import marks
from thyself.store import Scope

if TYPE_CHECKING:
    import numpy as np

#: The areas of the profile that say what a person wants to read of, and how much beside what they are drawn to.
_AREAS: Final = {"interests": 1.0, "likes": 1.0, "goals": 0.7, "work": 0.7, "study": 0.7, "habits": 0.5, "topics": 0.5}


@dataclass(frozen=True, slots=True)
class Remembered:
    """An embedder that keeps the vectors of one run: a feed that many people read is embedded once.

    Args:
        embedder: Gives the vectors.
        kept: Those that it gave.
    """

    embedder: Embedder
    kept: dict[str, np.ndarray]

    @property
    def name(self) -> str:
        """That of the embedder."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """That of the embedder."""
        return self.embedder.dimensions

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """``(n, dimensions) float32`` with unit rows."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self.kept]
        if new:
            self.kept.update(zip(new, self.embedder.embed(new), strict=True))
        return np.array([self.kept[text] for text in texts], dtype=np.float32).reshape(-1, self.dimensions)


def offered(feeds: Iterable[Fetched], seen: Callable[[Sequence[str]], set[str]]) -> Catalog:
    """What the feeds offer that was not sent yet, in their order; what several of them have is taken once.

    Args:
        feeds: What was fetched.
        seen: Says which of some marks were sent already.
    """
    items = [(item, marks(item)) for each in feeds if each.feed is not None for item in each.feed.items]
    known = seen([mark for _, its in items for mark in its])
    kept: dict[str, Item] = {}
    for item, its in items:
        if known.isdisjoint(its):
            kept.setdefault(item.id, item)
            known.update(its)
    return Catalog(kept.values(), name="feeds")


def choose(
    scope: Scope, items: Catalog, profile: Profile, *, embed: Embedder, k: int, sees: Callable[[Sensitivity], bool]
) -> Ranking:
    """The ``k`` items for this person, by what they rated, read and opened, and by what their profile says.

    Args:
        scope: The person's data.
        items: What there is to choose among.
        profile: What the person cares about and cannot have; what they cannot have is left out whatever its
            sensitivity, for nothing of it is told.
        embed: Gives vectors.
        k: How many.
        sees: Whether what has this sensitivity may take part: where the digest goes may see it.
    """
    known = taken(scope)
    took = interactions(scope, Catalog([*items, *(each for each in known if each.id not in items)]))
    met = {each.item_id for each in took}
    left = Catalog([item for item in items if item.id not in met], name=items.name)
    taste = Taste(
        tuple(each for each in took if sees(each.trace.sensitivity)),
        tuple(
            Interest(line.value, _AREAS[line.about] * line.confidence, line.evidence)
            for line in profile.lines
            if line.about in _AREAS and line.subject == "me" and not line.stale and sees(line.sensitivity)
        ),
        avoidances(profile),
    )
    what = [*(item for item in items if item.id in met), *(each for each in known if each.id not in items)]
    return Fresh(embed).rank(left, Catalog(what), taste, k=k)
