"""``thyself recommend --talk``: lines in, questions and lists out, until something is taken."""

from pathlib import Path

from typer.testing import CliRunner

from thyself.cli.app import app

FILMS = 'id,title,genre\nf1,Alien,"horror, sci-fi"\nf2,Unforgiven,western\nf3,True Grit,western\nf4,Airplane,comedy\n'


def test_a_conversation_obeys_quotes_and_ends_when_something_is_taken(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(FILMS)
    said = "I love westerns, no horror\nhorror is fine after all\nI'll take the first\nnever read\n"
    arguments = ["recommend", str(tmp_path / "films.csv"), "--talk", "--home", str(tmp_path / "home.db")]
    done = CliRunner().invoke(app, arguments, input=said)
    assert done.exit_code == 0, done.output
    first, _, later = done.stdout.partition("(likes western; must without horror)")
    assert 'Unforgiven: it is western, and you said "I love westerns' in " ".join(first.split())
    assert "Alien" not in first
    assert "Alien" in later
    assert "enjoy it" in later
