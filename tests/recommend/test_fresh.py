"""New things for one person: by words and meaning of what they took, with reasons, none told twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from thyself.core import Catalog, Evidence, InvalidInput, Item, Trace
from thyself.models import Hashed
from thyself.recommend import Fresh, Interaction, Interest, Taste, interactions, taken
from thyself.store import Scope, open_store

NOW = datetime(2024, 1, 1, tzinfo=UTC)
NEWS = Catalog(
    [
        Item("n1", "Football: the final was played in the rain"),
        Item("n2", "Watching sleep with a wearable device at night"),
        Item("n3", "A poem about the sea"),
        Item("n4", "Trains through the mountains"),
        Item("n5", "Bread from old grains"),
        Item("n6", "Gardens in winter"),
    ]
)


@dataclass
class Avoid:
    words: tuple[str, ...]
    why: str
    evidence: tuple[Evidence, ...] = ()
    hard: bool = True


def read(title: str, days: int = 1, **given: object) -> Trace:
    fields = {"at": NOW - timedelta(days=days), "kind": "read", "source": "test", "extra": {"title": title}, **given}
    return Trace(f"Read {title}", **fields)  # type: ignore[arg-type]


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return open_store(tmp_path / "home.db", clock=lambda: NOW).scope("me")


def rank(scope: Scope, k: int = 3, **more: object) -> list[tuple[str, tuple[str, ...]]]:
    known = taken(scope)
    took = tuple(interactions(scope, Catalog([*NEWS, *(each for each in known if each.id not in NEWS)])))
    taste = Taste(took, **more)  # type: ignore[arg-type]
    return [(pick.item.id, pick.reasons) for pick in Fresh(Hashed()).rank(NEWS, known, taste, k=k)]


def test_what_is_near_to_what_was_read_comes_first_and_says_so(scope: Scope) -> None:
    scope.append([read("How a wearable device sees your sleep"), read("An old song")])
    (first, why), *_ = rank(scope)
    assert first == "n2"
    assert why[0] == 'you read "How a wearable device sees your sleep" (in common: wearable, device, sleep)'


def test_with_nothing_known_the_order_stays_and_nothing_is_made_up(scope: Scope) -> None:
    assert rank(scope, k=6) == [(f"n{n}", ("nothing in your traces speaks for it yet",)) for n in range(1, 7)]


def test_what_was_read_or_is_avoided_is_left_out(scope: Scope) -> None:
    scope.append([read("Gardens in summer"), read("Gardens in winter")])
    found = dict(rank(scope, k=6, avoidances=[Avoid(("football",), "no football")]))
    assert set(found) == {"n2", "n3", "n4", "n5"}


def test_what_tells_the_same_as_something_above_is_left_out(scope: Scope) -> None:
    scope.append([read("Sleep")])
    twice = Catalog([Item("a", "Sleep well tonight"), Item("b", "sleep well tonight"), Item("c", "Bread and sleep")])
    found = Fresh(Hashed()).rank(twice, taken(scope), Taste(), k=3)
    assert [pick.item.id for pick in found] == ["a", "c"]
    assert found.left_out == ((twice["b"], "it tells the same as: Sleep well tonight"),)


def test_what_was_disliked_pushes_away_and_what_was_taken_later_counts_more(scope: Scope) -> None:
    def took(item: str, weight: float, days: int) -> Interaction:
        return Interaction(item, weight, "you rated it", read(item, days))

    known = Catalog([Item("sea", "The sea and its poem"), Item("bread", "Bread and grains")])
    liked = Taste((took("sea", -0.8, 2), took("bread", 0.2, 1)))
    assert [p.item.id for p in Fresh(Hashed()).rank(NEWS, known, liked, k=6)][::5] == ["n5", "n3"]
    newer = Taste(tuple(took(item, 0.5, 9) for item in ("sea", *["bread"] * 9)))
    assert Fresh(Hashed(), decay=0.5).rank(NEWS, known, newer, k=1)[0].item.id == "n5"


def test_an_interest_speaks_by_its_words_and_brings_its_evidence(scope: Scope) -> None:
    proof = Evidence(("t",), ("t",), "I bake bread", 1.0)
    (pick,) = Fresh(Hashed()).rank(NEWS, Catalog([]), Taste(interests=(Interest("bread", 1.0, (proof,)),)), k=1)
    assert pick.item.id == "n5"
    assert pick.reasons == ("it fits what you care about: bread",)
    assert [each.text for each in pick.evidence] == ["I bake bread"]


def test_a_score_is_the_sum_of_what_speaks_for_it(scope: Scope) -> None:
    scope.append([read("Bread and grains")])
    known = taken(scope)
    taste = Taste(tuple(interactions(scope, known)))
    (pick,) = Fresh(Hashed()).rank(NEWS, known, taste, k=1)
    assert sum(each.score for each in pick.evidence) == pytest.approx(pick.score)


def test_what_was_taken_is_known_by_its_title_summary_and_labels_newest_first(scope: Scope) -> None:
    scope.append(
        [
            read("Old", 9), read("New", 1, item="x:1", extra={"title": "New", "summary": "All of it", "tags": ["a"]}),
            Trace("A mail", at=NOW, kind="read", author="Bo", source="mail", extra={"title": "No"}),
        ]
    )  # fmt: skip
    found = list(taken(scope))
    assert [(each.id, each.text, dict(each.attributes)) for each in found] == [
        ("x:1", "New\nAll of it", {"tags": ["a"]}),
        ("title:Old", "Old", {}),
    ]
    assert [each.id for each in taken(scope, most=1)] == ["x:1"]


def test_no_list_of_nothing(scope: Scope) -> None:
    with pytest.raises(InvalidInput, match="at least one"):
        rank(scope, k=0)
    empty: Sequence[Item] = ()
    assert Fresh(Hashed()).rank(Catalog(empty), Catalog(empty), Taste(), k=1).note == "there is nothing new"
