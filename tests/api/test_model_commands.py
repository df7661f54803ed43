from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from intake.domain.tax_id import write_credit_code
from intake.json_lines.parties import JsonLinesParties
from models.trained_files import MANIFEST, TRAINED_DIRECTORY

KNOWN = write_credit_code("91", "110108", "MA00A1B2")


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_list_of_firms_is_imported_once_however_often_it_is_given(tmp_path: Path) -> None:
    table, registry = tmp_path / "firms.csv", tmp_path / "parties.jsonl"
    table.write_text(f"名称,税号\n海州望潮餐饮管理有限公司,{KNOWN}\n", encoding="utf-8")
    assert "1 parties new" in call("parties", "import", registry, table).stdout
    assert "0 parties new" in call("parties", "import", registry, table).stdout
    (party,) = JsonLinesParties(registry).by_tax_id(KNOWN)
    assert party.name == "海州望潮餐饮管理有限公司"


def test_a_list_with_a_faulty_row_is_refused_whole_and_says_which_row(tmp_path: Path) -> None:
    table, registry = tmp_path / "firms.csv", tmp_path / "parties.jsonl"
    table.write_text(f"名称,税号\n海州望潮餐饮管理有限公司,{KNOWN}\n海州青禾云图科技有限公司,123\n", encoding="utf-8")
    done = call("parties", "import", registry, table)
    assert done.exit_code == 2
    assert "3" in done.stderr
    assert len(JsonLinesParties(registry)) == 0


def test_a_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = call("parties", "import", tmp_path / "parties.jsonl", tmp_path / "firms.csv")
    assert done.exit_code == 2
    assert "firms.csv" in done.stderr.replace("\n", "")


def test_training_says_what_is_wrong_with_a_cache_and_changes_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    standing = (TRAINED_DIRECTORY / MANIFEST).read_bytes()
    assert call("train", tmp_path).exit_code == 1
    assert str(tmp_path) in capfd.readouterr().err
    assert (TRAINED_DIRECTORY / MANIFEST).read_bytes() == standing
