"""The pages for finding invoices, for one invoice, and for entering one by hand, in a real browser against the real service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Page, expect

from intake.state import Role
from tests.api.pages.booked import LEDGER, THEIR_ID, book
from tests.api.pages.conftest import PHONE, Visitor
from tests.api.pages.site import SAMPLES, Site, clean, reading
from tests.api.pages.test_pages import violations

pytestmark = pytest.mark.slow(seconds=35)
Visit = Callable[..., Visitor]


def wider_than_the_screen(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def opened(page: Page) -> None:
    """The page of an invoice with all that is known."""
    expect(page.locator(".invoice[data-loaded]")).to_be_attached()
    expect(page.locator(".page-view[data-shown]")).to_be_attached()


def number(site: Site, invoice_id: UUID) -> str:
    return str(site.invoice(invoice_id)["invoice_number"])


def test_an_invoice_is_found_and_opened_by_keyboard_and_the_search_is_a_link(site: Site, visit: Visit) -> None:
    (one,), (two,) = site.put(clean()), site.put(clean())
    (train,) = site.put(reading("train_photo.jpg"))
    visitor = visit("zhao", Role.FINANCE)
    page = visitor.page("/invoices")
    rows = page.locator(".found tbody tr")
    expect(rows).to_have_count(3)
    assert violations(page) == []
    found = number(site, one)
    page.keyboard.press("/")
    page.keyboard.type(f"{found[:8]} {found[8:]}")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    assert page.url.endswith(f"/invoices?text={found}")
    page.go_back()
    expect(rows).to_have_count(3)
    page.locator("#filter-kind").click()
    page.get_by_label("火车票").check()
    expect(rows).to_have_count(1)
    assert "kind=train" in page.url
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    table = taken.value.path().read_text(encoding="utf-8-sig")
    assert str(train) in table and str(two) not in table
    sent = visitor.page(page.url.removeprefix(site.address))
    expect(sent.locator(".found tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#filter-text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/invoices/{train}")
    opened(page)


def test_pages_stay_put_while_invoices_come_in(site: Site, visit: Visit) -> None:
    site.put(clean())
    site.put(*({**clean(), "index": place} for place in range(50)))
    page = visit("zhao").page("/invoices")
    rows = page.locator(".found tbody tr")
    expect(rows).to_have_count(50)
    seen = set(rows.locator("a").all_inner_texts())
    site.put(reading("train_photo.jpg"))
    page.keyboard.press("n")
    expect(rows).to_have_count(1)
    assert not seen & set(rows.locator("a").all_inner_texts()) and "cursor=" in page.url
    page.go_back()
    expect(rows).to_have_count(50)


def test_a_number_that_is_not_here_is_answered_with_the_reason(site: Site, visit: Visit) -> None:
    (one,) = site.put(clean())
    found = number(site, one)
    slip = found[:-1] + str((int(found[-1]) + 1) % 10)
    page = visit("zhao", language="en", viewport=PHONE).page(f"/invoices?text={slip}")
    similar = page.locator("[data-trace=similar]")
    expect(similar).to_contain_text("differs by a single character")
    assert similar.get_by_role("link").get_attribute("href") == f"/invoices/{one}"
    expect(page.locator("[data-trace=never_received]")).to_be_visible()
    assert violations(page) == [] and wider_than_the_screen(page) <= 0
    page.goto(f"{site.address}/invoices?text={found}&state=rejected")
    expect(page.locator(".nothing")).to_contain_text("the other filters hide it")
    page.get_by_role("link", name="Clear all").last.click()
    expect(page.locator(".found tbody tr")).to_have_count(1)
    assert wider_than_the_screen(page) <= 0


def test_saved_views_follow_a_person_and_are_shared_where_wanted(site: Site, visit: Visit) -> None:
    site.put(clean())
    page = visit("zhao").page("/invoices?state=in_review&issued_from=2024-03-01")
    page.locator("#filter-issued_in").select_option("month")
    page.wait_for_url("**/invoices?state=in_review&issued_in=month")  # in the place of the date
    page.get_by_role("button", name="保存此查询").click()
    page.get_by_label("名称", exact=True).fill("<b>待复核</b>")
    page.get_by_label("本单位所有人可用").check()
    page.keyboard.press("Enter")
    expect(page.locator(".views a[aria-current]")).to_have_text("<b>待复核</b>")
    other = visit("qian").page("/invoices")
    other.locator(".views a").click()
    expect(other.locator(".chips li").first).to_contain_text("状态: 待复核")
    expect(other.locator(".chips li").nth(1)).to_contain_text("开票日期: 本月")
    expect(other.locator(".views li button")).to_have_count(0)
    page.get_by_role("button", name="删除").click()
    expect(page.locator(".views li")).to_have_count(0)


def test_one_invoice_shows_all_that_proves_it_and_prints_on_two_pages(site: Site, visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> None:
    (one,) = site.put(clean(), hours_ago=4)
    book(site, one, datetime.now(UTC) - timedelta(hours=3), buyer_name="海州另一家有限公司")
    page = visit("zhao", Role.FINANCE).page(f"/invoices/{one}")
    opened(page)
    expect(page.locator(".card.now")).to_be_visible()
    expect(page.locator(".ledger .proof")).to_contain_text(THEIR_ID)
    expect(page.locator(".verification")).to_contain_text("海州另一家有限公司")
    expect(page.locator(".history")).to_contain_text("入账中 → 已入账")
    assert violations(page) == []
    page.locator(".fields [data-field=total] button").click()
    expect(page.locator(".boxes .box.focused[data-field=total]")).to_be_attached()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    with site.backend.database.read() as session:
        sha256 = session.connection().exec_driver_sql("SELECT sha256 FROM documents ORDER BY id DESC LIMIT 1").scalar_one()
    assert len(document) <= 2
    assert all(part in text.replace("\r\n", "") for part in (sha256, number(site, one), THEIR_ID, LEDGER, "发票凭证页", "zhao"))


def test_what_a_person_does_on_the_page_is_done_and_said(site: Site, visit: Visit) -> None:
    (one,) = site.put(clean())
    page = visit("zhao", language="en", viewport=PHONE).page(f"/invoices/{one}")
    opened(page)
    assert violations(page) == [] and wider_than_the_screen(page) <= 0
    expect(page.get_by_role("link", name="Open in review")).to_have_attribute("href", f"/review?invoice={one}")
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("Why", exact=True).fill("sent by mistake")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".gone")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("sent by mistake")
    page.get_by_role("button", name="Restore").click()
    page.get_by_label("Why", exact=True).fill("it was right")
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("link", name="Open in review")).to_be_visible()
    assert site.invoice(one)["state"] == "in_review"


def test_an_invoice_is_entered_by_keyboard_with_its_evidence(site: Site, visit: Visit) -> None:
    visitor = visit("wang", Role.SUBMITTER)
    page = visitor.page("/entries", expected=("422",))
    page.locator("#entry-evidence").set_input_files(SAMPLES / "two_pages.tiff")
    expect(page.locator(".evidence li")).to_have_count(1)
    expect(page.locator(".page-view")).to_contain_text("1 / 2")
    page.locator(".page-view").get_by_role("button", name="下一页").click()
    expect(page.locator(".page-view")).to_contain_text("2 / 2")
    page.locator("#entry-invoice_number").fill("24112000000000000017")
    page.locator("#entry-seller_name").fill("海州望潮餐饮管理(集团)有限公司")
    page.locator("#entry-total").fill("106")
    page.locator("#entry-reason").fill("影像模糊")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".troubles")).to_contain_text("开票日期")
    assert page.evaluate("document.activeElement.id") == "entry-issue_date"
    assert violations(page) == []
    page.reload()
    expect(page.locator("#entry-total")).to_have_value("106")
    page.locator("#entry-issue_date").fill("2024年3月8日")
    page.locator(".items input").first.focus()
    page.keyboard.type("餐费")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".taken")).to_contain_text("等待他人复核")
    expect(page.locator("#entry-invoice_number")).to_have_value("")
    page.locator(".taken a").click()
    page.wait_for_url("**/invoices?document_id=*")
    expect(page.locator(".nothing")).to_contain_text("等待识别")
