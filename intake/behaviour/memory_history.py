"""A history held in memory: what stands behind the stored ones, and all that a measurement needs."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter

from intake.behaviour.history import PastInvoice

_received = attrgetter("received")


class MemoryHistory:
    """A `History` that ends with the process. About 2.5 KB an invoice."""

    def __init__(self) -> None:
        self._by_id: dict[str, PastInvoice] = {}
        # Each list in order of receipt.
        self._of_buyer: dict[str, list[PastInvoice]] = defaultdict(list)
        self._of_pair: dict[tuple[str, str], list[PastInvoice]] = defaultdict(list)
        self._with_total: dict[int, list[PastInvoice]] = defaultdict(list)
        self._with_serial: dict[tuple[str, int], list[PastInvoice]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, invoice_id: str) -> PastInvoice | None:
        return self._by_id.get(invoice_id)

    def recent(self, buyer: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return _last(self._of_buyer.get(buyer, []), before, limit)

    def of_seller(self, buyer: str, seller: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return _last(self._of_pair.get((buyer, seller), []), before, limit)

    def with_total(self, total: int, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return _last(self._with_total.get(abs(total), []), before, limit)

    def near_number(self, series: str, serial: int, within: int, before: datetime) -> Sequence[PastInvoice]:
        serials = range(serial - within, serial + within + 1)
        return sorted((past for near in serials for past in self._with_serial.get((series, near), ()) if past.received < before), key=_received)

    def add(self, invoices: Iterable[PastInvoice]) -> None:
        for past in invoices:
            before = self._by_id.get(past.id)
            if before is not None:
                for group in self._groups(before):
                    group.remove(before)
            self._by_id[past.id] = past
            for group in self._groups(past):
                insort(group, past, key=_received)

    def _groups(self, past: PastInvoice) -> list[list[PastInvoice]]:
        groups = [self._of_buyer[past.buyer], self._of_pair[(past.buyer, past.seller)]]
        if past.total is not None:
            groups.append(self._with_total[abs(past.total)])
        if past.serial is not None:
            groups.append(self._with_serial[(past.series, past.serial)])
        return groups


def _last(group: list[PastInvoice], before: datetime, limit: int) -> Sequence[PastInvoice]:
    end = bisect_left(group, before, key=_received)
    return group[max(end - limit, 0) : end]
