"""Digits that readers see differently, of many invoices, grouped by what they are taken for: whoever looks at sixty of the same sees at once which one is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.four_eyes import policy_now
from api.invoice_views import FieldAnswer, Json, invoice_answer
from intake.people.caller import Caller
from intake.policies.second_review import SecondLook
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.review_leases import leases_on
from intake.store.review_queue import Reviewer, invoices_under_review, review_queue

_MOST_DOCUMENTS = 100
MOST_OF_GROUP = 60
_ALIKE = 3
"""Of a value, a third of its characters may differ: what differs in more is another reading as a whole, and says nothing about single characters."""

Corners = list[list[float]]


@dataclass(frozen=True)
class DoubtfulDigit:
    invoice_id: UUID
    document_id: UUID
    version: int
    """Of the invoice."""
    field: str
    value: str
    """Of the whole field, as it was read."""
    place: int
    """Of the digit in it, from 0."""
    others: list[str]
    """What other readers see there."""
    page: int
    box: Corners
    """Where it stands by its share of the field's length, half a character more at either side: pixels of the original page, clockwise from the top left."""


@dataclass(frozen=True)
class DigitGroup:
    digit: str
    """What all of them are taken for."""
    digits: list[DoubtfulDigit]


def digit_groups(session: Session, caller: Caller, at: datetime) -> list[DigitGroup]:
    """The largest first, of what the caller may review and nobody else has before them. None where a policy has values keyed blind."""
    groups: dict[str, list[DoubtfulDigit]] = defaultdict(list)
    for invoice in _candidates(session, caller, at):
        for name, field in invoice_answer(session, caller, invoice).fields.items():
            for digit in _of_field(invoice, name, field):
                groups[digit.value[digit.place]].append(digit)
    found = [DigitGroup(digit, digits[:MOST_OF_GROUP]) for digit, digits in groups.items()]
    return sorted(found, key=lambda group: (-len(group.digits), group.digit))


def doubtful_places(value: str, others: Sequence[str]) -> dict[int, list[str]]:
    """Place of a digit -> digits that others see there, where they see the rest much the same. Pure."""
    places: dict[int, list[str]] = defaultdict(list)
    for other in others:
        differing = [place for place, (one, two) in enumerate(zip(value, other, strict=False)) if one != two] if len(other) == len(value) else []
        if len(differing) <= max(1, len(value) // _ALIKE):
            for place in differing:
                if value[place].isdecimal() and other[place].isdecimal() and other[place] not in places[place]:
                    places[place].append(other[place])
    return {place: seen for place, seen in places.items() if seen}


def place_in(box: Corners, share: tuple[float, float]) -> Corners:
    """The part of a line of print from one share of its length to another, 0..1. Pure."""
    (left_top, right_top, right_foot, left_foot), (start, end) = box, share

    def along(one: Sequence[float], other: Sequence[float], at: float) -> list[float]:
        return [one[0] + (other[0] - one[0]) * at, one[1] + (other[1] - one[1]) * at]

    return [along(left_top, right_top, start), along(left_top, right_top, end), along(left_foot, right_foot, end), along(left_foot, right_foot, start)]


def _candidates(session: Session, caller: Caller, at: datetime) -> Iterator[StoredInvoice]:
    policy = policy_now(session, caller, at)
    if policy.second_look is SecondLook.BLIND:
        return
    reviewer, allowed = Reviewer(caller.actor.name, policy.own_review), timedelta(hours=policy.review_hours)
    documents = [each.document_id for each in review_queue(session, caller.tenant, reviewer, at, allowed, limit=_MOST_DOCUMENTS)]
    held = {document for document, lease in leases_on(session, caller.tenant, documents, at).items() if lease.holder != caller.actor.name}
    invoices = invoices_under_review(session, caller.tenant, documents, caller.actor.name)
    for document in documents:
        for invoice_id in () if document in held else invoices.get(document, ()):
            if invoice := find_invoice(session, caller.tenant, invoice_id):
                yield invoice


def _of_field(invoice: StoredInvoice, name: str, field: FieldAnswer) -> Iterator[DoubtfulDigit]:
    """Of what was read from print and nobody has said anything about."""
    read: Json | None = field.read
    if read is None or field.set_by or field.proposals or read.get("source") == "qr" or not read.get("box") or read.get("value") != field.value:
        return
    value, raw = field.value or "", read.get("raw") or ""
    before = raw.find(value)
    length, before = (len(raw), before) if before >= 0 else (len(value), 0)
    for place, others in doubtful_places(value, [each["value"] for each in read.get("evidence", ()) if each.get("source") != "qr"]).items():
        share = (max(0.0, (before + place - 0.5) / length), min(1.0, (before + place + 1.5) / length))
        page = int(read.get("page") or invoice.page)
        yield DoubtfulDigit(invoice.id, invoice.document_id, invoice.version, name, value, place, others, page, place_in(read["box"], share))
