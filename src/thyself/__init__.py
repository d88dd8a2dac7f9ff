"""thyself: know the person, show the person, serve the person.

>>> import thyself
>>> home = thyself.open()
>>> me = home.person("me")
>>> report = me.add("conversations.json")
>>> hits = me.recall("when did I see the dentist?", k=10)
"""

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
