"""One provider of verification as whoever names it says: a table of texts and numbers, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.setting_wrong import SettingWrong, setting_missing
from intake.verification.codes import Vendor
from intake.verification.gateways import GATEWAYS
from intake.verification.rate_limit import Rate
from intake.verification.signing import KeyPair

TYPES = tuple(vendor for vendor in Vendor if vendor is not Vendor.PAGE)
TEXTS = ("type", "name", "id", "address", "project_id", "authority")
NUMBERS = ("calls_per_second", "timeout_seconds", "price_per_call")
_NAME = re.compile("[a-z][a-z0-9-]{0,30}")
_WITHOUT_ID = (Vendor.FPCY, Vendor.WEIBAOZHANG, Vendor.QIXIANGYUN)
"""They know an account by its secret."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class ProviderSettings:
    vendor: Vendor
    name: str
    """Told with every answer; two accounts with one provider have two names."""
    account: KeyPair
    address: str = ""
    """"" for the provider's own."""
    project_id: str = ""
    """Of Huawei."""
    rate: Rate = Rate()
    timeout_seconds: float = 30.0
    price_per_call: float | None = None
    """Yuan for each answer that costs, by the firm's own contract; None where nobody said."""
    authority: Path | None = None
    """Certificates that are trusted instead of the system's: for a gateway in one's own house."""
    may_be_private: bool = True
    """The address may lie in the firm's own network, or on this machine without TLS."""


def provider_of(told: Mapping[str, Any], secret_of: Callable[[str], str]) -> ProviderSettings:
    """`told`: some of `TEXTS` and `NUMBERS`; `secret_of`: from the provider's name to its secret. Raises SettingWrong, and what `secret_of` raises."""
    for name in TEXTS:
        if not isinstance(told.get(name, ""), str):
            raise SettingWrong(name, "must be a text", "应为文本")
    vendor = _vendor(told.get("type", ""))
    name = told.get("name") or vendor.value
    if not _NAME.fullmatch(name):
        raise SettingWrong("name", "must be lower-case letters, digits and hyphens", "应由小写字母、数字和连字符组成，以字母开头")
    if not told.get("id") and vendor not in _WITHOUT_ID:
        raise setting_missing("id")
    if vendor is Vendor.HUAWEI and not told.get("project_id"):
        raise setting_missing("project_id")
    address = _address(told.get("address", ""))
    if not address and vendor.value in GATEWAYS and not GATEWAYS[vendor.value].address:
        raise setting_missing("address")
    return ProviderSettings(
        vendor,
        name,
        KeyPair(told.get("id", ""), secret_of(name)),
        address,
        told.get("project_id", ""),
        Rate(per_second=_positive(told, "calls_per_second", Rate.per_second)),
        _positive(told, "timeout_seconds", ProviderSettings.timeout_seconds),
        _positive(told, "price_per_call", 0.0) if "price_per_call" in told else None,
        Path(told["authority"]) if told.get("authority") else None,
    )


def is_secret(text: str) -> bool:
    """Whether it is made of characters that providers give out."""
    return bool(text) and text.isascii() and text.isprintable()


def _vendor(text: str) -> Vendor:
    if text not in [vendor.value for vendor in TYPES]:
        names = ", ".join(vendor.value for vendor in TYPES)
        raise SettingWrong("type", f"is one of {names}", f"应为 {names} 之一")
    return Vendor(text)


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise SettingWrong("address", "is no address", "不是有效的地址") from error
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)
    if not secure or not host or parts.username is not None or parts.query or parts.fragment:
        why = "must be https://HOST/..., without a login: keys and invoices would be readable on the way"
        raise SettingWrong("address", why, "应为 https:// 开头且不含登录信息的地址，否则密钥和发票会在传输中泄露")
    return text.rstrip("/")


def _positive(told: Mapping[str, Any], setting: str, otherwise: float) -> float:
    number = told.get(setting, otherwise)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 3600:
        raise SettingWrong(setting, "must be a number above 0", "应为大于 0 的数")
    return float(number)
