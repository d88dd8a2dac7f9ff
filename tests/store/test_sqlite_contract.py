"""The SQLite store keeps the contract of every store."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from thyself.store import Store, open_store

pytest.register_assert_rewrite("tests.contracts.store")

from tests.contracts.store import Reopen, StoreContract  # noqa: E402  (after its asserts are made readable)


class TestSqlite(StoreContract):
    @pytest.fixture
    def reopen(self, tmp_path: Path) -> Reopen:
        def open_again() -> Store:
            return open_store(tmp_path / "home" / "thyself.db", clock=lambda: datetime(2025, 1, 1, tzinfo=UTC))

        return open_again
