"""Benchmark of answers: LaMP-QA on its public files, with no posts, own posts, a plan, and another person's posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from thyself.core import Rejected, Settings, Trace
from thyself.evaluate.aspects import Addressed, AspectJudge, macro
from thyself.evaluate.benchmarks.case import Case
from thyself.evaluate.benchmarks.lamp_qa import lamp_qa_cases
from thyself.generate import UNKNOWN
from thyself.models import Embedder, LanguageModel, Message
from thyself.systems.writing._benchmark import desks_of
from thyself.systems.writing.lamp_qa import lamp_qa

#: What an answer is made with.
CONDITIONS: Final = ("none", "own", "own and plan", "another's")


@dataclass(slots=True)
class Judged:
    """What one category came to: answers and ratings by condition, and rows that could not be read."""

    task: str
    ids: list[str] = field(default_factory=list)
    found: dict[str, list[str]] = field(default_factory=dict)
    rated: dict[str, list[Addressed]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def scores(self) -> dict[str, dict[str, float]]:
        """The benchmark's score, macro over questions, with words and the share of telling sentences beside it."""
        return {
            condition: {
                "score": macro(rated),
                "words": sum(each.words for each in rated) / len(rated),
                "telling": sum(each.telling for each in rated) / len(rated),
            }
            for condition, rated in self.rated.items()
        }


@dataclass(frozen=True, slots=True)
class AnswerProtocol:
    """How LaMP-QA is run.

    Args:
        model, embedder: What the answers are made with.
        judge: Makes the judge of one question; it alone sees the narrative.
        k: Own posts before a question.
        settings: What a remote model may see.
    """

    model: LanguageModel
    embedder: Embedder
    judge: Callable[[Case], AspectJudge]
    k: int = 10
    settings: Settings = field(default_factory=Settings)

    def run(self, file: Path, task: str, *, n: int, progress: Callable[[int, int | None], None]) -> Judged:
        """Ask the first ``n`` questions of a category whose person has posts."""
        judged = Judged(task)
        able = list(islice(self._able(file, task, judged), n))
        for place, case in enumerate(able):
            answers = self._answers(case, able[(place + 1) % len(able)].own)
            judged.ids.append(case.id)
            judge = self.judge(case)
            for condition, text in answers.items():
                judged.found.setdefault(condition, []).append(text)
                rated = judge.rate(case.request.text, case.aspects, text if text != UNKNOWN else "")
                judged.rated.setdefault(condition, []).append(rated)
            progress(place + 1, len(able))
        return judged

    def _able(self, file: Path, task: str, judged: Judged) -> Iterator[Case]:
        for each in lamp_qa_cases(file, task):
            if isinstance(each, Rejected):
                judged.rejected.append(each)
            elif each.own:
                yield each

    def _answers(self, case: Case, others: Sequence[Trace]) -> dict[str, str]:
        late = max([case.request.now, *(trace.at + timedelta(days=1) for trace in others)])
        request = replace(case.request, now=late)
        bare = self.model.generate([Message("user", request.text)], max_tokens=700).text.strip()
        with desks_of({"own": case.own, "another": others}, self) as desks:
            found, planned = (lamp_qa(plan=plan, k=self.k) for plan in ("none", "counted"))
            return {
                "none": bare,
                "own": found.respond(request, desks["own"]).text,
                "own and plan": planned.respond(request, desks["own"]).text,
                "another's": found.respond(request, desks["another"]).text,
            }
