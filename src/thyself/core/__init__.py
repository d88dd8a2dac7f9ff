"""The nouns, the errors, the settings and the registry of systems. Nothing here imports another room."""

from thyself.core.errors import (
    DataMissing,
    InvalidInput,
    InvalidTrace,
    ModelError,
    ModelUnavailable,
    NotEnough,
    Refused,
    SourceError,
    StoreBusy,
    StoreError,
    StoreNewer,
    ThyselfError,
    UnknownFormat,
    UnknownSystem,
)
from thyself.core.evidence import Evidence
from thyself.core.item import Catalog, Item
from thyself.core.response import (
    AddReport,
    Cost,
    Figure,
    Finding,
    Pick,
    Ranking,
    Receipt,
    Rejected,
    Request,
    Response,
    Turn,
)
from thyself.core.settings import Settings
from thyself.core.tokens import estimate_tokens
from thyself.core.trace import KINDS, SENSITIVITIES, Sensitivity, Trace

__all__ = [
    "KINDS",
    "SENSITIVITIES",
    "AddReport",
    "Catalog",
    "Cost",
    "DataMissing",
    "Evidence",
    "Figure",
    "Finding",
    "InvalidInput",
    "InvalidTrace",
    "Item",
    "ModelError",
    "ModelUnavailable",
    "NotEnough",
    "Pick",
    "Ranking",
    "Receipt",
    "Refused",
    "Rejected",
    "Request",
    "Response",
    "Sensitivity",
    "Settings",
    "SourceError",
    "StoreBusy",
    "StoreError",
    "StoreNewer",
    "ThyselfError",
    "Trace",
    "Turn",
    "UnknownFormat",
    "UnknownSystem",
    "estimate_tokens",
]
