"""`fapiao reconcile` and `fapiao evidence`, on the database of a data folder."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from api.cli import app
from intake.people.names import DEFAULT_TENANT
from intake.store.files import open_local_files
from intake.store.session import open_database
from intake.upload.entry_format import entry_json
from intake.upload.simulator.server import SimulatedLedger, serve
from tests.intake.store.conftest import migrated_file  # noqa: F401 - fixtures
from tests.intake.store.samples import digital, read, result
from tests.intake.upload.conftest import clock, simulated  # noqa: F401 - fixtures
from tests.intake.upload.upload_samples import entry

HEADING = "数电票号码,开票日期,销方名称,价税合计"
DAYS = ("--from", "2024-03-01", "--to", "2024-03-31")


@pytest.fixture
def data(tmp_path: Path, migrated_file: Path) -> Path:  # noqa: F811
    """With an invoice of 106.00, issued on 8 March 2024."""
    shutil.copy(migrated_file, tmp_path / "app.db")
    database = open_database(f"sqlite:///{tmp_path / 'app.db'}")
    open_local_files(tmp_path / "originals").put([b"<EInvoice/>"])
    with database.write() as session:
        read(session, b"<EInvoice/>", result(digital(1)), tenant=DEFAULT_TENANT)
    database.close()
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "200", "FAPIAO_LEDGERS": ""}).invoke(app, [*arguments])
    return done.exit_code, done.output


def a_list(folder: Path, *lines: str) -> str:
    path = folder / "list.csv"
    path.write_text("\n".join([HEADING, *lines]), "gb18030")
    return str(path)


def test_a_list_that_agrees_ends_well(data: Path) -> None:
    status, text = run("reconcile", a_list(data, f"{digital(1)},2024-03-08,甲,106.00"), "--data", str(data), *DAYS)
    assert status == 0
    assert "1 agree, 0 differences" in text and "一致 1 张" in text


def test_differences_are_shown_with_what_to_do_and_letters(data: Path) -> None:
    content = a_list(data, f"{digital(1)},2024-03-08,甲,106.01", f"{digital(2)},2024-03-09,乙公司,5.00")
    status, text = run("reconcile", content, "--letters", "--data", str(data), *DAYS)
    assert status == 1
    assert "清单有、未收到" in text and "listed with other values" in text and "向销售方索取" in text
    assert "乙公司：" in text and digital(2) in text
    status, text = run("reconcile", content, "--json", "--data", str(data), *DAYS)
    told = [json.loads(line) for line in text.splitlines()]
    assert [(each["kind"], each["key"], each["theirs"]) for each in told] == [
        ("listed_otherwise", digital(1), "106.01"),
        ("listed_not_received", digital(2), ""),
    ]


def test_nothing_is_kept_by_looking(data: Path) -> None:
    before = (data / "app.db").read_bytes()
    run("reconcile", a_list(data, f"{digital(2)},2024-03-09,乙,5.00"), "--data", str(data), *DAYS)
    assert (data / "app.db").read_bytes() == before
    assert run("reconcile", "--data", str(data), *DAYS)[0] == 0


def test_a_ledger_that_is_named_is_asked(data: Path, simulated: SimulatedLedger) -> None:  # noqa: F811
    simulated.books.book(entry_json(entry(7)))
    with serve(simulated) as base:
        settings = data / "ledgers.toml"
        (data / "secret").write_text(simulated.secret.decode())
        rest = f'name = "books"\ntype = "rest"\naddress = "{base}"\nid = "key"\nsecret_file = "{data / "secret"}"\nprivate = true\nplain = true\n'
        settings.write_text(f'[[ledgers]]\n{rest}[[routes]]\ntenant = "{DEFAULT_TENANT}"\nledger = "books"\n')
        simulated.clock = lambda: datetime.now(UTC)
        status, text = run("reconcile", "--ledgers", str(settings), "--json", "--data", str(data), *DAYS)
        kinds = {json.loads(line)["kind"] for line in text.splitlines()}
        simulated.closed.set()
        down, said = run("reconcile", "--ledgers", str(settings), "--data", str(data), *DAYS)
    assert (status, kinds) == (1, {"missing_here", "waits_for_person"})
    assert (down, "can't be asked" in said) == (2, True)


@pytest.mark.parametrize("option", [["--from", "yesterday"], ["--from", "2024-03-02", "--to", "2024-03-01"], ["--data", "/nowhere/at/all"]])
def test_what_can_not_be_used_ends_with_a_sentence(data: Path, option: list[str]) -> None:
    arguments = option if option[0] == "--data" else [*option, "--data", str(data)]
    assert run("reconcile", *arguments)[0] == 2
    status, text = run("reconcile", str(data / "app.db"), "--data", str(data))
    assert status == 2 and "·" in text


def test_the_evidence_of_a_number_is_written_once(data: Path) -> None:
    out = data / "evidence.zip"
    status, _ = run("evidence", digital(1), "--out", str(out), "--data", str(data))
    assert status == 0
    with ZipFile(out) as archive:
        assert archive.read("original.jpg") == b"<EInvoice/>"
        assert [each["name"] for each in json.loads(archive.read("manifest.json"))["missing"]] == ["page-1.jpg"]
    assert run("evidence", digital(1), "--out", str(out), "--data", str(data))[0] == 2, "nothing is written over"
    again = data / "again.zip"
    assert run("evidence", digital(1), "--out", str(again), "--data", str(data))[0] == 0
    assert again.read_bytes() == out.read_bytes()
    assert run("evidence", digital(9), "--out", str(data / "x.zip"), "--data", str(data))[0] == 1
    assert not (data / "x.zip").exists() and not list(data.glob(".*.part"))
