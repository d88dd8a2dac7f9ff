"""Food names: are lines for foods linked to the right row of a table, and refused where no row is right?

Data: 165 ingredient lines of 237 recipes, one for each distinct name (so that rare names count as much as salt),
labelled by hand with every row that is right, or none; and 50 phrases, made up for this, that are no row: foods that
the table lacks, and things with a food's name ("egg timer"). Tuned on one half (recipes by their number, phrases by
turns): the everyday names, the score's weights and the logistic of sureness. Reported on the other half.

Floors: the row whose name is nearest in meaning (an embedder; refused below the cosine that was best on the tuned
half), and the row that shares most words. Controls: the same sureness with its lines shuffled (must not tell right from
wrong), and what must hold: things that are no food are refused. Recipes: their energy out of the table, beside what
they state, which is not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from studies._food_gold import Case, cases
from thyself.core.words import words
from thyself.decide.eating import recipe_totals
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, paired, study
from thyself.retrieval.food_names import FoodLinker
from thyself.sources.portions import portion
from thyself.sources.recipes import read_recipes
from thyself.sources.usda import shipped_table

LEAST: Final = 0.5

#: For a line: the row that is nearest, and how sure that is.
Guess = tuple[str, float]


@study(
    name="food-names",
    title="Lines for foods, linked to a table or refused",
    claim="words with a learned sureness link more lines rightly, and refuse more that are no row, than meaning alone",
    data=("recipes-tabatkins",),
    seconds=120,
)
def run(setting: Setting) -> Outcome:
    """Link, refuse and add up."""
    folder = setting.folder("recipes-tabatkins")
    every = cases(folder)
    linker = FoodLinker(shipped_table(), least=LEAST)
    ours = [_ours(linker, each) for each in every]
    setting.progress(1, 3)
    near = _nearest(setting, every)
    shared = [_shared(each) for each in every]
    setting.progress(2, 3)
    told = [at for at, each in enumerate(every) if not each.tuned]
    right = {
        name: [_good(every[at], guesses[at], limit) for at in told]
        for name, guesses, limit in (
            ("linked by words, sureness", ours, LEAST),
            ("nearest in meaning", near, _limit(every, near)),
            ("most words shared", shared, _limit(every, shared)),
        )
    }
    groups = [every[at].group for at in told]
    own = right["linked by words, sureness"]
    lines = [at for at in told if every[at].right]
    odd = [at for at in told if every[at].group.startswith("unknown")]
    shuffled = _shuffled(setting, [ours[at] for at in told])
    mixed = [_good(every[at], guess, LEAST) for at, guess in zip(told, shuffled, strict=True)]
    return Outcome(
        Effect.of(paired(own, right["nearest in meaning"], clusters=groups), name="words less meaning",
                  metric="share of lines linked rightly or rightly refused"),
        also=[Effect.of(paired(own, right["most words shared"], clusters=groups), name="sureness less shared words",
                        metric="share of lines linked rightly or rightly refused")],
        controls=[
            Control.worse("sureness of another line", paired(own, mixed, clusters=groups), kind="bad part"),
            Control.share("phrases that are no row, refused", sum(ours[at][1] < LEAST for at in odd), len(odd),
                          expectation="at least 0.8", at_least=0.8, kind="bad part"),
            Control.share("labelled lines linked rightly", sum(bool(_good(every[at], ours[at], LEAST)) for at in lines),
                          len(lines), expectation="at least 0.7", at_least=0.7),
        ],
        tables=[
            _ways(right),
            _curve([every[at] for at in told], [ours[at] for at in told], [near[at] for at in told]),
            _calibration([every[at] for at in told], [ours[at] for at in told]),
            _recipes(setting, linker),
        ],
        notes=[
            f"{len(told)} lines and phrases are reported, {len(every) - len(told)} were tuned on; labelled by one "
            "hand, who also wrote the list of everyday names and had read lines of these recipes.",
            "A line is right where the row is one of those labelled; several rows are right for most.",
        ],
    )  # fmt: skip


def _ours(linker: FoodLinker, case: Case) -> Guess:
    link = linker.link(case.line)
    return (link.best.id if link.best else "", link.sure)


def _nearest(setting: Setting, every: Sequence[Case]) -> list[Guess]:
    """By the cosine of the line's food to the name of each row."""
    table, embedder = shipped_table(), setting.embedder()
    rows = embedder.embed([each.name.replace(",", ", ").lower() for each in table])
    near = embedder.embed([portion(each.line).food or each.line for each in every]) @ rows.T
    return [(table[int(at)].id, float(one[at])) for one, at in zip(near, near.argmax(axis=1), strict=True)]


def _shared(case: Case) -> Guess:
    """By the share of words that a row's name and the line have in common."""
    said = set(words(portion(case.line).food))
    best = max(_BAGS, key=lambda each: (len(said & each[1]) / max(len(said | each[1]), 1), each[0]))
    return best[0], len(said & best[1]) / max(len(said | best[1]), 1)


_BAGS: Final = [(each.id, frozenset(words(each.name))) for each in shipped_table()]


def _good(case: Case, guess: Guess, limit: float) -> float:
    """1 where a sure guess is right, or an unsure one had no right row."""
    return float(guess[0] in case.right) if guess[1] >= limit else float(not case.right)


def _limit(every: Sequence[Case], guesses: Sequence[Guess]) -> float:
    """The limit below which to refuse that does best on the tuned half."""
    pairs = [(case, guess) for case, guess in zip(every, guesses, strict=True) if case.tuned]
    return max(sorted({guess[1] for _, guess in pairs}), key=lambda x: sum(_good(*each, x) for each in pairs))


def _shuffled(setting: Setting, guesses: Sequence[Guess]) -> list[Guess]:
    sure = [each[1] for each in guesses]
    setting.rng("shuffled").shuffle(sure)
    return [(name, new) for (name, _), new in zip(guesses, sure, strict=True)]


def _ways(right: dict[str, list[float]]) -> Table:
    rows = [(name, len(each), round(float(np.mean(each)), 3)) for name, each in right.items()]
    return Table("Linked rightly or rightly refused", ("way", "lines", "share"), rows)


def _curve(every: Sequence[Case], ours: Sequence[Guess], near: Sequence[Guess]) -> Table:
    """Risk and coverage: the share that is wrong among the surest."""
    rows = []
    for share in (0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0):
        cells: list[str | float] = [f"{share:.0%}"]
        for guesses in (ours, near):
            best = sorted(zip(every, guesses, strict=True), key=lambda each: -each[1][1])[: round(share * len(every))]
            cells.append(round(float(np.mean([guess[0] not in case.right for case, guess in best])), 3))
        rows.append(tuple(cells))
    return Table("Wrong among the surest", ("surest share", "by words", "by meaning"), rows,
                 "Phrases that are no row are among the lines: whoever answers all is wrong on those.")  # fmt: skip


def _calibration(every: Sequence[Case], ours: Sequence[Guess]) -> Table:
    rows = []
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        here = [(case, guess) for case, guess in zip(every, ours, strict=True) if low <= guess[1] < high]
        if here:
            told, true = (float(np.mean(each)) for each in
                          ([g[1] for _, g in here], [g[0] in c.right for c, g in here]))  # fmt: skip
            rows.append((f"{low:g} to {min(high, 1.0):g}", len(here), round(told, 3), round(true, 3)))
    return Table("Sureness told and found", ("sureness", "lines", "told", "right"), rows)


def _recipes(setting: Setting, linker: FoodLinker) -> Table:
    ratios, missing = [], []
    for each in read_recipes(setting.folder("recipes-tabatkins") / "recipes_facts.jsonl.gz"):
        found = recipe_totals(each, linker)
        missing.append(len(found.unknown) / len(found.links))
        if found.totals.get("kcal") and each.stated.get("kcal"):
            ratios.append((found.totals["kcal"] / each.stated["kcal"], len(found.unknown) / len(found.links)))
    setting.progress(3, 3)
    rows = []
    for name, most in (("all", 1.0), ("at most a quarter of the lines unknown", 0.25), ("at most a tenth", 0.1)):
        kept = [ratio for ratio, lost in ratios if lost <= most]
        cells = (round(float(np.percentile(kept, q)), 2) if kept else None for q in (10, 50, 90))
        rows.append((name, len(kept), *cells))
    return Table("Energy out of the table, as a share of what recipes state",
                 ("recipes", "n", "10th percentile", "median", "90th percentile"), rows,
                 f"{np.mean(missing):.0%} of the lines are not in the totals, and are named: salt to taste, no weight, "
                 "no such food.")  # fmt: skip
