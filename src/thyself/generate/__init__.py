"""Generate: answers and drafts, worded by a model where there is one, checked against the evidence."""

from thyself.generate.answer import UNKNOWN, Answer
from thyself.generate.write import Writer

__all__ = ["UNKNOWN", "Answer", "Writer"]
