"""Providers of verification as whoever runs the service names them: in a TOML file in the order in which they are asked, or in environment variables.

[[providers]]
type = "tencent"
id = "AKID..."                                   # SecretId, AccessKeyId, AK, API Key, appId, key: what the provider calls the name of the account
secret_file = "/etc/fapiao/tencent.secret"       # or the variable FAPIAO_VERIFY_TENCENT_SECRET; a secret never stands in this file itself
calls_per_second = 10
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from intake.setting_wrong import SettingWrong
from intake.verification.problems import verification_settings_missing, verification_settings_not_usable
from intake.verification.provider_settings import NUMBERS, TEXTS, ProviderSettings, is_secret, provider_of

PREFIX = "FAPIAO_VERIFY_"
_SECRET_FILE = "secret_file"  # noqa: S105 - the name of a setting


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
    for number in NUMBERS:
        if number in told:
            told[number] = _number(told[number], start + number.upper())
    return {"type": name, "name": name, **told}


def _settings(told: Mapping[str, Any], prefix: str, shown: Callable[[str], str], environment: Mapping[str, str]) -> ProviderSettings:
    """`shown` writes a setting's name as whoever set it wrote it."""
    if any(name in told for name in ("secret", "secret_key", "password", "key")):
        raise verification_settings_not_usable(f"{prefix}{shown('secret')} may not stand in the file; name a file by secret_file or set the variable")
    unknown = sorted(set(told) - {*TEXTS, *NUMBERS, _SECRET_FILE})
    if unknown:
        raise verification_settings_not_usable(f"there is no setting {prefix}{shown(unknown[0])}")
    secret_file = told.get(_SECRET_FILE, "")
    if not isinstance(secret_file, str):
        raise verification_settings_not_usable(f"{prefix}{shown(_SECRET_FILE)} must be a text")
    try:
        return provider_of(told, partial(_secret, secret_file=secret_file, environment=environment))
    except SettingWrong as wrong:
        setting = prefix + shown(wrong.setting)
        raise (verification_settings_missing(setting) if wrong.is_missing else verification_settings_not_usable(f"{setting} {wrong.why}")) from wrong


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
    if not is_secret(secret):
        raise verification_settings_not_usable(f"the secret of {name} holds characters that no provider gives out")
    return secret


def _number(text: str, setting: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise verification_settings_not_usable(f"{setting} must be a number") from error


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
