"""When: received at an hour, or issued on a day, at which nothing comes otherwise."""

from __future__ import annotations

from intake.behaviour.calendar import kind_of_day
from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past, hour_of
from intake.behaviour.observation import Observation
from intake.behaviour.statistics import shares_of

SELLER_STRENGTH = 4.0
_DAY_NAMES = {"weekend": ("a weekend", "周末"), "holiday": ("a public holiday", "法定节假日")}


def unusual_hour(invoice: PastInvoice, past: Past) -> Observation | None:
    """Received when the firm receives nothing."""
    hour = hour_of(invoice)
    strength = past.firm.hours.surprise(f"{hour:02d}")
    if not strength:
        return None
    near = [other for other in past.firm.recent if (hour_of(other) - hour) % 24 in (0, 1, 23)]
    return Observation(
        strength,
        f"It came in at {hour:02d} o'clock; of the last {len(past.firm.recent)} invoices {len(near)} came about then.",
        f"收到时间为{hour:02d}时; 最近{len(past.firm.recent)}张发票中有{len(near)}张在此时段收到。",
        (),
        tuple(reversed(near)),
    )


def rest_day(invoice: PastInvoice, past: Past) -> Observation | None:
    """Issued on a weekend or holiday by a seller who works on weekdays."""
    if invoice.issued is None:
        return None
    kind = kind_of_day(invoice.issued)
    if kind == "workday":
        return None
    strength = shares_of((kind_of_day(other.day) for other in past.seller), SELLER_STRENGTH, past.firm.days).surprise(kind)
    if not strength:
        return None
    same = [other for other in reversed(past.seller) if kind_of_day(other.day) == kind]
    name, name_zh = _DAY_NAMES[kind]
    return Observation(
        strength,
        f"Issued on {name} ({invoice.issued.isoformat()}); {len(same)} of the seller's {len(past.seller)} earlier invoices were.",
        f"开票日期{invoice.issued.isoformat()}为{name_zh}; 该销售方此前{len(past.seller)}张中有{len(same)}张如此。",
        ("issue_date",),
        tuple(same),
    )
