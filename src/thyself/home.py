"""Home: where everything is kept, and the persons in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from thyself.core import Catalog, InvalidInput, Settings
from thyself.core.settings import address
from thyself.person import Person

if TYPE_CHECKING:
    from thyself.memory.consolidate import Budget, Plan, Thinker, Thought
    from thyself.models import Embedder, LanguageModel
    from thyself.recommend import Fitted, Interactions
    from thyself.recommend.shared import Shared
    from thyself.retrieval.experts import Found
    from thyself.store import Progress, Scope

Clock = Callable[[], datetime]


def open_home(path: str | Path | None = None, *, settings: Settings | None = None, clock: Clock | None = None) -> Home:
    """Open a home, and make it where there is none.

    Args:
        path: A file, or the address of a PostgreSQL database (``postgresql://user@host/database``); ``None`` for the
            one that the settings name (``~/.thyself/thyself.db``).
        settings: What else can be set; read from the environment (``THYSELF_*``) where it is not given.
        clock: Tells the time (aware); the system's where it is not given.

    Raises:
        StoreError: The file is no home, cannot be written, or was written by a newer version.
        InvalidInput: A setting makes no sense.
    """
    settings = settings or Settings.from_environment(os.environ)
    if path is not None:
        settings = replace(settings, home=address(path))
    return Home(str(settings.home), settings=settings, clock=clock or _now)


def _now() -> datetime:
    return datetime.now(UTC)


class Home:
    """One file, or one database, with the traces, memory and profile of one person or of many.

    Use :func:`thyself.open`. Close it when done, or use it in a ``with`` statement.
    """

    def __init__(self, address: str, *, settings: Settings, clock: Clock) -> None:
        from thyself.store import open_store

        self.settings = settings
        self.clock = clock
        self._shared: dict[str, Shared] = {}
        self.store = open_store(address, clock=clock, timezone=settings.timezone, remembered=settings.remembered)

    def person(self, name: str = "me", *, timezone: str | None = None) -> Person:
        """The handle to one person's data.

        Args:
            name: Whose; a person that is not known yet is entered when something is kept.
            timezone: The zone of the person's clock, such as ``"Europe/Rome"``; kept once it is given.

        Raises:
            InvalidInput: The name is empty, too long or has control characters, or there is no such zone.
        """
        return Person(self.store.scope(name, timezone=timezone), self)

    def people(self) -> list[str]:
        """The names of all persons, in order."""
        return self.store.people()

    def experts(self, question: str, *, asker: str | None = None, k: int = 5) -> list[Found]:
        """Who of this home's people knows of something, best first; only those who agreed to be found.

        Args:
            question: What is asked.
            asker: Who asks; what they deal with decides between people who know equally much.
            k: How many.
        """
        from thyself.retrieval.experts import ask_around

        scopes = (self.store.scope(name) for name in self.people())
        who = None if asker is None else self.store.scope(asker)
        return ask_around(scopes, question, asker=who, now=self.clock(), k=k)

    def plan_consolidation(self, *, budget: Budget | None = None, person: str | None = None) -> Plan:
        """What :meth:`consolidate` would take in calls, tokens and seconds; nothing is changed, no model is called."""
        from thyself.memory.consolidate import Budget, plan_all

        return plan_all(self._scopes(person), self._thinker(), budget or Budget())

    def consolidate(
        self, *, budget: Budget | None = None, person: str | None = None, progress: Progress | None = None
    ) -> list[Thought]:
        """Think over what came in: the rules read it all, a capable model what they leave open, in batches.

        It can be stopped anywhere and goes on from there; done twice, it changes nothing more.

        Args:
            budget: How much may be spent; ``Budget(calls=20)``. The rest is left for the next time.
            person: Whose memory; everybody's where it is not given.
            progress: Called with what is done and what there is in all.

        Returns:
            What was done, person by person, with what it took.

        Raises:
            InvalidInput: There is no such person.
        """
        from thyself.memory.consolidate import Budget, consolidate_all

        return consolidate_all(self._scopes(person), self._thinker(), budget or Budget(), progress=progress)

    def _scopes(self, person: str | None) -> list[Scope]:
        there = self.people()
        if person is not None and person not in there:
            raise InvalidInput(f"nobody here is called {person!r}; there is {', '.join(there) or 'nobody yet'}")
        return [self.store.scope(name) for name in there if person in (None, name)]

    def _thinker(self) -> Thinker:
        from thyself.memory.consolidate import Thinker

        return Thinker(self.language_model, self.settings.remote_allows, self.clock)

    def restore(self, path: str | Path, *, person: str | None = None, progress: Progress | None = None) -> Person:
        """Read what :meth:`Person.export` wrote, under the same name or another.

        Raises:
            StoreError: The file is no export, is damaged, or the person has traces already; nothing was changed.
        """
        return self.person(self.store.restore(Path(path), person=person, progress=progress))

    def backup(self, path: str | Path) -> Path:
        """Write a copy of the whole home into a new file, which opens as a home; others may go on working meanwhile.

        What is forgotten later is still in the copy: remove old copies.

        Raises:
            StoreError: There is a file already, or it cannot be written.
        """
        return self.store.backup(Path(path).expanduser().absolute())

    def fit(
        self,
        catalog: Catalog | str,
        ratings: Interactions | str | Path | None = None,
        *,
        seconds: float = 60.0,
        progress: Progress | None = None,
    ) -> Fitted:
        """Learn from what everybody of this home took of a catalogue, for :meth:`Person.recommend` of all of them.

        What is learned are links between items, kept in memory while the home is open; it is learned anew where
        somebody forgot something.

        Args:
            catalog: A catalogue, or the name of one that is kept.
            ratings: What people who are not of this home took, by the ids of the catalogue: a table, or what
                :func:`thyself.recommend.read` read.
            seconds: What it may take, about.
            progress: Called with what is done and what there is in all.

        Raises:
            InvalidInput: There is too little to learn from.
            SourceError: The table cannot be read.
        """
        from thyself.recommend import read
        from thyself.recommend.shared import Shared

        items = self.catalog(catalog) if isinstance(catalog, str) else catalog
        crowd = read(ratings) if isinstance(ratings, str | Path) else ratings
        shared = Shared(lambda: self._scopes(None), items, crowd, seconds=seconds)
        fitted = shared.fitted(progress=progress)
        self._shared[items.name] = shared
        return fitted

    def fitted(self, name: str) -> Fitted | None:
        """What :meth:`fit` learned of the catalogue of that name; ``None`` where it did not."""
        return self._shared[name].fitted() if name in self._shared else None

    def keep(self, catalog: Catalog | str | Path, *, name: str | None = None) -> Catalog:
        """Keep a catalogue (or the file of one) in this home under its name, for :meth:`Person.recommend`.

        Raises:
            SourceError: The file could not be read as a catalogue.
        """
        from thyself.sources import read_catalog

        read = catalog if isinstance(catalog, Catalog) else read_catalog(Path(catalog), name=name)
        self.store.put_catalog(read)
        return read

    def catalog(self, name: str) -> Catalog:
        """A catalogue that was kept.

        Raises:
            StoreError: There is none of that name.
        """
        return self.store.catalog(name)

    @cached_property
    def embedder(self) -> Embedder:
        """The text embedder that the settings choose; loaded when first used."""
        from thyself.models import embedder

        return embedder(self.settings)

    @cached_property
    def language_model(self) -> LanguageModel | None:
        """The language model that the settings choose; ``None`` where there is none: templates word the answers."""
        from thyself.models import language_model

        return language_model(self.settings)

    def close(self) -> None:
        """Release the file; closing twice does nothing."""
        self.store.close()

    def __enter__(self) -> Home:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
