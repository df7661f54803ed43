"""Probes as whoever runs the service names them, in the TOML file of notices. None is named by default.

[[probes]]
name = "books"
route = "sandbox"             # the tenant whose ledger the test invoice goes to; leave it out to probe a provider alone
provider = "tencent"          # and the provider of look-ups that is asked for the invoice below; leave both out to probe a ledger alone
tenant = "default"            # whose administrators are told
minutes = 15
invoice = { kind = "digital_general", number = "24112000000000000017", date = "2024-03-08", total = "106.00" }
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from intake.domain.money import parse_fen
from intake.invoice import Kind
from intake.notices.problems import notice_settings_not_usable
from intake.people.names import DEFAULT_TENANT
from intake.verification.verifier import Query

_NAME = re.compile("[a-z][a-z0-9-]{0,30}")
_TEXTS = ("name", "route", "provider", "tenant")
_INVOICE_TEXTS = ("kind", "code", "number", "date", "amount", "total", "check")
_LONGEST = 24 * 60


@dataclass(frozen=True)
class ProbeSettings:
    name: str
    route: str
    """Tenant whose ledger is probed, "" for none."""
    provider: str
    """"" for none."""
    query: Query | None
    """With a provider."""
    tenant: str
    every: timedelta


def named_probes(told: Sequence[Mapping[str, Any]], place: str) -> tuple[ProbeSettings, ...]:
    """`place` names the file for people. Raises SetupError (`notice_settings_not_usable`)."""
    probes = tuple(_probe(each, f"{place}[{index}]") for index, each in enumerate(told))
    if len({probe.name for probe in probes}) != len(probes):
        raise notice_settings_not_usable(f"two of {place} have the same name")
    return probes


def _probe(told: Mapping[str, Any], place: str) -> ProbeSettings:
    unknown = sorted(set(told) - {*_TEXTS, "minutes", "invoice"})
    if unknown:
        raise notice_settings_not_usable(f"there is no setting {place}.{unknown[0]}")
    for name in _TEXTS:
        if not isinstance(told.get(name, ""), str):
            raise notice_settings_not_usable(f"{place}.{name} must be a text")
    if not _NAME.fullmatch(told.get("name", "")):
        raise notice_settings_not_usable(f"{place}.name must be lower-case letters, digits and hyphens")
    minutes = told.get("minutes", 15)
    if type(minutes) is not int or not 1 <= minutes <= _LONGEST:
        raise notice_settings_not_usable(f"{place}.minutes must be a whole number from 1 to {_LONGEST}")
    route, provider = told.get("route", ""), told.get("provider", "")
    if not route and not provider:
        raise notice_settings_not_usable(f"{place} must name a route or a provider")
    if bool(provider) != ("invoice" in told):
        raise notice_settings_not_usable(f"{place}: a provider is asked for an invoice, so both or none are named")
    query = _query(told["invoice"], f"{place}.invoice") if provider else None
    return ProbeSettings(told["name"], route, provider, query, told.get("tenant", DEFAULT_TENANT), timedelta(minutes=minutes))


def _query(told: Any, place: str) -> Query:
    if not isinstance(told, Mapping) or set(told) - set(_INVOICE_TEXTS) or not all(isinstance(value, str) for value in told.values()):
        raise notice_settings_not_usable(f"{place} may hold {', '.join(_INVOICE_TEXTS)}, all of them texts")
    sums = {name: parse_fen(told[name]) if name in told else None for name in ("amount", "total")}
    if any(name in told and fen is None for name, fen in sums.items()):
        raise notice_settings_not_usable(f"{place}: amount and total are written 106.00")
    try:
        kind, issued = Kind(told.get("kind", "")), date.fromisoformat(told.get("date", ""))
    except ValueError as error:
        raise notice_settings_not_usable(f"{place}: {error}") from error
    return Query(kind, told.get("code", ""), told.get("number", ""), issued, sums["amount"], sums["total"], told.get("check", ""))
