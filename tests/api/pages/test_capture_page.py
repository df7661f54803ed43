"""The capture page in a browser that has a camera: with one hand, with and without a network, killed and started again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Playwright, expect
from sqlalchemy import func, select

from intake.state import Role
from intake.store.tables import DocumentRow, ReceiptRow
from tests.api.pages.conftest import CHROMIUM, DESKTOP, FLAGS
from tests.api.pages.phone import Phone, log_in, start_phone, write_film
from tests.api.pages.site import SAMPLES, Site, reading
from tests.api.pages.test_pages import violations
from tests.intake.store.samples import record

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 568}
INVOICE = SAMPLES / "paper_special_photo.jpg"
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_FAILED")

pytestmark = pytest.mark.slow(seconds=100)


@pytest.fixture
def phones(playwright: Playwright, site: Site, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Phones that see an invoice. In the end nothing went wrong in any of them."""
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no chromium: run `make browsers`")
    # A camera, a worker that looks at pictures and a service, all on one machine.
    expect.set_options(timeout=40_000)
    secret = site.person("zhao", Role.SUBMITTER)
    started: list[Phone] = []

    def start(language: str = "zh", viewport: dict[str, int] | None = None, *, sees: Path = INVOICE, expected: tuple[str, ...] = (), **more: object) -> Phone:
        film = write_film(tmp_path / f"{sees.stem}.mjpeg", sees)
        phone = start_phone(playwright, program, FLAGS, tmp_path / "profile", site, film, viewport=viewport or PHONE, reduced_motion="reduce", **more)
        phone.expected = expected
        log_in(phone, secret, language)
        started.append(phone)
        phone.open()
        return phone

    yield start
    expect.set_options(timeout=5_000)
    for phone in started:
        phone.close()
    assert [trouble for phone in started for trouble in phone.troubles] == []


def arrived(site: Site) -> tuple[int, int]:
    """Documents and receipts of the firm."""
    with site.backend.database.read() as session:
        documents, receipts = (session.scalar(select(func.count()).select_from(row).where(row.tenant == site.tenant)) for row in (DocumentRow, ReceiptRow))
    return documents or 0, receipts or 0


def documents(site: Site) -> list[UUID]:
    with site.backend.database.read() as session:
        return list(session.scalars(select(DocumentRow.id).where(DocumentRow.tenant == site.tenant)))


def darkened(file: Path) -> None:
    """A photograph at a twelfth of its light."""
    with Image.open(SAMPLES / "taxi_photo.jpg") as photo:
        photo.point(lambda value: value // 12).save(file)


def copies(tmp_path: Path, count: int) -> list[Path]:
    """Pictures that differ in their bytes."""
    content = (SAMPLES / "taxi_photo.jpg").read_bytes()
    files = [tmp_path / f"taxi_{number}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(content + b"\0" * (number + 1))
    return files


def test_the_shutter_falls_by_itself_and_the_invoice_is_in_the_service(site: Site, phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.shots("received", 1)
    expect(phone.page.locator(".hint")).to_have_text("请放下一张")
    expect(phone.page.locator(".notice")).to_contain_text("已识别 53445277，¥1276622.10")
    phone.show(1)
    expect(phone.page.locator(".shot .status")).to_contain_text("已收到，回执")
    expect(phone.page.locator(".freeing button")).to_contain_text("清除已送达的 1 张")
    assert arrived(site) == (1, 1)
    with site.backend.database.write() as session:
        record(session, documents(site)[0], reading("paper_general_scan.png"), tenant=site.tenant, at=site.backend.clock())
    expect(phone.page.locator(".shot .status")).to_contain_text("待复核")
    expect(phone.page.locator(".shot .detail").first).to_contain_text("¥")
    phone.page.locator(".shot summary").click()
    expect(phone.page.locator(".shot details li").first).to_contain_text("已收到")
    phone.page.locator(".freeing button").click()
    expect(phone.page.locator(".shot")).to_contain_text("本机副本已清除")


def test_the_same_invoice_is_not_sent_twice_unasked(site: Site, phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.shots("received", 1)
    phone.shoot()
    question = phone.page.get_by_role("alertdialog")
    expect(question).to_contain_text("这张发票已在本机列表中")
    question.get_by_role("button", name="删除").click()
    expect(phone.page.locator(".shot")).to_have_count(1)
    phone.shoot()
    question.get_by_role("button", name="仍然发送").click()
    phone.shots("received", 2)
    assert arrived(site)[1] == 2


def test_pictures_taken_offline_arrive_once_after_the_browser_was_killed(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg", expected=OFFLINE)
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    phone.context.set_offline(True)
    phone.choose(*copies(tmp_path, 5))
    phone.shots("waiting", 5)
    phone.show(1)
    expect(phone.page.locator(".shot .status").first).to_contain_text("没有网络")
    phone.page.reload()
    phone.shots("waiting", 5)
    phone.kill()
    assert arrived(site) == (0, 0)

    again = phones(sees=SAMPLES / "not_an_invoice.jpg")
    again.shots("received", 5)
    expect(again.page.locator(".freeing button")).to_contain_text("5 张")
    assert arrived(site) == (5, 5)


def test_an_upload_that_was_killed_half_way_goes_on(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg")
    sent: list[str] = []

    def first_chunk_only(route: object) -> None:
        sent.append("chunk")
        if len(sent) == 1:
            route.continue_()  # type: ignore[attr-defined]

    phone.context.route("**/v1/uploads/*", first_chunk_only)
    large = tmp_path / "large.jpg"
    large.write_bytes((SAMPLES / "digital_screen_photo.jpg").read_bytes() + b"\0" * 100_000)
    phone.choose(large)
    expect(phone.page.locator(".shot[data-state=sending] progress:not([value='0'])")).to_be_attached()
    phone.kill()

    again = phones(sees=SAMPLES / "not_an_invoice.jpg")
    begun: list[int] = []
    again.page.on("request", lambda request: begun.append(int(request.headers["upload-offset"])) if request.method == "PATCH" else None)
    again.shots("received", 1)
    assert arrived(site) == (1, 1)
    assert not begun or min(begun) > 0


def test_a_bad_picture_is_advised_against_and_sent_all_the_same(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg")
    dark = tmp_path / "dark.jpg"
    darkened(dark)
    phone.choose(dark)
    question = phone.page.get_by_role("alertdialog")
    expect(question).to_contain_text("太暗")
    assert arrived(site) == (0, 0)
    question.get_by_role("button", name="重拍").click()
    expect(phone.page.locator(".shot")).to_have_count(0)
    phone.choose(dark)
    question.get_by_role("button", name="仍然发送").click()
    phone.shots("received", 1)


def test_what_is_refused_says_why_and_stays(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg", expected=("415",))
    odd = tmp_path / "notes.txt"
    odd.write_bytes(b"no invoice at all")
    phone.choose(odd)
    phone.shots("refused", 1)
    phone.show(1)
    expect(phone.page.locator(".shot .status")).to_contain_text("未被接收")
    phone.page.locator(".shot").get_by_role("button", name="删除").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="确定删除").click()
    expect(phone.page.locator(".shot")).to_have_count(0)


def test_pictures_outlive_the_login(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg", expected=("401",))
    phone.context.clear_cookies()
    phone.choose(*copies(tmp_path, 1))
    expect(phone.page.locator(".banner")).to_contain_text("登录已过期")
    phone.shots("waiting", 1)
    phone.page.reload()
    phone.shots("waiting", 1)
    assert phone.page.locator(".banner a").get_attribute("href") == "/login?next=/capture"


def test_where_codes_can_not_be_read_on_the_phone_every_picture_is_kept_and_sent(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    told = ("wasm", "Service Worker", "fetch", "ArrayBuffer", "Aborted", "more info")
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg", expected=(*OFFLINE, *told), service_workers="block")
    phone.context.route("**/*.wasm", lambda route: route.abort())
    phone.choose(*copies(tmp_path, 2))
    phone.shots("received", 2)
    assert arrived(site) == (2, 2)


def test_of_another_person_nothing_is_sent(site: Site, phones: Callable[..., Phone], tmp_path: Path) -> None:
    # The page that is still the first person's may try once: the service refuses it.
    phone = phones(sees=SAMPLES / "not_an_invoice.jpg", expected=(*OFFLINE, "403 (Forbidden)"))
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    phone.context.set_offline(True)
    phone.choose(*copies(tmp_path, 2))
    phone.shots("waiting", 2)
    log_in(phone, site.person("wang", Role.SUBMITTER), "zh")
    phone.context.set_offline(False)
    phone.page.reload()
    expect(phone.page.locator(".banner")).to_contain_text("2 张待发送")
    expect(phone.page.locator(".shot")).to_have_count(0)
    assert arrived(site) == (0, 0)


@pytest.mark.parametrize(
    ("language", "viewport"), [("zh", SMALL), ("en", SMALL), ("en", PHONE), ("zh", DESKTOP)], ids=["zh-320", "en-320", "en-390", "zh-desktop"]
)
def test_the_page_is_accessible_and_fits(site: Site, phones: Callable[..., Phone], language: str, viewport: dict[str, int]) -> None:
    phone = phones(language, viewport)
    phone.shots("received", 1)
    assert phone.page.evaluate("document.documentElement.lang") == {"zh": "zh-CN", "en": "en"}[language]
    for tab in (0, 1):
        phone.show(tab)
        assert violations(phone.page) == []
        assert phone.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, "nothing is cut off at the side"
        small = "[...document.querySelectorAll('button, label, .banner a')].filter((e) => e.offsetParent && e.getBoundingClientRect().height < 44).map((e) => e.textContent)"
        assert phone.page.evaluate(small) == [], "a thumb finds everything"
    phone.show(0)
    shutter = phone.page.locator(".shutter").bounding_box()
    assert shutter is not None and shutter["y"] + shutter["height"] <= viewport["height"]
