"""Ledger: what was suggested, when and with which propensity, kept with the person; how it went comes as traces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from thyself.core import Trace
from thyself.core.trace import digest
from thyself.decide.bandit import Choice, Policy, Vector
from thyself.store.port import Derived, Scope

#: Before this a suggestion that nobody answered may still be answered; later it counts as not taken up.
PATIENCE: Final = timedelta(hours=24)
#: How much of a reward is that it was done; the rest is how the night after was, where that is known.
_DONE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion.

    Args:
        id: By which feedback names it.
        at: When.
        context: The situation, as the policy read it.
        arm: What was suggested.
        propensity: How likely that was.
    """

    id: str
    at: datetime
    context: Vector
    arm: str
    propensity: float


@dataclass(frozen=True, slots=True)
class Ledger:
    """The suggestions of one system to one person.

    Nothing that was learned is kept: :meth:`learn` reads it from the suggestions and from the answers, which
    are traces. So what is forgotten is learned from no more.

    Args:
        scope: The person's data.
        system: Whose suggestions.
    """

    scope: Scope
    system: str

    def enter(self, context: Vector, choice: Choice, *, at: datetime) -> Suggested:
        """Keep a suggestion."""
        name = digest(at.isoformat(), self.system, choice.arm)
        body = {
            "at": at.isoformat(),
            "context": [float(each) for each in context],
            "arm": choice.arm,
            "propensity": choice.propensity,
        }
        self.scope.put([Derived(f"state:{self.system}", name, body, (), "all")])
        return Suggested(name, at, context, choice.arm, choice.propensity)

    def suggestions(self, *, before: datetime) -> list[Suggested]:
        """All that was suggested before a time, in order."""
        rows = self.scope.derived(f"state:{self.system}")
        found = [
            Suggested(
                row.key,
                datetime.fromisoformat(row.body["at"]),
                np.array(row.body["context"], dtype=np.float64),
                row.body["arm"],
                row.body["propensity"],
            )
            for row in rows
        ]
        return sorted((each for each in found if each.at < before), key=lambda each: (each.at, each.id))

    def learn(self, policy: Policy, *, before: datetime) -> int:
        """Let a policy learn from all that is known; returns from how many suggestions."""
        learned = 0
        for each, reward in self.rewards(before=before):
            policy.update(each.context, each.arm, reward)
            learned += 1
        return learned

    def rewards(self, *, before: datetime) -> Iterator[tuple[Suggested, float]]:
        """Suggestions with how they went, from 0 to 1, in order of time.

        An answer is a trace of the person with the suggestion's id in ``extra["suggestion"]``: its value is 1 where it
        was done and 0 where not. One without an answer for a day was not taken up. Where the night after is known, it
        counts too: whether it was longer than the person's median.
        """
        answers = self._answers(before)
        nights = self._nights(before)
        usual = float(np.median(list(nights.values()))) if nights else 0.0
        for each in self.suggestions(before=before):
            done = answers.get(each.id)
            if done is None and before - each.at < PATIENCE:
                continue
            night = nights.get((each.at.astimezone(self.scope.zone) + timedelta(days=1)).date().isoformat())
            late = (done or 0.0) if night is None or not done else float(night > usual)
            yield each, _DONE * (done or 0.0) + (1 - _DONE) * late

    def _answers(self, before: datetime) -> dict[str, float]:
        traces = self.scope.traces(kinds=("did",), authors=("me",), before=before)
        return {
            str(each.extra["suggestion"]): min(max(each.value, 0.0), 1.0)
            for each in traces
            if "suggestion" in each.extra and each.value is not None
        }

    def _nights(self, before: datetime) -> dict[str, float]:
        traces = self.scope.traces(kinds=("measured",), authors=("me",), before=before)
        return {
            each.at.astimezone(self.scope.zone).date().isoformat(): each.value
            for each in traces
            if each.item == "minutes_asleep" and each.value
        }


def answer(suggestion: str, done: bool, *, at: datetime, words: Sequence[str] = ()) -> Trace:
    """The person's answer to a suggestion, as a trace to add."""
    text = " ".join(words) or ("Did what was suggested" if done else "Did not do what was suggested")
    return Trace(text, at=at, kind="did", source="thyself", value=float(done), extra={"suggestion": suggestion})
