"""An application with the doors for people and nothing else, for tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.access import CSRF_HEADER, Gate
from api.errors import add_problem_handlers
from intake.people.throttle import ThrottleRules
from intake.store.session import Database, open_database
from tests.intake.store.conftest import migrated_file
from tests.intake.store.people_samples import PASSWORD, QUICK
from tests.intake.store.samples import NOON, TENANT

__all__ = ["database", "migrated_file"]


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """SQLite alone: what differs between databases is tested where the store is."""
    path = tmp_path / "store.sqlite"
    shutil.copy(migrated_file, path)
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.close()


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@dataclass(frozen=True)
class PeopleService:
    """A running application, and its clock."""

    app: FastAPI
    clock: Clock
    clients: ExitStack = field(default_factory=ExitStack)

    def client(self, address: str = "192.0.2.7", base_url: str = "http://testserver", **headers: str) -> TestClient:
        """A browser of its own."""
        return self.clients.enter_context(TestClient(self.app, base_url, headers=headers, client=(address, 50000)))

    def bearer(self, secret: str) -> TestClient:
        return self.client(Authorization=f"Bearer {secret}")

    def logged_in(self, name: str, password: str = PASSWORD, tenant: str = TENANT) -> TestClient:
        client = self.client()
        answer = log_in(client, name, password, tenant)
        assert answer.status_code == 200, answer.text
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
        return client


@contextmanager
def people_service(database: Database, *routers: APIRouter, throttle: ThrottleRules | None = None) -> Iterator[PeopleService]:
    clock = Clock()
    gate = Gate(database, QUICK, throttle or ThrottleRules(), clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Gate]]:
        yield {"gate": gate}

    app = FastAPI(lifespan=lifespan)
    for router in routers:
        app.include_router(router)
    add_problem_handlers(app)
    service = PeopleService(app, clock)
    with service.clients:
        yield service


def log_in(client: TestClient, name: str, password: str = PASSWORD, tenant: str = TENANT) -> Any:
    return client.post("/v1/sessions", json={"name": name, "password": password, "tenant": tenant})
