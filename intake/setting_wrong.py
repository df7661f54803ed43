"""What is the matter with one setting of a provider or a ledger, for whoever wrote it into a file or a form."""

from __future__ import annotations


class SettingWrong(Exception):
    """One setting can't be used, or is needed and missing."""

    def __init__(self, setting: str, why: str, why_zh: str, *, is_missing: bool = False) -> None:
        """`why` goes on where the name of the setting ends: `must be a text`."""
        super().__init__(f"{setting} {why}")
        self.setting = setting
        self.why = why
        self.why_zh = why_zh
        self.is_missing = is_missing


def setting_missing(setting: str) -> SettingWrong:
    return SettingWrong(setting, "is missing", "未填写", is_missing=True)
