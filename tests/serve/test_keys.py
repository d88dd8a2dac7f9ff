"""Keys and sessions: shown once, kept as a hash, for one person and some verbs, taken back at once."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import thyself
from thyself.core import InvalidInput
from thyself.serve.house import House
from thyself.serve.keys import OWN, Keys
from thyself.serve.sessions import LASTS


def test_a_key_opens_for_its_person_and_verbs_until_it_is_taken_back(house: House) -> None:
    token, key = house.keys.make("ann", ["read", "ask"], name="my  phone\n", sees="personal")
    assert (key.person, key.verbs, key.name, key.sees) == ("ann", ("read", "ask"), "my phone", "personal")
    assert house.keys.find(token) == key
    assert key.may("ask")
    assert not key.may("forget")
    house.keys.revoke(key.id)
    assert house.keys.find(token) is None
    assert not house.keys.all("ann")[-1].may("ask")


def test_the_secret_of_a_key_is_nowhere_in_the_home(house: House, home: thyself.Home, tmp_path: Path) -> None:
    token, _ = house.keys.make("ann")
    cookie = house.sessions.begin(token)
    assert cookie
    home.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.rsplit("_", 1)[-1].encode() not in kept
    assert cookie.encode() not in kept


def test_a_person_has_all_their_own_and_the_owner_nothing_of_theirs(house: House) -> None:
    assert house.keys.make("ann")[1].verbs == OWN
    assert house.keys.make(None)[1].verbs == ("manage",)
    with pytest.raises(InvalidInput, match="cannot have manage"):
        house.keys.make("ann", ["manage"])
    with pytest.raises(InvalidInput, match="cannot have read"):
        house.keys.make(None, ["read"])


@given(st.text(max_size=80))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_but_the_key_opens(house: House, token: str) -> None:
    assert house.keys.find(token) is None
    assert house.sessions.find(token) is None


def test_a_key_of_which_one_letter_is_wrong_opens_nothing(house: House) -> None:
    token, _ = house.keys.make("ann")
    last = "A" if token[-2] != "A" else "B"
    assert house.keys.find(token[:-2] + last + token[-1]) is None
    assert house.keys.find(token + " ") is None


def test_a_session_ends_with_its_key_by_itself_and_when_it_is_ended(house: House, clock) -> None:
    token, key = house.keys.make("ann")
    one, two, three = (house.sessions.begin(token) or "" for _ in range(3))
    session = house.sessions.find(one)
    assert session is not None
    assert session.key == key
    house.sessions.end(session)
    assert house.sessions.find(one) is None
    clock.now += LASTS - timedelta(minutes=1)
    assert house.sessions.find(two) is not None
    clock.now += timedelta(minutes=2)
    assert house.sessions.find(two) is None
    clock.now -= timedelta(minutes=2)
    house.keys.revoke(key.id)
    assert house.sessions.find(three) is None


def test_each_session_has_a_form_token_of_its_own(house: House) -> None:
    token, _ = house.keys.make("ann")
    forms = {house.sessions.find(house.sessions.begin(token) or "").form for _ in range(3)}  # type: ignore[union-attr]
    assert len(forms) == 3


def test_the_first_start_makes_two_keys_and_the_next_none(house: House) -> None:
    owner, own = house.first_keys("zoë") or ("", "")
    assert house.keys.find(owner).verbs == ("manage",)  # type: ignore[union-attr]
    assert house.keys.find(own).person == "zoë"  # type: ignore[union-attr]
    assert house.first_keys("zoë") is None


def test_keys_are_read_by_every_process_of_a_home(house: House, home: thyself.Home) -> None:
    token, key = house.keys.make("ann")
    assert Keys(home.store.books, home.clock).find(token) == key
    assert json.dumps([each.id for each in house.keys.all()])
