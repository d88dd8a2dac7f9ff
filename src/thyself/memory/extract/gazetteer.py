"""Gazetteer: forenames, places and how common a word is; small lists that travel with the code (data/SOURCE.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def forenames() -> frozenset[str]:
    """Common forenames of many countries, in lower case."""
    return frozenset(_lines("forenames.txt"))


@lru_cache(maxsize=1)
def places() -> Mapping[str, str]:
    """Countries, regions and well-known cities: the name in lower case to the name as it is written."""
    return {each.lower(): each for each in _read("places.txt").splitlines()}


def is_forename(word: str) -> bool:
    """Whether the word, in any case, is a common forename."""
    return word.lower() in forenames()


def is_place(words: str) -> bool:
    """Whether the words, in any case, are a known place."""
    return words.lower() in places()


@lru_cache(maxsize=1)
def background() -> tuple[Mapping[str, int], int]:
    """How often each stem occurs in everyday chats and mails, and how many words were counted."""
    counts: dict[str, int] = {}
    total = 1
    for row in _read("background.tsv").splitlines():
        word, count = row.split("\t")
        if word == "#total":
            total = int(count)
        else:
            counts[word] = int(count)
    return counts, total


def expected(stem: str) -> float:
    """The share of everyday words that have this stem; a small floor for a stem that is not known."""
    counts, total = background()
    return max(counts.get(stem, 0), 1.0) / total


def _lines(name: str) -> list[str]:
    return _read(name).lower().split("\n")[:-1]


@lru_cache(maxsize=3)
def _read(name: str) -> str:
    return files("thyself.memory.extract").joinpath("data", name).read_text(encoding="utf-8")
