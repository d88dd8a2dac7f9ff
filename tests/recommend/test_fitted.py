"""A fitted recommender: right for the known and the unknown, tells why, obeys at once."""

from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import numpy as np
import pytest

from tests.contracts.recommender import DAY, RecommenderContract
from thyself.core import Catalog, InvalidInput, Item, StoreError, Trace
from thyself.recommend import (
    EASE,
    Blend,
    DecayedPopularity,
    Event,
    Fitted,
    Interactions,
    ItemKNN,
    Plan,
    Questions,
    Scorer,
    SegmentPopularity,
    Wishes,
    fit,
    inner_split,
    load_blend,
    markov,
    save_blend,
    top_lists,
    tune,
    weighed,
)
from thyself.recommend.questions import highest
from thyself.recommend.tuning import _Arm, _best_of

TASTES = {"tea": [f"tea-{n}" for n in range(12)], "boat": [f"boat-{n}" for n in range(12)]}


def many(people: int = 80, seed: int = 0) -> Interactions:
    """People of one of two tastes, who take what comes next, and everybody now and then the same hit."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(people):
        mine = TASTES["tea" if number % 2 else "boat"]
        first = int(rng.integers(0, 12))
        for step in range(6):
            item = mine[(first + step + int(rng.random() < 0.2)) % 12]
            rows.append((f"p{number}", item, 4.0, DAY * (number + 3 * step)))
        if number % 4 < 3:
            rows.append((f"p{number}", "hit", 5.0, DAY * (number + 5)))
    return Interactions.of(rows)


CATALOG = Catalog(
    [Item(each, f"{taste} {taste}ing {each}") for taste, ids in TASTES.items() for each in ids]
    + [Item("tea-new", "tea teaing"), Item("hit", "what all want")]
)


@pytest.fixture(scope="module")
def known() -> Interactions:
    return many()


@pytest.fixture
def fitted(known: Interactions) -> Fitted:
    return fit(known, CATALOG, seconds=20)


class TestBlend(RecommenderContract):
    @pytest.fixture
    def scorer(self) -> Scorer:
        arms = {"popular": DecayedPopularity(), "knn": ItemKNN(), "ease": EASE(5.0), "markov": markov()}
        return Blend(arms, {"popular": 0.1, "knn": 1.0, "ease": 2.0, "markov": 0.0}, trust=1.0)

    def test_saved_and_loaded_it_is_the_same(self, fitted: Scorer, interactions: Interactions, tmp_path: Path) -> None:
        assert isinstance(fitted, Blend)
        back = load_blend(save_blend(fitted, tmp_path / "blend.npz"))
        some = self.some(interactions)
        assert (back.scores(some) == fitted.scores(some)).all()
        (tmp_path / "no.npz").write_bytes(b"no")
        with pytest.raises(StoreError, match=r"no\.npz"):
            load_blend(tmp_path / "no.npz")

    def test_an_arm_without_weight_is_not_asked(self, fitted: Scorer) -> None:
        assert isinstance(fitted, Blend)
        assert set(fitted.arms) == {"popular", "knn", "ease"}


def test_a_known_person_and_one_never_seen_get_what_fits(fitted: Fitted) -> None:
    known = [each.item for each in fitted.recommend("p1", k=3)]
    unseen = [each.item for each in fitted.recommend(history=["boat-3", "boat-4"], k=3)]
    assert all(each.startswith("tea") or each == "hit" for each in known)
    assert all(each.startswith("boat") or each == "hit" for each in unseen)
    assert "boat-5" in unseen


def test_what_was_taken_does_not_come_again(fitted: Fitted, known: Interactions) -> None:
    mine = {event.item for event in fitted.history("p1")}
    assert mine
    assert not mine & {each.item for each in fitted.recommend("p1", k=100)}
    again = fitted.recommend("p1", k=100, wishes=Wishes(again=True))
    assert {each.item for each in again} == set(fitted.items)


@pytest.mark.parametrize("given", [{"person": "nobody"}, {"history": []}, {"history": ["unheard of"]}])
def test_a_person_of_whom_nothing_is_known_gets_what_many_take(fitted: Fitted, given: dict[str, object]) -> None:
    assert fitted.recommend(k=1, **given)[0].item == "hit"  # type: ignore[arg-type]


def test_an_item_that_nobody_took_is_found_by_what_it_is(fitted: Fitted) -> None:
    assert "content" in fitted.blend.arms
    order = [each.item for each in fitted.recommend(history=["tea-3", "tea-4"], k=100)]
    assert order.index("tea-new") < len(order) / 2


def test_terms_add_up_to_the_score_and_tell_what_would_be_without(fitted: Fitted) -> None:
    for person in ("p1", "p2"):
        for suggestion in fitted.recommend(person, k=5):
            why = fitted.explain(person, suggestion.item)
            assert why.score == suggestion.score
            assert abs(why.popularity + sum(each.adds for each in why.reasons) - why.score) < 1e-6
            assert len(why.reasons) == len(fitted.history(person))
    why = fitted.explain("p1", fitted.recommend("p1", k=1)[0].item)
    assert why.place == 1
    assert why.reasons[0].event in fitted.history("p1")
    assert "because of" in str(why)


def test_a_counterfactual_is_what_a_shorter_history_gives(fitted: Fitted) -> None:
    history = [Event("boat-3"), Event("tea-4"), Event("boat-8")]
    why = fitted.explain(None, "boat-9", history=history)
    strongest = why.reasons[0]
    assert strongest.event.item == "boat-8"
    less = fitted.recommend(history=history[:2], k=100, wishes=Wishes(mute=frozenset({"boat-8"})))
    assert strongest.place == 1 + [each.item for each in less].index("boat-9")
    assert strongest.place > (why.place or 0)


def test_what_happens_counts_at_once(fitted: Fitted) -> None:
    before = fitted.recommend("p1", k=5)
    done = fitted.update(Interactions.of([("p1", before[0].item, None, DAY * 500), ("p1", "unheard of", None, DAY)]))
    assert done == 1
    after = fitted.recommend("p1", k=5)
    assert before[0].item not in {each.item for each in after}
    assert fitted.history("p1")[-1] == Event(before[0].item, None, DAY * 500)
    fitted.update(Interactions.of([("newcomer", "boat-1"), ("newcomer", "boat-2")]))
    assert fitted.recommend("newcomer", k=3) == fitted.recommend(history=["boat-1", "boat-2"], k=3)


def test_traces_of_people_are_taken_in(fitted: Fitted) -> None:
    at = datetime(2024, 5, 1, tzinfo=UTC)
    done = fitted.update({"newcomer": [Trace("Read it", at=at, kind="read", source="test", item="boat-3")]})
    assert done == 1
    assert fitted.recommend("newcomer", k=3) == fitted.recommend(history=["boat-3"], k=3)


def test_what_no_scorer_learned_from_is_forgotten_at_once(fitted: Fitted) -> None:
    before = fitted.recommend("p1", k=30)
    fitted.update(Interactions.of([("p1", "boat-1", None, DAY * 500), ("p1", "boat-2", None, DAY * 501)]))
    fitted.update(Interactions.of([("newcomer", "boat-1")]))
    assert fitted.recommend("p1", k=30) != before
    assert fitted.forget("p1", {"boat-1", "boat-2"})
    assert fitted.forget("newcomer")
    assert not fitted.stale
    assert fitted.recommend("p1", k=30) == before
    assert fitted.history("newcomer") == ()


def same(one: Fitted, other: Fitted, people: tuple[str, ...]) -> None:
    for person in people:
        mine = {each.item: each.score for each in one.recommend(person, k=40)}
        assert mine == pytest.approx({each.item: each.score for each in other.recommend(person, k=40)}, abs=1e-6)


def test_a_person_who_is_forgotten_was_never_there(known: Interactions) -> None:
    fitted, never = fit(known, CATALOG, seconds=None), fit(many(79), CATALOG, seconds=None)
    assert not fitted.forget("p79")
    assert fitted.stale
    assert fitted.history("p79") == ()
    fitted.refit()
    assert not fitted.stale
    assert "p79" not in fitted.interactions.people
    same(fitted, never, ("p1", "p79"))


def test_a_thing_that_is_forgotten_was_never_taken(known: Interactions) -> None:
    fitted = fit(known, CATALOG, seconds=None)
    gone = {"tea-3", "tea-4", "hit"}
    keep = [
        known.people[p] != "p79" or known.items[i] not in gone for p, i in zip(known.person, known.item, strict=True)
    ]
    never = fit(known.where(np.array(keep)), CATALOG, seconds=None)
    assert not fitted.forget("p79", gone)
    assert not {event.item for event in fitted.history("p79")} & gone
    fitted.refit()
    same(fitted, never, ("p1", "p79"))


def test_learning_anew_takes_in_what_came_since_and_keeps_the_weights_of_a_blend(known: Interactions) -> None:
    blend = Blend({"popular": DecayedPopularity(), "knn": ItemKNN()}, {"popular": 0.1, "knn": 1.0}).fit(known)
    fitted = Fitted(known, blend)
    rows = [(f"n{n}", each, 4.0, DAY * 600) for n in range(20) for each in ("boat-1", "brand new")]
    fitted.update(Interactions.of(rows))
    assert "brand new" not in fitted.items
    fitted.refit()
    assert fitted.blend.weights == {"popular": 0.1, "knn": 1.0}
    assert fitted.recommend(history=["boat-1"], k=1)[0].item == "brand new"


def test_a_part_that_goes_by_the_whole_history_is_told_as_that(known: Interactions) -> None:
    arms = {"popular": DecayedPopularity(), "segment": SegmentPopularity(2), "knn": ItemKNN()}
    fitted = Fitted(known, Blend(arms, dict.fromkeys(arms, 1.0), trust=3.0).fit(known))
    fitted.boost("p2", "boat-9", 0.5)
    for suggestion in fitted.recommend("p2", k=6):
        why = fitted.explain("p2", suggestion.item)
        parts = why.popularity + why.together + why.wished + sum(each.adds for each in why.reasons)
        assert parts == pytest.approx(suggestion.score, abs=1e-6)
        assert why.score == pytest.approx(suggestion.score, abs=1e-9)
        assert why.together
        assert "together" in str(why)


def test_the_knob_fills_a_share_of_the_list_with_what_is_new(fitted: Fitted) -> None:
    groups = dict(zip(fitted.items, fitted._groups[0].tolist(), strict=True))
    mine = [each for each in fitted.items if groups[each] == groups["boat-5"]]
    fitted.update(Interactions.of([("sailor", each) for each in mine[:2]]))
    left = len(mine) - 2
    familiar, half, new = (
        [each.item for each in fitted.recommend("sailor", k=6, wishes=Wishes(explore=level))]
        for level in (0.0, 0.5, 1.0)
    )
    assert half[0] == familiar[0]
    assert all(groups[each] != groups["boat-5"] for each in new) or left == 0
    assert sum(groups[each] != groups["boat-5"] for each in half) >= 3
    assert len({*half}) == len({*new}) == 6
    assert half == [each.item for each in fitted.recommend("sailor", k=6, wishes=Wishes(explore=0.5))]


def test_wishes_hold_at_once(fitted: Fitted) -> None:
    first, second = (each.item for each in fitted.recommend("p1", k=2))
    fitted.mute("p1", first)
    assert fitted.recommend("p1", k=1)[0].item == second
    assert fitted.explain("p1", first).place is None
    fitted.boost("p1", "boat-2", 30.0)
    assert [each.item for each in fitted.recommend("p1", k=2)] == ["boat-2", second]
    fitted.wish("p1", Wishes(avoid=dict.fromkeys(TASTES["tea"], "the person avoids tea")))
    assert not {each.item for each in fitted.recommend("p1", k=100)} & set(TASTES["tea"])
    assert fitted.recommend("p3", k=1)


def test_some_items_alone_can_be_ranked(fitted: Fitted) -> None:
    few = fitted.recommend(history=["boat-3"], wishes=Wishes(only=frozenset({"tea-1", "boat-4", "boat-3", "what?"})))
    assert [each.item for each in few] == ["boat-4", "tea-1"]


def test_similar_items_are_of_the_same_kind(fitted: Fitted) -> None:
    found = [each.item for each in fitted.similar("tea-5", k=3)]
    assert all(each.startswith("tea") for each in found)
    with pytest.raises(InvalidInput, match="'coffee'"):
        fitted.similar("coffee")


@pytest.mark.parametrize("given", [{}, {"person": "p1", "history": []}, {"person": "p1", "k": 0}])
def test_questions_that_make_no_sense_are_refused(fitted: Fitted, given: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        fitted.recommend(**given)  # type: ignore[arg-type]


def test_tuning_is_at_least_as_good_as_each_scorer_and_learns_nothing_of_what_it_is_asked(known: Interactions) -> None:
    split = inner_split(known, "last")
    tuned = tune(known, split, Plan(seconds=None))
    assert tuned.ndcg >= max(tuned.alone.values()) - 0.02
    assert tuned.ndcg > tuned.alone["popular"] + 0.1
    questions = Questions.of(known, split)
    for at in range(len(questions)):
        assert len(questions.asked.item[questions.asked.starts[at] : questions.asked.starts[at + 1]]) == 1
        history = questions.histories.part(at, at + 1).item
        assert questions.asked.item[questions.asked.starts[at]] not in history
    assert int(questions.histories.lengths.sum()) <= int(split.train.sum())


def test_lists_hold_the_best_in_order_and_never_what_was_taken(known: Interactions) -> None:
    questions = Questions.of(known, inner_split(known, "last"), most=10)
    lists = top_lists(ItemKNN().fit(known), questions, 5)
    assert lists.shape == (10, 5)
    for at, row in enumerate(lists):
        assert not set(row.tolist()) & set(questions.histories.part(at, at + 1).item.tolist())
    scores = np.array([[1.0, 3, 3, 2], [-np.inf, 0, -np.inf, -np.inf]], dtype=np.float32)
    assert highest(scores, 3).tolist() == [[1, 2, 3], [1, -1, -1]]


def test_the_weights_can_be_chosen_for_ranking_among_a_few(known: Interactions) -> None:
    split = inner_split(known, "last")
    questions = Questions.of(known, split).beside(5, len(known.items))
    assert questions.among is not None
    assert questions.among.shape == (len(questions), 6)
    assert (questions.among[:, 0] == questions.asked.item).all()
    assert all(len(set(row)) == 6 for row in questions.among.tolist())
    lists = top_lists(ItemKNN().fit(known.where(split.train)), questions, 6)
    assert all(set(row) == set(among) for row, among in zip(lists.tolist(), questions.among.tolist(), strict=True))
    assert tune(known, split, Plan(seconds=None, families=("knn", "markov"), beside=5)).ndcg > 0.5
    with pytest.raises(InvalidInput, match="one item to find"):
        Questions.of(known, inner_split(known, "time")).beside(5, len(known.items))


def test_the_way_to_hold_out_can_be_said(known: Interactions) -> None:
    assert inner_split(known, "time").name.startswith("time")
    assert inner_split(Interactions.of([("a", "x"), ("a", "y"), ("b", "x")])).name == "last"
    with pytest.raises(InvalidInput, match="'auto', 'time' or 'last'"):
        inner_split(known, "first")


def test_a_family_that_there_is_not_is_told() -> None:
    with pytest.raises(InvalidInput, match=r"families=\['eese'\].*ease"):
        Plan(families=("ease", "eese"))


def test_where_nothing_is_rated_no_scorer_goes_by_ratings(known: Interactions) -> None:
    unrated = replace(known, value=np.full(len(known), np.nan, dtype=np.float32))
    tuned = tune(unrated, inner_split(unrated, "last"), Plan(seconds=None, families=("ease", "ials")))
    assert {"ease", "ials"} <= set(tuned.alone)
    assert all(getattr(arm, "valued", 0.0) == 0 for arm in tuned.blend.arms.values())


def test_a_family_fits_its_first_setting_and_the_others_only_where_there_is_time(known: Interactions) -> None:
    split = inner_split(known, "last")
    questions, train = Questions.of(known, split), known.where(split.train)
    makes = [ItemKNN(keep=1), ItemKNN(keep=2), ItemKNN(keep=3)]
    for until, fitted in ((-inf, [True, False, False]), (inf, [True, True, True])):
        arm = _Arm("knn", [(each, [{}]) for each in makes], cost=1.0)
        _best_of(arm, train, questions, until=until)
        assert [bool(each.items) for each in makes] == fitted
        assert arm.best is not None


def test_where_the_weights_are_chosen_among_a_few_equal_scores_do_not_tell_what_is_right(known: Interactions) -> None:
    split = inner_split(known, "last")
    train, questions = known.where(split.train), Questions.of(known, split).beside(9, len(known.items))
    popular = DecayedPopularity(None).fit(train)
    popular.popular = np.zeros(len(known.items))
    _, ndcg = weighed({"popular": popular, "again": popular}, questions)
    assert ndcg < 0.8
    tuned = tune(known, split, Plan(seconds=None, families=("knn", "markov"), beside=9))
    assert max(tuned.blend.weights.values()) >= 0.1
    assert tuned.ndcg < 1.0
