"""Training of the sequence encoder (extra ``torch``); what it learns is read without torch."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from thyself.core import ModelUnavailable

if TYPE_CHECKING:
    from thyself.recommend.columns import Interactions
    from thyself.recommend.sasrec import SASRec

#: How far from nothing the weights begin; the share of steps in which they grow to their full length.
_FIRST, _WARM = 0.02, 0.05
_SMALL: Final = 1e-8


def trained(plan: SASRec, interactions: Interactions) -> dict[str, np.ndarray]:
    """The weights of an encoder by name, as it reads them.

    Args:
        plan: The encoder's settings.
        interactions: Who took what, in order.

    Raises:
        ModelUnavailable: torch is not installed.
    """
    torch = library()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        weights = _beginning(torch, plan, len(interactions.items))
        _learn(torch, plan, interactions, weights)
    return {name: each.detach().numpy().copy() for name, each in weights.items()}


def library() -> Any:
    """``torch``.

    Raises:
        ModelUnavailable: It is not installed; the message says how to get it.
    """
    try:
        import torch
    except ImportError:
        raise ModelUnavailable("to train this recommender, torch is needed: pip install 'thyself[torch]'") from None
    return torch


def _beginning(torch: Any, plan: SASRec, items: int) -> dict[str, Any]:
    size = plan.size

    def drawn(*shape: int) -> Any:
        return torch.randn(*shape) * _FIRST

    def scale() -> Any:
        return torch.stack([torch.ones(size), torch.zeros(size)])

    weights = {"item": drawn(items, size), "last": scale()}
    for block in range(plan.blocks):
        mine = {"first": scale(), "second": scale(), "back": torch.zeros(plan.heads, plan.length)}
        mine |= {name: torch.nn.init.xavier_uniform_(torch.empty(size, size)) for name in ("ask", "key", "say", "out")}
        mine |= {name: torch.nn.init.xavier_uniform_(torch.empty(size, size)) for name in ("wide", "narrow")}
        mine |= {"wide_base": torch.zeros(size), "narrow_base": torch.zeros(size)}
        weights |= {f"{block}/{name}": each for name, each in mine.items()}
    return {name: each.requires_grad_() for name, each in weights.items()}


def _learn(torch: Any, plan: SASRec, interactions: Interactions, weights: dict[str, Any]) -> None:
    rng = np.random.default_rng(plan.seed)
    spans = _spans(interactions, plan.length)
    if not len(spans):
        return
    adam = torch.optim.Adam(weights.values(), lr=plan.rate, betas=(0.9, 0.98))
    slower = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: _share(step, plan.steps))
    begun = perf_counter()
    for step, rows in enumerate(_batches(spans, plan.batch, rng)):
        if step == plan.steps or (plan.seconds is not None and perf_counter() - begun > plan.seconds):
            break
        adam.zero_grad()
        _loss(torch, plan, weights, _padded(torch, interactions.item, spans[rows]), rng).backward()
        adam.step()
        slower.step()


def _share(step: int, steps: int) -> float:
    """Of a step's full length: it grows at first and falls to next to nothing, as half a wave."""
    return float(min((step + 1) / max(_WARM * steps, 1), 0.5 * (1 + np.cos(np.pi * step / steps)) + 0.01))


def _spans(interactions: Interactions, length: int) -> np.ndarray:
    """``(n, 2)``: where pieces of histories begin and end, the thing to foretell at the end included; longer histories
    come in several pieces."""
    starts = interactions.starts
    found = []
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        ends = range(last, first + 1, -length)
        found += [(max(first, end - length - 1), end) for end in ends]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _batches(spans: np.ndarray, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Pieces of like length together, about ``size`` events at a time, over and over; each time in a drawn order."""
    lengths = spans[:, 1] - spans[:, 0]
    while True:
        order = rng.permutation(len(spans))
        order = order[np.argsort(lengths[order], kind="stable")]
        places = np.cumsum(lengths[order]) // size
        parts = np.split(order, np.flatnonzero(np.diff(places)) + 1)
        for at in rng.permutation(len(parts)):
            yield parts[at]


def _padded(torch: Any, item: np.ndarray, spans: np.ndarray) -> Any:
    """``(n, longest)``: items of each piece, oldest first, -1 behind."""
    wide = int((spans[:, 1] - spans[:, 0]).max())
    place = spans[:, :1] + np.arange(wide)
    there = place < spans[:, 1:]
    return torch.from_numpy(np.where(there, item[np.where(there, place, 0)], -1).astype(np.int64))


def _loss(torch: Any, plan: SASRec, weights: dict[str, Any], padded: Any, rng: np.random.Generator) -> Any:
    """The mean cross-entropy of the next item, among all or among those that are drawn and those of the batch."""
    before, after = padded[:, :-1], padded[:, 1:]
    there = after >= 0
    states = _states(torch, plan, weights, before.clamp(min=0))[there]
    wanted = after[there]
    items = weights["item"]
    if len(items) > plan.drawn:
        drawn = torch.from_numpy(rng.choice(len(items), plan.drawn, replace=False))
        among, wanted = torch.unique(torch.cat([drawn, wanted]), return_inverse=True)
        items, wanted = items[among], wanted[plan.drawn :]
    return torch.nn.functional.cross_entropy(states @ items.T, wanted)


def _states(torch: Any, plan: SASRec, weights: dict[str, Any], item: Any) -> Any:
    """``(n, length, size)``: what is known after each event; nothing of what comes later."""
    functional = torch.nn.functional
    n, length = item.shape

    def dropped(rows: Any) -> Any:
        return functional.dropout(rows, plan.dropout)

    def normed(rows: Any, scale: Any) -> Any:
        return functional.layer_norm(rows, (plan.size,), scale[0], scale[1], _SMALL)

    back = torch.arange(length)[:, None] - torch.arange(length)
    told = dropped(weights["item"][item] * plan.size**0.5)
    for block in range(plan.blocks):
        mine = {name.partition("/")[2]: each for name, each in weights.items() if name.startswith(f"{block}/")}
        calm = normed(told, mine["first"])
        asks, keys, says = (
            (calm @ mine[name]).view(n, length, plan.heads, -1).transpose(1, 2) for name in ("ask", "key", "say")
        )
        far = mine["back"][:, back.clamp(min=0)].masked_fill(back < 0, float("-inf"))
        seen = functional.scaled_dot_product_attention(asks, keys, says, attn_mask=far, dropout_p=plan.dropout)
        told = told + dropped(seen.transpose(1, 2).reshape(n, length, plan.size) @ mine["out"])
        calm = normed(told, mine["second"])
        wide = dropped(functional.relu(calm @ mine["wide"] + mine["wide_base"]))
        told = told + dropped(wide @ mine["narrow"] + mine["narrow_base"])
    return normed(told, weights["last"])
