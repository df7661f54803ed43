"""Which ledger each firm's invoices go to: as whoever runs the service says in a file, and as administrators say here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from api.access import Requires
from api.answers import MANY, ONE, Answers
from api.deps import BackendDep
from api.errors import RequestError
from api.schemas import problem_answer
from api.setting_origin import Origin
from api.setting_problems import refuse_others, runs_the_service, setting_in_file, setting_wrong
from intake.outside_now import Outside
from intake.people.caller import Caller
from intake.people.names import tenant_name
from intake.people.scopes import Scope
from intake.setting_wrong import SettingWrong
from intake.store.kept_settings import KeptSetting, SettingKind, keep_setting, kept_settings
from intake.upload.ledger_settings import RouteSettings, check_shared, route_of
from intake.upload.routes import Nightly

router = APIRouter(prefix="/v1/ledger-routes", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Tenant = Annotated[str, Path(max_length=64, description="Whose invoices go that way")]
Name = Annotated[str, Field(max_length=31)]
_ONE: Answers = {**ONE, 409: problem_answer("Somebody else changed it meanwhile, or it is named in the file of whoever runs the service")}
_NEVER = "never"


@dataclass(frozen=True)
class LedgerRouteForm:
    seen: Annotated[int, Field(ge=0, le=2**31 - 2, description="The last version that you know; 0 for none")]
    ledger: Name = ""
    """"": to none; verified invoices stay verified."""
    backup: Name = ""
    """Stands in when the first can't be reached for long, for what is nowhere yet."""
    backup_after_minutes: float | None = None
    reconcile_at: Annotated[str, Field(max_length=5)] = ""
    """`HH:MM`, China time, or `never`; "" for 02:30."""
    reconcile_days: int | None = None


@dataclass(frozen=True)
class LedgerRoute:
    tenant: str
    origin: Origin
    ledger: str
    """"" for none."""
    backup: str
    backup_after_minutes: float
    reconcile_at: str
    reconcile_days: int
    version: int
    """0 for one of the file."""
    version_in_use: int | None
    said_at: datetime | None


@router.get("", summary="Which ledger invoices go to", operation_id="listLedgerRoutes", responses=MANY)
def list_routes(caller: Administrator, backend: BackendDep) -> list[LedgerRoute]:
    """Of every firm for those who run the service; of their own for others."""
    with backend.database.read() as session:
        kept = kept_settings(session, SettingKind.ROUTE)
    outside, of_file = backend.outside.look(), {route.tenant: route for route in backend.uploads.routes}
    listed = [*(_of_file(route) for route in of_file.values()), *(_of_page(each, outside) for each in kept if each.name not in of_file)]
    return [each for each in listed if runs_the_service(caller) or each.tenant == caller.tenant]


@router.put("/{tenant}", summary="Send a firm's invoices to a ledger", operation_id="changeLedgerRoute", responses=_ONE)
def put_route(tenant: Tenant, form: LedgerRouteForm, caller: Administrator, backend: BackendDep) -> LedgerRoute:
    """It counts within seconds, in every process. What is with another ledger already is asked for there no more: let it end before."""
    refuse_others(caller)
    name, outside, now = tenant_name(tenant), backend.outside.look(), backend.clock()
    if name in backend.named_routes.by_tenant:
        raise setting_in_file(name)
    told = _told(form)
    if form.ledger:
        try:
            route = route_of({**told, "tenant": name}, outside.ledgers)
            others = [each for each in (*backend.uploads.routes, *outside.page_routes.values()) if each.tenant != name]
            check_shared([*backend.uploads.ledgers, *outside.page_ledgers.values()], [*others, route])
        except SettingWrong as wrong:
            raise RequestError(setting_wrong(wrong)) from wrong
    with backend.database.write() as session:
        kept = keep_setting(session, caller.tenant, SettingKind.ROUTE, name, form.seen, told, None, active=bool(form.ledger), actor=caller.actor, at=now)
    return _of_page(kept, backend.outside.look())


def _told(form: LedgerRouteForm) -> Mapping[str, Any]:
    values = {name: value for name, value in vars(form).items() if name != "seen"}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _of_file(route: RouteSettings) -> LedgerRoute:
    usual = Nightly()
    at = route.nightly.at.isoformat("minutes") if route.nightly else _NEVER
    days = (route.nightly or usual).days
    return LedgerRoute(route.tenant, Origin.FILE, route.ledger, route.backup, route.backup_after.total_seconds() / 60, at, days, 0, 0, None)


def _of_page(kept: KeptSetting, outside: Outside) -> LedgerRoute:
    told, usual = kept.told, Nightly()
    return LedgerRoute(
        kept.name,
        Origin.PAGE,
        told.get("ledger", "") if kept.active else "",
        told.get("backup", ""),
        told.get("backup_after_minutes", 60),
        told.get("reconcile_at", usual.at.isoformat("minutes")),
        told.get("reconcile_days", usual.days),
        kept.version,
        outside.in_use.get((kept.kind, kept.name)),
        kept.said_at,
    )
