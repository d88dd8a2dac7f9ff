"""Cut the samples again from the data sets in ``THYSELF_DATA``: ``THYSELF_DATA=/data python samples/cut.py``."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
WALKER = "6962181067"  # 31 nights, 31 days, 30 weights
READER = "4"  # 59 ratings: the most in the sample that goodbooks-10k carries
POPULAR = 1_500
BOOK_COLUMNS = (
    "book_id", "goodreads_book_id", "authors", "original_publication_year", "title", "language_code",
    "average_rating", "ratings_count",
)  # fmt: skip


def text_of(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(path))))


def write_rows(path: Path, rows: Iterable[dict[str, str]], columns: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(columns), extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def david_mail(data: Path) -> None:
    (HERE / "david-mail/david.jsonl").write_text(text_of(data / "panza-emails/david.jsonl"), encoding="utf-8")


def fitbit_month(data: Path) -> None:
    for name in ("dailyActivity_merged.csv.gz", "hourlySteps_merged.csv.gz", "sleepDay_merged.csv", "weightLogInfo_merged.csv"):
        rows = rows_of(data / "fitbit-2016" / name)
        write_rows(HERE / "fitbit-month" / name.removesuffix(".gz"), (row for row in rows if row["Id"] == WALKER), rows[0])


def emily_chat(data: Path) -> None:
    everybody = json.loads(text_of(data / "memorybank/memory_bank_en.json.gz"))
    text = json.dumps({"Emily": everybody["Emily"]}, indent=1, ensure_ascii=False)
    (HERE / "emily-chat/memory_bank.json").write_text(text + "\n", encoding="utf-8")


def goodbooks(data: Path) -> None:
    ratings = [row for row in rows_of(data / "goodbooks-10k/samples/ratings.csv") if row["user_id"] == READER]
    rated = {row["book_id"] for row in ratings}
    books = rows_of(data / "goodbooks-10k/books.csv.gz")
    most = sorted(books, key=lambda row: -int(row["ratings_count"]))[:POPULAR]
    chosen = {row["book_id"] for row in most} | rated
    write_rows(HERE / "goodbooks/books.csv", (row for row in books if row["book_id"] in chosen), BOOK_COLUMNS)
    write_rows(HERE / "goodbooks/ratings.csv", ratings, ("user_id", "book_id", "rating"))


def main() -> None:
    where = os.environ.get("THYSELF_DATA")
    if not where:
        sys.exit("set THYSELF_DATA to the folder of data sets")
    cuts: tuple[Callable[[Path], None], ...] = (david_mail, fitbit_month, emily_chat, goodbooks)
    for cut in cuts:
        cut(Path(where))
        folder = HERE / cut.__name__.replace("_", "-")
        print(f"{folder.name}: {sum(each.stat().st_size for each in folder.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
