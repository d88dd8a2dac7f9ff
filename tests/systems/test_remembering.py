"""MARK, AI PERSONA and the profile of pairs answer from what was told, refined, and leave the rest to the texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.memory.refine import keep, refined
from thyself.memory.refine.pairs import changes, pairs
from thyself.models import Hashed, LanguageModel
from thyself.models.scripted import Scripted
from thyself.retrieval.memories import ALIKE, Weights, rank
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk
from thyself.systems.memory.ai_persona import AiPersona, ai_persona
from thyself.systems.memory.mark import mark
from thyself.systems.profile.user_profile_llm import user_profile_llm

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def desk(scope: Scope, model: LanguageModel | None = None) -> Desk:
    return Desk(scope, model, Hashed(), Settings(), scope.zone, lambda: NOW)


def said(text: str, day: float = 0, **fields: Any) -> Trace:
    given = {"kind": "said", "source": "chat", "session": f"day {day:.0f}"} | fields
    return Trace(text, at=START + timedelta(days=day), **given)


def ask(system: Any, text: str, scope: Scope, model: LanguageModel | None = None) -> Response:
    response: Response = system.respond(Request("ask", text, NOW), desk(scope, model))
    return response


def test_what_was_taught_last_is_what_mark_answers(scope: Scope) -> None:
    scope.append([said("KPI means kill probability index here."), said("KPI now means key process interval.", 9)])
    answer = ask(mark(), "What does KPI mean?", scope)
    assert "key process interval" in answer.text
    assert "kill" not in answer.text
    assert [each.text for each in answer.evidence] == ["KPI now means key process interval."]
    assert "in place of what stood" in answer.reasons[0]


def test_a_doubtful_source_does_not_overrule_unless_it_is_trusted(scope: Scope) -> None:
    scope.append([said("KPI means key process interval."), said("KPI means kiln paint index.", 9, source="rumours")])
    assert "key process" in ask(mark(trust={"rumours": 0.3}), "What does KPI mean?", scope).text
    assert "kiln paint" in ask(mark(), "What does KPI mean?", scope).text


def test_mark_answers_as_of_a_day_and_a_persona_too(scope: Scope) -> None:
    scope.append([said("KPI means key process interval."), said("KPI now means kiln paint index.", 60)])
    scope.append([said("I live in Rome."), said("I moved to Oslo.", 60)])
    day = START + timedelta(days=30)
    for system, question, value in (
        (mark(), "What does KPI mean?", "key process"),
        (ai_persona(every=1), "Where do I live?", "Rome"),
        (user_profile_llm(), "Where do I live?", "Rome"),
    ):
        asked = Request("ask", question, NOW, as_of=day)
        assert value in system.respond(asked, desk(scope)).text


def test_what_is_forgotten_is_in_no_memory_use_and_dictionary(scope: Scope) -> None:
    gone = said("KPI means key process interval.")
    scope.append([gone, said("I live in Rome.", 1), said("I love jazz.", 2)])
    ask(mark(), "What does KPI mean?", scope)
    assert keep.uses(scope)
    scope.forget(Selection(trace_ids=(gone.id,)))
    assert not keep.uses(scope)
    assert not any("process" in str(row.body) for kind in (keep.RECORD, keep.USE) for row in scope.derived(kind))
    assert "process" not in ask(mark(), "What does KPI mean?", scope).text
    assert fields(ai_persona(), scope, 9) == {"home": ["Rome"], "hobby": ["jazz"]}


def test_a_memory_that_was_recalled_ranks_higher_the_next_time(scope: Scope) -> None:
    scope.append([said("PRD means product demand."), said("PRS means product supply.")])
    before = mark().recall(Request("ask", "What does product mean?", NOW), desk(scope))
    behind = before[-1].memory
    for _ in range(3):
        keep.recalled(scope, [behind], at=NOW)
    after = mark().recall(Request("ask", "What does product mean?", NOW), desk(scope))
    assert [each.memory.id for each in after] == [behind.id, before[0].memory.id]
    assert keep.uses(scope)[behind.id].recalls == 3
    ask(mark(), "What does PRD mean?", scope)
    assert max(each.recalls for each in keep.uses(scope).values()) == 4


def test_the_terms_of_a_score_add_up_and_trust_decides_between_equals(scope: Scope) -> None:
    scope.append([said("I love jazz."), said("I love chess.")])
    keep.up_to_date(scope, now=NOW)
    for each in rank(refined(scope).memories, "jazz", Hashed(), at=NOW):
        assert sum(each.terms.values()) == pytest.approx(each.score)
    alike = rank(refined(scope).memories, "jazz", Hashed(), at=NOW, weights=ALIKE)
    assert all(each.score == pytest.approx(each.fits) for each in alike)
    only_trust = rank(refined(scope).memories, "jazz", Hashed(), at=NOW, weights=Weights(0, 0, 0, 0, 1))
    assert only_trust[0].terms["trust"] == only_trust[0].memory.trust


def test_a_model_reads_the_blocks_before_the_question_and_sees_no_more_than_it_may(scope: Scope) -> None:
    scope.append([
        said("KPI means key process interval."), said("I have diabetes, and the KPI of my pump is fine."),
        said("From now on answer in short KPI tables.", 1), said("KPI-X means secret key.", 2, sensitivity="secret"),
    ])  # fmt: skip
    model = Scripted("KPI means key process interval [1].", local=False)
    answer = ask(mark(), "What does KPI mean?", scope, model)
    (prompt,) = model.prompts
    shown = prompt[-1].content
    assert shown.index("Told by the person:") < shown.index("What does KPI mean?")
    assert "secret key" not in shown
    assert "diabetes" not in shown
    assert answer.text == "KPI means key process interval [1]."
    assert len(list(scope.derived("sent"))) == 1


def sessions(*texts: str) -> list[Trace]:
    return [said(text, day) for day, text in enumerate(texts)]


def fields(persona: AiPersona, scope: Scope, day: int) -> dict[str, list[str]]:
    found = persona.persona(desk(scope), before=START + timedelta(days=day, hours=1))
    return {name: [each.value for each in held] for name, held in found.fields.items()}


def test_the_dictionary_is_renewed_every_few_sessions_and_keeps_what_is_not_spoken_of(scope: Scope) -> None:
    scope.append(
        sessions("I live in Rome.", "I work as a nurse.", "Hello again.", "I moved to Oslo.", "Fine.", "Well.")
    )
    persona = ai_persona(every=3, start=3)
    assert fields(persona, scope, 1) == {}
    assert fields(ai_persona(every=3), scope, 1) == {"home": ["Rome"], "occupation": ["nurse"]}
    assert fields(ai_persona(every=3), scope, 3) == {"home": ["Rome"], "occupation": ["nurse"]}
    assert fields(persona, scope, 2) == {"home": ["Rome"], "occupation": ["nurse"]}
    assert fields(persona, scope, 4) == {"home": ["Rome"], "occupation": ["nurse"]}
    assert fields(persona, scope, 5) == {"home": ["Oslo"], "occupation": ["nurse"]}
    assert "Oslo" in ask(persona, "Where do I live?", scope).text
    first, second = persona.versions(desk(scope), before=NOW)
    assert [(each.op, each.key) for each in first.changes] == [("add", "home"), ("add", "occupation")]
    assert [(each.op, each.key, each.old) for each in second.changes] == [
        ("replace", "home", "Rome"),
        ("keep", "occupation", ""),
    ]
    moved = second.changes[0]
    assert moved.was is not None
    assert {*moved.memory.sources, *moved.was.sources} == {
        each.id for each in scope.traces() if each.text[:2] == "I " and "nurse" not in each.text
    }
    assert all(each.memory.sources for each in second.changes)


def test_what_a_model_inferred_of_a_persons_health_is_not_entered(scope: Scope) -> None:
    trace = said("My pump and I go for a walk after each meal.")
    scope.append([trace, said("I love jazz.", 1), said("Bye.", 2)])
    keep.up_to_date(scope, now=NOW)
    jazz = next(each for each in keep.kept(scope))
    record = replace(
        jazz.record, about="health", slot="", value="pump", text="Has a pump", trace_id=trace.id, by="model-x"
    )
    scope.put([keep.row(replace(jazz, record=record), "model-x")])
    assert "Has a pump" in {each.text for each in refined(scope).memories}
    assert fields(ai_persona(), scope, 9) == {"hobby": ["jazz"]}


def test_an_update_adds_replaces_keeps_and_deletes(scope: Scope) -> None:
    scope.append(sessions("I live in Rome.", "I have a dog called Rex.", "I'm a nurse.", "I speak Italian.",
                          "I moved to Oslo.", "My dog died.", "I'm allergic to nuts."))  # fmt: skip
    found = user_profile_llm().update(desk(scope), since=START + timedelta(days=3.5), before=NOW)
    assert [(each.op, each.key) for each in found] == [
        ("add", "allergy"), ("replace", "home"), ("keep", "language"), ("keep", "occupation"), ("delete", "pet"),
    ]  # fmt: skip
    assert "Oslo" in ask(user_profile_llm(), "Where do I live?", scope).text
    assert "Rex" not in ask(user_profile_llm(), "Where do I live?", scope).text


def test_no_update_is_no_change_and_all_gone_is_deleted(scope: Scope) -> None:
    scope.append(sessions("I live in Rome.", "I love jazz."))
    keep.up_to_date(scope, now=NOW)
    held = refined(scope).at(NOW)
    assert {each.op for each in changes(held, held)} == {"keep"}
    assert {each.op for each in changes(held, [])} == {"delete"}
    assert {each.op for each in changes([], held)} == {"add"}
    assert set(pairs(held)) == {"home", "hobby"}


def test_a_value_that_is_not_sure_enough_is_not_given(scope: Scope) -> None:
    scope.append([said("I love jazz.")])
    assert user_profile_llm().profile(desk(scope), before=NOW)
    assert user_profile_llm(least=0.95).profile(desk(scope), before=NOW) == []


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: mark(rank="x"),  # type: ignore[arg-type]
        lambda: mark(memory="x"),  # type: ignore[arg-type]
        lambda: mark(trust={"chat": 2}),
        lambda: ai_persona(every=0),
        lambda: ai_persona(start=0),
        lambda: user_profile_llm(least=2),
    ],
)
def test_a_slot_that_has_no_such_part_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidInput):
        wrong()
