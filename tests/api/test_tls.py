from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.authority_route import AUTHORITY_PATH
from api.document_reader import FakeReader
from api.local_authority import own_certificate
from api.settings import ServeSettings
from api.tls import Listening, TlsSettings, certificate_files, local_addresses, served_names
from intake.errors import SetupError
from tests.local_servers import make_certificate
from tests.service_process import serving

NOW = datetime.now(UTC)


def test_without_a_word_about_it_the_service_is_reached_in_the_clear(tmp_path: Path) -> None:
    assert certificate_files(TlsSettings(), "127.0.0.1", tmp_path, NOW) is None
    assert Listening("127.0.0.1", 8000).address == "http://127.0.0.1:8000"
    assert list(tmp_path.iterdir()) == []


def test_a_certificate_that_somebody_has_is_taken_as_it_is(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    files = certificate_files(TlsSettings(certificate=certificate, key=tmp_path / "key.pem"), "0.0.0.0", tmp_path, NOW)  # noqa: S104 - not listened at
    assert files is not None
    assert files.chain == certificate
    assert files.authority is None


def test_a_certificate_without_its_key_and_files_that_are_none_are_refused(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with pytest.raises(SetupError) as alone:
        certificate_files(TlsSettings(certificate=certificate), "localhost", tmp_path, NOW)
    with pytest.raises(SetupError) as exchanged:
        certificate_files(TlsSettings(certificate=tmp_path / "key.pem", key=certificate), "localhost", tmp_path, NOW)
    assert (alone.value.code, exchanged.value.code) == ("tls_files_incomplete", "tls_files_unusable")


def test_where_all_interfaces_listen_the_addresses_by_which_others_reach_us_are_vouched_for() -> None:
    names = served_names("0.0.0.0", ("scanroom.lan",))  # noqa: S104 - not listened at
    assert {"localhost", "127.0.0.1", "scanroom.lan"} <= set(names)
    assert all(isinstance(address, str) for address in local_addresses())


def test_phones_fetch_what_they_are_to_trust_and_nothing_else_of_the_folder(tmp_path: Path) -> None:
    files = own_certificate(tmp_path, ("localhost",), NOW)
    client = TestClient(create_app(ServeSettings(authority=files.authority), FakeReader(lambda _: ())))
    answer = client.get(AUTHORITY_PATH)
    assert files.authority is not None
    assert answer.content == files.authority.read_bytes()
    assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in answer.content


@pytest.mark.slow(seconds=10)
def test_the_service_answers_encrypted_to_who_trusts_its_authority_and_to_nobody_in_the_clear(tmp_path: Path) -> None:
    with serving(tmp_path, "--tls", "--engine", "onnx", "--workers", "1") as service:
        assert service.address.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=str(tmp_path / "data" / "tls" / "authority.pem"))
        with urlopen(f"{service.address}/health/live", context=context, timeout=20) as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            urlopen(f"{service.address}/health/live", timeout=20)  # noqa: S310 - our own server
        with pytest.raises(OSError):
            urlopen(service.address.replace("https", "http") + "/health/live", timeout=20)  # noqa: S310 - our own server
