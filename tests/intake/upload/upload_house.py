"""A firm with a store, invoices and a route to a ledger, whose clock goes on only when it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from intake.duties.uploading import InvoiceUploading, UploadingParts, upload_job
from intake.engine import Job, Jobs
from intake.state import InvoiceState
from intake.store.files import LocalFiles
from intake.store.invoices import find_invoice
from intake.store.session import Database
from intake.store.upload_events import events_of_upload
from intake.store.uploads import StoredUpload, due_uploads, next_due, uploads_of_invoice
from intake.upload.outbox import INVOICE_STATE, Patience
from intake.upload.routes import Routes
from tests.intake.store.samples import TENANT, approve, digital, read, result, verify
from tests.intake.upload.upload_samples import Clock

PATIENCE = Patience(lease=timedelta(minutes=2))
ORIGINAL = b"the original"


def once(write: Callable[[], None]) -> None:
    write()


@dataclass
class House:
    """A firm with a store and a route to a ledger; its clock goes on only when told."""

    database: Database
    files: LocalFiles
    clock: Clock
    routes: Routes
    jobs: Jobs

    @property
    def parts(self) -> UploadingParts:
        return UploadingParts(self.database, self.files, self.jobs, self.routes, self.clock, PATIENCE, once)

    def verified(self, serial: int = 1, **values: str) -> UUID:
        content = ORIGINAL + str(serial).encode()
        self.files.put([content])
        with self.database.write() as session:
            (invoice,) = read(session, content, result(digital(serial), **values), at=self.clock())
            approve(session, invoice, at=self.clock())
            verify(session, invoice, at=self.clock())
        return invoice

    def due(self) -> list[Job]:
        with self.database.read() as session:
            return [upload_job(upload) for upload in due_uploads(session, self.clock(), 100)]

    def work(self) -> int:
        """Everything that is due now, once. How many jobs ran."""
        due = self.due()
        for job in due:
            InvoiceUploading(self.parts).run(*job.arguments)
        return len(due)

    def work_for(self, hours: float) -> None:
        """From one thing that is due to the next."""
        end = self.clock() + timedelta(hours=hours)
        while True:
            with self.database.read() as session:
                due = next_due(session)
            if due is None or due > end:
                self.clock.now = end
                return
            self.clock.now = max(self.clock(), due)
            self.work()

    def state(self, invoice: UUID) -> InvoiceState:
        with self.database.read() as session:
            found = find_invoice(session, TENANT, invoice, deleted=True)
        assert found is not None
        return found.state

    def uploads(self, invoice: UUID) -> Sequence[StoredUpload]:
        with self.database.read() as session:
            found = uploads_of_invoice(session, TENANT, invoice)
        for each in found[-1:]:
            if self.state(invoice) is not InvoiceState.APPROVED:
                assert self.state(invoice) is INVOICE_STATE[each.state]
        return found

    def upload(self, invoice: UUID) -> StoredUpload:
        return self.uploads(invoice)[-1]

    def path(self, invoice: UUID) -> list[str]:
        with self.database.read() as session:
            return [event.target.value for event in events_of_upload(session, TENANT, self.upload(invoice).id)]
