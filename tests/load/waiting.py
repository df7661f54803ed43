"""What it costs to wait: CPU and memory of the idle service before and while many invoices wait for the tax bureau."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from intake.state import InvoiceState
from intake.store.session import Database, open_database
from intake.store.tables import DocumentRow, InvoiceRow, ReadingRow
from intake.store.verification_tables import VerificationRow
from intake.verification.reasons import WaitReason
from tests.intake.duties.reconciled_firm import rows_of
from tests.load.runs import memory
from tests.service_process import ServiceProcess, serving

_SETTLE_SECONDS, _IDLE_SECONDS = 60, 240
_AT_ONCE = 2_000
_FIRST, _LAST = timedelta(hours=2), timedelta(days=5)
"""When they are asked about again."""
_MIB = 1 << 20
_PROVIDERS = """[[providers]]
type = "baidu"
id = "nobody"
secret_file = "{secret}"
"""


@dataclass(frozen=True)
class _Cost:
    cpu_percent: float
    """Of one core, all processes of the service together."""
    mib: float
    """Resident; pages that several processes share count for each."""


def waiting(folder: Path, invoices: int) -> dict[str, object]:
    """A service on SQLite that has a provider to ask and nothing to do: first empty, then with so many invoices that wait, of which none is due."""
    folder.mkdir(parents=True, exist_ok=True)
    secret, providers = folder / "secret", folder / "providers.toml"
    secret.write_text("opens nothing")
    providers.write_text(_PROVIDERS.format(secret=secret))
    with serving(folder, "--verification", str(providers)) as service:
        empty = _idle(service)
        database = open_database(f"sqlite:///{service.data / 'app.db'}")
        _fill(database, invoices)
        database.close()
        full = _idle(service)
    return {
        "invoices": invoices,
        "seconds": _IDLE_SECONDS,
        "cpu_percent_of_a_core": {"empty": round(empty.cpu_percent, 2), "waiting": round(full.cpu_percent, 2)},
        "memory_mib": {"empty": round(empty.mib), "waiting": round(full.mib), "growth": round(full.mib - empty.mib, 1)},
    }


def _idle(service: ServiceProcess) -> _Cost:
    """Memory as it stands at the end."""
    time.sleep(_SETTLE_SECONDS)
    began, before = time.monotonic(), _cpu_seconds(service)
    time.sleep(_IDLE_SECONDS)
    return _Cost(100 * (_cpu_seconds(service) - before) / (time.monotonic() - began), sum(memory(service)) / _MIB)


def _cpu_seconds(service: ServiceProcess) -> float:
    """In user and system mode, of every process of the service; fields 14 and 15 of proc(5), behind the name, which may hold spaces."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if os.getsid(int(status.parent.name)) == service.process.pid:
                fields = status.read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _fill(database: Database, invoices: int) -> None:
    """Rows as they stand after a first look-up that did not find them; when they are due is spread evenly."""
    now = datetime.now(UTC)
    for start in range(0, invoices, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, invoices))
        rows = [rows_of(number, now, InvoiceState.VERIFYING) for number in numbers]
        with database.write() as session:
            for table, values in zip((DocumentRow, ReadingRow, InvoiceRow), zip(*rows, strict=True), strict=True):
                session.execute(insert(table), list(values))
            waits = [_wait(invoice, now, now + _FIRST + (_LAST - _FIRST) * number / invoices) for number, (_, _, invoice) in zip(numbers, rows, strict=True)]
            session.execute(insert(VerificationRow), waits)


def _wait(invoice: dict[str, Any], now: datetime, due_at: datetime) -> dict[str, Any]:
    progress = {"since": now, "step": 1, "troubles": 0, "trouble_since": None, "asked_at": now, "question_id": None, "status": None}
    return {"invoice_id": invoice["id"], "tenant": invoice["tenant"], "version": 2, "due_at": due_at, "reason": WaitReason.NOT_SYNCED, **progress}
