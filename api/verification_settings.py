"""How verification is set up by whoever starts a command: its providers, announced maintenance, and the schedule."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from intake.verification.announced import read_calendar
from intake.verification.named_providers import provider_settings
from intake.verification.provider_settings import ProviderSettings
from intake.verification.rules import VerificationRules

ProvidersOption = Annotated[
    Path | None,
    typer.Option(
        "--verification",
        envvar="FAPIAO_VERIFICATION",
        help="TOML file that names the providers of look-ups; else variables · 查验服务商配置文件",
        show_default=False,
    ),
]
MaintenanceOption = Annotated[
    list[str] | None,
    typer.Option("--maintenance", help='Nobody is asked then, Beijing time: "1-5 22:00-06:00"; may be given several times · 查验维护时段', show_default=False),
]


@dataclass(frozen=True)
class VerificationSettings:
    providers: tuple[ProviderSettings, ...] = ()
    """Asked in this order; none: approved invoices stay approved, and checks are entered by hand."""
    rules: VerificationRules = field(default_factory=VerificationRules)


def verification_settings(file: Path | None, maintenance: Sequence[str]) -> VerificationSettings:
    """Raises SetupError."""
    rules = VerificationRules()
    calendar = read_calendar(maintenance)
    return VerificationSettings(provider_settings(file, os.environ), replace(rules, schedule=replace(rules.schedule, calendar=calendar)))
