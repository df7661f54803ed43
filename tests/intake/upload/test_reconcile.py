"""Three lists that agree, and everything that is put wrong in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.invoice_number import write_digital_number
from intake.state import InvoiceState
from intake.upload.discrepancies import ADVICE, Discrepancy, letter_to_seller
from intake.upload.ledger import FoundEntry
from intake.upload.reconcile import Coverage, ListedInvoice, Listing, OurInvoice, one_slip_apart, reconcile

D = Discrepancy
NOW = datetime(2024, 4, 1, tzinfo=UTC)
FIRST = date(2024, 3, 1)


@dataclass
class Lists:
    ours: dict[int, OurInvoice]
    theirs: dict[int, list[FoundEntry]]
    listed: dict[int, ListedInvoice]

    def reconciled(self, *, listing: bool = True) -> list[tuple[str, Discrepancy]]:
        third = Listing(list(self.listed.values()), [Coverage(FIRST, FIRST + timedelta(days=30))]) if listing else None
        entries = [entry for found in self.theirs.values() for entry in found]
        return [(finding.key, finding.kind) for finding in reconcile(self.ours.values(), entries, third, NOW).findings]


def key_of(serial: int) -> str:
    return write_digital_number(2024, "11", serial * 7919)  # neighbours are not one slip apart


def clean(count: int, seed: int = 1) -> Lists:
    """Every invoice confirmed, booked and listed alike; red ones among them."""
    chance = Random(seed)  # noqa: S311 - no secret
    lists = Lists({}, {}, {})
    for serial in range(count):
        key, day = key_of(serial), FIRST + timedelta(days=chance.randrange(30))
        amount = chance.randrange(1, 10_000_000) * chance.choice((1, 1, 1, -1))
        tax = amount * 6 // 100
        sha256 = f"{serial:064x}"
        seller, buyer = f"seller{chance.randrange(50)}", "buyer"
        lists.ours[serial] = OurInvoice(key, InvoiceState.CONFIRMED, NOW - timedelta(days=3), day, amount, tax, amount + tax, seller, buyer, sha256)
        lists.theirs[serial] = [FoundEntry(f"L{serial}", key, day, amount, tax, amount + tax, seller, buyer, sha256)]
        lists.listed[serial] = ListedInvoice(key, day, amount + tax, amount, tax, seller)
    return lists


def change(lists: Lists, serial: int, **values: object) -> None:
    lists.theirs[serial] = [replace(lists.theirs[serial][0], **values)]  # type: ignore[arg-type]


def ours(lists: Lists, serial: int, **values: object) -> None:
    lists.ours[serial] = replace(lists.ours[serial], **values)  # type: ignore[arg-type]


def missing_there(lists: Lists, serial: int) -> None:
    del lists.theirs[serial]


def not_sent(lists: Lists, serial: int) -> None:
    missing_there(lists, serial)
    ours(lists, serial, state=InvoiceState.UPLOADING)


def waits_for_person(lists: Lists, serial: int) -> None:
    missing_there(lists, serial)
    ours(lists, serial, state=InvoiceState.IN_REVIEW)


def missing_here(lists: Lists, serial: int) -> None:
    del lists.ours[serial]


def mistyped(lists: Lists, serial: int) -> None:
    key = lists.ours[serial].key
    change(lists, serial, key=key[:12] + str((int(key[12]) + 1) % 10) + key[13:])


def doubled(lists: Lists, serial: int) -> None:
    lists.theirs[serial].append(replace(lists.theirs[serial][0], their_id="again"))


def total_differs(lists: Lists, serial: int) -> None:
    change(lists, serial, total=(lists.ours[serial].total or 0) + 1)


def amount_differs(lists: Lists, serial: int) -> None:
    change(lists, serial, amount=(lists.ours[serial].amount or 0) - 100)


def tax_differs(lists: Lists, serial: int) -> None:
    change(lists, serial, tax=(lists.ours[serial].tax or 0) + 10)


def sign_differs(lists: Lists, serial: int) -> None:
    mine = lists.ours[serial]
    change(lists, serial, amount=-(mine.amount or 0), tax=-(mine.tax or 0), total=-(mine.total or 0))


def date_differs(lists: Lists, serial: int) -> None:
    change(lists, serial, issue_date=date(2024, 2, 1))


def rejected_but_booked(lists: Lists, serial: int) -> None:
    ours(lists, serial, state=InvoiceState.REJECTED)


def void_but_booked(lists: Lists, serial: int) -> None:
    lists.listed[serial] = replace(lists.listed[serial], stands=False)


def listed_not_received(lists: Lists, serial: int) -> None:
    del lists.ours[serial]
    del lists.theirs[serial]


def listed_otherwise(lists: Lists, serial: int) -> None:
    lists.listed[serial] = replace(lists.listed[serial], total=(lists.listed[serial].total or 0) + 1, amount=None)


def not_listed(lists: Lists, serial: int) -> None:
    del lists.listed[serial]


INJECTED: dict[Discrepancy, Callable[[Lists, int], None]] = {
    D.MISSING_THERE: missing_there,
    D.CANCELLED_THERE: lambda lists, serial: change(lists, serial, withdrawn=True),
    D.MISNUMBERED_THERE: mistyped,
    D.NOT_SENT: not_sent,
    D.WAITS_FOR_PERSON: waits_for_person,
    D.MISSING_HERE: missing_here,
    D.DOUBLED_THERE: doubled,
    D.AMOUNT_DIFFERS: amount_differs,
    D.TAX_DIFFERS: tax_differs,
    D.TOTAL_DIFFERS: total_differs,
    D.SIGN_DIFFERS: sign_differs,
    D.DATE_DIFFERS: date_differs,
    D.SELLER_DIFFERS: lambda lists, serial: change(lists, serial, seller_tax_id="other"),
    D.BUYER_DIFFERS: lambda lists, serial: change(lists, serial, buyer_tax_id="other"),
    D.FILE_DIFFERS: lambda lists, serial: change(lists, serial, sha256="0" * 64),
    D.BOOKED_UNCONFIRMED: lambda lists, serial: ours(lists, serial, state=InvoiceState.UPLOADING),
    D.REJECTED_BUT_BOOKED: rejected_but_booked,
    D.VOID_BUT_BOOKED: void_but_booked,
    D.LISTED_NOT_RECEIVED: listed_not_received,
    D.LISTED_OTHERWISE: listed_otherwise,
    D.NOT_LISTED: not_listed,
}


def test_every_class_can_be_put_wrong_and_has_cause_and_remedy_in_both_languages() -> None:
    assert set(INJECTED) == set(ADVICE) == set(Discrepancy)
    assert all(advice.cause and advice.cause_zh and advice.step and advice.step_zh for advice in ADVICE.values())


@pytest.mark.parametrize("kind", sorted(Discrepancy))
def test_each_discrepancy_is_found_alone_and_as_itself(kind: Discrepancy) -> None:
    lists = clean(20)
    INJECTED[kind](lists, 7)
    assert lists.reconciled() == [(key_of(7), kind)]


@given(st.integers(0, 200), st.integers(), st.booleans())
@settings(max_examples=30)
def test_lists_that_agree_have_no_finding(count: int, seed: int, listing: bool) -> None:
    assert clean(count, seed).reconciled(listing=listing) == []


@given(st.integers(), st.lists(st.sampled_from(sorted(Discrepancy)), max_size=20))
@settings(max_examples=50)
def test_of_many_discrepancies_each_is_found_and_nothing_else(seed: int, kinds: list[Discrepancy]) -> None:
    lists = clean(200, seed)
    serials = Random(seed).sample(range(200), len(kinds))  # noqa: S311 - no secret
    for kind, serial in zip(kinds, serials, strict=True):
        INJECTED[kind](lists, serial)
    assert sorted(lists.reconciled()) == sorted((key_of(serial), kind) for kind, serial in zip(kinds, serials, strict=True))


def test_of_a_thousand_invoices_five_per_cent_wrong_all_are_found_and_no_other() -> None:
    lists, kinds = clean(1000), sorted(Discrepancy)
    for number in range(50):
        INJECTED[kinds[number % len(kinds)]](lists, number * 20)
    assert sorted(lists.reconciled()) == sorted((key_of(number * 20), kinds[number % len(kinds)]) for number in range(50))


def test_the_order_of_the_lists_does_not_matter() -> None:
    lists = clean(50)
    for serial, kind in enumerate(sorted(Discrepancy)):
        INJECTED[kind](lists, serial)
    turned = Lists(dict(reversed(lists.ours.items())), dict(reversed(lists.theirs.items())), dict(reversed(lists.listed.items())))
    assert turned.reconciled() == lists.reconciled()


def test_what_is_on_its_way_for_a_short_time_is_no_finding() -> None:
    lists = clean(3)
    not_sent(lists, 1)
    ours(lists, 1, since=NOW - timedelta(hours=1))
    assert lists.reconciled() == []


def test_outside_of_what_the_list_covers_nothing_is_missing_in_it() -> None:
    lists = clean(3)
    day = date(2023, 1, 1)
    ours(lists, 1, issue_date=day)
    change(lists, 1, issue_date=day)
    del lists.listed[1]
    assert lists.reconciled() == []


def test_a_void_invoice_that_was_cancelled_there_is_all_right() -> None:
    lists = clean(3)
    void_but_booked(lists, 1)
    change(lists, 1, withdrawn=True)
    assert lists.reconciled() == []


def test_a_duplicate_of_ours_stands_behind_the_record_that_holds_the_key() -> None:
    lists = clean(2)
    for state in (InvoiceState.DUPLICATE, InvoiceState.REJECTED):
        lists.ours[10] = replace(lists.ours[0], state=state)
        assert lists.reconciled() == []
        assert Lists(dict(reversed(lists.ours.items())), lists.theirs, lists.listed).reconciled() == []


def test_days_have_counts_and_sums_of_both_sides() -> None:
    lists = clean(5)
    for serial in range(5):
        day = FIRST + timedelta(days=serial // 3)
        ours(lists, serial, issue_date=day, total=100)
        change(lists, serial, issue_date=day, total=100)
    del lists.theirs[4]
    days = reconcile(lists.ours.values(), [entry for found in lists.theirs.values() for entry in found], None, NOW).days
    first, second = days.values()
    assert (first.ours, first.theirs, first.agreed, first.ours_fen, first.theirs_fen, first.found) == (3, 3, 3, 300, 300, {})
    assert (second.ours, second.theirs, second.agreed, second.ours_fen, second.theirs_fen) == (2, 1, 1, 200, 100)
    assert second.found == {D.MISSING_THERE: 1}


@given(st.text("0123456789-", min_size=1, max_size=12), st.data())
def test_one_slip_is_one_slip_both_ways_and_no_more(key: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(key) - 1))
    slipped = data.draw(
        st.sampled_from(
            [
                key[:place] + "X" + key[place + 1 :],
                key[:place] + key[place + 1 :],
                key[:place] + "X" + key[place:],
                key[:place] + key[place : place + 2][::-1] + key[place + 2 :],
            ]
        )
    )
    assert one_slip_apart(key, slipped) == one_slip_apart(slipped, key) == (key != slipped)
    assert not one_slip_apart(key, key + "XY")


def test_the_letter_to_a_seller_names_number_day_and_sum() -> None:
    for text in letter_to_seller("某某公司", "24112000000000000001", FIRST, "106.00"):
        assert "24112000000000000001" in text
        assert "2024-03-01" in text
        assert "106.00" in text
