"""AI PB: what is worth a look today among a person's payments, and exact sums where they are asked for.

Source: AI PB: A Grounded Generative Agent for Personalized Investment Insights (2025). Its pieces with declared data,
its router and its cascade; the pieces here are those of a person's own ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final, Literal

from thyself.core import Cost, Request, Response
from thyself.core.registry import system
from thyself.guard.finance import EDUCATIONAL, Circumstances, concern, says_too_much
from thyself.memory import unit
from thyself.money.asked import asked, wanted, wants_a_sum
from thyself.money.cards import Card, cards, named, names_of, only, wrong_figures
from thyself.money.components import COMPONENTS, Router
from thyself.money.feed import Feed, Shown
from thyself.money.ledger import Payment, as_of
from thyself.money.own import called
from thyself.store import Derived
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_STATE: Final = "state:ai-pb"
_DAYS: Final = timedelta(days=120)
_NONE: Final = "No payments are known yet: add the export of a bank account (CSV)."

_UNKNOWN: Final = (
    "No payment that is known is called {!r}, nor its category. `thyself money payees` lists what there is."
)


@dataclass(frozen=True, slots=True)
class AiPb:
    """The system; its arguments are those of :func:`ai_pb`."""

    by: Literal["template", "model"]
    k: int
    known: Circumstances
    name: str = "ai-pb"

    def respond(self, request: Request, desk: Desk) -> Response:
        """A sum where one is asked for, else today's cards; a wish that falls under a rule gets that alone."""
        begun = perf_counter()
        serious = concern(request.text, self.known)
        if serious is not None:
            return Response(serious.text, reasons=(f"finance rule: {serious.name}",), system=self.name)
        ledger = named(called(desk.scope, before=request.now))
        found = asked(request.text, ledger, now=request.now, zone=desk.zone)
        if found is not None:
            return self._made(found.text, found.sum.ids, ("added up from the payments named",), begun, request, desk)
        if ledger and wants_a_sum(request.text):
            text = _UNKNOWN.format(wanted(request.text, now=request.now, zone=desk.zone))
            return Response(text, reasons=("no payment is called so",), system=self.name)
        here = request.now.astimezone(desk.zone).date()
        today = as_of(ledger, here)
        feed = Feed()
        feed.learn(list(self._history(desk, request.now)))
        shown = only(feed.order(cards(ledger, today=today), day=today), request.text)[: self.k]
        if not shown:
            cost = Cost(seconds=perf_counter() - begun)
            return Response(_NONE, reasons=("no payments are known yet",), cost=cost, system=self.name)
        behind = tuple(dict.fromkeys(each for card in shown for each in card.ids))
        desk.scope.put([Derived(_STATE, today.isoformat(), {"topics": [each.topic for each in shown]}, behind, "all")])
        told, worded = self._worded(shown, ledger, desk)
        told = told if today == here else [f"As of {today}, the day of the newest payment that is known:", *told]
        ids = tuple(dict.fromkeys(each for card in shown for each in card.ids))
        reasons = (*(f"{each.topic}: by the rules of {each.component}" for each in shown), *worded)
        return self._made("\n".join([*told, "", EDUCATIONAL]), ids, reasons, begun, request, desk)

    def _worded(self, shown: Iterable[Card], ledger: Iterable[Payment], desk: Desk) -> tuple[list[str], list[str]]:
        """The cards in words: a model's, where one is wished and says nothing that the card does not hold."""
        said, notes = [], []
        model = desk.language_model if self.by == "model" else None
        router = Router([model] if model is not None and model.local else [])
        names = names_of(ledger) if router.here else None
        for card in shown:
            text = card.text
            if router.here:
                component = next(each for each in COMPONENTS if each.name == card.component)
                draft = router.ask(
                    component, f"Say this in other words, with the same figures: {card.text}"
                ).text.strip()
                wrong = [*wrong_figures(draft, card, names), *says_too_much(draft)]
                text = card.text if wrong or not draft else draft
                why = f"the template's words, for a draft said {wrong[0]}" if wrong else "worded here"
                notes.append(f"{card.topic}: {why}")
            said.append(f"- {text}")
        return said, notes

    def _history(self, desk: Desk, now: datetime) -> Iterable[Shown]:
        """What was shown on earlier days, and which was opened (traces of kind ``clicked``, item ``card:TOPIC``)."""
        clicks = desk.scope.traces(kinds=("clicked",), authors=("me",), since=now - _DAYS, before=now)
        opened: dict[str, set[str]] = {}
        for each in clicks:
            if each.item and each.item.startswith("card:"):
                opened.setdefault(each.at.astimezone(desk.zone).date().isoformat(), set()).add(each.item[5:])
        for row in desk.scope.derived(_STATE):
            day = datetime.fromisoformat(row.key).date()
            if day < now.astimezone(desk.zone).date():
                yield Shown(day, tuple(row.body["topics"]), frozenset(opened.get(row.key, ())))

    def _made(
        self, text: str, ids: Iterable[str], reasons: tuple[str, ...], begun: float, request: Request, desk: Desk
    ) -> Response:
        traces = desk.scope.traces(ids=list(dict.fromkeys(ids)), before=request.now)
        evidence = tuple(as_evidence(unit("turn", [each]), "added up", 1.0) for each in traces)
        return Response(text, evidence, reasons, Cost(seconds=perf_counter() - begun), self.name)


@system(
    number=2,
    name="ai-pb",
    serves=("advise",),
    title="AI PB: A Grounded Generative Agent for Personalized Investment Insights",
    job="show what is worth a look among a person's payments, with exact figures, and keep what is personal here",
)
def ai_pb(
    by: Literal["template", "model"] = "template",
    k: int = 6,
    jurisdiction: str = "",
    risk: Literal["", "low", "medium", "high"] = "",
) -> AiPb:
    """Make the system.

    Args:
        by: ``"model"``: cards are worded by the language model, where it runs on this machine, and checked.
        k: How many cards.
        jurisdiction: The country whose rules apply.
        risk: What the person told of their tolerance.
    """
    return AiPb(by, k, Circumstances(jurisdiction, risk))
