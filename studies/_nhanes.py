"""NHANES 2009 to 2012: adults with their figures; and the reference table that thyself ships, made of them.

    python -m studies._nhanes FOLDER

writes ``src/thyself/signals/assets/norms-nhanes.json`` anew.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from thyself.signals import METRICS, norms
from thyself.signals.norms import ADULT, Norms, Sample, fit

#: Columns of the survey: the metric, the factor to its unit, and how it was measured.
COLUMNS: Final[Mapping[str, tuple[str, float, str]]] = {
    "Pulse": ("resting_heart_rate", 1.0, "pulse counted while sitting"),
    "BPSysAve": ("blood_pressure_systolic", 1.0, "cuff, mean of up to three readings"),
    "BPDiaAve": ("blood_pressure_diastolic", 1.0, "cuff, mean of up to three readings"),
    "SleepHrsNight": ("minutes_asleep", 60.0, "hours that people themselves report"),
    "BMI": ("bmi", 1.0, ""),
    "Weight": ("weight", 1.0, ""),
}


class Adults:
    """The adults of the survey who are not known to be pregnant.

    Args:
        folder: Where the table is.
    """

    def __init__(self, folder: Path) -> None:
        import pyarrow.parquet as parquet

        self._table = parquet.read_table(folder / "NHANESraw.parquet")
        pregnant = np.array(self._table["PregnantNow"].to_pylist(), dtype=object) == "Yes"
        self._kept = (self._column("Age") >= ADULT) & ~pregnant
        self.age = self.numbers("Age")
        self.sex: NDArray[np.str_] = np.array(self._table["Gender"].to_pylist(), dtype="U6")[self._kept]
        self.weights = self.numbers("WTMEC2YR")

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of numbers, NaN where nothing is known."""
        found: NDArray[np.float64] = self._column(column)[self._kept]
        return found

    def _column(self, column: str) -> NDArray[np.float64]:
        told = self._table[column].to_pylist()
        found: NDArray[np.float64] = np.array([np.nan if each is None else each for each in told], dtype=float)
        return found

    def sample(self, values: NDArray[np.float64], *, of: NDArray[np.bool_] | None = None) -> Sample:
        """Some of the adults with a figure each."""
        kept = np.isfinite(values) if of is None else np.isfinite(values) & of
        return Sample(values[kept], self.age[kept], self.sex[kept], self.weights[kept])


def table(adults: Adults) -> Norms:
    """The reference table of all columns; a diastolic pressure of zero is a reading that failed."""
    made = {}
    for column, (metric, factor, how) in COLUMNS.items():
        values = adults.numbers(column) * factor
        values[values <= 0] = np.nan
        made[metric] = fit(adults.sample(values), unit=METRICS[metric].unit, how=how)
    return Norms("nhanes-2009-2012", "2009-2012", made)


def main() -> None:
    """Write the table."""
    place = Path(norms.__file__).parent / "assets" / "norms-nhanes.json"
    place.write_text(table(Adults(Path(sys.argv[1]))).to_json(), encoding="utf-8")
    print(f"{place.name}: {place.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
