"""One service on a data folder, and the same folder wherever it is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from intake.data_folder import DataFolder, default_data_folder
from intake.errors import SetupError


def test_a_folder_belongs_to_one_process_until_that_ends(tmp_path: Path) -> None:
    program = f"""
import time
from pathlib import Path
from intake.data_folder import DataFolder
with DataFolder(Path({str(tmp_path)!r})).claimed():
    print('mine', flush=True)
    time.sleep(60)
"""
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert holder.stdout is not None and holder.stdout.readline() == "mine\n"
    with pytest.raises(SetupError) as caught, DataFolder(tmp_path).claimed():
        pass
    assert caught.value.code == "data_folder_in_use" and str(tmp_path) in caught.value.message
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with DataFolder(tmp_path).claimed():
        pass


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Exception, match="disk_failed"):
        DataFolder(tmp_path / "file" / "data").make()


def test_the_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FAPIAO_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert default_data_folder() == Path.home() / ".local" / "share" / "fapiao"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder() == tmp_path / "fapiao"
    monkeypatch.setenv("FAPIAO_DATA", str(tmp_path / "here"))
    assert default_data_folder() == tmp_path / "here"
