"""For developers, after a change of `tables.py`: `python -m intake.store.draw_revision NUMBER "What changes"` writes a new revision, to be read and put right by hand.

The database it compares with is an empty one brought to the last revision.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from intake.store.session import open_database
from intake.store.upgrade import MIGRATIONS, alembic_config, upgrade


def draw_revision(number: str, what: str) -> None:
    """`number` is the next of the numbers that the files in `migrations/versions` begin with."""
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/empty.sqlite")
        if any((MIGRATIONS / "versions").glob("*.py")):
            upgrade(database, Path(folder))
        with database.exclusive() as connection:
            command.revision(alembic_config(MIGRATIONS, connection), message=what, rev_id=number, autogenerate=True)
        database.close()


if __name__ == "__main__":
    draw_revision(sys.argv[1], sys.argv[2])
