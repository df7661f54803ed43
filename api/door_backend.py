"""The store for a door that runs as a command of its own: where no service reads on the same data, this process does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from api.build import build_pipeline
from api.build_service import Backend, build_worker, open_backend
from api.document_reader import PooledReader
from api.settings import StoreSettings
from intake.errors import SetupError
from intake.isolation import ReaderPool
from intake.settings import ReadSettings
from intake.store.words import Lane
from intake.store.workers import living_workers
from intake.workflow import read_job


@dataclass(frozen=True)
class DoorBackend:
    backend: Backend
    start_reading: Callable[[], None]
    """Returns when documents are read, here or by a service that runs. MAY be called again. Raises SetupError, StoreUnavailable."""

    def read_again(self, tenant: str, document_id: UUID, version: int) -> None:
        """Raises StoreUnavailable."""
        self.backend.jobs.enqueue(read_job(tenant, document_id, version, Lane.BATCH))


@contextmanager
def open_door_backend(store: StoreSettings, read: ReadSettings | None) -> Iterator[DoorBackend]:
    """Without `read` this process never reads. Raises what `open_backend` raises."""
    with ExitStack() as stack:
        alone = read is not None and (store.is_shared or _claimed(stack, store))
        backend = stack.enter_context(open_backend(store))
        if store.is_shared and alone:
            with backend.database.read() as session:
                alone = not living_workers(session)
        started: list[bool] = []

        def start_reading() -> None:
            if read is None or not alone or started:
                return
            started.append(True)
            # One more than read at a time, as everywhere (`Lanes`).
            pool = ReaderPool(partial(build_pipeline, read), read.worker_limits, read.workers + 1)
            stack.callback(pool.stop)
            worker = build_worker(read, store, backend, pool)
            reader = PooledReader(read, pool)
            reader.check()
            reader.start()
            worker.start()
            stack.callback(worker.stop, store.drain_seconds)

        yield DoorBackend(backend, start_reading)


def _claimed(stack: ExitStack, store: StoreSettings) -> bool:
    """Whether no service runs on this data folder; if so, none can start before we end."""
    try:
        stack.enter_context(store.data.claimed())
    except SetupError as error:
        if error.code != "data_folder_in_use":
            raise
        return False
    return True
