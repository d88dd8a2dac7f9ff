import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import NotEnough, Trace
from thyself.profile import ATTRIBUTES, Style, distance, distances, rhythm
from thyself.profile.style import features, opener, sign_off

FORMAL = [
    f"Dear Professor {name},\n\nThank you very much for the invitation. Unfortunately, I will not be able to attend "
    f"the meeting on {day}; however, I would be happy to contribute a written statement.\n\nBest regards,\nMaria"
    for name, day in (("Lee", "Monday"), ("Okoye", "Friday"), ("Rossi", "Tuesday"), ("Novak", "Sunday"))
]
CASUAL = [
    f"hey {name}!! can't make it {day}, sorry :) let's grab a coffee instead? it'd be so fun\n\nhugs\nmia"
    for name, day in (("tom", "tonight"), ("anna", "tomorrow"), ("joe", "on sunday"), ("zoe", "friday"))
]


def test_a_text_is_nearer_to_the_style_it_was_written_in() -> None:
    formal, casual = Style.measure(FORMAL[:3]), Style.measure(CASUAL[:3])
    assert distance(formal, FORMAL[3]) < distance(casual, FORMAL[3])
    assert distance(casual, CASUAL[3]) < distance(formal, CASUAL[3])
    assert formal.distance(formal) < formal.distance(casual)


def test_the_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    style = Style.measure(FORMAL)
    one = distances(style, FORMAL, rng=random.Random(1), draws=200)
    assert one.low <= one.value <= one.high
    assert one == distances(style, FORMAL, rng=random.Random(1), draws=200)
    assert one.n == 4


def test_what_is_quoted_is_not_the_writers_style() -> None:
    reply = (
        "Thanks, that works for me.\n\nOn Mon, 1 May 2023, Bob <bob@example.org> wrote:\n> OMG!!! REALLY???\n> YES!!!"
    )
    assert features(reply) == features("Thanks, that works for me.")


def test_a_wrapped_line_is_no_end_of_a_sentence() -> None:
    wrapped = "This is a sentence that runs on over the end of the first\nline and stops here."
    assert features(wrapped)["words_per_sentence"] == 17


def test_openings_and_closings_are_found() -> None:
    assert (opener(FORMAL[0]), sign_off(FORMAL[0])) == ("dear", "best regards")
    assert (opener(CASUAL[0]), sign_off(CASUAL[0])) == ("hey", "hugs")
    assert (opener("No greeting here."), sign_off("I like it best of all.")) == ("", "")


def test_the_description_tells_what_was_measured() -> None:
    told = Style.measure(FORMAL).describe()
    assert "“Dear”" in told
    assert "“Best regards”" in told
    assert "4 texts" in told
    assert "exclamation marks" in Style.measure(CASUAL).describe()


def test_no_text_is_not_enough() -> None:
    with pytest.raises(NotEnough):
        Style.measure(["", "ok"])


@given(st.text(max_size=200))
def test_any_text_can_be_measured(text: str) -> None:
    assert features(text).keys() <= ATTRIBUTES.keys()
    assert distance(Style.measure(FORMAL), text) >= 0


ROME = ZoneInfo("Europe/Rome")


def acts(*times: datetime, **fields: object) -> rhythm.Rhythm | None:
    sums: dict[str, object] = {}
    for at in times:
        rhythm.gather(sums, Trace("x", at=at, kind="said", source="chat", **fields), ROME)  # type: ignore[arg-type]
    return rhythm.from_sums(sums, ROME)


def test_hours_are_averaged_on_the_circle_in_the_persons_zone() -> None:
    found = acts(*(datetime(2023, 1, day, hour, 7 * day % 60, tzinfo=UTC) for day in range(2, 9) for hour in (21, 23)))
    assert found is not None
    assert found.mean_hour == pytest.approx(23.5, abs=0.2)  # 22 and 0 o'clock in Rome
    assert found.regularity is not None
    assert found.regularity > 0.95
    assert (found.n, found.days) == (14, 8)


def test_acts_around_the_clock_have_no_regularity() -> None:
    found = acts(*(datetime(2023, 1, 2, tzinfo=UTC) + timedelta(hours=25 * at) for at in range(24)))
    assert found is not None
    assert found.regularity == pytest.approx(0, abs=1e-9)


def test_a_source_that_tells_days_alone_gives_weekdays_and_no_hours() -> None:
    found = acts(*(datetime(2023, 1, 2, 11, tzinfo=UTC) + timedelta(days=at) for at in range(14)))
    assert found is not None
    assert (found.mean_hour, found.regularity, found.n) == (None, None, 0)
    assert found.weekdays == (2,) * 7
    assert found.weekend_share == pytest.approx(2 / 7)


def test_figures_of_a_device_and_acts_of_others_are_no_rhythm() -> None:
    assert acts(datetime(2023, 1, 2, tzinfo=UTC), author="Anna") is None
