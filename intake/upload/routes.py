"""Which ledger a tenant's invoices go to, and when they go another way. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from intake.upload.ledger import Ledger
from intake.upload.listing import Span


@dataclass(frozen=True)
class Nightly:
    """When a tenant's books are reconciled by themselves, and how far back."""

    at: time = time(2, 30)
    """In China."""
    days: int = 62
    """Of issue, up to today: this month and the last."""

    def span(self, today: date) -> Span:
        return Span(today - timedelta(days=self.days - 1), today)


@dataclass(frozen=True)
class Route:
    first: Ledger
    backup: Ledger | None = None
    """For what surely is not in the first one, while that can't be reached for long."""
    backup_after: timedelta = timedelta(hours=1)
    nightly: Nightly | None = Nightly()
    """None: only when somebody asks."""

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        return (self.first,) if self.backup is None else (self.first, self.backup)

    def named(self, name: str) -> Ledger | None:
        """None for one that the settings don't know any more."""
        return next((ledger for ledger in self.ledgers if ledger.name == name), None)


class Routing(Protocol):
    """Where everybody's invoices go, as it stands now: ask anew whenever it matters."""

    @property
    def by_tenant(self) -> Mapping[str, Route]:
        """A tenant without one keeps its verified invoices. Another object whenever something changed."""
        ...


@dataclass(frozen=True)
class Routes:
    """As whoever runs the service named them, once and for all."""

    by_tenant: Mapping[str, Route] = field(default_factory=dict)
    named: Mapping[str, Ledger] = field(default_factory=dict)
    """Ledgers by name, besides those of routes."""

    @property
    def ledgers(self) -> Mapping[str, Ledger]:
        """All of them by name."""
        return {**{ledger.name: ledger for route in self.by_tenant.values() for ledger in route.ledgers}, **self.named}


@dataclass(frozen=True)
class LedgerHealth:
    """A ledger that can't be reached."""

    failures: int
    """In a row."""
    since: datetime
    paused_until: datetime
    reason: str


def choose(route: Route, first: LedgerHealth | None, now: datetime) -> Ledger:
    """Where an invoice is sent that is nowhere yet. While the backup stands in, the first one is tried whenever its pause is over."""
    if route.backup is None or first is None or now < first.since + route.backup_after or first.paused_until <= now:
        return route.first
    return route.backup


def waits_until(route: Route, name: str, paused_until: datetime, since: datetime) -> datetime:
    """How long an invoice that is nowhere yet waits for a ledger that can't be reached: no longer than until the backup stands in."""
    if route.backup is None or name != route.first.name:
        return paused_until
    return min(paused_until, since + route.backup_after)
