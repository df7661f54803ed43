"""What commands share: the options that name an installation, how they end early, and how wide they print."""

from __future__ import annotations

import os
import sys
from getpass import getuser
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console

from api.settings import StoreSettings
from intake.data_folder import DataFolder, default_data_folder
from intake.errors import SetupError
from intake.settings import Engine
from intake.state import Actor, Role
from intake.store.s3_place import s3_place

NOT_USABLE = 2
"""Exit status for a wrong call or an incomplete installation."""
INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""
_FILE_WIDTH = 160
"""Columns of a table where standard output is no terminal."""

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder for database and originals; else FAPIAO_DATA, else ~/.local/share/fapiao · 数据文件夹", show_default=False)
]
DatabaseOption = Annotated[
    str, typer.Option("--database-url", envvar="DATABASE_URL", help="postgresql://... instead of SQLite · 数据库地址", show_default=False)
]
OriginalsOption = Annotated[
    str, typer.Option("--originals", help="s3://BUCKET/PREFIX instead of the data folder; else FAPIAO_ORIGINALS · 原件位置", show_default=False)
]
EngineOption = Annotated[Engine, typer.Option("--engine", help="What runs the text recognition · 识别引擎")]
WorkersOption = Annotated[int, typer.Option("--workers", min=0, help="Documents read at a time; 0: one for each processor · 并行数")]
DocumentArgument = Annotated[UUID, typer.Argument(metavar="ID", help="Of the document, as records and lists have it · 文档编号", show_default=False)]
DocumentTenantOption = Annotated[str, typer.Option("--tenant", help="Whose document · 租户")]


def operator() -> Actor:
    """Whoever may read the installation's files."""
    return Actor(f"operator:{getuser()}"[:64], frozenset({Role.ADMINISTRATOR}))


def store_settings(data: Path | None, database_url: str, originals: str = "") -> StoreSettings:
    """Where the options say that everything is kept. Ends the command where they make no sense."""
    originals = originals or os.environ.get("FAPIAO_ORIGINALS", "")
    try:
        place = s3_place(originals, os.environ) if originals else None
    except SetupError as error:
        stop(f"{error.message} · {error.message_zh}")
    return StoreSettings(DataFolder((data or default_data_folder()).absolute()), database_url, originals=place)


def output() -> Console:
    """Standard output for tables."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)


def stop(message: str, status: int = NOT_USABLE) -> NoReturn:
    """Ends the command with a sentence on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, style="red", markup=False)
    sys.stdout.flush()
    sys.exit(status)
