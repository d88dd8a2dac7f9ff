"""Digest: what feeds offer, picked for each person, once a day, by mail or into a file."""

from thyself.serve.digest.fetch import Fetched, Limits, fetch
from thyself.serve.digest.group import Reader, read_group
from thyself.serve.digest.letter import Letter
from thyself.serve.digest.links import clicked, leads_to, start, stop, stopped, unsubscribed
from thyself.serve.digest.run import Digest, Done, Options, Report
from thyself.serve.digest.send import Sender, Smtp, ToFiles, Undelivered, Unsure

__all__ = [
    "Digest",
    "Done",
    "Fetched",
    "Letter",
    "Limits",
    "Options",
    "Reader",
    "Report",
    "Sender",
    "Smtp",
    "ToFiles",
    "Undelivered",
    "Unsure",
    "clicked",
    "fetch",
    "leads_to",
    "read_group",
    "start",
    "stop",
    "stopped",
    "unsubscribed",
]
