"""Registry: every published system by its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import entry_points
from inspect import signature
from pathlib import PurePath
from typing import Any, Final

from thyself.core.errors import InvalidInput, UnknownSystem


@dataclass(frozen=True, slots=True)
class SystemCard:
    """What the registry knows of a system.

    Args:
        name: The name by which it is used.
        number: Its number among the papers; 0 for our own.
        title: The paper's title.
        job: What it does, in a sentence.
        serves: The jobs that it can be asked for (see :class:`thyself.core.response.Request`).
        needs: What it cannot do without: ``"lm"``, ``"embedder"``, ``"torch"``.
        build: Makes the system; its keyword arguments are its slots.
    """

    name: str
    number: int
    title: str
    job: str
    serves: tuple[str, ...]
    needs: tuple[str, ...]
    build: Callable[..., Any]

    def made(self, options: Mapping[str, Any]) -> Any:
        """The system with these values in its slots.

        Raises:
            InvalidInput: It has no such slot, or the slot takes another kind of value.
        """
        slots = signature(self.build).parameters
        for name, value in options.items():
            if name not in slots:
                there = ", ".join(slots) or "none"
                raise InvalidInput(f"system {self.name!r} has no setting {name!r}; it has: {there}")
            usual = slots[name].default
            if type(usual) in _PLAIN and not isinstance(value, _PLAIN[type(usual)]):
                kind = type(usual).__name__
                raise InvalidInput(f"setting {name!r} of system {self.name!r} is {usual!r} by default: give a {kind}")
        return self.build(**options)


#: What a slot takes whose default is of this type.
_PLAIN: Final[Mapping[type, tuple[type, ...]]] = {int: (int,), float: (int, float), str: (str, PurePath), bool: (bool,)}
_cards: dict[str, SystemCard] = {}
_loaded: list[bool] = []


def system(
    *, number: int, name: str, title: str, job: str, serves: tuple[str, ...], needs: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter the decorated function, which builds the system, under a name."""

    def enter(build: Callable[..., Any]) -> Callable[..., Any]:
        known = _cards.get(name)
        if known is not None and known.build.__module__ != build.__module__:
            raise ValueError(f"two systems are called {name!r}: {known.build.__module__} and {build.__module__}")
        _cards[name] = SystemCard(name, number, title, job, serves, needs, build)
        return build

    return enter


def cards() -> tuple[SystemCard, ...]:
    """All systems: ours first, then by number."""
    _load()
    return tuple(sorted(_cards.values(), key=lambda card: (card.number, card.name)))


def card(name: str, *, serves: str | None = None) -> SystemCard:
    """The card of a system.

    Raises:
        UnknownSystem: There is none of that name, or it does not do the job that ``serves`` names.
    """
    _load()
    found = _cards.get(name)
    if found is None:
        near = get_close_matches(name, _cards, n=3) or sorted(_cards)
        raise UnknownSystem(f"no system is called {name!r}; there are: {', '.join(near)} (thyself systems lists all)")
    if serves is not None and serves not in found.serves:
        able = ", ".join(c.name for c in cards() if serves in c.serves) or "none"
        raise UnknownSystem(f"system {name!r} does {' and '.join(found.serves)}, not {serves!r}; these do: {able}")
    return found


def _load() -> None:
    """Import every module of ``thyself.systems`` and every entry point ``thyself.systems``, once."""
    if _loaded:
        return
    # By name: the systems are found here, but no room knows the rooms below it.
    home = importlib.import_module("thyself.systems")
    for name in _modules(home.__path__, home.__name__):
        importlib.import_module(name)
    for point in entry_points(group="thyself.systems"):
        point.load()
    _loaded.append(True)


def _modules(path: Any, prefix: str) -> Iterator[str]:
    for module in pkgutil.walk_packages(path, prefix + "."):
        yield module.name
