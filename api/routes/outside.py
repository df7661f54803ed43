"""How those outside do: the providers of look-ups with their calls and costs, and the ledgers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime
from sqlalchemy.orm import Session

from api.access import Requires
from api.answers import MANY
from api.deps import BackendDep
from intake.duties.verifying import current_outage
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.ledger_health import ledger_health
from intake.store.uploads import count_sendings
from intake.store.verification_questions import ProviderCount, count_by_provider, last_heard
from intake.upload.outbox import UploadState
from intake.upload.routes import Route
from intake.verification.circuit_breaker import FAILURES
from intake.verification.provider_settings import ProviderSettings
from intake.verification.verifier import Outcome

router = APIRouter(prefix="/v1/outside", tags=["outside"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ))]
_PERIOD = timedelta(days=30)
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_LATELY = timedelta(hours=24)


class OutsideHealth(StrEnum):
    WELL = "well"
    FAILS = "fails"
    NOT_ASKED = "not_asked"
    """Not lately, so that nobody knows."""


@dataclass(frozen=True)
class OutcomeCount:
    outcome: Outcome
    count: int


@dataclass(frozen=True)
class ProviderAnswer:
    name: str
    is_set_up: bool
    """False: named in the settings no more, or a check by hand."""
    health: OutsideHealth
    last_outcome: Outcome | None
    """Of the last day."""
    last_heard_at: datetime | None
    asked: int
    """By you, in the period."""
    billed: int
    """Of these, those that cost."""
    unanswered: int
    outcomes: list[OutcomeCount]
    cost: str | None
    """Yuan, by `price_per_call` of the settings; null where that is not given."""


@dataclass(frozen=True)
class OutageAnswer:
    """Several invoices in a row got no answer, whoever was asked: all wait."""

    outcome: Outcome
    since: datetime
    until: datetime
    invoices: int


@dataclass(frozen=True)
class LedgerAnswer:
    name: str
    is_backup: bool
    health: OutsideHealth
    failures: int
    """In a row."""
    since: datetime | None
    """It can't be reached since then."""
    next_at: datetime | None
    """When it is tried again."""
    reason: str


@dataclass(frozen=True)
class SendingCount:
    state: UploadState
    count: int


@dataclass(frozen=True)
class OutsideAnswer:
    since: datetime
    """Begin of the period that is counted."""
    providers: list[ProviderAnswer]
    outage: OutageAnswer | None
    closed_until: datetime | None
    """Announced maintenance that lasts."""
    ledgers: list[LedgerAnswer]
    """Those that your invoices go to; empty where none is set up."""
    sendings: list[SendingCount]


@router.get("", summary="How providers and ledgers do, with calls and costs", operation_id="outside", responses=MANY)
def show(
    caller: Viewer,
    backend: BackendDep,
    since: Annotated[AwareDatetime | None, Query(description="Count calls from then on; 30 days where it is left out")] = None,
) -> OutsideAnswer:
    now = backend.clock()
    begin = min(max(since or now - _PERIOD, _FIRST), now)  # times that no calendar holds in another zone can't be asked for
    outside = backend.outside.now()
    with backend.database.read() as session:
        counts = count_by_provider(session, caller.tenant, begin)
        providers = list(_providers(session, outside.providers, counts, now))
        outage = current_outage(session, now)
        route = outside.by_tenant.get(caller.tenant)
        ledgers = [] if route is None else list(_ledgers(session, caller.tenant, route))
        sendings = count_sendings(session, caller.tenant)
    lasting = OutageAnswer(outage.outcome, outage.since, outage.until, outage.invoices) if outage is not None else None
    closed_until = backend.verification.rules.schedule.calendar.closed_until(now)
    return OutsideAnswer(begin, providers, lasting, closed_until, ledgers, [SendingCount(state, sendings[state]) for state in UploadState if state in sendings])


def _providers(session: Session, settings: Sequence[ProviderSettings], counts: Sequence[ProviderCount], now: datetime) -> Iterator[ProviderAnswer]:
    """In the order in which they are asked; those that were asked once and are set up no more, and people, last."""
    counted: Mapping[str, ProviderCount] = {count.provider: count for count in counts}
    priced = {each.name: each.price_per_call for each in settings}
    for name in dict.fromkeys([*priced, *counted]):
        count = counted.get(name, ProviderCount(name, 0, 0, 0, {}))
        heard = last_heard(session, name, now - _LATELY)
        health = OutsideHealth.NOT_ASKED if heard is None else OutsideHealth.FAILS if heard.outcome in FAILURES else OutsideHealth.WELL
        yield ProviderAnswer(
            name,
            name in priced,
            health,
            None if heard is None else heard.outcome,
            None if heard is None else heard.at,
            count.asked,
            count.billed,
            count.unanswered,
            [OutcomeCount(outcome, count.outcomes[outcome]) for outcome in Outcome if outcome in count.outcomes],
            _cost(count.billed, priced.get(name)),
        )


def _cost(billed: int, price: float | None) -> str | None:
    if price is None:
        return None
    return str((billed * Decimal(str(price))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _ledgers(session: Session, tenant: str, route: Route) -> Iterator[LedgerAnswer]:
    for ledger in route.ledgers:
        ailing = ledger_health(session, tenant, ledger.name)
        if ailing is None:
            yield LedgerAnswer(ledger.name, ledger is not route.first, OutsideHealth.WELL, 0, None, None, "")
        else:
            yield LedgerAnswer(ledger.name, ledger is not route.first, OutsideHealth.FAILS, ailing.failures, ailing.since, ailing.paused_until, ailing.reason)
