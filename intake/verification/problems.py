"""Every reason why providers of verification can't be set up, or a person's check not be taken: code, and what to do in English and Chinese. None of them ever holds a secret."""

from __future__ import annotations

from intake.errors import RequestRefused, SetupError


def verification_settings_missing(setting: str) -> SetupError:
    return SetupError(
        "verification_settings_missing",
        f"{setting} is not set. A provider of verification needs all of its account settings, or none of them.",
        f"未设置 {setting}。查验服务商的账户参数必须全部设置，或全部不设置。",
    )


def verification_settings_not_usable(reason: str) -> SetupError:
    return SetupError(
        "verification_settings_not_usable",
        f"The settings of verification can't be used: {reason}.",
        f"查验服务设置无法使用：{reason}。",
    )


def manual_check_incomplete(what: str, what_zh: str) -> RequestRefused:
    return RequestRefused(
        "manual_check_incomplete",
        f"A check by hand needs {what}. Add it and send the check again.",
        f"人工查验需提供{what_zh}，请补充后重新提交。",
    )
