"""Logging in and out in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.access import LOGIN_ONLY, SESSION_COOKIE, GateDep, Requires, client_address
from api.login import From, Login, change_password, log_in
from api.schemas import later_answer, problem_answer
from intake.people.caller import Caller, Credential
from intake.people.names import DEFAULT_TENANT
from intake.people.scopes import Scope, scopes_of
from intake.people.secret import csrf_token
from intake.people.user import SESSION_LONGEST
from intake.state import Role
from intake.store.people_callers import find_caller
from intake.store.people_devices import revoke_device
from intake.store.people_sessions import end_session
from intake.store.people_users import log_out_everywhere

router = APIRouter(prefix="/v1/sessions", tags=["login"])

Anybody = Annotated[Caller, Depends(Requires(before_password_change=True))]
LoggedIn = Annotated[Caller, Depends(Requires(by=LOGIN_ONLY, before_password_change=True))]
Name = Annotated[str, Field(max_length=64)]
Password = Annotated[str, Field(max_length=1024)]
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: problem_answer("Not logged in, or name or password wrong"),
    403: problem_answer("The CSRF token is missing or wrong"),
}
_TRIES: dict[int | str, dict[str, Any]] = {429: later_answer("Too many failed logins"), 422: problem_answer("Not what is asked for, or a weak password")}


@dataclass(frozen=True)
class LoginForm:
    name: Name
    password: Password
    tenant: Name = DEFAULT_TENANT


@dataclass(frozen=True)
class PasswordForm:
    old: Password
    new: Password


@dataclass(frozen=True)
class Me:
    """Who is logged in, and what may be done."""

    tenant: str
    user_id: UUID | None
    """None for API keys."""
    name: str
    roles: list[Role]
    scopes: list[Scope]
    credential: Credential
    must_change_password: bool
    """Nothing else is possible before."""
    csrf_token: str | None
    """To be sent as X-CSRF-Token; None for keys and phones, which need none."""


@router.post("", summary="Log in", operation_id="logIn", responses={**_TRIES, 401: _REFUSALS[401]})
def begin(form: LoginForm, request: Request, response: Response, gate: GateDep) -> Me:
    """Sets the cookie `fapiao_session`. A login that the same browser had before ends."""
    return _answer(log_in(gate, form.tenant, form.name, form.password, _from(request, gate)), request, response)


@router.get("/me", summary="Who is logged in", operation_id="me", responses={401: _REFUSALS[401]})
def me(caller: Anybody, request: Request, response: Response) -> Me:
    response.headers["Cache-Control"] = "no-store"
    secret = request.cookies.get(SESSION_COOKIE, "")
    return Me(
        caller.tenant,
        caller.user_id,
        caller.user_name,
        sorted(caller.actor.roles),
        sorted(caller.scopes),
        caller.credential,
        caller.must_change_password,
        csrf_token(secret) if caller.credential is Credential.SESSION else None,
    )


@router.delete("/me", status_code=204, summary="Log out; a phone gives its token back", operation_id="logOut", responses=_REFUSALS)
def end(caller: Anybody, gate: GateDep, response: Response) -> None:
    with gate.database.write() as session:
        if caller.credential is Credential.SESSION:
            end_session(session, caller.tenant, caller.credential_id, actor=caller.actor, at=gate.now())
        elif caller.credential is Credential.DEVICE:
            revoke_device(session, caller.tenant, caller.credential_id, actor=caller.actor, at=gate.now())
    response.delete_cookie(SESSION_COOKIE)


@router.delete("", status_code=204, summary="Log out everywhere, on phones too", operation_id="logOutEverywhere", responses=_REFUSALS)
def end_all(caller: LoggedIn, gate: GateDep, response: Response) -> None:
    with gate.database.write() as session:
        log_out_everywhere(session, caller.tenant, caller.person, actor=caller.actor, at=gate.now())
    response.delete_cookie(SESSION_COOKIE)


@router.put("/me/password", summary="Change one's password", operation_id="changePassword", responses={**_REFUSALS, **_TRIES})
def replace_password(form: PasswordForm, caller: LoggedIn, request: Request, response: Response, gate: GateDep) -> Me:
    """Ends all other logins of the user, and sets a new cookie."""
    return _answer(change_password(gate, caller, caller.person, form.old, form.new, _from(request, gate)), request, response)


def _answer(login: Login, request: Request, response: Response) -> Me:
    response.set_cookie(
        SESSION_COOKIE,
        login.secret,
        max_age=int(SESSION_LONGEST.total_seconds()),
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",  # strict would ask whoever follows a link in a mail to log in again
    )
    response.headers["Cache-Control"] = "no-store"
    user = login.user
    return Me(
        user.tenant,
        user.id,
        user.name,
        sorted(user.roles),
        sorted(scopes_of(user.roles)),
        Credential.SESSION,
        user.must_change_password,
        csrf_token(login.secret),
    )


def _from(request: Request, gate: GateDep) -> From:
    earlier = None
    if secret := request.cookies.get(SESSION_COOKIE):
        with gate.database.read() as session:
            found = find_caller(session, secret, gate.now())
        earlier = found.caller if found is not None and found.caller.credential is Credential.SESSION else None
    return From(client_address(request), request.headers.get("User-Agent", ""), earlier)
