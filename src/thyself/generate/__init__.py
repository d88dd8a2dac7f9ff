"""Generate: answers and drafts, worded by a model where there is one, checked against the evidence."""

from thyself.generate.answer import UNKNOWN, Answer
from thyself.generate.rules import Rule, RuleAgent, WordedRules, obey, rule_pairs
from thyself.generate.write import Writer

__all__ = [
    "UNKNOWN",
    "Answer",
    "Rule",
    "RuleAgent",
    "WordedRules",
    "Writer",
    "obey",
    "rule_pairs",
]
