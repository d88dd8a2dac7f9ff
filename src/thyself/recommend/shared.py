"""Shared: a recommender for all people of a home, fitted on what they took; anew where somebody forgot something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from thyself.core import Catalog, InvalidInput
from thyself.recommend.blend import Blend, load_blend
from thyself.recommend.columns import Interactions
from thyself.recommend.fitted import Fitted, fit
from thyself.recommend.interactions import interactions
from thyself.recommend.reading import read
from thyself.recommend.tuning import Progress
from thyself.store.port import Scope


class Shared:
    """Fitted on what everybody of a home took of a catalogue, and on the ratings of a crowd beside it.

    What it holds are links between items; it can show nobody's traces to another. It is marked with the epoch of each
    person's data: where somebody forgot or restored something, it is fitted anew before it is used again, so that it
    is what it would be had the forgotten trace never been.

    Args:
        people: Gives everybody's data.
        catalog: The items.
        crowd: Ratings of people who are not of this home, by the ids of the catalogue.
        seconds: What fitting may take, about.
    """

    def __init__(
        self,
        people: Callable[[], Iterable[Scope]],
        catalog: Catalog,
        crowd: Interactions | None = None,
        *,
        seconds: float = 60.0,
    ) -> None:
        self.people, self.catalog, self.crowd, self.seconds = people, catalog, crowd, seconds
        self._fitted: Fitted | None = None
        self._epochs: Mapping[str, int] = {}

    def fitted(self, *, progress: Progress | None = None) -> Fitted:
        """The recommender; fitted where it was not yet, or where somebody forgot something since.

        Raises:
            InvalidInput: There is too little to learn from.
        """
        epochs = {scope.person: scope.state().epoch for scope in self.people()}
        if self._fitted is None or self._older(epochs):
            self._fitted = fit(self._taken(), self.catalog, seconds=self.seconds, progress=progress)
            self._epochs = epochs
        return self._fitted

    def _older(self, epochs: Mapping[str, int]) -> bool:
        """Whether something that it learned from is gone; somebody who came since is not yet learned from."""
        return any(epochs.get(person) != epoch for person, epoch in self._epochs.items())

    def _taken(self) -> Interactions:
        rows = [
            (f"home:{scope.person}", each.item_id, each.trace.value, each.trace.at.timestamp())
            for scope in self.people()
            for each in interactions(scope, self.catalog)
            if each.weight > 0
        ]
        mine = Interactions.of(rows)
        if self.crowd is None and not rows:
            raise InvalidInput("nobody of this home took anything of the catalogue: give the ratings of a crowd")
        return mine if self.crowd is None else self.crowd.plus(mine)


def crowd_of(told: Blend | Fitted | str | Path | None) -> Blend | None:
    """A fitted blend from what a user gives: itself, the file of one (``.npz``), or a table of ratings to learn from.

    Raises:
        SourceError: The table cannot be read.
        StoreError: The file is no recommender.
    """
    if isinstance(told, str | Path):
        return load_blend(told) if Path(told).suffix == ".npz" else fit(read(told)).blend
    return told.blend if isinstance(told, Fitted) else told
