"""Anything that comes back, as plain JSON values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from thyself.core import Catalog, Pick, Ranking


def plain(value: Any) -> Any:
    """``value`` as dictionaries, lists, strings, numbers, booleans and ``None``."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Ranking):
        return {"picks": [plain(pick) for pick in value], "note": value.note, "system": value.system}
    if isinstance(value, Pick):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, Catalog):
        return {"name": value.name, "items": len(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Iterable):
        return [plain(part) for part in value]
    return str(value)


def dumps(value: Any) -> str:
    """``value`` as JSON text."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2)
