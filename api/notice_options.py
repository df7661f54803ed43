"""How notices go out, as whoever starts a command says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from intake.notices.named_settings import NoticeSettings
from intake.notices.named_settings import notice_settings as named

NoticesOption = Annotated[
    Path | None,
    typer.Option("--notices", envvar="FAPIAO_NOTICES", help="TOML file with mail server, limits and probes; else variables · 通知配置文件", show_default=False),
]


def notice_settings(file: Path | None) -> NoticeSettings:
    """Raises SetupError."""
    return named(file, os.environ)
