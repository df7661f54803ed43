"""What the documents say exists does exist, and what exists is said."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from api.cli import app
from intake.evidence import Source
from intake.invoice import ITEM_COLUMNS, KEY_FIELDS, TOLL_ITEM_COLUMNS, Decision, FieldState, Kind, Severity

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_images").glob("*.md")])
TEXT = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}


@cache
def commands() -> dict[str, Any]:
    """Name -> command, as the parser holds them; those of a group as `group name`."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    context = typer.Context(root)
    top = {name: root.get_command(context, name) for name in root.list_commands(context)}
    groups = {name: group for name, group in top.items() if isinstance(group, TyperGroup)}
    return {**top, **{f"{name} {inner}": command for name, group in groups.items() for inner, command in group.commands.items()}}


def options() -> Iterator[tuple[str, str]]:
    """Each command with each of its long options, hidden ones left out."""
    for name, command in commands().items():
        if not command.hidden:
            shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
            yield from ((name, option) for parameter in shown for option in parameter.opts if option.startswith("--"))


@pytest.mark.parametrize(("command", "option"), sorted(options()))
def test_every_option_of_every_command_is_explained(command: str, option: str) -> None:
    reference = re.compile(rf"{re.escape(option)}(?![\w-])")
    assert any(reference.search(text) and f"fapiao {command}" in text for path, text in TEXT.items() if path.parent.name == "docs")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_option_that_is_explained_exists(document: Path) -> None:
    known = {"--help", *(option for command in commands().values() for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts))}
    for call in re.findall(r"(?:^|[`/ ])fapiao ([a-z][\w-]*(?:[^`\n#|]*))", TEXT[document], re.MULTILINE):
        words = call.split()
        if words[0] in ("command", "intake"):  # prose: "the fapiao command"
            continue
        assert words[0] in commands(), f"no command `fapiao {words[0]}`"
        if isinstance(commands()[words[0]], TyperGroup) and len(words) > 1:
            assert " ".join(words[:2]) in commands(), f"no command `fapiao {' '.join(words[:2])}`"
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known, call


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_goal_that_is_explained_exists(document: Path) -> None:
    goals = set(re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split())
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", TEXT[document], re.MULTILINE)) <= goals


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT[document]) if "://" not in target]
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_of_the_project_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"`((?:intake|models|api|training|tests|docs|sample_images)/[\w./-]+)`", TEXT[document]))
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing


@pytest.mark.parametrize(
    "word",
    sorted({word.value for words in (Kind, FieldState, Source, Decision, Severity) for word in words} | {*KEY_FIELDS, *ITEM_COLUMNS, *TOLL_ITEM_COLUMNS}),
)
def test_every_word_of_the_result_format_is_explained(word: str) -> None:
    assert f"`{word}`" in TEXT[ROOT / "docs" / "reading-files.md"]
