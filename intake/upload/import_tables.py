"""A ledger that people feed by hand: a table for each day, to be imported into whatever accounting program there is, and its own list of what it has, laid back into the folder.

    fapiao-2024-03-11.csv      an invoice a row; safe to open in a spreadsheet; `workbook_of` makes it an XLSX
    booked/*.csv               lists that the accounting program gives out: key (or code and number), total, and what else it keeps

Handing over is writing the row; an invoice is confirmed when a list in `booked` shows it with the same values.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Lock

import xlsxwriter  # type: ignore[import-untyped]

from intake.behaviour.history import CHINA_TIME
from intake.csv_table import Row, read_rows
from intake.domain.dates import read_date
from intake.domain.money import format_fen, read_fen
from intake.errors import UnreadableFile
from intake.spreadsheet_cells import BOM, harmless
from intake.upload.drop_files import put_file, sync_folder
from intake.upload.drop_names import plain_name, plain_suffix
from intake.upload.ledger import Accepted, BusinessKey, Found, FoundEntry, LedgerEntry, Lookup, Manners, Submission, Unavailable, Unknown
from intake.upload.listing import CannotList, EntryPage, Listed, Span

COLUMNS = (
    "key",
    "code",
    "number",
    "kind",
    "issue_date",
    "seller_name",
    "seller_tax_id",
    "buyer_name",
    "buyer_tax_id",
    "amount",
    "tax",
    "total",
    "goods",
    "original",
)
HEADINGS = (
    "发票标识",
    "发票代码",
    "发票号码",
    "发票种类",
    "开票日期",
    "销售方",
    "销售方税号",
    "购买方",
    "购买方税号",
    "金额",
    "税额",
    "价税合计",
    "货物或服务",
    "原件",
)
_BOOKED: Mapping[str, tuple[str, ...]] = {
    "id": ("凭证号", "voucher", "id"),
    "key": ("发票标识", "key"),
    "code": ("发票代码", "invoice_code", "code"),
    "number": ("发票号码", "invoice_number", "number"),
    "issue_date": ("开票日期", "issue_date", "date"),
    "amount": ("金额", "amount"),
    "tax": ("税额", "tax"),
    "total": ("价税合计", "total"),
    "seller_tax_id": ("销售方税号", "seller_tax_id"),
}
_LARGEST_LIST = 64 * 1024 * 1024


@dataclass(frozen=True)
class TableLedger:
    name: str
    folder: Path
    """Of one tenant."""
    clock: Callable[[], datetime]
    manners: Manners = Manners(settles_within=timedelta(days=30), appears_after=timedelta(hours=1))
    """People import once a month at the latest."""
    _booked: _BookedLists = field(default_factory=lambda: _BookedLists(), init=False, repr=False, compare=False)

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        """The original lies beside the tables; a row that is there already is not written again."""
        path = self.folder / f"fapiao-{self.clock().astimezone(CHINA_TIME).date().isoformat()}.csv"
        name = f"{plain_name(entry.business.key)}-r{entry.revision}{plain_suffix(entry.original.name)}"
        try:
            originals = self.folder / "originals"
            originals.mkdir(exist_ok=True)
            put_file(originals / name, original)
        except OSError as error:
            return Unavailable("disk", f"the folder can't be used: {error.strerror}")
        try:
            with _alone(self.folder):
                if not any(_has(table, name) for table in sorted(self.folder.glob("fapiao-*.csv"), reverse=True)):
                    _append(path, _row(entry, name))
        except OSError as error:
            return Unknown(f"{path.name}: {error.strerror}")
        return Accepted(name)

    def find(self, wanted: BusinessKey) -> Lookup:
        try:
            rows = self._booked.rows(self.folder / "booked")
        except OSError as error:
            return Unavailable("disk", f"the folder can't be used: {error.strerror}")
        except UnreadableFile as error:
            return Unavailable("no_sense", error.message)
        return Found(tuple(_found(row, wanted) for spelling in wanted.spellings for row in rows.get(spelling, ())))

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        """All at once: it lies in memory already. The folder is of one tenant."""
        try:
            rows = self._booked.rows(self.folder / "booked")
        except OSError as error:
            return Unavailable("disk", f"the folder can't be used: {error.strerror}")
        except UnreadableFile as error:
            return Unavailable("no_sense", error.message)
        if not rows:
            return CannotList()  # nobody laid a list there yet
        entries = (_found(row, BusinessKey.of(tenant, key)) for key, listed in rows.items() for row in listed)
        return EntryPage(tuple(entry for entry in entries if entry.issue_date is not None and span.holds(entry.issue_date)))


class _BookedLists:
    """The rows of all lists by business key, read anew when a file changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._rows: Mapping[str, tuple[Row, ...]] = {}

    def rows(self, folder: Path) -> Mapping[str, tuple[Row, ...]]:
        """Raises OSError, and UnreadableFile for a list that is none."""
        with self._lock:
            paths = sorted(folder.glob("*.csv")) if folder.is_dir() else []
            seen = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
            if seen != self._seen:
                self._rows, self._seen = _by_key(paths), seen
            return self._rows


def workbook_of(table: bytes) -> bytes:
    """A day's table as XLSX. Cells are texts, so that twenty digits stay twenty digits."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("发票")
        for number, cells in enumerate(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return buffer.getvalue()


def _by_key(paths: list[Path]) -> dict[str, tuple[Row, ...]]:
    rows: dict[str, tuple[Row, ...]] = {}
    for path in paths:
        if path.stat().st_size > _LARGEST_LIST:
            raise UnreadableFile("table_invalid", f"{path.name} is too large. Split it.", f"{path.name} 过大，请拆分。")
        for row in read_rows(path.read_bytes(), _BOOKED, ["number", "total"]):
            key = row.cells["key"] or (f"{row.cells['code']}-{row.cells['number']}" if row.cells["code"] else row.cells["number"])
            known = rows.get(key, ())
            if row.cells["id"] == "" and known:
                continue  # the same invoice in the list of another day: only a voucher's own number makes it a second booking
            rows[key] = (*(each for each in known if each.cells["id"] != row.cells["id"]), row)
    return rows


def _found(row: Row, wanted: BusinessKey) -> FoundEntry:
    cells = row.cells
    return FoundEntry(
        cells["id"] or wanted.key,
        wanted.key,
        read_date(cells["issue_date"]),
        read_fen(cells["amount"]) if cells["amount"] else None,
        read_fen(cells["tax"]) if cells["tax"] else None,
        read_fen(cells["total"]),
        cells["seller_tax_id"] or None,
    )


def _row(entry: LedgerEntry, original: str) -> list[str]:
    sums = ["" if fen is None else format_fen(fen) for fen in (entry.amount, entry.tax, entry.total)]
    business, text = entry.business, entry.text
    date = entry.issue_date.isoformat() if entry.issue_date else ""
    parties = [text(name) for name in ("seller_name", "seller_tax_id", "buyer_name", "buyer_tax_id")]
    goods = entry.items[0].get("name", "") if entry.items else ""
    return [business.key, business.code, business.number, entry.kind.value, date, *parties, *sums, goods, original]


def _has(path: Path, original: str) -> bool:
    """Whether this revision has its row: by the name of its original, which is the last cell of a whole row."""
    return any(row and row[-1] == harmless(original) for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def _append(path: Path, row: list[str]) -> None:
    """A row that an earlier writer was killed over is cut off first."""
    content = path.read_bytes() if path.exists() else (BOM + _line(list(HEADINGS))).encode()
    whole = content[: content.rfind(b"\n") + 1]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o640)
    with os.fdopen(descriptor, "wb") as file:
        file.write(whole + _line([harmless(cell) for cell in row]).encode())
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _line(cells: list[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow([" ".join(cell.split()) for cell in cells])
    return buffer.getvalue()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes into the folder until the block ends, or the process."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
