"""Recommendations on a home: from own traces and a crowd; wishes hold at once; what is forgotten was never there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.core import Catalog, InvalidInput, Item, Trace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEAS = [f"tea-{n}" for n in range(8)]
BOATS = [f"boat-{n}" for n in range(8)]
# What the items are tells nothing of who takes them.
CATALOG = Catalog([Item(each, f"thing {each}", f"Thing {each}") for each in [*TEAS, *BOATS]], name="things")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[thyself.Home]:
    with thyself.open(tmp_path / "home.db", clock=lambda: NOW) as opened:
        opened.keep(CATALOG)
        yield opened


def rated(item: str, days_ago: int, stars: float = 5.0) -> Trace:
    return Trace(
        f'Rated "{item}" {stars:g} of 5', at=NOW - timedelta(days=days_ago), kind="rated", source="test",
        item=item, value=stars, unit="stars", extra={"of": 5, "title": item},
    )  # fmt: skip


def read(item: str, days_ago: int) -> Trace:
    return Trace(f"Read {item}", at=NOW - timedelta(days=days_ago), kind="read", source="test", item=item)


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    rows = [
        f"p{p},{(TEAS if p % 2 else BOATS)[(p // 2 + step) % 8]},5,{1_600_000_000 + 86_400 * (p + 3 * step)}"
        for p in range(60)
        for step in range(4)
    ]
    path.write_text("\n".join(["user,item,rating,timestamp", *rows]))
    return path


def ids(picks: object) -> list[str]:
    return [pick.item.id for pick in picks]  # type: ignore[attr-defined]


def test_what_a_crowd_took_counts_for_a_person_whom_it_never_saw(home: thyself.Home, crowd: Path) -> None:
    me = home.person()
    me.add([rated("boat-2", 40), rated("boat-3", 20)])
    assert [each[:4] for each in ids(me.recommend("things", k=3))] != ["boat"] * 3
    home.fit("things", crowd, seconds=5)
    picks = me.recommend("things", k=3)
    assert [each[:4] for each in ids(picks)] == ["boat"] * 3
    assert picks[0].reasons[0].startswith('you rated it 5 of 5: "Thing boat-')
    assert " 2024 (those who took it took this)" in picks[0].reasons[0]
    assert picks[0].evidence[0].text.startswith("Rated")
    assert ids(me.recommend("things", k=3, crowd=crowd)) == ids(picks)


def test_an_account_adds_up_and_tells_what_would_be_without(home: thyself.Home, crowd: Path) -> None:
    me = home.person()
    me.add([rated("boat-2", 40), rated("tea-5", 30, 4.0), rated("boat-3", 20)])
    for learned in (False, True):
        if learned:
            home.fit("things", crowd, seconds=5)
        for pick in me.recommend("things", k=3):
            why = me.explain(pick.item.id, "things")
            assert sum(each.adds for each in why.because) == pytest.approx(why.score, abs=1e-6)
    first = me.recommend("things", k=1)[0].item.id
    why = me.explain(first, "things")
    assert why.place == 1
    assert why.because[0].without is not None
    assert why.because[0].without > 1
    assert "without it, it would stand at" in str(why)
    assert me.explain("boat-2", "things").why_not == "you know it already"


def test_a_counterfactual_is_what_forgetting_gives(home: thyself.Home) -> None:
    me = home.person()
    me.add([read("boat-2", 40), read("tea-5", 30), read("tea-6", 20)])
    for each in ("boat-2", "tea-5", "tea-6"):
        me.mute(each)  # it would be free again, and count among the places, once it is forgotten
    top = me.recommend("things", k=1)[0].item.id
    part = next(each for each in me.explain(top, "things").because if each.without)
    me.forget(trace_ids=part.evidence[0].trace_ids[0])
    assert me.explain(top, "things").place == part.without


def test_wishes_hold_at_once_and_are_kept(home: thyself.Home, tmp_path: Path) -> None:
    me = home.person()
    me.add([rated("boat-2", 40), rated("boat-3", 20)])
    first, second, *_ = ids(me.recommend("things", k=8))
    me.mute(first)
    assert first not in ids(me.recommend("things", k=99))
    assert me.explain(first, "things").why_not == "you said not to show it"
    me.boost("tea-7", 50)
    assert ids(me.recommend("things", k=1)) == ["tea-7"]
    assert any(each.what == "you want it higher" for each in me.explain("tea-7", "things").because)
    assert home.person("somebody else").recommend("things", k=1)[0].item.id != "tea-7"
    assert me.unwish("tea-7")
    assert me.unwish(first)
    assert not me.unwish(first)
    assert ids(me.recommend("things", k=2)) == [first, second]
    me.mute(first)
    me.forget(everything=True)
    assert first in ids(home.person().recommend("things", k=99))


def test_the_knob_from_familiar_to_new(home: thyself.Home) -> None:
    me = home.person()
    me.add([rated("boat-2", 40), rated("boat-3", 20)])
    me.explore(0.5)
    new = [each for each in me.recommend("things", k=6) if each.reasons[0].startswith("to explore")]
    assert len(new) == 3
    assert not any("to explore" in each.reasons[0] for each in me.recommend("things", k=6, explore=0.0))
    with pytest.raises(InvalidInput, match="share"):
        me.explore(2)


def test_a_home_that_forgot_recommends_as_if_it_had_never_known(tmp_path: Path) -> None:
    def filled(path: Path, taken: dict[str, list[str]]) -> thyself.Home:
        opened = thyself.open(path, clock=lambda: NOW)
        for person, mine in taken.items():
            opened.person(person).add([rated(each, 100 - day) for day, each in enumerate(mine)])
        opened.fit(CATALOG, seconds=1000)
        return opened

    taken = {
        f"p{p}": [(TEAS if p % 2 else BOATS)[(p // 2 + step) % 8] for step in range(4)] for p in range(24)
    } | {"odd": ["tea-1", "boat-6"], "me": ["tea-1", "tea-2"]}  # fmt: skip
    home = filled(tmp_path / "one.db", taken)
    never = filled(tmp_path / "two.db", taken | {"odd": []})
    asked = lambda home: [(p.item.id, p.score) for p in home.person("me").recommend(CATALOG, k=16)]  # noqa: E731
    assert asked(home) != asked(never)
    home.person("odd").forget(everything=True)
    assert [each[0] for each in asked(home)] == [each[0] for each in asked(never)]
    assert [each[1] for each in asked(home)] == pytest.approx([each[1] for each in asked(never)], abs=1e-6)
    home.close()
    never.close()


def test_nothing_to_learn_from_is_said(home: thyself.Home) -> None:
    with pytest.raises(InvalidInput, match="ratings of a crowd"):
        home.fit("things")


def test_a_crowd_can_be_given_on_the_command_line(home: thyself.Home, crowd: Path) -> None:
    home.person().add([rated("boat-2", 40), rated("boat-3", 20)])
    where = str(home.settings.home)
    home.close()
    given = ["recommend", "things", "-k", "3", "--crowd", str(crowd), "--home", where, "--json"]
    done = CliRunner().invoke(app, given, catch_exceptions=False)
    assert done.exit_code == 0
    assert [each["item"]["id"][:4] for each in json.loads(done.stdout)["picks"]] == ["boat"] * 3
