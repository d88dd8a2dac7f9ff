"""Study: an experiment that shows what a system does, beside controls that would show if it did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal

from thyself.core import DataMissing, ModelUnavailable

if TYPE_CHECKING:
    from thyself.evaluate.resample import Interval
    from thyself.models.port import Embedder, LanguageModel

Progress = Callable[[int, int | None], None]
"""Called with how much is done, and how much there is in all where that is known."""

Verdict = Literal["as claimed", "not shown", "against", "not run"]
Kind = Literal["swap", "do no harm", "bad part", "other"]
Cell = str | int | float | None


def silent(done: int, total: int | None) -> None:
    """Shows no progress."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a study is given.

    Args:
        data: The folder of data sets, or ``None``.
        embedder: Gives the text embedder; each call gives the same one.
        language_model: Gives the language model, ``None`` where there is none; each call gives the same one.
        seed: Of everything that is drawn.
        progress: To be called now and then.
    """

    data: Path | None
    embedder: Callable[[], Embedder]
    language_model: Callable[[], LanguageModel | None]
    seed: int = 0
    progress: Progress = silent

    def folder(self, name: str) -> Path:
        """The folder of a data set.

        Raises:
            DataMissing: It is not there; the message names the setting.
        """
        if self.data is None:
            raise DataMissing(f"this study needs the data set {name!r}: set THYSELF_DATA to the folder that holds it")
        found = self.data / name
        if not found.is_dir():
            raise DataMissing(f"this study needs the data set {name!r}: {self.data} (THYSELF_DATA) has no such folder")
        return found

    def model(self) -> LanguageModel:
        """The language model, for a study that cannot do without.

        Raises:
            ModelUnavailable: There is none.
        """
        model = self.language_model()
        if model is None:
            raise ModelUnavailable("this study needs a language model: `thyself doctor` says how to get one")
        return model

    def rng(self, name: str = "") -> Random:
        """A generator of its own for each name; the same one for the same seed and name."""
        return Random(f"{self.seed}/{name}")


@dataclass(frozen=True, slots=True)
class Effect:
    """How much better the system does than what it is compared with.

    Args:
        value: The difference, system less other, in ``unit`` of ``metric``.
        low, high: Its 95 % interval.
        unit: ``"points"`` (of a share, 0 to 1), ``"nats a token"``, ``"stars"`` …
        n: On how many questions, mails, people it stands.
        metric: What is measured: ``"share of evidence found in 1,000 tokens"``.
        higher_is_better: Whether a positive difference is the direction of the claim.
        name: What is compared with what: ``"segments less turns"``.
    """

    value: float
    low: float
    high: float
    unit: str
    n: int
    metric: str
    higher_is_better: bool = True
    name: str = ""

    @classmethod
    def of(
        cls, difference: Interval, *, name: str, metric: str, unit: str = "points", higher_is_better: bool = True
    ) -> Effect:
        """An effect out of an interval of differences."""
        return cls(
            difference.value, difference.low, difference.high, unit, difference.n, metric, higher_is_better, name
        )

    @property
    def verdict(self) -> Verdict:
        """What the interval alone says."""
        low, high = (self.low, self.high) if self.higher_is_better else (-self.high, -self.low)
        return "as claimed" if low > 0 else "against" if high < 0 else "not shown"


@dataclass(frozen=True, slots=True)
class Control:
    """Something that must come out as expected, or the effect means nothing.

    Args:
        name: What is done: ``"another person's conversation"``.
        expectation: What must be seen, in words: ``"worse than the person's own"``.
        value: What was seen; a difference where the expectation compares.
        low, high: Its 95 % interval; ``None`` where it is exact.
        holds: Whether it came out as expected.
        kind: Which of the three rules it follows: ``"swap"`` (another person's data must make it worse),
            ``"do no harm"`` (with no history the personal path equals the generic one), ``"bad part"`` (a bad generator
            is caught), else ``"other"``.
        unit: The unit of the value.
    """

    name: str
    expectation: str
    value: float
    low: float | None
    high: float | None
    holds: bool
    kind: Kind = "other"
    unit: str = "points"

    @classmethod
    def worse(cls, name: str, difference: Interval, *, kind: Kind = "swap", unit: str = "points") -> Control:
        """Own less other: holds where the whole interval is above zero."""
        return cls(
            name,
            "own does better (above 0)",
            difference.value,
            difference.low,
            difference.high,
            difference.low > 0,
            kind,
            unit,
        )

    @classmethod
    def not_better(cls, name: str, difference: Interval, *, kind: Kind = "other", unit: str = "points") -> Control:
        """Control less plain: holds where the interval is not wholly above zero."""
        return cls(
            name,
            "does not help (not above 0)",
            difference.value,
            difference.low,
            difference.high,
            difference.low <= 0,
            kind,
            unit,
        )

    @classmethod
    def share(
        cls, name: str, right: int, of: int, *, expectation: str, at_least: float = 1.0, kind: Kind = "other"
    ) -> Control:
        """How many of some cases came out as they must: holds where the share is ``at_least`` that."""
        value = right / of if of else 0.0
        return cls(f"{name} ({right:,} of {of:,})", expectation, value, None, None, value >= at_least, kind, "share")


@dataclass(frozen=True, slots=True)
class Table:
    """Figures to print; every row has as many cells as there are columns."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study saw.

    Args:
        effect: The main comparison, on which the verdict stands.
        controls: What must hold for the effect to mean something.
        tables: The figures.
        also: Further comparisons, each with its own verdict.
        seeds: How many seeds the figures are of.
        notes: What a reader should know, one sentence each.
    """

    effect: Effect
    controls: Sequence[Control] = ()
    tables: Sequence[Table] = ()
    also: Sequence[Effect] = ()
    seeds: int = 1
    notes: Sequence[str] = ()

    @property
    def verdict(self) -> Verdict:
        """``"as claimed"`` only where the interval is on the claimed side of zero and every control holds."""
        alone = self.effect.verdict
        if alone == "as claimed" and not all(control.holds for control in self.controls):
            return "not shown"
        return alone


@dataclass(frozen=True, slots=True)
class Study:
    """One experiment. Make it by :func:`study`.

    Args:
        name: The file's stem, with ``-`` for ``_``.
        system: The system that it is about; empty for a part or the whole.
        title: What it is called in the report.
        claim: The direction that the paper (or we) claim.
        data: The folders under ``THYSELF_DATA`` that it reads.
        seconds: About how long it takes on two cores.
        run: The experiment.
    """

    name: str
    system: str
    title: str
    claim: str
    data: tuple[str, ...]
    seconds: int
    run: Callable[[Setting], Outcome]

    def __call__(self, setting: Setting) -> Outcome:
        """Run it."""
        return self.run(setting)


def study(
    *, name: str, claim: str, title: str = "", system: str = "", data: tuple[str, ...] = (), seconds: int = 60
) -> Callable[[Callable[[Setting], Outcome]], Study]:
    """Make a :class:`Study` of a function; one in each file of ``studies/``, with the name of the file.

    ::

        @study(name="secom", system="secom", claim="segments beat turns", data=("locomo",), seconds=100)
        def run(setting: Setting) -> Outcome:
            talks = read(setting.folder("locomo"))
    """

    def make(run: Callable[[Setting], Outcome]) -> Study:
        return Study(name, system, title or name, claim, data, seconds, run)

    return make
