"""Saved views over HTTP: kept by whom, shown to whom, refused why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import view_problems
from api.errors import Problem
from api.routes.views import MOST
from intake.state import Role
from intake.store.audit import AuditSubject, audit_between
from tests.api.documents.conftest import DoorService, code
from tests.intake.store.samples import OTHER_TENANT, TENANT, later

DOCS = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d, ]+) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)
FILTERS = {"state": ["in_review", "approved"], "party": ["望潮"], "received_in": ["days30"]}


def save(client: TestClient, name: str = "待复核", *, is_shared: bool = False, **filters: list[str]) -> Any:
    return client.put("/v1/views", json={"name": name, "filters": filters or FILTERS, "is_shared": is_shared})


def names(client: TestClient) -> list[tuple[str, bool]]:
    return [(view["name"], view["is_mine"]) for view in client.get("/v1/views").json()]


def test_views_are_kept_for_whoever_saved_them_on_every_machine(service: DoorService) -> None:
    zhao, qian = service.person("zhao", Role.REVIEWER), service.person("qian", Role.REVIEWER)
    (saved,) = save(zhao, " 待  复核 ").json()
    assert (saved["name"], saved["filters"], saved["owner"], saved["is_mine"]) == ("待 复核", FILTERS, "zhao", True)
    assert names(qian) == []
    (changed,) = save(zhao, "待 复核", text=["4711"]).json()
    assert (changed["id"], changed["filters"]) == (saved["id"], {"text": ["4711"]})
    assert zhao.delete(f"/v1/views/{saved['id']}").status_code == 204 and names(zhao) == []
    with service.backend.database.read() as session:
        told = [
            (entry.event, entry.after.get("filters"))
            for entry in audit_between(session, TENANT, later(-1), later(1), 100)
            if entry.subject is AuditSubject.VIEW
        ]
    assert told == [("changed", FILTERS), ("changed", {"text": ["4711"]}), ("revoked", None)]


def test_shared_views_are_everybodys_to_use_and_their_owners_to_change(service: DoorService) -> None:
    zhao, qian, sun = service.person("zhao", Role.REVIEWER), service.person("qian", Role.REVIEWER), service.person("sun", Role.ADMINISTRATOR)
    (shared,) = save(zhao, is_shared=True).json()
    assert names(qian) == [("待复核", False)]
    assert names(service.person("li", Role.REVIEWER, tenant=OTHER_TENANT)) == []
    assert code(qian.delete(f"/v1/views/{shared['id']}")) == (404, "record_not_found")
    assert names(qian) and save(qian).status_code == 200 and sorted(names(qian)) == [("待复核", False), ("待复核", True)]
    own = next(view["id"] for view in qian.get("/v1/views").json() if view["is_mine"])
    assert code(sun.delete(f"/v1/views/{own}")) == (404, "record_not_found"), "what is not shared is nobody else's"
    assert sun.delete(f"/v1/views/{shared['id']}").status_code == 204


def test_what_can_be_no_view_is_refused_with_the_reason(service: DoorService) -> None:
    wang = service.person("wang", Role.SUBMITTER)
    assert code(save(wang, "  ")) == code(save(wang, "a\u202eb")) == (422, "view_name_malformed")
    refused = save(wang, colour=["red"], state=["in_review"])
    assert code(refused) == (422, "no_such_filter") and refused.json()["filters"] == ["colour"]
    assert code(save(wang, is_shared=True)) == (403, "not_permitted")
    assert code(service.key().get("/v1/views")) == (403, "not_permitted")


def test_nobody_keeps_more_views_than_can_be_overlooked(service: DoorService) -> None:
    wang = service.person("wang", Role.SUBMITTER)
    for number in range(MOST):
        assert save(wang, f"view {number}").status_code == 200
    assert code(save(wang, "one more")) == (409, "too_many_views")
    assert save(wang, "view 7", text=["others"]).status_code == 200


@pytest.mark.parametrize("problem", [view_problems.view_name_malformed(), view_problems.no_such_filter(["colour"]), view_problems.too_many_views(100)])
def test_the_docs_have_every_problem(problem: Problem) -> None:
    assert [(str(problem.status), problem.next_step.value)] == [(status, step) for status, codes, step in ROWS if f"`{problem.code}`" in codes]
