"""What becomes of figures: days, nights, readings; missing is missing; whose they are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import SourceError, Trace
from thyself.sources import Note, ReadContext, add, readers
from thyself.sources.apple_days import merged, sleeps
from thyself.sources.measured import NoFigure, clock, figure


def rows(path: Path, context: ReadContext, name: str) -> list[Trace]:
    return [each for each in readers()[name].read(path, context) if isinstance(each, Trace)]


DAY = "Id,ActivityDate,TotalSteps,TotalDistance,VeryActiveMinutes,FairlyActiveMinutes,LightlyActiveMinutes,SedentaryMinutes,Calories\n"  # noqa: E501


class TestFitbit:
    def test_a_day_becomes_totals_at_its_local_start(self, tmp_path: Path, context: ReadContext) -> None:
        (tmp_path / "dailyActivity_merged.csv").write_text(DAY + "7,2016-04-12,13162,8.5,25,13,328,728,1985\n")
        made = rows(tmp_path / "dailyActivity_merged.csv", context, "fitbit")
        assert {trace.item: (trace.value, trace.unit) for trace in made} == {
            "steps": (13162, "count"),
            "distance": (8.5, "km"),
            "calories": (1985, "kcal"),
            "active_minutes": (38, "min"),
            "lightly_active_minutes": (328, "min"),
            "sedentary_minutes": (728, "min"),
        }
        assert made[0].text == "13,162 steps"
        assert made[0].at == datetime(2016, 4, 11, 22, tzinfo=UTC)
        assert made[0].extra["per"] == "day"

    def test_what_is_missing_and_a_day_without_the_watch_are_no_figures(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        (tmp_path / "dailyActivity_merged.csv").write_text(
            DAY + "7,2016-04-12,500,,25,,328,728,\n7,2016-04-13,0,0,0,0,0,1440,1800\n"
        )
        made = rows(tmp_path / "dailyActivity_merged.csv", context, "fitbit")
        assert {trace.item for trace in made} == {"steps", "lightly_active_minutes", "sedentary_minutes"}

    def test_of_several_people_one_must_be_chosen(self, tmp_path: Path, context: ReadContext) -> None:
        path = tmp_path / "dailyActivity_merged.csv"
        path.write_text(DAY + "7,2016-04-12,500,1,1,1,1,1,1\n8,2016-04-12,900,1,1,1,1,1,1\n")
        with pytest.raises(SourceError, match="--only 7"):
            rows(path, context, "fitbit")
        assert {trace.value for trace in rows(path, replace(context, only="8"), "fitbit") if trace.item == "steps"} == {
            900
        }
        with pytest.raises(SourceError, match="'9'"):
            rows(path, replace(context, only="9"), "fitbit")

    def test_two_people_added_one_after_the_other_are_no_duplicates(self, tmp_path: Path, context, scope) -> None:
        path = tmp_path / "hourlySteps_merged.csv"
        path.write_text("Id,ActivityHour,StepTotal\n7,4/12/2016 3:00:00 PM,10\n8,4/12/2016 3:00:00 PM,10\n")
        first = add(scope, path, context=replace(context, only="7"))
        assert (first.kept, scope.kept[0].at) == (1, datetime(2016, 4, 12, 13, tzinfo=UTC))


def record(kind: str, value: str, start: str, end: str = "", unit: str = "", device: str = "Watch") -> str:
    return (
        f'<Record type="{kind}" sourceName="{device}" unit="{unit}" startDate="{start} +0200" '
        f'endDate="{end or start} +0200" value="{value}"/>'
    )


def export(folder: Path, *records: str) -> Path:
    path = folder / "export.xml"
    path.write_text("<HealthData>\n" + "\n".join(records) + "\n</HealthData>")
    return path


QUANTITY, SLEEP = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifierSleepAnalysis"


class TestAppleHealth:
    def test_steps_of_phone_and_watch_are_not_counted_twice(self, tmp_path: Path, context: ReadContext) -> None:
        path = export(
            tmp_path,
            record(QUANTITY + "StepCount", "500", "2024-05-01 10:00:00", device="Phone"),
            record(QUANTITY + "StepCount", "400", "2024-05-01 10:00:00"),
            record(QUANTITY + "StepCount", "300", "2024-05-01 11:00:00"),
        )
        (steps,) = rows(path, context, "apple-health")
        assert (steps.item, steps.value, steps.extra["per"]) == ("steps", 700, "day")

    def test_stages_become_a_night_of_the_day_of_waking(self, tmp_path: Path, context: ReadContext) -> None:
        value = "HKCategoryValueSleepAnalysis"
        path = export(
            tmp_path,
            record(SLEEP, value + "InBed", "2024-05-01 23:00:00", "2024-05-02 07:00:00", device="Phone"),
            record(SLEEP, value + "AsleepCore", "2024-05-01 23:30:00", "2024-05-02 02:00:00"),
            record(SLEEP, value + "AsleepDeep", "2024-05-02 02:00:00", "2024-05-02 03:30:00"),
            record(SLEEP, value + "Awake", "2024-05-02 03:30:00", "2024-05-02 03:40:00"),
            record(SLEEP, value + "AsleepREM", "2024-05-02 03:40:00", "2024-05-02 06:45:00"),
        )
        made = {trace.item: trace for trace in rows(path, context, "apple-health")}
        assert {item: trace.value for item, trace in made.items()} == {
            "minutes_asleep": 425,
            "minutes_in_bed": 480,
            "minutes_light": 150,
            "minutes_deep": 90,
            "minutes_awake": 10,
            "minutes_rem": 185,
            "sleep_start": 23.5,
            "sleep_end": 6.75,
        }
        assert {trace.at for trace in made.values()} == {datetime(2024, 5, 1, 22, tzinfo=UTC)}
        assert made["sleep_start"].text == "fell asleep at 23:30"

    def test_units_are_ours(self, tmp_path: Path, context: ReadContext) -> None:
        path = export(
            tmp_path,
            record(QUANTITY + "BodyMass", "150", "2024-05-01 08:00:00", unit="lb"),
            record(QUANTITY + "BodyFatPercentage", "0.21", "2024-05-01 08:00:00", unit="%"),
            record(QUANTITY + "HeartRate", "60", "2024-05-01 08:10:00", unit="count/min"),
            record(QUANTITY + "HeartRate", "80", "2024-05-01 08:50:00", unit="count/min"),
        )
        made = {trace.item: trace for trace in rows(path, context, "apple-health")}
        assert made["weight"].value == pytest.approx(68.04, abs=0.01)
        assert made["body_fat"].value == pytest.approx(21)
        assert (made["heart_rate"].value, made["heart_rate"].extra["n"]) == (70, 2)

    def test_a_file_cut_in_the_middle_keeps_its_days_and_says_so(
        self, tmp_path: Path, context: ReadContext, scope
    ) -> None:
        whole = export(
            tmp_path, *[record(QUANTITY + "StepCount", "5", f"2024-05-{day:02d} 10:00:00") for day in range(1, 29)]
        )
        text = whole.read_text()
        whole.write_text(text[: text.index("2024-05-20")])
        report = add(scope, whole, context=context)
        assert report.kept == 19
        assert report.rejected_count == 1

    def test_other_records_are_counted_in_a_note(self, tmp_path: Path, context: ReadContext) -> None:
        path = export(tmp_path, record(QUANTITY + "FlightsClimbed", "3", "2024-05-01 08:00:00"))
        made = list(readers()["apple-health"].read(path, context))
        assert [type(each) for each in made] == [Note]
        assert "FlightsClimbed" in str(made[0])

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 5_000)), max_size=20))
    def test_merging_spans_counts_each_second_once(self, given: list[tuple[int, int]]) -> None:
        spans = [(float(start), float(start + length)) for start, length in given]
        seconds = {second for start, end in spans for second in range(int(start), int(end))}
        union = merged(spans)
        assert sum(end - start for start, end in union) == len(seconds)
        assert all(before[1] < after[0] for before, after in pairwise(union))
        assert len(sleeps(union)) <= len(union)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("12,5", 12.5),
        ("1,234", 1234),
        ("1,234.5", 1234.5),
        ("0,123", 0.123),
        ("", None),
        ("NaN", None),
        (3, 3),
    ],
)
def test_numbers_as_people_write_them(cell: object, value: float | None) -> None:
    assert figure(cell) == value


@pytest.mark.parametrize("cell", ["many", "1e999", "--1", "1.2.3"])
def test_what_is_no_number_is_said(cell: str) -> None:
    with pytest.raises(NoFigure):
        figure(cell)


@given(st.floats(0, 24, allow_nan=False))
def test_a_clock_is_a_time_of_day(hours: float) -> None:
    assert "00:00" <= clock(hours) <= "23:59"


def test_lifesnaps_moods_are_felt_and_gaps_stay_gaps(tmp_path: Path, context: ReadContext) -> None:
    path = tmp_path / "days.csv"
    path.write_text("id,date,rmssd,minutesAsleep,HAPPY,SAD\np,2021-05-24,,471,1.0,0.0\n")
    asleep, felt = rows(path, context, "lifesnaps")
    assert (asleep.item, asleep.value, felt.kind, felt.text) == ("minutes_asleep", 471, "felt", "felt happy")
    assert felt.at - asleep.at == timedelta(0)
