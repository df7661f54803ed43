"""Whether the demonstration went as it should: every trouble named, every invoice where it belongs, and the ledger's books equal to ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from api.demo.staff import TENANT
from api.demo.story import Followed, causes_named
from api.demo.troubles import STORIES, Story
from api.demo.world import World, the_invoice
from intake.behaviour.history import CHINA_TIME
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.uploads import StoredUpload, uploads_of_invoice
from intake.three_lists import Question, compare_lists
from intake.upload.ledger import Unavailable
from intake.upload.listing import Span
from intake.upload.outbox import UploadState


@dataclass(frozen=True)
class Row:
    """One invoice at the end."""

    followed: Followed
    story: Story
    record: StoredInvoice
    sending: StoredUpload | None
    """Where it was handed to the ledger."""
    wrong: str
    """What did not go as it should; "" for nothing."""


@dataclass(frozen=True)
class Verdict:
    rows: tuple[Row, ...]
    books_wrong: tuple[str, ...]
    """What the three-list comparison and the ledger's own books say that should not be."""
    compared: int
    """Invoices that the comparison held against the ledger."""

    @property
    def is_right(self) -> bool:
        return not self.books_wrong and not any(row.wrong for row in self.rows)


def verdict_on(world: World, followed: Sequence[Followed]) -> Verdict:
    rows = tuple(_row(world, each) for each in followed)
    wrong, compared = _books(world)
    return Verdict(rows, wrong, compared)


def _row(world: World, each: Followed) -> Row:
    with world.backend.database.read() as session:
        record = the_invoice(session, each.id)
        uploads = uploads_of_invoice(session, TENANT, each.id)
    story, sending = STORIES[each.invoice.trouble], uploads[-1] if uploads else None
    return Row(each, story, record, sending, "; ".join(_wrong(each, story, record, sending)))


def _wrong(each: Followed, story: Story, record: StoredInvoice, sending: StoredUpload | None) -> list[str]:
    named = causes_named(each)
    wrong = [f"named {cause.value}" for cause in named if cause not in story.causes | story.also]
    if story.causes and not story.causes & named.keys():
        wrong.append(f"never named {', '.join(sorted(cause.value for cause in story.causes))}")
    if record.state.value not in story.ends:
        wrong.append(f"is {record.state.value}")
    if record.state is InvoiceState.CONFIRMED and (sending is None or sending.state is not UploadState.CONFIRMED or not sending.detail):
        wrong.append("is confirmed without proof")
    return wrong


def _books(world: World) -> tuple[tuple[str, ...], int]:
    """The nightly comparison of both lists, and that nothing stands twice in the books."""
    route = world.backend.outside.by_tenant[TENANT]
    today = world.clock().astimezone(CHINA_TIME).date()
    span = Span(today - timedelta(days=6 * 365), today)
    compared = compare_lists(world.backend.database, Question(TENANT, span, route.ledgers), world.clock())
    if isinstance(compared, Unavailable):
        return (f"the ledger could not be asked: {compared.reason}",), 0
    findings = tuple(f"{each.kind.value}: {each.key}" for each in compared.outcome.findings)
    doubled = tuple(f"booked twice: {key}" for key in world.around.ledger.books.doubled)
    return (*findings, *doubled), compared.ours
