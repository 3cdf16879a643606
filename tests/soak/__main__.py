"""`python -m tests.soak [--minutes N] [--seed N] [--database sqlite|postgresql]`: prints the figures; 1 on any loss."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres_server
from tests.databases import Database
from tests.soak.report import FULL, figures, findings
from tests.soak.standing import Finding
from tests.soak.storm import Storm, weather_the

MOST_SHOWN = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=FULL, help="how long the storm lasts (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6, help="to repeat a run's choices")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    _say(f"seed {options.seed} number")
    folder = Path(tempfile.mkdtemp(prefix="debrief-soak-"))
    storm = Storm(seconds=options.minutes * 60, seed=options.seed)
    wrong: list[Finding] | None = None
    try:
        with _database(options.database, folder) as database:
            ended = asyncio.run(weather_the(storm, database, folder))
            wrong = findings(ended, full=options.minutes >= FULL)
            for figure in figures(ended, wrong):
                _say(str(figure))
        for finding in wrong[:MOST_SHOWN]:
            sys.stderr.write(f"{finding.wrong}: {finding.what}\n")
    finally:
        if wrong == []:
            shutil.rmtree(folder)
        else:
            sys.stderr.write(f"The bot's log, and its database if that is SQLite, are in {folder}\n")
    return 1 if wrong else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Database]:
    if kind == "sqlite":
        yield Database(f"sqlite:///{folder / 'debrief.db'}")
        return
    programs = postgres_server.binaries()
    if programs is None:
        sys.exit(postgres_server.MISSING)
    with postgres_server.running(programs) as server:
        yield Database(server.url(server.create()))


if __name__ == "__main__":
    sys.exit(main())
