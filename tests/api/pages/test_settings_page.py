"""The settings in a browser: what is wrong stands beside its input, nothing typed is lost, secrets are never shown; help and feedback are on every page."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from intake.domain.tax_id import write_credit_code
from intake.people.names import DEFAULT_TENANT
from intake.state import Role
from intake.store.companies import companies_of
from intake.store.feedback import feedback_of, picture_of
from intake.store.firm_policies import policies_of
from intake.store.kept_settings import SettingKind, kept_settings
from tests.api.pages.conftest import Visitor
from tests.api.pages.site import Site
from tests.api.pages.test_pages import violations

pytestmark = pytest.mark.slow(seconds=30)
Visit = Callable[..., Visitor]
TITLE, TAX_ID = "海州青禾云图科技有限公司", write_credit_code("91", "310115", "MA1K0B8X")
NARROW = 760
"""CSS pixels up to which a list of choices stands for the links."""
SMALL = {"width": 320, "height": 640}
REDRAWN_WHEN_NARROW = ("people", "folders", "ledgers")
"""Of the narrow page only what has another structure there: tables as cards, lists of facts, long forms. Colours and names were looked at on the wide one."""
SECTIONS = ("companies", "policy", "people", "keys", "notifications", "folders", "providers", "ledgers", "notices", "phones", "password", "feedback")


@pytest.fixture(scope="module")
def operators(service: Callable[[str], Site]) -> Site:
    """Providers are set up by those who run the service."""
    return service(DEFAULT_TENANT)


@pytest.fixture
def site(operators: Site) -> Site:
    return operators


def go(page: Page, section: str) -> None:
    if page.evaluate("innerWidth") > NARROW:
        page.locator(f".sections a[href='#{section}']").click()
    else:
        page.locator("#section-chooser").select_option(section)
    shown(page, section)


def shown(page: Page, section: str) -> None:
    expect(page.locator("main")).to_have_attribute("data-section", section)


def test_what_is_wrong_stands_beside_its_input_and_nothing_typed_is_lost(site: Site, visit: Visit) -> None:
    page = visit("chen", Role.ADMINISTRATOR).page("/settings", expected=("422", "409"))
    shown(page, "companies")
    page.locator("#company-title").fill(TITLE)
    page.locator("#company-tax_id").fill("123")
    page.keyboard.press("Enter")
    expect(page.locator("#company-tax_id-problem")).to_contain_text("不是有效的纳税人识别号")
    expect(page.locator("#company-tax_id")).to_be_focused()
    expect(page.locator("#company-title")).to_have_value(TITLE)
    page.locator(".sections a[href='#policy']").click()
    expect(page.get_by_role("dialog")).to_contain_text("修改尚未保存")
    page.keyboard.press("Enter")
    expect(page.locator("#company-title")).to_have_value(TITLE)
    assert page.url.endswith("#companies")
    page.locator("#company-tax_id").fill(TAX_ID)
    page.keyboard.press("Enter")
    expect(page.locator("h2", has_text=TITLE)).to_be_visible()
    with site.backend.database.read() as session:
        ((company,),) = companies_of(session, site.tenant)
    assert (company.title, company.tax_id) == (TITLE, TAX_ID)
    go(page, "policy")
    page.locator("#policy-strict_from").fill("lots")
    page.locator("#policy-effective").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#policy-strict_from-problem")).to_contain_text("strict_from")
    page.locator("#policy-strict_from").fill("50000.00")
    page.get_by_label("首次出现的销售方").check()
    page.locator("#policy-planted_share").fill("0.01")
    page.locator("#policy-second_look").select_option("blind")
    page.locator("[name='']").select_option("taxi")
    page.get_by_label("不接收该票种").check()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main h2").first).to_contain_text("第 1 版")
    with site.backend.database.read() as session:
        (version,) = policies_of(session, site.tenant)
    assert version.policy.strict_from == 5_000_000 and [rules.blocked for rules in version.policy.kinds.values()] == [True]
    assert (version.policy.second_triggers, version.policy.planted_share, version.policy.second_look) == (("new_seller",), 0.01, "blind")


def test_secrets_are_shown_once_or_never(site: Site, visit: Visit) -> None:
    page = visit("zhou", Role.ADMINISTRATOR).page("/settings#people", expected=("422",))
    shown(page, "people")
    page.locator("#user-name").fill("wang.fang")
    page.keyboard.press("Enter")
    secret = page.locator("dialog .secret").inner_text()
    assert len(secret) >= 12
    page.keyboard.press("Escape")
    expect(page.locator("main")).to_contain_text("wang.fang")
    assert secret not in page.content()
    go(page, "providers")
    page.locator("#provider--id").fill("AKID")
    page.locator("#provider--secret").fill("s3cr3t-of-tencent")
    page.locator("#provider--address").fill("http://verify.example")
    page.locator("#provider--address").press("Enter")
    expect(page.locator("#provider--address-problem")).to_contain_text("https://")
    page.locator("#provider--address").fill("")
    page.locator("#provider--address").press("Enter")
    expect(page.locator("main .facts")).to_contain_text("使用中")
    assert "s3cr3t" not in page.content() and page.locator("#provider-tencent-secret").input_value() == ""
    with site.backend.database.read() as session:
        assert [kept.name for kept in kept_settings(session, SettingKind.PROVIDER)] == ["tencent"]
    page.locator("main details summary").click()
    page.locator("#provider-tencent-address").fill("https://192.0.2.1")
    page.locator("#provider-tencent-address").press("Enter")
    expect(page.locator("#provider-tencent-secret-problem")).to_contain_text("重新填写密钥")
    page.locator("#provider-tencent-address").fill("")
    go(page, "phones")
    page.get_by_role("button", name="配对新手机").click()
    expect(page.get_by_role("img", name="配对二维码")).to_be_visible()


def test_a_ledger_and_the_way_to_it_are_set_up_by_keyboard(site: Site, visit: Visit) -> None:
    page = visit("zheng", Role.ADMINISTRATOR).page("/settings#ledgers", expected=("422",))
    shown(page, "ledgers")
    page.locator("#ledger--name").fill("drop")
    expect(page.locator("#ledger--address")).to_be_visible()
    page.locator("#ledger--type").select_option("directory")
    expect(page.locator("#ledger--address")).to_be_hidden()
    expect(page.locator("#ledger--secret")).to_be_hidden()
    page.locator("#ledger--folder").fill("/etc")
    page.keyboard.press("Enter")
    expect(page.locator("#ledger--folder-problem")).to_contain_text("须位于")
    page.locator("#ledger--folder").fill("qinghe")
    page.keyboard.press("Enter")
    expect(page.locator("main .facts").first).to_contain_text("使用中")
    page.get_by_role("button", name="测试连接").press("Enter")
    expect(page.locator("main .outcome")).to_contain_text("连接正常")
    page.locator("#way--tenant").press("Enter")
    expect(page.locator("h2", has_text=f"租户 {site.tenant}")).to_be_visible()
    assert site.backend.outside.by_tenant[site.tenant].first.name == "drop"
    assert violations(page) == []


@pytest.mark.parametrize(("language", "viewport"), [("zh", None), ("en", SMALL)], ids=["zh-desktop", "en-320"])
def test_every_section_is_accessible(site: Site, visit: Visit, language: str, viewport: dict[str, int] | None) -> None:
    page = visit(f"li-{language}", Role.ADMINISTRATOR, language=language, viewport=viewport).page("/settings")
    for section in SECTIONS:
        go(page, section)
        if section == "phones":
            page.locator("main button.primary").click()
            expect(page.locator("main .qr")).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{section}: nothing is cut off at the side"
        if viewport is None or section in REDRAWN_WHEN_NARROW:
            assert violations(page) == [], section


def test_others_see_their_own_part(site: Site, visit: Visit) -> None:
    page = visit("sun", Role.SUBMITTER).page("/settings#people")
    shown(page, "companies")
    assert [link.get_attribute("href") for link in page.locator(".sections a").all()] == [
        "#companies",
        "#policy",
        "#notices",
        "#phones",
        "#password",
        "#feedback",
    ]
    expect(page.locator("main form")).to_have_count(0)


def test_help_and_feedback_are_on_every_page(site: Site, visit: Visit) -> None:
    visitor = visit("qian", Role.REVIEWER, language="en")
    for path, words in (("/review", "By keyboard"), ("/capture", "camera"), ("/settings#password", "ends the logins")):
        page = visitor.page(path)
        page.get_by_role("button", name="Help").click()
        expect(page.get_by_role("dialog")).to_contain_text(words)
        if path == "/settings#password":
            assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        if path != "/settings#password":
            page.close()
    page.get_by_role("button", name="Feedback").click()
    page.locator("#feedback-text").fill("The hint is not clear.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Feedback").click()
    expect(page.locator("#feedback-text")).to_have_value("The hint is not clear.")
    picture = BytesIO()
    Image.new("RGB", (64, 48), "blue").save(picture, "PNG")
    page.locator("#feedback-file").set_input_files({"name": "seen.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(page.get_by_role("img", name="The picture that is sent")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog")).to_contain_text("Received")
    with site.backend.database.read() as session:
        (feedback,) = feedback_of(session, site.tenant, 10)
        assert picture_of(session, feedback) is not None
    assert (feedback.said.page, feedback.said.text, feedback.said.language) == ("/settings#password", "The hint is not clear.", "en")
    boss = visit("wu", Role.ADMINISTRATOR).page("/settings#feedback")
    boss.get_by_label("答复", exact=True).fill("We wrote a better one.")
    boss.get_by_role("button", name="发送答复").click()
    expect(boss.locator(".notice")).to_contain_text("已答复")
    page.reload()
    go(page, "notices")
    expect(page.locator(".told")).to_contain_text("We wrote a better one.")
