"""thyself: know the person, show the person, serve the person.

>>> import thyself
>>> home = thyself.open()
>>> me = home.person("me")
>>> report = me.add("conversations.json")
>>> hits = me.recall("when did I see the dentist?", k=10)
"""

from typing import TYPE_CHECKING

from thyself.core import (
    AddReport,
    Catalog,
    Evidence,
    Finding,
    Item,
    Pick,
    Ranking,
    Receipt,
    Rejected,
    Response,
    Settings,
    ThyselfError,
    Trace,
)
from thyself.home import Home
from thyself.home import open_home as open
from thyself.person import Person

if TYPE_CHECKING:
    from thyself import recommend as recommend

__version__ = "0.1.0"

__all__ = [
    "AddReport",
    "Catalog",
    "Evidence",
    "Finding",
    "Home",
    "Item",
    "Person",
    "Pick",
    "Ranking",
    "Receipt",
    "Rejected",
    "Response",
    "Settings",
    "ThyselfError",
    "Trace",
    "open",
]


def __getattr__(name: str) -> object:
    """The room of recommendations, loaded when it is first asked for: ``thyself.recommend.read("ratings.csv")``."""
    if name == "recommend":
        from importlib import import_module

        return import_module("thyself.recommend")
    raise AttributeError(f"module 'thyself' has no attribute {name!r}")
