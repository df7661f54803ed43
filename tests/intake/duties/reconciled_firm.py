"""A firm whose books, records and tax account agree, and everything that can be put wrong in them: in the store, in a ledger over HTTP, and in a list that is handed in as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from intake.duties.reconciling import Reconciling, ReconcilingParts, ReconcilingSweep, reconcile_job
from intake.engine import Jobs
from intake.invoice import Decision
from intake.state import DocumentState, InvoiceState, machine
from intake.store.answers import Done
from intake.store.ids import new_id
from intake.store.invoice_columns import invoice_columns
from intake.store.ledger_entries import ledger_entry
from intake.store.moves import move_invoice
from intake.store.reconciliation_findings import FindingQuery, StoredFinding, findings_of
from intake.store.reconciliation_lists import add_list
from intake.store.reconciliation_runs import StoredRun, due_runs, open_run, runs_of
from intake.store.session import Database
from intake.store.tables import DocumentRow, InvoiceRow, ReadingRow
from intake.store.uploads import step_upload, uploads_of_invoice
from intake.store.words import Door, Lane
from intake.upload.discrepancies import Discrepancy
from intake.upload.entry_format import entry_json
from intake.upload.list_file import ListKind, Told, read_list
from intake.upload.listing import Span
from intake.upload.outbox import SendingCause, Step, UploadState
from intake.upload.reconciliation_words import FindingState
from intake.upload.routes import Routes
from intake.upload.simulator.books import Booking
from intake.upload.simulator.server import SimulatedLedger
from tests.intake.store.samples import REVIEWER, TENANT, approve, digital, read, result, verify
from tests.intake.upload.upload_samples import BUYER, SELLER, Clock

D = Discrepancy
FIRST = date(2024, 2, 1)
SPAN = Span(FIRST, date(2024, 3, 14))
HEADING = "数电票号码,开票日期,销方识别号,销方名称,购方识别号,金额,税额,价税合计,发票状态"
MANY = 100
_UPLOADER = machine("uploader")


def once(write: Callable[[], None]) -> None:
    write()


def serial_of(number: int) -> int:
    """Neighbours are not one slip apart."""
    return 1_000_003 * number + 7_919


def key_of(number: int) -> str:
    return digital(serial_of(number))


def values_of(number: int) -> dict[str, Any]:
    amount = (1_000 + 37 * number) * (-1 if number % 7 == 3 else 1)
    day = FIRST + timedelta(days=number % 28)
    return {
        "issue_date": day.isoformat(),
        "amount": f"{amount}.00",
        "tax": f"{amount * 0.06:.2f}",
        "total": f"{amount * 1.06:.2f}",
        "seller_tax_id": SELLER,
        "buyer_tax_id": BUYER,
    }


@dataclass
class Firm:
    database: Database
    clock: Clock
    jobs: Jobs
    simulated: SimulatedLedger
    routes: Routes
    listed: dict[int, list[str]] = field(default_factory=dict)
    """Number -> its line of the list."""
    ids: dict[int, UUID] = field(default_factory=dict)

    @property
    def parts(self) -> ReconcilingParts:
        return ReconcilingParts(self.database, self.jobs, self.routes, self.clock, once)

    def make(self, numbers: Iterable[int], *, state: InvoiceState = InvoiceState.CONFIRMED, booked: bool = True) -> None:
        """Records, each with its booking and its line of the list."""
        wanted = list(numbers)
        for start in range(0, len(wanted), 100):
            with self.database.write() as session:
                for number in wanted[start : start + 100]:
                    content, said = _content(number), values_of(number)
                    (invoice,) = read(session, content, result(key_of(number), **said), at=self.clock())
                    self.ids[number] = invoice
                    self.listed[number] = [key_of(number), said["issue_date"], SELLER, "海州望潮", BUYER, said["amount"], said["tax"], said["total"], "正常"]
                    if state is InvoiceState.REJECTED:
                        moved = move_invoice(session, TENANT, invoice, InvoiceState.IN_REVIEW, state, actor=REVIEWER, why="no", at=self.clock())
                        assert isinstance(moved, Done)
                    elif state is not InvoiceState.IN_REVIEW:
                        approve(session, invoice, at=self.clock())
                        verify(session, invoice, at=self.clock())
                    entry = ledger_entry(session, TENANT, invoice, key_of(number), 1)
                    assert entry is not None
                    if booked:
                        self.simulated.books.book(entry_json(entry))
                    if state is InvoiceState.CONFIRMED:
                        (upload,) = uploads_of_invoice(session, TENANT, invoice)
                        assert step_upload(
                            session, upload, Step(UploadState.CONFIRMED, SendingCause.NONE, None, f"L{number}"), "books", actor=_UPLOADER, at=self.clock()
                        )

    def fill(self, numbers: Iterable[int]) -> None:
        """The same as `make`, for many: rows as they stand in the end, without what led there."""
        wanted = list(numbers)
        for start in range(0, len(wanted), 5_000):
            rows = [rows_of(number, self.clock()) for number in wanted[start : start + 5_000]]
            with self.database.write() as session:
                for table, values in zip((DocumentRow, ReadingRow, InvoiceRow), zip(*rows, strict=True), strict=True):
                    session.execute(insert(table), list(values))
        for number in wanted:
            said = values_of(number)
            self.listed[number] = [key_of(number), said["issue_date"], SELLER, "海州望潮", BUYER, said["amount"], said["tax"], said["total"], "正常"]
            self.simulated.books.book(_booking(number, f"{TENANT}:{key_of(number)}:1", sha256(_content(number)).hexdigest()))

    def hand_in(self, kind: ListKind = ListKind.BUREAU) -> None:
        """The list of the tax account as a file, of all days."""
        content = "\n".join([HEADING, *(",".join(line) for line in self.listed.values())]).encode("gb18030")
        handed_in = read_list(content, Told(kind, SPAN.first, SPAN.last))
        with self.database.write() as session:
            add_list(session, TENANT, handed_in, "清单.csv", sha256(content).hexdigest(), "user:finance", self.clock())

    def change(self, number: int, *, key: str | None = None, total: str | None = None, withdrawn: bool | None = None, **entry: Any) -> None:
        """Somebody changes a booking by hand."""
        books = self.simulated.books
        books._bookings = [
            replace(
                booking,
                key=key or booking.key,
                total=total or booking.total,
                withdrawn=booking.withdrawn if withdrawn is None else withdrawn,
                entry={**booking.entry, **entry},
            )
            if booking.key == key_of(number)
            else booking
            for booking in books._bookings
        ]

    def unbook(self, number: int) -> Sequence[Booking]:
        books = self.simulated.books
        gone = [booking for booking in books._bookings if booking.key == key_of(number)]
        books._bookings = [booking for booking in books._bookings if booking.key != key_of(number)]
        return gone

    def rebook(self, bookings: Iterable[Booking]) -> None:
        self.simulated.books._bookings += bookings

    def reconcile(self, at: datetime | None = None) -> StoredRun:
        """Somebody asks, and the job runs."""
        with self.database.write() as session:
            open_run(session, TENANT, SPAN, "books", who="user:finance", at=at or self.clock())
        self.work()
        return self.last_run()

    def work(self) -> None:
        with self.database.read() as session:
            due = due_runs(session, self.clock(), 10)
        for run in due:
            Reconciling(self.parts).run(*reconcile_job(run).arguments)

    def night(self) -> None:
        ReconcilingSweep(self.parts).run()
        self.work()

    def last_run(self) -> StoredRun:
        with self.database.read() as session:
            return runs_of(session, TENANT, limit=1)[0][0]

    def findings(self, state: FindingState | None = FindingState.OPEN) -> list[tuple[str, Discrepancy]]:
        return sorted((each.finding.key, each.finding.kind) for each in self.stored(state))

    def stored(self, state: FindingState | None = None) -> Sequence[StoredFinding]:
        with self.database.read() as session:
            return findings_of(session, TENANT, FindingQuery(() if state is None else (state,)), limit=10_000)[0]


def _content(number: int) -> bytes:
    return b"original %d" % number


def rows_of(number: int, at: datetime, state: InvoiceState = InvoiceState.CONFIRMED) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Of its document, its reading and itself."""
    said, document, reading = values_of(number), new_id(), new_id()
    file = {"tenant": TENANT, "sha256": sha256(_content(number)).hexdigest(), "size": 1, "media_type": "image/jpeg", "name": "发票.jpg"}
    stood = {
        "door": Door.HTTP,
        "lane": Lane.BATCH,
        "received_at": at,
        "state": DocumentState.READ,
        "moved_at": at,
        "attempts": 1,
        "worker": "",
        "error_code": "",
    }
    columns = asdict(invoice_columns({"invoice_number": key_of(number), "seller_name": "海州望潮", **said}))
    invoice = {"id": new_id(), "tenant": TENANT, "document_id": document, "reading_id": reading, "page": 1, "position": 0, "state": state}
    rest = {"moved_at": at, "version": 9, "duplicate_of": None, "received_at": at, "deleted_at": None, "kind": "digital_general", "decision": Decision.REVIEW}
    return (
        {"id": document, **file, **stood, "version": 3, "deleted_at": None},
        {"id": reading, "document_id": document, "reader": "reader 1", "read_at": at},
        {**invoice, **rest, **columns},
    )


def _booking(number: int, idempotency_key: str, original: str | None) -> dict[str, Any]:
    said = values_of(number)
    return {
        "IdempotencyKey": idempotency_key,
        "BusinessKey": key_of(number),
        "IssueTime": said["issue_date"],
        "TotalAmWithoutTax": said["amount"],
        "TotalTaxAm": said["tax"],
        "TotalTax-includedAmount": said["total"],
        "SellerIdNum": SELLER,
        "BuyerIdNum": BUYER,
        "OriginalFile": {"Sha256": original},
    }


def _swapped(number: int) -> str:
    """The key with one digit mistyped."""
    key = key_of(number)
    return key[:12] + str((int(key[12]) + 5) % 10) + key[13:]


def _again(firm: Firm, number: int) -> None:
    (booking,) = [booking for booking in firm.simulated.books.bookings if booking.key == key_of(number)]
    firm.simulated.books.book({**booking.entry, "IdempotencyKey": f"by hand {number}"})


def _turned(firm: Firm, number: int) -> None:
    values = {name: text[1:] if text.startswith("-") else f"-{text}" for name, text in values_of(number).items() if name in ("amount", "tax", "total")}
    firm.change(number, total=values["total"], TotalAmWithoutTax=values["amount"], TotalTaxAm=values["tax"])


@dataclass(frozen=True)
class Injection:
    """How a record is made, and what is put wrong then."""

    wrong: Callable[[Firm, int], object]
    state: InvoiceState = InvoiceState.CONFIRMED
    booked: bool = True


def _say(place: int, text: str) -> Callable[[Firm, int], None]:
    """In the line of the list."""

    def say(firm: Firm, number: int) -> None:
        firm.listed[number][place] = text

    return say


def _nothing(_: Firm, __: int) -> None: ...


def _forget(firm: Firm, number: int) -> None:
    firm.listed.pop(number)


OF_LEDGER_AND_LIST: dict[Discrepancy, Injection] = {
    D.MISSING_THERE: Injection(Firm.unbook),
    D.CANCELLED_THERE: Injection(lambda firm, number: firm.change(number, withdrawn=True)),
    D.MISNUMBERED_THERE: Injection(lambda firm, number: firm.change(number, key=_swapped(number))),
    D.NOT_SENT: Injection(_nothing, InvoiceState.VERIFIED, booked=False),
    D.WAITS_FOR_PERSON: Injection(_nothing, InvoiceState.IN_REVIEW, booked=False),
    D.DOUBLED_THERE: Injection(_again),
    D.AMOUNT_DIFFERS: Injection(lambda firm, number: firm.change(number, TotalAmWithoutTax="1.00")),
    D.TAX_DIFFERS: Injection(lambda firm, number: firm.change(number, TotalTaxAm="0.01")),
    D.TOTAL_DIFFERS: Injection(lambda firm, number: firm.change(number, total="0.01")),
    D.SIGN_DIFFERS: Injection(_turned),
    D.DATE_DIFFERS: Injection(lambda firm, number: firm.change(number, IssueTime="2023-03-08")),
    D.SELLER_DIFFERS: Injection(lambda firm, number: firm.change(number, SellerIdNum=BUYER)),
    D.BUYER_DIFFERS: Injection(lambda firm, number: firm.change(number, BuyerIdNum=SELLER)),
    D.FILE_DIFFERS: Injection(lambda firm, number: firm.change(number, OriginalFile={"Sha256": "0" * 64})),
    D.BOOKED_UNCONFIRMED: Injection(_nothing, InvoiceState.VERIFIED),
    D.REJECTED_BUT_BOOKED: Injection(_nothing, InvoiceState.REJECTED),
    D.VOID_BUT_BOOKED: Injection(_say(8, "已作废")),
    D.LISTED_OTHERWISE: Injection(_say(7, "123456.78")),
    D.NOT_LISTED: Injection(_forget),
}
"""`MISSING_HERE` and `LISTED_NOT_RECEIVED` have no record of ours."""


def inject(firm: Firm, number: int, kind: Discrepancy) -> None:
    if kind in OF_LEDGER_AND_LIST:
        how = OF_LEDGER_AND_LIST[kind]
        firm.make([number], state=how.state, booked=how.booked)
        how.wrong(firm, number)
        return
    said = values_of(number)
    firm.listed[number] = [key_of(number), said["issue_date"], SELLER, "海州望潮", BUYER, said["amount"], said["tax"], said["total"], "正常"]
    if kind is D.MISSING_HERE:
        firm.simulated.books.book(_booking(number, f"by hand {number}", None))
    else:
        assert kind is D.LISTED_NOT_RECEIVED


def agreeing(firm: Firm, count: int, wrong: Sequence[tuple[int, Discrepancy]]) -> list[tuple[str, Discrepancy]]:
    """`count` invoices, of which these are put wrong; what is to be found."""
    kinds = dict(wrong)
    # Before the others come: changing a booking looks through all that there are.
    for number, kind in kinds.items():
        inject(firm, number, kind)
    (firm.fill if count > MANY else firm.make)(number for number in range(count) if number not in kinds)
    firm.hand_in()
    firm.clock.go_on(days=3)
    return sorted((key_of(number), kind) for number, kind in kinds.items())
