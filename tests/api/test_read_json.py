import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
NOT_DOCUMENTS = {".md", ".json", ".jsonl", ".toml"}


@pytest.mark.slow(seconds=30)
def test_every_line_that_read_prints_is_a_result_of_the_schema(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "intake" / "result_schema.json").read_text(encoding="utf-8"))
    one_of_each = {path.suffix: path for path in sorted((ROOT / "sample_images").iterdir()) if path.suffix not in NOT_DOCUMENTS}
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\nthis is not the rest of a PDF")
    command = [sys.executable, "-c", "from api.launch import main; main()", "read", *map(str, one_of_each.values()), str(damaged), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")  # noqa: S603 - our own command
    results = [json.loads(line) for line in done.stdout.splitlines()]
    for result in results:
        assert not [f"{result['file']} {error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(result)]
    assert {Path(result["file"].partition("!")[0]).name for result in results} == {path.name for path in (*one_of_each.values(), damaged)}
    assert [Path(result["file"]).name for result in results if "error" in result] == ["damaged.pdf"]
    assert done.returncode == 1, "a file that could not be opened shows in the exit status"
