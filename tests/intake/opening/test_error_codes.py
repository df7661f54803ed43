"""Users look errors up by their code: docs/errors.md must have each."""

import ast
import re
from pathlib import Path

import pytest

from intake import errors
from intake.opening import refusals
from intake.opening.limits import Limits

ROOT = Path(__file__).parents[3]
SOURCES = tuple(sorted(path for folder in ("intake", "api") for path in (ROOT / folder).rglob("*.py")))
DOCS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


ERROR_CLASSES = frozenset(name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.IntakeError))
ISSUE = "IntegrityIssue"


def passes_on(call: ast.Call) -> bool:
    """Whether it hands on the code of another error, which is found where that one is raised."""
    return bool(call.args) and isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "code"


def codes_in_the_sources() -> dict[str, set[str]]:
    """Code -> classes it is given to, from the calls."""
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {*ERROR_CLASSES, ISSUE} and not passes_on(node):
                assert node.args and isinstance(node.args[0], ast.Constant), f"{source}:{node.lineno}: the code must stand in the call"
                found.setdefault(node.args[0].value, set()).add(node.func.id)
    return found


CODES = codes_in_the_sources()
ROWS = {match[1]: match[0].rstrip("| ").rsplit("|", 1)[-1].strip() for match in re.finditer(r"^\| `([a-z0-9_]+)` \|.*$", DOCS, re.MULTILINE)}


@pytest.mark.parametrize(("code", "classes"), sorted((code, classes - {ISSUE}) for code, classes in CODES.items() if classes - {ISSUE}))
def test_every_error_code_is_documented_with_whether_trying_again_helps(code: str, classes: set[str]) -> None:
    assert code in ROWS
    assert {getattr(errors, name).retryable for name in classes} == {ROWS[code] == "yes"}


@pytest.mark.parametrize("code", sorted(code for code, classes in CODES.items() if ISSUE in classes))
def test_every_integrity_issue_is_documented(code: str) -> None:
    assert code in ROWS


def test_the_docs_name_no_code_that_does_not_exist() -> None:
    assert set(ROWS) <= set(CODES)


def test_the_limits_in_the_docs_are_the_defaults() -> None:
    limits = Limits()
    for refusal in (
        refusals.file_too_large(limits),
        refusals.too_many_pages(limits),
        refusals.unpacked_too_large(limits),
        refusals.too_many_entries(limits.entries),
    ):
        row = next(line for line in DOCS.splitlines() if f"`{refusal.code}`" in line)
        numbers = re.findall(r"\d+", refusal.message)
        assert numbers and all(number in row for number in numbers)
