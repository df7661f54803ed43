"""The authority of one installation: TLS clients believe it, for local names alone, and nothing is made anew without need."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from api.local_authority import CertificateFiles, fingerprint, may_vouch_for, own_certificate
from intake.errors import SetupError

NOW = datetime.now(UTC)
NAMES = ("localhost", "127.0.0.1", "192.168.7.20", "scanroom")


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return own_certificate(tmp_path, NAMES, NOW)


def shaken_hands(files: CertificateFiles, name: str) -> None:
    """A whole TLS handshake in memory. Raises SSLError where the client does not believe the server."""
    assert files.authority is not None
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(files.chain, files.key)
    ours = ssl.create_default_context(cafile=str(files.authority))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = theirs.wrap_bio(to_server, to_client, server_side=True)
    client = ours.wrap_bio(to_client, to_server, server_hostname=name)
    waiting = [client, server]
    while waiting:
        side = waiting.pop(0)
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            waiting.append(side)


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_trusts_the_authority_believes_the_server_under_each_of_its_names(files: CertificateFiles, name: str) -> None:
    shaken_hands(files, name)


def test_under_another_name_it_does_not(files: CertificateFiles) -> None:
    with pytest.raises(ssl.SSLError):
        shaken_hands(files, "192.168.7.21")


def test_started_again_everything_stays_and_phones_need_not_trust_anew(files: CertificateFiles, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert own_certificate(tmp_path, NAMES[1:], NOW + timedelta(days=200)) == files
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("names", "later"), [((*NAMES, "10.0.0.8"), 0), (NAMES, 340)])
def test_another_address_or_an_early_end_make_a_new_certificate_of_the_same_authority(
    files: CertificateFiles, tmp_path: Path, names: tuple[str, ...], later: int
) -> None:
    assert files.authority is not None
    certificate, authority = files.chain.read_bytes(), files.authority.read_bytes()
    own_certificate(tmp_path, names, NOW + timedelta(days=later))
    assert files.chain.read_bytes() != certificate
    assert files.authority.read_bytes() == authority
    if not later:
        shaken_hands(files, names[-1])


def test_keys_are_for_their_owner_alone(files: CertificateFiles, tmp_path: Path) -> None:
    keys = [path for path in tmp_path.iterdir() if "key" in path.name]
    assert len(keys) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}


def test_the_authority_says_itself_that_it_is_for_local_names_alone(files: CertificateFiles) -> None:
    assert files.authority is not None
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = constraints.value.permitted_subtrees or []
    assert all(network.value.is_private or network.value.is_link_local for network in permitted if isinstance(network, x509.IPAddress))
    assert "com" not in {name.value for name in permitted if isinstance(name, x509.DNSName)}


@pytest.mark.parametrize("name", ["invoices.example.com", "8.8.8.8", "2001:4860:4860::8888"])
def test_for_a_name_of_the_wide_net_a_bought_certificate_is_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(SetupError) as raised:
        own_certificate(tmp_path, ("localhost", name), NOW)
    assert raised.value.code == "tls_name_not_local"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["scanroom", "scanroom.local", "10.1.2.3", "fd00::1", "172.31.255.1"])
def test_local_names_and_private_addresses_are_vouched_for(name: str) -> None:
    assert may_vouch_for(name)


def test_a_damaged_folder_says_what_to_do(files: CertificateFiles, tmp_path: Path) -> None:
    files.chain.write_bytes(b"not a certificate")
    with pytest.raises(SetupError) as raised:
        own_certificate(tmp_path, NAMES, NOW)
    assert raised.value.code == "tls_folder_unusable"


def test_the_fingerprint_is_what_telephones_show(files: CertificateFiles) -> None:
    assert files.authority is not None
    shown = fingerprint(files.authority)
    assert len(shown.split(":")) == 32
    assert ssl.PEM_cert_to_DER_cert(files.authority.read_text())
