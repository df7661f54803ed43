"""What is shipped is what the sources give, and the sources know what the service says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import api.pages.generate
from api.client.generate import openapi
from api.pages.assets import STATIC

SOURCE = Path(api.pages.generate.__file__).parent / "source"


def node(*arguments: str) -> None:
    """In the folder of the sources, with the locked packages."""
    program = shutil.which("node")
    if program is None or not (SOURCE / "node_modules").exists():
        pytest.skip("no Node.js, or no packages: run `make assets`")
    done = subprocess.run([program, *arguments], cwd=SOURCE, capture_output=True, text=True)  # noqa: S603 - our own arguments
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_know_the_routes_and_labels_that_there_are() -> None:
    for name, text in api.pages.generate.drawn(openapi()).items():
        assert (SOURCE / "drawn" / name).read_text(encoding="utf-8") == text, "run: make assets"


@pytest.mark.slow
def test_what_is_shipped_is_what_the_sources_give(tmp_path: Path) -> None:
    node("node_modules/typescript/bin/tsc", "--noEmit")
    node("build.mjs", str(tmp_path))
    built, shipped = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (tmp_path, STATIC))
    assert built.keys() == shipped.keys(), "run: make assets"
    assert built == shipped


@pytest.mark.slow
def test_what_pages_work_out_by_themselves_is_right() -> None:
    node("test.mjs")


def test_no_address_of_a_registry_stands_in_the_lock() -> None:
    lock = (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock and '"integrity"' in lock
