"""Clients look problems up by their code: docs/http.md must have each, as it is sent."""

import ast
import re
from pathlib import Path

import pytest

from api import errors
from api.errors import RETRY_AFTER_SECONDS, NextStep
from api.server import GRACE_SECONDS
from api.settings import ServeSettings
from intake.opening.limits import MIB

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d{3}) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)


def problems() -> list[tuple[str, str]]:
    """(code, next step) of each problem that is written down in the sources."""
    source = ast.parse(Path(errors.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"]
    return [
        (str(call.args[1].value), call.args[4].attr) for call in calls if isinstance(call.args[1], ast.Constant) and isinstance(call.args[4], ast.Attribute)
    ]


def test_there_are_problems_to_document() -> None:
    assert len(problems()) > 5


@pytest.mark.parametrize(("code", "step"), problems())
def test_every_problem_is_documented_with_its_next_step(code: str, step: str) -> None:
    assert [NextStep[step].value] == [row[2] for row in ROWS if f"`{code}`" in row[1]]


def test_every_next_step_is_documented_and_the_docs_name_no_other() -> None:
    assert {row[2] for row in ROWS} == {step.value for step in NextStep}


def test_the_limits_in_the_docs_are_the_defaults() -> None:
    settings = ServeSettings()
    limits = DOCS.partition("## Limits")[2].partition("## ")[0]
    assert [int(number) for number in re.findall(r"\d+", limits)][:5] == [
        settings.body_bytes // MIB,
        settings.files,
        settings.passwords,
        round(settings.upload_seconds),
        settings.waiting,
    ]
    assert f"{GRACE_SECONDS} seconds to finish" in DOCS and f"Try again in {RETRY_AFTER_SECONDS} seconds" in DOCS
