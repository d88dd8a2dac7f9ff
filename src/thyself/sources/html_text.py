"""The words of an HTML page, as a person sees them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_BREAKS: Final = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"}
)
_UNSEEN: Final = frozenset({"style", "script", "head", "title", "template"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "blockquote":
            self._quoted += 1
        if tag in _BREAKS or tag == "blockquote":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "body":
            self._unseen = 0
        elif tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
        if (tag in _BREAKS and tag not in ("br", "hr")) or tag == "blockquote":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self.parts.append("\n" + "> " * min(self._quoted, 3))


def html_text(html: str) -> str:
    """Its text, with a line for each block; quotes are marked with ``>`` as in plain mail."""
    words = _Words()
    try:
        words.feed(html)
        words.close()
    except (AssertionError, ValueError):  # how html.parser gives up on broken declarations
        return re.sub(r"<[^>]{0,500}>", " ", html).strip()
    lines = [line.strip() for line in "".join(words.parts).split("\n")]
    text = "\n".join(line for line in lines if line.strip("> ") or not line)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
