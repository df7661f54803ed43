"""A folder as the place that a ledger takes files from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.upload.drop import Dropped, DropTrouble
from intake.upload.drop_files import put_file


@dataclass(frozen=True)
class FolderDrop:
    folder: Path

    def put(self, name: str, content: bytes) -> None:
        with _disk():
            put_file(self.folder / name, content)

    def read(self, name: str) -> bytes | None:
        with _disk():
            try:
                return (self.folder / name).read_bytes()
            except FileNotFoundError:
                return None

    def files(self, beginning: str = "", after: str = "") -> Iterator[Dropped]:
        with _disk():
            names = sorted(path.name for path in self.folder.iterdir() if path.name.startswith(beginning) and path.name > after)
        for name in names:
            if name.startswith("."):  # on its way
                continue
            with _disk():
                try:
                    stat = (self.folder / name).stat()
                except FileNotFoundError:  # taken away meanwhile
                    continue
            yield Dropped(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DropTrouble("disk", f"the folder can't be used: {error.strerror}") from error
