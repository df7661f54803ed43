"""The outside systems that the service speaks to, as whoever starts it names them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from api.verification_settings import VerificationSettings
from intake.notices.named_settings import NoticeSettings
from intake.upload.named_ledgers import UploadSettings
from intake.upload.named_ledgers import upload_settings as named

LedgersOption = Annotated[
    Path | None,
    typer.Option("--ledgers", envvar="FAPIAO_LEDGERS", help="TOML file that names the accounting systems · 财务系统配置文件", show_default=False),
]


@dataclass(frozen=True)
class OutsideSettings:
    """Each may be left empty: then nothing is done there, and what waits for it says so."""

    verification: VerificationSettings = field(default_factory=VerificationSettings)
    uploads: UploadSettings = field(default_factory=UploadSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)


def upload_settings(file: Path | None) -> UploadSettings:
    """Raises SetupError."""
    return named(file, os.environ)
