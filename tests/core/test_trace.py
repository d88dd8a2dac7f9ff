"""Traces: immutable, dated in UTC, the same id everywhere."""

import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import InvalidTrace, Trace
from thyself.core.trace import FIELDS

NOON = datetime(2023, 5, 8, 12, 0, tzinfo=UTC)


def trace(text: str = "I saw the dentist", **given: object) -> Trace:
    return Trace(text, **{"at": NOON, "kind": "said", "source": "chat", **given})  # type: ignore[arg-type]


def test_times_are_kept_as_utc() -> None:
    rome = timezone(timedelta(hours=2))
    assert trace(at=datetime(2023, 5, 8, 14, 0, tzinfo=rome)).at == NOON
    assert trace(at=datetime(2023, 5, 8, 14, 0, tzinfo=rome)).at.tzinfo is UTC


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("at", datetime(2023, 5, 8), "time zone"),
        ("at", "2023-05-08", "datetime"),
        ("kind", "Said It", "lower-case"),
        ("kind", "", "lower-case"),
        ("source", "", "source"),
        ("author", "", "author"),
        ("sensitivity", "high", "none of"),
        ("value", float("nan"), "finite"),
    ],
)
def test_a_trace_that_cannot_be_kept_says_which_field_and_why(field: str, value: object, says: str) -> None:
    with pytest.raises(InvalidTrace, match=says):
        trace(**{field: value})


def test_a_trace_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        trace().text = "else"  # type: ignore[misc]
    with pytest.raises(TypeError):
        trace(extra={"a": 1}).extra["a"] = 2  # type: ignore[index]


def test_the_id_comes_from_source_and_ref_where_there_is_a_ref() -> None:
    assert trace(ref="1").id == trace("other words", ref="1").id
    assert trace(ref="1").id != trace(ref="2").id
    assert trace(ref="1").id != trace(ref="1", source="mail").id
    assert trace(ref="1").digest == trace(ref="2").digest


@given(st.text(), st.text(), st.datetimes(timezones=st.just(UTC)))
def test_without_a_ref_the_id_tells_contents_and_times_apart(one: str, two: str, at: datetime) -> None:
    assert (trace(one, at=at).id == trace(two, at=at).id) == (one == two)
    assert trace(one, at=at).id != trace(one, at=at, author="Ann").id


def test_no_text_differs_from_an_empty_unit() -> None:
    assert trace(unit=None).digest != trace(unit="").digest


def test_traces_travel_between_processes() -> None:
    sent = trace(extra={"title": "Emma"}, value=4.0, unit="stars", ref="r")
    came = pickle.loads(pickle.dumps(sent))
    assert came == sent
    assert hash(came) == hash(sent)
    assert set(FIELDS) >= {"text", "at", "kind", "extra"}
