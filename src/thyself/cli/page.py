"""The tour as one page of HTML: no script, no request, readable in light and dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thyself.core import Evidence, Finding, ThyselfError

if TYPE_CHECKING:
    from thyself.cli.tour import Told

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2f6f8f; }
@media (prefers-color-scheme: dark) { :root { --accent: #8ac4de; } }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; margin: 3rem 0 .8rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p.lead { font-size: 1.1rem; margin-top: .4rem; opacity: .85; }
.card { border: 1px solid var(--line); border-radius: .6rem; padding: .5rem 1rem; margin: .5rem 0;
  background: var(--soft); }
.card p { margin: .15rem 0; }
.text { white-space: pre-wrap; }
.meta { font-size: .86rem; opacity: .75; }
.why { margin: .3rem 0 0; padding-left: 1.1rem; font-size: .9rem; opacity: .85; }
details { margin-top: .2rem; font-size: .92rem; }
summary { cursor: pointer; color: var(--accent); }
blockquote { margin: .5rem 0; padding: .1rem .9rem; border-left: 3px solid var(--accent); }
table { border-collapse: collapse; font-size: .94rem; }
th, td { text-align: left; padding: .35rem 1.8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.chart { background: #fff; border-radius: .5rem; padding: .6rem; overflow-x: auto; }
.chart svg { max-width: 100%; height: auto; display: block; margin: 0 auto; }
"""


def write(told: Told, folder: Path) -> Path:
    """Write ``index.html`` into a folder; returns its path."""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>thyself: a tour</title><style>{_STYLE}</style></head><body><main>",
        "<h1>thyself: a tour</h1>"
        "<p class='lead'>What some people left behind, and what can be done for each of them with it."
        " Every line says where it came from. No key was needed, and nothing left this machine.</p>",
        *_added(told),
        *_profiles(told),
        *_answers(told),
        *_drafts(told),
        *_picks(told),
        *_findings(told.findings),
        *_receipt(told),
        "</main></body></html>",
    ]
    target = folder / "index.html"
    target.write_text("\n".join(parts), encoding="utf-8")
    return target


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td{_number(cell)}>{escape(_cell(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _number(cell: object) -> str:
    return " class='n'" if isinstance(cell, int | float) else ""


def _cell(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def _quote(each: Evidence) -> str:
    day = f"{each.at.day} {each.at:%B %Y}" if each.at else "undated"
    who = "you" if each.author == "me" else each.author
    words = escape(each.text if len(each.text) < 600 else each.text[:600] + " …")
    meta = f"{day}, {escape(who)}, {escape(each.source)}"
    return f"<blockquote><p class='text'>{words}</p><p class='meta'>{meta}</p></blockquote>"


def _stands_on(evidence: Sequence[Evidence], most: int = 3) -> str:
    if not evidence:
        return ""
    quotes = "".join(_quote(each) for each in evidence[:most])
    return f"<details><summary>What it stands on ({len(evidence)})</summary>{quotes}</details>"


def _why(reasons: Sequence[str]) -> str:
    return "<ul class='why'>" + "".join(f"<li>{escape(each)}</li>" for each in reasons) + "</ul>" if reasons else ""


def _added(told: Told) -> list[str]:
    rows = [(name, r.format, r.read, r.kept, r.duplicates, r.rejected_count) for name, r in told.added]
    columns = ("person", "format", "read", "kept", "known already", "not readable")
    return ["<h2>What was read</h2>", _table(columns, rows)]


def _profiles(told: Told) -> list[str]:
    parts = ["<h2>What is known of each, and why</h2>"]
    for name, profile in told.profiles:
        parts.append(f"<h3>{escape(name)}</h3>")
        lines: Any = getattr(profile, "lines", ())
        for line in lines[:12]:
            meta = f"{line.about}, sure {line.confidence:.2f}, {line.origin}"
            parts.append(
                f"<div class='card'><p>{escape(line.text)}</p><p class='meta'>{escape(meta)}</p>"
                f"{_stands_on(line.evidence)}</div>"
            )
        for part in (getattr(profile, "style", None), getattr(profile, "rhythm", None)):
            if part is not None:
                parts.append(f"<p class='meta'>{escape(part.describe())}</p>")
    return parts


def _answers(told: Told) -> list[str]:
    cards = [
        f"<div class='card'><p><b>{escape(question)}</b></p><p class='text'>{escape(answer.text)}</p>"
        f"{_stands_on(answer.evidence)}</div>"
        for question, answer in told.answers
    ]
    return ["<h2>Answers for Emily</h2>", *cards]


def _drafts(told: Told) -> list[str]:
    cards = [
        f"<div class='card'><p class='meta'>{escape(wish)}</p><p class='text'>{escape(draft.text)}</p>"
        f"{_why(draft.reasons)}{_stands_on(draft.evidence)}</div>"
        for wish, draft in told.drafts
    ]
    return ["<h2>Mails as David would write them</h2>", *cards]


def _picks(told: Told) -> list[str]:
    parts = ["<h2>Books picked for each, and why</h2>"]
    for name, picks in told.picks:
        parts.append(f"<h3>{escape(name)}</h3>")
        parts += [
            f"<div class='card'><p><b>{escape(pick.item.title)}</b></p>"
            f"{_why(pick.reasons)}{_stands_on(pick.evidence)}</div>"
            for pick in picks
        ]
        if picks.note:
            parts.append(f"<p class='meta'>{escape(picks.note)}</p>")
    return parts


def _findings(findings: Sequence[Finding]) -> list[str]:
    parts = ["<h2>What a month of a watch shows</h2>"]
    for each in findings:
        figures = ", ".join(f"{name} {figure}" for name, figure in each.figures.items())
        known = "; ".join(part for part in (f"n {each.n}", each.span, figures) if part)
        parts.append(
            f"<div class='card'><p>{escape(each.text)}</p><p class='meta'>{escape(known)}</p>{_chart(each)}</div>"
        )
    return parts


def _chart(found: Finding) -> str:
    if found.chart is None:
        return ""
    from thyself.signals import render

    try:
        return f"<div class='chart'>{render(found.chart, 'svg').decode('utf-8')}</div>"
    except ThyselfError as error:
        return f"<p class='meta'>{escape(str(error))}</p>"


def _receipt(told: Told) -> list[str]:
    if told.receipt is None:
        return []
    proof = "Not a byte of it is left in the home." if told.receipt.proven else told.receipt.note
    rows = [(name, count) for name, count in told.receipt.rows.items() if count]
    return ["<h2>Forgetting, with proof</h2>", _table(("table", "rows removed"), rows), f"<p>{escape(proof)}</p>"]
