"""Mailboxes as whoever runs the service names them: in a TOML file, or one of them in environment variables.

[mailboxes.invoices]
host = "imap.example.cn"
user = "invoices@example.cn"
password_file = "/etc/fapiao/invoices.password"   # or password = "...", or the variable FAPIAO_MAIL_PASSWORD
tenant = "default"
done = "发票/已完成"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from intake.errors import RequestRefused
from intake.mail_door.problems import mail_settings_missing, mail_settings_not_usable
from intake.mail_door.settings import Folders, MailSettings, Security
from intake.people.names import DEFAULT_TENANT, tenant_name

PREFIX = "FAPIAO_MAIL_"
_FOLDERS = ("inbox", "processing", "done", "failed")
_TEXTS = ("host", "user", "password", "password_file", "tenant", "security", "authority", *_FOLDERS)
_KNOWN = frozenset({*_TEXTS, "port"})
_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}


def mail_settings(path: Path | None, environment: Mapping[str, str]) -> tuple[MailSettings, ...]:
    """Every mailbox of the file at `path`; without one, the mailbox that the environment names: FAPIAO_MAIL_HOST, FAPIAO_MAIL_USER and so on, each setting in capitals.

    Raises SetupError (`mail_settings_missing`, `mail_settings_not_usable`).
    """
    if path is None:
        named = {key.removeprefix(PREFIX).lower(): value for key, value in environment.items() if key.startswith(PREFIX) and value}
        named.pop("settings", None)  # names the file
        return (_settings(named, PREFIX, str.upper, environment),)
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise mail_settings_not_usable(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    mailboxes = found.get("mailboxes")
    if set(found) != {"mailboxes"} or not isinstance(mailboxes, dict) or not mailboxes:
        raise mail_settings_not_usable(f"{path} must hold [mailboxes.NAME] and nothing else")
    if not all(isinstance(mailbox, dict) for mailbox in mailboxes.values()):
        raise mail_settings_not_usable(f"in {path} every mailbox must be a table")
    return tuple(_settings(mailbox, f"mailboxes.{name}.", str, environment) for name, mailbox in mailboxes.items())


def _settings(named: Mapping[str, Any], prefix: str, shown: Callable[[str], str], environment: Mapping[str, str]) -> MailSettings:
    """`shown` writes a setting's name as whoever set it wrote it."""
    unknown = sorted(set(named) - _KNOWN)
    if unknown:
        raise mail_settings_not_usable(f"there is no setting {prefix}{shown(unknown[0])}")
    for key in _TEXTS:
        if not isinstance(named.get(key, ""), str):
            raise mail_settings_not_usable(f"{prefix}{shown(key)} must be a text")
    for key in ("host", "user"):
        if not named.get(key):
            raise mail_settings_missing(prefix + shown(key))
    try:
        security = Security(named.get("security", Security.TLS.value))
        port = int(named.get("port", _PORTS[security]))
        tenant = tenant_name(named.get("tenant", DEFAULT_TENANT))
    except ValueError as error:
        raise mail_settings_not_usable(f"{prefix}{shown('security')} is tls, starttls or none, and {prefix}{shown('port')} a number") from error
    except RequestRefused as error:
        raise mail_settings_not_usable(f"{prefix}{shown('tenant')}: {error.message}") from error
    defaults = Folders()
    return MailSettings(
        host=named["host"],
        user=named["user"],
        password=_password(named, prefix, shown, environment),
        tenant=tenant,
        port=port,
        security=security,
        authority=Path(named["authority"]) if named.get("authority") else None,
        folders=Folders(*(named.get(folder) or getattr(defaults, folder) for folder in _FOLDERS)),
    )


def _password(named: Mapping[str, Any], prefix: str, shown: Callable[[str], str], environment: Mapping[str, str]) -> str:
    if named.get("password_file"):
        try:
            return Path(named["password_file"]).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise mail_settings_not_usable(f"{prefix}{shown('password_file')} can't be read: {type(error).__name__}") from error
    password: str = named.get("password") or environment.get(f"{PREFIX}PASSWORD", "")
    if not password:
        raise mail_settings_missing(prefix + shown("password"))
    return password
