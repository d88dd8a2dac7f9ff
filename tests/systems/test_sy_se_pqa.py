"""Made-up questions teach a ranker without giving it the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from thyself.core import Request, Settings, Trace
from thyself.core.registry import card
from thyself.core.words import STOP, words
from thyself.generate.playback import asked_of
from thyself.models import Hashed
from thyself.retrieval.rerank import PLAIN
from thyself.store import open_store
from thyself.systems import Desk
from thyself.systems.search.sy_se_pqa import made_up

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SAID = (
    "I bought a green canoe for the river in spring.",
    "I met my old teacher at the market in Bologna.",
    "My garden has three rows of beans and a pear tree.",
    "I read a long novel about the winter of an island.",
)


def said(text: str, day: int) -> Trace:
    return Trace(text, at=NOW - timedelta(days=20 - day), kind="said", source="chat", ref=str(day))


TRACES = [said(text, day) for day, text in enumerate(SAID)]


def test_a_made_up_question_leaves_out_words_that_the_answer_adds() -> None:
    made = list(asked_of(TRACES))
    assert len(made) == len(SAID)
    for played in made:
        asked, told = ({w for w in words(text) if w not in STOP} for text in (played.question, played.answer))
        assert asked & told
        assert told - asked


def test_each_question_comes_with_its_own_text_and_others() -> None:
    examples = made_up(TRACES, 3)
    assert len(examples) == 3
    for each in examples:
        assert each.utilities[0] == 1
        assert sum(each.utilities) == 1
        assert each.texts[0] in SAID
        assert len(set(each.texts)) == len(each.texts) > 1
    assert made_up([], 3) == made_up(TRACES[:1], 3) == []


def test_it_ranks_what_was_recalled_anew_and_tells_the_score(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    scope = store.scope("sam")
    scope.append(TRACES)
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    for slots in ({}, {"weights": PLAIN}):
        built = card("sy-se-pqa").build(k=2, **slots)
        response = built.respond(Request("ask", "What green canoe did I buy for the river in spring?", NOW), desk)
        assert response.evidence[0].text == SAID[0]
        assert set(response.evidence[0].why) == {"cross"}
        assert response.evidence[0].score == max(each.score for each in response.evidence)
    store.close()
