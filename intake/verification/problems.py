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


def maintenance_malformed(text: str) -> SetupError:
    return SetupError(
        "maintenance_malformed",
        f"{text!r} is no maintenance window. Write 1-5 22:00-06:00 for each week, or 2024-03-16T22:00/2024-03-17T06:00 for once; Beijing time.",
        f"维护时段“{text}”格式不正确。每周重复请写 1-5 22:00-06:00，一次性请写 2024-03-16T22:00/2024-03-17T06:00（北京时间）。",
    )


def manual_check_incomplete(what: str, what_zh: str) -> RequestRefused:
    return RequestRefused(
        "manual_check_incomplete",
        f"A check by hand needs {what}. Add it and send the check again.",
        f"人工查验需提供{what_zh}，请补充后重新提交。",
    )
