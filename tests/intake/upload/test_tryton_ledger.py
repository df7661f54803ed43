"""A real accounting system: Tryton's server as a process of its own, its books in SQLite, driven as in production. What it may refuse or round is its own doing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from intake.engine import Jobs
from intake.outside_http import HttpLimits, OutsideHttp, Reach, Request
from intake.state import InvoiceState
from intake.store.files import LocalFiles
from intake.store.session import Database
from intake.upload.differences import differences
from intake.upload.json_rpc import Result
from intake.upload.ledger import Accepted, Found, FoundEntry, Manners, Refused, Unavailable
from intake.upload.listing import EntryPage, Span
from intake.upload.outbox import SendingCause
from intake.upload.routes import Route, Routes
from intake.upload.tryton import TrytonBooks, TrytonLedger
from tests.intake.upload.conftest import HERE
from tests.intake.upload.upload_house import House
from tests.intake.upload.upload_samples import ORIGINAL, SELLER, TENANT, Clock, entry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("trytond", "proteus")),
        reason="Tryton is not installed: pip install trytond-account-invoice proteus",
    ),
]
NAME, LOGIN, PASSWORD = "books", "admin", "an invented password"
BOOKS = TrytonBooks(1, "CNY", "2.1.1", "2.2.1", "6.3.6")
HTTP = OutsideHttp(HttpLimits(total_seconds=60), Reach(HERE, HERE))
START_SECONDS = 60


@dataclass(frozen=True)
class Program:
    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "trytond.conf"

    def run(self, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [sys.executable, *arguments], cwd=self.folder, env={**os.environ, "TRYTONPASSFILE": str(self.folder / "password")}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    def write_settings(self, port: int) -> None:
        self.settings.write_text(f"[database]\nuri = sqlite://\npath = {self.folder}\n[web]\nlisten = 127.0.0.1:{port}\n")
        (self.folder / "password").write_text(PASSWORD)


@pytest.fixture(scope="session")
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with modules, firm and chart of accounts: made in half a minute, kept in pytest's cache."""
    kept = request.config.cache.mkdir("tryton") / f"{version('trytond')}-{version('trytond-account-invoice')}.sqlite"  # type: ignore[union-attr]
    if not kept.exists():
        program = Program(tmp_path_factory.mktemp("tryton"))
        program.write_settings(0)
        made = program.folder / f"{NAME}.sqlite"
        made.touch()
        admin = str(Path(sys.executable).parent / "trytond-admin")
        program.run(admin, "-c", str(program.settings), "-d", NAME, "-u", "account_invoice", "--activate-dependencies", "--email", "admin@example.com")
        program.run(str(Path(__file__).with_name("tryton_prepare.py")), str(program.settings), NAME)
        part = kept.with_suffix(f".{os.getpid()}")
        shutil.copy(made, part)
        part.replace(kept)
    return kept


@pytest.fixture(scope="module")
def running(books: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = Program(tmp_path_factory.mktemp("tryton"))
    shutil.copy(books, program.folder / f"{NAME}.sqlite")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program.write_settings(port)
    server = subprocess.Popen(  # noqa: S603 - our own arguments
        [sys.executable, str(Path(sys.executable).parent / "trytond"), "-c", str(program.settings), "-d", NAME],
        cwd=program.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        give_up = time.monotonic() + START_SECONDS
        while not hasattr(HTTP.send(Request("GET", f"{base}/")), "status"):
            assert server.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def tryton(running: str) -> TrytonLedger:
    return TrytonLedger("tryton", running, NAME, LOGIN, PASSWORD, BOOKS, HTTP, Manners(timedelta(minutes=5), timedelta(seconds=5)))


def test_a_supplier_invoice_is_made_and_read_back_with_the_printed_sums(tryton: TrytonLedger) -> None:
    sent = entry(1)
    assert tryton.find(sent.business) == Found()
    accepted = tryton.submit(sent, ORIGINAL)
    assert isinstance(accepted, Accepted)
    found = tryton.find(sent.business)
    assert isinstance(found, Found)
    (booked,) = found.entries
    assert differences(sent, booked) == ()
    assert (booked.their_id, booked.amount, booked.tax, booked.total) == (accepted.their_id, 10_000, 600, 10_600)
    assert (booked.seller_tax_id, booked.sha256, booked.idempotency_key) == (SELLER, sent.original.sha256, sent.idempotency_key)


def test_everything_of_some_days_is_listed_page_by_page(tryton: TrytonLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.upload.tryton._PAGE", 2)
    sent = [replace(entry(300 + serial), issue_date=date(2023, 1, 1 + serial)) for serial in range(5)]
    assert all(isinstance(tryton.submit(each, ORIGINAL), Accepted) for each in sent)
    span, found, after = Span(date(2023, 1, 1), date(2023, 1, 4)), list[FoundEntry](), ""
    while True:
        page = tryton.list_page(TENANT, span, after)
        assert isinstance(page, EntryPage)
        found += page.entries
        after = page.next
        if not after:
            break
    assert [each.key for each in found] == [each.business.key for each in sent[:4]]
    assert all(differences(one, other) == () for one, other in zip(sent, found, strict=False))
    assert found[0].seller_tax_id == SELLER


def test_a_red_invoice_keeps_its_signs(tryton: TrytonLedger) -> None:
    red = replace(entry(2), amount=-10_000, tax=-600, total=-10_600, items=())
    assert isinstance(tryton.submit(red, ORIGINAL), Accepted)
    found = tryton.find(red.business)
    assert isinstance(found, Found)
    assert differences(red, found.entries[0]) == ()


def test_tax_is_the_printed_one_and_not_what_a_rate_gives(tryton: TrytonLedger) -> None:
    odd = replace(entry(3), tax=601, total=10_601)
    assert isinstance(tryton.submit(odd, ORIGINAL), Accepted)
    found = tryton.find(odd.business)
    assert isinstance(found, Found)
    assert (found.entries[0].tax, found.entries[0].total) == (601, 10_601)


def test_a_change_that_somebody_makes_there_is_seen(tryton: TrytonLedger) -> None:
    sent = entry(4)
    accepted = tryton.submit(sent, ORIGINAL)
    assert isinstance(accepted, Accepted)
    change = [[int(accepted.their_id)], {"invoice_date": replace(sent).issue_date.replace(day=1)}]  # type: ignore[union-attr]
    assert isinstance(tryton._call("account.invoice.write", *change), Result)
    found = tryton.find(sent.business)
    assert isinstance(found, Found)
    assert [each.field for each in differences(sent, found.entries[0])] == ["issue_date"]


def test_suppliers_are_made_once(tryton: TrytonLedger) -> None:
    for serial in (5, 6):
        assert isinstance(tryton.submit(entry(serial), ORIGINAL), Accepted)
    parties = tryton._search("party.party", [["identifiers.code", "=", SELLER]], ["name"])
    assert isinstance(parties, Result)
    assert len(parties.value) == 1


def test_a_wrong_password_and_a_missing_account_are_settings_and_no_refusal(tryton: TrytonLedger) -> None:
    barred = replace(tryton, password=PASSWORD[::-1]).find(entry().business)
    missing = replace(tryton, books=replace(BOOKS, expense="nine")).submit(entry(), ORIGINAL)
    assert isinstance(barred, Unavailable)
    assert isinstance(missing, Unavailable)
    assert (barred.reason, missing.reason) == ("permission", "misconfigured")


def test_what_their_rules_forbid_is_refused_in_their_words(tryton: TrytonLedger) -> None:
    """An account of another kind in the place of what is owed."""
    answer = replace(tryton, books=replace(BOOKS, payable="6.3.6")).submit(entry(7), ORIGINAL)
    assert isinstance(answer, Refused)
    assert answer.code == "UserError"
    assert "Traceback" not in answer.message
    assert tryton.find(entry(7).business) == Found()


def test_an_ended_session_is_renewed_by_itself(tryton: TrytonLedger) -> None:
    tryton.find(entry().business)
    tryton._session.header = "Session bm9ib2R5OjE6eA=="
    assert isinstance(tryton.find(entry().business), Found)


def test_verified_invoices_end_confirmed_in_the_books_and_differences_are_told(
    tryton: TrytonLedger, database: Database, files: LocalFiles, clock: Clock, jobs: Jobs
) -> None:
    house = House(database, files, clock, Routes({TENANT: Route(tryton)}), jobs)
    first = 200 if database.postgresql else 100
    invoices = [house.verified(first + serial, seller_tax_id=SELLER) for serial in range(3)]
    changed = house.verified(first + 3, seller_tax_id=SELLER)
    house.work()
    upload = house.upload(changed)
    accounts = tryton._accounts()
    assert isinstance(accounts, dict)
    one_yuan = {"__class__": "Decimal", "decimal": "1"}
    line = {"type": "line", "invoice_type": "in", "company": 1, "description": "x", "quantity": 1.0, "account": accounts[BOOKS.expense], "unit_price": one_yuan}
    wrong = [[int(upload.attempt.their_id)], {"lines": [["create", [line]]]}]
    assert isinstance(tryton._call("account.invoice.write", *wrong), Result)
    house.work_for(1)
    assert {house.state(invoice) for invoice in invoices} == {InvoiceState.CONFIRMED}
    assert house.upload(changed).cause is SendingCause.DIFFERS
    assert ("total", "106.00", "107.00") in [(each.field, each.ours, each.theirs) for each in house.upload(changed).differences]
