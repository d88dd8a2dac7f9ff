"""The digest on a real feed of papers, without dates, in both forms, by a real mail server, day after day."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import thyself
from thyself.core import Pick, Trace
from thyself.serve.digest import Digest, Reader, Smtp
from thyself.serve.digest.word import faults


@pytest.fixture
def papers() -> Path:
    folder = Path(os.environ.get("THYSELF_DATA", "/nowhere")) / "papers"
    if not folder.is_dir():
        pytest.skip("needs the papers (THYSELF_DATA)")
    return folder


def test_five_papers_a_day_fitting_the_reader_checked_and_never_one_twice(
    home: thyself.Home, papers: Path, serve_mail: Any, clock: Any
) -> None:
    box, port = serve_mail()
    titles = ("Wearables, sleep and health coaching with language models", "Sleep health and physical activity")
    home.person("anna").add(
        [Trace(f"Read {title}", at=clock.now, kind="read", source="t", extra={"title": title}) for title in titles]
    )
    feeds = (str(papers / "feed.xml"), str(papers / "feed.json"))
    seen: list[str] = []
    for day in range(4):
        report = Digest(home).run(
            [Reader("anna", "anna@example.org", feeds[:: 1 - 2 * (day % 2)], 5)],
            Smtp("127.0.0.1", "digest@example.org", "none", port),
        )
        (done,) = report.people
        assert (done.status, report.problems) == ("sent", ())
        assert done.letter is not None
        for entry in done.letter.entries:
            card = entry.card
            assert faults("what", card.what, Pick(card.item, 1.0, (), ()), ZoneInfo("UTC")) == []
            assert card.why.startswith(('You read "', "Nothing in your traces"))
        seen += [entry.card.item.text for entry in done.letter.entries]
        clock.now += timedelta(days=1)
    assert len(seen) == len(set(seen)) == 20
    assert len(box.mails["anna@example.org"]) == 4
    assert sum("sleep" in text.lower() or "health" in text.lower() for text in seen[:5]) >= 4
