"""Users look errors up by their code: docs/errors.md must have each."""

import ast
import re
from pathlib import Path

import pytest

from intake import errors
from intake.opening import refusals
from intake.opening.limits import Limits

ROOT = Path(__file__).parents[3]
SOURCES = (
    *sorted((ROOT / "intake" / "opening").rglob("*.py")),
    *sorted((ROOT / "intake" / "people").rglob("*.py")),
    *sorted((ROOT / "intake" / "policies").rglob("*.py")),
    *sorted((ROOT / "intake" / "scan_folder").rglob("*.py")),
    *sorted((ROOT / "intake" / "mail_door").rglob("*.py")),
    *(ROOT / "intake" / f"{name}.py" for name in ("data_folder", "door", "engine", "sweep")),
    ROOT / "intake" / "failure_sentences.py",
    *sorted((ROOT / "intake" / "entries").glob("*.py")),
    ROOT / "intake" / "notices" / "problems.py",
    ROOT / "intake" / "password_safe.py",
    ROOT / "intake" / "upload" / "problems.py",
    ROOT / "intake" / "verification" / "problems.py",
    ROOT / "intake" / "store" / "failures.py",
    ROOT / "api" / "server.py",
    ROOT / "api" / "starting.py",
    ROOT / "api" / "metrics.py",
    ROOT / "api" / "store_commands.py",
    ROOT / "intake" / "isolation.py",
    ROOT / "api" / "files.py",
    ROOT / "api" / "memory_options.py",
)
DOCS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")


def codes_given_to(names: frozenset[str]) -> dict[str, set[str]]:
    """Code -> classes it is raised as, from the calls in the sources."""
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                assert node.args and isinstance(node.args[0], ast.Constant), f"{source}:{node.lineno}: the code must stand in the call"
                found.setdefault(node.args[0].value, set()).add(node.func.id)
    return found


ERROR_CLASSES = frozenset(name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.IntakeError))
ROWS = {match[1]: match[0].rstrip("| ").rsplit("|", 1)[-1].strip() for match in re.finditer(r"^\| `([a-z0-9_]+)` \|.*$", DOCS, re.MULTILINE)}


@pytest.mark.parametrize(("code", "classes"), sorted(codes_given_to(ERROR_CLASSES).items()))
def test_every_error_code_is_documented_with_whether_trying_again_helps(code: str, classes: set[str]) -> None:
    assert code in ROWS
    assert {getattr(errors, name).retryable for name in classes} == {ROWS[code] == "yes"}


@pytest.mark.parametrize("code", sorted(codes_given_to(frozenset({"IntegrityIssue"}))))
def test_every_integrity_issue_is_documented(code: str) -> None:
    assert code in ROWS


def test_the_docs_name_no_code_that_does_not_exist() -> None:
    assert set(ROWS) <= set(codes_given_to(ERROR_CLASSES)) | set(codes_given_to(frozenset({"IntegrityIssue"})))


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
