"""The service as processes: the HTTP application on a socket of this machine, a worker, or both in one."""

from __future__ import annotations

import signal
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from threading import Event

import uvicorn
from rich.console import Console

from api.app import create_app
from api.build import build_pipeline
from api.build_service import Backend, build_worker, open_backend, when_available
from api.document_reader import PooledReader
from api.door_metrics import DoorMetrics
from api.free_address import check_address
from api.log import LogSettings, set_up_log, with_log
from api.metrics import ProcessMetrics
from api.notice_channels import notice_duty, probe_duties
from api.outside_settings import OutsideSettings
from api.people_commands import announce_first_administrator
from api.serve_doors import DoorSettings, open_doors
from api.settings import ServeRole, ServeSettings, StoreSettings
from api.starting import Starting
from api.tls import Listening, TlsSettings, certificate_files
from intake.errors import SetupError
from intake.isolation import ReaderPool, start_fork_server
from intake.worker import Worker

STARTUP_FAILURE = 3
"""Exit status where nothing could be listened at, as uvicorn has it."""
GRACE_SECONDS = 30
"""Requests under way get that long when the service is told to stop."""


TLS_FOLDER = "tls"
"""In the data folder."""


def run_service(
    settings: ServeSettings,
    store: StoreSettings,
    role: ServeRole,
    host: str,
    port: int,
    metrics_port: int,
    doors: DoorSettings,
    outside: OutsideSettings,
    tls: TlsSettings,
) -> None:
    """Serves until SIGINT or SIGTERM; numbers about this process also on `metrics_port` of this machine alone, where it is not 0.

    Raises SetupError or StoreUnavailable before anything listens when this installation can't serve.
    """
    if role is not ServeRole.ALL and not store.is_shared:
        raise _role_needs_postgresql(role)
    if role is not ServeRole.WORKER:
        check_address(host, port)
    files = certificate_files(tls, host, store.data.root / TLS_FOLDER, datetime.now(UTC))
    settings = replace(settings, authority=files.authority if files else None)
    listening = Listening(host, port, files)
    log = LogSettings()
    set_up_log(log)
    numbers = ProcessMetrics()
    with ExitStack() as stack:
        if not store.is_shared:
            stack.enter_context(store.data.claimed())
        backend = when_available(lambda: stack.enter_context(open_backend(store, outside)), store.start_seconds)
        announce_first_administrator(backend.database, Console(stderr=True, highlight=False, soft_wrap=True))
        # One more than read at a time: the place that what somebody waits for has beside a batch.
        make = partial(with_log, log, partial(build_pipeline, settings.read))
        pool = ReaderPool(make, settings.read.worker_limits, settings.read.workers + (role is not ServeRole.API))
        stack.callback(pool.stop)
        if metrics_port:
            stack.callback(numbers.serve(metrics_port))
        stack.enter_context(open_doors(doors, backend, DoorMetrics(numbers.registry)))
        if role is ServeRole.API:
            reader = PooledReader(settings.read, pool)
            reader.check()
            _run_http(settings, store, reader, backend, numbers, listening)
            return
        worker = build_worker(settings.read, store, backend, pool, numbers.note_reading, (notice_duty(backend), *probe_duties(backend)))
        stop = partial(worker.stop, store.drain_seconds)
        reader = PooledReader(settings.read, pool, stop)
        reader.check()  # here too, since what fails in the lifespan is logged with a traceback
        stack.callback(stop)
        if role is ServeRole.WORKER:
            reader.start()
            when_available(worker.start, store.start_seconds)
            _wait_for_signal()
        else:
            _run_http(settings, store, reader, backend, numbers, listening, worker)


def _run_http(
    settings: ServeSettings,
    store: StoreSettings,
    reader: PooledReader,
    backend: Backend,
    numbers: ProcessMetrics,
    listening: Listening,
    worker: Worker | None = None,
) -> None:
    """Answers at once, and makes ready what reads meanwhile. Raises SetupError, StoreUnavailable where that could not be done."""
    start_fork_server(settings.read.worker_limits)
    starting: Starting

    def start_worker() -> None:
        if worker is not None:
            when_available(worker.start, store.start_seconds, lambda: starting.is_stopping)

    def end() -> None:
        server.should_exit = True

    starting = Starting((start_worker,), end)
    app = create_app(settings, reader, backend, numbers=numbers, starting=starting)
    # The log is ours (`api.log`), and so is a line for each request (`api.request_log`).
    config = uvicorn.Config(
        app,
        listening.host,
        listening.port,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        log_config=None,
        access_log=False,
        ssl_certfile=listening.files.chain if listening.files else None,
        ssl_keyfile=listening.files.key if listening.files else None,
    )
    server = uvicorn.Server(config)
    listening.announce(Console(stderr=True, highlight=False, soft_wrap=True))
    server.run()
    if starting.error is not None:
        raise starting.error
    if not server.started:
        sys.exit(STARTUP_FAILURE)  # as the log says: the port is taken, say


def _wait_for_signal() -> None:
    told = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def _role_needs_postgresql(role: ServeRole) -> SetupError:
    return SetupError(
        "role_needs_postgresql",
        f"The role {role.value} is for several processes, which SQLite does not allow. Give --database-url, or leave --role away.",
        f"{role.value} 角色用于多进程部署，SQLite 不支持，请指定 --database-url，或不使用 --role。",
    )
