"""Profile: what the traces say of the person, measured and stated, with evidence; the person's own edits win."""

from thyself.profile.avoid import avoidances
from thyself.profile.build import update
from thyself.profile.builder_lm import Suggested, suggest
from thyself.profile.familiar import Familiarity, Met, Reader
from thyself.profile.fits import ModelFits, StatisticalFits
from thyself.profile.jargon import Jargon, Unfamiliar
from thyself.profile.lines import Avoid, Line, Patch
from thyself.profile.listener import Listener, Played, listener
from thyself.profile.profile import Profile
from thyself.profile.rhythm import Rhythm
from thyself.profile.same_author import SameAuthor
from thyself.profile.style import ATTRIBUTES, Distance, Style, distance, distances
from thyself.profile.terms import Term, terms

__all__ = [
    "ATTRIBUTES",
    "Avoid",
    "Distance",
    "Familiarity",
    "Jargon",
    "Line",
    "Listener",
    "Met",
    "ModelFits",
    "Patch",
    "Played",
    "Profile",
    "Reader",
    "Rhythm",
    "SameAuthor",
    "StatisticalFits",
    "Style",
    "Suggested",
    "Term",
    "Unfamiliar",
    "avoidances",
    "distance",
    "distances",
    "listener",
    "suggest",
    "terms",
    "update",
]
