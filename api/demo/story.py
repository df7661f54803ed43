"""The story of the demonstration: forty invoices come in on a Monday morning, people look in the evening, and by the end of the week each is where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from api.demo.invoices import DemoInvoice
from api.demo.people import MISTYPED, Cure, act, approve_what_waits, book_twice_by_hand, mistype, take_back
from api.demo.staff import TENANT
from api.demo.troubles import COMMON, STORIES, Trouble
from api.demo.world import NotAsTold, World, the_invoice, until
from api.diagnosis_views import DiagnosisAnswer, diagnosis_of, slice_answer, surroundings_of
from intake.diagnosis.causes import Cause
from intake.diagnosis.slices import failing_slices
from intake.door import Incoming
from intake.store.invoices import invoices_of_document
from intake.store.look_ups import look_ups_between, sendings_between
from intake.store.receipts import Receipt, receipts_of_container
from intake.store.uploads import uploads_of_invoice
from intake.store.verifications import find_standing
from intake.store.words import Door

DAYS = 9
"""Longer than any wait for the bureau that is not given to a person before."""
_MOST = 10_000
Tell = Callable[[str, str], None]
"""One line of the story in English and in Chinese."""


@dataclass(frozen=True)
class Named:
    """What diagnosis said."""

    at: datetime
    found: DiagnosisAnswer


@dataclass
class Followed:
    """One invoice and what became of it."""

    invoice: DemoInvoice
    id: UUID
    named: list[Named] = field(default_factory=list)
    """Each cause the first time that it was said."""
    cures: list[Cure] = field(default_factory=list)
    seen: tuple[object, ...] = ()
    """Versions of record and sendings, and times of look-ups, when diagnosis was asked last."""


def run_story(world: World, invoices: Sequence[DemoInvoice], tell: Tell) -> list[Followed]:
    """Raises NotAsTold where a file was not read as one invoice, or people could not do what they wanted."""
    followed = _come_in(world, invoices, tell)
    _morning(world, followed, tell)
    for day in range(DAYS):
        for hour in (12, 17):
            _work_until(world, followed, until(world.clock, hour, 30))
        _evening(world, followed, tell)
        if day == 0:
            _take_back(world, followed, tell)
        _work_until(world, followed, until(world.clock, 20))
        if all(_is_settled(world, each) for each in followed) and day > 0:
            break
        world.clock.move_to(until(world.clock, 8, 0, days=1))
    return followed


def _come_in(world: World, invoices: Sequence[DemoInvoice], tell: Tell) -> list[Followed]:
    """What is sent a second time comes when the first was read: readers work side by side, and of two that come together either may be first."""
    documents: dict[str, UUID] = {}
    for again in (False, True):
        for each in invoices:
            if (each.trouble is Trouble.SENT_TWICE) is again:
                receipt = world.backend.reception.receive([each.content], Incoming(TENANT, each.file, Door.HTTP, world.staff.submitter))
                if not isinstance(receipt, Receipt):
                    raise NotAsTold(f"{each.file} was not taken in")
                documents[each.file] = receipt.document_id
                world.clock.move_to(world.clock() + timedelta(seconds=1))
        if not again:
            tell(f"{len(invoices)} files come in and are read ...", f"收到 {len(invoices)} 个文件，正在识别……")
        world.read_all()
    followed = [Followed(each, only_invoice(world, documents[each.file], each)) for each in invoices]
    world.invoices = [each.id for each in followed]
    return followed


def only_invoice(world: World, document_id: UUID, invoice: DemoInvoice) -> UUID:
    """Raises NotAsTold where it is not the only one."""
    with world.backend.database.read() as session:
        places = [document_id, *(receipt.document_id for receipt in receipts_of_container(session, TENANT, document_id))]
        found = [each.id for place in places for each in invoices_of_document(session, TENANT, place)]
    if len(found) != 1:
        raise NotAsTold(f"{len(found)} invoices were read in {invoice.file}")
    return found[0]


def _morning(world: World, followed: Sequence[Followed], tell: Tell) -> None:
    """Values are mistyped, somebody types an invoice into the ledger twice, and the ledger is closed until half past eleven."""
    for each in followed:
        if each.invoice.trouble in MISTYPED:
            mistype(world, each.id, each.invoice.trouble)
        if each.invoice.trouble is Trouble.BOOKED_TWICE:
            book_twice_by_hand(world, each.invoice, sha256(each.invoice.content).hexdigest())
    approved = approve_what_waits(world, [each.id for each in followed])
    tell(f"A reviewer approves {approved} of them; the others are released by themselves.", f"复核人通过 {approved} 张，其余自动放行。")
    world.around.ledger.closed.set()
    _work_until(world, followed, until(world.clock, 11, 0))
    for english, chinese in _in_common(world):
        tell(english, chinese)
    _work_until(world, followed, until(world.clock, 11, 30))
    world.around.ledger.closed.clear()
    tell("11:30: the ledger is open again.", "11:30：记账系统恢复。")


def _in_common(world: World) -> list[tuple[str, str]]:
    """What failures of the morning have in common, as `GET /v1/diagnosis` says it."""
    now = world.clock()
    with world.backend.database.read() as session:
        of_bureau = failing_slices(look_ups_between(session, TENANT, now - timedelta(days=1), now, _MOST))
        of_ledger = failing_slices(sendings_between(session, TENANT, now - timedelta(days=1), now, _MOST))
    found = [*(slice_answer(each) for each in of_bureau), *(slice_answer(each, ("all sendings", "全部入账")) for each in of_ledger)]
    return [(f"In common: {each.text_en}", f"共同特征：{each.text_zh}") for each in found]


def _evening(world: World, followed: Sequence[Followed], tell: Tell) -> None:
    """Each looks at what is theirs, and does what diagnosis says."""
    done = 0
    for each in followed:
        cure = act(world, _diagnosis(world, each))
        if cure is not None:
            each.cures.append(cure)
            done += 1
    day = world.clock()
    if done:
        tell(f"{day:%m-%d} 17:30: people follow {done} diagnoses.", f"{day:%m-%d} 17:30：人工按诊断处理 {done} 张。")


def _take_back(world: World, followed: Sequence[Followed], tell: Tell) -> None:
    wanted = [each for each in followed if each.invoice.trouble is Trouble.TAKEN_BACK]
    for each in wanted:
        take_back(world, each.id)
    _observe(world, followed)
    tell(f"{len(wanted)} booked on the wrong account is taken back.", f"{len(wanted)} 张入错科目，已收回。")


def _work_until(world: World, followed: Sequence[Followed], end: datetime) -> None:
    """From one thing that is due to the next; diagnosis is asked after each."""
    while True:
        while world.work():
            _observe(world, followed)
        _observe(world, followed)
        following = world.next_moment()
        if following is None or following > end:
            world.clock.move_to(end)
            return
        world.clock.move_to(following)


def _observe(world: World, followed: Sequence[Followed]) -> None:
    """Asks diagnosis about each that changed."""
    surroundings = surroundings_of(world.backend.verification, world.clock())
    with world.backend.database.read() as session:
        for each in followed:
            invoice, standing = the_invoice(session, each.id), find_standing(session, TENANT, each.id)
            asked = (standing.due_at, standing.asked_at) if standing is not None else ()
            seen = (invoice.version, *asked, *(upload.version for upload in uploads_of_invoice(session, TENANT, each.id)))
            if seen == each.seen:
                continue
            each.seen = seen
            found = diagnosis_of(session, invoice, surroundings)
            if found.cause not in {named.found.cause for named in each.named}:
                each.named.append(Named(world.clock(), found))


def _diagnosis(world: World, each: Followed) -> DiagnosisAnswer:
    with world.backend.database.read() as session:
        return diagnosis_of(session, the_invoice(session, each.id), surroundings_of(world.backend.verification, world.clock()))


def _is_settled(world: World, each: Followed) -> bool:
    with world.backend.database.read() as session:
        return the_invoice(session, each.id).state.value in STORIES[each.invoice.trouble].ends


def causes_named(each: Followed) -> Mapping[Cause, Named]:
    """Besides those that are said of any invoice on its way."""
    return {named.found.cause: named for named in each.named if named.found.cause not in COMMON}
