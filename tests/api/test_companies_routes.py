"""Companies, policy, filings and assessments over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from api.access import routes_without_rule
from api.routes import companies, people, sessions
from intake.domain.tax_id import write_credit_code
from intake.people.caller import actor_of_user
from intake.state import Actor, Role
from intake.store.receipts import Receipt, receive
from intake.store.session import Database
from tests.api.people_service import PeopleService, database, migrated_file, people_service  # noqa: F401 - fixtures
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import OTHER_TENANT, arrival, record, result

TITLE, TAX_ID = "海州青禾云图科技有限公司", write_credit_code("91", "310115", "MA1K0B8X")
COMPANY = {"title": TITLE, "tax_id": TAX_ID}


@pytest.fixture
def service(database: Database) -> Iterator[PeopleService]:  # noqa: F811
    with database.write() as session:
        for name, role in (("chen", Role.ADMINISTRATOR), ("wang", Role.SUBMITTER), ("sun", Role.SUBMITTER), ("li", Role.REVIEWER), ("zhou", Role.FINANCE)):
            make_user(session, name, role)
        make_user(session, "zhao", tenant=OTHER_TENANT)
    with people_service(database, sessions.router, people.router, companies.router) as service:
        yield service


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def sent_by(service: PeopleService, database: Database, name: str, content: bytes = b"invoice", **values: str) -> tuple[str, str]:  # noqa: F811
    """Document and invoice of a user."""
    user = service.logged_in(name).get("/v1/sessions/me").json()["user_id"]
    with database.write() as session:
        receipt = receive(session, arrival(content, sender=Actor(actor_of_user(user), frozenset({Role.SUBMITTER}))))
        assert isinstance(receipt, Receipt)
        (invoice,) = record(session, receipt.document_id, result(**values)).invoices
    return str(receipt.document_id), str(invoice)


def test_every_route_has_a_rule(service: PeopleService) -> None:
    assert set(routes_without_rule(service.app)) <= {"GET /docs", "GET /docs/oauth2-redirect", "GET /redoc"}


def test_finance_enters_and_changes_companies_and_everybody_sees_them(service: PeopleService) -> None:
    zhou = service.logged_in("zhou")
    made = zhou.post("/v1/companies", json=COMPANY)
    assert made.status_code == 201 and made.json()["version"] == 1
    place = f"/v1/companies/{made.json()['company_id']}"
    change = {"seen": 1, "title": "青禾集团有限公司", "tax_id": TAX_ID, "effective": "2024-04-01"}
    assert zhou.put(place, json=change).json()["version"] == 2
    assert code(zhou.put(place, json=change)) == (409, "company_changed_meanwhile")
    assert code(zhou.put(f"/v1/companies/{uuid4()}", json=change)) == (404, "record_not_found")
    assert [[version["title"] for version in each] for each in service.logged_in("wang").get("/v1/companies").json()] == [[TITLE, "青禾集团有限公司"]]
    zhao = service.logged_in("zhao", tenant=OTHER_TENANT)
    assert zhao.get("/v1/companies").json() == [] and code(zhao.put(place, json=change)) == (404, "record_not_found")


def test_only_finance_and_administrators_change_companies_and_policy(service: PeopleService) -> None:
    for name in ("wang", "li"):
        client = service.logged_in(name)
        assert code(client.post("/v1/companies", json=COMPANY)) == code(client.put("/v1/policy", json={"seen": 0, "policy": {}})) == (403, "not_permitted")


@pytest.mark.parametrize(
    ("company", "refusal"),
    [({**COMPANY, "title": " "}, "company_title_missing"), ({**COMPANY, "tax_id": "123"}, "company_tax_id_wrong"), ({}, "not_as_described")],
)
def test_a_company_that_can_not_be_is_refused(service: PeopleService, company: dict[str, Any], refusal: str) -> None:
    assert code(service.logged_in("zhou").post("/v1/companies", json=company)) == (422, refusal)


def test_a_policy_is_set_from_a_day_on(service: PeopleService) -> None:
    zhou = service.logged_in("zhou")
    assert zhou.get("/v1/policy").json()["now"]["version"] == 0
    rules = {"strict_from": "50000.00", "kinds": {"digital_special": {"required_fields": ["drawer"], "good_picture": True}}}
    assert zhou.put("/v1/policy", json={"seen": 0, "policy": rules}).json()["effective"] == "2024-03-11"
    assert zhou.put("/v1/policy", json={"seen": 1, "policy": {}, "effective": "2024-04-01"}).status_code == 200
    said = service.logged_in("wang").get("/v1/policy").json()
    assert (said["now"]["version"], said["now"]["policy"]["strict_from"], len(said["versions"])) == (1, "50000.00", 2)
    assert code(zhou.put("/v1/policy", json={"seen": 1, "policy": {}})) == (409, "policy_changed_meanwhile")
    assert code(zhou.put("/v1/policy", json={"seen": 2, "policy": {}, "effective": "2024-03-10"})) == (422, "policy_day_past")
    assert code(zhou.put("/v1/policy", json={"seen": 2, "policy": {"strikt": 1}})) == (422, "policy_malformed")
    log = service.logged_in("chen").get("/v1/audit", params={"since": "2024-03-01T00:00:00Z", "until": "2024-04-01T00:00:00Z"}).json()
    assert [entry["event"] for entry in log if entry["subject"] == "policy"] == ["changed", "changed"]


def test_whoever_sent_a_document_says_what_it_is_for_and_others_do_not_see_it(service: PeopleService, database: Database) -> None:  # noqa: F811
    document, _ = sent_by(service, database, "wang")
    place, said = f"/v1/documents/{document}/filing", {"purpose": "客户拜访", "department": "市场部"}
    wang, li = service.logged_in("wang"), service.logged_in("li")
    assert wang.get(place).json() == [] and wang.put(place, json={"seen": 0, **said}).json()["version"] == 1
    assert li.put(place, json={"seen": 1, **said, "contract": "HT-1"}).json()["version"] == 2
    assert code(wang.put(place, json={"seen": 1, **said})) == (409, "filing_changed_meanwhile")
    assert [one["contract"] for one in wang.get(place).json()] == ["", "HT-1"]
    for stranger in (service.logged_in("sun"), service.logged_in("zhao", tenant=OTHER_TENANT)):
        assert code(stranger.get(place)) == code(stranger.put(place, json={"seen": 2})) == (404, "record_not_found")
    assert code(wang.get(f"/v1/documents/{uuid4()}/filing")) == (404, "record_not_found")
    assert code(wang.put(place, json={"seen": 2, "purpose": "x" * 201})) == (422, "filing_too_long")


def test_an_invoice_is_assessed_by_companies_policy_and_what_was_here_before(service: PeopleService, database: Database) -> None:  # noqa: F811
    zhou, wang = service.logged_in("zhou"), service.logged_in("wang")
    zhou.post("/v1/companies", json=COMPANY)
    zhou.put("/v1/policy", json={"seen": 0, "policy": {"second_reviewer_from": "100.00", "required_filing": ["purpose"]}})
    _, first = sent_by(service, database, "sun", b"first")
    document, again = sent_by(service, database, "wang", b"again", buyer_tax_id=write_credit_code("91", "330106", "MA2ABCDE"))
    place = f"/v1/invoices/{again}/assessment"
    said = wang.get(place).json()
    assert (said["title"], said["policy_version"]) == ("tax_id_mismatch", 1)
    assert [finding["rule"] for finding in said["findings"]] == ["R19", "R20"]
    assert [need["kind"] for need in said["needs"]] == ["filing", "second_reviewer"]
    assert said["deductibility"]["verdict"] == "not_deductible"
    assert said["duplicates"] == [{"grade": "same", "invoice_id": None, "differing": []}], "a colleague's invoice is none of wang's business"
    assert first not in wang.get(place).text
    assert zhou.get(place).json()["duplicates"][0]["invoice_id"] == first
    wang.put(f"/v1/documents/{document}/filing", json={"seen": 0, "purpose": "办公"})
    assert [need["kind"] for need in wang.get(place).json()["needs"]] == ["second_reviewer"]
    assert code(service.logged_in("sun").get(place)) == code(service.logged_in("zhao", tenant=OTHER_TENANT).get(place)) == (404, "record_not_found")


def test_a_name_that_can_not_be_printed_is_refused_with_an_answer_that_can(service: PeopleService) -> None:
    zhou = service.logged_in("zhou")
    answer = zhou.put("/v1/policy", content=b'{"seen": 0, "policy": {"\\ud800": 1}}', headers={"Content-Type": "application/json"})
    assert code(answer) == (422, "policy_malformed")
