"""The reviewer page in a real browser against the real service: what a person does by keyboard, and what must be in the store afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from intake.people.secret import csrf_token
from intake.result import Result
from intake.state import Role
from tests.api.pages.conftest import Visitor
from tests.api.pages.reviewer import Keyboard
from tests.api.pages.site import Site, clean, reading, with_value
from tests.intake.opening.test_pages_as_pdf import pdf_of

pytestmark = pytest.mark.slow(seconds=120)
Visit = Callable[..., Visitor]
MISREAD_TOTAL = "1492.93"
PRINTED_TOTAL = "1492.39"


def misread() -> Result:
    """A clean reading but for two digits of the total."""
    return with_value(clean(), "total", MISREAD_TOTAL)


def at_desk(visitor: Visitor, invoice_id: UUID | None = None, path: str = "/review", *, expected: tuple[str, ...] = ()) -> Keyboard:
    keyboard = Keyboard(visitor.page(path, expected=expected))
    keyboard.opened(invoice_id)
    return keyboard


def say(site: Site, secret: str, page: Page, invoice_id: UUID, **values: str) -> None:
    """Somebody else changes values meanwhile."""
    address = f"{site.address}/v1/review/invoices/{invoice_id}"
    headers = {"Cookie": f"fapiao_session={secret}", "X-CSRF-Token": csrf_token(secret), "If-Match": "*"}
    answer = page.context.request.patch(address, data={"values": values}, headers=headers)
    assert answer.ok, answer.text()


def test_few_keys_approve_flags_are_told_and_what_was_done_is_undone(site: Site, visit: Visit) -> None:
    results = (clean(), misread(), misread(), misread(), clean())
    first, suggested, typed, unseen, last = (site.put(result, hours_ago=20 - number)[0] for number, result in enumerate(results))
    keyboard = at_desk(visit("zhao"), first)
    keyboard.decide("Control+Enter")
    keyboard.opened(suggested)
    assert keyboard.keys == 1, "a clean document takes one key"
    assert (site.invoice(first)["state"], site.invoice(suggested)["state"]) == ("approved", "in_review")
    expect(keyboard.notice).to_contain_text("已通过")

    reasons = keyboard.page.locator(".reasons")
    for invoice, after, keys in ((suggested, typed, ["Control+."]), (typed, unseen, ["Enter"])):
        before = keyboard.keys
        assert keyboard.focused == "total", "what a rule can put right has the focus"
        if invoice == typed:
            keyboard.type(PRINTED_TOTAL)
        keyboard.press(*keys)
        expect(reasons).to_have_class(re.compile("clear"))
        keyboard.decide("Control+Enter")
        keyboard.opened(after)
        assert keyboard.keys - before == 2, "one wrong field takes two keys besides its text"

    keyboard.type("1")
    keyboard.press("Escape")
    assert keyboard.input("total").input_value() == MISREAD_TOTAL, "what was typed is left"
    keyboard.type(PRINTED_TOTAL)
    keyboard.press("Enter")
    assert keyboard.state("total") == "human"
    keyboard.press("Control+z")
    expect(keyboard.input("total")).to_have_value(MISREAD_TOTAL)
    keyboard.press("Control+y")
    expect(keyboard.input("total")).to_have_value(PRINTED_TOTAL)
    keyboard.press("Control+z")
    expect(keyboard.page.locator("#field-total[aria-invalid]")).to_be_visible()

    keyboard.press("Control+Enter")
    expect(keyboard.notice).to_contain_text("待核对")
    assert site.invoice(unseen)["state"] == "in_review", "flags that nobody looked at are told first"
    keyboard.decide("Control+Enter")
    keyboard.opened(last)
    keyboard.input("remarks").fill("seen")
    keyboard.press("Enter", "Control+Enter")
    expect(keyboard.page.locator(".resting")).to_be_visible()
    stands = [site.invoice(invoice) for invoice in (suggested, typed, unseen, last)]
    assert [each["state"] for each in stands] == ["approved"] * 4
    assert [each["total"] for each in stands] == [PRINTED_TOTAL, PRINTED_TOTAL, MISREAD_TOTAL, PRINTED_TOTAL]
    keyboard.press("Control+z")
    keyboard.opened(last)
    assert (site.invoice(last)["state"], site.invoice(last)["remarks"]) == ("in_review", "seen"), "the decision is taken back, what was said stands"


def test_twenty_documents_by_keyboard_alone_and_every_planted_flag_is_met(site: Site, visit: Visit) -> None:
    invoices = put_twenty(site)
    planted = {invoice for invoice, result in invoices.items() if result["fields"]["total"]["value"] == MISREAD_TOTAL}
    keyboard = at_desk(visit("zhao"))
    clicks = keyboard.watched_clicks()
    met, keys = review_all(keyboard, len(invoices), planted)
    expect(keyboard.page.locator(".resting")).to_be_visible()
    assert met == planted and set(keys) == set(invoices) and clicks() == 0
    assert [keys[invoice] for invoice, result in invoices.items() if result == clean()] == [1] * 4, "a clean document takes one key"
    stands = [site.invoice(invoice) for invoice in invoices]
    assert {each["state"] for each in stands} == {"approved"}
    assert [each["total"] for invoice, each in zip(invoices, stands, strict=True) if invoice in planted] == [PRINTED_TOTAL] * len(planted)


def put_twenty(site: Site) -> dict[UUID, Result]:
    round_of_four = [clean(), misread(), clean("digital_special.pdf"), misread()]
    results = [*round_of_four * 4, *map(reading, ("paper_hard.jpg", "blockchain.png", "paper_general_scan.png", "train_photo.jpg"))]
    return {site.put(result, hours_ago=50 - number)[0]: result for number, result in enumerate(results)}


def review_all(keyboard: Keyboard, documents: int, planted: set[UUID]) -> tuple[set[UUID], dict[UUID, int]]:
    """Approves one after the other, flag by flag: those whose planted flag was met, and the keys that each took."""
    flags = ":is(.field-row, .lines):is([data-state=rule], [data-state=look])"
    open_flags, met, keys = keyboard.page.locator(flags), set(), {}
    for _ in range(documents):
        invoice, before = UUID(keyboard.opened()), keyboard.keys
        while there := open_flags.count():
            if (focused := keyboard.focused) == "primary approve":  # nothing was left to look at, or the rules are about to say what is
                keyboard.page.wait_for_function("flags => !document.querySelector(flags) || !document.activeElement.matches('.approve')", arg=flags)
                continue
            if focused == "total" and invoice in planted:
                met.add(invoice)
                keyboard.press("Control+.")
            else:
                keyboard.press("Enter")  # seen, and right
            if keyboard.focused != "items":  # there it goes from line to line
                expect(open_flags).not_to_have_count(there)
            assert keyboard.keys - before < 100, "every flag can be met by keyboard"
        keyboard.press("Control+Enter")
        keyboard.left(invoice)
        keys[invoice] = keyboard.keys - before
    return met, keys


def test_the_focus_goes_from_flag_to_flag_and_from_a_field_to_its_place_and_back(site: Site, visit: Visit) -> None:
    (invoice,) = site.put(misread())
    keyboard = at_desk(visit("zhao"), invoice)
    seen = [keyboard.focused]
    for _ in range(3):
        keyboard.press("Tab")
        seen.append(keyboard.focused)
    keyboard.press("Shift+Tab")
    assert seen[:3] == ["total", "total_in_words", "primary approve"] and seen[3] not in ("total", "primary approve"), "nobody is caught between flags"
    keyboard.input("total").focus()
    keyboard.press("ArrowDown")
    assert keyboard.focused == "total_in_words"
    keyboard.press("ArrowUp", "ArrowUp")
    assert keyboard.focused == "tax"
    keyboard.press("Escape")
    assert keyboard.focused == ""

    keyboard.input("total").focus()
    expect(keyboard.page.locator(".boxes .box.focused")).to_have_attribute("data-field", "total")
    keyboard.press("Escape")
    keyboard.page.mouse.click(*middle(keyboard.page.locator(".boxes .box[data-field=buyer_tax_id]")))
    assert keyboard.focused == "buyer_tax_id"
    assert keyboard.page.locator(".field-row[data-field=buyer_tax_id] canvas.crop").is_visible()


def test_a_draft_outlives_the_page(site: Site, visit: Visit) -> None:
    (invoice,) = site.put(misread())
    visitor = visit("zhao")
    keyboard = at_desk(visitor, invoice)
    keyboard.type(PRINTED_TOTAL)
    with keyboard.page.expect_response("**/draft"):
        keyboard.press("Enter")
    keyboard.page.close()
    again = at_desk(visitor, invoice)
    assert (again.input("total").input_value(), again.state("total")) == (PRINTED_TOTAL, "human")
    expect(again.notice).to_contain_text("已恢复")
    elsewhere = visitor.context.browser
    assert elsewhere is not None
    other = elsewhere.new_context(storage_state={"cookies": visitor.context.cookies(), "origins": []})  # type: ignore[typeddict-item]
    there = Keyboard(other.new_page())
    there.page.goto(f"{site.address}/review")
    there.opened(invoice)
    expect(there.input("total")).to_have_value(PRINTED_TOTAL)
    other.close()


def test_nothing_happens_while_chinese_is_being_composed_and_single_letters_work_outside_inputs(site: Site, visit: Visit) -> None:
    invoice, first, second, third = (site.put(clean(), hours_ago=40 - hours)[0] for hours in range(4))
    keyboard = at_desk(visit("zhao"), invoice)
    name = keyboard.input("buyer_name")
    before = name.input_value()
    name.focus()
    session = keyboard.page.context.new_cdp_session(keyboard.page)
    session.send("Input.imeSetComposition", {"text": "qinghe", "selectionStart": 6, "selectionEnd": 6})
    for key in ("Enter", "Control+Enter", "Control+.", "Escape", "Tab", "Delete"):
        modifiers, _, plain = key.rpartition("+")
        keyboard.page.evaluate(
            "([key, control]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key, ctrlKey: control, isComposing: true, keyCode: 229, bubbles: true, cancelable: true}))",
            [plain, modifiers == "Control"],
        )
    assert keyboard.focused == "buyer_name" and keyboard.opened() == str(invoice)
    session.send("Input.insertText", {"text": "青禾"})
    assert name.input_value() == "青禾"
    keyboard.press("Enter")
    assert keyboard.state("buyer_name") == "human"
    keyboard.decide("Control+Enter")
    keyboard.opened(first)
    assert site.invoice(invoice)["buyer_name"] == "青禾" != before

    keyboard.press("p", "2")
    keyboard.opened(second)
    keyboard.decide("x", "1")
    keyboard.opened(third)
    keyboard.press("d")
    expect(keyboard.page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape", "?")
    expect(keyboard.page.get_by_role("dialog")).to_contain_text("Ctrl+Enter")
    keyboard.press("Escape")
    assert [site.invoice(each)["state"] for each in (first, second, third)] == ["in_review", "rejected", "in_review"]


def test_whoever_saves_second_is_asked_and_nothing_is_lost(site: Site, visit: Visit) -> None:
    first, second, third, fourth = (site.put(clean(), hours_ago=9 - number)[0] for number in range(4))
    other = site.person("li", Role.REVIEWER)
    keyboard = at_desk(visit("zhao"), first, expected=("412",))
    for invoice, after, chosen in ((first, second, "mine"), (second, third, "theirs")):
        say(site, other, keyboard.page, invoice, remarks="theirs", seller_name="对方公司")
        keyboard.input("remarks").fill("mine")
        keyboard.press("Control+Enter")
        dialog = keyboard.page.get_by_role("dialog")
        expect(dialog.locator("tr[data-field]")).to_have_count(1)
        expect(dialog).to_contain_text("li")
        expect(dialog).to_contain_text("销售方名称")
        if chosen == "theirs":
            keyboard.press("ArrowRight")
        keyboard.press("Enter")
        keyboard.opened(invoice)
        expect(keyboard.input("remarks")).to_have_value(chosen)
        expect(keyboard.input("seller_name")).to_have_value("对方公司")
        keyboard.decide("Control+Enter")
        keyboard.opened(after)
        stands = site.invoice(invoice)
        assert (stands["state"], stands["remarks"], stands["seller_name"]) == ("approved", chosen, "对方公司")

    headers = {"Cookie": f"fapiao_session={other}", "X-CSRF-Token": csrf_token(other), "If-Match": "*"}
    address = f"{site.address}/v1/invoices/{third}/moves"
    assert keyboard.page.context.request.post(address, data={"to": "rejected", "why": "not ours"}, headers=headers).ok
    keyboard.press("Control+Enter")
    keyboard.opened(fourth)
    expect(keyboard.notice).to_contain_text("li")
    assert site.invoice(third)["state"] == "rejected", "what somebody else decided meanwhile stands"


def test_two_reviewers_have_different_documents(site: Site, visit: Visit) -> None:
    for _ in range(4):  # the first reviewer has three of them ahead
        site.put(clean())
    one, other = at_desk(visit("zhao")), at_desk(visit("li"))
    assert one.opened() != other.opened()
    one.page.locator(".queue .fold").click()
    expect(one.page.locator(".queue .holder").first).to_contain_text("li")


def test_lines_of_goods_are_put_right_by_their_sums(site: Site, visit: Visit) -> None:
    (invoice,) = site.put(reading("paper_general_scan.png"))
    keyboard = at_desk(visit("zhao"), invoice)
    off = keyboard.page.locator("[data-off=tax]")
    expect(off).to_have_text("+0.30")
    expect(keyboard.page.locator(".items tr.suspicious")).to_have_attribute("data-row", "1")
    keyboard.cell(1, 7).focus()
    keyboard.type("417.44")
    keyboard.press("Enter")
    expect(off).to_have_count(0)
    keyboard.cell(0, 0).focus()
    keyboard.press("ArrowDown", "ArrowRight", "ArrowRight")
    assert keyboard.page.evaluate("[document.activeElement.dataset.row, document.activeElement.dataset.column]") == ["1", "2"]
    keyboard.type("次")
    keyboard.press("Control+Insert")
    expect(keyboard.page.locator(".items tbody tr")).to_have_count(3)
    keyboard.press("Control+Delete")
    expect(keyboard.page.locator(".items tbody tr")).to_have_count(2)
    keyboard.cell(1, 1).focus()
    keyboard.press("Escape")  # the whole page, still for that cell
    name = keyboard.page.locator(".boxes .box[data-field=seller_tax_id]")
    keyboard.page.keyboard.down("Control")
    keyboard.page.mouse.click(*middle(name))
    keyboard.page.keyboard.up("Control")
    expect(keyboard.cell(1, 1)).not_to_have_value("")  # what was pointed at
    expect(keyboard.cell(1, 2)).to_be_focused()
    keyboard.press("Control+Enter", "Control+Enter")
    expect(keyboard.page.locator(".resting")).to_be_visible()
    lines = site.invoice(invoice)["items"]
    assert [(line["unit"], line["tax"]) for line in lines] == [("月", "275.92"), ("次", "417.44")]


def test_print_is_read_again_as_a_suggestion_and_put_in_by_pointing(site: Site, visit: Visit) -> None:
    printed = clean()["fields"]["buyer_name"]["value"]
    (invoice,) = site.put(with_value(clean(), "buyer_name", "云南误读公司"))
    keyboard = at_desk(visit("zhao"), invoice)
    mouse, name = keyboard.page.mouse, keyboard.input("buyer_name")
    keyboard.input("buyer_name").fill("我写的公司")
    keyboard.press("Control+r")
    expect(keyboard.notice).to_contain_text(printed)
    assert name.input_value() == "我写的公司", "what a person typed stays"
    expect(keyboard.page.locator("[data-field=buyer_name] .chip", has_text=printed)).to_contain_text("重读")
    keyboard.press("Control+.")
    expect(name).to_have_value(printed)

    box = keyboard.page.locator(".boxes .box[data-field=buyer_tax_id]")
    keyboard.input("remarks").focus()
    keyboard.press("Escape")  # the whole page, still for remarks
    tax_id = keyboard.input("buyer_tax_id").input_value()
    keyboard.page.keyboard.down("Control")
    mouse.click(*middle(box))
    keyboard.page.keyboard.up("Control")
    expect(keyboard.input("remarks")).to_have_value(tax_id)
    assert keyboard.focused == "remarks"
    keyboard.press("Escape")
    keyboard.page.keyboard.down("Shift")
    mouse.click(*middle(box))
    keyboard.page.keyboard.up("Shift")
    expect(keyboard.input("remarks")).to_have_value(tax_id * 2)

    keyboard.input("seller_name").focus()
    keyboard.press("Escape")
    around = place_of(box)
    keyboard.page.keyboard.down("Control")
    mouse.move(around["x"] - 8, around["y"] - 8)
    mouse.down()
    mouse.move(around["x"] + around["width"] + 8, around["y"] + around["height"] + 8, steps=3)
    mouse.up()
    keyboard.page.keyboard.up("Control")
    expect(keyboard.page.locator("[data-field=seller_name] .chip", has_text=tax_id).first).to_be_visible()
    assert keyboard.input("seller_name").input_value() == clean()["fields"]["seller_name"]["value"]


def test_the_page_is_looked_at_flat_without_seals_and_through_a_loupe(site: Site, visit: Visit) -> None:
    (invoice,) = site.put(reading("paper_hard.jpg"))
    keyboard = at_desk(visit("zhao"), invoice)
    view, loupe = keyboard.page.locator(".page-view"), keyboard.page.locator(".loupe")
    keyboard.press("Alt+2")
    expect(view).to_have_attribute("data-picture", "cleaned")
    keyboard.input("total").focus()
    focused = keyboard.page.locator(".boxes .box.focused")
    expect(focused).to_have_attribute("data-field", "total")
    assert near_middle(focused, view), "its place is known on the flat picture too"
    keyboard.press("Escape", "3")
    expect(view).to_have_attribute("data-picture", "without_seal")
    keyboard.page.mouse.move(*middle(view))
    expect(loupe).to_be_hidden()
    keyboard.page.keyboard.down(" ")
    expect(loupe).to_be_visible()
    keyboard.page.keyboard.up(" ")
    expect(loupe).to_be_hidden()
    keyboard.press("1")
    expect(view).to_have_attribute("data-picture", "original")


def test_clean_ones_of_a_seller_are_approved_together_and_taken_back(site: Site, visit: Visit) -> None:
    first = site.put(misread(), hours_ago=60)[0]  # taken with the two that come next
    others = [site.put(clean(), hours_ago=10 - number)[0] for number in range(5)]
    keyboard = at_desk(visit("zhao"), first)
    keyboard.press("Escape", "b")
    tiles = keyboard.page.locator(".contact-sheet button")
    expect(tiles).to_have_count(3)
    expect(keyboard.page.locator(".bulk .primary")).to_be_enabled()
    expect(tiles.first.locator("canvas:visible")).not_to_have_count(0)
    tiles.first.focus()
    keyboard.press(" ", "ArrowRight")
    left_out = UUID(tiles.first.get_attribute("data-invoice"))
    keyboard.press("Control+Enter")
    expect(keyboard.page.locator(".bulk-undo")).to_contain_text("2")
    approved = [invoice for invoice in others if site.invoice(invoice)["state"] == "approved"]
    assert len(approved) == 2 and left_out not in approved
    keyboard.page.locator(".bulk-undo button").click()
    expect(keyboard.page.locator(".bulk-undo button")).to_have_count(0)
    assert {site.invoice(invoice)["state"] for invoice in others} == {"in_review"}


def test_two_people_key_blind_and_a_third_settles(site: Site, visit: Visit) -> None:
    zhou = site.person("zhou", Role.FINANCE)
    (invoice,) = site.put(clean())
    zhao, chen, sun = visit("zhao"), visit("chen", Role.SECOND_REVIEWER), visit("sun", Role.ADMINISTRATOR)
    headers = {"Cookie": f"fapiao_session={zhou}", "X-CSRF-Token": csrf_token(zhou)}
    policy = {"seen": 0, "policy": {"second_look": "blind", "second_share": 1.0}}
    assert zhao.context.request.put(f"{site.address}/v1/policy", data=policy, headers=headers).ok

    first = key_all(at_desk(zhao, invoice), total=PRINTED_TOTAL)
    expect(first.notice).to_contain_text("第二人")
    second = key_all(at_desk(chen, invoice), total=MISREAD_TOTAL)
    expect(second.notice).to_contain_text("1 处不一致")
    third = at_desk(sun, invoice)
    assert third.focused == "total", "where they differ has the focus"
    expect(third.page.locator("[data-field=total] .chip")).to_contain_text(["1492.93"])
    third.press("Enter", "Control+Enter")
    expect(third.page.locator(".resting")).to_be_visible()
    assert (site.invoice(invoice)["state"], site.invoice(invoice)["total"]) == ("approved", PRINTED_TOTAL)


def key_all(keyboard: Keyboard, **otherwise: str) -> Keyboard:
    """Types what is printed into every field that is to be keyed, and approves."""
    printed = {name: known["value"] for name, known in clean()["fields"].items()} | otherwise
    keyboard.press("Enter")  # nothing was keyed: stays
    blind = keyboard.page.get_by_placeholder("请对照票面录入")
    for left in range(blind.count(), 0, -1):
        expect(keyboard.page.locator(".field-row[data-state=look]")).to_have_count(left)
        assert keyboard.input(keyboard.focused).input_value() == ""
        keyboard.type(printed[keyboard.focused])
        keyboard.press("Enter")
    keyboard.press("Control+Enter")
    if otherwise["total"] != PRINTED_TOTAL:
        expect(keyboard.notice).to_contain_text("待核对")  # the amount in words says something else
        keyboard.press("Control+Enter")
    expect(keyboard.page.locator(".resting")).to_be_visible()
    return keyboard


def place_of(element: Locator) -> FloatRect:
    """Boxes are drawn anew when the rules have answered: one that is gone at that moment is there again soon."""
    for _ in range(20):
        expect(element).to_be_visible()
        if box := element.bounding_box():
            return box
    raise AssertionError(f"{element} does not stay")


def middle(element: Locator) -> tuple[float, float]:
    box = place_of(element)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def near_middle(element: Locator, of: Locator) -> bool:
    (x, y), (across, down) = middle(element), middle(of)
    size = place_of(of)
    return abs(x - across) < size["width"] / 3 and abs(y - down) < size["height"] / 3


def test_besides_deciding_pages_are_parted_notes_left_digits_compared_and_the_bureau_asked(site: Site, visit: Visit) -> None:
    two_pages = site.put(clean("digital_special.pdf"), hours_ago=60, content=pdf_of(300, 400).content)[0]
    doubted = clean()
    doubted["fields"]["total"]["evidence"] += [{"source": "ocr", "reader": "two", "value": "1492.89", "confidence": 0.4, "box": None}]
    doubted["fields"]["total"]["source"] = "ocr"
    plain = site.put(doubted, hours_ago=1)[0]
    keyboard = at_desk(visit("zhao"), two_pages, expected=("409",))
    dialog = keyboard.page.get_by_role("dialog")
    keyboard.press("Escape", "s")
    expect(dialog.locator("figure")).to_have_count(2)
    dialog.get_by_role("checkbox").focus()
    keyboard.press(" ")
    dialog.get_by_role("button", name="拆分为 2 份文件").click()
    keyboard.opened(plain)
    expect(keyboard.notice).to_contain_text("2 份文件")
    keyboard.notice.get_by_role("button").click()
    expect(keyboard.notice).to_contain_text("恢复原状")
    assert site.invoice(two_pages)["state"] == "in_review"

    keyboard.press("Escape", "n")
    dialog.get_by_role("textbox").fill("与销售方确认过")
    keyboard.press("Control+Enter")
    expect(keyboard.page.locator(".document .left-notes li")).to_contain_text("与销售方确认过")
    assert site.invoice(plain)["state"] == "in_review", "the key that keeps the note does not approve"
    expect(keyboard.page.locator(".document .besides a")).to_have_attribute("href", f"/invoices/{plain}")
    assert keyboard.state("total") == "auto"
    keyboard.press("g")
    expect(dialog.locator(".digit-sheet button")).to_have_count(1)
    expect(dialog.locator(".primary")).to_be_enabled()
    keyboard.press("Control+Enter")
    expect(keyboard.notice).to_contain_text("1 处")
    assert (keyboard.state("total"), site.invoice(plain)["state"]) == ("human", "in_review")
    keyboard.press("Escape", "v", "Enter")
    expect(dialog).to_contain_text("未配置查验服务商")
    assert (site.invoice(plain)["state"], keyboard.opened()) == ("approved", str(plain)), "approved, and still here"


def test_nobody_approves_what_they_sent_and_keys_of_ones_own_are_saved_and_loaded(site: Site, visit: Visit, tmp_path: Path) -> None:
    visitor = visit("zhao", language="en")
    user = visitor.context.request.get(f"{site.address}/v1/sessions/me").json()["user_id"]
    (own,) = site.put(clean(), sender=f"user:{user}", hours_ago=90)
    (invoice,) = site.put(clean())
    keyboard = at_desk(visitor, invoice, f"/review?invoice={own}", expected=("403",))
    expect(keyboard.notice).to_contain_text("You sent")
    assert site.invoice(own)["state"] == "in_review"
    keyboard.press("?")
    dialog = keyboard.page.get_by_role("dialog")
    with keyboard.page.expect_download() as saved:
        dialog.get_by_role("link", name="Save as file").click()
    keys = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert keys["Ctrl+Enter"] == ["Ctrl+Enter"]
    mine = tmp_path / "keys.json"
    mine.write_text(json.dumps({"Ctrl+Enter": ["P"]}))
    dialog.locator("input[type=file]").set_input_files(mine)
    expect(dialog.get_by_role("alert")).to_contain_text("P")
    mine.write_text(json.dumps({"Ctrl+Enter": ["Alt+A"]}))
    dialog.locator("input[type=file]").set_input_files(mine)
    expect(dialog).to_have_count(0)
    keyboard.press("Alt+a")
    expect(keyboard.page.locator(".resting")).to_be_visible()
    assert site.invoice(invoice)["state"] == "approved"
