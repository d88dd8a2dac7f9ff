"""Reading interactions: every row is kept or told, ids stay as they are, times order what a person did."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidInput, SourceError, Trace
from thyself.recommend import Event, Histories, Interactions, read


def write(folder: Path, text: str, name: str = "ratings.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def rows(found: Interactions) -> list[tuple[str, str, float, float]]:
    return [
        (found.people[p], found.items[i], float(v), float(t))
        for p, i, v, t in zip(found.person, found.item, found.value, found.at, strict=True)
    ]


def test_columns_are_known_by_their_names_and_rows_are_put_in_order_of_time(tmp_path: Path) -> None:
    found = read(write(tmp_path, "userId,movieId,rating,timestamp\n007,b,3.5,200\n007,a,4,100\n8,a,1,50\n"))
    assert rows(found) == [("007", "a", 4, 100), ("007", "b", 3.5, 200), ("8", "a", 1, 50)]
    assert str(found) == "3 interactions of 2 people with 2 items"


def test_bad_rows_are_told_with_their_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    text = "user,item,rating,date\na,x,5,2024-01-02\na,y\n,z,3,2024-01-02\nb,x,five,2024-01-03\nb,y,2,soon\nb,z,nan,3\n"
    found = read(write(tmp_path, text + '"c, d","q ""1""",1,2024-05-01T10:00:00+02:00\n'))
    assert [(each.where, each.why[:14]) for each in found.rejected] == [
        ("ratings.csv:3", "2 fields where"),
        ("ratings.csv:4", "no person"),
        ("ratings.csv:5", "no number: 'fi"),
        ("ratings.csv:6", "no time that c"),
        ("ratings.csv:7", "no number: 'na"),
    ]
    assert found.rejected_count == 5
    assert [(p, i) for p, i, _, _ in rows(found)] == [("a", "x"), ("c, d", 'q "1"')]
    assert found.at[1] == datetime(2024, 5, 1, 8, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "1\t10\t4\t881250949\n2\t10\t3\t891717742\n",
        "1::10::4::881250949\n2::10::3::891717742\n",
        "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t10\t4\t881250949\n2\t10\t3\t891717742000\n",
        "date;stars;book_id;user\r\n1997-12-04T15:55:49;4;10;1\r\n1998-04-04T19:22:22Z;3;10;2\r\n",
        "\ufeffperson,item,rating,time\n1,10,4,881250949\n2,10,3,891717742",
    ],
)
def test_forms_that_are_in_use_are_recognised(tmp_path: Path, text: str) -> None:
    assert rows(read(write(tmp_path, text))) == [("1", "10", 4, 881250949), ("2", "10", 3, 891717742)]


def test_sequences_are_read_in_their_order_packed_or_not(tmp_path: Path) -> None:
    path = tmp_path / "Beauty.txt.gz"
    path.write_bytes(gzip.compress(b"1 5 3 9\n2 3\n3\n"))
    found = read(path)
    assert [(p, i) for p, i, _, _ in rows(found)] == [("1", "5"), ("1", "3"), ("1", "9"), ("2", "3")]
    assert [each.where for each in found.rejected] == ["Beauty.txt.gz:3"]
    assert np.isnan(found.at).all()


def test_columns_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path, "Reader,Title,When\nAnn,Emma,2020-02-03\n")
    with pytest.raises(SourceError, match="which is the person"):
        read(path)
    found = read(path, columns={"person": "Reader", "item": "Title", "time": "When"})
    assert rows(found)[0][:2] == ("Ann", "Emma")
    assert np.isnan(found.value).all()
    with pytest.raises(SourceError, match="'Nope' is not there"):
        read(path, columns={"person": "Reader", "item": "Nope"})
    assert len(read(write(tmp_path, "Ann|Emma\nBen|Ulysses\n"), columns=("person", "item"))) == 2


@pytest.mark.parametrize(("text", "why"), [("", "empty"), ("hello\n", "neither"), ("user,item\n,\n", "not one row")])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        read(write(tmp_path, text))


def test_traces_are_interactions_where_they_name_an_item() -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC)
    traces = [
        Trace("Rated Emma 4 of 5", at=at, kind="rated", source="books", item="b:1", value=4.0),
        Trace("Read Ulysses", at=at, kind="read", source="books", item="b:2"),
        Trace("12,013 steps", at=at, kind="measured", source="watch", item="steps", value=12013.0),
    ]
    found = read({"ann": traces, "ben": traces[:1]})
    assert [(p, i) for p, i, _, _ in rows(found)] == [("ann", "b:1"), ("ann", "b:2"), ("ben", "b:1")]
    assert found.value.tolist()[0] == 4.0
    assert np.isnan(found.value[1])
    with pytest.raises(InvalidInput, match="names an item"):
        read(traces[2:])


CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\u2028\u2029\x85"), min_size=1
).map(str.strip)
ROW = st.tuples(CELLS.filter(bool), CELLS.filter(bool), st.floats(-10, 10, width=32), st.integers(0, 2_000_000_000))


@given(st.lists(ROW, min_size=1, max_size=20))
def test_what_was_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, float, int]]
) -> None:
    import csv

    path = tmp_path_factory.mktemp("rows") / "r.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("user", "item", "rating", "timestamp"), *table])
    found = read(path)
    assert sorted(rows(found)) == sorted((p, i, float(np.float32(v)), float(t)) for p, i, v, t in table)
    assert not found.rejected_count


def test_two_sets_are_joined_and_codes_stay() -> None:
    one = Interactions.of([("a", "x", 1.0, 5.0)])
    both = one.plus(Interactions.of([("b", "y", 2.0, 1.0), ("a", "y", 3.0, 2.0)]))
    assert both.items == ("x", "y")
    assert [(p, i) for p, i, _, _ in rows(both)] == [("a", "y"), ("a", "x"), ("b", "y")]
    assert both.history("nobody").item.tolist() == []
    assert both.history("a").item.tolist() == [1, 0]


def test_a_text_is_no_history() -> None:
    with pytest.raises(InvalidInput, match="give a list"):
        Histories.of({"x": 0}, ["x"])


def test_values_and_times_may_be_left_out() -> None:
    found = Interactions.of([("a", "x"), ("a", "y", 3.0), ("a", "z", None, 7.0)])
    assert [found.items[each] for each in found.item] == ["z", "x", "y"]
    assert found.value[2] == 3.0


def test_histories_leave_out_what_nobody_knows_and_know_the_age_of_each_event() -> None:
    found = Histories.of({"x": 0, "y": 1}, [["x", "?", Event("y", 4.0, 9.0)], [], ["x"]])
    assert found.lengths.tolist() == [2, 0, 1]
    assert found.age.tolist() == [1, 0, 0]
    assert found.value[1] == 4.0
    assert np.isnan(found.at[0])
