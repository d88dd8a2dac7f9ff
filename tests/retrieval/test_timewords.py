"""Time words: what each expression means on a person's clock, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from thyself.core.calendar import easter
from thyself.core.timewords import Span, find, mentioned, overlap

ROME = ZoneInfo("Europe/Rome")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2023, 6, 14, 15, tzinfo=ROME)  # a Wednesday


def local(spans: list[Span], zone: ZoneInfo = ROME) -> list[tuple[str, str]]:
    """Start and end as local times; a midnight is told by its day alone."""

    def told(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}".removesuffix(" 00:00")

    return [(told(span.start), told(span.end)) for span in spans]


TABLE = {
    "What did I do yesterday?": ("2023-06-13", "2023-06-14"),
    "the day before yesterday": ("2023-06-12", "2023-06-13"),
    "what did I eat today": ("2023-06-14", "2023-06-15"),
    "dinner tonight": ("2023-06-14 18:00", "2023-06-15 06:00"),
    "where was I last night": ("2023-06-13 18:00", "2023-06-14 06:00"),
    "this morning": ("2023-06-14 05:00", "2023-06-14 12:00"),
    "tomorrow morning": ("2023-06-15 05:00", "2023-06-15 12:00"),
    "yesterday evening": ("2023-06-13 17:00", "2023-06-14"),
    "what happened last week?": ("2023-06-05", "2023-06-12"),
    "this week": ("2023-06-12", "2023-06-19"),
    "earlier this week": ("2023-06-12", "2023-06-14 15:00"),
    "next week": ("2023-06-19", "2023-06-26"),
    "last weekend": ("2023-06-10", "2023-06-12"),
    "two weekends ago": ("2023-06-03", "2023-06-05"),
    "last month": ("2023-05-01", "2023-06-01"),
    "next month": ("2023-07-01", "2023-08-01"),
    "last year": ("2022-01-01", "2023-01-01"),
    "3 days ago": ("2023-06-11", "2023-06-12"),
    "two weeks ago": ("2023-05-28", "2023-06-04"),
    "a couple of weeks ago": ("2023-05-25", "2023-06-07"),
    "a few months ago": ("2023-01-29", "2023-05-02"),
    "five years ago": ("2018-01-01", "2019-01-01"),
    "an hour ago": ("2023-06-14 13:30", "2023-06-14 14:30"),
    "over the last three days": ("2023-06-11 15:00", "2023-06-14 15:00"),
    "in the past week": ("2023-06-07 15:00", "2023-06-14 15:00"),
    "what have I read recently": ("2023-05-31 15:00", "2023-06-14 15:00"),
    "the other day": ("2023-06-07", "2023-06-14"),
    "What did Anna say in May?": ("2023-05-01", "2023-06-01"),
    "in may": ("2023-05-01", "2023-06-01"),
    "in May 2021": ("2021-05-01", "2021-06-01"),
    "during July": ("2022-07-01", "2022-08-01"),
    "in Sept. 2022": ("2022-09-01", "2022-10-01"),
    "early June": ("2023-06-01", "2023-06-11"),
    "last June": ("2022-06-01", "2022-07-01"),
    "on 7 May": ("2023-05-07", "2023-05-08"),
    "on 7 July": ("2022-07-07", "2022-07-08"),
    "7 May 2023": ("2023-05-07", "2023-05-08"),
    "8 May, 2023": ("2023-05-08", "2023-05-09"),
    "7th of May, 2022": ("2022-05-07", "2022-05-08"),
    "May 7th": ("2023-05-07", "2023-05-08"),
    "May 7, 2021": ("2021-05-07", "2021-05-08"),
    "on the second of May": ("2023-05-02", "2023-05-03"),
    "the 4th of July": ("2022-07-04", "2022-07-05"),
    "what did I buy on the 7th?": ("2023-06-07", "2023-06-08"),
    "on the 20th": ("2023-05-20", "2023-05-21"),
    "29 February": ("2020-02-29", "2020-03-01"),
    "2023-05-07": ("2023-05-07", "2023-05-08"),
    "in 2023-05": ("2023-05-01", "2023-06-01"),
    "05/07/2022": ("2022-07-05", "2022-07-06"),
    "12/25/2022": ("2022-12-25", "2022-12-26"),
    "07.05.2023": ("2023-05-07", "2023-05-08"),
    "Friday, 9 June 2023": ("2023-06-09", "2023-06-10"),
    "in 2022": ("2022-01-01", "2023-01-01"),
    "in the 90s": ("1990-01-01", "2000-01-01"),
    "last Friday": ("2023-06-09", "2023-06-10"),
    "last Wednesday": ("2023-06-07", "2023-06-08"),
    "this Friday": ("2023-06-16", "2023-06-17"),
    "next Friday": ("2023-06-23", "2023-06-24"),
    "on Friday night": ("2023-06-09 18:00", "2023-06-10 06:00"),
    "on Wednesday": ("2023-06-14", "2023-06-15"),
    "summer 2021": ("2021-06-01", "2021-09-01"),
    "last summer": ("2022-06-01", "2022-09-01"),
    "in the fall of 2021": ("2021-09-01", "2021-12-01"),
    "winter 2021": ("2021-12-01", "2022-03-01"),
    "at Christmas": ("2022-12-24", "2022-12-27"),
    "Christmas 2020": ("2020-12-24", "2020-12-27"),
    "New Year's Eve": ("2022-12-31", "2023-01-01"),
    "on Valentine's Day": ("2023-02-14", "2023-02-15"),
    "Thanksgiving 2022": ("2022-11-24", "2022-11-25"),
    "Easter 2022": ("2022-04-15", "2022-04-19"),
    "between May and July 2022": ("2022-05-01", "2022-08-01"),
    "between 3 May and 8 May": ("2023-05-03", "2023-05-09"),
    "from November to January": ("2022-11-01", "2023-02-01"),
    "before May 2023": ("1970-01-01", "2023-05-01"),
    "after Christmas": ("2022-12-27", "2023-06-14 15:00"),
    "since 2020": ("2020-01-01", "2023-06-14 15:00"),
    "the week before 9 June 2023": ("2023-06-02", "2023-06-09"),
    "two days after 25 May 2023": ("2023-05-26", "2023-05-28"),
    "what did we do the week before?": ("2023-06-05", "2023-06-12"),
}


@pytest.mark.parametrize("query", TABLE)
def test_an_expression_is_read_on_the_local_clock(query: str) -> None:
    assert local(find(query, NOW, ROME)) == [TABLE[query]]


@pytest.mark.parametrize(
    "query",
    [
        "When did I go to the dentist?",
        "How long ago did I move?",
        "What day was it, and what month?",
        "May I go? You may, and may be back soon.",
        "These 5 may come later",
        "this may be wrong, that may not",
        "We decided to march in the sun",
        "Wait a second, I fall asleep",
        "Give me the second one, and the third",
        "I like fall colours and a spring roll",
        "June said that April will call August",
        "on the 7th floor",
        "31 February 2023",
        "2000 steps, 1984 by Orwell",
        "between you and me",
        "who came last? what is next?",
        "3/4 of them, 10-12 people, version 1.2.3",
        "my summer dress and Christmas tree",
        "",
    ],
)
def test_what_is_no_time_is_left_alone(query: str) -> None:
    assert find(query, NOW, ROME) == []


def test_several_expressions_come_in_the_order_of_the_words() -> None:
    spans = find("Did I sleep more last month than in May 2021?", NOW, ROME)
    assert [span.text for span in spans] == ["last month", "May 2021"]


def test_a_slashed_date_is_read_as_people_write_it_where_they_live() -> None:
    assert local(find("05/07/2022", NOW, NEW_YORK), NEW_YORK) == [("2022-05-07", "2022-05-08")]
    assert local(find("25/07/2022", NOW, NEW_YORK), NEW_YORK) == [("2022-07-25", "2022-07-26")]


def test_a_day_has_as_many_hours_as_the_clock_gives_it() -> None:
    hours = {
        day: (span.end - span.start) / timedelta(hours=1)
        for day in ("26 March 2023", "27 March 2023", "29 October 2023")
        for span in find(day, datetime(2023, 12, 1, tzinfo=UTC), ROME)
    }
    assert hours == {"26 March 2023": 23, "27 March 2023": 24, "29 October 2023": 25}


def test_yesterday_depends_on_the_zone() -> None:
    late = datetime(2023, 6, 14, 23, 30, tzinfo=UTC)
    assert local(find("yesterday", late, ROME)) == [("2023-06-14", "2023-06-15")]
    assert local(find("yesterday", late, NEW_YORK), NEW_YORK) == [("2023-06-13", "2023-06-14")]


def test_a_trace_speaks_of_time_as_of_its_own_day() -> None:
    at = datetime(2023, 5, 8, 13, 56, tzinfo=ROME)
    assert local(mentioned("I went to the group yesterday", at, ROME)) == [("2023-05-07", "2023-05-08")]
    assert local(mentioned("We painted it last year.", at, ROME)) == [("2022-01-01", "2023-01-01")]


def test_a_trace_that_speaks_of_the_future_means_the_next() -> None:
    at = datetime(2023, 5, 8, tzinfo=ROME)
    assert local(mentioned("We will go camping in June.", at, ROME)) == [("2023-06-01", "2023-07-01")]
    assert local(mentioned("We went camping in June.", at, ROME)) == [("2022-06-01", "2022-07-01")]
    assert local(mentioned("I'm going to run on Friday.", at, ROME)) == [("2023-05-12", "2023-05-13")]
    assert local(mentioned("It will be over in two days.", at, ROME)) == [("2023-05-10", "2023-05-11")]
    assert mentioned("I read it in two days.", at, ROME) == []


def test_the_match_is_whole_inside_and_fades_with_the_span() -> None:
    day, month = find("yesterday", NOW, ROME), find("last month", NOW, ROME)
    assert overlap(day, NOW - timedelta(days=1)) == 1
    assert overlap([], NOW) == 0
    week_off = NOW - timedelta(days=8)
    assert overlap(day, week_off) < 0.01 < 0.5 < overlap(month, week_off) < 1


def test_an_open_span_fades_within_weeks() -> None:
    spans = find("before May 2023", NOW, ROME)
    assert overlap(spans, datetime(2001, 1, 1, tzinfo=UTC)) == 1
    assert overlap(spans, NOW) < 0.01


def test_easter_falls_where_the_tables_have_it() -> None:
    known = [date(1818, 3, 22), date(2000, 4, 23), date(2019, 4, 21), date(2024, 3, 31), date(2038, 4, 25)]
    assert [easter(day.year) for day in known] == known


moments = st.datetimes(datetime(1972, 1, 1), datetime(2090, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
zones = st.sampled_from(["UTC", "Europe/Rome", "America/New_York", "Pacific/Kiritimati", "America/Sao_Paulo"]).map(
    ZoneInfo
)
SCRAPS = """last this next in on the of may may, march 7 7th 2023 29 february second fall week weekend day month year
ago before after since between and from to yesterday friday christmas two a few couple early end . ?"""
words = st.lists(st.sampled_from(SCRAPS.split()), max_size=12).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=words | st.text(max_size=60), now=moments, zone=zones)
def test_any_words_give_spans_that_begin_before_they_end(text: str, now: datetime, zone: ZoneInfo) -> None:
    for span in find(text, now, zone) + mentioned(text, now, zone):
        assert span.start < span.end
        assert span.start.tzinfo is UTC
        assert span.text in text
        assert overlap([span], span.start) == 1


@settings(max_examples=200, deadline=None)
@given(now=moments, zone=zones, number=st.integers(1, 12))
def test_a_month_without_a_year_is_the_latest_that_has_begun(now: datetime, zone: ZoneInfo, number: int) -> None:
    name = datetime(2000, number, 1).strftime("%B")
    (span,) = find(f"in {name}", now, zone)
    assert span.start.astimezone(zone).month == number
    assert span.start <= now < span.start + timedelta(days=367)


@settings(max_examples=200, deadline=None)
@given(now=moments, zone=zones, day=st.dates(date(1972, 1, 2), date(2089, 12, 30)))
def test_a_written_date_is_found_again(now: datetime, zone: ZoneInfo, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    assume(noon.astimezone(UTC).astimezone(zone).date() == day)  # Kiritimati had no 31 December 1994
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"):
        (span,) = find(f"What did I do on {day.strftime(form)}?", now, zone)
        assert (span.start.astimezone(zone) + timedelta(hours=12)).date() == day, form


@settings(max_examples=100, deadline=None)
@given(now=moments, zone=zones)
def test_weeks_start_on_monday_and_follow_each_other(now: datetime, zone: ZoneInfo) -> None:
    last, this, following = (find(f"{which} week", now, zone)[0] for which in ("last", "this", "next"))
    assert last.end == this.start <= now < this.end == following.start
    assert (this.start.astimezone(zone) + timedelta(hours=3)).weekday() == 0
