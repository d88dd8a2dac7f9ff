"""Beats are found where they are; a few labels of one's own help, another person's hurt; what is told is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import thyself
from thyself.core import InvalidInput, NotEnough, Settings, Trace
from thyself.evaluate.worlds.hearts import FS, SIGNS, Strip, heart, strip
from thyself.guard.health import says_too_much
from thyself.home import Home
from thyself.signals.beats import NeuroKit, Slopes, compared
from thyself.signals.kinds import fit
from thyself.signals.rhythm import labelled, rhythm, told
from thyself.signals.shapes import NAMES, shapes
from thyself.signals.waves import Wave, waves
from thyself.sources.wave import pack

NOW = datetime(2025, 4, 1, 12, tzinfo=UTC)


def trace(values: np.ndarray, *, at: datetime = NOW - timedelta(hours=2), marks: object = (), **more: object) -> Trace:
    extra = {"fs": FS, "lead": "II", "gain": 1000.0, "zero": 0, "unit": "mV", "missing": -32768,
             "wave": pack(np.round(np.nan_to_num(values, nan=-32.768) * 1000).astype(int)), "beats": marks}  # fmt: skip
    given = {"kind": "measured", "source": "wfdb", "item": "ecg", "session": "wfdb:r", "extra": extra} | more
    return Trace(f"ECG, lead II, {len(values) / FS:.0f} s", at=at, **given)  # type: ignore[arg-type]


def recorded(seed: int, seconds: float = 120.0) -> Strip:
    rng = np.random.default_rng(seed)
    return strip(heart(rng), seconds, rng)


def steady(bpm: float, seconds: float = 60.0) -> np.ndarray:
    """Beats that are all alike, so many a minute."""
    times = np.arange(round(seconds * FS)) / FS
    return np.exp(-0.5 * (((times + 0.3) % (60 / bpm) - 0.3) / 0.012) ** 2)


def test_beats_are_found_where_they_were_planted() -> None:
    for seed in range(4):
        made = recorded(seed)
        assert compared(Slopes().find(made.values, FS), made.places, FS).f1 > 0.995


def test_neurokit_finds_the_same_beats() -> None:
    pytest.importorskip("neurokit2")
    made = recorded(5, 60)
    assert compared(NeuroKit().find(made.values, FS), Slopes().find(made.values, FS), FS).f1 > 0.97


def test_a_pulse_wave_has_beats_too() -> None:
    pytest.importorskip("neurokit2")
    times = np.arange(30 * 100) / 100
    pulse = np.maximum(np.sin(2 * np.pi * 1.2 * times), 0) ** 2 + 0.2 * np.maximum(
        np.sin(2 * np.pi * 1.2 * times - 2), 0
    )
    assert len(NeuroKit("ppg").find(pulse, 100.0)) == pytest.approx(36, abs=2)


@pytest.mark.parametrize("values", [np.zeros(0), np.full(2000, np.nan), np.zeros(2000)])
def test_where_nothing_beats_nothing_is_found(values: np.ndarray) -> None:
    assert len(Slopes().find(values, FS)) == 0


def test_each_marked_beat_is_matched_once() -> None:
    found = compared(np.array([100, 101, 300]), np.array([100, 200, 300]), 100.0)
    assert (found.precision, found.recall, found.n) == (2 / 3, 2 / 3, 3)
    assert compared(np.zeros(0, int), np.array([1]), 100.0).f1 == 0


def test_minutes_that_follow_one_another_become_one_and_a_gap_parts_them() -> None:
    whole = steady(60)
    first = NOW - timedelta(hours=2)
    parts = [trace(whole, at=first + timedelta(minutes=m)) for m in (0, 1, 5)]
    one, other = waves(reversed(parts))
    assert (one.seconds, other.seconds) == (120.0, 60.0)
    assert one.holder(len(whole) + 3) == parts[1].id
    assert one.when(len(whole)) == first + timedelta(minutes=1)


def test_missing_samples_are_missing_and_a_damaged_minute_is_left_out() -> None:
    values = steady(60)
    values[500:700] = np.nan
    broken = trace(steady(60), at=NOW - timedelta(minutes=30), extra={"fs": FS, "wave": {"n": 5, "type": "x"}})
    (wave,) = waves([trace(values), broken])
    assert np.isnan(wave.values).sum() == 200
    assert np.nanmax(wave.values) == pytest.approx(1, abs=0.01)


def test_a_wide_beat_is_wide_and_an_early_one_early() -> None:
    made = recorded(2)
    seen = shapes(made.values, made.places, FS)
    signs = np.array(made.signs)[np.searchsorted(made.places, seen.places)]
    wide, early = (seen.seen[:, NAMES.index(name)] for name in ("width", "before against usual"))
    assert np.median(wide[signs == "V"]) > np.median(wide[signs == "N"])
    assert np.median(early[signs == "S"]) < -0.1 < np.median(early[signs == "N"])


@pytest.fixture(scope="module")
def people() -> list[tuple[np.ndarray, np.ndarray]]:
    found = []
    for seed in range(16):
        made = recorded(seed, 180)
        seen = shapes(made.values, made.places, FS)
        at = np.searchsorted(made.places, seen.places)
        found.append((seen.seen, np.array([SIGNS.index(made.signs[each]) for each in at])))
    return found


def right(sorter, seen: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(sorter.tell(seen) == labels))


def test_a_few_own_beats_help_and_another_persons_hurt(people: list[tuple[np.ndarray, np.ndarray]]) -> None:
    pool = fit(people[:10], SIGNS)
    own, other, generic = [], [], []
    for i in range(10, 16):
        (seen, labels), (theirs, of_them) = people[i], people[10 + (i - 9) % 6]
        generic.append(right(pool.sorter(), seen[30:], labels[30:]))
        own.append(right(pool.adapted(seen[:30], labels[:30]), seen[30:], labels[30:]))
        other.append(right(pool.adapted(theirs[:30], of_them[:30]), seen[30:], labels[30:]))
    assert np.mean(own) > np.mean(generic) + 0.03
    assert np.mean(other) < np.mean(generic) - 0.03


def test_labels_of_one_kind_move_the_centres_of_the_others(people: list[tuple[np.ndarray, np.ndarray]]) -> None:
    pool = fit(people[:10], SIGNS)
    seen, labels = people[12]
    normal = np.flatnonzero(labels == 0)[:30]
    moved = pool.adapted(seen[normal], labels[normal])
    truth = ((seen[labels == 2] - pool.middle) / pool.spread).mean(axis=0)
    generic = pool.sorter()
    assert np.linalg.norm(moved.centres[2] - truth) < np.linalg.norm(generic.centres[2] - truth)


def test_own_beats_that_nobody_labelled_help_too(people: list[tuple[np.ndarray, np.ndarray]]) -> None:
    pool = fit(people[:10], SIGNS)
    gains = []
    for seen, labels in people[10:]:
        none = np.zeros(0, dtype=np.int64)
        gains.append(right(pool.adapted(seen[:0], none, seen), seen, labels) - right(pool.sorter(), seen, labels))
    assert np.mean(gains) > 0.01


def test_without_labels_the_person_is_sorted_as_anybody(people: list[tuple[np.ndarray, np.ndarray]]) -> None:
    pool = fit(people[:10], SIGNS)
    seen = people[11][0]
    none = pool.adapted(seen[:0], np.zeros(0, dtype=np.int64))
    assert (none.chances(seen) == pool.sorter().chances(seen)).all()
    assert pool.sorter().chances(seen).sum(axis=1) == pytest.approx(1)


def test_a_population_needs_people_and_cases_of_each_kind(people: list[tuple[np.ndarray, np.ndarray]]) -> None:
    with pytest.raises(NotEnough):
        fit(people[:2], SIGNS)
    with pytest.raises(InvalidInput, match="each of"):
        fit([(seen[labels == 0], labels[labels == 0]) for seen, labels in people[:5]], SIGNS)
    with pytest.raises(InvalidInput, match="3 kinds are known"):
        fit(people[:5], SIGNS).adapted(people[0][0][:2], np.array([0, 7]))


def run(values: np.ndarray, marks: object = ()) -> Wave:
    return waves([trace(values, marks=marks)])[0]


def test_unusual_beats_are_those_that_were_planted_and_a_steady_heart_has_none() -> None:
    assert not rhythm(run(steady(70)), Slopes()).unlike.any()
    rng = np.random.default_rng(2)
    made = strip(replace(heart(rng), early=0.7, late=0.7, share=np.array([0.9, 0.05, 0.05])), 300, rng)
    found = rhythm(run(made.values), Slopes())
    near = np.abs(found.shapes.places[:, None] - made.places[None, :]).argmin(axis=1)
    odd = np.array([made.signs[each] != "N" for each in near])
    assert (found.unlike & odd).sum() / odd.sum() > 0.9
    assert (found.unlike & odd).sum() / found.unlike.sum() > 0.7
    assert found.irregular


def test_marks_of_a_recording_are_the_labels_of_its_beats() -> None:
    values = steady(60)
    wave = run(values, [[round(FS * k), "V" if k % 5 == 0 else "A"] for k in range(1, 59)])
    places, labels = labelled(rhythm(wave, Slopes()).shapes, wave, ("N", "S", "V"))
    assert len(places) > 50
    assert set(labels.tolist()) == {1, 2}


NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@pytest.mark.parametrize("values", [steady(70), steady(70, 20), steady(70, 5), steady(180), steady(30), np.zeros(9000)])
def test_each_number_of_a_text_is_a_figure_and_nothing_is_diagnosed(values: np.ndarray) -> None:
    found = rhythm(run(values), Slopes())
    text = told(found, now=NOW)
    plain = text.replace(f"{found.wave.at:%Y-%m-%d %H:%M}", "")
    known = {f"{each.value:,.0f}" for each in found.figures.values()} | {
        str(each).split()[0] for each in found.figures.values()
    }
    assert set(NUMBER.findall(plain)) <= known
    assert says_too_much(text) == ["diagnosis"] * text.count("no diagnosis") or says_too_much(text) == []


def test_a_very_slow_or_fast_heart_is_told_with_where_to_turn_and_a_usual_one_is_not() -> None:
    for bpm in (30, 170):
        text = told(rhythm(run(steady(bpm)), Slopes()), now=NOW)
        assert "doctor today" in text
        assert "RMSSD" not in text
    assert "doctor" not in told(rhythm(run(steady(70)), Slopes()), now=NOW)


def test_an_irregular_rhythm_is_to_be_shown_to_a_clinician_and_a_steady_one_is_not() -> None:
    assert "clinician" in told(rhythm(run(recorded(2, 300).values), Slopes()), now=NOW)
    assert "clinician" not in told(rhythm(run(steady(70)), Slopes()), now=NOW)


def test_an_old_recording_is_called_old_and_a_fresh_one_is_not() -> None:
    found = rhythm(run(steady(70)), Slopes())
    assert "nothing of today" not in told(found, now=NOW)
    assert "nothing of today" in told(found, now=NOW + timedelta(days=2))


def test_a_short_recording_says_that_it_is_short() -> None:
    assert "too short to say what is usual" in told(rhythm(run(steady(70, 20)), Slopes()), now=NOW)
    assert "too short to say more" in told(rhythm(run(steady(70, 4)), Slopes()), now=NOW)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW, settings=Settings(language_model="none")) as opened:
        yield opened


def test_what_the_system_tells_stands_on_the_minutes_and_forgetting_them_leaves_nothing(home: Home) -> None:
    me = home.person("me")
    me.add([trace(steady(70))])
    found = me.report("my heart", system="ecg-personal")
    assert "Heart rate: 70" in found.text
    assert found.figures["heart rate"] == pytest.approx(70, abs=0.5)
    assert [each.trace_ids for each in found.evidence] == [(each.id,) for each in me.traces()]
    me.forget(kind="measured")
    gone = me.report("my heart", system="ecg-personal")
    assert (gone.evidence, dict(gone.figures)) == ((), {})


@pytest.mark.parametrize(
    ("wish", "words"),
    [("my heart: I have chest pain", "emergency number"), ("do I have arrhythmia?", "what illness"),
     ("what dose of beta blockers for my heart?", "Doses")],
)  # fmt: skip
def test_a_wish_for_help_or_a_doctor_gets_that_and_no_figure(home: Home, wish: str, words: str) -> None:
    me = home.person("me")
    me.add([trace(steady(70))])
    found = me.report(wish, system="ecg-personal")
    assert words in found.text
    assert not found.evidence
    assert "Heart rate" in me.report("my heart, no chest pain", system="ecg-personal").text


def test_a_population_and_own_marks_sort_beats_into_kinds(home: Home, people) -> None:
    from thyself.core import Request
    from thyself.models import Hashed
    from thyself.systems import Desk
    from thyself.systems.health.ecg_personal import ecg_personal

    made = recorded(12, 180)
    me = home.person("me")
    me.add(
        [trace(made.values, marks=[[int(at), sign] for at, sign in zip(made.places[:40], made.signs, strict=False)])]
    )
    desk = Desk(me.scope, None, Hashed(), Settings(), me.scope.zone, lambda: NOW)
    found = ecg_personal(population=fit(people[:10], SIGNS)).respond(Request("advise", "heart", NOW), desk)
    assert "40 own marked beats" in found.reasons[1]
    with pytest.raises(InvalidInput, match="slopes"):
        ecg_personal(finder="guess")
