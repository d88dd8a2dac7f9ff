"""Whether this person finds a text funny: by other people's ratings, moved by their own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from thyself.core import InvalidInput, Request, Response, Settings, Trace
from thyself.core.registry import card
from thyself.evaluate.classifiers import Shrink
from thyself.evaluate.fusion import Fused, Rated, learn_fused
from thyself.models import Hashed
from thyself.store import Scope, Selection, open_store
from thyself.systems import Desk
from thyself.systems.profile.humor_fusion import liked

NOW = datetime(2024, 6, 1, tzinfo=UTC)
JOKES = [f"joke number {at} about a {('cat', 'lawyer')[at % 2]}" for at in range(20)]


@pytest.fixture
def scope(tmp_path: Path) -> Iterator[Scope]:
    store = open_store(tmp_path / "home.db", clock=lambda: NOW)
    yield store.scope("sam")
    store.close()


def taught() -> Fused:
    """Half of the people laugh at cats, half at lawyers."""
    who, text = np.divmod(np.arange(12 * 20), 20)
    value = np.where((who % 2) == (text % 2), 5.0, 1.0)
    rated = Rated("crowd", text, [f"p{each}" for each in who], value, 1, 5)
    return learn_fused([rated], JOKES, shrink=Shrink(30.0, 2.0, 10.0))


def rated(text: str, stars: float, days: float) -> Trace:
    return Trace(
        text, at=NOW - timedelta(days=days), kind="rated", source="jokes", value=stars, unit="stars", extra={"of": 5}
    )


def ask(scope: Scope, text: str, **options: Any) -> Response:
    desk = Desk(scope, None, Hashed(), Settings(), scope.zone, lambda: NOW)
    made: Response = card("humor-fusion").build(**options).respond(Request("predict", text, NOW, kind="joke"), desk)
    return made


def test_own_ratings_tell_what_is_funny_to_this_person(scope: Scope) -> None:
    scope.append([rated(joke, 5.0 if at % 2 == 0 else 1.0, at + 1) for at, joke in enumerate(JOKES[:10])])
    others = taught()
    cat, lawyer = ask(scope, JOKES[16], others=others), ask(scope, JOKES[17], others=others)
    assert (cat.text, lawyer.text) == ("funny", "not funny")
    assert "10 ratings of yours" in cat.reasons[0]
    assert all("cat" in piece.text for piece in cat.evidence[:1])


def test_a_rating_of_the_text_itself_is_not_used(scope: Scope) -> None:
    others = taught()
    plain = ask(scope, JOKES[0], others=others).figures["probability of funny"]
    scope.append([rated(JOKES[0], 1.0, 1)])
    assert ask(scope, JOKES[0], others=others).figures["probability of funny"] == pytest.approx(plain)


def test_after_forgetting_nothing_of_the_ratings_is_left(scope: Scope) -> None:
    others = taught()
    plain = ask(scope, JOKES[16], others=others).figures
    given = [rated(joke, 5.0 if at % 2 == 0 else 1.0, at + 1) for at, joke in enumerate(JOKES[:10])]
    scope.append(given)
    assert ask(scope, JOKES[16], others=others).figures != plain
    scope.forget(Selection(trace_ids=tuple(each.id for each in given)))
    assert ask(scope, JOKES[16], others=others).figures == plain


def test_without_other_people_the_own_share_is_all_there_is(scope: Scope) -> None:
    assert ask(scope, "a joke").figures["probability of funny"] == 0.5
    scope.append([rated(f"a joke on number {at}", 5.0, at + 1) for at in range(8)])
    assert ask(scope, "a joke").figures["probability of funny"] == pytest.approx(0.9)


def test_a_rating_is_read_by_its_own_scale() -> None:
    assert liked(rated("a", 4, 1)) is True
    assert liked(rated("a", 3, 1)) is False
    assert liked(Trace("a", at=NOW, kind="rated", source="s", value=4.0)) is None
    assert liked(Trace("a", at=NOW, kind="rated", source="s", value=60.0, unit="points", extra={"of": 100})) is True


def test_two_names_are_needed() -> None:
    with pytest.raises(InvalidInput, match="names"):
        card("humor-fusion").build(names=("funny",))
