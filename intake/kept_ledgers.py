"""Ledgers that are named on the settings page, as invoices can be handed to them: checked, and held to what whoever runs the service allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.kept_reach import check_reach
from intake.setting_wrong import SettingWrong, setting_missing
from intake.upload.ledger_settings import LedgerSettings, LedgerType, ledger_of

_OF_THE_SERVER = ("private", "plain", "authority")
"""What only whoever runs the service may say."""


def kept_ledger(name: str, told: Mapping[str, Any], secret: str, own_hosts: Collection[str], folders: Sequence[Path]) -> LedgerSettings:
    """`own_hosts`: of the firm's own network, that may be reached. `folders`: in these its folder may lie; a path that is not absolute is taken from the first.

    Raises SettingWrong; of the secret as `secret`.
    """
    for setting in _OF_THE_SERVER:
        if setting in told:
            raise SettingWrong(setting, "is for who runs the service to say", "只能由服务管理员设定")
    settings = ledger_of({**told, "name": name, **_reach(told, own_hosts)}, lambda _: _needed(secret))
    check_reach(settings.text("address"), own_hosts)
    if settings.type is LedgerType.S3 and not settings.secret:
        raise setting_missing("id")  # the account of this machine is not for administrators to lend
    if "folder" in settings.told:
        return LedgerSettings(name, settings.type, {**settings.told, "folder": str(_folder(settings.text("folder"), folders))})
    return settings


def _needed(secret: str) -> str:
    if not secret:
        raise setting_missing("secret")
    return secret


def _reach(told: Mapping[str, Any], own_hosts: Collection[str]) -> Mapping[str, bool]:
    try:
        parts = urlsplit(str(told.get("address", "")))
    except ValueError:
        return {}  # as the check of the address says
    is_own = (parts.hostname or "").lower() in own_hosts
    return {"private": True, **({"plain": True} if parts.scheme == "http" else {})} if is_own else {}


def _folder(told: str, folders: Sequence[Path]) -> Path:
    """Links are followed before it is compared. Made where it is not there yet, in a folder that is."""
    try:
        path = (folders[0] / told).resolve()
        if any(path != root.resolve() and path.is_relative_to(root.resolve()) for root in folders):
            return path
    except (OSError, ValueError, RuntimeError) as error:
        raise SettingWrong("folder", "is no folder", "不是有效的文件夹") from error
    allowed = ", ".join(str(root) for root in folders)
    raise SettingWrong("folder", f"must lie in {allowed}", f"须位于 {allowed} 之内")
