"""Users, keys and phones of a tenant, and the log of what was changed about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field
from starlette.routing import NoMatchFound

from api.access import LOGIN_ONLY, GateDep, Requires, client_address
from api.access_problems import pairing_refused, record_not_found, too_many_logins
from api.authority_route import AUTHORITY_ROUTE
from api.errors import RequestError
from api.pages.shell import CAPTURE
from api.qr_code import qr_rows
from api.schemas import later_answer, problem_answer
from intake.people.caller import Caller, Credential
from intake.people.names import user_name
from intake.people.password_policy import one_time_password
from intake.people.scopes import Scope
from intake.people.user import ApiKey, Device, User
from intake.state import Role
from intake.store.audit import AuditEntry, audit_between
from intake.store.people_devices import begin_pairing, devices_of, next_token, pair, revoke_device
from intake.store.people_keys import keys_of, make_key, revoke_key
from intake.store.people_sessions import take_back_try, take_try
from intake.store.people_users import NewUser, add_user, disable_user, enable_user, find_user, set_password, set_roles, users_of

router = APIRouter(prefix="/v1", tags=["people"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
PhoneOwner = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, by=LOGIN_ONLY))]
Phone = Annotated[Caller, Depends(Requires(by=frozenset({Credential.DEVICE})))]
Name = Annotated[str, Field(max_length=64)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(1990, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""Near enough to be counted in every time zone."""
Answer = TypeVar("Answer")
_RULES: dict[int | str, dict[str, Any]] = {
    401: problem_answer("Not logged in"),
    403: problem_answer("Not permitted, or the CSRF token is missing or wrong"),
    422: problem_answer("Not what is asked for"),
}
_ONE = {**_RULES, 404: problem_answer("There is none, or it is another tenant's")}
_CHANGE = {**_ONE, 409: problem_answer("The name is taken, or nobody would be left as administrator")}


@dataclass(frozen=True)
class UserForm:
    name: Name
    roles: list[Role]


@dataclass(frozen=True)
class UserChange:
    """What is left out stays."""

    roles: list[Role] | None = None
    disabled: bool | None = None


@dataclass(frozen=True)
class UserAnswer:
    id: UUID
    name: str
    roles: list[Role]
    must_change_password: bool
    created_at: datetime
    password_set_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True)
class OneTimePassword:
    """Shown once; good for one login, at which the user chooses another."""

    user: UserAnswer
    one_time_password: str


@dataclass(frozen=True)
class KeyForm:
    name: Name
    scopes: list[Scope]
    ends_at: Moment | None = None


@dataclass(frozen=True)
class KeyAnswer:
    id: UUID
    name: str
    scopes: list[Scope]
    made_by: str
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewKey:
    key: KeyAnswer
    secret: str
    """Shown once. To be sent as `Authorization: Bearer`."""


@dataclass(frozen=True)
class Pairing:
    code: str
    """Good for one phone."""
    ends_at: datetime
    link: str
    """The capture page with the code, at the address by which this request came: what the phone opens."""
    qr: list[str]
    """The link as a QR code, a row of modules a line with its margin: `1` for dark."""
    authority: str
    """Where the phone gets the certificate that it has to trust first; "" where the service has none of its own."""


@dataclass(frozen=True)
class PairingForm:
    code: Annotated[str, Field(max_length=100)]
    name: Name
    """What the phone is called."""


@dataclass(frozen=True)
class DeviceToken:
    device: Device
    token: str
    """Shown once. To be sent as `Authorization: Bearer`."""


@router.get("/users", summary="All users", operation_id="listUsers", responses=_RULES)
def list_users(caller: Administrator, gate: GateDep) -> list[UserAnswer]:
    with gate.database.read() as session:
        return [_user(user) for user in users_of(session, caller.tenant)]


@router.post("/users", status_code=201, summary="Add a user", operation_id="addUser", responses=_CHANGE)
def create_user(form: UserForm, caller: Administrator, gate: GateDep, response: Response) -> OneTimePassword:
    name, password = user_name(form.name), one_time_password()
    new = NewUser(caller.tenant, name, frozenset(form.roles), gate.passwords.hash(password))
    with gate.database.write() as session:
        user = add_user(session, new, actor=caller.actor, at=gate.now())
    return _once(OneTimePassword(_user(user), password), response)


@router.patch("/users/{user_id}", summary="Change a user's roles, disable or enable it", operation_id="changeUser", responses=_CHANGE)
def change_user(user_id: UUID, form: UserChange, caller: Administrator, gate: GateDep) -> UserAnswer:
    """A user that is disabled is logged out everywhere."""
    now = gate.now()
    with gate.database.write() as session:
        user = find_user(session, caller.tenant, user_id)
        if form.roles is not None:
            user = set_roles(session, caller.tenant, user_id, form.roles, actor=caller.actor, at=now)
        if form.disabled is not None:
            change = disable_user if form.disabled else enable_user
            user = change(session, caller.tenant, user_id, actor=caller.actor, at=now)
    return _user(_found(user))


@router.post("/users/{user_id}/password", summary="Give a user a one-time password", operation_id="resetPassword", responses=_ONE)
def reset_password(user_id: UUID, caller: Administrator, gate: GateDep, response: Response) -> OneTimePassword:
    """The user is logged out everywhere."""
    password = one_time_password()
    hashed = gate.passwords.hash(password)
    with gate.database.write() as session:
        user = _found(find_user(session, caller.tenant, user_id))
        set_password(session, user, hashed, one_time=True, actor=caller.actor, at=gate.now())
        user = _found(find_user(session, caller.tenant, user_id))
    return _once(OneTimePassword(_user(user), password), response)


@router.get("/keys", summary="All API keys, revoked ones too", operation_id="listKeys", responses=_RULES)
def list_keys(caller: Administrator, gate: GateDep) -> list[KeyAnswer]:
    with gate.database.read() as session:
        return [_key(key) for key in keys_of(session, caller.tenant)]


@router.post("/keys", status_code=201, summary="Make an API key", operation_id="makeKey", responses=_RULES)
def create_key(form: KeyForm, caller: Administrator, gate: GateDep, response: Response) -> NewKey:
    with gate.database.write() as session:
        key, secret = make_key(session, caller.tenant, form.name, form.scopes, actor=caller.actor, at=gate.now(), ends_at=form.ends_at)
    return _once(NewKey(_key(key), secret), response)


@router.delete("/keys/{key_id}", status_code=204, summary="Revoke an API key", operation_id="revokeKey", responses=_ONE)
def delete_key(key_id: UUID, caller: Administrator, gate: GateDep) -> None:
    with gate.database.write() as session:
        if not revoke_key(session, caller.tenant, key_id, actor=caller.actor, at=gate.now()):
            raise RequestError(record_not_found())


@router.get("/devices", summary="One's own phones; an administrator sees everybody's", operation_id="listDevices", responses=_RULES)
def list_devices(caller: PhoneOwner, gate: GateDep) -> list[Device]:
    with gate.database.read() as session:
        return list(devices_of(session, caller.tenant, _owner(caller)))


@router.delete("/devices/{device_id}", status_code=204, summary="Revoke a phone's token", operation_id="revokeDevice", responses=_ONE)
def delete_device(device_id: UUID, caller: PhoneOwner, gate: GateDep) -> None:
    with gate.database.write() as session:
        if not revoke_device(session, caller.tenant, device_id, actor=caller.actor, at=gate.now(), user_id=_owner(caller)):
            raise RequestError(record_not_found())


@router.post("/pairings", status_code=201, summary="A code that pairs one phone within two minutes", operation_id="beginPairing", responses=_RULES)
def create_pairing(caller: PhoneOwner, gate: GateDep, request: Request, response: Response) -> Pairing:
    with gate.database.write() as session:
        code, ends_at = begin_pairing(session, caller.person, gate.now())
    link = f"{request.base_url}{CAPTURE.path.removeprefix('/')}#pair={code}"  # behind `#`, which browsers keep to themselves
    return _once(Pairing(code, ends_at, link, list(qr_rows(link)), _authority(request)), response)


@router.post(
    "/pairings/redeem",
    status_code=201,
    summary="Pair this phone",
    operation_id="pair",
    responses={401: problem_answer("The code was used, or is too old"), 422: problem_answer("Not what is asked for"), 429: later_answer("Too many tries")},
)
def redeem_pairing(form: PairingForm, request: Request, gate: GateDep, response: Response) -> DeviceToken:
    now, address = gate.now(), client_address(request)
    name = f"pairing from {address}"  # instead of an account, which codes have none of; no user is called so
    with gate.database.write() as session:
        wait = take_try(session, gate.throttle, "", name, address, now)
        paired = None if wait else pair(session, form.code, form.name, now)
        if paired is not None:
            take_back_try(session, "", name, address)
    if wait:
        raise RequestError(too_many_logins(wait))
    if paired is None:
        raise RequestError(pairing_refused())
    return _once(DeviceToken(*paired), response)


@router.post("/devices/me/token", status_code=201, summary="A new token for this phone", operation_id="renewToken", responses=_RULES)
def renew_token(caller: Phone, gate: GateDep, response: Response) -> dict[str, str]:
    """The old one works until the new one is used for the first time."""
    with gate.database.write() as session:
        token = next_token(session, caller.credential_id)
    return _once({"token": token}, response)


@router.get("/audit", summary="What was changed about people, companies and policies, and who logged in", operation_id="audit", responses=_RULES)
def list_audit(caller: Administrator, gate: GateDep, since: Moment, until: Moment, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> list[AuditEntry]:
    """Oldest first."""
    with gate.database.read() as session:
        return list(audit_between(session, caller.tenant, since, until, limit))


def _authority(request: Request) -> str:
    try:
        return str(request.url_for(AUTHORITY_ROUTE))
    except NoMatchFound:
        return ""


def _owner(caller: Caller) -> UUID | None:
    """Whose phones the caller may see: None for all."""
    return None if caller.may(Scope.PEOPLE) else caller.user_id


def _found(user: User | None) -> User:
    if user is None:
        raise RequestError(record_not_found())
    return user


def _once(answer: Answer, response: Response) -> Answer:
    """What holds a secret is kept by no cache."""
    response.headers["Cache-Control"] = "no-store"
    return answer


def _user(user: User) -> UserAnswer:
    return UserAnswer(user.id, user.name, sorted(user.roles), user.must_change_password, user.created_at, user.password_set_at, user.disabled_at)


def _key(key: ApiKey) -> KeyAnswer:
    return KeyAnswer(key.id, key.name, sorted(key.scopes), key.made_by, key.made_at, key.used_at, key.ends_at, key.revoked_at)
