"""The MCP server, through the official client: in process, and as a real process over its pipes."""

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import thyself
from thyself.core import Settings, Trace

pytest.importorskip("mcp")

from mcp import Client, StdioServerParameters

from thyself.serve.mcp import server

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[thyself.Home]:
    settings = Settings(home=tmp_path / "home.db", embedder="hashed", language_model="none")
    with thyself.open(settings=settings, clock=lambda: NOON) as home:
        home.person("me").add(
            [
                Trace("I saw Dr. Lee, my dentist, about the tooth.", at=NOON, kind="said", source="chat"),
                Trace("I live in Graz.", at=NOON, kind="said", source="chat"),
                Trace("Dr. Lee says it is cancer.", at=NOON, kind="said", source="chat", sensitivity="sensitive"),
            ]
        )
        home.person("you").add([Trace("My dentist is Dr. Moreau.", at=NOON, kind="said", source="chat")])
        yield home


def call(home: thyself.Home, *calls: tuple[str, dict[str, Any]]) -> list[str]:
    """What the tools say to the official client, one after the other."""

    async def main() -> list[str]:
        async with Client(server(home, "me")) as client:
            done = [await client.call_tool(name, given) for name, given in calls]
        return [each.content[0].text for each in done]

    return asyncio.run(main())


def test_the_tools_are_listed_with_what_they_do(home: thyself.Home) -> None:
    async def main() -> dict[str, Any]:
        async with Client(server(home, "me")) as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = asyncio.run(main())
    assert set(tools) == {"recall", "ask", "profile", "remember", "forget"}
    assert tools["forget"].annotations.destructive_hint
    assert all("person" not in tool.input_schema["properties"] for tool in tools.values())


def test_recall_and_ask_show_dated_evidence_of_this_person_alone(home: thyself.Home) -> None:
    recalled, asked = call(
        home, ("recall", {"question": "Who is my dentist?"}), ("ask", {"question": "Where do I live?"})
    )
    assert '1 May 2024, the person: "I saw Dr. Lee, my dentist' in recalled
    assert "Moreau" not in recalled
    assert '1 May 2024, the person: "I live in Graz.' in asked


def test_what_is_too_sensitive_is_kept_back_and_what_was_shown_is_recorded(home: thyself.Home) -> None:
    recalled, asked = call(
        home, ("recall", {"question": "What does Dr. Lee say?"}), ("ask", {"question": "What did Dr. Lee say it is?"})
    )
    assert "cancer" not in recalled + asked
    assert "too sensitive" in recalled
    sent = home.person("me").sent()
    assert {each["model"] for each in sent} == {"an assistant by MCP"}
    assert {each["highest"] for each in sent} == {"personal"}


def test_the_profile_is_told_in_lines(home: thyself.Home) -> None:
    whole, narrow = call(home, ("profile", {}), ("profile", {"about": "zebra"}))
    assert "- Lives in Graz (home, 90% sure)" in whole
    assert narrow == "Nothing is known of that."


def test_what_is_remembered_is_found_again_and_kept_once(home: thyself.Home) -> None:
    words = {"text": "My locker has the number 4711."}
    kept, again, found = call(home, ("remember", words), ("remember", words), ("recall", {"question": "locker number"}))
    assert kept.startswith("Kept as ")
    assert again == "Known already."
    assert "4711" in found


def test_nothing_is_forgotten_without_the_code_of_a_first_call(home: thyself.Home) -> None:
    me = home.person("me")
    (trace,) = me.search("Graz")
    told, wrong = call(
        home, ("forget", {"trace_ids": [trace.id]}), ("forget", {"trace_ids": [trace.id], "code": "12345678"})
    )
    assert me.search("Graz") == [trace]
    code = re.search(r"code '(\w+)'", wrong)
    assert code
    assert told == wrong
    (done,) = call(home, ("forget", {"trace_ids": [trace.id], "code": code[1]}))
    assert "not a byte of it is left" in done
    assert me.search("Graz") == []


def test_a_mistake_is_told_in_plain_words(home: thyself.Home) -> None:
    (told,) = call(home, ("remember", {"text": " "}))
    assert "nothing to remember" in told
    assert "Traceback" not in told


def test_it_speaks_over_the_pipes_of_a_real_process(home: thyself.Home) -> None:
    environment = {**os.environ, "THYSELF_EMBEDDER": "hashed", "THYSELF_LANGUAGE_MODEL": "none"}
    words = ["-c", "from thyself.cli import main; main()", "mcp", "--home", str(home.settings.home)]
    parameters = StdioServerParameters(command=sys.executable, args=words, env=environment)

    async def main() -> str:
        async with Client(parameters, read_timeout_seconds=60) as client:
            done = await client.call_tool("recall", {"question": "Who is my dentist?"})
        return done.content[0].text

    assert "Dr. Lee" in asyncio.run(main())
