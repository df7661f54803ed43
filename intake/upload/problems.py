"""Every reason why ledgers can't be set up: code, and what to do in English and Chinese. None of them ever holds a secret."""

from __future__ import annotations

from intake.errors import SetupError


def ledger_settings_not_usable(reason: str) -> SetupError:
    return SetupError(
        "ledger_settings_not_usable",
        f"The settings of ledgers can't be used: {reason}. docs/ledger.md shows them.",
        f"记账系统设置无法使用：{reason}。写法见 docs/ledger.md。",
    )
