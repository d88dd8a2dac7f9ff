"""Parts: every part by its room, what it does in a line, and which systems are made of it; read out of the code."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from thyself.core.registry import SystemCard, cards

#: The rooms whose parts systems are made of, from the ground up.
ROOMS: Final = (
    "models", "guard", "evaluate", "store", "sources", "memory", "profile", "retrieval", "signals", "decide", "adapt",
    "money", "generate", "recommend", "imagine",
)  # fmt: skip
_PACKAGE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Part:
    """A class or function that a room offers.

    Args:
        room: Where it lives.
        name: What it is called.
        does: The first line of its docstring.
        module: Where it is defined.
        systems: The names of the systems that are made of it.
    """

    room: str
    name: str
    does: str
    module: str
    systems: tuple[str, ...]


def parts() -> list[Part]:
    """All parts that the rooms offer by name, room by room."""
    used = _used()
    found = []
    for room in ROOMS:
        if not (_PACKAGE / room / "__init__.py").exists():
            continue
        package = importlib.import_module(f"thyself.{room}")
        for name in sorted(getattr(package, "__all__", ()), key=str.casefold):
            each = getattr(package, name)
            if inspect.isclass(each) or inspect.isfunction(each):
                does = (inspect.getdoc(each) or "").partition("\n")[0]
                systems = tuple(sorted(used.get((each.__module__, name), ())))
                found.append(Part(room, name, does, each.__module__, systems))
    return found


def slots(card: SystemCard) -> list[str]:
    """The arguments of a system, each with its default: ``"k=3"``."""
    return [str(each).partition(":")[0] + _default(each) for each in inspect.signature(card.build).parameters.values()]


def _default(parameter: inspect.Parameter) -> str:
    return "" if parameter.default is inspect.Parameter.empty else f"={parameter.default!r}"


def markdown() -> str:
    """Systems and parts as a page of the documentation."""
    return "\n".join(_page(parts())) + "\n"


def _page(listed: Sequence[Part]) -> Iterator[str]:
    yield "# Systems and their parts\n"
    yield "Written from the code by `thyself parts --report`; `thyself systems WORDS` and `thyself parts WORDS` search."
    yield "What each system's study shows is in [studies.md](studies.md).\n"
    yield "## Systems\n"
    yield "| system | paper | for | what it does | slots | made of |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for card in cards():
        made_of = ", ".join(part.name for part in listed if card.name in part.systems)
        told = ", ".join(f"`{slot}`" for slot in slots(card))
        paper = f"{card.number:03d}" if card.number else "ours"
        yield f"| `{card.name}` | {paper} | {', '.join(card.serves)} | {card.job} | {told} | {made_of} |"
    for room in dict.fromkeys(part.room for part in listed):
        yield f"\n## {room}\n"
        yield "| part | what it does | systems |"
        yield "| --- | --- | --- |"
        for part in listed:
            if part.room == room:
                does = part.does.replace("|", "\\|")
                yield f"| `{part.name}` | {does} | {', '.join(part.systems)} |"


def _used() -> dict[tuple[str, str], set[str]]:
    """For each name of a module, the systems that are made of it, also by way of the helpers of ``systems``."""
    found: dict[tuple[str, str], set[str]] = {}
    for card in cards():
        seen: set[tuple[str, str]] = set()
        _follow(card.build.__module__, card.build.__name__, seen)
        for key in seen:
            found.setdefault(key, set()).add(card.name)
    return found


def _follow(module: str, name: str, seen: set[tuple[str, str]]) -> None:
    """Add what a name of a module is made of: itself, and all that its code names, within ``systems``."""
    if (module, name) in seen:
        return
    seen.add((module, name))
    if not module.startswith("thyself.systems"):
        return
    inside, imported = _outline(module)
    for each in inside.get(name, ()):
        if each in inside:
            _follow(module, each, seen)
        elif each in imported:
            where, what = imported[each]
            offered = getattr(importlib.import_module(where), what, None)
            _follow(getattr(offered, "__module__", None) or where, what, seen)


@cache
def _outline(module: str) -> tuple[dict[str, set[str]], dict[str, tuple[str, str]]]:
    """What each top-level name of a module names in its code, and where each imported name comes from."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return {}, {}
    inside: dict[str, set[str]] = {}
    imported: dict[str, tuple[str, str]] = {}
    tree = ast.parse(Path(spec.origin).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("thyself."):
            imported |= {each.asname or each.name: (str(node.module), each.name) for each in node.names}
    for top in tree.body:
        for name in _defined(top):
            inside[name] = {each.id for each in _code(top) if isinstance(each, ast.Name)} - {name}
    return inside, imported


def _defined(top: ast.stmt) -> list[str]:
    if isinstance(top, ast.FunctionDef | ast.ClassDef):
        return [top.name]
    targets = [top.target] if isinstance(top, ast.AnnAssign) else getattr(top, "targets", [])
    return [each.id for each in targets if isinstance(each, ast.Name)]


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those of annotations: what a thing is typed as, it is not made of."""
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _code(each)
