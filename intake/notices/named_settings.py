"""How notices go out, as whoever runs the service says: in a TOML file, or for the mail server alone in environment variables (FAPIAO_SMTP_HOST and so on).

[mail]
host = "smtp.example.cn"
sender = "fapiao@example.cn"
user = "fapiao@example.cn"
password_file = "/etc/fapiao/smtp.password"      # or the variable FAPIAO_SMTP_PASSWORD; a password never stands in this file itself

[webhooks]
private_hosts = ["erp.lan"]                       # of the own network, where webhooks may go besides the internet

[hours]                                           # how long an invoice may be in a state before somebody is told
in_review = 24

[[probes]]                                        # intake.notices.named_probes
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from intake.notices.mail import MailSecurity, SmtpSettings, is_mail_address
from intake.notices.named_probes import ProbeSettings, named_probes
from intake.notices.problems import notice_settings_missing, notice_settings_not_usable
from intake.notices.rules import NoticeRules
from intake.state import InvoiceState

PREFIX = "FAPIAO_SMTP_"
_MAIL_TEXTS = ("host", "sender", "user", "password_file", "security", "authority")
_MAIL_KNOWN = frozenset({*_MAIL_TEXTS, "port"})
_PORTS = {MailSecurity.TLS: 465, MailSecurity.STARTTLS: 587, MailSecurity.NONE: 25}
_MOST_HOURS = 24 * 366


@dataclass(frozen=True)
class NoticeSettings:
    smtp: SmtpSettings | None = None
    """None: nobody gets mail."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts that webhooks may go to though they are none of the internet's; lower case."""
    rules: NoticeRules = field(default_factory=NoticeRules)
    probes: tuple[ProbeSettings, ...] = ()


def notice_settings(path: Path | None, environment: Mapping[str, str]) -> NoticeSettings:
    """Raises SetupError (`notice_settings_missing`, `notice_settings_not_usable`)."""
    of_environment = {key.removeprefix(PREFIX).lower(): value for key, value in environment.items() if key.startswith(PREFIX) and value}
    password = of_environment.pop("password", "")
    if path is None:
        return NoticeSettings(_smtp(of_environment, PREFIX, str.upper, password) if of_environment else None)
    told = _of_file(path)
    mail = told.get("mail")
    return NoticeSettings(
        None if mail is None else _smtp(mail, f"{path}: mail.", str, password),
        _hosts(told.get("webhooks", {}), f"{path}: webhooks"),
        _rules(told.get("hours", {}), f"{path}: hours"),
        named_probes(told.get("probes", ()), f"{path}: probes"),
    )


def _of_file(path: Path) -> Mapping[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise notice_settings_not_usable(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    probes = found.get("probes", [])
    tables = [*(table for name, table in found.items() if name != "probes"), *(probes if isinstance(probes, list) else [probes, None])]
    if not set(found) <= {"mail", "webhooks", "hours", "probes"} or not all(isinstance(table, dict) for table in tables):
        raise notice_settings_not_usable(f"{path} may hold [mail], [webhooks], [hours] and [[probes]], and nothing else")
    return found


def _smtp(told: Mapping[str, Any], prefix: str, shown: Callable[[str], str], password: str) -> SmtpSettings:
    """`shown` writes a setting's name as whoever set it wrote it."""
    if "password" in told:
        raise notice_settings_not_usable(f"{prefix}{shown('password')} may not stand in the file; name a file by password_file or set {PREFIX}PASSWORD")
    unknown = sorted(set(told) - _MAIL_KNOWN)
    if unknown:
        raise notice_settings_not_usable(f"there is no setting {prefix}{shown(unknown[0])}")
    for name in _MAIL_TEXTS:
        if not isinstance(told.get(name, ""), str):
            raise notice_settings_not_usable(f"{prefix}{shown(name)} must be a text")
    for name in ("host", "sender"):
        if not told.get(name):
            raise notice_settings_missing(prefix + shown(name))
    if not is_mail_address(told["sender"]):
        raise notice_settings_not_usable(f"{prefix}{shown('sender')} is not a mail address")
    try:
        security = MailSecurity(told.get("security", MailSecurity.TLS.value))
        port = int(told.get("port", _PORTS[security]))
    except (ValueError, TypeError) as error:
        raise notice_settings_not_usable(f"{prefix}{shown('security')} is tls, starttls or none, and {prefix}{shown('port')} a number") from error
    settings = SmtpSettings(
        told["host"],
        told["sender"],
        told.get("user", ""),
        _password(told.get("password_file", ""), prefix + shown("password_file")) or password,
        port,
        security,
        Path(told["authority"]) if told.get("authority") else None,
    )
    if not settings.is_protected:
        raise notice_settings_not_usable(f"mail without TLS is sent to this machine only, not to {settings.host}")
    if settings.user and not settings.password:
        raise notice_settings_missing(f"{PREFIX}PASSWORD or {prefix}{shown('password_file')}")
    return settings


def _password(file: str, shown: str) -> str:
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise notice_settings_not_usable(f"{shown} can't be read: {type(error).__name__}") from error


def _hosts(told: Mapping[str, Any], place: str) -> frozenset[str]:
    hosts = told.get("private_hosts", [])
    if set(told) - {"private_hosts"} or not isinstance(hosts, list) or not all(isinstance(host, str) and host for host in hosts):
        raise notice_settings_not_usable(f"{place} may hold private_hosts, a list of host names")
    return frozenset(host.lower() for host in hosts)


def _rules(told: Mapping[str, Any], place: str) -> NoticeRules:
    rules = NoticeRules()
    for name, hours in told.items():
        if name not in {state.value for state in rules.waits}:
            raise notice_settings_not_usable(f"{place} has no state {name}")
        if not isinstance(hours, int | float) or isinstance(hours, bool) or not 0 < hours <= _MOST_HOURS:
            raise notice_settings_not_usable(f"{place}.{name} must be a number of hours")
    return replace(rules, waits={**rules.waits, **{InvoiceState(name): timedelta(hours=hours) for name, hours in told.items()}})
