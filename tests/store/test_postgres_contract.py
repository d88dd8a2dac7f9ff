"""The PostgreSQL store keeps the contract of every store, on a real server."""

from datetime import UTC, datetime

import pytest

from thyself.store import Store, open_store

pytest.importorskip("psycopg_pool")
pytest.register_assert_rewrite("tests.contracts.store")

from tests.contracts.store import Reopen, StoreContract  # noqa: E402  (after its asserts are made readable)


class TestPostgres(StoreContract):
    @pytest.fixture
    def reopen(self, postgres_address: str) -> Reopen:
        def open_again() -> Store:
            return open_store(postgres_address, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC))

        return open_again
