"""The overview in a browser: what a lead sees at a glance, follows to its invoices, and takes along."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intake.state import Role
from tests.api.pages.conftest import PHONE, Visitor
from tests.api.pages.site import Site
from tests.api.pages.test_pages import violations
from tests.intake.store.busy_firm import make_busy

Visit = Callable[..., Visitor]


def opened(site: Site, visitor: Visitor, *expected: str) -> Page:
    """Of a busy firm, with everything loaded. `expected`: what the console may say."""
    with site.backend.database.write() as session:
        make_busy(session, site.tenant, site.backend.clock())
    page = visitor.page("/overview", expected=expected)
    expect(page.locator(".tiles li")).to_have_count(8)
    expect(page.locator(".board")).not_to_contain_text("加载中")
    return page


@pytest.mark.slow(seconds=9)
def test_a_lead_sees_it_at_a_glance_and_follows_it_to_the_invoices(site: Site, visit: Visit) -> None:
    page = opened(site, visit("chen", Role.FINANCE))
    assert violations(page) == []
    assert page.locator("canvas").count() == 2
    page.locator("#arrivals summary").click()
    days = page.locator("#arrivals tbody tr")
    expect(days).to_have_count(7)
    held_up = page.locator("#held-up tbody tr")
    expect(held_up).to_have_count(4)
    for said in ("PDF 已加密", "查验结果不一致", "记账系统拒收", "同步有延迟"):
        expect(held_up.filter(has_text=said)).to_have_count(1)
    expect(held_up.filter(has_text="同步有延迟")).to_contain_text("自动继续")
    assert (held_up.filter(has_text="记账系统拒收").locator(".examples a").get_attribute("href") or "").startswith("/invoices/")
    review = page.locator("#waits a").first
    assert review.get_attribute("href") == "/invoices?state=in_review"
    step = page.locator("#funnel .step a").last.get_attribute("href") or ""
    assert step.startswith("/invoices?state=confirmed&received_from=2")
    expect(page.locator("#reviewers tbody tr")).to_have_count(2)
    expect(page.locator("#quality .hint").last).to_contain_text("起至今")
    expect(page.locator("#patterns")).to_contain_text("孙丽")
    page.locator("#differences [data-kind=total_differs] summary").press("Enter")
    difference = page.locator("#differences [data-kind=total_differs] tbody tr")
    expect(difference).to_contain_text("对照影像，在记账系统中更正")
    assert (difference.locator("a").get_attribute("href") or "").startswith("/invoices/")
    page.locator("#differences [data-kind=listed_not_received] summary").click()
    page.get_by_role("button", name="索票函").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value(re.compile("我司尚未收到"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="今天").press("Enter")
    expect(days).to_have_count(1)
    assert page.url.endswith("?period=today")
    for name, ending in (("导出 Excel", "xlsx"), ("导出 PDF", "pdf")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename.endswith(ending)


@pytest.mark.slow(seconds=5)
def test_on_a_phone_and_in_english_nothing_is_cut_off(site: Site, visit: Visit) -> None:
    page = opened(site, visit("chen", Role.FINANCE, language="en", viewport={**PHONE, "width": 320}))
    expect(page.locator("h1")).to_have_text("Overview")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert violations(page) == []


@pytest.mark.slow(seconds=4)
def test_a_reviewer_sees_their_own_speed_and_takes_nothing_out(site: Site, visit: Visit) -> None:
    page = opened(site, visit("zhao", Role.REVIEWER), "422")
    expect(page.locator("#reviewers")).to_contain_text("仅显示您本人的数据")
    expect(page.locator("#reviewers tbody tr")).to_have_count(0)
    expect(page.get_by_role("button", name="导出 Excel")).to_have_count(0)
    page.get_by_role("button", name="自选日期").click()
    page.locator("#period-first").fill("2024-03-02")
    page.locator("#period-last").fill("2024-03-01")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".head [role=alert]")).to_contain_text("按顺序指定起止日期")
