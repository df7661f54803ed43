"""Ledgers that tell everything they have, page by page; and those that can't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from intake.outside_http import Answer, OutsideHttp
from intake.upload.entry_format import entry_json
from intake.upload.import_tables import TableLedger
from intake.upload.ledger import Accepted, FoundEntry, Unavailable
from intake.upload.listing import CannotList, EntryPage, Listed, ListingLedger, Span
from intake.upload.odoo import OdooLedger
from intake.upload.rest import RestLedger
from intake.upload.simulator.server import Habits, SimulatedLedger
from tests.intake.upload.conftest import QUICK
from tests.intake.upload.odoo_server import Odoo, serve
from tests.intake.upload.upload_samples import ORIGINAL, SELLER, TENANT, Clock, entry, found_as

MARCH = Span(date(2024, 3, 1), date(2024, 3, 31))


def all_pages(ledger: ListingLedger, span: Span = MARCH) -> list[FoundEntry]:
    found: list[FoundEntry] = []
    after = ""
    while True:
        page = ledger.list_page(TENANT, span, after)
        assert isinstance(page, EntryPage), page
        found += page.entries
        after = page.next
        if not after:
            return found


def test_every_entry_of_the_days_is_listed_once_over_all_pages(ledger: RestLedger, simulated: SimulatedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.upload.rest._PAGE", 3)
    sent = [entry(serial) for serial in range(8)]
    for each in (*sent, replace(entry(99), issue_date=None, fields={**entry(99).fields, "issue_date": "2024-04-01"})):
        simulated.books.book(entry_json(each))
    simulated.books.cancel(sent[2].business.key)
    found = all_pages(ledger)
    assert [each.key for each in found] == [each.business.key for each in sent]
    assert [each.withdrawn for each in found] == [number == 2 for number in range(8)]
    assert found[0] == replace(found_as(sent[0]), their_id="L1")
    assert len(simulated.calls) == 3


def test_a_ledger_of_the_older_contract_lists_nothing(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    simulated.habits = Habits(lists=False)
    assert ledger.list_page(TENANT, MARCH) == CannotList()


def test_one_that_can_not_be_reached_is_no_empty_one(ledger: RestLedger, simulated: SimulatedLedger) -> None:
    simulated.closed.set()
    assert isinstance(ledger.list_page(TENANT, MARCH), Unavailable)


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (b'{"entries": []}', CannotList),
        (b'{"entries": [], "from": "2024-03-01", "to": "2024-02-01"}', CannotList),
        (b'{"entries": [{"id": 1}], "from": "2024-03-01", "to": "2024-03-31"}', Unavailable),
        (b'{"entries": 7, "from": "2024-03-01", "to": "2024-03-31"}', Unavailable),
        (b'{"entries": [], "from": "2024-03-01", "to": "2024-03-31", "next": "here"}', Unavailable),
        (b'{"entries": [], "from": "2024-03-01", "to": "2024-03-31", "next": ""}', EntryPage),
    ],
    ids=["passes over what it is asked", "of other days", "no entry", "no list", "turns in a circle", "nothing of these days"],
)
def test_an_answer_counts_only_where_it_says_what_it_answers(
    ledger: RestLedger,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    meant: type[Listed],
) -> None:
    monkeypatch.setattr(OutsideHttp, "send", lambda *_: Answer(200, {}, body))
    assert type(ledger.list_page(TENANT, MARCH, "here")) is meant


def test_odoo_lists_drafts_and_what_people_typed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.upload.odoo._PAGE", 2)
    odoo = Odoo()
    with serve(odoo) as base:
        ledger = OdooLedger("odoo", base, odoo.database, odoo.login, odoo.key, QUICK)
        sent = [entry(serial) for serial in range(3)]
        assert all(isinstance(ledger.submit(each, ORIGINAL), Accepted) for each in sent)
        odoo.rows("account.move")[1]["state"] = "cancel"
        typed = {**odoo.rows("account.move")[0], "id": 4, "ref": False, "invoice_origin": False}
        late = {**odoo.rows("account.move")[0], "id": 5, "invoice_date": "2024-05-01"}
        odoo.rows("account.move").extend([typed, late])
        found = all_pages(ledger)
    assert [each.key for each in found] == [*(each.business.key for each in sent), "id 4"]
    assert [each.withdrawn for each in found] == [False, True, False, False]
    assert (found[0].total, found[0].sha256, found[0].seller_tax_id) == (10_600, sent[0].original.sha256, SELLER)
    assert found[0].amount is None, "in drafts of ours the tax is among the lines"


def test_lists_that_people_lay_into_the_folder_are_the_ledgers_list(tmp_path: Path, clock: Clock) -> None:
    ledger = TableLedger("tables", tmp_path, clock)
    assert ledger.list_page(TENANT, MARCH) == CannotList()
    (tmp_path / "booked").mkdir()
    (tmp_path / "booked" / "march.csv").write_text(
        "凭证号,发票代码,发票号码,开票日期,价税合计\n记-1,011002300111,00123456,2024-03-08,106.00\n记-2,,24112000000000004711,2024-04-08,1.00\n", "utf-8"
    )
    (only,) = all_pages(ledger)
    assert (only.key, only.their_id, only.total) == ("011002300111-00123456", "记-1", 10_600)
    assert [each.their_id for each in all_pages(ledger, Span(MARCH.first, MARCH.last + timedelta(days=30)))] == ["记-1", "记-2"]
