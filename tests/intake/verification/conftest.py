"""A bureau with one invoice of every kind, all simulated providers over it, and a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from intake.behaviour.history import CHINA_TIME
from intake.outside_http import OutsideHttp
from intake.verification.query import query_of
from intake.verification.requirements import NEEDS
from intake.verification.simulator.bureau import Bureau, TrueInvoice
from intake.verification.simulator.invoices import true_invoice
from intake.verification.simulator.providers import SimulatedProviders, simulated_http
from intake.verification.verifier import Query


@dataclass
class Clock:
    """Stands until it is set on."""

    now: datetime = field(default_factory=lambda: datetime(2024, 6, 3, 2, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, span: timedelta) -> None:
        self.now += span


@dataclass(frozen=True)
class World:
    clock: Clock
    bureau: Bureau
    providers: SimulatedProviders
    http: OutsideHttp
    invoices: dict[str, TrueInvoice]
    """By the finer id of the kind."""

    def query(self, detail: str) -> Query:
        return asked(self.invoices[detail], self.clock.now)


def asked(invoice: TrueInvoice, now: datetime) -> Query:
    found = query_of(invoice.kind, invoice.face, now.astimezone(CHINA_TIME).date(), invoice.detail)
    assert isinstance(found, Query), found
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> Iterator[World]:
    issued = clock.now - timedelta(days=30)
    invoices = {detail: true_invoice(detail, serial, issued) for serial, detail in enumerate(NEEDS, 1001)}
    bureau = Bureau(clock, invoices=invoices.values())
    with SimulatedProviders(bureau) as providers:
        yield World(clock, bureau, providers, simulated_http(5.0), invoices)
