"""A running service with a store on each database; what is sent is read by hash, when a test says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Send

from api.access import CSRF_HEADER, SESSION_COOKIE
from api.app import create_app, service_state
from api.build_service import Backend
from api.document_reader import FakeReader
from api.looks import Looker, Looks, look_pool
from api.metrics import ProcessMetrics
from api.settings import HttpDoorSettings, ServeSettings
from api.verification_settings import VerificationSettings
from intake.data_folder import DataFolder
from intake.door import Reception, Room
from intake.engine import Jobs
from intake.isolation import ReaderPool
from intake.lanes import Lanes
from intake.notices.named_settings import NoticeSettings
from intake.opening.limits import Limits
from intake.password_safe import PasswordSafe
from intake.people.scopes import KEY_SCOPES, Scope
from intake.people.secret import csrf_token
from intake.pipeline import Pipeline
from intake.state import Role
from intake.store.documents import documents_waiting
from intake.store.files import LocalFiles
from intake.store.people_devices import grant_device
from intake.store.people_keys import make_key
from intake.store.people_sessions import begin_session
from intake.store.session import Database
from intake.store.words import Lane
from intake.upload.routes import Routes
from intake.workflow import DocumentReading, ReadingParts
from tests.api.people_service import Clock
from tests.intake.service.conftest import plain_judging, pool  # noqa: F401 - fixtures
from tests.intake.store.conftest import address, database, empty_address, files, migrated_file, postgresql, wait_until  # noqa: F401 - fixtures
from tests.intake.store.people_samples import make_user
from tests.intake.store.samples import ADMINISTRATOR, OTHER_TENANT, TENANT

Answer = Any

_ON_BOTH = ("test_openapi_fuzz.py", "test_documents_routes.py", "test_who_sees.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever differs between the databases is in the store, whose tests run on both, as those of jobs and folders do. Of routes `make test` runs on PostgreSQL what asks all
    of them, and `make long` the rest.
    """
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.name not in _ON_BOTH and "[postgresql" in item.name:
            item.add_marker("long")


def pdf(text: str = "an invoice") -> bytes:
    """What the fake pipeline reads as one invoice, told apart by its text."""
    return b"%PDF-1.7\n" + text.encode()


@dataclass(frozen=True)
class Served:
    """The application over a store of its own, as its lifespan would have it: making an application anew takes longer than most tests."""

    application: FastAPI
    state: Callable[[], AbstractContextManager[dict[str, object]]]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.application(scope, receive, send)
            return
        await receive()
        with self.state() as state:
            scope["state"].update(state)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


@dataclass
class DoorService:
    """The application, the people who use it, and the one who reads."""

    app: ASGIApp
    backend: Backend
    reading: DocumentReading
    clock: Clock
    clients: ExitStack = field(default_factory=ExitStack)
    first: TestClient | None = None
    """In its lifespan the application runs, for all clients: each one's own would take longer than what most tests ask."""

    def client(self, **headers: str) -> TestClient:
        client = TestClient(self.app, headers=headers)
        if self.first is None:
            self.first = self.clients.enter_context(client)
        else:
            client.portal = self.first.portal
            client.app_state.update(self.first.app_state)
        return client

    def person(self, name: str, *roles: Role, tenant: str = TENANT) -> TestClient:
        """A browser in which this new user is logged in."""
        with self.backend.database.write() as session:
            user = make_user(session, name, *roles, tenant=tenant, at=self.clock())
            _, secret = begin_session(session, user, actor=ADMINISTRATOR, address="", agent="", at=self.clock())
        client = self.client(**{CSRF_HEADER: csrf_token(secret)})
        client.cookies[SESSION_COOKIE] = secret
        return client

    def phone(self, name: str, tenant: str = TENANT) -> TestClient:
        """A paired phone of this new submitter."""
        with self.backend.database.write() as session:
            user = make_user(session, name, Role.SUBMITTER, tenant=tenant, at=self.clock())
            _, token = grant_device(session, user, "phone", actor=ADMINISTRATOR, at=self.clock())
        return self.client(Authorization=f"Bearer {token}")

    def key(self, *scopes: Scope, tenant: str = TENANT) -> TestClient:
        """An integrator; everything that a key may do where no scope is named."""
        with self.backend.database.write() as session:
            _, secret = make_key(session, tenant, "ERP", scopes or KEY_SCOPES, actor=ADMINISTRATOR, at=self.clock())
        return self.client(Authorization=f"Bearer {secret}")

    def read_all(self) -> None:
        """Everything that waits is read, members of containers too."""
        while True:
            with self.backend.database.read() as session:
                waiting = [document for lane in Lane for document in documents_waiting(session, lane, 1000)]
            if not waiting:
                return
            for document in waiting:
                self.reading.run(document.tenant, str(document.id), str(document.version), document.lane.value)


@pytest.fixture(scope="session")
def first_looks() -> Iterator[ReaderPool[Looker]]:
    with look_pool(1) as made:
        made.start()
        yield made


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    """Nobody runs them, so that all tests may share them."""
    made = Jobs(f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'engine.db'}")
    made.prepare()
    yield made
    made.close()


@pytest.fixture(scope="session")
def application() -> FastAPI:
    return create_app(ServeSettings(), FakeReader(lambda _: ()))


@pytest.fixture
def made_anew() -> bool:
    """Tests of what the application itself keeps, as its numbers, override it."""
    return False


@pytest.fixture
def door_settings() -> HttpDoorSettings:
    """As they are by default; tests may override it."""
    return HttpDoorSettings(verdict_seconds=20)


@pytest.fixture
def verification() -> VerificationSettings:
    """Nobody can be asked; tests may override it."""
    return VerificationSettings()


@pytest.fixture
def notices() -> NoticeSettings:
    """No mail server; tests may override it."""
    return NoticeSettings()


@pytest.fixture
def routes() -> Routes:
    """No ledger; tests may override it."""
    return Routes()


@pytest.fixture
def service(
    database: Database,  # noqa: F811
    files: LocalFiles,  # noqa: F811
    jobs: Jobs,
    pool: ReaderPool[Pipeline],  # noqa: F811
    first_looks: ReaderPool[Looker],
    application: FastAPI,
    made_anew: bool,
    door_settings: HttpDoorSettings,
    verification: VerificationSettings,
    notices: NoticeSettings,
    routes: Routes,
    tmp_path: Path,
) -> Iterator[DoorService]:
    clock = Clock()
    reception = Reception(database, files, clock, lambda *_: None, (tmp_path,), room=Room(free_bytes=0))
    backend = Backend(database, files, jobs, reception, clock, DataFolder(tmp_path), verification, notices, routes)
    settings = replace(ServeSettings(), door=door_settings)
    reader, looks = FakeReader(lambda _: ()), Looks(files, first_looks, 1, Limits())
    looks.start()
    app: ASGIApp = Served(application, lambda: service_state(settings, reader, ProcessMetrics(), backend, looks))
    if made_anew:
        app = create_app(settings, reader, backend, looks)
    parts = ReadingParts(
        database, files, pool, Lanes(1), jobs, "here:1", "fake 1", clock, Limits(), plain_judging(database), PasswordSafe(tmp_path / "sealing.key")
    )
    with database.write() as session:
        for tenant in (TENANT, OTHER_TENANT):
            make_user(session, "first", tenant=tenant)
    service = DoorService(app, backend, DocumentReading(parts), clock)
    with service.clients:
        yield service


def send(client: TestClient, content: bytes | None = None, key: str | None = None, name: str = "发票.pdf", **more: Any) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/invoices", files={"file": (name, pdf() if content is None else content)}, headers={**headers, **more.pop("headers", {})}, **more)


def code(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
