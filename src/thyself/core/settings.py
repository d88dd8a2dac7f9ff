"""Settings: the one place where the environment is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from thyself.core.errors import InvalidInput
from thyself.core.trace import SENSITIVITIES, Sensitivity


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; every field has an environment variable of its name (``THYSELF_HOME`` …).

    Args:
        home: The file that ``thyself.open()`` opens.
        timezone: The zone of the person's clock, for times without one and for what is shown.
        language_model: ``"auto"`` (the best that is there), ``"none"``, ``"smollm2"``, ``"openai"`` with ``url``, or
            the name of an entry point ``thyself.models``.
        embedder: ``"auto"``, ``"minilm"`` or ``"hashed"``.
        url, key, model: An OpenAI-compatible server, its key, and the name of its model.
        remote_allows: The highest sensitivity that may go to a model which does not run on this machine.
        data: A folder of data sets for studies.
        remembered: Of how many persons the indexes are held in memory at a time.
    """

    home: Path | str = Path("~/.thyself/thyself.db")
    timezone: str = "UTC"
    language_model: str = "auto"
    embedder: str = "auto"
    url: str | None = None
    key: str | None = None
    model: str | None = None
    remote_allows: Sensitivity = "personal"
    data: Path | None = None
    remembered: int = 8

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read ``THYSELF_*``.

        Raises:
            InvalidInput: A value is not one that the setting can take.
        """
        given = {name: environment.get(f"THYSELF_{name.upper()}") for name in cls.__slots__}
        values: dict[str, object] = {name: value for name, value in given.items() if value}
        if "home" in values:
            values["home"] = address(str(values["home"]))
        if "data" in values:
            values["data"] = Path(str(values["data"]))
        if "remembered" in values:
            values["remembered"] = _whole("THYSELF_REMEMBERED", str(values["remembered"]))
        if values.get("remote_allows", "personal") not in SENSITIVITIES:
            raise InvalidInput(
                f"THYSELF_REMOTE_ALLOWS: {values['remote_allows']!r} is none of {', '.join(SENSITIVITIES)}"
            )
        settings = cls(**values)  # type: ignore[arg-type]
        settings.zone  # noqa: B018  (an unknown zone is said now, not at the first use)
        return settings

    @property
    def folder(self) -> Path:
        """Where files lie that belong to the home: beside its file; ``~/.thyself`` for a home in a database."""
        return (self.home if isinstance(self.home, Path) else Path("~/.thyself/thyself.db")).expanduser().parent

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone.

        Raises:
            InvalidInput: There is no zone of that name.
        """
        return zone(self.timezone)


def zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        InvalidInput: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError):
        raise InvalidInput(f"no time zone is called {name!r}; use a name such as 'Europe/Rome'") from None


def _whole(name: str, given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 100_000:
        raise InvalidInput(f"{name}: {given!r} is no whole number from 1 to 100,000")
    return int(given)


def address(home: str | Path) -> Path | str:
    """A home's file, or the address of its database as it is."""
    return str(home) if str(home).startswith(("postgresql://", "postgres://")) else Path(home)
