"""The index: a view stays whole while traces come, and is not made anew for what does not change it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from thyself.core import Trace
from thyself.models import Hashed
from thyself.retrieval import Recall
from thyself.retrieval.index import index_of
from thyself.retrieval.lexical import Postings
from thyself.store import Derived, Scope, Selection, open_store

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOON)
    yield store.scope("me")
    store.close()


def said(number: int) -> Trace:
    return Trace(f"I went to see tower {number} today", at=NOON + timedelta(minutes=number), kind="said", source="chat")


def test_questions_are_answered_while_traces_come_in(scope: Scope) -> None:
    scope.append([said(number) for number in range(50)])
    wrong: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                found = Recall(Hashed())(scope, "which tower did I see today?", k=5, now=NOON + timedelta(days=1))
                assert len(found) == 5
        except BaseException as error:  # noqa: BLE001  (it is looked at below)
            wrong.append(error)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for each in asking:
        each.start()
    for number in range(50, 150):
        scope.append([said(number)])
    done.set()
    for each in asking:
        each.join()
    assert wrong == []
    view = index_of(scope).view(scope, Hashed())
    assert len(view.ids) == len(view.at) == len(view.postings) == 150


def test_a_view_stays_while_nothing_of_it_changes(scope: Scope) -> None:
    scope.append([said(1), said(2)])
    first = index_of(scope).view(scope, Hashed())
    scope.put([Derived("sent", "1", {"traces": 1}, (said(1).id,), "any")])
    assert index_of(scope).view(scope, Hashed()) is first
    scope.append([said(3)])
    second = index_of(scope).view(scope, Hashed())
    assert len(second.ids) == 3
    scope.forget(Selection(trace_ids=(said(1).id,)))
    assert set(index_of(scope).view(scope, Hashed()).ids) == {said(2).id, said(3).id}


def test_words_stay_as_they_are_while_texts_are_added() -> None:
    postings = Postings()
    postings.add(["tea", "tea", "cake"])
    words = postings.words()
    postings.add(["tea", "rusk"])
    found = words.matches(["tea", "rusk", "none"], np.ones(1, dtype=bool))
    assert [len(found[each].rows) for each in ("tea", "rusk", "none")] == [1, 0, 0]
    assert len(postings.words().matches(["tea"], np.ones(2, dtype=bool))["tea"].rows) == 2
