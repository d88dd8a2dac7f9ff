"""Profile: what the traces say of the person, measured and stated, with evidence; the person's own edits win."""

from thyself.profile.avoid import avoidances
from thyself.profile.build import update
from thyself.profile.builder_lm import Suggested, suggest
from thyself.profile.lines import Avoid, Line, Patch
from thyself.profile.profile import Profile
from thyself.profile.rhythm import Rhythm
from thyself.profile.style import ATTRIBUTES, Distance, Style, distance, distances

__all__ = [
    "ATTRIBUTES",
    "Avoid",
    "Distance",
    "Line",
    "Patch",
    "Profile",
    "Rhythm",
    "Style",
    "Suggested",
    "avoidances",
    "distance",
    "distances",
    "suggest",
    "update",
]
