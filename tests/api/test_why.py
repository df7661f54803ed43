"""`fapiao why NUMBER`, on the database of a data folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from intake.people.names import DEFAULT_TENANT
from intake.state import InvoiceState, machine
from intake.store.answers import Done
from intake.store.moves import move_invoice
from intake.store.session import open_database
from tests.intake.store.conftest import migrated_file  # noqa: F401 - fixtures
from tests.intake.store.samples import NOON, approve, digital, read, result


@pytest.fixture
def data(tmp_path: Path, migrated_file: Path) -> Path:  # noqa: F811
    """With an approved invoice, and one that is verified."""
    shutil.copy(migrated_file, tmp_path / "app.db")
    database = open_database(f"sqlite:///{tmp_path / 'app.db'}")
    with database.write() as session:
        (approved,) = read(session, b"one", result(digital(1)), tenant=DEFAULT_TENANT)
        (verified,) = read(session, b"two", result(digital(2)), tenant=DEFAULT_TENANT)
        for invoice in (approved, verified):
            approve(session, invoice, tenant=DEFAULT_TENANT)
        for source, target in ((InvoiceState.APPROVED, InvoiceState.VERIFYING), (InvoiceState.VERIFYING, InvoiceState.VERIFIED)):
            assert isinstance(move_invoice(session, DEFAULT_TENANT, verified, source, target, actor=machine("test"), why="", at=NOON), Done)
    database.close()
    return tmp_path


def why(*arguments: str) -> tuple[int, str]:
    done = CliRunner(env={"COLUMNS": "160", "FAPIAO_VERIFY_PROVIDERS": ""}).invoke(app, ["why", *arguments])
    return done.exit_code, done.output


def test_the_cause_is_told_in_both_languages_with_what_to_do(data: Path) -> None:
    status, text = why(digital(1), "--data", str(data))
    assert status == 1
    assert "no_provider" in text and "No provider of look-ups is set up" in text and "未配置查验服务商" in text
    assert "管理员" in text


def test_an_invoice_that_is_fine_is_said_to_be_so(data: Path) -> None:
    status, text = why(digital(2), "--data", str(data))
    assert status == 0 and "状态正常" in text


def test_a_number_that_nobody_sent_is_not_here(data: Path) -> None:
    assert why("24112000000000099999", "--data", str(data))[0] == 1
    status, text = why("24112000000000099999", "--data", str(data), "--json")
    told = json.loads(text)
    assert (status, told["cause"], told["who"], told["invoice_id"]) == (1, "not_here", "sender", None)
    status, text = why(digital(1), "--data", str(data), "--tenant", "other", "--json")
    assert json.loads(text)["cause"] == "not_here"


def test_of_a_number_that_is_not_here_it_is_told_what_is_there_instead(data: Path) -> None:
    slip = f"{digital(2)[:10]} {digital(2)[10:-1]}9"
    _, text = why(slip, "--data", str(data))
    assert "similar" in text and digital(1) in text and digital(2) in text and "号码仅差一个字符" in text
    assert text.index("similar") < text.index("never_received")
    assert "similar" not in why(f" {digital(2)} ", "--data", str(data))[1]


def test_json_holds_what_the_service_answers(data: Path) -> None:
    _, text = why(digital(1), "--data", str(data), "--json")
    told = json.loads(text)
    assert (told["number"], told["state"], told["cause"], told["certainty"]) == (digital(1), "approved", "no_provider", 1.0)


@pytest.mark.parametrize("option", [["--maintenance", "whenever"], ["--data", "/nowhere/at/all"]])
def test_what_can_not_be_used_ends_with_a_sentence(data: Path, option: list[str]) -> None:
    arguments = option if option[0] == "--data" else [*option, "--data", str(data)]
    assert why(digital(1), *arguments)[0] == 2
