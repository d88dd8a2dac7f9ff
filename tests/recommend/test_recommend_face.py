"""The face of recommendation: a few lines from a file to picks, and nothing heavy is loaded before."""

import subprocess
import sys
from pathlib import Path

import pytest

import thyself


def test_from_a_file_to_recommendations_in_four_lines(tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    rows = [f"p{p},{'tea' if p % 2 else 'boat'}-{(p + s) % 7},4,{100 * s + p}" for p in range(30) for s in range(5)]
    path.write_text("\n".join(["user,item,rating,timestamp", *rows]))
    ratings = thyself.recommend.read(path)
    rec = thyself.recommend.fit(ratings, seconds=5)
    assert [each.item[:3] for each in rec.recommend("p1", k=2)] == ["tea", "tea"]
    assert [each.item[:3] for each in rec.recommend(history=["boa", "boat-1"], k=2)] == ["boa", "boa"]


def test_the_package_loads_no_numbers_until_they_are_needed() -> None:
    code = "import sys, thyself; print(*(n for n in ('numpy', 'scipy', 'thyself.recommend.ease') if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_other_names_are_still_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'recommends'"):
        thyself.recommends  # noqa: B018
