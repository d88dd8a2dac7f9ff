"""Profile: what the traces say of the person, measured and stated, with evidence; the person's own edits win."""

from thyself.profile.avoid import avoidances
from thyself.profile.build import update
from thyself.profile.builder_lm import Suggested, suggest
from thyself.profile.facts import Claim, facts
from thyself.profile.lines import AREAS, Avoid, Line, Patch
from thyself.profile.patterns import PATTERNS, Pattern
from thyself.profile.profile import Profile
from thyself.profile.rhythm import Rhythm
from thyself.profile.style import ATTRIBUTES, Distance, Style, distance, distances

__all__ = [
    "AREAS",
    "ATTRIBUTES",
    "PATTERNS",
    "Avoid",
    "Claim",
    "Distance",
    "Line",
    "Patch",
    "Pattern",
    "Profile",
    "Rhythm",
    "Style",
    "Suggested",
    "avoidances",
    "distance",
    "distances",
    "facts",
    "suggest",
    "update",
]
