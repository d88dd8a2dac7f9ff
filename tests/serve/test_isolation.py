"""Many people at once: whatever is done and in whatever order, nobody is shown a word of anybody else."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import thyself
from thyself.serve.house import House

PEOPLE = tuple(f"p{number}" for number in range(6))
#: Who has so many traces forgets them all, or leaves and comes back anew, so that a long run stays one of small homes.
MANY = 30
_MARK = re.compile(r"mark-(p\d+)-\d+")


class Crowd:
    """Several people who keep, ask, change and forget; each word of theirs bears their name."""

    def __init__(self, client: TestClient, house: House, rng: random.Random) -> None:
        self._client, self._rng, self._house = client, rng, house
        self._sees = dict(zip(PEOPLE, ("secret", "personal") * 3, strict=True))
        self._heads = {name: self._key(name) for name in PEOPLE}
        self.kept: Counter[str] = Counter()
        self.gone: Counter[str] = Counter()
        self.ids: dict[str, list[str]] = {name: [] for name in PEOPLE}

    def _key(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._house.keys.make(name, sees=self._sees[name])[0]}"}  # type: ignore[arg-type]

    def act(self, number: int) -> None:
        name = self._rng.choice(PEOPLE)
        act = self._rng.choices(
            (
                self.keep,
                self.recall,
                self.ask,
                self.listed,
                self.search,
                self.line,
                self.forget,
                self.trespass,
                self.chat,
            ),
            (30, 20, 8, 12, 12, 4, 6, 6, 4),
        )[0]
        answer = act(name, number)
        others = {found for found in _MARK.findall(answer.text) if found != name}
        assert not others, f"{act.__name__} of {name} shows {others}"
        assert answer.status_code < 500, answer.text

    def _send(self, name: str, method: str, path: str, **given: Any) -> Any:
        return self._client.request(method, f"/v1{path}", headers=self._heads[name], **given)

    def keep(self, name: str, number: int) -> Any:
        many = self._rng.randint(1, 5)
        traces = [{"text": f"I love mark-{name}-{number}{place} and tea in Graz"} for place in range(many)]
        self.kept[name] += many
        return self._send(name, "POST", f"/people/{name}/traces", json={"traces": traces})

    def recall(self, name: str, number: int) -> Any:
        wanted = {"query": f"who loves mark-{self._rng.choice(PEOPLE)}-{number} or tea?", "k": 5}
        return self._send(name, "POST", f"/people/{name}/recall", json=wanted)

    def ask(self, name: str, number: int) -> Any:
        return self._send(name, "POST", f"/people/{name}/ask", json={"text": "What do I love?"})

    def chat(self, name: str, number: int) -> Any:
        messages = [{"role": "user", "content": f"I love mark-{name}-{number}0, where do I have tea?"}]
        answer = self._send(name, "POST", "/chat/completions", json={"model": "thyself", "messages": messages})
        self.kept[name] += 1
        return answer

    def listed(self, name: str, number: int) -> Any:
        answer = self._send(name, "GET", f"/people/{name}/traces", params={"limit": 20, "newest_first": True})
        self.ids[name] = [each["id"] for each in answer.json()["traces"]]
        return answer

    def search(self, name: str, number: int) -> Any:
        return self._send(name, "GET", f"/people/{name}/traces", params={"q": "tea"})

    def line(self, name: str, number: int) -> Any:
        self._send(name, "POST", f"/people/{name}/profile/lines", json={"text": f"Is mark-{name}-{number}"})
        return self._send(name, "GET", f"/people/{name}/profile")

    def forget(self, name: str, number: int) -> Any:
        few = self.kept[name] - self.gone[name] < MANY
        if not few and self._rng.random() < 0.5:
            return self.leave(name)
        wanted: dict[str, Any] = {"trace_ids": self.ids[name][:2]} if few else {"since": "2000-01-01T00:00:00Z"}
        answer = self._send(name, "POST", f"/people/{name}/forget", json=wanted)
        self.gone[name] += answer.json().get("traces", 0)
        assert answer.json().get("proven", True), answer.text
        return answer

    def leave(self, name: str) -> Any:
        """Somebody goes with all that is theirs, keys too, and comes back as somebody new."""
        answer = self._send(name, "DELETE", f"/people/{name}", params={"confirm": name})
        assert answer.json()["proven"], answer.text
        assert answer.json()["traces"] == self.kept[name] - self.gone[name]
        assert self._send(name, "GET", f"/people/{name}/traces").status_code in (401, 429)
        self.gone[name] = self.kept[name]
        self._heads[name], self.ids[name] = self._key(name), []
        assert self._send(name, "GET", f"/people/{name}/traces").json()["traces"] == []
        assert not _MARK.search(self._send(name, "GET", f"/people/{name}/profile").text)
        return answer

    def trespass(self, name: str, number: int) -> Any:
        other = self._rng.choice([each for each in PEOPLE if each != name])
        path, ids = f"/people/{other}", self.ids[other]
        tries: list[Callable[[], Any]] = [
            lambda: self._send(name, "GET", f"{path}/traces"),
            lambda: self._send(name, "POST", f"{path}/recall", json={"query": "tea"}),
            lambda: self._send(name, "POST", f"{path}/forget", json={"kinds": ["said"]}),
            lambda: self._send(name, "GET", f"/people/{name}/traces/{ids[0] if ids else 'x'}"),
            lambda: self._send(name, "DELETE", path, params={"confirm": other}),
        ]
        answer = self._rng.choice(tries)()
        assert answer.status_code in (403, 404), answer.text
        return answer


def run(app: FastAPI, house: House, home: thyself.Home, acts: int) -> None:
    rng = random.Random(7)
    with TestClient(app, raise_server_exceptions=False) as client:
        crowd = Crowd(client, house, rng)
        for number in range(acts):
            crowd.act(number)
    for name in PEOPLE:
        texts = [each.text for each in home.person(name).traces()]
        assert len(texts) == crowd.kept[name] - crowd.gone[name]
        assert all(name in _MARK.findall(text) for text in texts)


def test_hundreds_of_acts_in_a_row_leak_nothing(app: FastAPI, house: House, home: thyself.Home) -> None:
    run(app, house, home, 600)


@pytest.mark.slow
def test_a_hundred_thousand_acts_leak_nothing(app: FastAPI, house: House, home: thyself.Home) -> None:
    run(app, house, home, 100_000)
