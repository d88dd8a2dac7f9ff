"""What any scorer must do. A test class inherits :class:`RecommenderContract` and gives ``scorer``, not fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from thyself.core import InvalidInput, StoreError
from thyself.recommend import Event, Histories, Interactions, Scorer, Wishes, best, chosen
from thyself.recommend.keeping import load, save

DAY = 86_400.0
TEA = ("tea-1", "tea-2", "tea-3", "tea-4")
BOATS = ("boat-1", "boat-2", "boat-3", "boat-4")


def two_tastes(people: int = 12) -> Interactions:
    """People who take teas one after the other, and people who take boats; one tea is the most popular of all."""
    rows = []
    for number in range(people):
        mine = TEA if number % 3 else BOATS
        taken = [each for place, each in enumerate(mine) if (number + place) % 4]
        rows += [(f"p{number}", each, 4.0, DAY * (number + place)) for place, each in enumerate(taken)]
        if mine is TEA:
            rows.append((f"p{number}", "tea-1", 5.0, DAY * (number + 10)))
    return Interactions.of(rows)


class RecommenderContract:
    """The promises of the port; each is a test."""

    #: Whether the history changes the order.
    personal = True

    @pytest.fixture
    def scorer(self) -> Scorer:
        """The scorer, not fitted."""
        raise pytest.UsageError("a test of a scorer gives the fixture 'scorer'")

    @pytest.fixture
    def interactions(self) -> Interactions:
        return two_tastes()

    @pytest.fixture
    def fitted(self, scorer: Scorer, interactions: Interactions) -> Scorer:
        return scorer.fit(interactions)

    def some(self, interactions: Interactions) -> Histories:
        given = [["boat-1", "boat-2"], [], ["tea-2"], ["tea-3", "tea-2", "tea-3"], ["nobody knows this"], ["boat-4"]]
        return Histories.of(interactions.codes, [*given, [Event("boat-1", 5.0, DAY), Event("tea-1")]])

    def test_it_is_a_scorer_of_the_ids_that_it_was_given(self, fitted: Scorer, interactions: Interactions) -> None:
        assert isinstance(fitted, Scorer)
        assert fitted.items == interactions.items
        assert set(fitted.items) == {*TEA, *BOATS}

    def test_scores_are_finite_numbers_for_each_history_and_item(
        self, fitted: Scorer, interactions: Interactions
    ) -> None:
        found = fitted.scores(self.some(interactions))
        assert found.shape == (7, len(interactions.items))
        assert found.dtype == np.float32
        assert np.isfinite(found).all()

    def test_a_batch_gives_what_single_histories_give(self, fitted: Scorer, interactions: Interactions) -> None:
        some = self.some(interactions)
        single = np.vstack([fitted.scores(some.part(at, at + 1)) for at in range(len(some))])
        assert fitted.scores(some) == pytest.approx(single, abs=1e-6)

    def test_a_person_never_seen_gets_what_fits_their_history(self, fitted: Scorer, interactions: Interactions) -> None:
        history = Histories.of(interactions.codes, [["boat-1", "boat-2"]])
        first = interactions.items[best(chosen(fitted.scores(history)[0], history, interactions.codes), 1)[0]]
        assert first in (BOATS if self.personal else TEA)

    @pytest.mark.parametrize("history", [[], ["nobody knows this"]])
    def test_an_empty_history_gets_the_order_of_popularity(
        self, fitted: Scorer, interactions: Interactions, history: list[str]
    ) -> None:
        scores = fitted.scores(Histories.of(interactions.codes, [history]))[0]
        assert interactions.items[int(np.argmax(scores))] == "tea-1"
        assert scores.std() > 0

    def test_unknown_items_of_a_history_change_nothing(self, fitted: Scorer, interactions: Interactions) -> None:
        known, mixed = (
            fitted.scores(Histories.of(interactions.codes, [history]))
            for history in (["tea-2", "boat-1"], ["?", "tea-2", "!", "boat-1"])
        )
        assert known == pytest.approx(mixed, abs=1e-6)

    def test_the_terms_of_a_score_add_up_to_it(self, fitted: Scorer, interactions: Interactions) -> None:
        some = self.some(interactions)
        scores = fitted.scores(some)
        for at in range(len(some)):
            history = some.part(at, at + 1)
            for item in range(len(interactions.items)):
                terms = fitted.terms(history, item)
                assert len(terms.events) == len(history.item)
                assert terms.score == pytest.approx(float(scores[at, item]), abs=1e-5)

    def test_it_learns_the_same_from_the_same(self, fitted: Scorer, interactions: Interactions) -> None:
        before = fitted.scores(self.some(interactions))
        assert (fitted.fit(two_tastes()).scores(self.some(interactions)) == before).all()

    def test_saved_and_loaded_it_is_the_same(self, fitted: Scorer, interactions: Interactions, tmp_path: Path) -> None:
        back = load(save(fitted, tmp_path / "scorer.npz"))
        assert back.items == fitted.items
        assert (back.scores(self.some(interactions)) == fitted.scores(self.some(interactions))).all()

    def test_a_file_that_is_none_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "no.npz").write_bytes(b"no")
        with pytest.raises(StoreError, match=r"no\.npz"):
            load(tmp_path / "no.npz")

    def test_wishes_hold_whatever_was_learned(self, fitted: Scorer, interactions: Interactions) -> None:
        history = Histories.of(interactions.codes, [["tea-2"]])
        scores, codes = fitted.scores(history)[0], interactions.codes
        shown = best(chosen(scores, history, codes, Wishes(mute=frozenset({"tea-1"}), avoid={"boat-2": "no"})), 8)
        assert {interactions.items[each] for each in shown} == {*TEA, *BOATS} - {"tea-1", "tea-2", "boat-2"}
        again = best(chosen(scores, history, codes, Wishes(again=True, boost={"boat-3": 50.0})), 8)
        assert len(again) == 8
        assert interactions.items[again[0]] == "boat-3"

    def test_nothing_cannot_be_learned_from(self, scorer: Scorer) -> None:
        with pytest.raises(InvalidInput, match="no interactions"):
            scorer.fit(Interactions.of([]))
