from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from thyself.store import Scope, open_store


@pytest.fixture
def new_scope(tmp_path) -> Iterator[Callable[[str], Scope]]:
    """Makes the empty scope of a person of that name."""
    store = open_store(
        str(tmp_path / "home.db"), clock=lambda: datetime(2023, 5, 1, tzinfo=UTC), timezone="Europe/Rome"
    )
    yield store.scope
    store.close()


@pytest.fixture
def scope(new_scope: Callable[[str], Scope]) -> Scope:
    return new_scope("me")
