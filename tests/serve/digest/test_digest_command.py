"""``thyself digest``, as a person types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import thyself
from thyself.cli.app import app
from thyself.serve.digest import stopped

run = CliRunner()


@pytest.fixture
def digest(home: thyself.Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on the home, with what it says."""
    for name, value in (("EMBEDDER", "hashed"), ("LANGUAGE_MODEL", "none")):
        monkeypatch.setenv(f"THYSELF_{name}", value)
    file = str(home.settings.home)

    def call(*words: str, code: int = 0) -> Any:
        done = run.invoke(app, ["digest", "--home", file, *words])
        assert done.exit_code == code, done.output or done.exception
        return json.loads(done.stdout) if done.stdout.startswith("{") else done.stdout

    return call


def test_it_shows_first_and_then_sends(digest: Any, web: Any, serve_mail: Any) -> None:
    box, port = serve_mail()
    feeds = ("--feed", web.url + "/good.xml", "--feed", web.url + "/none.xml")
    post = ("--smtp", f"127.0.0.1:{port}", "--security", "none", "--from", "digest@example.org")
    words = ("-p", "anna", *feeds, "--to", "anna@example.org", "-k", "2", *post)
    shown = digest(*words, "--dry-run")
    assert shown["people"][0]["status"] == "would be sent"
    assert "1. News of" in shown["people"][0]["text"]
    assert not box.raw
    sent = digest(*words)
    assert sent["people"][0]["status"] == "sent"
    assert sent["problems"] == [f"{web.url}/none.xml: the server says 404 Not Found"]
    assert list(box.mails) == ["anna@example.org"]


def test_the_password_comes_from_the_environment_alone(
    digest: Any, web: Any, serve_mail: Any, certificate: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[Any] = []
    monkeypatch.setenv("THYSELF_SMTP_PASSWORD", "right")
    from thyself.serve import digest as package

    real = package.Smtp
    monkeypatch.setattr(package, "Smtp", lambda *given: seen.append(given) or real(*given))
    words = ("-p", "anna", "--feed", web.url + "/good.xml", "--to", "a@b.org", "--smtp", "127.0.0.1:9",
             "--from", "d@b.org", "--user", "anna")  # fmt: skip
    digest(*words, code=1)
    assert seen == [("127.0.0.1", "d@b.org", "starttls", 9, "anna", "right")]
    assert "--password" not in run.invoke(app, ["digest", "--help"]).output


def test_a_group_goes_into_a_folder(digest: Any, web: Any, tmp_path: Path) -> None:
    people = "".join(f'[[people]]\nperson = "{name}"\n' for name in ("anna", "bo"))
    (tmp_path / "group.toml").write_text(f'feeds = ["{web.url}/good.xml"]\n{people}')
    told = digest("--group", str(tmp_path / "group.toml"), "--out", str(tmp_path / "box"))
    assert [each["status"] for each in told["people"]] == ["sent", "sent"]
    assert len(list((tmp_path / "box").glob("*.eml"))) == 2


def test_it_is_ended_by_the_subject_of_a_mail_and_begun_again(digest: Any, home: thyself.Home) -> None:
    from thyself.serve.digest.links import Subscription

    anna = home.person("anna")
    assert "anna gets no digest any more" in digest("--unsubscribe", f"unsubscribe {Subscription.of(home, anna).end}")
    assert stopped(anna.scope)
    digest("--subscribe", "-p", "anna")
    assert not stopped(anna.scope)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "where to"),
        (("--to", "a@b.org"), "which mail server"),
        (("--to", "nobody"), "no mail address"),
        (("--to", "a@b.org", "--smtp", "x:y", "--from", "a@b.org"), "host or host:port"),
        (("--to", "a@b.org", "--smtp", "mail.example.org", "--from", "a@b.org", "--security", "none"), "in the clear"),
        (("--to", "a@b.org", "--group", "g.toml"), "leave --feed and --to out"),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_told(home: thyself.Home, words: tuple[str, ...], why: str) -> None:
    done = run.invoke(app, ["digest", "--home", str(home.settings.home), "-p", "anna", "--feed", "x.xml", *words])
    assert done.exit_code == 1
    assert why in str(done.exception)
