"""Why invoices are not verified or not booked: one of them, or what the failures of a period have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from api.absence_views import TraceAnswer, trace_answers
from api.access import Requires
from api.access_problems import not_permitted
from api.answers import ONE
from api.diagnosis_views import DiagnosisAnswer, SliceAnswer, diagnosis_of, not_here, slice_answer, surroundings_of
from api.errors import RequestError
from api.http_door import DoorDep
from api.seen import seen_invoice
from intake.diagnosis.absence import typed_number
from intake.diagnosis.slices import failing_slices
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.look_ups import look_ups_between, sendings_between
from intake.store.search import InvoiceQuery, search_invoices

router = APIRouter(prefix="/v1/diagnosis", tags=["verification"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
_PERIOD = timedelta(days=7)
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any look-up."""
_MOST_RECORDS = 10
"""Of one number; all but one are duplicates or rejected."""
_MOST_LOOK_UPS = 20_000


@dataclass(frozen=True)
class DiagnosesAnswer:
    invoices: list[DiagnosisAnswer]
    """Of the number or id asked for, the newest record first."""
    slices: list[SliceAnswer]
    """Of the period asked for, the one that explains most failures first."""
    look_ups: int
    """That were looked at for the slices."""
    ledger_slices: list[SliceAnswer]
    """The same of what was handed to ledgers in that period."""
    sendings: int
    """That were looked at for them."""
    traces: list[TraceAnswer] = field(default_factory=list)
    """Where no invoice has the number asked for: what there is instead, the likeliest first."""


@router.get("", summary="Why is an invoice not verified or not booked, and what do failures have in common?", operation_id="diagnosis", responses=ONE)
def diagnose(
    caller: Viewer,
    door: DoorDep,
    invoice_id: Annotated[UUID | None, Query(description="One invoice")] = None,
    number: Annotated[str | None, Query(max_length=40, description="Every record of this invoice number")] = None,
    since: Annotated[AwareDatetime | None, Query(description="Look-ups from then on; a week where neither this nor an invoice is named")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Look-ups until then; now where it is left out")] = None,
) -> DiagnosesAnswer:
    """With `invoice_id` or `number` about invoices, else about the look-ups and sendings of a period, for callers who may see all of the tenant."""
    backend = door.backend
    now = backend.clock()
    surroundings = surroundings_of(backend.verification, now)
    with backend.database.read() as session:
        if invoice_id is not None:
            return _about([diagnosis_of(session, seen_invoice(session, caller, invoice_id), surroundings)])
        if number is not None:
            typed = typed_number(number)
            page = search_invoices(session, caller.tenant, InvoiceQuery(number=typed, sender=caller.only_sender), limit=_MOST_RECORDS)
            found = [diagnosis_of(session, invoice, surroundings) for invoice in page.invoices]
            return _about(found) if found else DiagnosesAnswer([not_here(typed)], [], 0, [], 0, trace_answers(session, caller, typed))
        if not caller.may(Scope.READ):
            raise RequestError(not_permitted((Scope.READ,)))
        end = min(max(until or now, _FIRST), now)  # times that no calendar holds in another zone can't be asked for
        begin = min(max(since or end - _PERIOD, _FIRST), end)
        look_ups = look_ups_between(session, caller.tenant, begin, end, _MOST_LOOK_UPS)
        sendings = sendings_between(session, caller.tenant, begin, end, _MOST_LOOK_UPS)
    slices = [slice_answer(each) for each in failing_slices(look_ups)]
    of_ledgers = [slice_answer(each, ("all sendings", "全部入账")) for each in failing_slices(sendings)]
    return DiagnosesAnswer([], slices, len(look_ups), of_ledgers, len(sendings))


def _about(invoices: list[DiagnosisAnswer]) -> DiagnosesAnswer:
    return DiagnosesAnswer(invoices, [], 0, [], 0)
