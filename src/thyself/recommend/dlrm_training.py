"""Training of DLRM (extra ``torch``); what it learns is served without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from thyself.recommend.dlrm import shapes
from thyself.recommend.sasrec_training import library

if TYPE_CHECKING:
    from thyself.recommend.dlrm import DLRM, Clicks

#: How far from nothing the tables begin.
_FIRST: Final = 0.05


def trained(model: DLRM, rows: Clicks, clicked: np.ndarray) -> dict[str, np.ndarray]:
    """The weights of a model by name, as it reads them.

    Args:
        model: Its shape and settings.
        rows: What was known.
        clicked: ``(n,)``: 1 for a click, 0 for none.

    Raises:
        ModelUnavailable: torch is not installed.
    """
    torch = library()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(model.seed)
        weights = {name: _beginning(torch, name, shape) for name, shape in shapes(model.shape).items()}
        weights["centre"] = torch.from_numpy(rows.dense.mean(axis=0).astype(np.float32))
        weights["spread"] = torch.from_numpy(np.maximum(rows.dense.std(axis=0), 1e-3).astype(np.float32))
        learned = [each.requires_grad_() for name, each in weights.items() if name not in ("centre", "spread")]
        adam = torch.optim.Adam(learned, lr=model.rate, weight_decay=model.shrink)
        rng, wanted = np.random.default_rng(model.seed), torch.from_numpy(clicked.astype(np.float32))
        for _ in range(model.epochs):
            order = rng.permutation(len(rows))
            for first in range(0, len(order), model.batch):
                some = order[first : first + model.batch]
                adam.zero_grad()
                logits = _logits(torch, model, weights, rows.take(some))
                torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted[some]).backward()
                adam.step()
    return {name: each.detach().numpy().copy() for name, each in weights.items()}


def _beginning(torch: Any, name: str, shape: tuple[int, ...]) -> Any:
    if name.startswith("table"):
        return torch.randn(*shape) * _FIRST
    return torch.nn.init.xavier_uniform_(torch.empty(*shape)) if len(shape) == 2 else torch.zeros(*shape)


def _logits(torch: Any, model: DLRM, weights: dict[str, Any], rows: Clicks) -> Any:
    """``(n,)``: as :meth:`DLRM.logits`, with gradients."""
    shape = model.shape
    numbers = (torch.from_numpy(rows.dense) - weights["centre"]) / weights["spread"]
    numbers = _through(torch, weights, numbers, "bottom", len(shape.bottom_widths) - 1)
    labels = [
        torch.nn.functional.embedding_bag(
            torch.from_numpy(each.label), weights[f"table/{at}"], torch.from_numpy(each.starts[:-1]), mode="sum"
        )
        for at, each in enumerate(rows.bags)
    ]
    if shape.crossed == "none":
        given = torch.cat([numbers, *labels], dim=1)
    else:
        vectors = torch.stack([numbers, *labels], dim=1)
        one, other = np.tril_indices(vectors.shape[1], -1)
        given = torch.cat([numbers, (vectors @ vectors.transpose(1, 2))[:, one, other]], dim=1)
    last = len(shape.top_widths) - 2
    told = _through(torch, weights, given, "top", last)
    return (told @ weights[f"top/{last}"] + weights[f"top/{last}/base"])[:, 0]


def _through(torch: Any, weights: dict[str, Any], told: Any, name: str, layers: int) -> Any:
    for layer in range(layers):
        told = torch.relu(told @ weights[f"{name}/{layer}"] + weights[f"{name}/{layer}/base"])
    return told
