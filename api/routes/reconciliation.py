"""Reconciliation: runs, what they found, what is decided about it, and the lists that take part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import Field

from api.access import Requires
from api.access_problems import not_permitted, record_not_found
from api.answers import MANY, ONE, SEND, Answers
from api.body_limit import within
from api.document_problems import changed_meanwhile, parameter_malformed
from api.downloads import MOST_ROWS, download, note_taken, workbook
from api.errors import RequestError, no_file
from api.evidence_files import ZIP_FILE, bundle_answer
from api.export_rows import Headings
from api.http_door import DoorDep, HttpDoor
from api.reconciliation_problems import bundle_too_large, decision_needs_reason, no_such_decision, period_malformed, reconciling_already
from api.reconciliation_rows import findings_csv, write_findings
from api.reconciliation_views import (
    DifferenceDetail,
    DifferenceFound,
    ListAnswer,
    RunAnswer,
    RunBrief,
    difference_answer,
    difference_found,
    list_answer,
    run_answer,
    run_brief,
)
from api.routes.exports import MEDIA_TYPES, ExportFormat
from api.schemas import later_answer, problem_answer
from intake.behaviour.history import CHINA_TIME
from intake.duties.reconciling import reconcile_job
from intake.errors import StoreUnavailable
from intake.people.caller import Caller, Credential
from intake.people.scopes import Scope
from intake.store.reconciliation_findings import FindingQuery, StoredFinding, count_findings, decide_finding, events_of_finding, find_finding, findings_of
from intake.store.reconciliation_lists import add_list, lists_of, withdraw_list
from intake.store.reconciliation_runs import count_under_way, find_run, open_run, runs_of
from intake.upload.discrepancies import Discrepancy
from intake.upload.list_file import LARGEST, ListKind, Told, read_list
from intake.upload.listing import Span
from intake.upload.reconciliation_words import FINDING_MOVES, FindingState
from intake.upload.routes import Nightly
from intake.zip_stream import Part


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


router = APIRouter(prefix="/v1/reconciliation", tags=["reconciliation"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ))]
Bookkeeper = Annotated[Caller, Depends(Requires(Scope.EXPORT))]
# What somebody answers for by name: no key of a program may do it.
Decider = Annotated[Caller, Depends(Requires(Scope.EXPORT, by=frozenset({Credential.SESSION})))]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
MOST_DAYS = 800
_MOST_UNDER_WAY = 3
_MOST_INVOICES = 200
"""Of a bundle."""
_PAGE = 500
_RETRY_SECONDS = 30
_ANY_FILE = {"content": {"application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}}
_RUN: Answers = {**MANY, 429: later_answer("Too many wait or run already")}
_DECIDE: Answers = {**ONE, 409: problem_answer("Not in a state that leads there"), 412: problem_answer("Somebody changed it meanwhile")}
_HAND_IN: Answers = {code: answer for code, answer in SEND.items() if code in (401, 403, 413, 422, 503)}
_TABLES = {name: MEDIA_TYPES[ExportFormat(name.value)] for name in TableFormat}
_TABLE_FILES = {
    200: {"content": {name.partition(";")[0]: {"schema": {"type": "string", "contentMediaType": name.partition(";")[0]}} for name in _TABLES.values()}}
}


@dataclass(frozen=True)
class RunForm:
    first: date | None = None
    """Days of issue; this month and the last where they are left out."""
    last: date | None = None


@dataclass(frozen=True)
class RunPage:
    runs: list[RunBrief]
    """Newest first."""
    next: str | None
    """`cursor` of the next page; null on the last."""


@dataclass(frozen=True)
class DifferencePage:
    differences: list[DifferenceFound]
    """Newest first."""
    next: str | None
    open: dict[Discrepancy, int]
    """How many of each kind are open, whatever was asked for."""


@dataclass(frozen=True)
class ListPage:
    lists: list[ListAnswer]
    """Newest first."""
    next: str | None


@dataclass(frozen=True)
class DifferenceDecision:
    to: FindingState
    why: Annotated[str, Field(max_length=1000)] = ""
    version: int | None = None
    """Of the difference that was looked at."""


@dataclass(frozen=True)
class _Filters:
    state: Annotated[tuple[FindingState, ...], Query(max_length=10, description="Any of these; all where it is left out")] = ()
    kind: Annotated[tuple[Discrepancy, ...], Query(max_length=30, description="Any of these")] = ()
    day_from: Annotated[date | None, Query(description="Days of issue")] = None
    day_to: date | None = None
    key: Annotated[str | None, Query(max_length=81, description="Twenty digits, or `CODE-NUMBER`")] = None
    run_id: Annotated[UUID | None, Query(description="Those that this run was the last to find")] = None
    invoice_id: UUID | None = None

    @property
    def query(self) -> FindingQuery:
        return FindingQuery(self.state, self.kind, self.day_from, self.day_to, self.key, self.run_id, self.invoice_id)


Filters = Annotated[_Filters, Depends()]


@router.get("/runs", summary="Reconciliations", operation_id="findReconciliations", responses=MANY)
def find_runs(caller: Viewer, door: DoorDep, cursor: Cursor = None, limit: Limit = 50) -> RunPage:
    after = _cursor(cursor)
    with door.backend.database.read() as session:
        found, following = runs_of(session, caller.tenant, limit=limit, after=after)
    return RunPage([run_brief(run) for run in found], str(following) if following else None)


@router.post("/runs", status_code=202, summary="Reconcile now", operation_id="reconcile", responses=_RUN)
def begin(form: RunForm, caller: Bookkeeper, door: DoorDep) -> RunBrief:
    """Our records against the ledger and the lists that were handed in. It runs by itself: ask for the run until it is `finished` or `failed`."""
    _sees_all(caller)
    backend = door.backend
    now = backend.clock()
    span = _span(form, now.astimezone(CHINA_TIME).date())
    route = backend.outside.by_tenant.get(caller.tenant)
    with backend.database.write() as session:
        if count_under_way(session, caller.tenant) >= _MOST_UNDER_WAY:
            raise RequestError(reconciling_already(_MOST_UNDER_WAY, _RETRY_SECONDS))
        run = open_run(session, caller.tenant, span, route.first.name if route else "", who=caller.actor.name, at=now)
    with suppress(StoreUnavailable):  # the next look finds it
        backend.jobs.enqueue(reconcile_job(run))
    return run_brief(run)


@router.get("/runs/{run_id}", summary="One reconciliation, with its sums per day", operation_id="reconciliation", responses=ONE)
def show_run(run_id: UUID, caller: Viewer, door: DoorDep) -> RunAnswer:
    with door.backend.database.read() as session:
        run = find_run(session, caller.tenant, run_id)
    if run is None:
        raise RequestError(record_not_found())
    return run_answer(run)


@router.get("/differences", summary="What reconciliation found", operation_id="findDifferences", responses=MANY)
def find_differences(caller: Viewer, door: DoorDep, filters: Filters, cursor: Cursor = None, limit: Limit = 50) -> DifferencePage:
    """Each with its cause, the step that mends it, and where that is done. Whatever moves meanwhile, none that fits throughout is left out or shown twice."""
    after = _cursor(cursor)
    with door.backend.database.read() as session:
        found, following = findings_of(session, caller.tenant, filters.query, limit=limit, after=after)
        still_open = count_findings(session, caller.tenant, FindingState.OPEN)
    return DifferencePage([difference_found(each) for each in found], str(following) if following else None, dict(still_open))


@router.get(
    "/differences.{extension}",
    summary="Export differences",
    operation_id="exportDifferences",
    response_class=Response,
    responses={**_TABLE_FILES, **MANY},  # type: ignore[dict-item]
)
def export(
    extension: TableFormat,
    caller: Bookkeeper,
    door: DoorDep,
    filters: Filters,
    headings: Annotated[Headings, Query(description="First row, and the language of what is said")] = Headings.ZH,
) -> Response:
    """All that fit, as CSV or XLSX. Who took what is noted."""
    _sees_all(caller)
    name = f"differences.{extension.value}"
    note_taken(door, caller, name, asdict(filters.query))
    pages = _pages(door, caller, filters.query)
    content = findings_csv(pages, headings) if extension is TableFormat.CSV else workbook(lambda path: write_findings(path, pages, headings, MOST_ROWS))
    return download(content, f'attachment; filename="{name}"', _TABLES[extension])


@router.get(
    "/evidence.zip",
    summary="Everything about the invoices of some differences, as ZIP",
    operation_id="evidenceOfDifferences",
    response_class=Response,
    responses={200: ZIP_FILE, **MANY},
)
def evidence(caller: Bookkeeper, door: DoorDep, filters: Filters) -> Response:
    """A folder for each invoice of ours, the table of differences, and a manifest with the SHA-256 of each file. 200 invoices at most. Who took what is noted."""
    _sees_all(caller)
    with door.backend.database.read() as session:
        found, more = findings_of(session, caller.tenant, filters.query, limit=_MOST_INVOICES * 4)
    invoices = list(dict.fromkeys(each.invoice_id for each in found if each.invoice_id is not None))
    if more is not None or len(invoices) > _MOST_INVOICES:
        raise RequestError(bundle_too_large(_MOST_INVOICES))
    table = b"".join(findings_csv(iter([[difference_found(each) for each in found]]), Headings.ZH))
    note_taken(door, caller, "differences.zip", asdict(filters.query))
    return bundle_answer(door, caller.tenant, invoices, "differences", [Part("differences.csv", table)])


@router.get("/differences/{difference_id}", summary="One difference, with its history", operation_id="difference", responses=ONE)
def show_difference(difference_id: UUID, caller: Viewer, door: DoorDep) -> DifferenceDetail:
    with door.backend.database.read() as session:
        found = _found(find_finding(session, caller.tenant, difference_id))
        return difference_answer(found, events_of_finding(session, caller.tenant, difference_id))


@router.post("/differences/{difference_id}/decisions", summary="Settle, accept or open again", operation_id="decideDifference", responses=_DECIDE)
def decide(difference_id: UUID, form: DifferenceDecision, caller: Decider, door: DoorDep) -> DifferenceDetail:
    """With a reason. Settled and found again, it is open again; accepted it stays, until it is found with other values."""
    if not form.why.strip():
        raise RequestError(decision_needs_reason())
    with door.backend.database.write() as session:
        before = _found(find_finding(session, caller.tenant, difference_id))
        if form.version not in (None, before.version):
            raise RequestError(changed_meanwhile())
        if form.to not in FINDING_MOVES[before.state]:
            raise RequestError(no_such_decision(before.state.value))
        at = door.backend.clock()
        after = decide_finding(session, caller.tenant, difference_id, form.to, actor=caller.actor, why=form.why.strip(), at=at, version=before.version)
        if after is None:
            raise RequestError(changed_meanwhile())
        return difference_answer(after, events_of_finding(session, caller.tenant, difference_id))


@router.get("/lists", summary="Lists that were handed in", operation_id="findLists", responses=MANY)
def find_lists(caller: Viewer, door: DoorDep, cursor: Cursor = None, limit: Limit = 50) -> ListPage:
    after = _cursor(cursor)
    with door.backend.database.read() as session:
        found, following = lists_of(session, caller.tenant, limit=limit, after=after)
    return ListPage([list_answer(each) for each in found], str(following) if following else None)


@router.post(
    "/lists",
    status_code=201,
    summary="Hand in a list to compare with",
    operation_id="handInList",
    response_model=ListAnswer,
    responses=_HAND_IN,
    openapi_extra={"requestBody": {"required": True, **_ANY_FILE}},
)
async def hand_in(
    request: Request,
    caller: Bookkeeper,
    door: DoorDep,
    kind: Annotated[ListKind, Query(description="Export of the tax account, statement of a supplier, or list of the accounting program")],
    name: Annotated[str, Query(max_length=200, description="Of the file, for people")] = "",
    first: Annotated[date | None, Query(description="It covers days of issue from here; from its first where this is left out")] = None,
    last: Annotated[date | None, Query(description="The same to its end")] = None,
    seller_tax_id: Annotated[str, Query(max_length=40, description="Whose statement it is, where it has no such column")] = "",
) -> ListAnswer:
    """CSV or XLSX as body. It takes part in every reconciliation of its days from now on. All of it is taken, or nothing: faults are named by line and column."""
    _sees_all(caller)
    content = await Request(request.scope, within(LARGEST, request.scope, request.receive)).body()
    if not content:
        raise RequestError(no_file())
    return await run_in_threadpool(_taken_in, door, caller, content, name, Told(kind, first, last, seller_tax_id.strip()))


@router.delete("/lists/{list_id}", status_code=204, summary="Take a list back", operation_id="withdrawList", responses=ONE)
def withdraw(list_id: UUID, caller: Bookkeeper, door: DoorDep) -> None:
    """It takes part in nothing from now on; what only it found is settled by the next run."""
    _sees_all(caller)
    with door.backend.database.write() as session:
        if not withdraw_list(session, caller.tenant, list_id, door.backend.clock()):
            raise RequestError(record_not_found())


def _taken_in(door: HttpDoor, caller: Caller, content: bytes, name: str, told: Told) -> ListAnswer:
    """Raises UnreadableFile, RefusedFile."""
    read = read_list(content, told)
    with door.backend.database.write() as session:
        stored, _ = add_list(session, caller.tenant, read, name, sha256(content).hexdigest(), caller.actor.name, door.backend.clock())
    return list_answer(stored)


def _sees_all(caller: Caller) -> None:
    """A key may take out what it sent itself, and no more. Raises RequestError."""
    if caller.only_sender is not None:
        raise RequestError(not_permitted((Scope.READ,)))


def _span(form: RunForm, today: date) -> Span:
    """Raises RequestError."""
    last = form.last or today
    first = form.first or min(last, max(date.min + timedelta(days=MOST_DAYS), last) - timedelta(days=Nightly().days - 1))
    if first > last or (last - first).days >= MOST_DAYS:
        raise RequestError(period_malformed(MOST_DAYS))
    return Span(first, last)


def _pages(door: HttpDoor, caller: Caller, query: FindingQuery) -> Iterator[Sequence[DifferenceFound]]:
    """A transaction for each page, so that a long download holds none."""
    after = None
    while True:
        with door.backend.database.read() as session:
            found, after = findings_of(session, caller.tenant, query, limit=_PAGE, after=after)
        yield [difference_found(each) for each in found]
        if after is None:
            return


def _found(stored: StoredFinding | None) -> StoredFinding:
    """Raises RequestError."""
    if stored is None:
        raise RequestError(record_not_found())
    return stored


def _cursor(cursor: str | None) -> UUID | None:
    """Raises RequestError for what no page ever gave."""
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError as error:
        raise RequestError(parameter_malformed("cursor")) from error
