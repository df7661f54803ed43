"""The HTTP door, with a fake reader behind it; tests/api/test_serve.py has the real one."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.app import create_app
from api.document_reader import FakeReader
from api.errors import MEDIA_TYPE
from api.routes import read
from api.routes.read import MAY_READ
from api.settings import ServeSettings
from intake.document import Document
from intake.errors import IntakeError, ReadingFailed, SetupError, UnreadableFile
from intake.result import Result, error_result

BOUNDARY = "boundary"


def echo(document: Document) -> tuple[Result, ...]:
    """A valid result that tells what the reader was given."""
    return (error_result(document, UnreadableFile("echo", document.content.decode(), f"密码：{'、'.join(document.passwords)}")),)


def app_with(read_one: Any = echo, **settings: Any) -> FastAPI:
    """Whose only caller may send documents; tests/api/documents has those who may not."""
    app = create_app(ServeSettings(**settings), FakeReader(read_one))
    # Made once more as a route of this application: overrides are for those alone.
    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", "") != "/v1/read"]
    app.include_router(read.router)
    app.dependency_overrides[MAY_READ] = lambda: None
    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app_with()) as client:
        yield client


def form(*contents: bytes) -> bytes:
    """A multipart body with these files."""
    parts = [b'--boundary\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + content + b"\r\n" for content in contents]
    return b"".join(parts) + b"--boundary--\r\n"


@dataclass
class Call:
    """One request made of the application itself, so that it shows how much of the body it asks for."""

    app: FastAPI
    state: dict[str, Any]
    body: list[bytes]
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    """Pieces of the body that were taken."""
    status: int = 0
    answer: dict[str, str] = field(default_factory=dict)
    """Headers."""
    content: bytes = b""

    async def make(self) -> "Call":
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", **self.headers}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/v1/read", "raw_path": b"/v1/read"}
        await self.app({**scope, "query_string": b"", "root_path": "", "headers": raw, "state": dict(self.state)}, self.receive, self.send)
        return self

    async def receive(self) -> dict[str, Any]:
        piece = self.body[self.asked] if self.asked < len(self.body) else b""
        self.asked += 1
        return {"type": "http.request", "body": piece, "more_body": self.asked < len(self.body)}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answer = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.content += message.get("body", b"")


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with app.router.lifespan_context(app) as state:
        yield dict(state or {})


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


def test_files_are_answered_in_their_order_with_one_object_each(client: TestClient) -> None:
    answer = client.post("/v1/read", files=[("file", ("b.jpg", b"one")), ("file", ("发票.pdf", b"two"))])
    assert answer.status_code == 200
    assert [(result["file"], result["error"]["message"]) for result in answer.json()["results"]] == [("b.jpg", "one"), ("发票.pdf", "two")]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


def test_equal_names_are_told_apart(client: TestClient) -> None:
    answer = client.post("/v1/read", files=[("file", (name, b"x")) for name in ("image.jpg", "image.jpg", "image (2).jpg", "scan", "scan", "image.jpg")])
    names = [result["file"] for result in answer.json()["results"]]
    assert names[:2] == ["image.jpg", "image (2).jpg"] and names[3:5] == ["scan", "scan (2)"]
    assert len(set(names)) == 6


def test_passwords_reach_the_reader_in_their_order(client: TestClient) -> None:
    answer = client.post("/v1/read", files={"file": ("a.pdf", b"x")}, data={"password": ["first", "第二"]})
    assert answer.json()["results"][0]["error"]["message_zh"] == "密码：first、第二"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"files": {"picture": ("a.jpg", b"x")}},
        {"data": {"file": "a.jpg"}},
        {"json": {"file": "a.jpg"}},
        {"content": b"\xff\xd8\xff", "headers": {"Content-Type": "image/jpeg"}},
    ],
    ids=["nothing", "other field", "text field", "json", "bare picture"],
)
def test_a_request_without_a_file_is_told_how_to_send_one(client: TestClient, sent: dict[str, Any]) -> None:
    assert_problem(client.post("/v1/read", **sent), 422, "no_file", "correct_request")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (form(b"x", b"y")[:-10], f"multipart/form-data; boundary={BOUNDARY}"),
        (b"no form", f"multipart/form-data; boundary={BOUNDARY}"),
        (b"--boundary\r\nContent-Disposition: form-data\r\n\r\nx\r\n--boundary--\r\n", f"multipart/form-data; boundary={BOUNDARY}"),
        (form(b"x"), "multipart/form-data"),
        (form(b"x").replace(b'; filename="a.jpg"', b"").replace(b"x", b"x" * 2000), f"multipart/form-data; boundary={BOUNDARY}"),
    ],
    ids=["breaks off", "no form", "field without a name", "no boundary", "text too long"],
)
def test_a_form_that_makes_no_sense_is_refused(client: TestClient, content: bytes, media_type: str) -> None:
    assert_problem(client.post("/v1/read", content=content, headers={"Content-Type": media_type}), 400, "malformed_request", "correct_request")


@pytest.mark.parametrize(("count", "status"), [(3, 200), (4, 400)])
def test_the_number_of_files_is_limited(count: int, status: int) -> None:
    with TestClient(app_with(files=3)) as client:
        assert client.post("/v1/read", files=[("file", ("a.jpg", b"x"))] * count).status_code == status


def test_an_address_or_method_that_there_is_not_is_a_problem_too(client: TestClient) -> None:
    assert_problem(client.get("/v2/read"), 404, "not_found", "correct_request")
    answer = client.get("/v1/read")
    assert_problem(answer, 405, "method_not_allowed", "correct_request")
    assert answer.headers["allow"] == "POST"


def test_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_taken() -> None:
    async def check() -> Call:
        app = app_with(unread, body_bytes=1000)
        async with running(app) as state:
            return await Call(app, state, [form(b"x" * 1000)], {"content-length": "1179"}).make()

    call = asyncio.run(check())
    assert_too_large(call)
    assert call.asked == 0


def test_a_body_of_unknown_length_is_refused_as_soon_as_it_is_too_large() -> None:
    async def check() -> Call:
        app = app_with(unread, body_bytes=1000)
        async with running(app) as state:
            return await Call(app, state, [form(b"x" * 200)[:-20], *[b"x" * 400] * 50]).make()

    call = asyncio.run(check())
    assert_too_large(call)
    assert call.asked == 3


@pytest.mark.parametrize("says_its_length", [True, False])
def test_a_body_of_just_the_largest_size_is_taken(says_its_length: bool) -> None:
    body = form(b"x" * 500)

    async def check() -> Call:
        app = app_with(body_bytes=len(body))
        async with running(app) as state:
            return await Call(app, state, [body], {"content-length": str(len(body))} if says_its_length else {}).make()

    assert asyncio.run(check()).status == 200


def test_when_all_places_are_taken_the_next_request_is_asked_to_come_back_and_nothing_of_it_is_taken() -> None:
    free = threading.Event()

    def slow(document: Document) -> tuple[Result, ...]:
        assert free.wait(10)
        return echo(document)

    async def check() -> tuple[Call, list[Call], Call]:
        app = app_with(slow, waiting=1)
        async with running(app) as state:
            inside = [Call(app, state, [form(b"x")]) for _ in range(2)]
            tasks = [asyncio.create_task(call.make()) for call in inside]
            await until(lambda: all(call.asked for call in inside))
            turned_away = await Call(app, state, [form(b"x")]).make()
            free.set()
            await asyncio.gather(*tasks)
            return turned_away, inside, await Call(app, state, [form(b"x")]).make()

    turned_away, inside, later = asyncio.run(check())
    assert turned_away.status == 503 and turned_away.asked == 0
    assert json.loads(turned_away.content)["code"] == "service_busy" and int(turned_away.answer["retry-after"]) > 0
    assert [call.status for call in inside] == [200, 200]
    assert later.status == 200, "places are given back"


def test_the_service_answers_while_documents_are_read() -> None:
    free = threading.Event()

    def slow(document: Document) -> tuple[Result, ...]:
        assert free.wait(10)
        return echo(document)

    with TestClient(app_with(slow)) as client:
        post = threading.Thread(target=client.post, args=("/v1/read",), kwargs={"files": {"file": ("a.jpg", b"x")}})
        post.start()
        assert client.get("/health").status_code == 200
        free.set()
        post.join()


def test_a_request_that_does_not_come_in_loses_its_place() -> None:
    class Stuck(Call):
        async def receive(self) -> dict[str, Any]:
            if self.asked:
                await asyncio.sleep(60)
            return await super().receive()

    async def check() -> tuple[Call, Call]:
        app = app_with(waiting=0, upload_seconds=0.05)
        async with running(app) as state:
            return await Stuck(app, state, [form(b"x")[:50], b""]).make(), await Call(app, state, [form(b"x")]).make()

    stuck, next_one = asyncio.run(check())
    assert stuck.status == 408 and json.loads(stuck.content)["code"] == "upload_too_slow"
    assert next_one.status == 200


def test_a_client_that_goes_away_frees_its_place() -> None:
    class Gone(Call):
        async def receive(self) -> dict[str, Any]:
            return await super().receive() if not self.asked else {"type": "http.disconnect"}

    async def check() -> tuple[Call, Call]:
        app = app_with(waiting=0)
        async with running(app) as state:
            return await Gone(app, state, [form(b"x")[:50], b""]).make(), await Call(app, state, [form(b"x")]).make()

    gone, next_one = asyncio.run(check())
    assert gone.status == 400 and next_one.status == 200


@pytest.mark.parametrize(
    ("error", "status", "step"),
    [
        (SetupError("reader_not_made", "No weights.", "缺少模型。"), 503, "ask_operator"),
        (ReadingFailed("stopped", "Stopping.", "正在停止。"), 503, "try_later"),
        (KeyError("inner detail"), 500, "report"),
    ],
)
def test_when_reading_is_not_possible_the_request_fails_as_a_whole(error: Exception, status: int, step: str) -> None:
    def fail(document: Document) -> tuple[Result, ...]:
        raise error

    with TestClient(app_with(fail), raise_server_exceptions=False) as client:
        answer = client.post("/v1/read", files={"file": ("a.jpg", b"x")})
    assert_problem(answer, status, error.code if isinstance(error, IntakeError) else "internal_error", step)
    assert ("retry-after" in answer.headers) == (step == "try_later")
    assert "inner detail" not in answer.text


def test_health_says_what_runs(client: TestClient) -> None:
    answer = client.get("/health")
    for _ in range(200):
        if answer.json()["status"] == "ok":
            break
        time.sleep(0.05)
        answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": client.app.version, "engine": "fake", "weights_checked": 0}  # type: ignore[attr-defined]


def test_an_installation_that_can_not_read_does_not_start() -> None:
    class Broken(FakeReader):
        def check(self) -> Any:
            raise SetupError("reader_not_made", "No weights.", "缺少模型。")

    with pytest.raises(SetupError), TestClient(create_app(ServeSettings(), Broken(echo))):
        pass


def test_the_service_answers_before_documents_can_be_read_and_stops_while_it_still_starts() -> None:
    released, begun = threading.Event(), threading.Event()

    class Slow(FakeReader):
        def start(self) -> None:
            begun.set()
            assert released.wait(10)

        def give_up(self) -> None:
            released.set()

    with TestClient(create_app(ServeSettings(), Slow(echo))) as client:
        assert begun.wait(10)
        assert client.get("/health").json()["status"] == "starting" and client.get("/health/live").json() == {"status": "ok"}
        refused = client.get("/health/ready")
        assert_problem(refused, 503, "not_ready", "ask_operator")
        assert [part["part"] for part in refused.json()["parts"]] == ["reading"]
    assert released.is_set()


def test_the_openapi_document_describes_what_is_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1.")
    assert {"/v1/read", "/health", "/v1/invoices"} <= set(document["paths"])
    missing = [target for target in references(document) if resolved(document, target) is None]
    assert not missing
    read = document["paths"]["/v1/read"]["post"]["responses"]
    answer = client.post("/v1/read", files={"file": ("a.jpg", b"x")})
    conform(document, read["200"]["content"]["application/json"]["schema"], answer.json())
    conform(document, read["422"]["content"][MEDIA_TYPE]["schema"], client.post("/v1/read").json())
    conform(document, document["paths"]["/health"]["get"]["responses"]["200"]["content"]["application/json"]["schema"], client.get("/health").json())
    with pytest.raises(AssertionError):
        conform(document, read["200"]["content"]["application/json"]["schema"], {"results": [{"schema": "1", "file": ""}]})


def unread(document: Document) -> tuple[Result, ...]:
    raise AssertionError("a refused request reached the reader")


def assert_problem(answer: Any, status: int, code: str, step: str) -> None:
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"], problem["next_step"]) == (status, status, code, step)
    assert problem["message_en"] and any("一" <= char <= "鿿" for char in problem["message_zh"])
    assert problem["type"] == f"urn:fapiao-intake:problem:{code}" and problem["title"]


def assert_too_large(call: Call) -> None:
    assert call.status == 413
    assert call.answer["content-type"] == MEDIA_TYPE
    assert json.loads(call.content)["code"] == "body_too_large"


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolved(document: dict[str, Any], target: str) -> Any:
    node: Any = document
    for part in target.removeprefix("#/").split("/"):
        node = node.get(part) if isinstance(node, dict) else None
    return node


def conform(document: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    assert not [f"{error.json_path}: {error.message}" for error in Draft202012Validator({**schema, "components": document["components"]}).iter_errors(value)]
