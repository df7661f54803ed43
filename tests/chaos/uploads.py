"""`python -m tests.chaos.uploads FOLDER [--kills 500] [--postgresql]`: invoices for a ledger that does everything wrong, from processes that are killed. Stopped, it goes on.

What must be true in the end: nothing was booked twice, and every invoice is confirmed with the values that the ledger has, or waits for a person with a cause.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from api.build_service import Backend
from intake.store.history import history_of_invoice
from intake.store.invoices import find_invoice
from intake.store.tables import InvoiceRow
from intake.store.uploads import next_due, uploads_of_invoice
from intake.upload.outbox import INVOICE_STATE, SendingCause, UploadState
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import ByChance, Misbehaviour
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from tests.chaos.__main__ import NAME, _server_folder, _tell, crash
from tests.chaos.processes import Place, open_waiting
from tests.chaos.run import LOOK_SECONDS, Counted, Slot, ended
from tests.chaos.upload_processes import KEY_ID, LATE, SECRET, Journal, UploadPlace, add_verified, now, upload_until_killed
from tests.intake.store.conftest import running_postgresql
from tests.intake.store.samples import TENANT

M = Misbehaviour
CHANCES = {
    M.TIMES_OUT_AFTER: 0.08,
    M.ERROR_AFTER: 0.06,
    M.DROPS_AFTER: 0.06,
    M.DROPS_BEFORE: 0.06,
    M.ERROR_BEFORE: 0.06,
    M.BOOKS_LATE: 0.06,
    M.TIMES_OUT_BOOKS_LATE: 0.06,
    M.ANSWERS_TWICE: 0.06,
    M.ANSWERS_NONSENSE: 0.04,
    M.LOSES: 0.04,
    M.THROTTLES: 0.04,
    M.SLOW: 0.04,
    M.REFUSES: 0.02,
    M.CHANGES_A_VALUE: 0.02,
}
AHEAD = 20
"""Invoices that wait at a time, so that every kill hits work."""
OUTAGE_CHANCE = 0.002
OUTAGE_SECONDS = 1.5
_SEED = 20_240_311


@dataclass(frozen=True)
class Plan:
    kills: int
    processes: int = 1
    life: float = 6.0
    """Seconds from when a process runs, at most."""
    settle_seconds: float = 600.0
    honours_keys: bool = False
    """Whether the ledger knows an idempotency key again: the harder case is that it does not."""


@dataclass(frozen=True)
class Outcome:
    kills: Mapping[str, int]
    invoices: int
    bookings: int
    states: Mapping[str, int]
    causes: Mapping[str, int]
    """Of those that wait for a person."""
    sendings: int
    """Requests to book; more than bookings, since they were asked to in vain."""
    doubled: Sequence[str]
    wrong: Sequence[str]
    unsettled: int

    @property
    def is_right(self) -> bool:
        return not self.doubled and not self.wrong and not self.unsettled


def run(place: Place, plan: Plan, crash_database: Callable[[], None] | None = None, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Goes on where an earlier run in the same folder ended. Raises AssertionError when a process ends by itself."""
    place.folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random()  # noqa: S311 - no secret
    counted = Counted(place.folder / "kills.json")
    journal = Journal(place.folder / "bookings.jsonl")
    books = Books(now, honours_keys=plan.honours_keys, known=journal.known(), journal=journal.add)
    ledger = SimulatedLedger(books, ByChance(CHANCES, _SEED + counted.total), KEY_ID, SECRET, now, Habits(LATE, silent_seconds=0.5, slow_seconds=0.2))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.upload_processes"])
    with ExitStack() as stack:
        backend = stack.enter_context(open_waiting(place))
        base = stack.enter_context(serve(ledger))
        ledger.originals.update(_originals(backend))
        where = UploadPlace(place, int(base.rpartition(":")[2].partition("/")[0]))
        slots = [Slot(context, f"uploader {number}", upload_until_killed, (where,), plan.life) for number in range(plan.processes)]
        stack.enter_context(ended(slots))
        invoices = _Feeder(backend)
        open_again = 0.0
        while counted.total < plan.kills:
            invoices.keep(AHEAD)
            for slot in slots:
                slot.keep_running(chance)
                if slot.is_due:
                    counted.add(slot.kill(chance))
                    tell(f"{counted.total} of {plan.kills} kills, {len(books.bookings)} bookings, doubled: {len(books.doubled)}")
            if crash_database is not None and chance.random() < OUTAGE_CHANCE / 4:
                crash_database()
                counted.add("database")
            if not ledger.closed.is_set() and chance.random() < OUTAGE_CHANCE:
                ledger.closed.set()
                open_again = time.monotonic() + OUTAGE_SECONDS
            if time.monotonic() > open_again:
                ledger.closed.clear()
            time.sleep(LOOK_SECONDS)
        ledger.closed.clear()
        unsettled = _settle(backend, slots, chance, plan.settle_seconds)
        sendings = sum(call.startswith("POST") for call in ledger.calls)
        return _checked(backend, books, counted, sendings, unsettled)


class _Feeder:
    """Adds invoices as others end."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        with backend.database.read() as session:
            self._next = len(session.scalars(select(InvoiceRow.id)).all()) + 1
        self._look_at = 0.0

    def keep(self, waiting: int) -> None:
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + 0.5
        missing = waiting - _waiting(self._backend)
        if missing > 0:
            add_verified(self._backend, range(self._next, self._next + missing))
            self._next += missing


def _waiting(backend: Backend) -> int:
    with backend.database.read() as session:
        found = session.scalars(select(InvoiceRow.id).where(InvoiceRow.state.in_(("verified", "uploading")))).all()
    return len(found)


def _originals(backend: Backend) -> dict[str, int]:
    """What the ledger was given by earlier runs; more does no harm."""
    return dict.fromkeys(backend.files.all(), 0)


def _settle(backend: Backend, slots: list[Slot], chance: random.Random, seconds: float) -> int:
    """Waits until nothing is due any more; how many invoices still wait."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for slot in slots:
            slot.keep_running(chance)
        with backend.database.read() as session:
            if next_due(session) is None:
                return 0
        time.sleep(0.2)
    return _waiting(backend)


def _checked(backend: Backend, books: Books, counted: Counted, sendings: int, unsettled: int) -> Outcome:
    booked = {booking.key: booking for booking in books.bookings}
    wrong: list[str] = []
    states: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    with backend.database.read() as session:
        ids = session.scalars(select(InvoiceRow.id)).all()
    for invoice_id in ids:
        with backend.database.read() as session:
            invoice = find_invoice(session, TENANT, invoice_id)
            uploads = uploads_of_invoice(session, TENANT, invoice_id)
            history = history_of_invoice(session, TENANT, invoice_id)
        assert invoice is not None
        states[invoice.state.value] += 1
        number, upload = invoice.columns.number, uploads[-1]
        there = booked.pop(number, None)
        if any(later.source != before.target for before, later in pairwise(history)):
            wrong.append(f"{number}: its history has a gap")
        if invoice.state is not INVOICE_STATE[upload.state]:
            wrong.append(f"{number}: is {invoice.state.value} while its sending is {upload.state.value}")
        if upload.state is UploadState.CONFIRMED:
            if there is None or there.total != "106.00":
                wrong.append(f"{number}: is confirmed, and the ledger has {there and there.total}")
        elif upload.cause is SendingCause.NONE:
            wrong.append(f"{number}: waits for nobody knows what")
        else:
            causes[upload.cause.value] += 1
            if upload.cause is SendingCause.REFUSED and there is not None:
                wrong.append(f"{number}: was refused and is booked")
    wrong += [f"{key}: booked, and nobody's" for key in booked]
    return Outcome(dict(counted.kinds), len(ids), len(books.bookings), dict(states), dict(causes), sendings, books.doubled, tuple(wrong), unsettled)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.uploads", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new one, or that of a run to go on with")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--postgresql", action="store_true", help="two processes on PostgreSQL, which is killed as well, instead of one on SQLite")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the processes of the run end with it
    folder = chosen.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if chosen.postgresql:
            server = stack.enter_context(running_postgresql(_server_folder(folder)))
            if not any(name == NAME for name in server.databases()):
                server.run(f"CREATE DATABASE {NAME} TEMPLATE template0")
            outcome = run(Place(folder, server.address(NAME)), Plan(chosen.kills, processes=2), lambda: crash(server), _tell)
        else:
            outcome = run(Place(folder), Plan(chosen.kills), tell=_tell)
    print(json.dumps({**asdict(outcome), "right": outcome.is_right}, indent=2, ensure_ascii=False))  # noqa: T201 - the result of the command
    return 0 if outcome.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
