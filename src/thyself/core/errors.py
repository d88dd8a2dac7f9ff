"""Errors: what can go wrong at the face, in words that say what to do."""


class ThyselfError(Exception):
    """Anything that thyself reports to a person: the message is plain English and says what to do."""


class InvalidTrace(ThyselfError, ValueError):
    """A trace that cannot be kept: a time without a zone, an unknown sensitivity, an empty kind."""


class InvalidInput(ThyselfError, ValueError):
    """An argument that makes no sense: ``k=0``, both ``k`` and ``budget``, an unknown unit."""


class SourceError(ThyselfError):
    """A file or folder that could not be read at all."""


class UnknownFormat(SourceError):
    """No reader recognises the input; the message lists the formats and how to name one."""


class StoreError(ThyselfError):
    """The home could not be opened, read or written."""


class StoreBusy(StoreError):
    """Another process held the home for longer than the patience that was set."""


class StoreNewer(StoreError):
    """The home was written by a newer version of thyself than this one."""


class ModelError(ThyselfError):
    """A model gave an error, or no answer that could be used."""


class ModelUnavailable(ModelError):
    """A model that was asked for is not installed or cannot be reached; the message says how to get it."""


class Refused(ThyselfError):
    """A guard does not allow this: the message says which rule, and what would be allowed."""


class UnknownSystem(ThyselfError, KeyError):
    """No system of that name; the message lists the nearest names."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class DataMissing(ThyselfError):
    """A study needs data that is not there (setting ``THYSELF_DATA``): it counts as not run."""


class NotEnough(ThyselfError):
    """There is too little of the person's data to say anything; the message says how much is needed."""
