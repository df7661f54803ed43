"""Logging in, and users, keys and phones over HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp

from api.access import CSRF_HEADER, SESSION_COOKIE
from api.routes import people, sessions
from intake.people.scopes import Scope
from intake.state import Role
from intake.store.session import Database
from tests.api.people_service import PeopleService, database, log_in, migrated_file, people_service  # noqa: F401 - fixtures
from tests.intake.store.people_samples import PASSWORD, make_user
from tests.intake.store.samples import OTHER_TENANT, TENANT

NEW = "quiet river under snow"
SINCE = {"since": "2024-03-01T00:00:00Z", "until": "2024-04-01T00:00:00Z"}


@pytest.fixture
def service(database: Database) -> Iterator[PeopleService]:  # noqa: F811
    with database.write() as session:
        for name, role in (("chen", Role.ADMINISTRATOR), ("wang", Role.SUBMITTER), ("li", Role.REVIEWER)):
            make_user(session, name, role)
        make_user(session, "zhao", tenant=OTHER_TENANT)
    with people_service(database, sessions.router, people.router) as service:
        yield service


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def ids(client: Any) -> dict[str, str]:
    return {user["name"]: user["id"] for user in client.get("/v1/users").json()}


def test_a_login_sets_a_cookie_that_pages_can_not_read_and_no_cache_keeps(service: PeopleService) -> None:
    for url, secure in (("http://testserver", False), ("https://testserver", True)):
        answer = log_in(service.client(base_url=url), "wang")
        cookie = answer.headers["Set-Cookie"]
        assert answer.json()["csrf_token"] not in cookie and answer.headers["Cache-Control"] == "no-store"
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and ("Secure" in cookie) == secure


def test_me_says_who_is_logged_in(service: PeopleService) -> None:
    client = service.logged_in("li")
    me = client.get("/v1/sessions/me").json()
    assert (me["tenant"], me["name"], me["roles"], me["credential"]) == (TENANT, "li", ["reviewer"], "session")
    assert me["csrf_token"] == client.headers[CSRF_HEADER] and "read" in me["scopes"]


@pytest.mark.parametrize(
    "login",
    [
        ("wang", PASSWORD + "x", TENANT),
        ("nobody", PASSWORD, TENANT),
        ("wang", PASSWORD, OTHER_TENANT),
        ("wang", PASSWORD, "Nowhere?"),
        ("\0", "\0", "\0"),
        ("", "", ""),
    ],
)
def test_a_wrong_login_is_refused_and_does_not_say_what_was_wrong(service: PeopleService, login: tuple[str, str, str]) -> None:
    answer = service.client().post("/v1/sessions", json=dict(zip(("name", "password", "tenant"), login, strict=True)))
    assert code(answer) == (401, "login_failed") and "Set-Cookie" not in answer.headers


def test_names_are_taken_however_they_are_typed(service: PeopleService) -> None:
    assert log_in(service.client(), " ＷＡＮＧ ").status_code == 200


def test_too_many_failures_have_to_wait_and_the_right_password_too(service: PeopleService) -> None:
    client = service.client()
    assert [code(log_in(client, "wang", "wrong")) for _ in range(5)] == [(401, "login_failed")] * 5
    answer = log_in(client, "wang")
    assert code(answer) == (429, "too_many_logins") and answer.headers["Retry-After"] == "30"
    assert log_in(client, "li").status_code == 200
    service.clock.pass_by(timedelta(seconds=30))
    assert log_in(client, "wang").status_code == 200


def test_each_login_has_a_new_secret_and_ends_the_one_before_in_the_same_browser(service: PeopleService) -> None:
    browser, other = service.logged_in("wang"), service.logged_in("wang")
    before = browser.cookies[SESSION_COOKIE]
    assert log_in(browser, "wang").status_code == 200
    assert browser.cookies[SESSION_COOKIE] != before
    assert service.client(Cookie=f"{SESSION_COOKIE}={before}").get("/v1/sessions/me").status_code == 401
    assert other.get("/v1/sessions/me").status_code == 200


def test_a_secret_that_somebody_planted_is_not_taken_over(service: PeopleService) -> None:
    planted = "fps_" + "a" * 43
    victim = service.client(Cookie=f"{SESSION_COOKIE}={planted}")
    assert planted not in log_in(victim, "wang").headers["Set-Cookie"]
    assert service.client(Cookie=f"{SESSION_COOKIE}={planted}").get("/v1/sessions/me").status_code == 401


def test_logging_out_ends_the_login(service: PeopleService) -> None:
    browser, other = service.logged_in("wang"), service.logged_in("wang")
    secret = browser.cookies[SESSION_COOKIE]
    assert browser.delete("/v1/sessions/me").status_code == 204
    assert SESSION_COOKIE not in browser.cookies
    assert service.client(Cookie=f"{SESSION_COOKIE}={secret}").get("/v1/sessions/me").status_code == 401
    assert other.get("/v1/sessions/me").status_code == 200


def test_logging_out_everywhere_ends_all_logins_and_phones(service: PeopleService) -> None:
    browsers, phone, bystander = [service.logged_in("wang") for _ in range(2)], paired(service, "wang"), service.logged_in("li")
    assert browsers[0].delete("/v1/sessions").status_code == 204
    assert [client.get("/v1/sessions/me").status_code for client in (*browsers, phone, bystander)] == [401, 401, 401, 200]


def test_a_password_is_changed_by_who_knows_it(service: PeopleService) -> None:
    browser, other, phone = service.logged_in("wang"), service.logged_in("wang"), paired(service, "wang")
    change = "/v1/sessions/me/password"
    assert code(browser.put(change, json={"old": "wrong", "new": NEW})) == (422, "password_wrong")
    assert code(browser.put(change, json={"old": PASSWORD, "new": PASSWORD})) == (422, "password_unchanged")
    assert code(browser.put(change, json={"old": PASSWORD, "new": "password1234"})) == (422, "password_guessable")
    before = browser.cookies[SESSION_COOKIE]
    answer = browser.put(change, json={"old": PASSWORD, "new": NEW})
    assert answer.status_code == 200 and browser.cookies[SESSION_COOKIE] != before
    assert [client.get("/v1/sessions/me").status_code for client in (browser, other, phone)] == [200, 401, 200]
    assert log_in(service.client(), "wang").status_code == 401
    assert log_in(service.client(), "wang", NEW).status_code == 200


def test_guessing_the_old_password_in_a_stolen_login_is_slowed_down(service: PeopleService) -> None:
    stolen = service.logged_in("wang")
    answers = [stolen.put("/v1/sessions/me/password", json={"old": f"guess {number}", "new": NEW}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_an_administrator_adds_a_user_who_chooses_a_password_first(service: PeopleService) -> None:
    chen = service.logged_in("chen")
    added = chen.post("/v1/users", json={"name": "Sun", "roles": ["reviewer"]})
    assert added.status_code == 201 and added.headers["Cache-Control"] == "no-store"
    once = added.json()["one_time_password"]
    sun = service.logged_in("sun", once)
    assert code(sun.get("/v1/devices")) == (403, "password_change_needed")
    assert sun.put("/v1/sessions/me/password", json={"old": once, "new": NEW}, headers={}).json()["must_change_password"] is False
    assert sun.get("/v1/devices").status_code == 200
    assert log_in(service.client(), "sun", once).status_code == 401
    assert code(chen.post("/v1/users", json={"name": "sun", "roles": ["reviewer"]})) == (409, "name_taken")


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        ({"name": "a b", "roles": ["reviewer"]}, "user_name_malformed"),
        ({"name": "sun", "roles": []}, "role_needed"),
        ({"name": "sun", "roles": ["machine"]}, "role_needed"),
        ({"name": "sun", "roles": ["king"]}, "not_as_described"),
        ({}, "not_as_described"),
    ],
)
def test_what_makes_no_user_is_refused(service: PeopleService, form: dict[str, Any], refusal: str) -> None:
    assert code(service.logged_in("chen").post("/v1/users", json=form)) == (422, refusal)


def test_an_administrator_changes_and_disables_users_but_never_the_last_administrator(service: PeopleService) -> None:
    chen, wang = service.logged_in("chen"), service.logged_in("wang")
    known = ids(chen)
    assert chen.patch(f"/v1/users/{known['wang']}", json={"roles": ["finance"]}).json()["roles"] == ["finance"]
    assert "companies" in wang.get("/v1/sessions/me").json()["scopes"]
    assert chen.patch(f"/v1/users/{known['wang']}", json={"disabled": True}).json()["disabled_at"] is not None
    assert wang.get("/v1/sessions/me").status_code == 401 and log_in(service.client(), "wang").status_code == 401
    assert chen.patch(f"/v1/users/{known['wang']}", json={"disabled": False}).json()["disabled_at"] is None
    assert log_in(service.client(), "wang").status_code == 200
    for change in ({"disabled": True}, {"roles": ["finance"]}):
        assert code(chen.patch(f"/v1/users/{known['chen']}", json=change)) == (409, "last_administrator")


def test_a_reset_password_is_for_one_login(service: PeopleService) -> None:
    chen, wang = service.logged_in("chen"), service.logged_in("wang")
    once = chen.post(f"/v1/users/{ids(chen)['wang']}/password").json()["one_time_password"]
    assert wang.get("/v1/sessions/me").status_code == 401 and log_in(service.client(), "wang").status_code == 401
    assert log_in(service.client(), "wang", once).json()["must_change_password"] is True


def test_only_administrators_see_and_change_people(service: PeopleService) -> None:
    for name in ("wang", "li"):
        client = service.logged_in(name)
        assert client.get("/v1/users").status_code == client.get("/v1/keys").status_code == client.get("/v1/audit", params=SINCE).status_code == 403
        assert client.post("/v1/users", json={"name": "sun", "roles": ["administrator"]}).status_code == 403
        assert client.post("/v1/keys", json={"name": "ERP", "scopes": ["read"]}).status_code == 403


def test_what_another_tenant_has_does_not_exist(service: PeopleService) -> None:
    chen, zhao = service.logged_in("chen"), service.logged_in("zhao", tenant=OTHER_TENANT)
    wang, key = ids(chen)["wang"], chen.post("/v1/keys", json={"name": "ERP", "scopes": ["read"]}).json()["key"]["id"]
    paired(service, "wang")
    (device,) = service.logged_in("wang").get("/v1/devices").json()
    assert set(ids(zhao)) == {"zhao"} and zhao.get("/v1/keys").json() == zhao.get("/v1/devices").json() == []
    for request in (
        lambda id_: zhao.patch(f"/v1/users/{id_}", json={"disabled": True}),
        lambda id_: zhao.post(f"/v1/users/{id_}/password"),
        lambda id_: zhao.delete(f"/v1/keys/{id_}"),
        lambda id_: zhao.delete(f"/v1/devices/{id_}"),
    ):
        nowhere = request(uuid4()).json()
        assert {str(request(id_).json()) for id_ in (wang, key, device["id"])} == {str(nowhere)}
        assert nowhere["code"] == "record_not_found" and nowhere["status"] == 404
    assert {entry["who"] for entry in zhao.get("/v1/audit", params=SINCE).json()} <= {
        "machine:installer",
        f"user:{ids(zhao)['zhao']}",
    }


def test_a_key_is_shown_once_works_until_its_end_and_can_be_revoked(service: PeopleService) -> None:
    chen = service.logged_in("chen")
    made = chen.post("/v1/keys", json={"name": "ERP", "scopes": ["read", "upload"], "ends_at": "2024-03-12T12:00:00Z"}).json()
    secret, client = made["secret"], service.bearer(made["secret"])
    assert client.get("/v1/sessions/me").json()["scopes"] == ["read", "upload"]
    assert secret not in chen.get("/v1/keys").text
    assert chen.delete(f"/v1/keys/{made['key']['id']}").status_code == 204
    assert client.get("/v1/sessions/me").status_code == 401
    assert chen.delete(f"/v1/keys/{made['key']['id']}").status_code == 404


@pytest.mark.parametrize("scope", ["people", "companies", "decide"])
def test_no_key_may_do_what_asks_for_a_person(service: PeopleService, scope: str) -> None:
    assert code(service.logged_in("chen").post("/v1/keys", json={"name": "ERP", "scopes": ["read", scope]})) == (422, "scopes_not_allowed")


def paired(service: PeopleService, name: str) -> Any:
    """A phone of this user."""
    made = service.logged_in(name).post("/v1/pairings").json()
    answer = service.client().post("/v1/pairings/redeem", json={"code": made["code"], "name": "手机"})
    assert answer.status_code == 201, answer.text
    return service.bearer(answer.json()["token"])


def test_the_code_of_a_pairing_is_the_link_that_a_phone_opens(service: PeopleService) -> None:
    made = service.logged_in("wang").post("/v1/pairings").json()
    assert made["link"] == f"http://testserver/capture#pair={made['code']}" and made["authority"] == ""
    dark = np.array([[module == "1" for module in row] for row in made["qr"]])
    picture = np.where(np.kron(dark, np.ones((4, 4), bool)), 0, 255).astype(np.uint8)
    (read,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert read.text == made["link"]


def test_a_phone_is_paired_once_with_a_code_that_lives_two_minutes(service: PeopleService) -> None:
    browser = service.logged_in("wang")
    first = browser.post("/v1/pairings").json()["code"]
    assert service.client().post("/v1/pairings/redeem", json={"code": first, "name": "手机"}).status_code == 201
    assert code(service.client().post("/v1/pairings/redeem", json={"code": first, "name": "手机"})) == (401, "pairing_refused")
    late = browser.post("/v1/pairings").json()["code"]
    service.clock.pass_by(timedelta(minutes=2))
    assert code(service.client().post("/v1/pairings/redeem", json={"code": late, "name": "手机"})) == (401, "pairing_refused")
    assert [device["name"] for device in browser.get("/v1/devices").json()] == ["手机"]


def test_trying_codes_is_slowed_down(service: PeopleService) -> None:
    stranger = service.client("198.51.100.9")
    answers = [stranger.post("/v1/pairings/redeem", json={"code": f"fpp_{number}", "name": "x"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert paired(service, "wang").get("/v1/sessions/me").status_code == 200


def test_a_phone_may_send_and_see_its_own_and_pairs_no_other(service: PeopleService) -> None:
    phone = paired(service, "li")
    me = phone.get("/v1/sessions/me").json()
    assert (me["scopes"], me["credential"], me["csrf_token"]) == (["read:own", "upload:own"], "device", None)
    for refused in (
        phone.post("/v1/pairings"),
        phone.delete("/v1/sessions"),
        phone.get("/v1/devices"),
        phone.put("/v1/sessions/me/password", json={"old": PASSWORD, "new": NEW}),
    ):
        assert code(refused) == (403, "not_permitted")


def test_a_phone_gets_a_new_token_and_keeps_the_old_one_until_it_has_arrived(service: PeopleService) -> None:
    phone = paired(service, "wang")
    new = service.bearer(phone.post("/v1/devices/me/token").json()["token"])
    assert phone.get("/v1/sessions/me").status_code == 200
    assert new.get("/v1/sessions/me").status_code == 200
    assert phone.get("/v1/sessions/me").status_code == 401
    assert code(service.logged_in("wang").post("/v1/devices/me/token")) == (403, "not_permitted")


def test_a_phone_is_revoked_by_its_user_an_administrator_or_itself(service: PeopleService) -> None:
    wang, li, chen = service.logged_in("wang"), service.logged_in("li"), service.logged_in("chen")
    for revoke in (
        lambda id_: wang.delete(f"/v1/devices/{id_}"),
        lambda id_: chen.delete(f"/v1/devices/{id_}"),
    ):
        phone = paired(service, "wang")
        device = next(each["id"] for each in wang.get("/v1/devices").json() if each["revoked_at"] is None)
        assert li.delete(f"/v1/devices/{device}").status_code == 404 and phone.get("/v1/sessions/me").status_code == 200
        assert revoke(device).status_code == 204 and phone.get("/v1/sessions/me").status_code == 401
    own = paired(service, "wang")
    assert own.delete("/v1/sessions/me").status_code == 204 and own.get("/v1/sessions/me").status_code == 401


def test_everything_is_written_down_and_no_secret_with_it(service: PeopleService) -> None:
    chen = service.logged_in("chen")
    log_in(service.client(), "wang", "my secret typo")
    log_in(service.client(), "my-password-by-mistake", "x")
    made = chen.post("/v1/keys", json={"name": "ERP", "scopes": ["read"]}).json()
    chen.delete(f"/v1/keys/{made['key']['id']}")
    once = chen.post("/v1/users", json={"name": "sun", "roles": ["reviewer"]}).json()["one_time_password"]
    chen.patch(f"/v1/users/{ids(chen)['sun']}", json={"roles": ["finance"]})
    log = chen.get("/v1/audit", params=SINCE)
    events = [(entry["subject"], entry["event"]) for entry in log.json()]
    assert events[-6:] == [("user", "login_failed"), ("user", "login_failed"), ("key", "created"), ("key", "revoked"), ("user", "created"), ("user", "changed")]
    last = log.json()[-1]
    assert (last["before"], last["after"], last["who"]) == ({"roles": ["reviewer"]}, {"roles": ["finance"]}, f"user:{ids(chen)['chen']}")
    assert not any(secret in log.text for secret in ("my secret typo", "by-mistake", made["secret"], once, chen.cookies[SESSION_COOKIE]))


def test_each_change_writes_one_entry(service: PeopleService) -> None:
    chen = service.logged_in("chen")
    wang, scopes = ids(chen)["wang"], [Scope.READ.value]
    entries = lambda: len(chen.get("/v1/audit", params=SINCE).json())  # noqa: E731
    for change in (
        lambda: chen.post("/v1/users", json={"name": "sun", "roles": ["reviewer"]}),
        lambda: chen.patch(f"/v1/users/{wang}", json={"roles": ["finance"]}),
        lambda: chen.patch(f"/v1/users/{wang}", json={"disabled": True}),
        lambda: chen.patch(f"/v1/users/{wang}", json={"disabled": False}),
        lambda: chen.post(f"/v1/users/{wang}/password"),
        lambda: chen.post("/v1/keys", json={"name": "ERP", "scopes": scopes}),
    ):
        before = entries()
        assert change().is_success
        assert entries() == before + 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-03-11T12:00:00", "yesterday"])
def test_moments_that_no_clock_shows_are_refused(service: PeopleService, moment: str) -> None:
    chen = service.logged_in("chen")
    assert code(chen.get("/v1/audit", params={**SINCE, "since": moment})) == (422, "not_as_described")
    assert code(chen.post("/v1/keys", json={"name": "ERP", "scopes": ["read"], "ends_at": moment})) == (422, "not_as_described")
