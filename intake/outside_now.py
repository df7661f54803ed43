"""The systems outside as they stand now: those that whoever runs the service named at its start, and after them those of the settings page.

Whoever needs them asks `now`, each time. Every two seconds at most that looks up which versions are the last ones; nothing is read and built anew unless one of them changed. So
every process follows a change within seconds, and one that needs nothing asks for nothing.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from logging import getLogger
from pathlib import Path
from threading import Lock
from time import monotonic

from intake.build_ledgers import build_ledger, build_route
from intake.errors import StoreUnavailable
from intake.kept_ledgers import kept_ledger
from intake.kept_providers import kept_provider
from intake.kept_secrets import SecretSafe
from intake.setting_wrong import SettingWrong
from intake.store.kept_settings import KeptSetting, SettingKind, Versions, kept_settings, last_versions
from intake.store.session import Database
from intake.upload.ledger import Ledger
from intake.upload.ledger_settings import LedgerSettings, RouteSettings, route_of
from intake.upload.routes import Route, Routes
from intake.verification.build_verifiers import build_member
from intake.verification.provider_settings import ProviderSettings
from intake.verification.verifier import Answer, Query
from intake.verification.verifiers import Member, Verifiers

LOOK_SECONDS = 2.0


@dataclass(frozen=True)
class NamedOutside:
    """By whoever runs the service, at its start. Of two with one name these count."""

    providers: tuple[ProviderSettings, ...] = ()
    routes: Routes = field(default_factory=Routes)
    own_hosts: frozenset[str] = frozenset()
    """Of the firm's own network, that settings made on the page may reach; lower case."""
    folders: tuple[Path, ...] = ()
    """In which the folders of ledgers may lie that are set up on the page."""


@dataclass(frozen=True)
class Outside:
    """At one moment. One that can't be used is left out, and the log says why."""

    providers: tuple[ProviderSettings, ...]
    """In the order in which they are asked."""
    asks: Verifiers
    """These providers."""
    ledgers: Mapping[str, Ledger]
    by_tenant: Mapping[str, Route]
    in_use: Versions
    """Of those of the settings page, which version."""
    page_ledgers: Mapping[str, LedgerSettings]
    page_routes: Mapping[str, RouteSettings]
    """By tenant."""


class OutsideNow:
    """Safe for threads. Stands for `intake.upload.routes.Routing` and for `intake.duties.verifying.Asks`."""

    def __init__(self, database: Database, safe: SecretSafe, named: NamedOutside, clock: Callable[[], datetime], seconds: float = LOOK_SECONDS) -> None:
        self.named = named
        self._database = database
        self._safe = safe
        self._clock = clock
        self._seconds = seconds
        self._lock = Lock()
        self._look_at = 0.0
        self._versions: Versions = {}
        self._members: Mapping[ProviderSettings, Member] = {}
        self._outside: Outside | None = None

    def now(self) -> Outside:
        """While the database is away, what was known before. Raises StoreUnavailable where nothing was."""
        outside = self._outside
        if outside is not None and (monotonic() < self._look_at or self._lock.locked()):
            return outside
        try:
            return self.look()
        except StoreUnavailable as error:
            if outside is None:
                raise
            getLogger(__name__).warning("whether settings of providers and ledgers changed is looked up later: %s", error.message)
            return outside

    def look(self) -> Outside:
        """Whatever was kept before this call counts from now on, in this process. Raises StoreUnavailable."""
        with self._lock:
            self._look_at = monotonic() + self._seconds
            with self._database.read() as session:
                versions = last_versions(session)
                if self._outside is not None and versions == self._versions:
                    return self._outside
                kept = [each for each in kept_settings(session, *SettingKind) if each.active]
            self._outside = self._built(kept, self._outside)
            self._versions = versions
            return self._outside

    @property
    def by_tenant(self) -> Mapping[str, Route]:
        return self.now().by_tenant

    def verify(self, query: Query, may_ask: Callable[[str], bool]) -> Sequence[Answer]:
        """Without a provider nobody was asked, which settles nothing."""
        outside = self.now()
        return outside.asks.verify(query, may_ask) if outside.providers else ()

    def checked_ledger(self, name: str, told: Mapping[str, object], secret: str) -> LedgerSettings:
        """That can be built. Raises SettingWrong."""
        settings = kept_ledger(name, told, secret, self.named.own_hosts, self.named.folders)
        self.built(settings)
        return settings

    def built(self, settings: LedgerSettings) -> Ledger:
        """Raises SettingWrong."""
        return build_ledger(settings, self._trusted, self._clock)

    def _built(self, kept: Sequence[KeptSetting], before: Outside | None) -> Outside:
        in_use: dict[tuple[SettingKind, str], int] = {}
        providers = (*self.named.providers, *self._providers(kept, in_use))
        self._members = {each: self._members.get(each) or build_member(each, self._trusted, self._clock) for each in providers}
        members = tuple(self._members.values())
        asks = Verifiers(members, self._clock) if before is None else before.asks.changed_to(members)
        told = self._ledgers(kept, in_use)
        ledgers = {**{name: self.built(settings) for name, settings in told.items()}, **self.named.routes.ledgers}
        ways = self._routes(kept, ledgers, in_use)
        routes = {**{tenant: build_route(settings, ledgers) for tenant, settings in ways.items()}, **self.named.routes.by_tenant}
        return Outside(providers, asks, ledgers, routes, in_use, told, ways)

    def _providers(self, kept: Sequence[KeptSetting], in_use: dict[tuple[SettingKind, str], int]) -> Sequence[ProviderSettings]:
        named = {each.name for each in self.named.providers}
        found: list[ProviderSettings] = []
        for each in in_their_order([each for each in kept if each.kind is SettingKind.PROVIDER and each.name not in named]):
            try:
                found.append(kept_provider(each.name, each.told, self._safe.secret(each), self.named.own_hosts))
                in_use[each.kind, each.name] = each.version
            except SettingWrong as wrong:
                _leave_out(each, wrong)
        return found

    def _ledgers(self, kept: Sequence[KeptSetting], in_use: dict[tuple[SettingKind, str], int]) -> Mapping[str, LedgerSettings]:
        found: dict[str, LedgerSettings] = {}
        for each in kept:
            if each.kind is not SettingKind.LEDGER or each.name in self.named.routes.ledgers:
                continue
            try:
                found[each.name] = self.checked_ledger(each.name, each.told, self._safe.secret(each))
                in_use[each.kind, each.name] = each.version
            except SettingWrong as wrong:
                _leave_out(each, wrong)
        return found

    def _routes(self, kept: Sequence[KeptSetting], ledgers: Mapping[str, Ledger], in_use: dict[tuple[SettingKind, str], int]) -> Mapping[str, RouteSettings]:
        found: dict[str, RouteSettings] = {}
        for each in kept:
            if each.kind is not SettingKind.ROUTE or each.name in self.named.routes.by_tenant:
                continue
            try:
                found[each.name] = route_of({**each.told, "tenant": each.name}, ledgers)
                in_use[each.kind, each.name] = each.version
            except SettingWrong as wrong:
                _leave_out(each, wrong)
        return found

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def in_their_order(providers: Sequence[KeptSetting]) -> Sequence[KeptSetting]:
    """In which they are asked."""
    return sorted(providers, key=lambda each: (each.told.get("place", 0), each.name))


def _leave_out(kept: KeptSetting, wrong: SettingWrong) -> None:
    getLogger(__name__).warning("the %s %s is not used: %s", kept.kind.value, kept.name, wrong)
