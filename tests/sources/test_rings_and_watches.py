"""Oura and Garmin: nights on the day of waking, our units, and what is missing stays missing."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import Rejected, Trace
from thyself.sources import Note, ReadContext, add, find_reader
from thyself.sources.garmin import length, spell
from thyself.sources.measured import NoFigure

NIGHTS = (
    "id;day;bedtime_start;bedtime_end;total_sleep_duration;deep_sleep_duration;awake_time;latency;time_in_bed;"
    "lowest_heart_rate;average_hrv;efficiency;type;heart_rate\n"
    "a;2024-05-05;2024-05-04T22:40:00.000+02:00;2024-05-05T06:40:00.000+02:00;25200;4800;3000;600;28800;52;48;88;"
    'long_sleep;{"interval":300,"items":[60,58,null]}\n'
    "b;2024-05-05;2024-05-05T14:00:00.000+02:00;2024-05-05T14:40:00.000+02:00;1800;0;600;300;2400;60;;75;late_nap;{}\n"
    "c;2024-05-06;2024-05-06T02:00:00.000+02:00;2024-05-06T02:30:00.000+02:00;0;0;1800;0;1800;;;;rest;{}\n"
    "d;2024-05-07;2024-05-06T23:00:00.000+02:00;2024-05-06T06:00:00.000+02:00;20000;1;1;1;1;50;50;90;long_sleep;{}\n"
)
DAYS = (
    "id;day;steps;active_calories;total_calories;equivalent_walking_distance;medium_activity_time;high_activity_time;"
    "non_wear_time;score\n"
    "x;2024-05-05;9000;420;2400;8047;1800;600;0;85\ny;2024-05-06;0;0;1700;0;0;0;86400;\n"
)
TRENDS = (
    "date,Sleep Score,Readiness Score,Total Sleep Duration,Bedtime Start,Bedtime End,Average HRV,"
    "Lowest Resting Heart Rate,Temperature Deviation (°C),Steps\n"
    "2024-05-05,81,77,25200,2024-05-04T22:40:00+02:00,2024-05-05T06:40:00+02:00,48,52,-0.3,9000\n"
    "2024-05-06,None,,,,,,,,7000\n"
)
ACTIVITIES = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR\n"
    'Running,2024-05-01 07:01:22,false,"Leeds Running",5.02,"1,412",00:31:40,148,163\n'
    "Strength Training,2024-05-02 18:00:00,false,Strength,--,--,00:55:00,--,--\n"
)
SLEEP = (
    "Sleep Score 4 Weeks,Score,Resting Heart Rate,Body Battery,Pulse Ox,Respiration,Skin Temp Change,HRV Status,"
    "Quality,Duration,Sleep Need,Bedtime,Wake Time\n"
    '"May 26, 2024",76,52,+35,96.18,14.6,+0.3°,48,Good,7h 8min,9h 0min,12:31 AM,8:04 AM\n'
    "2024-05-25,--,--,--,--,--,--,--,--,6h,--,--,--\n"
)
WEIGHT = (
    "Time,Weight,Change,BMI,Body Fat,Skeletal Muscle Mass,Bone Mass,Body Water,\n"
    '" Jul 18, 2023",\n8:28 AM,176.4 lbs,0.5 lbs,25.0,18.0 %,35.0 kg,3.5 kg,61.0 %,\n'
    '" 21 Sep 2023",\n17:08,81.4 kg,0.9 kg,--,--,--,--,--,\n06:19,heavy,--,--,--,--,--,--,\n'
)


def read(
    folder: Path, name: str, text: str, context: ReadContext, kind: str
) -> tuple[list[Trace], list[Rejected], list[Note]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    reader = find_reader(path)
    assert reader.name == kind
    made = list(reader.read(path, context))
    return (
        [each for each in made if isinstance(each, Trace)],
        [each for each in made if isinstance(each, Rejected)],
        [each for each in made if isinstance(each, Note)],
    )


def figures(traces: list[Trace], day: str) -> dict[str, float]:
    zone = ZoneInfo("Europe/Rome")
    return {
        each.item or "": round(each.value or 0.0, 3)
        for each in traces
        if f"{each.at.astimezone(zone):%Y-%m-%d}" == day and each.kind == "measured"
    }


class TestOura:
    def test_a_night_and_a_nap_are_added_and_belong_to_the_day_of_waking(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        traces, rejected, notes = read(tmp_path, "sleepmodel.csv", NIGHTS, context, "oura")
        night = figures(traces, "2024-05-05")
        assert (night["minutes_asleep"], night["minutes_in_bed"], night["minutes_deep"]) == (450, 520, 80)
        assert (night["sleep_start"], night["sleep_end"]) == (
            pytest.approx(22.833, abs=1e-3),
            pytest.approx(6.667, abs=1e-3),
        )
        assert (night["resting_heart_rate"], night["hrv_rmssd"], night["sleep_efficiency"]) == (52, 48, 88)
        assert not figures(traces, "2024-05-06")
        assert [each.where for each in rejected] == ["sleepmodel.csv:5"]
        assert "1 rows" in notes[0].text

    def test_seconds_and_metres_become_minutes_and_kilometres_and_an_unworn_day_is_missing(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        traces, _, _ = read(tmp_path, "dailyactivity.csv", DAYS, context, "oura")
        day = figures(traces, "2024-05-05")
        assert day == {
            "steps": 9000, "distance": 8.047, "calories": 2400, "active_calories": 420, "activity_score": 85,
            "active_minutes": 40,
        }  # fmt: skip
        assert not figures(traces, "2024-05-06")

    def test_the_older_table_gives_the_same_traces_so_that_nothing_is_counted_twice(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        old, _, _ = read(tmp_path, "oura_2024_trends.csv", TRENDS, context, "oura")
        new, _, _ = read(tmp_path, "dailyactivity.csv", DAYS, context, "oura")
        assert {each.id for each in old if each.item == "steps"} & {each.id for each in new if each.item == "steps"}
        assert figures(old, "2024-05-05")["temperature_deviation"] == -0.3
        assert figures(old, "2024-05-06") == {"steps": 7000}

    def test_heart_rate_by_the_minute_becomes_its_mean_by_the_hour(self, tmp_path: Path, context: ReadContext) -> None:
        text = (
            "timestamp;bpm;source\n2024-05-05T06:00:00Z;60;awake\n2024-05-05T06:30:00Z;70;awake\n"
            "2024-05-05T07:00:00Z;;rest\n"
        )
        (hour,), _, _ = read(tmp_path, "heartrate.csv", text, context, "oura")
        assert (hour.value, hour.extra["n"], hour.extra["per"]) == (65, 2, "hour")
        assert hour.at == datetime(2024, 5, 5, 8, tzinfo=ZoneInfo("Europe/Rome"))

    def test_an_export_is_read_as_a_whole_and_added_twice_is_kept_once(
        self, tmp_path: Path, context: ReadContext, scope
    ) -> None:
        path = tmp_path / "oura-export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("App Data/sleepmodel.csv", NIGHTS)
            archive.writestr("App Data/dailyactivity.csv", DAYS)
            archive.writestr("App Data/dailyspo2.csv", 'id;day;spo2_percentage\nz;2024-05-05;{"average": 97.1}\n')
            archive.writestr("Subscriptions/subscriptions.csv", "id;plan\ns;x\n")
        first = add(scope, path, context=context)
        again = add(scope, path, context=context)
        assert first.format == "oura"
        assert (again.kept, again.duplicates) == (0, first.kept)
        assert figures(scope.kept, "2024-05-05")["spo2"] == 97.1
        assert any("subscriptions" in each for each in first.notes)


class TestGarmin:
    def test_activities_are_what_was_done_and_two_dashes_are_no_figure(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        (run, gym), _, notes = read(tmp_path, "Activities.csv", ACTIVITIES, context, "garmin")
        assert (run.text, run.kind, run.item) == ("running workout, 32 minutes", "did", "workout:running")
        assert dict(run.extra) == {"distance": 5.02, "calories": 1412, "heart_rate": 148, "title": "Leeds Running"}
        assert run.at == datetime(2024, 5, 1, 7, 1, 22, tzinfo=ZoneInfo("Europe/Rome"))
        assert dict(gym.extra) == {"title": "Strength"}
        assert "miles" in notes[0].text

    def test_a_german_list_with_decimal_commas_is_the_same(self, tmp_path: Path, context: ReadContext) -> None:
        text = (
            "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Herzfrequenz\n"
            'Laufen,2024-05-01 07:01:22,false,Lauf,"7,00","315","01:40:30,5","83"\n'
        )
        (run,), _, _ = read(tmp_path, "Activities.csv", text, context, "garmin")
        assert (run.item, run.value, run.extra["distance"]) == ("workout:laufen", 100.5, 7.0)

    def test_a_night_has_its_clock_times_and_gaps_stay_gaps(self, tmp_path: Path, context: ReadContext) -> None:
        traces, rejected, _ = read(tmp_path, "Sleep.csv", SLEEP, context, "garmin")
        assert figures(traces, "2024-05-26") == {
            "minutes_asleep": 428, "sleep_start": 0.517, "sleep_end": 8.067, "sleep_score": 76,
            "resting_heart_rate": 52, "spo2": 96.18, "breathing_rate": 14.6, "hrv_rmssd": 48,
        }  # fmt: skip
        assert figures(traces, "2024-05-25") == {"minutes_asleep": 360}
        assert not rejected

    def test_weights_stand_under_their_date_and_pounds_become_kilograms(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        traces, rejected, _ = read(tmp_path, "Weight.csv", WEIGHT, context, "garmin")
        assert figures(traces, "2023-07-18") == {"weight": 80.014, "bmi": 25, "body_fat": 18}
        assert traces[0].at == datetime(2023, 7, 18, 8, 28, tzinfo=ZoneInfo("Europe/Rome"))
        assert figures(traces, "2023-09-21") == {"weight": 81.4}
        assert [(each.where, "not a number" in each.why) for each in rejected] == [("Weight.csv:6", True)]

    def test_the_order_of_day_and_month_is_found_from_the_whole_file(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        text = ",Actual,Goal\n05/04/2024,9000,10000\n05/17/2024,0,10000\nJan 1 - Jan 7,50000,70000\n"
        traces, rejected, _ = read(tmp_path, "Steps.csv", text, context, "garmin")
        assert figures(traces, "2024-05-04") == {"steps": 9000}
        assert len(traces) == 1
        assert "several days" in rejected[0].why

    def test_hrv_and_resting_pulse_are_read_from_their_reports(self, tmp_path: Path, context: ReadContext) -> None:
        hrv, _, _ = read(
            tmp_path,
            "HRV.csv",
            "Date,Overnight HRV,Baseline,7d Avg\n2024-05-04,45ms,40ms - 50ms,46ms\n",
            context,
            "garmin",
        )
        pulse, _, _ = read(tmp_path, "Heart.csv", ",Resting,High\n2024-05-04,52 bpm,140 bpm\n", context, "garmin")
        assert figures(hrv, "2024-05-04") == {"hrv_rmssd": 45}
        assert figures(pulse, "2024-05-04") == {"resting_heart_rate": 52}


@given(hours=st.integers(0, 23), minutes=st.integers(0, 59), seconds=st.integers(0, 59))
def test_spells_of_time_as_garmin_writes_them_come_back(hours: int, minutes: int, seconds: int) -> None:
    assert spell(f"{hours}h {minutes}min") == hours * 60 + minutes
    assert length(f"{hours:02d}:{minutes:02d}:{seconds:02d}") == pytest.approx(hours * 60 + minutes + seconds / 60)


@pytest.mark.parametrize("cell", ["soon", "7 horses", "h", "12"])
def test_what_is_no_spell_is_said(cell: str) -> None:
    with pytest.raises(NoFigure, match="no spell"):
        spell(cell)
