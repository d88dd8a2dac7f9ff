"""Feeds are fetched within limits, each by itself: what is wrong with one is told, and the others are read."""

import asyncio
import time
from importlib import import_module
from pathlib import Path

import pytest

from thyself.serve.digest import Limits, fetch
from thyself.sources.feeds import Bounds

SOON = Limits(Bounds(most_bytes=1 << 20), seconds=3.0, wait_s=1.5)


def test_a_broken_a_slow_and_a_huge_feed_each_get_their_error_and_the_others_are_read(web, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "Mine"}]}')
    web.files["/broken.xml"] = web.files["/good.xml"].replace(b"</item>", b"</itm>", 1)
    bad = {
        "/broken.xml": "no entry in it can be read: the XML is broken at line 1",
        "/slow.xml": "it was not all there after 3 seconds",
        "/slow-head.xml": "it was not all there after 3 seconds",
        "/silent.xml": "no answer within 1.5 seconds",
        "/huge.xml": "larger than 1 MB",
        "/bomb.xml": "larger than 1 MB",
        "/cut.xml": "the server broke off in the middle",
        "/round.xml": "sends on to another address more than 5 times",
        "/file.xml": "no address of the web",
        "/none.xml": "the server says 404 Not Found",
    }
    good = ["/good.xml", "/packed.xml", "/moved.xml"]
    sources = [*(web.url + path for path in (*bad, *good)), str(tmp_path / "own.json"), str(tmp_path / "no.xml")]
    begun = time.monotonic()
    found = {each.source: each for each in fetch(sources, SOON)}
    assert time.monotonic() - begun < 30  # some of them never end by themselves
    assert list(found) == sources
    for path, why in bad.items():
        assert found[web.url + path].feed is None
        assert found[web.url + path].problem.startswith(web.url + path)
        assert why in found[web.url + path].problem
    sizes = [len(each.feed.items) for path in good if (each := found[web.url + path]).feed]
    assert sizes == [5, 1, 5]
    assert found[str(tmp_path / "own.json")].feed.items[0].title == "Mine"
    assert "no such file" in found[str(tmp_path / "no.xml")].problem


def test_of_a_feed_that_breaks_off_later_the_beginning_is_kept_and_it_is_told(web) -> None:
    web.files["/half.xml"] = web.files["/good.xml"][:700]
    (found,) = fetch([web.url + "/half.xml"], SOON)
    assert found.feed is not None
    assert found.feed.items[0].title == "News of sleep"
    assert "the XML is broken at line 1" in found.problem


def test_each_is_asked_once_also_from_within_a_running_loop(web) -> None:
    async def main() -> int:
        return len(fetch([web.url + "/good.xml"] * 3, SOON))

    assert asyncio.run(main()) == 1
    assert web.asked == ["/good.xml"]


def test_who_cannot_be_reached_or_found_is_told() -> None:
    nowhere, wrong = fetch(["http://127.0.0.1:9/x.xml", "http://a b.example/"], SOON)
    assert "cannot be reached" in nowhere.problem
    assert wrong.feed is None


def test_a_feed_outside_may_not_send_on_into_this_network(web, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("thyself.serve.digest.fetch")
    assert asyncio.run(module._inside(web.url))
    assert not asyncio.run(module._inside("http://93.184.216.34/feed"))
    web.files["/secret.xml"] = web.files["/good.xml"]

    async def inside(address: str) -> bool:
        return "secret" in address or "good" in address

    monkeypatch.setattr(module, "_inside", inside)
    (found,) = fetch([web.url + "/moved.xml"], SOON)
    assert "inside this network; not followed" in found.problem
    assert web.asked == ["/moved.xml"]


@pytest.mark.parametrize(
    ("number", "outside"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False),
        ("::ffff:127.0.0.1", False), ("fe80::1", False), ("fc00::1", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True), ("2002:7f00:1::", False), ("2002:5db8:d822::", True),
    ],
)  # fmt: skip
def test_an_address_is_outside_by_what_it_stands_for(number: str, outside: bool) -> None:
    assert import_module("thyself.serve.digest.fetch").outside(number) is outside


def test_a_name_that_nobody_knows_is_not_sent_on_to(web, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("thyself.serve.digest.fetch")

    async def numbers(address: str) -> set[str]:
        return {"93.184.216.34"} if "moved" in address else set()

    monkeypatch.setattr(module, "_numbers", numbers)
    (found,) = fetch([web.url + "/moved.xml"], SOON)
    assert "not followed" in found.problem
