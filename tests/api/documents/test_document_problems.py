"""Clients look problems up by their code: docs/http.md has each of these as it is sent."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api import document_problems
from api.errors import Problem
from intake.state import InvoiceState, Role

DOCS = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d, ]+) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)
SAMPLES: dict[str, Any] = {
    "int": 1,
    "str": "x",
    "UUID | None": UUID(int=1),
    "DocumentState | InvoiceState": InvoiceState.APPROVED,
    "Iterable[Role]": [Role.REVIEWER],
    "Iterable[str]": ["total"],
}


def problems() -> list[Problem]:
    makers = [made for made in vars(document_problems).values() if inspect.isfunction(made) and made.__module__ == document_problems.__name__]
    return [maker(*(SAMPLES[parameter.annotation] for parameter in inspect.signature(maker).parameters.values())) for maker in makers]


def test_there_are_problems_to_document() -> None:
    assert len(problems()) > 15


@pytest.mark.parametrize("problem", problems(), ids=lambda problem: problem.code)
def test_every_problem_is_documented_as_it_is_sent(problem: Problem) -> None:
    assert [(str(problem.status), problem.next_step.value)] == [(status, step) for status, codes, step in ROWS if f"`{problem.code}`" in codes]
    assert problem.message_en.endswith(".") and problem.message_zh.endswith("。")
    body = problem.response().body
    assert problem.code.encode() in bytes(body)
