"""Teach LLMs to personalize: a begun text goes on, in stages: find, rank, summarise, pick keywords, write.

Source: Teach LLMs to Personalize -- An Approach inspired by Writing Education (2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter
from typing import Final

from thyself.core import Cost, InvalidInput, Request, Response, Trace
from thyself.core.registry import system
from thyself.generate.compose import Composer, Prompt, Sample, both_ends
from thyself.generate.loops import COPY_WORDS
from thyself.guard import harmless, longest_copied, may_see, unsupported
from thyself.memory import unit
from thyself.models import Hashed, LanguageModel, Message, capable
from thyself.profile.same_author import SameAuthor
from thyself.retrieval.keywords import Keywords, Known
from thyself.retrieval.snippets import Pieces, Summary, Told
from thyself.systems._drafts import drafted, own_texts
from thyself.systems._find import as_evidence
from thyself.systems._form import Desk

_OWN: Final = 120
#: Earlier texts whose known ends teach what is needed, words of a beginning, and the fewest texts that teach.
_TAUGHT: Final = 24
BEGIN: Final = 10
_LEAST: Final = 8
#: Snippets are compared by their words: hundreds of them are, for each wish.
_WORDS: Final = Hashed()
_ASK: Final = "Go on with this text as its author would. Give the whole text. It begins: "


@dataclass(frozen=True, slots=True)
class Staged:
    """What the stages came to: the own texts in order, the snippets of the summary, the keywords."""

    ranked: tuple[Trace, ...]
    summary: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeachLLMs:
    """The system; its arguments are those of :func:`teach_llms`."""

    k: int = 4
    snippets: int = 3
    words: int = 10
    tokens: int = 1600
    author: SameAuthor | None = None
    name: str = "teach-llms"

    def respond(self, request: Request, desk: Desk) -> Response:
        """Go on with a begun text; with a model that is too small for that, a short draft from the person's habits."""
        begun = perf_counter()
        model = desk.model(self.name)
        may = desk.settings.remote_allows
        own = [each for each in islice(own_texts(request, desk), _OWN) if may_see(each.sensitivity, model, may)]
        staged = self.stages(own, request.text)
        prompt = self.prompt(staged, request.text, model)
        shown = [staged.ranked[at - self.first(staged)] for at in prompt.used if at >= self.first(staged)]
        texts = [each.text for each in own]
        made = self.written(model, prompt.text, request.text, texts, desk) if capable(model) else None
        if made is None:
            small = None if capable(model) else model
            made, _ = drafted(request, replace(desk, language_model=small))
            made = replace(made, reasons=("it could not be gone on with: this is a short draft", *made.reasons))
        told = (
            *([f"words that you may need: {', '.join(staged.keywords)}"] if staged.keywords else []),
            f"{len(shown)} of your own texts stand before it" if shown else "nothing of yours is known yet",
        )
        evidence = tuple(as_evidence(unit("turn", [each]), "best snippet", 1.0) for each in shown)
        cost = made.cost + Cost(seconds=perf_counter() - begun)
        reasons = (*made.reasons, *told)
        return desk.record(
            replace(made, evidence=evidence or made.evidence, reasons=reasons, cost=cost, system=self.name)
        )

    def stages(self, own: Sequence[Trace], begin: str) -> Staged:
        """Find and rank by the best snippet, summarise and pick keywords; both are learned on texts known to their end.

        Args:
            own: The person's texts, newest first.
            begin: How the text begins.
        """
        texts = [each.text for each in own]
        pieces = Pieces.cut(texts)
        order = ranked(pieces, texts, begin)
        near = [texts[at] for at in order[: self.k]]
        known = [each for each in map(_begun, texts[:_TAUGHT]) if each] if len(texts) >= _LEAST else []
        before = {
            text: [texts[at] for at in ranked(pieces, texts, start, without=text)[: self.k]] for text, start, _ in known
        }
        keywords = self.learned(known, before, texts)
        able = Pieces.cut(near).texts
        rows = [Told(begin_, rest, Pieces.cut(before[text]).texts) for text, begin_, rest in known]
        summary = Summary.learn(rows, _WORDS) if len([row for row in rows if row.before]) >= _LEAST else None
        picked = summary.pick(begin, able, _WORDS, self.snippets) if summary else list(able[: self.snippets])
        return Staged(
            tuple(own[at] for at in order[: self.k]),
            tuple(picked),
            tuple(keywords.pick(begin, near, texts, self.words)),
        )

    def learned(
        self, known: Sequence[tuple[str, str, str]], before: dict[str, list[str]], texts: Sequence[str]
    ) -> Keywords:
        """A picker of keywords, as far as the texts teach one."""
        rows = [Known(begin, rest, tuple(before[text]), tuple(texts)) for text, begin, rest in known]
        try:
            return Keywords.learn(rows)
        except InvalidInput:  # no word ever came again
            return Keywords()

    def first(self, staged: Staged) -> int:
        """At which place of the samples the own texts begin."""
        return int(bool(staged.summary)) + int(bool(staged.keywords))

    def prompt(self, staged: Staged, begin: str, model: LanguageModel) -> Prompt:
        """Summary and keywords, which no long text may push out, then the texts, then the beginning."""
        samples = (
            [Sample('What I wrote of this: "', harmless(" … ".join(staged.summary)), '"')] if staged.summary else []
        )
        if staged.keywords:
            samples.append(Sample("Words that I may need: ", harmless(", ".join(staged.keywords)), "."))
        samples += [Sample('I wrote: "', harmless(each.text), '"') for each in staged.ranked]
        composer = Composer(min(self.tokens, model.context), model.count, joint="\n", end="\n", keep=400,
                            shorten=both_ends)  # fmt: skip
        return composer.compose(samples, f'{_ASK}"{harmless(begin)}"')

    def written(self, model: LanguageModel, prompt: str, begin: str, own: Sequence[str], desk: Desk) -> Response | None:
        """The likeliest of two continuations to be of the person's hand, of those that copy and make up nothing."""
        cost, able = Cost(), list[str]()
        for temperature in (0.0, 0.7):
            made = model.generate([Message("user", prompt)], max_tokens=400, temperature=temperature)
            cost += made.cost
            wrong = unsupported(made.text, (), allowed="\n".join([begin, *own]), zone=desk.zone)
            copied = max((longest_copied(made.text, each) for each in own), default=0)
            if made.text.strip() and not wrong and copied <= COPY_WORDS:
                able.append(made.text.strip())
            if able and self.author is None:
                break
        if not able:
            return None
        author = self.author
        best = max(able, key=lambda text: author.chance_of(text, own[:8])) if author is not None else able[0]
        return Response(best, cost=cost, model=model.name)


def ranked(pieces: Pieces, texts: Sequence[str], query: str, *, without: str = "") -> list[int]:
    """Texts by their best snippet for a query; those of which none fits come last, in their own order."""
    scores = pieces.documents(query)
    found = [at for at in range(len(scores)) if scores[at] > 0 and texts[at] != without]
    rest = [at for at in range(len(texts)) if texts[at] != without and at not in set(found)]
    return [*sorted(found, key=lambda at: (-scores[at], at)), *rest]


def _begun(text: str) -> tuple[str, str, str] | None:
    words = text.split()
    return (text, " ".join(words[:BEGIN]), " ".join(words[BEGIN:])) if len(words) > 2 * BEGIN else None


@system(
    number=53,
    name="teach-llms",
    serves=("write",),
    needs=("lm",),
    title="Teach LLMs to Personalize -- An Approach inspired by Writing Education",
    job="go on with a begun text: own texts by their best snippet, a summary and keywords that earlier texts taught",
)
def teach_llms(
    *, k: int = 4, snippets: int = 3, words: int = 10, tokens: int = 1600, author: SameAuthor | None = None
) -> TeachLLMs:
    """Make the system.

    Args:
        k: How many own texts.
        snippets: How many snippets of them the summary has; 0: none.
        words: How many keywords; 0: none.
        tokens: How long the prompt and what is written may be together.
        author: Chooses between two continuations the one that is more of the person's hand
            (:meth:`thyself.profile.same_author.SameAuthor.learn`, from other people's texts).

    Raises:
        InvalidInput: A number makes no sense.
    """
    if k < 1 or snippets < 0 or words < 0 or tokens <= 400:
        raise InvalidInput(
            f"k={k}, snippets={snippets}, words={words}, tokens={tokens}: give k and more than 400 tokens"
        )
    return TeachLLMs(k, snippets, words, tokens, author)
