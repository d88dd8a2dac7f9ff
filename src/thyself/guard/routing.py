"""Routing: what may go to which model, by sensitivity, decided by rules alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from thyself.core import SENSITIVITIES, Evidence, Refused, Sensitivity


class Place(Protocol):
    """A model, as far as routing is concerned."""

    @property
    def name(self) -> str:
        """Which model."""

    @property
    def local(self) -> bool:
        """Whether it runs on this machine."""


def may_see(sensitivity: Sensitivity, model: Place, allows: Sensitivity) -> bool:
    """Whether a model may see a text: one on this machine everything, another up to what is allowed.

    What is secret never leaves the machine, whatever is allowed.
    """
    if model.local:
        return True
    return sensitivity != "secret" and SENSITIVITIES.index(sensitivity) <= SENSITIVITIES.index(allows)


def withheld(evidence: Iterable[Evidence], model: Place, allows: Sensitivity) -> list[Evidence]:
    """The pieces that the model may not see."""
    return [each for each in evidence if not may_see(each.sensitivity, model, allows)]


def check(evidence: Iterable[Evidence], model: Place, allows: Sensitivity) -> None:
    """Make sure that nothing forbidden is about to be sent.

    Raises:
        Refused: Something is; the message says how many pieces and of which sensitivity.
    """
    if held := withheld(evidence, model, allows):
        highest = max((each.sensitivity for each in held), key=SENSITIVITIES.index)
        many = "1 trace" if len(held) == 1 else f"{len(held)} traces"
        raise Refused(
            f"{many} up to {highest!r} may not go to {model.name}, which is not on this machine"
            f" (THYSELF_REMOTE_ALLOWS={allows})"
        )


def sent(evidence: Sequence[Evidence], model: Place, *, at: datetime, allows: Sensitivity) -> dict[str, object]:
    """A record of what left the machine: when, to which model, how much, and why it was allowed."""
    highest = max((each.sensitivity for each in evidence), key=SENSITIVITIES.index, default="public")
    return {
        "at": at.isoformat(),
        "model": model.name,
        "traces": len({trace for each in evidence for trace in each.trace_ids}),
        "highest": highest,
        "allowed": f"up to {allows}, by the setting THYSELF_REMOTE_ALLOWS",
    }
