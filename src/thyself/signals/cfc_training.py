"""Training of a twin's cell on the courses of people (extra ``torch``); what it learns runs without torch.

Source: Closed-form continuous-time neural networks (Hasani et al., 2022); settings from its code for irregular records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thyself.core import ModelUnavailable, NotEnough
from thyself.signals.cfc import NAMES, Cfc
from thyself.signals.course import Course, Plan, Values, seen


@dataclass(frozen=True, slots=True)
class Training:
    """How to train.

    Args:
        units: The size of the state.
        mix: The width of the layer before the heads.
        epochs: How often all courses are gone through.
        rate: The step of the optimiser at the beginning; it falls to a tenth.
        decay: How strongly weights are drawn to zero.
        batch: Courses at once.
        length: Longer courses are cut into pieces of so many moments.
        warm: So many moments at the beginning of a piece, without its past, count for nothing.
        seed: Of the beginning and of the order.
    """

    units: int = 24
    mix: int = 48
    epochs: int = 40
    rate: float = 6e-3
    decay: float = 1e-4
    batch: int = 32
    length: int = 60
    warm: int = 0
    seed: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """A cell, and what reads vitals off its state.

    Args:
        cell: The cell.
        out, out_bias: ``(u, v)`` and ``(v,)``.
        keep: ``(v,)`` how much of the way from the own mean to the last reading is gone before the cell says anything.
    """

    cell: Cfc
    out: Values
    out_bias: Values
    keep: Values

    def told(self, base: Values, last: Values, state: Values) -> Values:
        """What is expected, ``(n, v)``, from own means, last readings and states."""
        return np.asarray(base + (last - base) * self.keep + state @ self.out + self.out_bias)


def train(
    plan: Plan,
    people: Sequence[Course],
    how: Training | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Learned:
    """Learn from courses: at each moment the readings are foretold from all before, and absolute misses count.

    Args:
        plan: What is measured and what happens.
        people: Their courses.
        how: See :class:`Training`.
        progress: Called after each epoch.

    Raises:
        ModelUnavailable: torch is not installed.
        NotEnough: No course has two moments.
    """
    how = how or Training()
    try:
        import torch
    except ImportError as error:
        raise ModelUnavailable("to train a twin, torch is needed: pip install 'thyself[torch]'") from error
    rows = [piece for each in people for piece in _pieces(plan, each, how.length)]
    if not rows:
        raise NotEnough("no course has two moments: there is nothing to learn from")
    data = _padded(rows, torch)
    generator = torch.Generator().manual_seed(how.seed)
    weights = _begin(plan, how, torch, generator)
    optimiser = torch.optim.AdamW(list(weights.values()), lr=how.rate, weight_decay=how.decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, how.epochs, eta_min=how.rate / 10)
    for epoch in range(how.epochs):
        order = torch.randperm(len(rows), generator=generator)
        for some in torch.split(order, how.batch):
            loss = _loss({name: each[some] for name, each in data.items()}, weights, how.warm, torch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            optimiser.step()
        schedule.step()
        if progress is not None:
            progress(epoch + 1, how.epochs)
    arrays = {name: each.detach().numpy().astype(np.float64) for name, each in weights.items()}
    cell = Cfc({name: arrays[name] for name in NAMES})
    return Learned(cell, arrays["out"], arrays["out_bias"], arrays["keep"])


def _pieces(plan: Plan, course: Course, length: int) -> list[dict[str, Values]]:
    told = seen(plan, course)
    found = []
    for at in range(0, len(course), length):
        part = slice(at, at + length)
        if len(told.elapsed[part]) > 1:
            found.append(
                {"elapsed": told.elapsed[part], "passing": told.passing[part], "coming": told.coming[part],
                 "base": told.base[part], "wanted": told.wanted[part]}
            )  # fmt: skip
    return found


def _padded(rows: Sequence[dict[str, Values]], torch: Any) -> dict[str, Any]:
    longest = max(len(each["elapsed"]) for each in rows)
    out = {}
    for name, first in rows[0].items():
        fill = np.nan if name == "wanted" else 0.0
        whole = np.full((len(rows), longest, *first.shape[1:]), fill)
        for i, each in enumerate(rows):
            whole[i, : len(each[name])] = each[name]
        out[name] = torch.tensor(whole, dtype=torch.float32)
    return out


def _begin(plan: Plan, how: Training, torch: Any, generator: Any) -> dict[str, Any]:
    def drawn(rows: int, columns: int, gain: float = 1.0) -> Any:
        return (torch.randn(rows, columns, generator=generator) * gain / rows**0.5).requires_grad_()

    weights = {"mix": drawn(plan.width + how.units, how.mix), "mix_bias": torch.zeros(how.mix, requires_grad=True)}
    for name in ("f1", "f2", "a", "b"):
        weights[name] = drawn(how.mix, how.units)
        weights[f"{name}_bias"] = torch.zeros(how.units, requires_grad=True)
    weights["out"] = drawn(how.units, len(plan.vitals), 0.1)
    weights["out_bias"] = torch.zeros(len(plan.vitals), requires_grad=True)
    weights["keep"] = torch.full((len(plan.vitals),), 0.3, requires_grad=True)
    return weights


def _step(seen_now: Any, state: Any, elapsed: Any, w: dict[str, Any], torch: Any) -> Any:
    z = torch.nn.functional.silu(torch.cat([seen_now, state], dim=1) @ w["mix"] + w["mix_bias"])
    f1, f2 = torch.tanh(z @ w["f1"] + w["f1_bias"]), torch.tanh(z @ w["f2"] + w["f2_bias"])
    k = torch.sigmoid((z @ w["a"] + w["a_bias"]) * elapsed[:, None] + z @ w["b"] + w["b_bias"])
    return f1 * (1 - k) + k * f2


def _loss(data: dict[str, Any], w: dict[str, Any], warm: int, torch: Any) -> Any:
    n, length = data["elapsed"].shape
    state = torch.zeros(n, w["f1"].shape[1])
    told = []
    for at in range(length):
        state = _step(data["passing"][:, at], state, data["elapsed"][:, at], w, torch)
        base, last = data["base"][:, at], data["passing"][:, at, : data["base"].shape[2]]
        told.append(base + (last - base) * w["keep"] + state @ w["out"] + w["out_bias"])
        state = _step(data["coming"][:, at], state, torch.zeros(n), w, torch)
    wanted = data["wanted"].clone()
    wanted[:, :warm] = float("nan")
    there = torch.isfinite(wanted)
    away = torch.stack(told, dim=1)[there] - wanted[there]
    return torch.nn.functional.smooth_l1_loss(away, torch.zeros_like(away), beta=0.3)
