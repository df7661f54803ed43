"""Saved views: searches for invoices that people keep under a name, for themselves or for everybody of their tenant."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import LOGIN_ONLY, Requires
from api.access_problems import not_permitted, record_not_found
from api.answers import MANY, ONE, Answers
from api.deps import BackendDep
from api.errors import RequestError
from api.invoice_query import Search
from api.schemas import problem_answer
from api.view_problems import no_such_filter, too_many_views, view_name_malformed
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.saved_views import VIEW_NAME, SavedView, count_views, find_view, save_view, throw_view_away, views_for

router = APIRouter(prefix="/v1/views", tags=["invoices"])

# They are a person's: a key or phone has none.
Person = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ, by=LOGIN_ONLY))]
MOST = 100
"""Of one person."""
_SAVE: Answers = {**MANY, 409: problem_answer("You have as many as you may have")}
_Value = Annotated[str, Field(max_length=200)]
_Filters = Annotated[dict[Annotated[str, Field(max_length=64)], Annotated[list[_Value], Field(min_length=1, max_length=30)]], Field(max_length=30)]
SPANS = frozenset({"issued_in", "received_in"})
"""`today`, `week`, `days30`, `month`, `last_month`: days that move with the calendar. The search page asks `GET /v1/invoices` for those that are meant when it is opened."""
FILTERS = frozenset(field.name for field in fields(Search)) | SPANS | {"order"}
"""What a search may be kept by: the parameters of `GET /v1/invoices`, pages excepted, and days that move."""


@dataclass(frozen=True)
class ViewForm:
    name: Annotated[str, Field(max_length=VIEW_NAME)]
    filters: _Filters
    """Parameter of `GET /v1/invoices` -> its values; `issued_in` and `received_in` besides: today, week, days30, month or last_month."""
    is_shared: bool = False
    """Everybody of the tenant may use it; for those who see all of it themselves."""


@dataclass(frozen=True)
class ViewAnswer:
    id: UUID
    name: str
    filters: dict[str, list[str]]
    is_shared: bool
    is_mine: bool
    owner: str
    """Name of whose it is."""
    saved_at: datetime


@router.get("", summary="Saved views: yours, and shared ones", operation_id="listViews", responses=MANY)
def list_views(caller: Person, backend: BackendDep) -> list[ViewAnswer]:
    with backend.database.read() as session:
        return [_answer(caller, view) for view in views_for(session, caller.tenant, caller.person)]


@router.put("", summary="Save a view", operation_id="saveView", responses=_SAVE)
def save(form: ViewForm, caller: Person, backend: BackendDep) -> list[ViewAnswer]:
    """In place of your own of the same name, if you have one. The answer is all views."""
    name = " ".join(form.name.split())
    if not name or not name.isprintable():
        raise RequestError(view_name_malformed())
    if unknown := sorted(set(form.filters) - FILTERS):
        raise RequestError(no_such_filter(unknown))
    if form.is_shared and not caller.may(Scope.READ):
        raise RequestError(not_permitted((Scope.READ,)))
    with backend.database.write() as session:
        if count_views(session, caller.person, other_than=name) >= MOST:
            raise RequestError(too_many_views(MOST))
        save_view(session, caller.tenant, caller.person, name, form.filters, is_shared=form.is_shared, actor=caller.actor, at=backend.clock())
    return list_views(caller, backend)


@router.delete("/{view_id}", status_code=204, summary="Throw a view away", operation_id="deleteView", responses=ONE)
def delete(view_id: UUID, caller: Person, backend: BackendDep) -> None:
    """Your own; an administrator also shared ones of others, who may have left."""
    with backend.database.write() as session:
        view = find_view(session, caller.tenant, view_id)
        if view is None or not _may_throw_away(caller, view):
            raise RequestError(record_not_found())
        throw_view_away(session, caller.tenant, view, actor=caller.actor, at=backend.clock())


def _may_throw_away(caller: Caller, view: SavedView) -> bool:
    return view.owner == caller.person or (view.is_shared and caller.may(Scope.PEOPLE))


def _answer(caller: Caller, view: SavedView) -> ViewAnswer:
    filters = {name: list(values) for name, values in view.filters.items()}
    return ViewAnswer(view.id, view.name, filters, view.is_shared, view.owner == caller.person, view.owner_name, view.saved_at)
