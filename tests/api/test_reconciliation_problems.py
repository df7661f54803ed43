"""Clients look problems up by their code: docs/http.md has each of these as it is sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.errors import Problem
from api.reconciliation_problems import bundle_too_large, decision_needs_reason, no_such_decision, period_malformed, reconciling_already

DOCS = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d, ]+) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)
PROBLEMS = (period_malformed(800), reconciling_already(3, 30), no_such_decision("open"), decision_needs_reason(), bundle_too_large(200))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_every_problem_is_documented_as_it_is_sent(problem: Problem) -> None:
    assert [(str(int(problem.status)), problem.next_step.value)] == [(status, step) for status, codes, step in ROWS if f"`{problem.code}`" in codes]
