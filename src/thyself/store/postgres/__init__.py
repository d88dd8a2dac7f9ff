"""A home in a PostgreSQL database: many persons, several processes and machines; extra ``postgres``."""

from thyself.store.postgres.store import PostgresScope, PostgresStore

__all__ = ["PostgresScope", "PostgresStore"]
