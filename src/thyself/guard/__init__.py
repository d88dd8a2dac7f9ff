"""Guard: what may go in, out, or to whom."""

from thyself.guard.copying import longest_copied
from thyself.guard.grounding import Claim, claims, ungrounded, unsupported
from thyself.guard.quoting import harmless, quote
from thyself.guard.routing import check, may_see, sent, withheld

__all__ = [
    "Claim",
    "check",
    "claims",
    "harmless",
    "longest_copied",
    "may_see",
    "quote",
    "sent",
    "ungrounded",
    "unsupported",
    "withheld",
]
