"""The overview for those who lead: what came in, where it stands, what is held up, who reviewed, what goes wrong; and the same as a report to take along."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.access import Requires
from api.access_problems import not_permitted
from api.answers import MANY
from api.downloads import download, note_taken
from api.errors import RequestError
from api.http_door import DoorDep, HttpDoor
from api.overview import overview
from api.overview_problems import overview_period_malformed
from api.overview_report import overview_report
from api.overview_views import OverviewAnswer
from api.reconciliation_now import reconciliation_now
from api.report_document import report_document
from api.report_table import Language
from api.report_workbook import report_workbook
from api.routes.diagnosis import diagnose
from api.routes.exports import MEDIA_TYPES, ExportFormat
from api.routes.outside import show
from intake.behaviour.history import CHINA_TIME
from intake.overview.period import DAY, Period, last_days
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/overview", tags=["overview"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ))]
Exporter = Annotated[Caller, Depends(Requires(Scope.EXPORT))]
MOST_DAYS = 366
_FIRST = date(2000, 1, 1)
"""Before anything came in, and late enough for every time zone."""
_LAST = date(2199, 12, 31)
_PDF = "application/pdf"


class ReportFormat(StrEnum):
    XLSX = "xlsx"
    PDF = "pdf"


_TYPES = {ReportFormat.XLSX: MEDIA_TYPES[ExportFormat.XLSX], ReportFormat.PDF: _PDF}
_FILES = {200: {"content": {name: {"schema": {"type": "string", "contentMediaType": name}} for name in _TYPES.values()}}}
First = Annotated[date | None, Query(description="First day, in China; a week up to `last` where it is left out")]
Last = Annotated[date | None, Query(description="Last day, in China; today where it is left out")]


@router.get("", summary="What came in, where it stands, what is held up and why", operation_id="overview", responses=MANY)
def show_overview(caller: Viewer, door: DoorDep, first: First = None, last: Last = None) -> OverviewAnswer:
    """`held_up` and `waits` are as things stand now; everything else is about what came in, or was decided, in the period. 366 days at most."""
    return _overview(door, caller, _period(door, first, last))


@router.get(
    "/report.{extension}",
    summary="The overview as a report",
    operation_id="exportOverview",
    response_class=Response,
    responses={**_FILES, **MANY},  # type: ignore[dict-item]
)
def export(
    extension: ReportFormat,
    caller: Exporter,
    door: DoorDep,
    first: First = None,
    last: Last = None,
    language: Annotated[Language, Query(description="Of all headings and sentences")] = Language.ZH,
) -> Response:
    """A spreadsheet with a sheet for each table, or a document to print: with the slices of failing look-ups, providers, ledgers, sendings and open differences. Who took it is noted."""
    if caller.only_sender is not None:
        raise RequestError(not_permitted((Scope.READ,)))
    period = _period(door, first, last)
    name = f"overview-{period.first}-{period.last}.{extension.value}"
    note_taken(door, caller, name, {"first": period.first, "last": period.last, "language": language.value})
    found = _overview(door, caller, period)
    slices = diagnose(caller, door, since=period.since, until=period.until)
    outside = show(caller, door.backend, period.since)
    report = overview_report(found, slices, outside, reconciliation_now(door.backend.database, caller.tenant), language)
    content = report_workbook(report) if extension is ReportFormat.XLSX else report_document(report)
    return download(iter((content,)), f'attachment; filename="{name}"', _TYPES[extension])


def _overview(door: HttpDoor, caller: Caller, period: Period) -> OverviewAnswer:
    with door.backend.database.read() as session:
        return overview(session, door.backend, caller, period, door.backend.clock())


def _period(door: HttpDoor, first: date | None, last: date | None) -> Period:
    """Raises RequestError."""
    end = last or door.backend.clock().astimezone(CHINA_TIME).date()
    if not _FIRST <= end <= _LAST:
        raise RequestError(overview_period_malformed(MOST_DAYS))
    begin = first or last_days(end, 7).first
    if not max(_FIRST, end - (MOST_DAYS - 1) * DAY) <= begin <= end:
        raise RequestError(overview_period_malformed(MOST_DAYS))
    return Period(begin, end)
