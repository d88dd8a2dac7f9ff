"""Feeds: RSS, Atom and JSON as items; what attacks or breaks them is told in words."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thyself.core import SourceError
from thyself.sources import read_catalog
from thyself.sources.feeds import Bounds, marks, plain_address, read_feed, read_feed_file

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="d" xmlns:content="c">
<channel><title>News &amp; notes</title>
<link>https://news.example.org</link><image><title>a logo</title></image>
<item><guid>https://news.example.org/1?utm_source=rss</guid><title>A &lt;b&gt;bridge&lt;/b&gt; opens</title>
<description>Short.</description>
<content:encoded><![CDATA[<p>The bridge opens.</p><p>It is long &amp; red.</p>]]></content:encoded>
<pubDate>Tue, 05 Mar 2024 10:00:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator><category>city</category></item>
<item><link>/2</link><title>No date, no guid</title></item><item></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">AT&amp;amp;T</title><entry><id>tag:x,2024:1</id>
<title type="text">1 &lt; 2 &amp; true</title><link rel="self" href="https://x.example/self"/><link href="https://x.example/1"/>
<updated>2024-03-05T09:00:00Z</updated><author><name>Bo</name></author><category term="maths"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="r" xmlns="n"><channel><title>Old</title></channel>
<item rdf:about="https://o.example/1"><title>First</title><description>Words</description></item></rdf:RDF>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
{"id": 7, "content_html": "<p>Hi</p>", "url": "https://j.example/7", "tags": ["a"], "authors": [{"name": "C"}],
"date_published": "2024-03-05T09:00:00Z"}, 3]}"""


def test_rss_gives_items_with_their_longest_text_and_what_is_known_of_them() -> None:
    feed = read_feed(RSS, name="rss", url="https://news.example.org/feed")
    first, second = feed.items
    assert feed.title == "News & notes"
    assert (first.title, first.text) == ("A bridge opens", "A bridge opens\nThe bridge opens.\n\nIt is long & red.")
    assert first.born == datetime(2024, 3, 5, 9, tzinfo=UTC)
    assert first.attributes["authors"] == ["Ann Lee"]
    assert first.attributes["tags"] == ["city"]
    assert second.attributes["url"] == "https://news.example.org/2"
    assert second.born is None
    assert [each.why for each in feed.rejected] == ["it has neither a title nor a text"]


def test_atom_keeps_plain_text_as_it_is_and_takes_the_page_and_not_itself() -> None:
    (item,) = read_feed(ATOM, name="atom").items
    assert item.title == "1 < 2 & true"
    assert "One.\n\nTwo." in item.text.replace("\n\n\n", "\n\n")
    assert item.attributes["url"] == "https://x.example/1"
    assert item.attributes["feed"] == "AT&T"
    assert item.attributes["tags"] == ["maths"]
    assert item.born == datetime(2024, 3, 5, 9, tzinfo=UTC)


def test_the_oldest_rss_and_json_feeds_are_read_too() -> None:
    (old,) = read_feed(RDF, name="rdf").items
    assert (old.title, old.attributes["url"]) == ("First", "https://o.example/1")
    feed = read_feed(JSON, name="json")
    assert (feed.items[0].title, feed.items[0].attributes["authors"]) == ("Hi", ["C"])
    assert [each.where for each in feed.rejected] == ["json: entry 2"]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><rss/>',
    ],
)
def test_entities_of_its_own_are_refused_and_never_expanded(attack: str) -> None:
    with pytest.raises(SourceError, match="declares entities of its own"):
        read_feed(attack.encode(), name="bomb")


def test_what_nests_without_end_is_refused() -> None:
    with pytest.raises(SourceError, match="64 levels"):
        read_feed(b"<rss>" + b"<a>" * 5000, name="deep")
    with pytest.raises(SourceError, match="JSON is broken"):
        read_feed(b'{"items":' + b"[" * 200_000, name="deep")


def test_a_feed_that_is_too_large_is_not_read_packed_or_not(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="larger than 1 MB"):
        read_feed(RSS + b" " * (1 << 20), name="huge", bounds=Bounds(most_bytes=1 << 20))
    (tmp_path / "huge.xml").write_bytes(gzip.compress(b" " * (40 << 20)))
    with pytest.raises(SourceError, match="larger than 8 MB"):
        read_feed_file(tmp_path / "huge.xml")


def test_of_too_many_entries_the_first_are_read_and_that_is_said() -> None:
    feed = read_feed(RSS, name="rss", bounds=Bounds(most_items=1))
    assert [item.title for item in feed.items] == ["A bridge opens"]
    assert feed.notes == ("only the first 1 entries were read",)


def test_of_a_broken_feed_what_comes_before_is_kept() -> None:
    feed = read_feed(RSS[: RSS.index(b"No date")], name="cut")
    assert [item.title for item in feed.items] == ["A bridge opens"]
    assert "the XML is broken at line" in feed.rejected[0].why


def test_faults_that_readers_of_feeds_forgive_are_mended() -> None:
    told = "<rss><channel><item><title>Q&A: r&eacute;sum&eacute; &nbsp;today \x0b</title></item></channel></rss>"
    (item,) = read_feed(told.encode(), name="sloppy").items
    assert item.title == "Q&A: résumé today"
    latin = (
        '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><title>Zürich</title></item></channel></rss>'
    )
    assert read_feed(latin.encode("latin-1"), name="latin").items[0].title == "Zürich"
    bare = "<rss><channel><item><title>Zürich</title></item></channel></rss>".encode("latin-1")
    assert read_feed(bare, name="bare", charset="latin-1").items[0].title == "Zürich"


def test_a_web_page_is_no_feed_and_says_where_its_feed_may_be() -> None:
    page = b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/f.xml"></head></html>'
    with pytest.raises(SourceError, match=r"web page and no feed; its feed may be https://a\.example/f\.xml"):
        read_feed(page, name="page", url="https://a.example/")


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "empty"), (b"hello", "no XML"), (b"<svg/>", "<svg>"), (b"[1]", "no XML"), (b'{"a": 1}', "no list of items"),
     (b"{", "JSON is broken"), (b"<rss><channel/></rss>", "no entry")],
)  # fmt: skip
def test_what_is_no_feed_says_so(data: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        read_feed(data, name="x")


def test_no_address_but_of_the_web_is_taken() -> None:
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://a b/", "http://"):
        told = f"<rss><channel><item><title>T</title><link>{bad}</link></item></channel></rss>"
        assert "url" not in read_feed(told.encode(), name="x").items[0].attributes


def test_the_same_thing_has_a_mark_in_common_wherever_it_stands() -> None:
    first = read_feed(RSS, name="rss").items[0]
    again = RSS.replace(b"News &amp; notes", b"Another").replace(b"?utm_source=rss", b"/")
    moved = read_feed(again, name="other").items[0]
    assert first.id != moved.id
    assert set(marks(first)) & set(marks(moved))
    other = read_feed(RSS.replace(b"bridge", b"tunnel").replace(b"org/1", b"org/9"), name="rss").items[0]
    assert not set(marks(first)) & set(marks(other))
    assert plain_address("http://www.a.org/x/?utm_medium=m&id=3#top") == plain_address("https://a.org/x?id=3")


def test_a_feed_is_a_catalogue_too(tmp_path: Path) -> None:
    (tmp_path / "news.xml").write_bytes(RSS)
    assert [item.title for item in read_catalog(tmp_path / "news.xml")] == ["A bridge opens", "No date, no guid"]


@pytest.mark.parametrize("sample", [RSS, ATOM, RDF])
def test_another_reader_of_feeds_sees_the_same_titles_and_dates(sample: bytes) -> None:
    feedparser = pytest.importorskip("feedparser")
    theirs = [each for each in feedparser.parse(sample).entries if each.get("title")]
    ours = read_feed(sample, name="x").items
    assert [item.born and item.born.timetuple()[:6] for item in ours] == [
        each.updated_parsed[:6] if "updated_parsed" in each else each.get("published_parsed", ())[:6] or None
        for each in theirs
    ]
    assert len(ours) == len(theirs)


@given(st.binary(max_size=300), st.sampled_from([RSS, ATOM, JSON]), st.integers(0, 900))
def test_nothing_but_a_plain_error_comes_of_damage(noise: bytes, sample: bytes, at: int) -> None:
    told = ""
    try:
        told = read_feed(sample[:at] + noise + sample[at:], name="x").items[0].title
    except SourceError as error:
        told = str(error).removeprefix("x: ")
    assert told


@pytest.mark.skipif(not os.environ.get("THYSELF_DATA"), reason="needs THYSELF_DATA")
def test_the_real_feed_is_the_same_in_both_forms() -> None:
    folder = Path(os.environ["THYSELF_DATA"]) / "papers"
    if not folder.is_dir():
        pytest.skip("no papers")
    one, other = read_feed_file(folder / "feed.xml"), read_feed_file(folder / "feed.json")
    assert len(one.items) == 142
    assert [item.text for item in one.items] == [item.text for item in other.items]
    assert all(item.born is None for item in one.items)
