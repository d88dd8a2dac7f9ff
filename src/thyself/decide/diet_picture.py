"""Diet picture: the reasons for some foods as a drawing that a screen reader reads out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from thyself.decide.diet_graph import Reason, plain

_ROW: Final = 34
_TOP: Final = 46
_COLUMNS: Final = (20, 300, 560)
_FOR: Final = "#3C84C4"
_AGAINST: Final = "#D9661F"


def picture(reasons: Sequence[Reason]) -> str:
    """The paths as SVG in three columns: what was told, the nutrient, the food.

    Its title and description say the same in words, so nothing is told by colour or place alone: a line against a food
    is dashed and says "against".

    Source: HealthGenie (2025): the sub-graph beside the answer.
    """
    columns = [_names(reasons, at) for at in range(3)]
    places = [{name: _TOP + _ROW * row for row, name in enumerate(each)} for each in columns]
    height = _TOP + _ROW * max([1, *map(len, columns)])
    title = f"Reasons for {len(columns[2])} foods"
    told = "; ".join(each.text for each in reasons) or "There are no reasons to show."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 820 {height}">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(told)}</desc>',
        '<g font-family="sans-serif" font-size="13" fill="#444" aria-hidden="true">',
        *(f'<text x="{x}" y="22" font-weight="bold">{head}</text>'
          for x, head in zip(_COLUMNS, ("What you told", "Nutrient", "Food"), strict=True)),
    ]  # fmt: skip
    for each in reasons:
        parts += _lines(each, places)
    for x, column in zip(_COLUMNS, places, strict=True):
        parts += [f'<text x="{x}" y="{y}">{escape(plain(name))}</text>' for name, y in column.items()]
    return "\n".join([*parts, "</g>", "</svg>"])


def _names(reasons: Sequence[Reason], column: int) -> list[str]:
    return list(dict.fromkeys(_ends(each)[column] for each in reasons))


def _ends(reason: Reason) -> tuple[str, str, str]:
    first, last = reason.path[0], reason.path[-1]
    return first.subject, first.object, last.subject


def _lines(reason: Reason, places: Sequence[dict[str, int]]) -> list[str]:
    left, middle, right = (place[name] - 4 for place, name in zip(places, _ends(reason), strict=True))
    style = f'stroke="{_FOR}"' if reason.speaks_for else f'stroke="{_AGAINST}" stroke-dasharray="5 4"'
    lines = [
        f'<line x1="{_COLUMNS[0] + 190}" y1="{left}" x2="{_COLUMNS[1] - 8}" y2="{middle}" {style}/>',
        f'<line x1="{_COLUMNS[1] + 110}" y1="{middle}" x2="{_COLUMNS[2] - 8}" y2="{right}" {style}/>',
    ]
    return lines if reason.speaks_for else [*lines, f'<text x="{_COLUMNS[2] - 70}" y="{right - 4}">against</text>']


def page(svg: str, told: str) -> str:
    """The picture and the words beside it as one page that needs nothing else.

    Args:
        svg: What :func:`picture` drew.
        told: The answer in words.
    """
    lines = "\n".join(f"<p>{escape(each)}</p>" for each in told.split("\n") if each.strip())
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>Foods with their reasons</title><style>body{font-family:sans-serif;max-width:60rem;margin:2rem auto;"
        "padding:0 1rem}svg{max-width:100%;height:auto}</style></head>"
        f"<body><h1>Foods with their reasons</h1>\n{svg}\n{lines}</body></html>\n"
    )
