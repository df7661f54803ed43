"""Where one installation keeps everything: databases, originals, backups. With SQLite it belongs to one running service at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intake.errors import SetupError
from intake.store.failures import disk_errors


@dataclass(frozen=True)
class DataFolder:
    """Paths in it; `make` makes the folder itself."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "app.db"

    @property
    def jobs(self) -> Path:
        """May be lost: the sweep finds in the database what is to be done."""
        return self.root / "engine.db"

    @property
    def originals(self) -> Path:
        return self.root / "originals"

    @property
    def uploads(self) -> Path:
        """Files that are still on their way in."""
        return self.root / "uploads"

    @property
    def sealing_key(self) -> Path:
        """Opens what the database holds sealed. Made when it is first needed."""
        return self.root / "sealing.key"

    @property
    def ledgers(self) -> Path:
        """Folders of ledgers that are set up on the settings page."""
        return self.root / "ledgers"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    def make(self) -> None:
        """Raises SetupError where it may not be written, StoreUnavailable where the disk does not work."""
        with disk_errors(str(self.root)):
            self.root.mkdir(mode=0o750, parents=True, exist_ok=True)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Ours alone until the block ends or the process does, however it ends. Raises SetupError where another service has it.

        Two services on one SQLite file would take each other's work for abandoned.
        """
        self.make()
        with disk_errors(str(self.root)):
            descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _in_use(self.root) from error
            yield
        finally:
            os.close(descriptor)


def default_data_folder() -> Path:
    """`FAPIAO_DATA`, or the user's data folder as the XDG Base Directory Specification has it: the same wherever the command is started."""
    named = os.environ.get("FAPIAO_DATA")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fapiao"


def _in_use(root: Path) -> SetupError:
    return SetupError(
        "data_folder_in_use",
        f"Another service runs on {root}. Stop it, or start this one with another --data; for several processes use PostgreSQL (--database-url).",
        f"数据文件夹 {root} 正被另一个服务使用，请先停止该服务或用 --data 指定其他文件夹；多进程运行请使用 PostgreSQL（--database-url）。",
    )
