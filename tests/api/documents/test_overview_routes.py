"""The overview over HTTP: whose numbers who sees, and the same as a workbook and as a document."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from intake.fake_pipeline import number_of
from intake.people.scopes import Scope
from intake.state import Role
from intake.store.audit import AuditEvent, AuditSubject, audit_of
from tests.api.documents.conftest import DoorService, code, pdf
from tests.api.documents.test_invoices_routes import correct, found
from tests.api.documents.test_reconciliation_routes import DAYS, hand_in, list_of, reconciled
from tests.intake.store.samples import OTHER_TENANT, TENANT, digital

FORMULA = '=HYPERLINK("http://x")'


def shown(client: TestClient, **asked: str) -> Any:
    answer = client.get("/v1/overview", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def decide(client: TestClient, invoice: str, to: str, seconds: int) -> None:
    body = {"to": to, "why": "seen", "effort": {"active_ms": seconds * 1000, "keys": 3}}
    answer = client.post(f"/v1/review/invoices/{invoice}/decision", json=body, headers={"If-Match": client.get(f"/v1/invoices/{invoice}").headers["ETag"]})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def invoices(service: DoorService) -> list[str]:
    """Three that wang sent."""
    return found(service, service.phone("wang"), "one", "two", "three")


def test_the_lead_sees_everybody_and_a_reviewer_only_themselves(service: DoorService, invoices: list[str]) -> None:
    li, zhao, lead = service.person("li", Role.REVIEWER), service.person("zhao", Role.REVIEWER), service.person("chen", Role.FINANCE)
    decide(li, invoices[0], "approved", 12)
    decide(zhao, invoices[1], "rejected", 40)
    everything, own = shown(lead), shown(li)
    assert everything["sees_all"] and {each["name"]: (each["decided"], each["median_seconds"]) for each in everything["reviewers"]} == {
        "li": (1, 12.0),
        "zhao": (1, 40.0),
    }
    assert [each["name_zh"] for each in everything["senders"]] == ["wang"]
    assert not own["sees_all"] and [(each["name"], each["is_you"]) for each in own["reviewers"]] == [("li", True)]
    assert own["senders"] == [] and own["flow"] == everything["flow"]
    assert shown(service.key(Scope.READ, Scope.EXPORT))["reviewers"] == [], "a key sees no person's numbers"


def test_counts_are_of_the_period_and_of_ones_own_firm(service: DoorService, invoices: list[str]) -> None:
    lead = service.person("chen", Role.FINANCE)
    decide(lead, invoices[0], "rejected", 1)
    week = shown(lead)
    assert len(week["days"]) == 7 and [sum(each["files"] for each in day["arrivals"]) for day in week["days"]] == [0] * 6 + [3]
    assert (week["flow"]["invoices"], week["flow"]["rejected"], week["flow"]["rejection_rate"]) == (3, 1, 0.3333)
    assert {each["state"]: each["count"] for each in week["invoices"]}["rejected"] == 1
    earlier = shown(lead, first="2024-01-01", last="2024-01-31")
    assert earlier["flow"]["invoices"] == 0 and earlier["flow"]["straight_through_rate"] is None and len(earlier["days"]) == 31
    assert shown(service.person("elsewhere", Role.FINANCE, tenant=OTHER_TENANT))["flow"]["invoices"] == 0


def test_a_period_that_is_none_is_refused(service: DoorService) -> None:
    lead = service.person("chen", Role.FINANCE)
    for first, last in (("2024-03-02", "2024-03-01"), ("2022-01-01", "2024-03-01"), (None, "0001-01-01"), (None, "9999-12-31"), ("1999-12-31", "2000-01-01")):
        asked = {"last": last} if first is None else {"first": first, "last": last}
        assert code(lead.get("/v1/overview", params=asked)) == (422, "overview_period_malformed")


def test_who_sends_only_sees_no_overview_and_who_only_looks_takes_none_out(service: DoorService) -> None:
    assert code(service.phone("wang").get("/v1/overview")) == (403, "not_permitted")
    assert code(service.person("li", Role.REVIEWER).get("/v1/overview/report.xlsx")) == (403, "not_permitted")
    assert code(service.key(Scope.EXPORT, Scope.READ_OWN).get("/v1/overview/report.xlsx")) == (403, "not_permitted")


def test_the_report_holds_all_tables_in_both_forms_and_languages(service: DoorService, invoices: list[str]) -> None:
    lead = service.person("chen", Role.FINANCE)
    correct(lead, invoices[0], seller_name=FORMULA)
    date = lead.get("/v1/invoices").json()["invoices"][0]["issue_date"]
    hand_in(lead, list_of(f"{number_of(pdf('one'))},{date},甲公司,1.00,正常", f"{digital(99)},{date},{FORMULA},20.00,正常"), **DAYS)
    reconciled(service, lead)
    chinese = lead.get("/v1/overview/report.xlsx")
    assert chinese.headers["content-disposition"].startswith('attachment; filename="overview-')
    book = load_workbook(io.BytesIO(chinese.content))
    assert {
        "每日",
        "来源",
        "现状",
        "受阻",
        "时限",
        "失败共性",
        "复核人",
        "更正栏目",
        "提交人",
        "易错规律",
        "外部系统",
        "入账记录",
        "对账",
        "待处理差异",
    } == set(book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert FORMULA in [cell.value for cell in cells] and all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    last_day = [cell.value for cell in list(book["每日"].iter_rows())[-2]]
    assert last_day[1:5] == [3, 0, 3, 0]
    printed = lead.get("/v1/overview/report.pdf", params={"language": "zh"}).content
    with pypdfium2.PdfDocument(printed) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "发票处理概览" in text and "清单有、未收到" in text and "HYPERLINK" in text
    english = load_workbook(io.BytesIO(lead.get("/v1/overview/report.xlsx", params={"language": "en"}).content))
    assert "Reviewers" in english.sheetnames and not [name for name in english.sheetnames if any(character > "\u2e80" for character in name)]
    with service.backend.database.read() as session:
        taken = [
            entry
            for name in (f"overview-{shown(lead)['first']}-{shown(lead)['last']}.{form}" for form in ("xlsx", "pdf"))
            for entry in audit_of(session, TENANT, AuditSubject.EXPORT, name)
        ]
    assert [entry.event for entry in taken] == [AuditEvent.TAKEN] * 3
