"""One digest a day to each of a group: picked for each, nothing twice, resumable, gone with the traces behind it."""

import threading
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import thyself
from thyself.core import InvalidInput, Trace
from thyself.models.scripted import Rules
from thyself.serve.digest import Digest, Letter, Options, Reader, Smtp, ToFiles, Undelivered, read_group, stop
from thyself.serve.digest.kept import DAY, SEEN
from thyself.serve.digest.links import LINK

SERVER = "https://me.example.org"


def readers(web: Any, *people: str, feeds: tuple[str, ...] = ("/good.xml",), items: int = 2) -> list[Reader]:
    return [Reader(name, f"{name}@example.org", tuple(web.url + path for path in feeds), items) for name in people]


def by_mail(port: int) -> Smtp:
    return Smtp("127.0.0.1", "digest@example.org", "none", port)


def statuses(report: Any) -> dict[str, str]:
    return {each.person: each.status for each in report.people}


def kinds(home: thyself.Home, person: str, *which: str) -> int:
    scope = home.person(person).scope
    return sum(1 for kind in which for _ in scope.derived(kind))


def test_a_group_gets_one_mail_each_a_day_picked_for_each(home, web, serve_mail, clock) -> None:
    box, port = serve_mail()
    digest = Digest(home, Options(answers="digest@example.org"))
    group = readers(web, "anna", "bo", "cy", feeds=("/good.xml", "/none.xml"))
    report = digest.run(group, by_mail(port))
    assert statuses(report) == {"anna": "sent", "bo": "sent", "cy": "sent"}
    assert report.problems == (f"{web.url}/none.xml: the server says 404 Not Found",)
    titles = {each.person: each.titles for each in report.people}
    assert set(titles["anna"]) == {"News of sleep", "News of bread"}
    assert titles["bo"][0] == "News of chess"
    assert titles["cy"] == ("News of sleep", "News of bread")  # nothing is known of Cy: as the feed has it
    assert "nothing is known of your taste" in report.people[2].note
    assert web.asked.count("/good.xml") == 1
    text = box.mails["bo@example.org"][0].get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "1. News of chess\n   The world's best players of chess meet for a tournament in Oslo.\n" in text
    assert 'You read "Chess players and a tournament"' in text
    assert "https://news.example.org/chess" in text

    assert set(statuses(digest.run(group, by_mail(port))).values()) == {"sent today already"}
    clock.now += timedelta(hours=5)  # it is the next day in Tokyo alone
    assert statuses(digest.run(group, by_mail(port)))["bo"] == "sent"
    assert statuses(digest.run(group, by_mail(port)))["anna"] == "sent today already"
    assert {to: len(mails) for to, mails in box.mails.items()} == {
        "anna@example.org": 1, "bo@example.org": 2, "cy@example.org": 1,
    }  # fmt: skip


def test_the_same_item_never_comes_twice_whatever_feed_has_it(home, web, serve_mail, clock) -> None:
    box, port = serve_mail()
    told: list[str] = []
    group = readers(web, "anna", feeds=("/good.xml", "/other.xml"), items=2)
    for _ in range(4):
        told += Digest(home).run(group, by_mail(port)).people[0].titles
        clock.now += timedelta(days=1)
    assert sorted(told) == sorted(f"News of {topic}" for topic in ("sleep", "bread", "trains", "chess", "bees"))
    assert len(box.raw) == 3
    assert statuses(Digest(home).run(group, by_mail(port))) == {"anna": "nothing new"}
    web.files["/other.xml"] = (
        web.files["/good.xml"].replace(b"<guid>", b"<guid>new-").replace(b"<title>", b"<title>On ")
    )
    assert statuses(Digest(home).run(group, by_mail(port))) == {"anna": "nothing new"}  # the addresses are known


def test_what_the_profile_says_picks_too_but_for_what_is_sensitive(home, web, serve_mail) -> None:
    _, port = serve_mail()
    said = ("I love chess and I am interested in bees.", "I have been told that I have diabetes.")
    home.person("cy").add([Trace(text, at=home.clock(), kind="said", source="chat") for text in said])
    (done,) = Digest(home).preview(readers(web, "cy"), by_mail(port)).people
    assert set(done.titles) == {"News of chess", "News of bees"}
    assert {entry.card.why for entry in done.letter.entries} == {
        "It fits what you care about: chess.", "It fits what you care about: bees.",
    }  # fmt: skip
    assert {piece.text for entry in done.letter.entries for piece in entry.card.evidence} == {said[0]}


def test_what_was_read_or_opened_already_is_not_offered(home, web, clock, tmp_path: Path) -> None:
    home.person("anna").add([Trace("x", at=clock.now, kind="read", source="t", extra={"title": "News of sleep"})])
    (done,) = Digest(home).run(readers(web, "anna", items=5), ToFiles(tmp_path / "d.txt")).people
    assert "News of sleep" not in done.titles
    assert len(done.titles) == 4


class Stopped(Exception):
    """The run is killed."""


class Dying:
    """Mails that arrive until a given one; with it the run is killed."""

    def __init__(self, at: str, after: bool) -> None:
        self.at, self.after, self.came = at, after, list[str]()

    destination = Smtp("localhost", "d@example.org", "none").destination

    def open(self) -> AbstractContextManager[Any]:
        @contextmanager
        def opened() -> Any:
            yield self

        return opened()

    def deliver(self, letter: Letter, at: object) -> None:
        if letter.person == self.at and not self.after:
            raise Stopped
        self.came.append(letter.person)
        if letter.person == self.at:
            raise Stopped


@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_is_killed_goes_on_and_sends_nothing_twice(home, web, after: bool) -> None:
    first, second = Dying("bo", after), Dying("nobody", False)
    group = readers(web, "anna", "bo", "cy")
    with pytest.raises(Stopped):
        Digest(home).run(group, first)
    report = Digest(home).run(group, second)
    assert statuses(report) == {"anna": "sent today already", "bo": "unsure", "cy": "sent"}
    assert second.came == ["cy"]
    assert "may have arrived" in report.problems[0]


def test_what_surely_did_not_arrive_comes_with_the_next_run(home, web, serve_mail) -> None:
    box, port = serve_mail()
    box.trouble = {"rcpt anna@example.org": "450 try later"}
    group = readers(web, "anna", "bo")
    report = Digest(home, Options(SERVER)).run(group, by_mail(port))
    assert statuses(report) == {"anna": "failed", "bo": "sent"}
    assert "450 try later" in report.problems[0]
    assert kinds(home, "anna", DAY, SEEN, LINK, "sent") == 0
    box.trouble = {}
    report = Digest(home, Options(SERVER)).run(group, by_mail(port))
    assert statuses(report) == {"anna": "sent", "bo": "sent today already"}
    assert sorted(box.mails) == ["anna@example.org", "bo@example.org"]


def test_a_server_that_is_down_is_asked_once_for_the_whole_group(home, web) -> None:
    report = Digest(home).run(readers(web, "anna", "bo", "cy"), by_mail(9))
    assert set(statuses(report).values()) == {"failed"}
    assert all("cannot be reached" in each.note for each in report.people)
    assert kinds(home, "anna", DAY, SEEN) == 0


def test_a_preview_keeps_nothing_sends_nothing_and_asks_no_model(home, web, serve_mail) -> None:
    box, port = serve_mail()
    model = Rules(lambda _: "TITLE: x", name="big-7b", local=False)
    home.__dict__["language_model"] = model
    before = home.person("anna").scope.state()
    report = Digest(home, Options(SERVER)).preview(readers(web, "anna"), by_mail(port))
    assert statuses(report) == {"anna": "would be sent"}
    assert "1. News of" in report.people[0].letter.text
    assert home.store.books.read("digest") == []
    assert not list(home.person("anna").sent())
    assert kinds(home, "anna", DAY, SEEN, LINK, "digest:key") == 0
    assert (box.raw, model.prompts) == ([], [])
    assert home.person("anna").scope.state().last == before.last


def test_what_is_too_sensitive_takes_no_part_in_a_mail_but_may_in_a_file(home, web, serve_mail, tmp_path) -> None:
    box, port = serve_mail()
    home.person("cy").add(
        [Trace("I read it", at=home.clock(), kind="read", source="t", sensitivity="sensitive",
               extra={"title": "Bees and the way home"})]
    )  # fmt: skip
    kept = Digest(home).preview(readers(web, "cy", items=1), by_mail(port)).people[0]
    own = Digest(home).preview(readers(web, "cy", items=1), ToFiles(tmp_path / "d.txt")).people[0]
    assert (kept.titles, own.titles) == (("News of sleep",), ("News of bees",))
    Digest(home).run(readers(web, "cy"), by_mail(port))
    assert "Bees and the way" not in box.raw[0][1].decode()


def test_what_left_is_recorded_for_mails_and_models_elsewhere_and_not_for_files(
    home, web, serve_mail, tmp_path
) -> None:
    _, port = serve_mail()
    home.__dict__["language_model"] = Rules(lambda _: "WHY: You read of it.", name="big-7b", local=False)
    Digest(home).run(readers(web, "anna", items=1), by_mail(port))
    records = home.person("anna").sent()
    assert [each["model"] for each in records] == ["big-7b", "mail to anna@example.org"]
    assert [each["for"] for each in records] == ["a digest", "a digest of 1 items"]
    assert all(each["traces"] >= 1 and each["highest"] == "personal" for each in records)
    home.__dict__["language_model"] = None
    Digest(home).run(readers(web, "bo"), ToFiles(tmp_path / "box"))
    assert home.person("bo").sent() == []


def test_a_model_that_fails_leaves_the_template_and_is_asked_no_more(home, web, tmp_path) -> None:
    model = Rules(name="big-7b")
    home.__dict__["language_model"] = model
    report = Digest(home).run(readers(web, "anna", "bo"), ToFiles(tmp_path / "box"))
    assert set(statuses(report).values()) == {"sent"}
    assert "the model failed" in report.people[0].note
    assert len(model.prompts) == 1


def test_with_the_traces_goes_what_was_made_of_them_and_with_the_person_everything(home, web, serve_mail) -> None:
    _, port = serve_mail()
    digest = Digest(home, Options(SERVER))
    digest.run(readers(web, "anna"), by_mail(port))
    anna = home.person("anna")
    assert (kinds(home, "anna", LINK), kinds(home, "anna", "sent")) == (2, 1)
    traces = [trace.id for trace in anna.traces()]
    receipt = anna.forget(trace_ids=traces)
    assert receipt.proven
    assert kinds(home, "anna", LINK, "sent") == 0
    left = [(row.kind, row.body) for kind in (DAY, SEEN) for row in anna.scope.derived(kind)]
    assert all(set(body) <= {"state", "day"} for _, body in left)  # nothing can be read out of what is left
    assert statuses(digest.run(readers(web, "anna"), by_mail(port))) == {"anna": "sent today already"}
    anna.forget(everything=True)
    assert kinds(home, "anna", DAY, SEEN, LINK, "sent", "digest:key") == 0
    assert home.store.books.read("digest") == []


def test_who_ended_it_gets_none_and_who_is_not_known_is_told(home, web, tmp_path) -> None:
    stop(home.person("bo").scope)
    report = Digest(home).run(readers(web, "bo", "zoe", "anna"), ToFiles(tmp_path / "box"))
    assert statuses(report) == {"bo": "wants none", "zoe": "failed", "anna": "sent"}
    assert "nobody here is called 'zoe'" in report.problems[0]
    assert "zoe" not in home.people()


def test_two_runs_at_once_are_one(home, web, tmp_path) -> None:
    inside, go = threading.Event(), threading.Event()

    class Slow(Dying):
        def deliver(self, letter: Letter, at: object) -> None:
            inside.set()
            go.wait(10)
            super().deliver(letter, at)

    slow = Slow("nobody", False)
    with thyself.open(settings=home.settings, clock=home.clock) as other:
        thread = threading.Thread(target=lambda: Digest(other).run(readers(web, "anna"), slow))
        thread.start()
        assert inside.wait(10)
        with pytest.raises(InvalidInput, match="another digest is being made"):
            Digest(home).run(readers(web, "anna"), ToFiles(tmp_path / "box"))
        go.set()
        thread.join()
    assert slow.came == ["anna"]
    assert statuses(Digest(home).run(readers(web, "anna"), slow)) == {"anna": "sent today already"}


def test_a_mail_that_cannot_be_written_is_undone(home, web, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    report = Digest(home).run(readers(web, "anna"), ToFiles(tmp_path / "file" / "d.txt"))
    assert statuses(report) == {"anna": "failed"}
    assert issubclass(Undelivered, thyself.ThyselfError)
    assert kinds(home, "anna", DAY, SEEN) == 0


def test_a_group_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "group.toml"
    file.write_text(
        'feeds = ["https://a.example/x.xml"]\nitems = 3\n[[people]]\nperson = "anna"\nto = "anna@example.org"\n'
        'feeds = ["own.json"]\n[[people]]\nperson = "bo"\nitems = 7\n'
    )
    assert read_group(file) == (
        Reader("anna", "anna@example.org", ("https://a.example/x.xml", str(tmp_path / "own.json")), 3),
        Reader("bo", "", ("https://a.example/x.xml",), 7),
    )


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", r"no \[\[people\]\]"),
        ("people = 3", r"no \[\[people\]\]"),
        ("people = [3]", "person 1 is no table"),
        ('feed = "x"', "'feed' is none of feeds, items, people"),
        ('[[people]]\nperson = "a"', "no feed is named"),
        ('feeds = ["x"]\n[[people]]\nto = "a@b.org"', "write person and to"),
        ('feeds = ["x"]\n[[people]]\nperson = "a"\nto = "nobody"', "no mail address"),
        ('feeds = "x"\n[[people]]\nperson = "a"', "feeds as a list"),
        ('feeds = ["x"]\nitems = 99\n[[people]]\nperson = "a"', "take 1 to 50"),
        ('feeds = ["x"]\nitems = "1"\n[[people]]\nperson = "a"', "items is no number"),
        ('feeds = ["x"]\n[[people]]\nperson = "a"\n[[people]]\nperson = "a"', "comes twice"),
        ("feeds = [", "group.toml: "),
    ],
)
def test_a_group_that_makes_no_sense_says_why(tmp_path: Path, told: str, why: str) -> None:
    (tmp_path / "group.toml").write_text(told)
    with pytest.raises(InvalidInput, match=why):
        read_group(tmp_path / "group.toml")


def test_the_address_of_the_server_must_be_one() -> None:
    with pytest.raises(InvalidInput, match="no address of a server"):
        Options("me.example.org")
    assert Options(SERVER + "/").address("u", "t") == "https://me.example.org/d/u/t"
