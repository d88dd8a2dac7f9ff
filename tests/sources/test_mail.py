"""What becomes of mail: words apart from quotes and signatures, threads, and who is me."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import Trace
from thyself.sources import ReadContext, add, readers
from thyself.sources.html_text import html_text
from thyself.sources.mail import split_body


def mail(
    body: str,
    *,
    author: str = "Ben <ben@example.org>",
    to: str = "Ann <ann@example.org>",
    extra: str = "",
    number: int = 1,
) -> str:
    return (
        f"From: {author}\nTo: {to}\nSubject: Sunday\nDate: Wed, 01 May 2024 11:00:00 +0200\n"
        f"Message-ID: <{number}@example.org>\n{extra}\n{body}\n"
    )


def box(*mails: str) -> str:
    return "".join(f"From x@example.org Wed May  1 11:00:00 2024\n{each}\n" for each in mails)


def one(folder: Path, raw: str | bytes, context: ReadContext, name: str = "one.eml") -> Trace:
    path = folder / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    (trace,) = (each for each in readers()["eml"].read(path, context) if isinstance(each, Trace))
    return trace


MINE = ("ben@example.org",)


def test_my_mail_is_written_by_me_and_others_are_read(tmp_path: Path, context: ReadContext) -> None:
    mine = one(tmp_path, mail("Hello"), replace(context, owner=MINE))
    other = one(tmp_path, mail("Hello", author="Ann <ANN@example.org>"), replace(context, owner=MINE))
    assert (mine.kind, mine.author, mine.extra["subject"], mine.extra["to"]) == (
        "wrote",
        "me",
        "Sunday",
        ["ann@example.org"],
    )
    assert (other.kind, other.author, other.extra["from"]) == ("read", "Ann", "ann@example.org")


def test_a_display_name_can_be_the_owner(tmp_path: Path, context: ReadContext) -> None:
    assert one(tmp_path, mail("Hello"), replace(context, owner=("Ben",))).author == "me"


def test_quotes_signature_and_forwarded_mail_stand_apart() -> None:
    text = "Yes, at nine.\n\nBen\n\nOn Wed, 1 May 2024 at 10:00, Ann Example\n<ann@example.org> wrote:\n> Shall we meet?\n>\n> Ann\n"  # noqa: E501
    assert split_body(text) == (
        "Yes, at nine.\n\nBen",
        "On Wed, 1 May 2024 at 10:00, Ann Example\n<ann@example.org> wrote:\n> Shall we meet?\n>\n> Ann",
        "",
    )
    assert split_body("Hi\n-- \nBen\nTurin") == ("Hi", "", "Ben\nTurin")
    assert split_body("See below\n-----Original Message-----\nold") == (
        "See below",
        "-----Original Message-----\nold",
        "",
    )
    assert split_body("Fine.\n\nFrom: Ann\nSent: Monday\nTo: Ben\nSubject: x\n\nold")[0] == "Fine."
    assert split_body("On it.\nSent from my iPhone") == ("On it.", "", "Sent from my iPhone")


def test_words_between_quotes_are_kept() -> None:
    assert split_body("> nine?\nYes.\n> where?\nAt home.")[0] == "Yes.\nAt home."


def test_html_becomes_words_and_its_quotes_are_quotes(tmp_path: Path, context: ReadContext) -> None:
    page = (
        "<html><head><style>p{}</style></head><body><p>Dear&nbsp;Ann,</p><p>caf&eacute; at <b>nine</b>?</p>"
        "<blockquote>old words</blockquote></body></html>"
    )
    trace = one(tmp_path, mail(page, extra="Content-Type: text/html; charset=utf-8\n"), context)
    assert trace.text == "Dear Ann,\n\ncafé at nine?"
    assert trace.extra["quoted"] == "> old words"


def test_headers_and_bodies_in_any_charset(tmp_path: Path, context: ReadContext) -> None:
    raw = (
        b"From: =?iso-8859-1?q?Jos=E9?= <jose@example.org>\nSubject: =?utf-8?b?w6kgYmVsbG8=?=\n =?x-unknown?q?=FF?=\n"
        b"Date: Wed, 01 May 2024 11:00:00 +0200\nContent-Type: text/plain; charset=no-such-charset\n\ncaff\xe8\n"
    )
    trace = one(tmp_path, raw, context)
    assert trace.author == "José"
    assert trace.extra["subject"].startswith("é bello")
    assert trace.text == "caffè"


def test_of_two_forms_the_plain_one_is_taken_and_attachments_are_named(tmp_path: Path, context: ReadContext) -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nplain words\n--b\nContent-Type: text/html\n\n<p>rich words</p>\n"
        '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="bill.pdf"\n\nJVBERi0=\n--b--\n'
    )
    trace = one(tmp_path, mail(body, extra='MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'), context)
    assert trace.text == "plain words"
    assert trace.extra["attachments"] == ["bill.pdf"]


def test_answers_are_in_the_session_of_the_first_mail(tmp_path: Path, context: ReadContext) -> None:
    path = tmp_path / "all.mbox"
    answer = mail("b", extra="References: <1@example.org> <5@example.org>\n", number=6)
    path.write_text(box(mail("a"), answer))
    traces = [each for each in readers()["mbox"].read(path, context) if isinstance(each, Trace)]
    assert [each.session for each in traces] == ["<1@example.org>"] * 2
    assert [each.ref for each in traces] == ["<1@example.org>", "<6@example.org>"]


def test_whose_box_it_is_is_found_by_labels_delivery_or_numbers_and_told(
    tmp_path: Path, context: ReadContext, scope
) -> None:
    others = [mail("x", author=f"Ann <ann{i}@example.org>", to="ben@example.org", number=i) for i in range(3)]
    boxes = {
        "labels.mbox": box(mail("mine", extra="X-Gmail-Labels: Sent,Important\n", number=9), *others),
        "delivered.mbox": box(
            mail("mine", number=9), *(each.replace("To:", "Delivered-To: ben@example.org\nTo:") for each in others)
        ),
        "most.mbox": box(*(mail("mine", number=9 + i) for i in range(4)), *others),
        "Sent": box(mail("mine", number=9)),
    }
    for name, text in boxes.items():
        path = tmp_path / name
        path.write_text(text)
        report = add(type(scope)(), path, context=context)
        mine = [
            each.text
            for each in readers()["mbox"].read(path, context)
            if isinstance(each, Trace) and each.author == "me"
        ]
        assert set(mine) == {"mine"}, name
        assert any("you" in note for note in report.notes), name


def test_in_a_doubtful_case_nobody_is_taken_for_me(tmp_path: Path, context: ReadContext, scope) -> None:
    path = tmp_path / "Inbox.mbox"
    path.write_text(
        box(*(mail("buy this", author="shop@example.org", to="ben@example.org", number=i) for i in range(3)))
    )
    report = add(scope, path, context=context)
    assert {trace.author for trace in scope.kept} == {"shop@example.org"}
    assert any("owner" in note for note in report.notes)


def test_a_folder_of_sent_mails_is_mine(tmp_path: Path, context: ReadContext, scope) -> None:
    folder = tmp_path / "Sent Items"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.eml").write_text(mail(f"words {number}", number=number))
    report = add(scope, folder, context=context)
    assert (report.format, report.kept) == ("eml", 3)
    assert {trace.author for trace in scope.kept} == {"me"}


def test_a_line_that_begins_with_from_inside_a_mail_does_not_cut_it(tmp_path: Path, context: ReadContext) -> None:
    path = tmp_path / "all.mbox"
    path.write_text(box(mail("I come\n\n>From Monday on I am away\n\nFrom here it is far\n")))
    (trace,) = (each for each in readers()["mbox"].read(path, context) if isinstance(each, Trace))
    assert trace.text == "I come\n\nFrom Monday on I am away\n\nFrom here it is far"


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_html_never_fails_and_never_gives_tags(text: str) -> None:
    assert isinstance(html_text(f"<p>{text}</p>"), str)
    assert "<p>" not in html_text(f"<div>a<p>b</p>{text.replace('<', '')}</div>")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20), min_size=1, max_size=5))
def test_plain_lines_are_never_taken_for_quotes(lines: list[str]) -> None:
    assert split_body("\n".join(lines)) == ("\n".join(lines), "", "")
