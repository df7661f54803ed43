"""Where the service is told to listen, tried before anything is begun."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.free_address import check_address
from intake.errors import SetupError


def test_a_port_that_another_program_has_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in (["serve", "--data", str(tmp_path / "data")], ["demo", "--serve", "--out", str(tmp_path / "out")]):
            done = CliRunner(env={"COLUMNS": "160"}).invoke(app, [*command, "--port", str(port)])
            assert done.exit_code == 2
            assert f"port {port}" in done.output and "--port" in done.output and "占用" in done.output
    assert list(tmp_path.iterdir()) == []
    check_address("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host.invalid"])
def test_an_address_that_is_not_ours_is_said(host: str) -> None:
    with pytest.raises(SetupError) as caught:
        check_address(host, 0)
    assert caught.value.code == "address_not_usable" and host in caught.value.message
