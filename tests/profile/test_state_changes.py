"""What holds now, what held then, what is in doubt: validity, chains, ends by kind, and lines that rest on others."""

from datetime import UTC, datetime, timedelta

import pytest

from thyself.core import InvalidInput, Trace
from thyself.memory.extract import Record, facts
from thyself.profile import Profile, update
from thyself.profile.parts import Gathered
from thyself.store import Scope, Selection

START = datetime(2023, 1, 5, 12, tzinfo=UTC)
NOW = datetime(2023, 12, 1, 12, tzinfo=UTC)


def said(text: str, day: float = 0, **fields: object) -> Trace:
    values: dict[str, object] = {"kind": "said", "source": "chat", **fields}
    return Trace(text, at=START + timedelta(days=day), **values)  # type: ignore[arg-type]


def profile(scope: Scope, *traces: Trace) -> Profile:
    scope.append(traces)
    return update(scope, now=NOW)


def texts(found: Profile, about: str) -> list[str]:
    return [line.text for line in found.about(about)]


def test_a_move_told_later_holds_since_it_was_made(scope: Scope) -> None:
    found = profile(scope, said("I live in Rome."), said("We moved to Berlin in March.", 140))
    march, april = datetime(2023, 2, 10, tzinfo=UTC), datetime(2023, 4, 10, tzinfo=UTC)
    assert texts(found.as_of(march), "home") == ["Lives in Rome"]
    assert texts(found.as_of(april), "home") == ["Lives in Berlin"]
    assert texts(found.known_at(april), "home") == ["Lives in Rome"]
    with pytest.raises(InvalidInput, match="cannot be changed"):
        found.as_of(april).pin("Lives in Berlin")


def test_what_was_said_in_its_own_time_is_not_undone_by_a_later_since(scope: Scope) -> None:
    found = profile(scope, said("I live in Rome.", 10), said("I've lived in Berlin since 2019.", 40))
    assert texts(found.as_of(START + timedelta(days=20)), "home") == ["Lives in Rome"]
    assert texts(found, "home") == ["Lives in Berlin"]


def test_what_lies_ahead_begins_in_its_time(scope: Scope) -> None:
    scope.append([said("I work at Acme.", 300), said("Next month I start at Globex.", 320)])
    found = update(scope, now=START + timedelta(days=321))
    assert texts(found, "work") == ["Works at Acme"]
    assert [line.text for line in found.coming] == ["Works at Globex"]
    later = update(scope, now=START + timedelta(days=360))
    assert texts(later, "work") == ["Works at Globex"]
    assert later.coming == ()


def test_a_chain_follows_what_replaced_what(scope: Scope) -> None:
    moves = [said("I live in Rome."), said("I moved to Berlin.", 50), said("I moved to Oslo.", 90)]
    found = profile(scope, *moves)
    chain = found.chain("Lives in Oslo")
    assert [line.text for line in chain] == ["Lives in Rome", "Lives in Berlin", "Lives in Oslo"]
    assert [line.id for line in chain[:2]] == [line.replaces for line in chain[1:]]
    assert chain[0].valid_to == chain[1].valid_from
    assert found.chain("Lives in Rome") == chain


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ("I own a red Honda.", "Sold the car last week."),
        ("I have a dog called Rex.", "Rex passed away."),
        ("My girlfriend Anna likes jazz.", "Anna and I broke up."),
        ("I work at Acme.", "I got laid off."),
        ("I'm vegan.", "I eat meat again these days."),
        ("I own a Tesla.", "I don't have a car."),
        ("I don't have a car.", "I bought a Tesla."),
    ],
)
def test_an_end_that_names_the_kind_ends_the_thing(scope: Scope, first: str, end: str) -> None:
    before = {line.text for line in profile(scope, said(first)).lines}
    after = profile(scope, said(end, 60))
    assert before
    assert not before & {line.text for line in after.lines}
    assert before <= {line.text for line in after.past}


def test_what_rested_on_a_change_is_in_doubt_with_the_reason(scope: Scope) -> None:
    found = profile(
        scope,
        said("I live in Rome. I work at Acme. I'm allergic to nuts."), said("I have a flat near the Tiber.", 5),
        said("I cycle to Acme every morning.", 6), said("My sister Bea lives in Oslo.", 7),
        said("We moved to Berlin.", 60), said("I switched jobs and now work at Globex.", 80),
    )  # fmt: skip
    stale = {line.text: line for line in found.lines if line.stale}
    assert set(stale) == {"Has a flat near the Tiber", "Habit: cycle to Acme every morning"}
    flat = stale["Has a flat near the Tiber"]
    assert flat.stale_since == START + timedelta(days=60)
    assert "Lives in Rome" in flat.stale_because
    assert [found.chain("Lives in Berlin")[0].id] == list(flat.rests_on)
    assert "in doubt" in found.render()
    assert not any(line.stale for line in found.as_of(START + timedelta(days=30)).lines)
    assert flat.confidence < found.as_of(START + timedelta(days=30)).find(flat.id).confidence


def test_said_again_pinned_or_edited_it_stands_again(scope: Scope) -> None:
    gym, boss, flat = "My gym is two streets away.", "My boss is called Greta.", "I have a flat near the Tiber."
    scope.append([said("I live in Rome. I work at Acme."), *(said(each, 5) for each in (gym, boss, flat))])
    found = profile(scope, said("I moved to Berlin.", 60), said("I quit my job at Acme.", 61), said(gym, 70))
    assert not found.find("Gym is two streets away").stale
    assert found.find("Boss is called Greta").stale
    assert not found.pin("Boss is called Greta").stale
    assert not found.edit("Has a flat near the Tiber", "Has a flat near the Spree").stale


def test_a_profile_takes_the_person_for_nobody_else(scope: Scope) -> None:
    found = profile(
        scope,
        said("I live in Rome."), said("My friend Tom moved to Lisbon.", 1), said("I moved to Paris!", 2, author="Tom"),
        said("My brother sold his Honda.", 3), said("I own a Honda.", 4), said("Priya told me she joined Acme.", 5),
    )  # fmt: skip
    assert [line.text for line in found.about("home") if line.subject == "me"] == ["Lives in Rome"]
    assert [line.text for line in found.about("things") if line.subject == "me"] == ["Has a Honda"]
    assert "Lisbon" not in found.attributes["home"]
    assert not [line for line in found.about("work") if line.subject == "me"]


def test_forgetting_the_change_brings_back_what_held_and_leaves_no_word(scope: Scope) -> None:
    move = said("We moved to Berlin.", 60)
    profile(scope, said("I live in Rome."), said("I have a flat near the Tiber.", 5), move)
    scope.forget(Selection(trace_ids=(move.id,)))
    found = update(scope, now=NOW)
    assert {*texts(found, "home")} == {"Lives in Rome", "Has a flat near the Tiber"}
    assert not any(line.stale for line in found.lines)
    kept = "".join(repr(row) for row in scope.derived("profile:line"))
    assert "berlin" not in (kept + repr([found.lines, found.past, found.history()])).lower()


def test_a_record_that_its_trace_does_not_contain_is_not_let_in(scope: Scope) -> None:
    trace = said("I love jazz.")

    def bad(_: Trace) -> list[Record]:
        (record,) = facts(said("I live in Rome."))
        return [record, *facts(trace)]

    gathered = Gathered(extract=bad)
    gathered.take([trace], zone=scope.zone, recorded=0)
    assert [row.text for row in gathered.rows.values()] == ["Likes jazz"]


def test_what_the_person_removed_stays_out_at_all_times(scope: Scope) -> None:
    found = profile(scope, said("I live in Rome."), said("I moved to Berlin.", 60))
    found.remove("Lives in Berlin")
    assert texts(found.as_of(NOW), "home") == []
