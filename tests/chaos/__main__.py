"""`python -m tests.chaos FOLDER`, and `--help` for more: the long run. Stopped, it goes on with the same call; figures are printed as JSON at its end."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

from tests.chaos.contents import FakeContents, PhotographContents
from tests.chaos.processes import Place
from tests.chaos.run import Ground, Plan, run
from tests.chaos.small_disk import SmallDisk
from tests.intake.store.conftest import Server, running_postgresql

SQLITE = Plan(readers=1, senders=3, kills=1000)
POSTGRESQL = Plan(readers=2, senders=3, kills=1000)
NAME = "chaos"
READING = {"reader_life": 25.0, "sender_life": 60.0, "watcher_life": 60.0, "pause": 4.0, "dropped_each": 6.0}
"""Of a plan with real reading: most live until they have read something."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new one, or that of a run to go on with")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--postgresql", action="store_true", help="two readers on PostgreSQL instead of one on SQLite")
    parser.add_argument("--database-kills", type=int, default=0, help="with PostgreSQL: kill its server as well")
    parser.add_argument("--disk-fills", type=int, default=0, help="fill up and free the disk of the data folder: a file system in memory, which takes root")
    parser.add_argument("--photographs", type=Path, help="a folder with *.jpg, read with all models; else files that are read without any")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the processes of the run end with it
    folder = chosen.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    plan = replace(POSTGRESQL if chosen.postgresql else SQLITE, kills=chosen.kills, database_kills=chosen.database_kills, disk_fills=chosen.disk_fills)
    contents = PhotographContents(chosen.photographs.absolute()) if chosen.photographs else FakeContents()
    plan = replace(plan, senders=1, **READING) if chosen.photographs else plan
    try:
        place, ground = Place(folder, contents=contents), Ground(disk=SmallDisk(folder / "data") if chosen.disk_fills else None)
    except RuntimeError as error:
        parser.error(str(error))
    with ExitStack() as stack:
        if chosen.postgresql:
            server = stack.enter_context(running_postgresql(_server_folder(folder)))
            if not any(name == NAME for name in server.databases()):
                server.run(f"CREATE DATABASE {NAME} TEMPLATE template0")
            place, ground = replace(place, database_url=server.address(NAME)), replace(ground, crash_database=lambda: crash(server))
        outcome = run(place, plan, ground, _tell)
    print(json.dumps({**asdict(outcome), "right": outcome.is_right}, indent=2, ensure_ascii=False))  # noqa: T201 - the result of the command
    return 0 if outcome.is_right else 1


def crash(server: Server) -> None:
    """Kill -9 of PostgreSQL's first process, which takes the others along; then it is started again."""
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server.restart_after_crash()


def _server_folder(folder: Path) -> Path:
    made = folder / "pg"
    made.mkdir(exist_ok=True)
    folder.chmod(0o755)
    return made


def _tell(line: str) -> None:
    sys.stderr.write(f"\r{line}")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
