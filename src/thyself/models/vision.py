"""Vision: the port to a detector of things in a picture, and detectors that read what another one found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

from thyself.core import ModelError

#: What stands behind the name of a picture in the name of the file with its labels.
_BESIDE: Final = ".labels.json"


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing in a picture.

    Args:
        label: What it is called.
        score: How sure the detector is, 0 to 1.
        box: Left, top, right and bottom as shares of the picture, 0 to 1; ``None`` where no place is known.
    """

    label: str
    score: float
    box: tuple[float, float, float, float] | None = None


@runtime_checkable
class Detector(Protocol):
    """Finds things in a picture, by the names that they may have.

    Source: Grounding DINO (2023), as Eating Smart (2024) uses it: labels in words, boxes with scores out.
    """

    @property
    def name(self) -> str:
        """Which detector."""

    @property
    def local(self) -> bool:
        """Whether the picture stays on this machine."""

    def detect(self, picture: str, labels: Sequence[str] = ()) -> list[Detection]:
        """What is in a picture, surest first.

        Args:
            picture: A path or address.
            labels: The names to look for; none: whatever the detector knows.

        Raises:
            ModelError: The picture, or what was found in it, cannot be read.
        """


class ScriptedDetector:
    """A detector that finds what it was told to find, for tests and planted pictures (see :class:`Detector`)."""

    def __init__(self, found: Mapping[str, Sequence[Detection]], *, local: bool = True) -> None:
        self.name = "scripted"
        self.local = local
        self._found = found

    def detect(self, picture: str, labels: Sequence[str] = ()) -> list[Detection]:
        """What is planted in the picture."""
        if picture not in self._found:
            raise ModelError(f"{self.name}: nothing is planted for the picture {picture!r}")
        return _wanted(self._found[picture], labels)


class LabelFile:
    """A detector that reads what another one found, from a file beside the picture: ``lunch.jpg.labels.json``.

    The file holds a list of objects with ``label``, ``score`` and, where known, ``box`` (left, top, right, bottom as
    shares of the picture). Any detector can write it: Grounding DINO, a phone, a person.
    """

    name = "label-file"
    local = True

    def detect(self, picture: str, labels: Sequence[str] = ()) -> list[Detection]:
        """What stands in the file beside the picture."""
        path = Path(picture + _BESIDE)
        try:
            rows = json.loads(path.read_text("utf-8"))
            return _wanted([_detection(each) for each in rows], labels)
        except FileNotFoundError:
            raise ModelError(f"{path.name} is not there: let a detector write labels beside {picture!r}") from None
        except (OSError, AttributeError, KeyError, TypeError, ValueError) as wrong:
            raise ModelError(f"{path.name}: these labels cannot be read: {wrong}") from None


def _detection(row: Mapping[str, Any]) -> Detection:
    score, box = float(row["score"]), row.get("box")
    if not 0 <= score <= 1:
        raise ValueError(f"a score of {score:g} is not between 0 and 1")
    if box is None:
        return Detection(str(row["label"]), score)
    left, top, right, bottom = (float(each) for each in box)
    if not (0 <= left <= right <= 1 and 0 <= top <= bottom <= 1):
        raise ValueError(f"the box {box} does not lie in the picture")
    return Detection(str(row["label"]), score, (left, top, right, bottom))


def _wanted(found: Sequence[Detection], labels: Sequence[str]) -> list[Detection]:
    names = {each.casefold() for each in labels}
    kept = [each for each in found if not names or each.label.casefold() in names]
    return sorted(kept, key=lambda each: -each.score)
