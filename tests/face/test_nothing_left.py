"""Whatever was made of a trace goes with it: every system and every verb is used, and then it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import thyself
from thyself.core import Settings, ThyselfError
from thyself.core.registry import cards
from thyself.models.scripted import Rules

pytest.register_assert_rewrite("tests.contracts.system")

from tests.contracts.system import BOOKS, NOW, WISHES, life, own  # noqa: E402

SECRET = "Zorblaxia"


@pytest.fixture(params=[True, False], ids=["model here", "model elsewhere"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[thyself.Home]:
    settings = Settings(embedder="hashed", remote_allows="sensitive")
    with thyself.open(tmp_path / "home.db", settings=settings, clock=lambda: NOW) as home:
        # A model that repeats what it is shown: the likeliest to carry a secret on.
        home.__dict__["language_model"] = Rules(lambda messages: messages[-1].content[-200:], local=request.param)
        yield home


def use_everything(home: thyself.Home, me: thyself.Person) -> list[str]:
    """Ask all systems for all that they serve, and use all verbs; returns what refused, which some rightly do."""
    verbs = {
        "ask": me.ask,
        "write": me.write,
        "title": me.title,
        "predict": me.predict,
        "advise": me.advise,
        "recommend": lambda _, system: me.recommend(BOOKS, system=system),
    }
    refused = []
    for card in cards():
        for job in card.serves:
            try:
                verbs[job](f"{WISHES[job]} {SECRET}", system=card.name)
            except ThyselfError as error:
                refused.append(f"{card.name}: {error}")
    me.index()
    me.ask(f"Where does {SECRET} lie?")
    me.context(f"Tell me of {SECRET}")
    me.insights("sleep")
    me.day()
    me.report("sleep")
    me.money()
    me.talk(BOOKS).say(f"I love {SECRET}")
    me.agree_to_be_found()
    home.experts(f"Who knows {SECRET}?")
    home.consolidate()
    assert me.graph is not None
    return refused


def test_after_all_systems_and_verbs_were_used_forgetting_leaves_no_byte(home: thyself.Home, tmp_path: Path) -> None:
    me = home.person("me")
    me.add(life(SECRET))
    me.add([own(f"A plain day with rain, number {n}, and {SECRET.lower()}n tea", n, source="diary") for n in range(9)])
    me.add([own("I own a red bicycle.", 40, source="kept")])
    refused = use_everything(home, me)
    assert len(refused) < 4, refused
    assert SECRET.lower() in bytes_of(tmp_path)
    for source in ("chat", "mail", "watch", "bank", "books", "diary"):
        receipt = me.forget(source=source)
        assert receipt.proven
    assert SECRET.lower()[:6] not in bytes_of(tmp_path)
    assert [trace.text for trace in me.traces()] == ["I own a red bicycle."]
    assert SECRET.lower() not in str(me.sent()).lower()
    assert me.ask("What do I own?").evidence


def bytes_of(folder: Path) -> str:
    """All that stands in the files of a folder, in small letters."""
    return "".join(path.read_bytes().decode("latin-1").lower() for path in folder.rglob("*") if path.is_file())
