"""Report: what the studies saw, as a page; made of the result files and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from thyself.evaluate.results import Result
from thyself.evaluate.study import Cell

_HEAD: Final = """# Studies

Written by `thyself study --report` from the files in `studies/results`, and by nothing else; run them with
`make studies`. An effect is a difference with its 95 % interval (bootstrap); a study comes out **as claimed** where the
interval is on the claimed side of zero and every control holds, **against** where it is on the other side, and
**not shown** otherwise. A study whose data or model is missing is **not run**.
"""


def line(result: Result) -> str:
    """A result in a line: the verdict and the main effect."""
    if result["verdict"] == "not run":
        return f"not run: {result.get('why', '')}"
    held = sum(control["holds"] for control in result["controls"])
    return f"{result['verdict']}: {effect(result['effect'])}; {held} of {len(result['controls'])} controls hold"


def effect(found: Mapping[str, Any]) -> str:
    """An effect in words: ``segments less turns: +0.041 [0.020, 0.061] points of recall (n 1,535)``."""
    name = f"{found['name']}: " if found["name"] else ""
    span = f"{found['value']:+.3f} [{found['low']:+.3f}, {found['high']:+.3f}]"
    return f"{name}{span} {found['unit']}, {found['metric']} (n {found['n']:,})"


def markdown(results: Mapping[str, Result]) -> str:
    """The whole page; ours first."""
    order = sorted(results, key=lambda name: (name != "default", name))
    rows = [(f"[{name}](#{name})", *_row(name, results[name])[1:]) for name in order]
    parts = [_HEAD, _counted(results), _grid(("study", "verdict", "effect", "controls that hold"), rows)]
    return "\n".join([*parts, *(_section(name, results[name]) for name in order)])


def _row(name: str, result: Result) -> tuple[str, str, str, str]:
    if result["verdict"] == "not run":
        return name, "not run", str(result.get("why", "")), ""
    held = sum(control["holds"] for control in result["controls"])
    return name, result["verdict"], effect(result["effect"]), f"{held} of {len(result['controls'])}"


def _counted(results: Mapping[str, Result]) -> str:
    """How many of each verdict."""
    seen = [result["verdict"] for result in results.values()]
    kinds = ("as claimed", "not shown", "against", "not run")
    told = ", ".join(f"{seen.count(each)} {each}" for each in kinds if each in seen)
    return f"{len(seen)} {'studies' if len(seen) > 1 else 'study'}: {told}.\n" if seen else "No study was run yet.\n"


def _section(name: str, result: Result) -> str:
    return "\n".join(_lines(name, result))


def _lines(name: str, result: Result) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"*{result.get('title', name)}*\n"
    if "claim" in result:
        yield f"Claim: {result['claim']}\n"
    if result["verdict"] == "not run":
        yield f"**Not run**: {result.get('why', '')}\n"
        return
    yield f"**{result['verdict'].capitalize()}**: {effect(result['effect'])}.\n"
    for each in result["also"]:
        yield f"- {each['verdict']}: {effect(each)}"
    if result["also"]:
        yield ""
    if result["controls"]:
        yield _grid(("control", "rule", "expected", "seen", "holds"), [_control(each) for each in result["controls"]])
    for each in result["tables"]:
        yield f"**{each['title']}**\n"
        yield _grid(each["columns"], each["rows"])
        if each["note"]:
            yield f"{each['note']}\n"
    for note in result["notes"]:
        yield f"- {note}"
    if result["notes"]:
        yield ""
    yield f"{_made(result)}\n"


def _control(found: Mapping[str, Any]) -> tuple[str, ...]:
    span = "" if found["low"] is None else f" [{found['low']:+.3f}, {found['high']:+.3f}]"
    figure = f"{found['value']:.3f}" if found["low"] is None else f"{found['value']:+.3f}"
    holds = "yes" if found["holds"] else "**no**"
    return (
        found["name"],
        "" if found["kind"] == "other" else found["kind"],
        found["expectation"],
        f"{figure}{span} {found['unit']}",
        holds,
    )


def _made(result: Result) -> str:
    """Of what, with what, when."""
    data = ", ".join(f"{name} ({digest[:8]})" for name, digest in result["data"].items()) or "planted by the study"
    models = [result[what] for what in ("embedder", "language_model") if result.get(what)]
    seeds = f"{result['seeds']} seed{'s' if result['seeds'] != 1 else ''}"
    parts = [f"Data: {data}", *([f"models: {', '.join(models)}"] if models else []), seeds]
    return f"{'; '.join(parts)}; {result['date']}, {result['seconds']:.0f} s."


def _grid(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in lines) + "\n"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value.replace("|", "\\|").replace("\n", " ")
