"""The real service on a socket of its own, with documents that were read before: nothing is recognised here.

`readings.jsonl` is what `fapiao read sample_images` says of some of the samples; a test may change it.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn

from api.app import create_app
from api.build_service import Backend
from api.document_reader import FakeReader
from api.looks import Looker, Looks
from api.settings import HttpDoorSettings, ServeSettings
from intake.data_folder import DataFolder
from intake.domain.invoice_number import write_digital_number
from intake.door import Reception, Room
from intake.engine import Jobs
from intake.isolation import ReaderPool
from intake.opening.limits import Limits
from intake.result import Result
from intake.state import Role, machine
from intake.store.files import open_local_files
from intake.store.invoices import find_invoice
from intake.store.people_sessions import begin_session
from intake.store.receipts import Arrival, Receipt, receive
from intake.store.session import Database
from intake.store.standing_invoice import standing_invoice
from intake.store.words import Door
from tests.intake.store.people_samples import PASSWORD, make_user
from tests.intake.store.samples import ADMINISTRATOR, record

SAMPLES = Path(__file__).parents[3] / "sample_images"
READINGS = Path(__file__).with_name("readings.jsonl")
SCANNER = machine("scan-folder")
_MEDIA_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".pdf": "application/pdf"}


def reading(name: str) -> Result:
    """What was read in a sample."""
    lines = map(json.loads, READINGS.read_text(encoding="utf-8").splitlines())
    return next(result for result in lines if result["file"] == name)


def clean(name: str = "digital_general.png") -> Result:
    """A reading in which nothing is to be looked at, under review all the same (a sample)."""
    return {**reading(name), "decision": "review", "findings": [], "obstacles": []}


def with_value(result: Result, name: str, value: str) -> Result:
    """As if that had been read."""
    changed = deepcopy(result)
    changed["fields"][name] = {**changed["fields"][name], "value": value, "raw": value, "evidence": []}
    return changed


@dataclass
class Site:
    """The service, and what is in it."""

    address: str
    backend: Backend
    tenant: str
    """Of its own for each test, so that all of them may share the service."""
    files: Counter[str] = field(default_factory=Counter)
    """How many there are of each sample."""

    def person(self, name: str, *roles: Role) -> str:
        """A new user who logs in with `PASSWORD`; the secret of a login for their browser's cookie."""
        with self.backend.database.write() as session:
            user = make_user(session, name, *roles, tenant=self.tenant, at=_now())
            _, secret = begin_session(session, user, actor=ADMINISTRATOR, address="", agent="", at=_now())
        return secret

    def put(self, *results: Result, sender: str | None = None, hours_ago: float = 1.0, content: bytes | None = None) -> tuple[UUID, ...]:
        """A document with these invoices, read. The file is that of the first, or `content` in its place; from the second of its kind on, its bytes and invoice numbers are others.

        Ids of the invoices.
        """
        name = results[0]["file"]
        self.files[name] += 1
        number = self.files[name] - 1
        given = (SAMPLES / name).read_bytes() + b"\n" * number if content is None else content
        at = _now() - timedelta(hours=hours_ago)
        stored = self.backend.files.put([given])
        actor = SCANNER if sender is None else replace(SCANNER, name=sender)
        with self.backend.database.write() as session:
            receipt = receive(session, Arrival(self.tenant, stored, _MEDIA_TYPES[Path(name).suffix], name, Door.FOLDER, actor, at))
            assert isinstance(receipt, Receipt)
            numbered = results if number == 0 else [_numbered(result, number * 10 + place) for place, result in enumerate(results)]
            return record(session, receipt.document_id, *numbered, tenant=self.tenant, at=at).invoices

    def invoice(self, invoice_id: UUID) -> dict[str, Any]:
        """State and values as they stand."""
        with self.backend.database.read() as session:
            stored, values = find_invoice(session, self.tenant, invoice_id), standing_invoice(session, self.tenant, invoice_id)
        assert stored is not None and values is not None
        return {
            "state": stored.state.value,
            "version": stored.version,
            "items": [item.cells for item in values.items],
            **{name: known.text for name, known in values.fields.items()},
        }


@contextmanager
def running_service(database: Database, folder: Path, looks: ReaderPool[Looker]) -> Iterator[Callable[[str], Site]]:
    """From the name of a tenant to its site, with an administrator called `first`."""
    files = open_local_files(folder / "originals")
    jobs = Jobs(f"sqlite:///{folder / 'engine.db'}")
    jobs.prepare()
    reception = Reception(database, files, _now, lambda *_: None, (folder,), room=Room(free_bytes=0))
    backend = Backend(database, files, jobs, reception, _now, DataFolder(folder))
    settings = replace(ServeSettings(), door=HttpDoorSettings())
    app = create_app(settings, FakeReader(lambda _: ()), backend, Looks(files, looks, 1, Limits()))

    def site(tenant: str) -> Site:
        with database.write() as session:
            make_user(session, "first", tenant=tenant)
        return Site(f"http://127.0.0.1:{port}", backend, tenant)

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive() and time.monotonic() < end, "the service does not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.should_exit = True
        thread.join(30)
        jobs.close()


def _numbered(result: Result, serial: int) -> Result:
    """The same invoice with a number of the same year and area that nobody else has."""
    number = result["fields"]["invoice_number"]["value"]
    assert len(number) == 20, "other numbers belong to their code"
    return with_value(result, "invoice_number", write_digital_number(2000 + int(number[:2]), number[2:4], serial * 7919))


def _now() -> datetime:
    return datetime.now(UTC)


__all__ = ["PASSWORD", "Site", "clean", "reading", "running_service", "with_value"]
