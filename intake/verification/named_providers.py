"""Providers of verification as whoever runs the service names them: in a TOML file in the order in which they are asked, or in environment variables.

[[providers]]
type = "tencent"
id = "AKID..."                                   # SecretId, AccessKeyId, AK, API Key, appId, key: what the provider calls the name of the account
secret_file = "/etc/fapiao/tencent.secret"       # or the variable FAPIAO_VERIFY_TENCENT_SECRET; a secret never stands in this file itself
calls_per_second = 10
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from intake.verification.codes import Vendor
from intake.verification.gateways import GATEWAYS
from intake.verification.problems import verification_settings_missing, verification_settings_not_usable
from intake.verification.rate_limit import Rate
from intake.verification.signing import KeyPair

PREFIX = "FAPIAO_VERIFY_"
TYPES = tuple(vendor for vendor in Vendor if vendor is not Vendor.PAGE)
_NAME = re.compile("[a-z][a-z0-9-]{0,30}")
_TEXTS = ("type", "name", "id", "secret_file", "address", "project_id", "authority")
_NUMBERS = ("calls_per_second", "timeout_seconds", "price_per_call")
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


def provider_settings(path: Path | None, environment: Mapping[str, str]) -> tuple[ProviderSettings, ...]:
    """Every provider of the file at `path`; without one, those that FAPIAO_VERIFY_PROVIDERS names (`tencent,baidu`), each with FAPIAO_VERIFY_TENCENT_ID and so on.

    Empty where none is named. Raises SetupError (`verification_settings_missing`, `verification_settings_not_usable`).
    """
    if path is None:
        names = [name.strip() for name in environment.get(f"{PREFIX}PROVIDERS", "").split(",") if name.strip()]
        found = tuple(_settings(_of_environment(name, environment), f"{PREFIX}{_variable(name)}_", str.upper, environment) for name in names)
    else:
        found = tuple(_settings(told, f"{path}: providers[{index}].", str, environment) for index, told in enumerate(_of_file(path)))
    names = [settings.name for settings in found]
    if len(set(names)) != len(names):
        raise verification_settings_not_usable("two providers have the same name; give one of them another by `name`")
    return found


def _of_file(path: Path) -> list[Mapping[str, Any]]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise verification_settings_not_usable(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    providers = found.get("providers")
    if set(found) != {"providers"} or not isinstance(providers, list) or not all(isinstance(each, dict) for each in providers):
        raise verification_settings_not_usable(f"{path} must hold [[providers]] and nothing else")
    return providers


def _of_environment(name: str, environment: Mapping[str, str]) -> Mapping[str, Any]:
    start = f"{PREFIX}{_variable(name)}_"
    told: dict[str, Any] = {key.removeprefix(start).lower(): value for key, value in environment.items() if key.startswith(start) and value}
    told.pop("secret", None)  # read where it is needed
    for number in _NUMBERS:
        if number in told:
            told[number] = _number(told[number], start + number.upper())
    return {"type": name, "name": name, **told}


def _settings(told: Mapping[str, Any], prefix: str, shown: Callable[[str], str], environment: Mapping[str, str]) -> ProviderSettings:
    """`shown` writes a setting's name as whoever set it wrote it."""
    if any(name in told for name in ("secret", "secret_key", "password", "key")):
        raise verification_settings_not_usable(f"{prefix}{shown('secret')} may not stand in the file; name a file by secret_file or set the variable")
    unknown = sorted(set(told) - {*_TEXTS, *_NUMBERS})
    if unknown:
        raise verification_settings_not_usable(f"there is no setting {prefix}{shown(unknown[0])}")
    for name in _TEXTS:
        if not isinstance(told.get(name, ""), str):
            raise verification_settings_not_usable(f"{prefix}{shown(name)} must be a text")
    vendor = _vendor(told.get("type", ""), prefix + shown("type"))
    name = told.get("name") or vendor.value
    if not _NAME.fullmatch(name):
        raise verification_settings_not_usable(f"{prefix}{shown('name')} must be lower-case letters, digits and hyphens")
    if not told.get("id") and vendor not in _WITHOUT_ID:
        raise verification_settings_missing(prefix + shown("id"))
    if vendor is Vendor.HUAWEI and not told.get("project_id"):
        raise verification_settings_missing(prefix + shown("project_id"))
    address = _address(told.get("address", ""), prefix + shown("address"))
    if not address and vendor.value in GATEWAYS and not GATEWAYS[vendor.value].address:
        raise verification_settings_missing(prefix + shown("address"))
    return ProviderSettings(
        vendor,
        name,
        KeyPair(told.get("id", ""), _secret(name, told.get("secret_file", ""), environment)),
        address,
        told.get("project_id", ""),
        Rate(per_second=_positive(told.get("calls_per_second", Rate.per_second), prefix + shown("calls_per_second"))),
        _positive(told.get("timeout_seconds", ProviderSettings.timeout_seconds), prefix + shown("timeout_seconds")),
        _positive(told["price_per_call"], prefix + shown("price_per_call")) if "price_per_call" in told else None,
        Path(told["authority"]) if told.get("authority") else None,
    )


def _vendor(text: str, setting: str) -> Vendor:
    if text not in [vendor.value for vendor in TYPES]:
        raise verification_settings_not_usable(f"{setting} is one of {', '.join(vendor.value for vendor in TYPES)}")
    return Vendor(text)


def _address(text: str, setting: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise verification_settings_not_usable(f"{setting} is no address") from error
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _THIS_MACHINE)
    if not secure or not host or parts.username is not None or parts.query or parts.fragment:
        raise verification_settings_not_usable(f"{setting} must be https://HOST/..., without a login: keys and invoices would be readable on the way")
    return text.rstrip("/")


def _secret(name: str, secret_file: str, environment: Mapping[str, str]) -> str:
    variable = f"{PREFIX}{_variable(name)}_SECRET"
    if secret_file:
        try:
            secret = Path(secret_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise verification_settings_not_usable(f"the secret_file of {name} can't be read: {type(error).__name__}") from error
    else:
        secret = environment.get(variable, "").strip()
    if not secret:
        raise verification_settings_missing(f"{variable} (or secret_file)")
    if not (secret.isascii() and secret.isprintable()):
        raise verification_settings_not_usable(f"the secret of {name} holds characters that no provider gives out")
    return secret


def _number(text: str, setting: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise verification_settings_not_usable(f"{setting} must be a number") from error


def _positive(number: object, setting: str) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 3600:
        raise verification_settings_not_usable(f"{setting} must be a number above 0")
    return float(number)


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
