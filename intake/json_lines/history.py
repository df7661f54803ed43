"""The history of one firm in a JSON Lines file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from intake.behaviour.history import PastInvoice
from intake.behaviour.memory_history import MemoryHistory
from intake.json_lines.append_file import AppendFile, Record, damaged_line


class JsonLinesHistory:
    """A `History`: all of it in memory, and each question first takes in what others added to the file."""

    def __init__(self, path: Path) -> None:
        """Reads nothing yet: a file that is absent is an empty history."""
        self._file = AppendFile(path)
        self._known = MemoryHistory()

    def __len__(self) -> int:
        return len(self._followed())

    def recent(self, buyer: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._followed().recent(buyer, before, limit)

    def of_seller(self, buyer: str, seller: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._followed().of_seller(buyer, seller, before, limit)

    def with_total(self, total: int, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._followed().with_total(total, before, limit)

    def near_number(self, series: str, serial: int, within: int, before: datetime) -> Sequence[PastInvoice]:
        return self._followed().near_number(series, serial, within, before)

    def add(self, invoices: Iterable[PastInvoice]) -> None:
        with self._file.writing():
            known = self._followed()
            # Adding the same again is harmless and common (a run that was started twice), so only what is new or differs makes the file longer.
            fresh = {past.id: past for past in invoices if known.get(past.id) != past}
            self._file.append(history_record(past) for past in fresh.values())
            self._followed()

    def _followed(self) -> MemoryHistory:
        for news in self._file.news():
            if news.replaced:
                self._known = MemoryHistory()
            for line, record in news.records:
                try:
                    past = past_of_record(record)
                except (KeyError, TypeError, ValueError) as error:
                    raise damaged_line(self._file.path, line) from error
                self._known.add((past,))
        return self._known


def history_record(past: PastInvoice) -> Record:
    """What was not read is left out."""
    record = {
        "id": past.id,
        "received": past.received.isoformat(),
        "kind": past.kind,
        "buyer": past.buyer,
        "seller": past.seller,
        "seller_name": past.seller_name,
        "code": past.code,
        "number": past.number,
        "issued": past.issued.isoformat() if past.issued else None,
        "amount_fen": past.amount,
        "total_fen": past.total,
        "rates": list(past.rates),
        "categories": list(past.categories),
        "goods": list(past.goods),
        "bank_account": past.bank_account,
        "reverses": past.reverses,
    }
    return {name: value for name, value in record.items() if value not in (None, "", [])}


def past_of_record(record: Record) -> PastInvoice:
    issued = record.get("issued")
    received = datetime.fromisoformat(record["received"])
    if received.tzinfo is None:
        raise ValueError("a time of receipt without its zone")
    return PastInvoice(
        id=str(record["id"]),
        received=received.astimezone(UTC),
        kind=str(record.get("kind", "")),
        buyer=str(record.get("buyer", "")),
        seller=str(record.get("seller", "")),
        seller_name=str(record.get("seller_name", "")),
        code=str(record.get("code", "")),
        number=str(record.get("number", "")),
        issued=date.fromisoformat(issued) if issued else None,
        amount=_whole(record.get("amount_fen")),
        total=_whole(record.get("total_fen")),
        rates=_texts(record.get("rates")),
        categories=_texts(record.get("categories")),
        goods=_texts(record.get("goods")),
        bank_account=str(record.get("bank_account", "")),
        reverses=str(record.get("reverses", "")),
    )


def _whole(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise ValueError("分 are whole numbers")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError("a list is needed")
    return tuple(str(text) for text in value)
