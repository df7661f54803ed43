"""The forty invoices of the demonstration: files as they come in, what is true of each, and what is done to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from api.demo.einvoice_file import einvoice_file
from api.demo.troubles import STATUSES, Trouble
from intake.behaviour.history import CHINA_TIME
from intake.invoice import Kind
from intake.verification.simulator.bureau import TrueInvoice
from intake.verification.simulator.invoices import true_invoice
from intake.verification.verifier import InvoiceStatus

COUNT = 40
SAMPLES: Mapping[str, Trouble] = {
    "digital_special.pdf": Trouble.NONE,
    "digital_general.ofd": Trouble.NONE,
    "digital_special.xml": Trouble.VOIDED,
    "digital_long.pdf": Trouble.NONE,
    "digital_in_zip.zip": Trouble.NO_ANSWER,
    "mail_with_invoice.eml": Trouble.SUPPLIER_UNKNOWN,
    "e_general_goods_list.pdf": Trouble.NONE,
    "rail_e_ticket.pdf": Trouble.NONE,
    "air_itinerary.pdf": Trouble.NONE,
    "toll_e.pdf": Trouble.TOO_OLD,
    "digital_general.png": Trouble.NONE,
    "digital_red.png": Trouble.NONE,
}
"""Sample images that are read fast, and what becomes of each; where the folder is not there, invented XML takes their place."""
_DRAWN = (
    *(Trouble.DELAYED,) * 3,
    Trouble.SAME_DAY,
    *(Trouble.NUMBER_MISTYPED,) * 2,
    Trouble.DATE_MISTYPED,
    Trouble.DATE_MISSING,
    Trouble.VOIDED,
    Trouble.REVERSED,
    Trouble.FORGED,
    Trouble.NO_ANSWER,
    Trouble.DROPPED,
    Trouble.LOST_ONCE,
    Trouble.LOST,
    Trouble.SUPPLIER_UNKNOWN,
    Trouble.PERIOD_CLOSED,
    Trouble.CHANGED_THERE,
    Trouble.BOOKED_TWICE,
    Trouble.TAKEN_BACK,
    Trouble.SENT_TWICE,
)
_DAYS_AGO: Mapping[Trouble, int] = {
    Trouble.DELAYED: 1,
    Trouble.SAME_DAY: 0,
    Trouble.NUMBER_MISTYPED: 55,
    Trouble.FORGED: 60,
}
_OLD = 20
"""Days: of every other one."""
_TODAY = (*(Trouble.DELAYED,) * 2, Trouble.SUPPLIER_UNKNOWN, Trouble.CHANGED_THERE, Trouble.NO_ANSWER, Trouble.VOIDED, *(Trouble.NONE,) * 2)
_TODAYS_SAMPLES = ("digital_screen_photo.jpg", "wrong_sum.png", "paper_special_turned.jpg", "roll_photo.jpg")
_SYNC_TODAY = timedelta(minutes=10)
_SYNC = timedelta(hours=11)
"""A delayed one reaches the look-up so long after the beginning."""


@dataclass(frozen=True)
class DemoInvoice:
    file: str
    content: bytes
    true: TrueInvoice
    """As its issuer reported it to the bureau, or would have."""
    trouble: Trouble

    @property
    def is_issued(self) -> bool:
        """The bureau has it, now or later."""
        return self.trouble is not Trouble.FORGED

    @property
    def is_sample(self) -> bool:
        return self.file in SAMPLES


def demo_invoices(samples: Path, start: datetime) -> tuple[DemoInvoice, ...]:
    """Forty of them, each with another number but for the one that is sent twice. Raises OSError for samples that can't be read."""
    found = [_sample(samples / name, trouble) for name, trouble in SAMPLES.items() if (samples / name).is_file()]
    drawn = list(_drawn(start, COUNT - len(found)))
    return (*found, *drawn)


def todays_invoices(samples: Path, now: datetime) -> tuple[DemoInvoice, ...]:
    """What came in this morning: two that the look-up does not know yet, some that the ledger makes trouble with, and photographs, where they are at hand. Raises OSError."""
    synced_at = now + _SYNC_TODAY
    made = [_made(now, COUNT + serial, trouble) for serial, trouble in enumerate(_TODAY, 1)]
    late = [replace(each, true=replace(each.true, issued_at=synced_at)) if each.trouble is Trouble.DELAYED else each for each in made]
    return (*late, *(_sample(samples / name, Trouble.NONE) for name in _TODAYS_SAMPLES if (samples / name).is_file()))


def _sample(path: Path, trouble: Trouble) -> DemoInvoice:
    """With the truth of its label, which says what is printed."""
    (label,) = json.loads(path.with_name(f"{path.name}.expected.json").read_text(encoding="utf-8"))
    face = {name: value for name, value in label["fields"].items() if value not in ("", "?")}
    issued_at = datetime.combine(date.fromisoformat(face["issue_date"]), time(10), CHINA_TIME)
    true = TrueInvoice(Kind(label["kind"]), label["kind_detail"], face, issued_at, status=_status(trouble))
    return DemoInvoice(path.name, path.read_bytes(), true, trouble)


def _drawn(start: datetime, count: int) -> Iterator[DemoInvoice]:
    troubles = [*_DRAWN, *(Trouble.NONE,) * (count - len(_DRAWN))]
    last: DemoInvoice | None = None
    for serial, trouble in enumerate(troubles, 1):
        if trouble is Trouble.SENT_TWICE and last is not None:
            # The same invoice as another system would save it: other bytes, so that only its number tells.
            yield DemoInvoice(f"again_{last.file}", einvoice_file(last.true, pretty=True), last.true, trouble)
            continue
        last = _made(start, serial, trouble)
        yield last


def _made(start: datetime, serial: int, trouble: Trouble) -> DemoInvoice:
    issued_at = start - timedelta(days=_DAYS_AGO.get(trouble, _OLD + serial % 7))
    detail = "D_SPECIAL" if serial % 2 else "D_GENERAL"
    true = true_invoice(detail, 4700 + serial, issued_at, amount=(serial * 37 + 50) * 100, status=_status(trouble))
    if trouble is Trouble.DELAYED:
        true = replace(true, issued_at=start + _SYNC)  # as far as the look-up knows
    return DemoInvoice(f"dzfp_{true.face['invoice_number']}.xml", einvoice_file(true), true, trouble)


def _status(trouble: Trouble) -> InvoiceStatus:
    return STATUSES.get(trouble, InvoiceStatus.NORMAL)
