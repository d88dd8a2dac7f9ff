"""HealthGuru: does a coach that learns what suits the moment follow a person whose habits change?

Data: planted people of 1,500 moments, each with a time of day, a temperature and rain; what they take up changes half
way through, and rain keeps them from walking. All figures are chances of being taken up, so no luck is in them.

Claim: with the situation and with forgetting, suggestions after the change are taken up more often than without the
situation, and than without forgetting. Controls: situations of other moments (no better than none), a life without a
change (forgetting must not cost much), arms that must not be suggested (never chosen), rewards that come 20
moments late, and what a log says of another policy (its truth must lie within its interval).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from thyself.decide.activities import ACTIVITIES, Situation, allowed
from thyself.decide.bandit import AtRandom, LinUcb, Policy
from thyself.decide.offpolicy import Logged, chances_of, doubly_robust
from thyself.evaluate import Control, Effect, Outcome, Setting, Table, bootstrap, paired, study
from thyself.evaluate.worlds.coach import ARMS, WIDE, Season, season

SEEDS: Final = 12
LAST: Final = 300
LATE: Final = 20


@study(
    name="healthguru",
    system="healthguru",
    title="HealthGuru: a coach that learns what suits the moment, and notices when habits change",
    claim="after a change, suggestions by situation and with forgetting are taken up more often",
    seconds=90,
)
def run(setting: Setting) -> Outcome:
    """Every policy through the same lives."""
    made: dict[str, Callable[[], Policy]] = {
        "at random": AtRandom,
        "without the situation": lambda: LinUcb(1),
        "never forgetting": lambda: LinUcb(WIDE, keep=1.0, watch=None),
        "forgetting evenly": lambda: LinUcb(WIDE, keep=0.995, watch=None),
        "with the situation of another moment": lambda: LinUcb(WIDE),
        "as it is": lambda: LinUcb(WIDE),
        "as it is, told 20 moments late": lambda: LinUcb(WIDE),
    }
    lives = [season(np.random.default_rng([setting.seed, each])) for each in range(SEEDS)]
    last: dict[str, list[float]] = {name: [] for name in made}
    second: dict[str, list[float]] = {name: [] for name in made}
    for number, life in enumerate(lives):
        for name, make in made.items():
            rng = np.random.default_rng([setting.seed, number, 7])
            told = _through(life, make(), _contexts(name, life, rng), rng, LATE if "late" in name else 0)
            last[name].append(float(told[-LAST:].mean()))
            second[name].append(float(told[len(told) // 2 :].mean()))
        setting.progress(number + 1, SEEDS + 2)
    best = [float(each.chances.max(axis=1)[-LAST:].mean()) for each in lives]
    metric = f"chance that a suggestion is taken up, last {LAST} of 1,500 moments"
    without = "without the situation"
    main = paired(last["as it is"], last[without])
    others = ("never forgetting", "forgetting evenly", "at random")
    apart = {each: paired(last["as it is"], last[each]) for each in others}
    own = bootstrap(last["as it is"])
    return Outcome(
        effect=Effect.of(main, name=f"as it is less {without}", metric=metric),
        also=[Effect.of(each, name=f"as it is less {name}", metric=metric) for name, each in apart.items()],
        controls=[
            Control("taken up after the change", "at least 0.62", own.value, own.low, own.high, own.value >= 0.62,
                    unit="share"),
            Control.not_better(
                "the situation of another moment less none",
                paired(last["with the situation of another moment"], last["without the situation"]),
                kind="swap",
            ),
            _steady(setting),
            _masked(),
            Control.worse(
                "told late, against never forgetting",
                paired(last["as it is, told 20 moments late"], last["never forgetting"]),
                kind="other",
            ),
            *_from_logs(setting),
        ],
        tables=[_table(last, second, best)],
        seeds=SEEDS,
        notes=["The policy's settings were chosen on lives with other seeds."],
    )  # fmt: skip


def _contexts(name: str, life: Season, rng: np.random.Generator) -> np.ndarray:
    if "without the situation" in name:
        return np.ones((len(life.contexts), 1))
    if "another moment" in name:
        return np.asarray(life.contexts[rng.permutation(len(life.contexts))])
    return life.contexts


def _through(life: Season, policy: Policy, contexts: np.ndarray, rng: np.random.Generator, late: int = 0) -> np.ndarray:
    """The chance that each suggestion is taken up, as the policy goes through a life and learns."""
    waiting: list[tuple[np.ndarray, str, float]] = []
    gained = np.zeros(len(contexts))
    for moment, context in enumerate(contexts):
        arm = policy.act(context, ARMS, rng).arm
        gained[moment] = life.chances[moment, ARMS.index(arm)]
        waiting.append((context, arm, float(rng.random() < gained[moment])))
        if len(waiting) > late:
            policy.update(*waiting.pop(0))
    return gained


def _steady(setting: Setting) -> Control:
    """Without a change, forgetting costs little."""
    own: list[float] = []
    keeping: list[float] = []
    for number in range(4):
        life = season(np.random.default_rng([setting.seed, 50, number]), drift=False)
        for into, policy in ((own, LinUcb(WIDE)), (keeping, LinUcb(WIDE, keep=1.0, watch=None))):
            rng = np.random.default_rng([setting.seed, number])
            into.append(float(_through(life, policy, life.contexts, rng)[-LAST:].mean()))
    cost = paired(keeping, own)
    return Control("a life without a change: never forgetting less as it is", "at most 0.03", cost.value, cost.low,
                   cost.high, cost.value <= 0.03, "do no harm")  # fmt: skip


def _masked() -> Control:
    """Arms that must not be suggested, over all hours, weathers and conditions; a policy that loves the gym."""
    policy, rng = LinUcb(len(Situation(0).vector())), np.random.default_rng(0)
    wrong = of = 0
    for hour in range(24):
        for weather in ("", "rain", "storm"):
            for held in ("injury", "leg injury", "pregnancy", "heart", "fever", ""):
                now = Situation(hour, 20.0, weather, frozenset({held} - {""}))
                for _ in range(3):
                    policy.update(now.vector(), "gym", 1.0)
                able, _ = allowed(ACTIVITIES, now)
                chosen = policy.act(now.vector(), [each.name for each in able], rng).arm
                activity = next(each for each in ACTIVITIES if each.name == chosen)
                of += 1
                wrong += bool(activity.never_with & now.conditions) or (activity.vigorous and (hour >= 21 or hour < 6))
    return Control.share(
        "suggestions to people whom they could harm", of - wrong, of, expectation="none", kind="bad part"
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    truth: float
    by_both: float
    inside: bool


def _from_logs(setting: Setting) -> list[Control]:
    """What logs of suggestions at random say of the policy that was learned: beside its true worth."""
    judged = [_judge(np.random.default_rng([setting.seed, 90, number])) for number in range(40)]
    miss = float(np.mean([abs(each.truth - each.by_both) for each in judged]))
    inside = sum(each.inside for each in judged)
    return [
        Control.share("logs whose interval holds the true worth of another policy", inside, len(judged),
                      expectation="at least 9 in 10", at_least=0.9),
        Control("mean miss of the doubly robust estimate", "at most 0.05", miss, None, None, miss <= 0.05),
    ]  # fmt: skip


def _judge(rng: np.random.Generator) -> _Judged:
    """Learn on the first part of a life without change, log at random on the second, and judge."""
    life = season(rng, drift=False)
    policy, half = LinUcb(WIDE), len(life.contexts) // 2
    _through(Season(life.contexts[:half], life.chances[:half]), policy, life.contexts[:half], rng)
    contexts, chances = life.contexts[half:], life.chances[half:]
    arms = rng.integers(0, len(ARMS), len(contexts))
    rows = np.arange(len(contexts))
    rewards = (rng.random(len(contexts)) < chances[rows, arms]).astype(float)
    log = Logged(arms, np.full(len(contexts), 1 / len(ARMS)), rewards)
    expected = np.array([[policy.expected(context, arm) for arm in ARMS] for context in contexts])
    wanted = chances_of(expected)
    truth = float((wanted * chances).sum(axis=1).mean())
    both = doubly_robust(log, wanted, expected)
    return _Judged(truth, both.value, abs(truth - both.value) <= 1.96 * both.error)


def _table(last: Mapping[str, Sequence[float]], second: Mapping[str, Sequence[float]], best: Sequence[float]) -> Table:
    rows = [(name, str(bootstrap(each)), round(float(np.mean(second[name])), 3)) for name, each in last.items()]
    rows.append(("who knows all chances", str(bootstrap(best)), round(float(np.mean(best)), 3)))
    return Table(
        "Chance that a suggestion is taken up",
        ("policy", f"last {LAST} moments", "second half"),
        rows,
        f"{SEEDS} lives.",
    )
