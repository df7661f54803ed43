"""The offline template from the terminal: written, handed in, and handed in again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from intake.entries.sheet import read_sheet
from intake.state import Role
from intake.store.documents import documents_waiting
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from intake.store.words import Door, Lane
from tests.intake.entries.filled import filled, invoice
from tests.intake.store.people_samples import make_user


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    database = open_database(f"sqlite:///{folder / 'app.db'}")
    upgrade(database, folder / "backups")
    with database.write() as session:
        make_user(session, "boss", tenant="default")
        make_user(session, "zhang", Role.SUBMITTER, tenant="default")
    database.close()
    return folder


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_template_is_written_and_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "补录.xlsx"
    assert run("entry", "template", str(file))[0] == 0
    assert read_sheet(file.read_bytes()) == ()
    status, said = run("entry", "template", str(file))
    assert status == 2 and "已存在" in said


def test_rows_are_taken_in_once_and_refused_ones_are_named(tmp_path: Path, data: Path) -> None:
    file = tmp_path / "补录.xlsx"
    file.write_bytes(filled([invoice(1), invoice(2, total="=1+1")]))
    status, said = run("entry", "import", str(file), "--by", "zhang", "--data", str(data))
    assert status == 1 and "价税合计" in said and "taken in" in said
    file.write_bytes(filled([invoice(1), invoice(2)]))
    status, said = run("entry", "import", str(file), "--by", "zhang", "--data", str(data), "--json")
    assert status == 0
    assert [json.loads(line)["outcome"] for line in said.splitlines() if line.startswith("{")] == ["known", "taken"]
    database = open_database(f"sqlite:///{data / 'app.db'}")
    with database.read() as session:
        waiting = documents_waiting(session, Lane.BATCH, 10)
    database.close()
    assert [document.door for document in waiting] == [Door.ENTRY] * 2


@pytest.mark.parametrize(("content", "by", "code"), [(b"no spreadsheet", "zhang", "template"), (None, "nobody", "nobody")])
def test_what_can_t_be_used_is_told(tmp_path: Path, data: Path, content: bytes | None, by: str, code: str) -> None:
    file = tmp_path / "补录.xlsx"
    file.write_bytes(filled([invoice(1)]) if content is None else content)
    status, said = run("entry", "import", str(file), "--by", by, "--data", str(data))
    assert status == 2 and code in said
