"""Who may call a route, whatever it does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient

import api.access_problems
from api.access import CSRF_HEADER, LOGIN_ONLY, OPEN_ROUTES, SESSION_COOKIE, Requires, routes_without_rule
from api.app import create_app
from api.document_reader import FakeReader
from api.errors import Problem
from api.routes import people, sessions
from api.settings import ServeSettings
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.people.user import SESSION_IDLE
from intake.state import Role
from intake.store.people_devices import grant_device
from intake.store.people_keys import make_key
from intake.store.people_users import disable_user, find_user_by_name
from intake.store.session import Database
from tests.api.people_service import PeopleService, database, migrated_file, people_service  # noqa: F401 - fixtures
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, TENANT

router = APIRouter()
Reader = Annotated[Caller, Depends(Requires(Scope.READ, Scope.READ_OWN))]


@router.get("/documents")
def documents(caller: Reader) -> list[str | None]:
    return [caller.tenant, caller.actor.name, caller.only_sender]


@router.post("/corrections")
def corrections(caller: Annotated[Caller, Depends(Requires(Scope.CORRECT))]) -> str:
    return caller.actor.name


@router.get("/settings")
def of_people_only(caller: Annotated[Caller, Depends(Requires(by=LOGIN_ONLY))]) -> str:
    return caller.actor.name


@pytest.fixture
def service(database: Database) -> Iterator[PeopleService]:  # noqa: F811
    with database.write() as session:
        for name, role in (("chen", Role.ADMINISTRATOR), ("wang", Role.SUBMITTER), ("li", Role.REVIEWER)):
            make_user(session, name, role)
        make_user(session, "wang", tenant=OTHER_TENANT)
    with people_service(database, router, sessions.router) as service:
        yield service


def key(database: Database, *scopes: Scope, tenant: str = TENANT) -> str:  # noqa: F811
    with database.write() as session:
        return make_key(session, tenant, "ERP", scopes, actor=ADMINISTRATOR, at=NOON)[1]


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("secret", ["", "nonsense", "fpk_" + "a" * 43, "fps_x", "fpd_x"])
def test_who_shows_nothing_that_is_known_is_asked_to_log_in(service: PeopleService, secret: str) -> None:
    for client in (service.client(), service.bearer(secret), service.client(Cookie=f"{SESSION_COOKIE}={secret}"), service.client(Authorization="Basic YTpi")):
        assert code(client.get("/documents")) == (401, "login_needed")


def test_a_submitter_sees_only_what_is_his_and_a_reviewer_all(service: PeopleService) -> None:
    wang, li = service.logged_in("wang").get("/documents").json(), service.logged_in("li").get("/documents").json()
    assert wang == [TENANT, wang[1], wang[1]]
    assert li == [TENANT, li[1], None]
    elsewhere = service.logged_in("wang", tenant=OTHER_TENANT).get("/documents").json()
    assert elsewhere[0] == OTHER_TENANT and elsewhere[1] != wang[1]


def test_rights_that_are_missing_are_named(service: PeopleService, database: Database) -> None:  # noqa: F811
    answer = service.logged_in("wang").post("/corrections")
    assert code(answer) == (403, "not_permitted") and "correct" in answer.json()["message_en"]
    assert code(service.bearer(key(database, Scope.READ)).post("/corrections")) == (403, "not_permitted")


def test_a_key_has_the_rights_it_was_given(service: PeopleService, database: Database) -> None:  # noqa: F811
    everything, own, correcting = key(database, Scope.READ), key(database, Scope.READ_OWN), key(database, Scope.CORRECT, tenant=OTHER_TENANT)
    assert service.bearer(everything).get("/documents").json()[2] is None
    _, name, only = service.bearer(own).get("/documents").json()
    assert only == name and name.startswith("key:")
    assert service.bearer(correcting).post("/corrections").status_code == 200
    assert code(service.bearer(correcting).get("/documents")) == (403, "not_permitted")


def test_a_phone_is_a_submitter_whatever_its_user_is(service: PeopleService, database: Database) -> None:  # noqa: F811
    with database.write() as session:
        user = find_user_by_name(session, TENANT, "li")
        assert user is not None
        token = grant_device(session, user, "phone", actor=ADMINISTRATOR, at=NOON)[1]
    phone = service.bearer(token)
    assert phone.get("/documents").json() == [TENANT, f"user:{user.id}", f"user:{user.id}"]
    assert code(phone.post("/corrections")) == code(phone.get("/settings")) == (403, "not_permitted")
    with database.write() as session:
        disable_user(session, TENANT, user.id, actor=ADMINISTRATOR, at=NOON)
    assert code(phone.get("/documents")) == (401, "login_needed")


def test_a_browser_changes_nothing_without_the_token_of_its_own_login(service: PeopleService) -> None:
    li, other = service.logged_in("li"), service.logged_in("li")
    assert li.post("/corrections").status_code == 200
    for token in ("", "0" * 64, other.headers[CSRF_HEADER], "é"):
        assert code(li.post("/corrections", headers={CSRF_HEADER: token.encode()})) == (403, "csrf_token_wrong")
    del li.headers[CSRF_HEADER]
    assert code(li.post("/corrections")) == (403, "csrf_token_wrong")
    assert li.get("/documents").status_code == 200


def test_a_credential_counts_only_where_it_belongs(service: PeopleService, database: Database) -> None:  # noqa: F811
    secret = service.logged_in("li").cookies[SESSION_COOKIE]
    assert code(service.bearer(secret).get("/documents")) == (401, "login_needed")
    assert code(service.client(Cookie=f"{SESSION_COOKIE}={key(database, Scope.READ)}").get("/documents")) == (401, "login_needed")


def test_a_login_ends_with_its_time_and_lives_on_with_use(service: PeopleService) -> None:
    used, idle = service.logged_in("li"), service.logged_in("li")
    for _ in range(3):
        service.clock.pass_by(SESSION_IDLE * 0.9)
        assert used.get("/documents").status_code == 200
    assert code(idle.get("/documents")) == (401, "login_needed")


def test_who_has_a_one_time_password_can_do_nothing_but_replace_it(service: PeopleService, database: Database) -> None:  # noqa: F811
    with database.write() as session:
        make_user(session, "zhao", Role.REVIEWER, one_time=True)
    zhao = service.logged_in("zhao")
    assert code(zhao.get("/documents")) == code(zhao.post("/corrections")) == (403, "password_change_needed")
    assert zhao.get("/v1/sessions/me").json()["must_change_password"] is True


def test_answers_to_strangers_say_how_to_log_in(service: PeopleService) -> None:
    assert service.client().get("/documents").headers["WWW-Authenticate"] == "Bearer"


def test_the_openapi_document_names_both_ways_to_log_in(service: PeopleService) -> None:
    document = service.client().get("/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert {scheme["type"] for scheme in schemes.values()} == {"apiKey", "http"}
    assert sorted(key for way in document["paths"]["/documents"]["get"]["security"] for key in way) == sorted(schemes)


def test_every_route_for_people_has_a_rule() -> None:
    app = FastAPI(openapi_url=None)
    for each in (router, sessions.router, people.router):
        app.include_router(each)
    assert routes_without_rule(app) == ()
    assert len(routes_without_rule(app, frozenset())) == 2  # logging in and pairing


def test_every_route_of_the_service_has_a_rule() -> None:
    app = create_app(ServeSettings(), FakeReader(lambda document: ()))
    assert routes_without_rule(app) == ()


def test_a_new_route_without_a_rule_is_found_wherever_it_is() -> None:
    app, inner = FastAPI(openapi_url=None), FastAPI(openapi_url=None)
    app.include_router(router)

    def forgotten() -> None: ...

    app.add_api_route("/forgotten", forgotten, methods=["GET", "POST"])
    app.add_route("/plain", lambda request: None)  # type: ignore[arg-type,return-value]
    inner.add_api_route("/inside", forgotten)
    app.mount("/mounted", inner)
    app.add_api_websocket_route("/socket", forgotten)
    assert routes_without_rule(app) == ("ANY /socket", "GET /forgotten", "GET /mounted/inside", "GET /plain", "POST /forgotten")
    assert routes_without_rule(app, {*OPEN_ROUTES, "GET /forgotten"})[1:] == ("GET /mounted/inside", "GET /plain", "POST /forgotten")


def test_every_problem_is_documented_with_its_status_and_next_step() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d{3}) \| (.*?) \| .* \| `(\w+)` \|$", documented, re.MULTILINE)
    arguments = {"too_many_logins": [30], "not_permitted": [[Scope.READ]]}
    made = [make(*arguments.get(name, [])) for name, make in vars(api.access_problems).items() if callable(make) and name.islower()]
    problems = [problem for problem in made if isinstance(problem, Problem)]
    assert len(problems) > 5
    for problem in problems:
        assert [(str(problem.status.value), problem.next_step.value)] == [(status, step) for status, codes, step in rows if f"`{problem.code}`" in codes]


def test_a_route_takes_no_body_from_strangers(service: PeopleService) -> None:
    taken: list[bytes] = []

    async def upload(caller: Annotated[Caller, Depends(Requires(Scope.UPLOAD))]) -> None:
        taken.append(b"")

    service.app.add_api_route("/upload", upload, methods=["POST"])
    with TestClient(service.app) as client:
        assert client.post("/upload", content=b"x" * 1000).status_code == 401
    assert not taken
