"""Mails of one author as JSON lines with a body and a subject, as the Panza project publishes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from thyself.core import Rejected, Trace
from thyself.core.trace import digest
from thyself.sources.jsons import loads
from thyself.sources.places import bare_name
from thyself.sources.port import Note, Place, ReadContext
from thyself.sources.text import Text, first_text
from thyself.sources.times import base_without_times


class Panza:
    """Each line is a mail that the person wrote; there are no times, so they are a second apart."""

    name = "panza"
    title = "own mails as JSONL (email, subject)"

    def detect(self, path: Place) -> float:
        """Its two keys in the first line."""
        if path.is_dir() or not bare_name(path).endswith((".jsonl", ".json", ".ndjson")):
            return 0.0
        line = first_text(path).lstrip().partition("\n")[0]
        return 0.9 if line.startswith("{") and '"email":' in line and '"subject":' in line else 0.0

    def read(self, path: Place, context: ReadContext) -> Iterator[Trace | Rejected | Note]:
        """Yield the mails in order."""
        base = base_without_times(path, context)
        with Text(path, context) as text:
            yield Note(
                f"{text.name}: no times in the file; its mails are dated {base.astimezone(context.zone):%Y-%m-%d}"
            )
            for number, line in text:
                if not line.strip():
                    continue
                where = f"{text.name}:{number}"
                try:
                    row = loads(line)
                except ValueError as error:
                    yield Rejected(where, str(error))
                    continue
                body = row.get("email") if isinstance(row, Mapping) else None
                subject = row.get("subject") if isinstance(row, Mapping) else None
                if not isinstance(body, str) or not body.strip():
                    yield Rejected(where, "no email in this line")
                    continue
                plain = body.replace("\r\n", "\n").strip()
                yield Trace(
                    plain,
                    at=base + timedelta(seconds=number),
                    kind="wrote",
                    source=context.source or "mail",
                    ref=f"panza/{digest(subject, plain)}",
                    session=subject if isinstance(subject, str) and subject else None,
                    extra={"dated": "by the file"} | ({"subject": subject} if isinstance(subject, str) else {}),
                )
            yield from text.rest()
