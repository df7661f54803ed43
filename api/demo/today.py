"""What whoever opens the demonstration finds: files of this morning that the service reads by itself, look-ups that have to wait, and books that somebody changed overnight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.demo.invoices import DemoInvoice
from api.demo.people import approve_what_waits
from api.demo.staff import TENANT
from api.demo.story import Followed, only_invoice
from api.demo.troubles import Trouble
from api.demo.world import LEDGER, NotAsTold, World, key_of, the_invoice
from intake.behaviour.history import CHINA_TIME
from intake.domain.money import format_fen, parse_fen
from intake.door import Incoming
from intake.state import InvoiceState
from intake.store.receipts import Receipt
from intake.store.reconciliation_runs import open_run
from intake.store.words import Door
from intake.upload.listing import Span

WEEKS = 2
"""The story ended before today whatever the day: it takes ten days at most, from a Monday."""

_HUNDRED_YUAN = 100_00


def story_begins(now: datetime) -> datetime:
    """A Monday morning in China, so that all that happened lies in the past, and not long ago."""
    today = now.astimezone(CHINA_TIME)
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS)
    return monday.replace(hour=9, minute=30, second=0, microsecond=0)


def lay_out(world: World, followed: Sequence[Followed], files: Sequence[DemoInvoice], began: datetime) -> None:
    """From now on the clock runs. What has a trouble is read and approved here, so that the service begins with it; all else the service reads, and people find it in review.

    Raises NotAsTold, and what the store raises.
    """
    world.around.clock.run()
    world.around.end_maintenance()
    _change_books(world, followed)
    now = world.clock()
    with world.backend.database.write() as session:
        open_run(session, TENANT, Span(began.date() - timedelta(days=60), now.astimezone(CHINA_TIME).date()), LEDGER, who=world.staff.finance.name, at=now)
    troubled = [(each, _received(world, each)) for each in files if each.trouble is not Trouble.NONE]
    world.read_all()
    approve_what_waits(world, [only_invoice(world, document, each) for each, document in troubled])
    for each in files:
        if each.trouble is Trouble.NONE:
            _received(world, each)


def _received(world: World, invoice: DemoInvoice) -> UUID:
    taken = world.backend.reception.receive([invoice.content], Incoming(TENANT, invoice.file, Door.HTTP, world.staff.submitter))
    if not isinstance(taken, Receipt):
        raise NotAsTold(f"{invoice.file} was not taken in")
    return taken.document_id


def _change_books(world: World, followed: Sequence[Followed]) -> None:
    """Of three invoices that are confirmed, one entry is cancelled, one gets another total, and one is booked once more under a number that nobody handed in."""
    books = world.around.ledger.books
    with world.backend.database.read() as session:
        records = [the_invoice(session, each.id) for each in followed if not each.invoice.is_sample]
    confirmed = [key_of(record) for record in records if record.state is InvoiceState.CONFIRMED]
    if len(confirmed) < 3:
        raise NotAsTold("fewer than three invoices were confirmed")
    cancelled, changed, copied = (next(booking for booking in books.bookings if booking.key == key and not booking.withdrawn) for key in confirmed[-3:])
    books.cancel(cancelled.key)
    books.cancel(changed.key)
    books.book(_typed(changed.entry, changed.key), total=format_fen((parse_fen(changed.total) or 0) + _HUNDRED_YUAN))
    number = f"{copied.key[:-4]}{(int(copied.key[-4:]) + 5000) % 10000:04}"
    books.book(_typed(copied.entry, number))


def _typed(entry: Any, key: str) -> dict[str, Any]:
    return {**entry, "BusinessKey": key, "IdempotencyKey": f"typed by hand {key}"}
