"""Every page: for whom, in which language, at which size, by which means; and what browsers are told about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from api.pages.assets import load_assets
from api.pages.routes import FOR_EVER, page_routes
from api.pages.shell import PAGES
from intake.errors import SetupError
from intake.state import Role
from tests.api.pages.conftest import DESKTOP, PHONE, Visitor
from tests.api.pages.reviewer import Keyboard
from tests.api.pages.site import PASSWORD, Site, clean, reading
from tests.intake.store.people_samples import make_user

Visit = Callable[..., Visitor]
AXE = Path(__file__).parents[3] / "api" / "pages" / "source" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_GZIP_BYTES = 160_000


def violations(page: Page) -> list[str]:
    """What axe holds against it, minor matters left out."""
    if not AXE.exists():
        pytest.skip("no axe-core: run `make assets`")
    # Not by a script element, which the page's own policy refuses.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical", "moderate")
        for node in violation["nodes"]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_reviewer_page_is_accessible(site: Site, visit: Visit, language: str, viewport: dict[str, int]) -> None:
    site.put(reading("paper_general_scan.png"))
    visitor = visit("zhao", language=language, viewport=viewport)
    keyboard = Keyboard(visitor.page())
    keyboard.opened()
    assert keyboard.page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert violations(keyboard.page) == []
    keyboard.press("Escape", "p")
    expect(keyboard.page.get_by_role("dialog")).to_be_visible()
    assert violations(keyboard.page) == []
    wide = keyboard.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "nothing is cut off at the side"


@pytest.mark.slow
def test_on_a_phone_the_page_stands_above_the_fields(site: Site, visit: Visit) -> None:
    site.put(clean())
    keyboard = Keyboard(visit("zhao", viewport=PHONE, has_touch=True).page())
    keyboard.opened()
    picture, fields = (keyboard.page.locator(part).bounding_box() for part in (".page-view", ".side"))
    assert picture is not None and fields is not None
    assert picture["y"] + picture["height"] <= fields["y"] + 1
    keyboard.page.locator(".approve").tap()
    expect(keyboard.page.locator(".resting")).to_be_visible()


@pytest.mark.slow
def test_logging_in_leads_back_to_where_one_was(site: Site, visit: Visit) -> None:
    site.put(clean())
    visitor = visit("zhao")
    visitor.context.clear_cookies()
    page = visitor.page("/review", expected=("401",))
    page.wait_for_url("**/login?next=*")
    page.get_by_label("用户名").wait_for()
    assert violations(page) == []
    page.locator("summary").click()
    page.get_by_label("租户", exact=True).fill(site.tenant)
    page.get_by_label("用户名").fill("zhao")
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("用户名或密码错误")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/review*")
    Keyboard(page).opened()
    page.get_by_role("button", name="English").click()
    Keyboard(page).opened()
    expect(page.locator(".approve")).to_contain_text("Approve")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login*")


@pytest.mark.slow
def test_a_one_time_password_is_replaced_first(site: Site, visit: Visit) -> None:
    site.put(clean())
    with site.backend.database.write() as session:
        make_user(session, "chen", Role.REVIEWER, tenant=site.tenant, one_time=True)
    page = visit("zhao").context.new_page()
    page.context.clear_cookies()
    page.goto(f"{site.address}/login?next=//elsewhere.example/review")
    page.locator("summary").click()
    page.get_by_label("租户", exact=True).fill(site.tenant)
    page.get_by_label("用户名").fill("chen")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    for label, text in (("新密码", "a better horse battery"), ("再次输入新密码", "another horse")):
        page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("不一致")
    page.get_by_label("再次输入新密码").fill("a better horse battery")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/review*")


@pytest.mark.slow
def test_whoever_may_not_review_is_told_so(site: Site, visit: Visit) -> None:
    page = visit("wang", Role.SUBMITTER).page()
    expect(page.locator(".resting")).to_contain_text("没有复核权限")


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(page_routes(load_assets()))
    return TestClient(app, follow_redirects=False)


def test_pages_run_nothing_that_is_not_ours(client: TestClient) -> None:
    for page in PAGES:
        answer = client.get(page.path)
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'" and policy["style-src"] == "'self'"
        assert policy["script-src"] == ("'self' 'wasm-unsafe-eval'" if page.is_camera else "'self'"), "only where QR codes are read"
        assert answer.headers["permissions-policy"].startswith("camera=(self)" if page.is_camera else "camera=()")
        assert policy["frame-ancestors"] == "'none'"
        assert answer.headers["cache-control"] == "no-cache"
        assert "://" not in answer.text and "<style" not in answer.text and "onclick" not in answer.text
    assert client.get("/").headers["location"] == "/review"


def test_built_files_are_kept_for_ever_and_sent_packed(client: TestClient) -> None:
    assets = load_assets()
    for name in assets.files:
        plain = client.get(f"/static/{name}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert plain.content == packed.content and plain.headers["cache-control"] == FOR_EVER
    assert client.get("/static/nothing.js").status_code == client.get("/static/..%2Fassets.py").status_code == 404


def test_the_capture_page_may_be_installed_and_its_workers_run_nothing_else(client: TestClient) -> None:
    page = client.get("/capture").text
    told = client.get("/capture.webmanifest")
    assert 'rel="manifest" href="/capture.webmanifest"' in page and told.headers["content-type"].startswith("application/manifest+json")
    for icon in told.json()["icons"]:
        assert client.get(icon["src"]).headers["content-type"] == icon["type"]
    worker = client.get("/capture-worker.js")
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    shell = set(re.findall(r'"(/(?:capture|static/)[^"]*)"', worker.text))
    assert {"/capture", *re.findall(r'(?:href|src)="(/static/[^"]+\.(?:js|css))"', page)} <= shell, "it opens without a network"
    assert all(client.get(address).status_code == 200 for address in shell)


def test_the_reviewer_page_is_light() -> None:
    """What it imports at once: pages of help come when somebody opens them."""
    files = load_assets().files
    begun = [name for name in files if name.startswith("review")]
    loaded: set[str] = set()
    while begun:
        name = begun.pop()
        if name not in loaded:
            loaded.add(name)
            begun += re.findall(r'(?:from|import)"/static/([^"]+[.]js)"', files[name].content.decode())
    assert len(loaded) > 2 and sum(len(files[name].packed or files[name].content) for name in loaded) <= MOST_GZIP_BYTES


def test_a_package_without_its_files_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as missing:
        load_assets(tmp_path)
    assert missing.value.code == "pages_missing"
    (tmp_path / "files.json").write_text(json.dumps({"review.js": "review-1.js"}), encoding="utf-8")
    with pytest.raises(SetupError):
        load_assets(tmp_path)
