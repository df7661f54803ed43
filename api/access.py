"""Who may call a route. Every route says it in its signature:

    Reader = Annotated[Caller, Depends(Requires(Scope.READ, Scope.READ_OWN))]

    @router.get("/v1/documents")
    def list_documents(caller: Reader, service: ServiceDep) -> ...:
        found = search(session, caller.tenant, sender=caller.only_sender, ...)

`Requires` names the scopes of which the caller must have one; which roles bring which scopes, `intake.people.scopes` says. The caller shows

- `Authorization: Bearer fpk_...`, an API key, or `Bearer fpd_...`, the token of a paired phone; or
- the cookie `fapiao_session` of a login, and for every method but GET, HEAD and OPTIONS the header `X-CSRF-Token` with what login and `/v1/sessions/me` answered.

What a route does with its `Caller`:

- `caller.tenant` goes into every function of the store. What another tenant has does not exist: answer 404 (`record_not_found`), never 403.
- A route that takes a scope ending in `:own` keeps what it shows, lists and counts to `caller.only_sender`, where that is not None, and answers 404 for the rest.
- `caller.actor` is who did it, for history, receipts and idempotency keys. A phone acts as its user.

Answers: 401 `login_needed` without or with an outdated credential; 403 `not_permitted`, `csrf_token_wrong` or `password_change_needed`.

FastAPI takes in a request's body before it asks dependencies where the body is a parameter of the route. A route that takes files must read `request.stream()` itself, so that
nobody uploads before the rule was asked. A test (tests/api/test_access.py) fails for each route without a rule: `routes_without_rule`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.routing import BaseRoute, Mount

from api.access_problems import csrf_token_wrong, login_needed, not_permitted, password_change_needed
from api.errors import RequestError
from api.request_log import note_caller
from intake.errors import StoreUnavailable
from intake.people.caller import Caller, Credential
from intake.people.passwords import Passwords
from intake.people.scopes import Scope
from intake.people.secret import is_csrf_token
from intake.people.throttle import ThrottleRules
from intake.store.people_callers import find_caller, note_use
from intake.store.session import Database

SESSION_COOKIE = "fapiao_session"
CSRF_HEADER = "X-CSRF-Token"
PAGE_ROUTES = frozenset(
    {
        "GET /",
        "GET /login",
        "GET /overview",
        "GET /review",
        "GET /capture",
        "GET /entries",
        "GET /invoices",
        "GET /invoices/{invoice_id}",
        "GET /settings",
        "GET /capture-worker.js",
        "GET /capture.webmanifest",
        "GET /static/{name}",
    }
)
"""Shells and files of pages: they hold no data, and what they show they ask for with the credential of whoever looks."""
OPEN_ROUTES = PAGE_ROUTES | {
    "GET /authority.crt",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /openapi.json",
    "POST /v1/sessions",
    "POST /v1/pairings/redeem",
}
"""Routes that anybody may call: whether we run, what we offer, the two that give out credentials, the certificate to trust, and pages. A page that anybody may load is added here by hand."""
ANY_CREDENTIAL = frozenset(Credential)
LOGIN_ONLY = frozenset({Credential.SESSION})
"""Neither keys nor phones: what concerns the login itself, or makes other credentials."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_cookie = APIKeyCookie(name=SESSION_COOKIE, auto_error=False, description="A login by `POST /v1/sessions`; changes need the header X-CSRF-Token besides")
_bearer = HTTPBearer(auto_error=False, description="An API key or the token of a paired phone")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Gate:
    """What checking callers needs; the application's lifespan puts it into `request.state.gate`."""

    database: Database
    passwords: Passwords = field(default_factory=Passwords)
    throttle: ThrottleRules = field(default_factory=ThrottleRules)
    now: Callable[[], datetime] = utc_now


def _gate(request: Request) -> Gate:
    return cast(Gate, request.state.gate)


GateDep = Annotated[Gate, Depends(_gate)]


def client_address(request: Request) -> str:
    """Of the other end of the connection; empty where the server does not know it."""
    return request.client.host if request.client is not None else ""


class Requires:
    """The rule of a route: the caller has one of these scopes. To be used as `Depends(Requires(...))`."""

    def __init__(self, *any_of: Scope, by: frozenset[Credential] = ANY_CREDENTIAL, before_password_change: bool = False) -> None:
        """Without a scope, whoever is logged in. `by` keeps it to some credentials. With `before_password_change` also for users who still have their one-time password."""
        self.any_of = any_of
        self.by = by
        self.before_password_change = before_password_change

    def __call__(
        self,
        request: Request,
        gate: GateDep,
        cookie: Annotated[str | None, Security(_cookie)] = None,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    ) -> Caller:
        """Raises RequestError for callers who may not."""
        caller = _caller(gate, request, cookie, bearer)
        if caller.must_change_password and not self.before_password_change:
            raise RequestError(password_change_needed())
        if caller.credential not in self.by or (self.any_of and not caller.may(*self.any_of)):
            raise RequestError(not_permitted(self.any_of))
        note_caller(request, caller)
        return caller


def _caller(gate: Gate, request: Request, cookie: str | None, bearer: HTTPAuthorizationCredentials | None) -> Caller:
    secret = bearer.credentials if bearer is not None else cookie
    if not secret:
        raise RequestError(login_needed())
    now = gate.now()
    with gate.database.read() as session:
        found = find_caller(session, secret, now)
    # A browser sends its cookie by itself; a session in the Authorization header, or a key in a cookie, is no use that we offer.
    if found is None or (found.caller.credential is Credential.SESSION) != (bearer is None):
        raise RequestError(login_needed())
    if bearer is None and request.method not in _SAFE_METHODS and not is_csrf_token(secret, request.headers.get(CSRF_HEADER, "")):
        raise RequestError(csrf_token_wrong())
    if found.use_to_be_noted:
        # Where the disk is full, people may still look at what there is: the credential only ends a little earlier.
        with suppress(StoreUnavailable), gate.database.write() as session:
            note_use(session, found, now)
    return found.caller


def routes_without_rule(app: FastAPI, open_routes: Iterable[str] = OPEN_ROUTES) -> tuple[str, ...]:
    """`METHOD /path` of every route that anybody can call and that is not on the list of those that anybody may. What is no API route (files, sockets) counts as without."""
    allowed = frozenset(open_routes)
    return tuple(sorted(name for route, path in _all_routes(app.routes, "") if not _has_rule(route) for name in _names(route, path) if name not in allowed))


def _all_routes(routes: Sequence[BaseRoute], prefix: str) -> Iterator[tuple[RouteContext, str]]:
    """Each with its whole path."""
    for route in iter_route_contexts(routes):
        path = prefix + (route.path or "")
        if isinstance(route.route, Mount) and route.route.routes:
            yield from _all_routes(route.route.routes, path)
        else:
            yield route, path


def _has_rule(route: RouteContext) -> bool:
    return isinstance(route.route, APIRoute) and _asks(route.dependant)


def _asks(dependant: Dependant) -> bool:
    return isinstance(dependant.call, Requires) or any(_asks(inner) for inner in dependant.dependencies)


def _names(route: RouteContext, path: str) -> tuple[str, ...]:
    return tuple(f"{method} {path}" for method in sorted(route.methods or {"ANY"}) if method != "HEAD")
