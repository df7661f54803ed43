"""The ledgers that a firm's invoices go to, asked once to see whether they answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import ONE
from api.deps import BackendDep
from api.errors import RequestError
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.audit import AuditEvent, AuditSubject, add_audit
from intake.upload.ledger import BusinessKey, Found, Refused

router = APIRouter(prefix="/v1/ledgers", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Name = Annotated[str, Path(max_length=31)]
_NOTHING = "00000000000000000000"
"""A key that no invoice has."""


@dataclass(frozen=True)
class LedgerTest:
    works: bool
    """It answered as a ledger that knows us does."""
    reason: str
    """A stable word where it did not: `timeout`, `no_connection`, `permission` ..."""
    message: str
    seconds: float


@router.post("/{name}/test", summary="Ask a ledger once", operation_id="testLedger", responses=ONE)
def test_ledger(name: Name, caller: Administrator, backend: BackendDep) -> LedgerTest:
    """Whether it has an invoice that does not exist: nothing is changed there."""
    route = backend.routes.by_tenant.get(caller.tenant)
    ledger = route.named(name) if route is not None else None
    if ledger is None:
        raise RequestError(record_not_found())
    begun = time.monotonic()
    said = ledger.find(BusinessKey.of(caller.tenant, _NOTHING))
    seconds = round(time.monotonic() - begun, 3)
    match said:
        case Found():
            answer = LedgerTest(True, "", "", seconds)
        case Refused(code, message):
            answer = LedgerTest(False, code, message, seconds)
        case unavailable:
            answer = LedgerTest(False, unavailable.reason, unavailable.message, seconds)
    with backend.database.write() as session:
        after = {"works": answer.works, "reason": answer.reason}
        add_audit(session, caller.tenant, AuditSubject.LEDGER, name, AuditEvent.TESTED, actor=caller.actor, at=backend.clock(), after=after)
    return answer
