"""What becomes of chats: who is me, when it was, which conversation."""

import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thyself.core import Rejected, ThyselfError, Trace
from thyself.sources import Note, ReadContext, add, find_reader, readers

#: Any text that JSON can hold and that says something.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


def read(path: Path, context: ReadContext, name: str | None = None) -> list[Trace]:
    return [each for each in find_reader(path, name).read(path, context) if isinstance(each, Trace)]


def notes(path: Path, context: ReadContext) -> str:
    return " | ".join(each.text for each in find_reader(path).read(path, context) if isinstance(each, Note))


def saved(folder: Path, name: str, data: object) -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def message(key: str, parent: str | None, role: str, content: dict, at: float | None = 1714551000.0) -> dict:
    return {
        "id": key,
        "parent": parent,
        "message": {"id": key, "author": {"role": role}, "create_time": at, "content": content, "recipient": "all"},
    }


def spoken(*parts: object) -> dict:
    return {"content_type": "multimodal_text", "parts": list(parts)}


class TestChatGPT:
    def conversation(self, **nodes: dict) -> list[dict]:
        return [{"title": "T", "create_time": 1714550000, "id": "c", "current_node": "shown", "mapping": nodes}]

    def test_both_branches_of_an_edited_message_are_kept_and_the_one_left_is_marked(
        self, tmp_path: Path, context: ReadContext
    ) -> None:
        data = self.conversation(
            left=message("left", None, "user", spoken("first try")),
            shown=message("shown", None, "user", spoken("second try"), 1714551009),
        )
        first, second = read(saved(tmp_path, "conversations.json", data), context)
        assert (first.text, first.extra.get("aside"), second.extra.get("aside")) == ("first try", True, None)

    def test_hidden_and_tool_messages_are_no_traces(self, tmp_path: Path, context: ReadContext) -> None:
        data = self.conversation(
            a=message("a", None, "system", spoken("You are helpful")),
            b=message("b", "a", "tool", spoken("42")),
            c=message("c", "b", "assistant", {"content_type": "code", "text": "print(42)"}),
            shown=message("shown", "c", "user", spoken({"asset_pointer": "file-service://x"}, "What is this?")),
        )
        (only,) = read(saved(tmp_path, "conversations.json", data), context)
        assert (only.text, only.media, only.author) == ("What is this?", "file-service://x", "me")

    def test_the_zip_is_read_without_unpacking_and_its_other_files_are_told(
        self, tmp_path: Path, context: ReadContext, scope
    ) -> None:
        data = self.conversation(shown=message("shown", None, "user", spoken("hello there")))
        with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("conversations.json", json.dumps(data))
            archive.writestr("user.json", "{}")
            archive.writestr("chat.html", "<html>")
        report = add(scope, tmp_path / "export.zip", context=context)
        assert (report.format, report.kept, report.rejected_count) == ("chatgpt", 1, 0)
        assert any("other files" in note for note in report.notes)

    def test_a_file_cut_in_the_middle_keeps_the_turns_before(self, tmp_path: Path, context: ReadContext, scope) -> None:
        nodes = {f"n{i}": message(f"n{i}", None, "user", spoken(f"number {i}"), 1714551000 + i) for i in range(20)}
        whole = json.dumps(self.conversation(**nodes))
        cut = saved(tmp_path, "conversations.json", whole[: whole.index("number 12")])
        report = add(scope, cut, context=context)
        assert [trace.text for trace in scope.kept] == [f"number {i}" for i in range(12)]
        assert report.rejected_count == 1
        assert "cut off" in report.rejected[0].why

    def test_a_circle_of_parents_ends(self, tmp_path: Path, context: ReadContext) -> None:
        data = self.conversation(
            a=message("a", "shown", "user", spoken("one")), shown=message("shown", "a", "user", spoken("two"))
        )
        assert {trace.text for trace in read(saved(tmp_path, "conversations.json", data), context)} == {"one", "two"}


class TestChatJson:
    def test_sharegpt_openai_claude_and_telegram_are_one_format(self, tmp_path: Path, context: ReadContext) -> None:
        examples = {
            "sharegpt.json": [{"id": "1", "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]}],  # noqa: E501
            "openai.json": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]},
            "claude.json": [
                {
                    "uuid": "u-1",
                    "name": "N",
                    "chat_messages": [
                        {"uuid": "m-000000001", "sender": "human", "text": "Hi", "created_at": "2024-05-01T10:00:00Z"},
                        {"uuid": "m-000000002", "sender": "assistant", "text": "Ho", "created_at": "2024-05-01T10:00:01Z"},  # noqa: E501
                    ],
                }
            ],
            "telegram.json": {
                "name": "GPT",
                "id": 7,
                "messages": [
                    {"id": 1, "type": "message", "date": "2024-05-01T10:00:00", "from": "Me", "text": ["H", {"type": "bold", "text": "i"}]},  # noqa: E501
                    {"id": 2, "type": "message", "date": "2024-05-01T10:00:01", "from": "GPT", "text": "Ho"},
                ],
            },
        }  # fmt: skip
        for name, data in examples.items():
            made = read(saved(tmp_path, name, data), context)
            assert [(trace.author, trace.text) for trace in made] == [("me", "Hi"), ("assistant", "Ho")], name
            assert made[0].at < made[1].at

    def test_names_are_kept_as_authors_and_owner_says_who_is_me(self, tmp_path: Path, context: ReadContext) -> None:
        rows = [
            {"from": "Ann", "text": "Hello", "date": "2024-05-01"},
            {"from": "Ben", "text": "Hi", "date": "2024-05-01"},
        ]
        path = saved(tmp_path, "chat.json", rows)
        assert [trace.author for trace in read(path, context)] == ["Ann", "Ben"]
        assert "owner" in notes(path, context)
        assert [trace.author for trace in read(path, replace(context, owner=("ben",)))] == ["Ann", "me"]

    def test_equal_words_at_one_coarse_time_stay_two_and_in_order(self, tmp_path: Path, context: ReadContext) -> None:
        rows = [{"role": "user", "content": "ok", "date": "2024-05-01"}] * 3
        made = read(saved(tmp_path, "chat.json", rows), context)
        assert [trace.at.microsecond for trace in made] == [0, 1000, 2000]
        assert len({trace.digest for trace in made}) == 3

    def test_a_chat_without_times_is_dated_before_now_and_says_so(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path, "chat.json", [{"role": "user", "content": "a b"}, {"role": "user", "content": "c d"}])
        made = read(path, context)
        assert made[0].at < made[1].at < context.now
        assert "no time" in notes(path, context)

    @settings(max_examples=40, deadline=None)
    @given(turns=st.lists(st.tuples(st.sampled_from(["user", "assistant"]), WORDS), min_size=1))
    def test_what_was_said_comes_back_word_for_word(
        self, turns: list[tuple[str, str]], tmp_path_factory, context
    ) -> None:
        folder = tmp_path_factory.mktemp("chat")
        rows = [{"role": role, "content": text, "time": 1714551000 + i} for i, (role, text) in enumerate(turns)]
        for name, data in (("c.json", rows), ("c.jsonl", "\n".join(json.dumps(row) for row in rows))):
            reader = readers()["chat-json" if name == "c.json" else "chat-jsonl"]
            made = list(reader.read(saved(folder, name, data), context))
            assert [(each.author, each.text) for each in made if isinstance(each, Trace)] == [
                ("me" if role == "user" else role, text) for role, text in turns
            ]
            assert not [each for each in made if isinstance(each, Rejected)]

    def test_nesting_without_end_is_told_and_takes_no_memory(self, tmp_path: Path, context: ReadContext) -> None:
        good = json.dumps({"role": "user", "content": "x" * 500, "time": 1714551000}) + ","
        path = saved(tmp_path, "chat.json", "[" + good * 400 + '{"a":[' * 200_000)
        made = list(readers()["chat-json"].read(path, context))
        assert len([each for each in made if isinstance(each, Trace)]) > 200
        assert any(isinstance(each, Rejected) and "nests" in each.why for each in made)
        with pytest.raises(ThyselfError):
            list(readers()["chat-json"].read(saved(tmp_path, "deep.json", "[" * 200_000), context))


FORMS = {
    "android, day first": "25/12/2023, 21:05 - Ann: Hi\n25/12/2023, 21:06 - Ben: Ho\n",
    "android, 12 hours": "12/25/23, 9:05\u202fPM - Ann: Hi\n12/25/23, 9:06\u202fPM - Ben: Ho\n",
    "iphone": "[25/12/2023, 21:05:00] Ann: Hi\r\n\u200e[25/12/2023, 21:06:00] Ben: Ho\r\n",
    "german": "25.12.23, 21:05 - Ann: Hi\n25.12.23, 21:06 - Ben: Ho\n",
    "year first": "2023-12-25, 21:05 - Ann: Hi\n2023-12-25, 21:06 - Ben: Ho\n",
    "spanish": "25/12/23, 9:05 p. m. - Ann: Hi\n25/12/23, 9:06 p. m. - Ben: Ho\n",
    "iphone, 12 hours": "[12/25/23, 9:05:00 PM] Ann: Hi\n[12/25/23, 9:06:00 PM] Ben: Ho\n",
}


class TestWhatsApp:
    @pytest.mark.parametrize("form", FORMS)
    def test_each_form_gives_the_same_messages(self, form: str, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path, "WhatsApp Chat with Ann.txt", FORMS[form])
        made = read(path, replace(context, owner=("Ben",)))
        assert [(trace.author, trace.text) for trace in made] == [("Ann", "Hi"), ("me", "Ho")]
        assert made[0].at == datetime(2023, 12, 25, 20, 5, tzinfo=UTC)

    def test_the_order_of_day_and_month_comes_from_the_whole_file(self, tmp_path: Path, context: ReadContext) -> None:
        lines = "01/02/2024, 10:00 - Ann: a\n02/02/2024, 10:00 - Ann: b\n01/03/2024, 10:00 - Ann: c\n"
        made = read(saved(tmp_path, "chat.txt", lines), context)
        assert [(trace.at.month, trace.at.day) for trace in made] == [(2, 1), (2, 2), (3, 1)]

    def test_an_order_that_cannot_be_known_is_told_and_can_be_said(
        self, tmp_path: Path, context: ReadContext, scope
    ) -> None:
        path = saved(tmp_path, "chat.txt", "01/02/2024, 10:00 - Ann: a\n")
        report = add(scope, path, context=context)
        assert any("month-first" in note for note in report.notes)
        add(scope, path, context=context, format="whatsapp:month-first")
        assert [trace.at.month for trace in scope.kept] == [2, 1]

    def test_lines_go_on_media_and_system_lines_are_seen(self, tmp_path: Path, context: ReadContext) -> None:
        lines = (
            "25/12/2023, 21:05 - Ann created group “Us”\n"
            "25/12/2023, 21:05 - Ann: one\ntwo: three\n\nfour\n"
            "25/12/2023, 21:05 - Ben: <Media omitted>\n"
            "25/12/2023, 21:05 - Ben: IMG-1.jpg (file attached)\nlook\n"
            "25/12/2023, 21:05 - Ben: This message was deleted\n"
        )
        path = saved(tmp_path, "chat.txt", lines)
        made = read(path, context)
        assert [trace.text for trace in made] == ["one\ntwo: three\n\nfour", "", "look"]
        assert made[1].extra["omitted"] == "Media omitted"
        assert made[2].media == "IMG-1.jpg"
        assert [trace.at.microsecond for trace in made] == [0, 1000, 2000]
        assert "2 lines of WhatsApp itself" in notes(path, context)

    def test_without_an_owner_it_asks_and_keeps_names(self, tmp_path: Path, context: ReadContext) -> None:
        path = saved(tmp_path, "chat.txt", FORMS["german"])
        assert {trace.author for trace in read(path, context)} == {"Ann", "Ben"}
        assert "Ann, Ben" in notes(path, context)

    def test_a_long_silence_begins_a_new_session(self, tmp_path: Path, context: ReadContext) -> None:
        lines = "25/12/2023, 21:05 - Ann: a\n26/12/2023, 00:05 - Ann: b\n26/12/2023, 12:05 - Ann: c\n"
        first, second, third = read(saved(tmp_path, "WhatsApp Chat with Us.txt", lines), context)
        assert first.session == second.session == "Us 2023-12-25T21:05"
        assert third.session != first.session
