"""Default: our own composition, as the studies show it to be best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final

from thyself.core import Evidence, InvalidInput, Ranking, Request, Response, Turn
from thyself.core.registry import system
from thyself.core.words import stems
from thyself.generate import UNKNOWN, Answer
from thyself.generate.known import Known, known, standing
from thyself.guard import may_see
from thyself.models import capable
from thyself.profile import Line, Profile
from thyself.profile.asked import asked
from thyself.profile.telling import told as in_words
from thyself.recommend import Account, Blend, Explore, Fitted, Recommender
from thyself.recommend.shared import crowd_of
from thyself.retrieval import UNSURE, Recall
from thyself.retrieval.absence import never_mentioned, speaks_of_oneself
from thyself.retrieval.answer_type import UNSURE_THAT_FITS, answering_first, sort_of
from thyself.retrieval.rewrite import Carry
from thyself.retrieval.statements import Statements
from thyself.systems._drafts import drafted
from thyself.systems._form import Desk
from thyself.systems._taste import profile_of, taste_of, wanted

#: Kinds of lines that matter to most wishes, whatever their words.
_ALWAYS: Final = ("allergy", "diet")
#: Lines of the profile that stand beside the evidence.
_LINES: Final = 8
#: Lines that matter by their meaning, beside those that share words with a wish.
_MATTER: Final = 3
#: Traces beside an answer of the profile.
_MORE: Final = 2


@dataclass(frozen=True, slots=True)
class Default:
    """Recall, profile and packing for questions; own texts and measured style for drafts; content for picks.

    Args:
        budget: Tokens of evidence that an answer stands on.
        unit: The unit of recall.
        crowd: What many people took, learned, where that is to count for picks.
        explore: How much of the picks is new; ``None``: as the person wished.
    """

    budget: int = 1000
    unit: str = "turn"
    crowd: Blend | None = None
    explore: Explore | None = None
    name: str = "default"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Answer (``ask``) or draft (``write``).

        Raises:
            InvalidInput: The request is for something else.
        """
        serve = {"ask": self._ask, "write": self._write}.get(request.job)
        if serve is None:
            raise InvalidInput(f"system 'default' has no text for the job {request.job!r}")
        begun = perf_counter()
        response = serve(request, desk)
        cost = replace(response.cost, seconds=perf_counter() - begun)
        return desk.record(replace(response, system=self.name, cost=cost))

    def rank(self, request: Request, desk: Desk) -> Ranking:
        """Pick items of ``request.catalog`` (``recommend``).

        Raises:
            InvalidInput: There is no catalogue.
        """
        ranker, taste = Recommender(crowd=self.crowd, explore=self.explore), taste_of(request, desk)
        return replace(ranker.rank(wanted(request), taste, k=request.k or 10, now=request.now), system=self.name)

    def explain(self, request: Request, desk: Desk) -> Account:
        """Why the item ``request.text`` of ``request.catalog`` stands where it stands.

        Raises:
            InvalidInput: There is no catalogue, or it has no such item.
        """
        return Recommender(crowd=self.crowd).explain(
            wanted(request), taste_of(request, desk), request.text, now=request.now
        )

    def _ask(self, request: Request, desk: Desk) -> Response:
        profile, model = profile_of(request, desk), desk.language_model
        told = known(profile, request.text, now=request.now, zone=desk.zone, as_of=request.as_of)
        if told is not None and not (model is not None and capable(model)):
            return self._from_profile(told, profile, request, desk)
        about = self._about(profile, request, desk) if told is None else list(told.lines)
        if told is None and (nothing := self._nothing(request, desk, about)) is not None:
            return nothing
        found, notes = standing(self._recalled(request, desk), profile, request.text)
        if told is not None:
            found = [*told.evidence, *(each for each in found if each.trace_ids not in told.proof)]
        elif model is None or not capable(model):
            found, fits = answering_first(request.text, found, desk.zone)
            if found and not fits and not any(_answers(line, request.text) for line in about):
                return _near_only(found, Answer(None, desk.zone).quotes_of(found, notes=notes))
        allows = desk.settings.remote_allows
        about = [line for line in about if model is None or may_see(line.sensitivity, model, allows)]
        plain = told is None
        lines = "\n".join(f"- {line.text if plain and not line.stale else in_words(line, desk.zone)}" for line in about)
        return Answer(model, desk.zone, allows).respond(request, found, about=lines, notes=notes)

    def _from_profile(self, told: Known, profile: Profile, request: Request, desk: Desk) -> Response:
        """What the profile says; where it only shares words with the question, with what the traces say beside it."""
        places = asked(request.text).places
        named = any(place in places for line in told.lines for place in (line.slot, line.about))
        if named or self._sure(request, desk) < UNSURE:
            return Response(told.text, told.evidence, told.reasons)
        found, notes = standing(self._recalled(request, desk), profile, request.text)
        more = [each for each in found if each.trace_ids not in told.proof][:_MORE]
        if not more:
            return Response(told.text, told.evidence, told.reasons)
        quotes = Answer(None, desk.zone).quotes_of(more, notes=notes, first=len(told.evidence) + 1)
        text = "\n".join([told.text, "Your traces also say:", *quotes])
        return Response(text, (*told.evidence, *more), told.reasons)

    def _nothing(self, request: Request, desk: Desk, about: list[Line]) -> Response | None:
        """That the person never spoke of it, or that nothing answers; ``None`` where something may."""
        sure = self._sure(request, desk)
        # "Do I own a car?" need not be so; "When did I give the speech?" takes it for granted: other words may tell it.
        if (sure < UNSURE or asked(request.text).yes_or_no) and speaks_of_oneself(request.text):
            missing = never_mentioned(
                desk.scope, request.text, now=request.now, embedder=desk.embedder, before=request.now
            )
            if missing is not None and not any({*missing.looked_for} & {*stems(line.text)} for line in about):
                return Response(missing.told(desk.zone), reasons=missing.reasons(desk.zone), figures=missing.figures)
        if (
            sure < UNSURE
            and not any(_answers(line, request.text) for line in about)
            and not self._fits(sure, request, desk)
        ):
            return Response(UNKNOWN, reasons=("no trace and no line of the profile fits the question",))
        return None

    def _fits(self, sure: float, request: Request, desk: Desk) -> bool:
        """Whether what was found has the sort of thing that is asked for, and is not quite so unlikely."""
        if sure < UNSURE_THAT_FITS or sort_of(request.text) is None:
            return False
        return answering_first(request.text, self._recalled(request, desk)[:1], desk.zone)[1]

    def _about(self, profile: Profile, request: Request, desk: Desk) -> list[Line]:
        """The lines that a wish touches; for a model that can use them, those that matter by their meaning as well."""
        about = _touched(profile, request.text)
        if desk.language_model is None or not capable(desk.language_model):
            return about
        stated = [line for line in profile.lines if line.origin != "inferred" and line not in about]
        best = Statements(desk.embedder).best(
            [line.text for line in stated], [*request.history, Turn(request.text)], _MATTER
        )
        return [*about, *(stated[at] for at in best)][:_LINES]

    def _sure(self, request: Request, desk: Desk) -> float:
        return Recall(desk.embedder).answerable(desk.scope, _in_full(request), now=request.now, before=request.now)

    def _recalled(self, request: Request, desk: Desk) -> list[Evidence]:
        return Recall(desk.embedder)(
            desk.scope,
            _in_full(request),
            k=request.k,
            budget=None if request.k else request.budget or self.budget,
            unit=self.unit,
            before=request.now,
            now=request.now,
        )

    def _write(self, request: Request, desk: Desk) -> Response:
        response, _ = drafted(request, desk)
        return response


@system(
    number=0,
    name="default",
    serves=("ask", "write", "recommend"),
    title="thyself",
    job="answer, write and recommend from the person's own traces, as our studies show it to work best",
)
def default(
    *,
    budget: int = 1000,
    unit: str = "turn",
    crowd: Blend | Fitted | str | Path | None = None,
    explore: float | None = None,
) -> Default:
    """Make the system.

    Args:
        budget: Tokens of evidence that an answer stands on.
        unit: ``"turn"``, ``"chunk"``, ``"segment"`` or ``"session"``.
        crowd: What many people took, for picks: a fitted recommender, the file of one, or a table of ratings by the
            ids of the catalogue, which is learned from at once.
        explore: How much of the picks is new, from 0 to 1; ``None``: as the person wished.

    Raises:
        InvalidInput: ``explore`` is no share.
        SourceError: The table cannot be read.
    """
    return Default(budget, unit, crowd_of(crowd), None if explore is None else Explore(explore, 16.0))


def _near_only(found: list[Evidence], quotes: list[str]) -> Response:
    """That nothing which was found has what is asked for, with what comes nearest."""
    text = "\n".join([UNKNOWN, "This comes nearest:", *quotes])
    return Response(text, tuple(found), reasons=("what was found has no such thing as is asked for",))


def _touched(profile: Profile, text: str) -> list[Line]:
    """The lines that a wish touches, and with them what the person must never be offered."""
    asked = set(stems(text))
    touched = [line for line in profile.lines if asked & {*stems(line.text), *stems(line.about)}]
    if not touched:
        return []
    never = [line for line in profile.lines if line.about in _ALWAYS and line.subject == "me" and line not in touched]
    return [*never, *touched][:_LINES]


def _in_full(request: Request) -> str:
    """The wish with what it goes on from in the conversation."""
    return Carry().rewrite([*request.history, Turn(request.text)]).text if request.history else request.text


def _answers(line: Line, text: str) -> bool:
    """Whether a line speaks of most of what is asked."""
    asked = set(stems(text))
    return 2 * len(asked & {*stems(line.text), *stems(line.about)}) >= max(len(asked), 1)
