"""What becomes of journals, tables, ratings and catalogues; and that the samples can be read."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import SourceError, Trace
from thyself.sources import ReadContext, add, read_catalog, readers
from thyself.sources.times import Unclear, order_of, read_time

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def rows(path: Path, context: ReadContext, name: str) -> list[Trace]:
    return [each for each in readers()[name].read(path, context) if isinstance(each, Trace)]


def saved(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


class TestJournal:
    def test_front_matter_gives_date_title_and_tags(self, tmp_path: Path, context: ReadContext) -> None:
        text = "---\ntitle: The lake\ndate: 2024-05-01T18:30\ntags: [swim, friends]\n---\nWe swam.\n"
        (entry,) = rows(saved(tmp_path / "lake.md", text), context, "journal")
        assert (entry.text, entry.kind, entry.extra["title"]) == ("We swam.", "wrote", "The lake")
        assert entry.extra["tags"] == ["swim", "friends"]
        assert entry.at == datetime(2024, 5, 1, 16, 30, tzinfo=UTC)

    def test_tags_may_be_a_list_of_lines(self, tmp_path: Path, context: ReadContext) -> None:
        text = "---\ndate: 2024-05-01\ntags:\n  - swim\n  - lake\n---\nWe swam.\n"
        assert rows(saved(tmp_path / "a.md", text), context, "journal")[0].extra["tags"] == ["swim", "lake"]

    @pytest.mark.parametrize(
        "name", ["2024-05-01.md", "20240501 lake.txt", "2024_05_01-lake.markdown", "lake 2024.05.01.md"]
    )
    def test_the_file_name_can_tell_the_day(self, name: str, tmp_path: Path, context: ReadContext) -> None:
        (entry,) = rows(saved(tmp_path / name, "We swam."), context, "journal")
        assert entry.at == datetime(2024, 4, 30, 22, tzinfo=UTC)

    def test_a_clock_behind_the_day_is_taken(self, tmp_path: Path, context: ReadContext) -> None:
        (entry,) = rows(saved(tmp_path / "2024-05-01 18-30 lake.md", "We swam."), context, "journal")
        assert entry.at == datetime(2024, 5, 1, 16, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        "heading",
        ["# 2024-05-01", "## Wednesday, May 1, 2024", "1 May 2024", "### 2024-05-01 Wednesday", "May 1st, 2024"],
    )
    def test_headings_that_are_dates_begin_entries(self, heading: str, tmp_path: Path, context: ReadContext) -> None:
        text = f"{heading}\n\nWe swam in the lake in 2023 too.\n\n# 2024-05-02\nRain.\n"
        first, second = rows(saved(tmp_path / "diary.md", text), context, "journal")
        assert first.text == "We swam in the lake in 2023 too."
        assert first.at == datetime(2024, 4, 30, 22, tzinfo=UTC)
        assert second.text == "Rain."

    def test_a_note_without_a_date_gets_that_of_its_file_and_says_so(self, tmp_path: Path, context, scope) -> None:
        report = add(scope, saved(tmp_path / "idea.md", "# Idea\nBuild a boat."), context=context)
        assert scope.kept[0].at < context.now
        assert any("date of their file" in note for note in report.notes)

    @settings(max_examples=50, deadline=None)
    @given(words=st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), min_size=1, max_size=30))
    def test_words_come_back(self, words: list[str], tmp_path_factory, context: ReadContext) -> None:
        path = saved(tmp_path_factory.mktemp("j") / "2024-05-01.md", " ".join(words))
        assert [each.text for each in rows(path, context, "journal")] == [" ".join(words)]


class TestTable:
    def test_a_mapping_says_what_the_columns_are(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path / "kcal.csv", "Tag;Was;Menge\n01.05.2024;Pizza;900\n13.05.2024;Apfel;52,5\n")
        mapping = {
            "at": "Tag",
            "text": "Was",
            "value": "Menge",
            "kind": "=ate",
            "unit": "=kcal",
            "extra.table": "=food",
        }
        first, second = rows(path, replace(context, mapping=mapping), "csv")
        assert (first.text, first.kind, first.value, first.unit, first.extra["table"]) == (
            "Pizza",
            "ate",
            900,
            "kcal",
            "food",
        )
        assert second.value == 52.5
        assert first.at == datetime(2024, 4, 30, 22, tzinfo=UTC)

    def test_a_wide_table_becomes_a_trace_for_each_figure(self, tmp_path: Path, context: ReadContext, scope) -> None:
        path = saved(
            tmp_path / "body.csv", "date,steps,Weight (kg),coffee\n2024-05-01,8000,70.5,3\n2024-05-02,,70.1,\n"
        )
        report = add(scope, path, context=context)
        assert [(each.item, each.value, each.unit) for each in scope.kept] == [
            ("steps", 8000, "count"), ("weight", 70.5, "kg"), ("coffee", 3, ""), ("weight", 70.1, "kg"),
        ]  # fmt: skip
        assert {each.extra["per"] for each in scope.kept} == {"day"}
        assert any("columns were taken as" in note for note in report.notes)

    @pytest.mark.parametrize(
        ("mapping", "words"),
        [
            ({"text": "Note"}, "names no time"),
            ({"at": "Date"}, "nothing to keep"),
            ({"at": "Day", "text": "Note"}, "no column 'Day'"),
            ({"at": "Date", "txet": "Note"}, "no field"),
        ],
    )
    def test_a_wrong_mapping_is_explained(
        self, mapping: dict, words: str, tmp_path: Path, context: ReadContext
    ) -> None:
        path = saved(tmp_path / "x.csv", "Date,Note\n2024-05-01,hello\n")
        with pytest.raises(SourceError, match=words):
            rows(path, replace(context, mapping=mapping), "csv")

    def test_json_lines_reach_into_objects(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path / "x.jsonl", '{"meta": {"when": 1714557600}, "say": "hello"}\n')
        (trace,) = rows(path, replace(context, mapping={"at": "meta.when", "text": "say"}), "jsonl")
        assert (trace.text, trace.source) == ("hello", "x")

    def test_the_order_of_dates_is_taken_from_the_whole_file(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path / "x.csv", "Date,Note\n01/02/2024,a\n01/31/2024,b\n")
        assert [trace.at.month for trace in rows(path, context, "csv")] == [1, 1]
        assert [trace.text for trace in rows(path, context, "csv")] == ["a", "b"]


class TestRatings:
    def test_titles_come_from_the_catalogue_beside(self, tmp_path: Path, context: ReadContext) -> None:
        saved(tmp_path / "movies.csv", "movieId,title,genres\n31,Dangerous Minds (1995),Drama\n")
        path = saved(tmp_path / "ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n")
        (trace,) = rows(path, context, "movielens")
        assert trace.text == 'Rated "Dangerous Minds (1995)" 2.5 of 5'
        assert (trace.item, trace.value, trace.unit, trace.extra["of"]) == ("movielens:31", 2.5, "stars", 5)

    def test_of_several_people_one_must_be_chosen(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path / "ratings.csv", "user_id,book_id,rating\n1,2,3\n4,2,3\n4,5,5\n")
        with pytest.raises(SourceError, match="--only 4"):
            rows(path, context, "goodbooks")
        with pytest.raises(SourceError, match="nobody"):
            rows(path, replace(context, only="9"), "goodbooks")
        assert len(rows(path, replace(context, only="4"), "goodbooks")) == 2

    def test_goodreads_tells_ratings_reads_wishes_and_reviews_apart(self, tmp_path: Path, context: ReadContext) -> None:
        head = "Book Id,Title,Author,My Rating,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review\n"
        path = saved(
            tmp_path / "g.csv",
            head + "1,Emma,Jane Austen,5,2024/05/31,2024/05/01,,read,Lovely.<br/>Again!\n"
            "2,Ulysses,James Joyce,0,,2024/04/01,to-read,to-read,\n",
        )
        made = rows(path, context, "goodreads")
        assert [(each.kind, each.item) for each in made] == [
            ("rated", "goodreads:1"), ("read", "goodreads:1"), ("wrote", "goodreads:1"), ("clicked", "goodreads:2"),
        ]  # fmt: skip
        assert made[2].text == "Lovely.\nAgain!"


class TestCatalogs:
    def test_any_table_with_an_id_and_a_title(self, tmp_path: Path) -> None:
        path = saved(
            tmp_path / "tools.csv",
            "id,name,description,weight,votes\na,Saw,cuts wood,2,10\nb,Awl,makes holes,1,3\n,,,,\n",
        )
        catalog = read_catalog(path)
        assert (catalog.name, catalog.ids) == ("tools", ("a", "b"))
        assert catalog["a"].text == "Saw\ncuts wood"
        assert (catalog["a"].attributes, catalog["a"].popularity) == ({"weight": "2"}, 10)

    def test_json_lines_keep_lists(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "t.jsonl", '{"id": 1, "title": "Saw", "tags": ["wood"]}\nnot json\n')
        assert read_catalog(path, name="mine")["1"].attributes == {"tags": ["wood"]}

    def test_tags_of_books_come_from_the_files_beside_without_shelves(self, tmp_path: Path) -> None:
        saved(tmp_path / "books.csv", "book_id,goodreads_book_id,authors,title,ratings_count\n1,77,Ann,Lakes,5\n")
        saved(tmp_path / "tags.csv", "tag_id,tag_name\n1,to-read\n2,nature\n3,water\n")
        saved(tmp_path / "book_tags.csv", "goodreads_book_id,tag_id,count\n77,1,900\n77,2,5\n77,3,50\n")
        assert read_catalog(tmp_path)["goodbooks:1"].attributes["tags"] == ["water", "nature"]

    @pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x01"])
    def test_what_is_no_catalogue_is_a_clear_error(self, text: str, tmp_path: Path) -> None:
        with pytest.raises(SourceError):
            read_catalog(saved(tmp_path / "x.csv", text))


class TestSamples:
    @pytest.mark.parametrize(
        ("folder", "format", "kept"),
        [("david-mail", "panza", 166), ("emily-chat", "memorybank", 98), ("fitbit-month", "fitbit", 1040)],
    )
    def test_each_folder_is_read_whole_and_again_adds_nothing(
        self, folder: str, format: str, kept: int, scope, context: ReadContext
    ) -> None:
        report = add(scope, SAMPLES / folder, context=context)
        assert (report.format, report.kept, report.rejected_count) == (format, kept, 0)
        assert add(scope, SAMPLES / folder, context=context).kept == 0

    def test_the_ratings_fit_the_catalogue(self, scope, context: ReadContext) -> None:
        books = read_catalog(SAMPLES / "goodbooks")
        report = add(scope, SAMPLES / "goodbooks" / "ratings.csv", context=context)
        assert (len(books), report.kept) == (1502, 59)
        assert all(trace.item in books and trace.extra["title"] for trace in scope.kept)

    def test_every_folder_names_its_source_and_licence_and_all_are_small(self) -> None:
        folders = [each for each in SAMPLES.iterdir() if each.is_dir() and each.name != "__pycache__"]
        assert all((folder / "SOURCE.md").is_file() and (folder / "LICENSE").is_file() for folder in folders)
        assert sum(each.stat().st_size for each in SAMPLES.rglob("*") if each.is_file()) < 1_500_000


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["day-first", "month-first"]))
def test_a_date_in_either_order_comes_back(context: ReadContext, at: datetime, dates) -> None:
    form = "%d/%m/%Y %H:%M" if dates == "day-first" else "%m/%d/%Y %I:%M %p"
    read = read_time(at.strftime(form), replace(context, dates=dates, zone=UTC))
    assert read == at.replace(second=0, microsecond=0, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_words_are_a_time_or_unclear(context: ReadContext, text: str) -> None:
    try:
        assert read_time(text, context).tzinfo is not None
    except Unclear as error:
        assert str(error)  # noqa: PT017


@given(st.lists(st.dates(), min_size=20, max_size=60, unique=True))
def test_the_order_of_many_dates_is_found(days: list) -> None:
    days = sorted(days)
    if any(day.day > 12 for day in days):
        assert order_of([(day.day, day.month) for day in days]) == "day-first"
        assert order_of([(day.month, day.day) for day in days]) == "month-first"
