import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thyself.core import InvalidInput, Trace
from thyself.profile import Profile, avoidances, update
from thyself.store import Scope, Selection

START = datetime(2023, 5, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=100)


def said(text: str, day: float = 0, **fields: object) -> Trace:
    """Something said, so many days after the first of May."""
    values: dict[str, object] = {"kind": "said", "author": "me", "source": "chat", **fields}
    return Trace(text, at=START + timedelta(days=day), **values)  # type: ignore[arg-type]


def profile(scope: Scope) -> Profile:
    return update(scope, now=NOW)


def texts(found: Profile) -> list[str]:
    return [line.text for line in found.lines if line.origin != "inferred"]


def test_a_line_has_its_evidence_word_for_word(scope: Scope) -> None:
    trace = said("Careful, I'm allergic to nuts.")
    scope.append([trace])
    (line,) = profile(scope).lines
    assert (line.text, line.about, line.value, line.origin) == ("Is allergic to nuts", "allergy", "nuts", "stated")
    assert line.evidence[0].trace_ids == (trace.id,)
    assert line.evidence[0].text == "Careful, I'm allergic to nuts."
    assert (line.valid_from, line.valid_to, line.recorded_at) == (START, None, NOW)
    assert line.sensitivity == "sensitive"


def test_a_move_closes_the_older_home_and_keeps_it_in_the_history(scope: Scope) -> None:
    scope.append([said("I live in Rome."), said("I moved to Berlin last week.", 10)])
    found = profile(scope)
    assert texts(found) == ["Lives in Berlin"]
    assert found.attributes["home"] == "Berlin"
    (past,) = found.past
    assert (past.text, past.valid_from, past.valid_to) == ("Lives in Rome", START, START + timedelta(days=10))
    assert found.lines[0].valid_from == past.valid_to
    assert found.lines[0].replaces == past.id
    assert [(each.op, each.text) for each in found.history()] == [
        ("add", "Lives in Rome"), ("close", "Lives in Rome"), ("replace", "Lives in Berlin"),
    ]  # fmt: skip
    assert texts(found.as_of(START + timedelta(days=5))) == ["Lives in Rome"]


def test_traces_that_come_late_take_their_place_in_time(scope: Scope) -> None:
    scope.append([said("I moved to Berlin.", 10)])
    profile(scope)
    scope.append([said("I live in Rome.", 0)])
    assert texts(profile(scope)) == ["Lives in Berlin"]


def test_a_denial_closes_and_saying_it_again_opens(scope: Scope) -> None:
    scope.append([said("I'm allergic to nuts."), said("I'm not allergic to nuts after all.", 1)])
    assert texts(profile(scope)) == []
    scope.append([said("The doctor called: I am allergic to nuts.", 2)])
    found = profile(scope)
    assert texts(found) == ["Is allergic to nuts"]
    assert found.lines[0].valid_from == START + timedelta(days=2)


def test_likes_and_dislikes_of_one_thing_exclude_each_other(scope: Scope) -> None:
    scope.append([said("I love coriander."), said("I hate coriander.", 1)])
    assert texts(profile(scope)) == ["Does not like coriander"]


def test_more_traces_make_a_line_surer(scope: Scope) -> None:
    scope.append([said("I love jazz.")])
    before = profile(scope).lines[0].confidence
    scope.append([said("Did I say that I love jazz? I love jazz!", 1), said("I love jazz.", 2)])
    line = profile(scope).find("Likes jazz")
    assert line.confidence > before
    assert len(line.evidence) == 3


def test_what_was_edited_stands_against_later_traces(scope: Scope) -> None:
    scope.append([said("I live in Rome.")])
    found = profile(scope)
    found.edit("L1", "Lives in Milan")
    scope.append([said("I live in Rome.", 1), said("I moved to Berlin.", 2)])
    found = profile(scope)
    assert texts(found) == ["Lives in Milan"]
    assert found.lines[0].origin == "edited"
    assert "hold" in [each.op for each in found.history()]
    found.revert(found.lines[0])
    assert texts(found) == ["Lives in Berlin"]


def test_a_pinned_line_is_neither_closed_nor_replaced(scope: Scope) -> None:
    scope.append([said("I live in Rome. I'm allergic to nuts.")])
    found = profile(scope)
    for line in found.lines:
        found.pin(line)
    scope.append([said("I moved to Berlin. I'm not allergic to nuts.", 1)])
    found = profile(scope)
    assert sorted(texts(found)) == ["Is allergic to nuts", "Lives in Rome"]
    assert all(line.pinned for line in found.lines)
    found.unpin("Lives in Rome")
    assert "Lives in Berlin" in texts(found)


def test_a_removed_line_is_not_inferred_again(scope: Scope) -> None:
    scope.append([said("I love jazz.")])
    found = profile(scope)
    found.remove("Likes jazz")
    assert texts(found) == []
    scope.append([said("I really love jazz!", 1)])
    found = profile(scope)
    assert texts(found) == []
    assert found.history()[-1].op == "remove"
    assert found.past == ()


def test_an_added_line_is_the_persons_own(scope: Scope) -> None:
    found = profile(scope)
    line = found.add("Never book flights before nine", about="travel")
    assert (line.origin, line.about, line.confidence, line.evidence) == ("edited", "travel", 1.0, ())
    assert texts(profile(scope)) == ["Never book flights before nine"]


def test_a_line_is_found_by_number_prefix_and_text(scope: Scope) -> None:
    scope.append([said("I love jazz. I live in Rome.")])
    found = profile(scope)
    first = found.lines[0]
    assert found.find("L1") == found.find(first.id[:8]) == found.find(first.text.lower()) == first
    with pytest.raises(InvalidInput, match="Likes jazz"):
        found.find("Likes jaz")
    with pytest.raises(InvalidInput, match="nearest"):
        found.edit("ffffffff", "x")
    with pytest.raises(InvalidInput, match="words"):
        found.edit("L1", "   ")


def test_an_earlier_profile_cannot_be_changed(scope: Scope) -> None:
    scope.append([said("I love jazz.")])
    with pytest.raises(InvalidInput, match="cannot be changed"):
        profile(scope).as_of(NOW).pin("L1")


WORDS = ("marzipan", "sesame", "kiwi")


def test_nothing_of_a_forgotten_trace_is_left(scope: Scope) -> None:
    one = said("I'm allergic to marzipan. I love kiwi. My sister Zelda lives in Oslo.")
    two, three = said("I'm allergic to sesame.", 1), said("I love kiwi.", 2)
    scope.append([one, two, three])
    found = profile(scope)
    found.remove("Is allergic to marzipan")
    found.pin("Sister Zelda lives in Oslo")
    scope.forget(Selection(trace_ids=(one.id,)))
    found = profile(scope)
    assert texts(found) == ["Is allergic to sesame", "Likes kiwi"]
    told = repr([found.lines, found.past, found.history(), found.style, found.topics, found.people])
    kept = [
        repr(row)
        for kind in ("line", "edit", "names", "style", "interests")
        for row in scope.derived(f"profile:{kind}")
    ]
    for word in ("marzipan", "zelda", "oslo"):
        assert word not in told.lower()
        assert word not in "".join(kept).lower()


def test_a_line_loses_its_row_with_its_last_trace(scope: Scope) -> None:
    one, two = said("I love kiwi."), said("I love kiwi!", 1)
    scope.append([one, two])
    profile(scope)
    scope.forget(Selection(trace_ids=(one.id,)))
    assert [row.sources for row in scope.derived("profile:line")] == [(two.id,)]
    receipt = scope.forget(Selection(trace_ids=(two.id,)))
    assert receipt.rows
    assert list(scope.derived("profile:line")) == []


def test_names_places_and_topics_need_several_occasions(scope: Scope) -> None:
    day = [
        "Met Anna at the pottery workshop in Lisbon.",
        "Pottery again with Anna in Lisbon!",
        "New glaze for my pottery, says Anna, in Lisbon.",
    ]
    scope.append([said(text, at) for at, text in enumerate(day)] + [said("Bert Bert Bert ceramics", 9)])
    found = profile(scope)
    assert [line.value for line in found.people] == ["Anna"]
    assert [line.value for line in found.places] == ["Lisbon"]
    assert "pottery" in [line.value for line in found.topics]
    assert len(found.people[0].evidence) == 3
    assert all(line.origin == "inferred" for line in found.topics)


def test_those_who_write_to_the_person_are_people_and_assistants_are_not(scope: Scope) -> None:
    scope.append([said("hello", at, author=who) for at in range(4) for who in ("Tom Baker", "assistant")])
    assert [line.value for line in profile(scope).people] == ["Tom Baker"]


def test_interests_come_from_what_is_rated_above_the_own_mean(scope: Scope) -> None:
    rows = [("A", "Le Guin", 5), ("B", "Le Guin", 5), ("C", "Brown", 2), ("D", "Brown", 1), ("E", "Other", 3)]
    scope.append([
        said(f'Rated "{title}"', at, kind="rated", item=f"b:{title}", value=float(stars), unit="stars",
             extra={"of": 5, "title": title, "author": author})
        for at, (title, author, stars) in enumerate(rows)
    ])  # fmt: skip
    found = [line.value for line in profile(scope).interests]
    assert found[0] == "Le Guin"
    assert "Brown" not in found
    assert {"A", "B"} <= {*found}


def test_avoidances_are_hard_for_allergies_and_diets_and_soft_for_dislikes(scope: Scope) -> None:
    scope.append([said("I'm allergic to nuts and cats. I'm vegetarian. I don't eat mushrooms. I don't like olives.")])
    found = {each.why: each for each in avoidances(profile(scope))}
    assert "hazelnut" in found["Is allergic to nuts"].words
    assert found["Is allergic to nuts"].hard
    assert not found["Is allergic to cats"].hard
    assert "chicken" in found["Is vegetarian"].words
    assert found["Does not have mushrooms"].hard
    assert not found["Does not like olives"].hard
    assert found["Is allergic to nuts"].evidence


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I'm allergic to peanuts", "notes"), ("Is allergic to peanuts only", "allergy"), ("peanuts", "allergy"),
        ("Does not eat peanuts", "food"), ("severely allergic to all peanuts", "allergy"),
    ],
)  # fmt: skip
def test_what_the_person_writes_here_is_avoided_in_whatever_words(scope: Scope, text: str, about: str) -> None:
    found = profile(scope)
    found.add(text, about=about)
    (avoid,) = avoidances(found)
    assert avoid.hard
    assert {"peanut", "peanuts"} & {*avoid.words}


def test_rendering_keeps_to_its_length_and_what_matters(scope: Scope) -> None:
    scope.append(
        [said("I'm allergic to nuts. I love jazz, sailing, chess and painting. I live in Rome. I play the guitar.")]
    )
    found = profile(scope)
    short = found.render(max_words=12, relevant_to="which guitar should I buy?")
    assert "allergic to nuts" in short
    assert "guitar" in short
    assert len(short.split()) <= 12
    assert len(found.render().splitlines()) == len(found.lines)
    with pytest.raises(InvalidInput):
        found.render(max_words=0)


SENTENCES = (
    "I live in Rome.", "I moved to Berlin.", "I love jazz.", "I hate jazz.", "I'm allergic to nuts.",
    "I'm not allergic to nuts.", "I used to live in Paris.", "My name is Sam.", "My sister Anna lives in Oslo.",
    "Met Anna for pottery in Lisbon today!", "Dear Tom,\n\nThank you very much.\n\nBest regards,\nSam", "I'm a nurse.",
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    picked=st.lists(st.tuples(st.sampled_from(SENTENCES), st.integers(0, 20)), min_size=1, max_size=8, unique=True),
    seed=st.integers(0, 999),
)
def test_updating_in_steps_equals_building_at_once(new_scope, picked, seed: int) -> None:
    name = f"{seed}-{abs(hash(tuple(picked)))}"
    traces = [said(text, day, ref=str(at)) for at, (text, day) in enumerate(picked)]
    shuffled = random.Random(seed).sample(traces, len(traces))
    steps, whole = new_scope(f"steps {name}"), new_scope(f"whole {name}")
    for trace in shuffled:
        steps.append([trace])
        profile(steps)
    whole.append(traces)
    one, two = profile(steps), profile(whole)
    assert one.lines == two.lines
    assert one.past == two.past
    assert one.style == two.style
    assert one.rhythm == two.rhythm
    assert [(each.op, each.line.id, each.at) for each in one.history()] == [
        (each.op, each.line.id, each.at) for each in two.history()
    ]
