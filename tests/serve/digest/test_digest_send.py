"""Digests go out by SMTP with encryption, or into files; what surely did not arrive is told from what may have."""

import ssl
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from thyself.core import InvalidInput, Item, Refused
from thyself.serve.digest import Letter, Smtp, ToFiles, Undelivered, Unsure
from thyself.serve.digest.letter import Ending, Entry
from thyself.serve.digest.send import Unreachable
from thyself.serve.digest.word import Card

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def letter(to: str = "anna@example.org", server: str = "https://me.example.org") -> Letter:
    odd = Card(
        Item("i", "x", title="Ümläut & <script>alert(1)</script>\r\nBcc: all@example.org", attributes={"feed": "News"}),
        "Ümläut & <script>alert(1)</script>",
        "What it says “so”.\n.\nA line with a dot.",
        'You read it: "X".',
    )
    plain = Card(Item("j", "y", title="Second", attributes={"authors": ["A", "B", "C", "D"]}), "Another", "", "")
    end = Ending("abc.end.def", "digest@example.org", f"{server}/d/u/abc.end.def" if server else "")
    entries = (Entry(odd, "https://news.example.org/?a=1&b=2"), Entry(plain, ""))
    return Letter("anna", to, date(2024, 5, 1), entries, end)


def test_a_mail_has_plain_text_beside_html_and_a_way_to_end_it(serve_mail) -> None:
    box, port = serve_mail()
    with Smtp("127.0.0.1", "digest@example.org", "none", port).open() as post:
        post.deliver(letter(), NOON)
    (mail,) = box.mails["anna@example.org"]
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert mail["Subject"] == "Your digest of 1 May 2024: Ümläut & <script>alert(1)</script>"
    assert mail["Bcc"] is None
    assert "1. Ümläut & <script>" in text
    assert "What it says “so”.\n.\nA line" in text.replace("\r\n", "\n")
    assert "2. Another\n   Second, A, B, C and others\n" in text.replace("\r\n", "\n")
    assert "<script>" not in html
    assert 'href="https://news.example.org/?a=1&amp;b=2"' in html
    assert "src=" not in html
    assert mail["List-Unsubscribe"] == (
        "<https://me.example.org/d/u/abc.end.def>, <mailto:digest@example.org?subject=unsubscribe%20abc.end.def>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")


def test_without_a_server_it_is_ended_by_mail_alone() -> None:
    mail = letter(server="").message("digest@example.org", NOON)
    assert mail["List-Unsubscribe"] == "<mailto:digest@example.org?subject=unsubscribe%20abc.end.def>"
    assert mail["List-Unsubscribe-Post"] is None
    assert letter(server="http://me.example.org").message("d@example.org", NOON)["List-Unsubscribe-Post"] is None


def test_the_same_digest_has_the_same_name_so_that_a_reader_can_tell_it_came_twice() -> None:
    one, again = (letter().message("d@example.org", NOON)["Message-ID"] for _ in range(2))
    assert one == again
    other = Letter("anna", "a@b.org", date(2024, 5, 2), (), letter().ending)
    assert other.message("d@example.org", NOON)["Message-ID"] != one


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_and_the_certificate_is_looked_at(serve_mail, certificate, security: str) -> None:
    shown, trusts = certificate
    how = {"require_starttls": True, "tls_context": shown} if security == "starttls" else {"ssl_context": shown}
    box, port = serve_mail(**how)
    with Smtp("127.0.0.1", "d@example.org", security, port, tls=trusts).open() as post:
        post.deliver(letter(), NOON)
        post.deliver(letter("bo@example.org"), NOON)
    assert sorted(box.mails) == ["anna@example.org", "bo@example.org"]
    with (
        Smtp("127.0.0.1", "d@example.org", security, port, tls=ssl.create_default_context()).open() as post,
        pytest.raises(Unreachable, match="certificate"),
    ):
        post.deliver(letter(), NOON)
    assert len(box.raw) == 2


def test_it_never_falls_back_to_no_encryption(serve_mail) -> None:
    box, port = serve_mail()
    with (
        Smtp("127.0.0.1", "d@example.org", "starttls", port).open() as post,
        pytest.raises(Unreachable, match=r"cannot encrypt the connection \(STARTTLS\); nothing was sent"),
    ):
        post.deliver(letter(), NOON)
    assert not box.raw
    with pytest.raises(Refused, match="in the clear"):
        Smtp("mail.example.org", "d@example.org", "none")


def test_who_sends_is_asked_and_a_wrong_password_is_told(serve_mail, certificate) -> None:
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def known(server: object, session: object, envelope: object, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"anna", b"right"), handled=False)

    shown, trusts = certificate
    box, port = serve_mail(tls_context=shown, authenticator=known, auth_required=True)
    with Smtp("127.0.0.1", "d@example.org", "starttls", port, "anna", "right", tls=trusts).open() as post:
        post.deliver(letter(), NOON)
    wrong = Smtp("127.0.0.1", "d@example.org", "starttls", port, "anna", "wrong", tls=trusts)
    with wrong.open() as post, pytest.raises(Unreachable, match="does not accept 'anna' with this password: 535"):
        post.deliver(letter(), NOON)
    assert len(box.raw) == 1
    assert "wrong" not in repr(wrong)


def test_a_no_of_the_server_is_told_and_the_next_mail_goes_on(serve_mail) -> None:
    box, port = serve_mail()
    box.trouble = {
        "rcpt bo@example.org": "550 no such user",
        "data cy@example.org": "452 full",
    }
    with Smtp("127.0.0.1", "d@example.org", "none", port).open() as post:
        with pytest.raises(Undelivered, match=r"does not take a mail to .*: 550 no such user"):
            post.deliver(letter("bo@example.org"), NOON)
        with pytest.raises(Undelivered, match="452 full"):
            post.deliver(letter("cy@example.org"), NOON)
        post.deliver(letter(), NOON)
    assert list(box.mails) == ["anna@example.org"]


def test_a_connection_that_breaks_while_the_mail_is_taken_leaves_it_unsure(serve_mail) -> None:
    box, port = serve_mail()
    box.trouble = {"data anna@example.org": "hang up"}
    with Smtp("127.0.0.1", "d@example.org", "none", port).open() as post:
        with pytest.raises(Unsure, match="the connection broke while the mail was taken"):
            post.deliver(letter(), NOON)
        post.deliver(letter("bo@example.org"), NOON)
    assert sorted(box.mails) == ["anna@example.org", "bo@example.org"]


def test_a_server_that_is_not_there_is_told() -> None:
    with (
        Smtp("127.0.0.1", "d@example.org", "none", 9).open() as post,
        pytest.raises(Unreachable, match=r"127\.0\.0\.1 cannot be reached .*; nothing was sent"),
    ):
        post.deliver(letter(), NOON)


@pytest.mark.parametrize(
    "bad", ["anna", "a@b@c", "a b@c.org", "anna@example.org\nBcc: x@y.org", "<a@b.org>", "ä@b.org"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput, match="no mail address"):
        Smtp("localhost", bad, "none")


def test_into_files_in_the_form_that_their_name_says(tmp_path: Path) -> None:
    for name, begins in (("d.html", b"<!doctype html>"), ("d.txt", b"Your digest of 1 May 2024"), ("d.eml", b"From: ")):
        with ToFiles(tmp_path / name).open() as files:
            files.deliver(letter(), NOON)
        assert (tmp_path / name).read_bytes().startswith(begins)
    with ToFiles(tmp_path / "box").open() as files:
        files.deliver(letter(), NOON)
    assert [each.name for each in (tmp_path / "box").iterdir()] == ["anna-2024-05-01.eml"]
    (tmp_path / "plain").write_text("x")
    with ToFiles(tmp_path / "plain" / "d.txt").open() as files, pytest.raises(Undelivered, match="cannot be written"):
        files.deliver(letter(), NOON)
