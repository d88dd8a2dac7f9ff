"""Person: the handle to one person's data. It puts the rooms together and holds no logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thyself.core import (
    AddReport,
    Catalog,
    Evidence,
    Finding,
    Ranking,
    Receipt,
    Request,
    Response,
    Sensitivity,
    Trace,
    Turn,
)
from thyself.core.given import One, aware, many

if TYPE_CHECKING:
    from thyself.generate.context import Context, Freshness
    from thyself.home import Home
    from thyself.memory.graph import Graph
    from thyself.money.own import Payments
    from thyself.profile import Profile
    from thyself.recommend import Account, Conversation
    from thyself.signals.forecast import Forecast
    from thyself.signals.sensemaking import DayPage
    from thyself.store import Progress, Scope
    from thyself.systems import Desk
    from thyself.systems.food._diary import Meals


class Person:
    """Everything of one person goes through this handle; it cannot reach another person.

    Use :meth:`thyself.Home.person`.
    """

    def __init__(self, scope: Scope, home: Home) -> None:
        self.scope = scope
        self._home = home

    @property
    def name(self) -> str:
        """Whose data this is."""
        return self.scope.person

    def __repr__(self) -> str:
        return f"<Person {self.name!r}>"

    def add(
        self,
        what: str | Path | Iterable[Trace | Mapping[str, Any]],
        *,
        format: str | None = None,
        progress: Progress | None = None,
        **reading: Any,
    ) -> AddReport:
        """Take traces in: no model is called, and what this returns is on the disk.

        Args:
            what: A file, a folder or a zip; or traces; or dictionaries with the fields of a trace.
            format: The name of a reader, where the format is not to be detected.
            progress: Called with what is done and what there is in all.
            reading: How to read: ``owner`` (names or addresses that are this person), ``only`` (one person of many in
                the file), ``mapping`` (columns of a CSV or JSONL), ``source`` (the source's name).

        Returns:
            How much was read, kept and known already, and each row that could not be read, with the reason.

        Raises:
            UnknownFormat: No reader recognises the input.
            SourceError: The input could not be read at all.
        """
        from thyself.sources import ReadContext, add

        context = ReadContext(zone=self.scope.zone, now=self._home.clock(), **reading)
        return add(self.scope, what, context=context, format=format, progress=progress)

    def traces(
        self,
        *,
        kinds: One | None = None,
        sources: One | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[Trace]:
        """Traces in order of time; ``since`` is inside, ``before`` is outside."""
        return self.scope.traces(kinds=many(kinds), sources=many(sources), since=since, before=before, limit=limit)

    def search(self, words: str, *, limit: int = 20) -> list[Trace]:
        """Traces that contain all the words, best first."""
        return self.scope.search(words, limit=limit)

    def recall(
        self,
        query: str,
        *,
        k: int | None = None,
        budget: int | None = None,
        unit: str | None = None,
        before: datetime | None = None,
        as_of: datetime | None = None,
        kinds: One | None = None,
        sources: One | None = None,
    ) -> list[Evidence]:
        """The traces that matter for a question, best first, each with the terms of its score.

        Args:
            query: A question or some words.
            k: How many; 10 where neither ``k`` nor ``budget`` is given.
            budget: How many tokens in all, in place of ``k``.
            unit: ``"turn"``, ``"chunk"``, ``"segment"`` or ``"session"``; the default is what the studies show best.
            before: Only what happened before this time.
            as_of: What held at this time, as far as is known: what was said up to then, and later of then, without
                what no longer held.
            kinds, sources: Only these.

        Raises:
            InvalidInput: Both ``k`` and ``budget`` are given, one of them is less than one, or the unit is unknown.
        """
        from thyself.retrieval import Recall

        if k is None and budget is None:
            k = 10
        if as_of is not None:
            from thyself.retrieval.then import recall_as_of

            return recall_as_of(
                Recall(self._home.embedder),
                self.scope,
                query,
                self.profile if before is None else self.profile.known_at(aware(before, "before")),
                at=aware(as_of, "as_of"),
                now=before or self._home.clock(),
                k=k,
                budget=budget,
                unit=unit or "turn",
                kinds=many(kinds),
                sources=many(sources),
            )
        return Recall(self._home.embedder)(
            self.scope,
            query,
            k=k,
            budget=budget,
            unit=unit or "turn",
            before=None if before is None else aware(before, "before"),
            kinds=many(kinds),
            sources=many(sources),
            now=before or self._home.clock(),
        )

    def index(self, *, progress: Progress | None = None) -> int:
        """Make what recall needs for all traces that came since; returns how many. It can be stopped and goes on."""
        from thyself.retrieval import complete

        return complete(self.scope, self._home.embedder, progress=progress)

    def ask(
        self,
        text: str,
        *,
        system: str = "default",
        now: datetime | None = None,
        as_of: datetime | None = None,
        history: Sequence[Turn | tuple[str, str]] = (),
        hear: Callable[[str], None] | None = None,
        **options: Any,
    ) -> Response:
        """Answer from the person's traces and profile; without evidence it says that it does not know.

        What holds now is given for now, with since when; what no longer holds only where the past is asked for. What
        the person never spoke of is told as that, with what was searched.

        Args:
            text: The question or wish.
            system: The name of a system that serves ``ask``; ``thyself systems`` lists them.
            now: The time at which it is asked; nothing later is used.
            as_of: The time that it asks of, where it is not now and the question does not say so.
            history: The conversation before, as turns or pairs of what was said and what was answered: "and hers?" is
                then read with what it goes on from.
            hear: Called with each piece of the wording while a model makes it; what is returned stands, for a draft
                that says what is not in the evidence is thrown away.
            options: Settings of the system.

        Raises:
            UnknownSystem: There is no such system, or it does not answer questions.
            Refused: A guard does not allow to send what would have to be sent.
        """
        turns = tuple(each if isinstance(each, Turn) else Turn(*each) for each in history)
        request = replace(self._request("ask", text, now, options), history=turns)
        request = request if as_of is None else replace(request, as_of=aware(as_of, "as_of"))
        return self._respond(system, request, hear)

    def context(
        self,
        text: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        budget: int = 700,
        allows: Callable[[Sensitivity], bool] | None = None,
        fresh: Freshness | None = None,
    ) -> Context:
        """What matters to a turn of a conversation, as text for the prompt of any model; empty where nothing does.

        Traces are searched up to the last one; the lines of the profile may be a few traces behind.

        Args:
            text: What the person says now.
            history: The conversation before.
            budget: How many tokens it may have.
            allows: Whether the model may see what is so sensitive; everything where it is not given.
            fresh: How far it may be behind the last trace.
        """
        from thyself.generate.context import Freshness, context
        from thyself.profile.build import recent
        from thyself.retrieval import UNSURE, Recall
        from thyself.retrieval.rewrite import Carry

        turns = [each if isinstance(each, Turn) else Turn(*each) for each in history]
        asked = Carry().rewrite([*turns, Turn(text)]).text if turns else text
        fresh = fresh or Freshness()
        now, recall = self._home.clock(), Recall(self._home.embedder, at_once=fresh.at_once)
        found, likely = recall.sought(self.scope, asked, now=now, k=12)
        found = found if likely >= UNSURE else []
        may = allows or (lambda sensitivity: True)
        known = recent(self.scope, now=now, behind=fresh.behind, old=fresh.old)
        return context(
            [each for each in known.lines if may(each.sensitivity)],
            [each for each in found if may(each.sensitivity)],
            text,
            zone=self.scope.zone,
            budget=budget,
        )

    def write(
        self, text: str, *, kind: str = "mail", system: str = "default", now: datetime | None = None, **options: Any
    ) -> Response:
        """Draft a text in the person's own style; ``figures`` says how close it is, beside a generic draft."""
        return self._respond(system, replace(self._request("write", text, now, options), kind=kind))

    def title(
        self, text: str, *, kind: str = "mail", system: str = "lamp", now: datetime | None = None, **options: Any
    ) -> Response:
        """A title for a text, as the person would give it.

        Args:
            text: The text that wants a title.
            kind: What it is: ``"mail"``, ``"review"``, ``"paper"`` …
            system: The name of a system that serves ``title``.
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system.
        """
        return self._respond(system, replace(self._request("title", text, now, options), kind=kind))

    def predict(
        self, text: str, *, system: str = "personalized-llms", now: datetime | None = None, **options: Any
    ) -> Response:
        """The label, rating or decision that this person would give; ``figures`` says how likely it is.

        Args:
            text: What is to be judged, decided or labelled.
            system: The name of a system that serves ``predict``: ``"humor-fusion"``, ``"jargon"``, ``"rpm"``,
                ``"podcast-judge"``, ``"k-lamp"`` …
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system.
        """
        return self._respond(system, self._request("predict", text, now, options))

    def recommend(
        self,
        catalog: Catalog | str | Path,
        *,
        k: int = 10,
        system: str = "default",
        now: datetime | None = None,
        **options: Any,
    ) -> Ranking:
        """Pick items for the person, with reasons and evidence; what they mute, boost and avoid holds.

        Where the home learned from many people (:meth:`thyself.Home.fit`), that counts too.

        Args:
            catalog: A catalogue, the name of one that the home keeps, or a file.
            k: How many.
            system: The name of a system that serves ``recommend``.
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system; of the default one: ``crowd`` (a recommender, or a table of ratings) and
                ``explore`` (how much of the list is new, from 0 to 1).
        """
        from thyself.core.registry import card

        items = self._catalog(catalog)
        request = replace(self._request("recommend", "", now, options), k=k, catalog=items)
        settings = self._with_crowd(items, system, options)
        ranking: Ranking = card(system, serves="recommend").made(settings).rank(request, self._desk())
        return ranking

    def talk(
        self, catalog: Catalog | str | Path, *, k: int = 5, now: datetime | None = None, **options: Any
    ) -> Conversation:
        """A conversation about what to take from a catalogue: ``.say(text)`` gives a question or a list, with reasons.

        Args:
            catalog: As in :meth:`recommend`.
            k: Items of a list.
            now: The time at which it takes place; nothing later is used.
            options: Settings of the system ``recllm``: ``crowd``, a table of what many people took and liked.
        """
        from thyself.systems.recommend.recllm import recllm

        request = replace(self._request("recommend", "", now, options), k=k, catalog=self._catalog(catalog))
        conversation: Conversation = recllm(**options).conversation(request, self._desk())
        return conversation

    def explain(
        self, item: str, catalog: Catalog | str | Path, *, now: datetime | None = None, **options: Any
    ) -> Account:
        """Why an item of a catalogue stands where it stands for the person: parts that add up to its score.

        Args:
            item: The item's id.
            catalog: As in :meth:`recommend`.
            now: The time at which it is asked; nothing later is used.
            options: Settings of the default system.

        Raises:
            InvalidInput: The catalogue has no such item.
        """
        from thyself.systems.default import default

        items = self._catalog(catalog)
        request = replace(self._request("recommend", item, now, options), catalog=items)
        account: Account = default(**self._with_crowd(items, "default", options)).explain(request, self._desk())
        return account

    def mute(self, item: str) -> None:
        """Never recommend an item to the person again, from now on."""
        from thyself.recommend import wishes

        wishes.mute(self.scope, item)

    def boost(self, item: str, by: float = 1.0) -> None:
        """Let an item stand higher by some deviations of the scores (below zero: lower), from now on."""
        from thyself.recommend import wishes

        wishes.boost(self.scope, item, by)

    def unwish(self, item: str) -> bool:
        """Take back what was muted or boosted; tells whether there was anything to take back."""
        from thyself.recommend import wishes

        return wishes.take_back(self.scope, item)

    def explore(self, level: float) -> None:
        """Set the knob from familiar (0) to new (1) for all recommendations from now on.

        Raises:
            InvalidInput: It is no share.
        """
        from thyself.recommend import wishes

        wishes.explore(self.scope, level)

    def day(self, day: date | None = None) -> DayPage | None:
        """One day as it was measured, beside what may be made of it and on what that stands.

        Args:
            day: Which, on the person's clock; the newest with figures where it is not given.

        Returns:
            ``None`` where nothing was ever measured.
        """
        from thyself.signals.sensemaking import day_of

        return day_of(self.scope, day, now=self._home.clock())

    def insights(
        self, topic: str, *, since: datetime | None = None, before: datetime | None = None, limit: int = 8
    ) -> list[Finding]:
        """What the person's own figures show of a topic (``"sleep"``, ``"activity"`` …) or a metric, strongest first.

        Raises:
            InvalidInput: No topic or metric is called so.
        """
        from thyself.signals import insights

        return insights(self.scope, topic, since=since, before=before, now=self._home.clock(), limit=limit)

    def report(
        self, topic: str = "sleep", *, system: str = "ph-llm", now: datetime | None = None, **options: Any
    ) -> Response:
        """A report on ``"sleep"`` or ``"fitness"`` in sections, of the person's own figures; no diagnosis, ever.

        Args:
            topic: Of what; or a question about it, for a system that answers questions.
            system: The name of a system that serves ``advise``.
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system, such as ``age`` (in years) and ``sex`` to compare with people like the
                person.
        """
        return self._respond(system, self._request("advise", topic, now, options))

    def money(
        self, text: str = "today", *, system: str | None = None, now: datetime | None = None, **options: Any
    ) -> Response:
        """What is worth a look among the person's payments, a sum of them, or an answer to a question on money.

        Every figure is added up from the payments or worked out by a calculator. Information, no advice.

        Args:
            text: ``"today"``, a sum that is wanted ("how much did I spend on groceries in May?"), or a question ("I owe
                4,000 at 19.9 % and can pay 250 a month").
            system: ``"ai-pb"`` or ``"finance-reasoning"``; by the text where it is not given.
            now: When it is asked; nothing later is used.
            options: Settings of the system, such as ``jurisdiction``.
        """
        from thyself.money.reasoning import is_question

        name = system or ("finance-reasoning" if is_question(text) else "ai-pb")
        return self._respond(name, self._request("advise", text, now, options))

    @property
    def payments(self) -> Payments:
        """The person's payments as they call them: all of them, by payee, and a word to say what one is."""
        from thyself.money.own import Payments

        return Payments(self.scope, now=self._home.clock())

    def plan_meals(self, wish: str = "meals", *, now: datetime | None = None, **options: Any) -> Response:
        """Meals for a day or more that keep energy, limits and what the person cannot have; totals are a table's.

        Args:
            wish: In words; an energy in it counts ("meals for 1,800 kcal").
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system ``nutrigen``: ``kcal``, ``days``, ``protein_g``, ``sodium_mg``, ``fibre_g``.

        Raises:
            NotEnough: No day keeps all that was asked for; the message says what that was.
        """
        return self._respond("nutrigen", self._request("advise", wish, now, options))

    @property
    def meals(self) -> Meals:
        """What the person ate: noted in words, added up from a table; and foods for them with their reasons drawn."""
        from thyself.systems.food._diary import Meals

        return Meals(self._desk())

    def advise(self, wish: str, *, system: str, now: datetime | None = None, **options: Any) -> Response:
        """Advice by one of the systems that serve it: ``"eating-smart"``, ``"sleepcot"``, ``"healthguru"`` and others.

        Args:
            wish: In words.
            system: Its name; `thyself systems` lists what serves ``advise``.
            now: The time at which it is asked; nothing later is used.
            options: Settings of the system.

        Raises:
            UnknownSystem: There is none of that name that advises.
        """
        return self._respond(system, self._request("advise", wish, now, options))

    def forecast(self, metric: str, *, before: datetime | None = None) -> Forecast | None:
        """The figure of the day after the newest one, with an interval for four cases of five.

        Args:
            metric: ``"minutes_asleep"``, ``"resting_heart_rate"`` or ``"steps"``.
            before: Only what happened before this time.

        Returns:
            ``None`` where too little is known, or the metric cannot be forecast.
        """
        from thyself.signals.forecast import forecast, shipped
        from thyself.signals.series import daily

        end = self._home.clock() if before is None else aware(before, "before")
        return forecast(daily(self.scope, metric, zone=self.scope.zone, before=end), shipped())

    @property
    def profile(self) -> Profile:
        """What the traces say of the person, up to date; see :class:`thyself.profile.Profile`."""
        from thyself.profile import update

        return update(self.scope, now=self._home.clock(), clock=self._home.clock)

    @property
    def graph(self) -> Graph:
        """Who and what belongs to the person's life, up to date; see :class:`thyself.memory.graph.Graph`."""
        from thyself.memory.graph import graph

        return graph(self.scope)

    def forget(
        self,
        *,
        trace_ids: One | None = None,
        source: One | None = None,
        kind: One | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        everything: bool = False,
    ) -> Receipt:
        """Remove traces, and all that was made of them, for good: those that match every field which is given.

        Args:
            trace_ids, source, kind: One or several of each.
            since, before: At or after, and before (aware times).
            everything: The whole person; given alone.

        Raises:
            InvalidInput: Nothing is selected, or ``everything`` and something.
        """
        from thyself.store import Selection

        selected = Selection.of(
            trace_ids=trace_ids, source=source, kind=kind, since=since, before=before, everything=everything
        )
        return self.scope.forget(selected)

    def would_forget(self, **selected: Any) -> Mapping[str, int]:
        """How many rows :meth:`forget` would remove, by table; takes the same arguments and changes nothing."""
        from thyself.store import Selection

        return self.scope.would_forget(Selection.of(**selected))

    def export(self, path: str | Path, *, progress: Progress | None = None) -> Path:
        """Write everything of this person into a zip, from which :meth:`thyself.Home.restore` brings it back."""
        return self.scope.export(Path(path), progress=progress)

    def agree_to_be_found(self) -> None:
        """Let others of this home find this person as somebody who knows of a thing (:meth:`thyself.Home.experts`).

        What is kept for it are counts of words and tags, never a text; :meth:`stop_being_found` takes it back at once.
        """
        from thyself.retrieval.experts import allow

        allow(self.scope, at=self._home.clock())

    def stop_being_found(self) -> None:
        """Be found no more, from now on; what was counted is removed."""
        from thyself.retrieval.experts import withdraw

        withdraw(self.scope)

    def sent(self) -> list[Mapping[str, Any]]:
        """What left this machine: when, to which model, which traces, and why that was allowed."""
        return [row.body for row in self.scope.derived("sent")]

    def _request(self, job: str, text: str, now: datetime | None, options: Mapping[str, Any]) -> Request:
        at = self._home.clock() if now is None else aware(now, "now")
        return Request(job, text, at, options=options)

    def _respond(self, system: str, request: Request, hear: Callable[[str], None] | None = None) -> Response:
        from thyself.core.registry import card

        desk = self._desk()
        if hear is not None and desk.language_model is not None:
            from thyself.models.streamed import Streamed

            desk = replace(desk, language_model=Streamed(desk.language_model, hear))
        response: Response = card(system, serves=request.job).made(request.options).respond(request, desk)
        return response

    def _desk(self) -> Desk:
        from thyself.systems import Desk

        home = self._home
        return Desk(
            scope=self.scope,
            language_model=home.language_model,
            embedder=home.embedder,
            settings=home.settings,
            zone=self.scope.zone,
            clock=home.clock,
        )

    def _with_crowd(self, catalog: Catalog, system: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of a system, with what the home learned of the catalogue where that is the default one."""
        if system != "default" or "crowd" in options or (learned := self._home.fitted(catalog.name)) is None:
            return dict(options)
        return {**options, "crowd": learned}

    def _catalog(self, catalog: Catalog | str | Path) -> Catalog:
        if isinstance(catalog, Catalog):
            return catalog
        if isinstance(catalog, str) and catalog in self._home.store.catalogs():
            return self._home.catalog(catalog)
        from thyself.sources import read_catalog

        return read_catalog(Path(catalog))
