"""A certificate authority of one installation, so that phones in the same house talk to it encrypted without anybody buying a certificate.

It can vouch for private addresses and local names alone (RFC 5280, 4.2.1.10): a phone that trusts it is not at the mercy of this machine for the rest of the net.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from intake.errors import SetupError

AUTHORITY = "authority.pem"
_AUTHORITY_KEY, _CHAIN, _KEY = "authority-key.pem", "server.pem", "server-key.pem"
_AUTHORITY_LIFE = timedelta(days=3650)
_LIFE = timedelta(days=397)
"""Telephones refuse server certificates that are good for longer than 398 days."""
_RENEWED_BEFORE = timedelta(days=90)
_BACKDATED = timedelta(days=1)
"""Clocks of telephones differ."""
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128")
_LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
"""With all names below them (RFC 6762, 8375; the others by common use)."""


@dataclass(frozen=True)
class CertificateFiles:
    """PEM files, as a server takes them."""

    chain: Path
    key: Path
    authority: Path | None = None
    """What phones are to trust; None where somebody else's certificate is used."""


def may_vouch_for(name: str) -> bool:
    """Whether an authority of this kind is believed for the host name or address."""
    try:
        address = ip_address(name)
    except ValueError:
        return any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES) or "." not in name
    return any(address in ip_network(network) for network in _PRIVATE)


def own_certificate(folder: Path, names: Sequence[str], now: datetime) -> CertificateFiles:
    """A certificate for all these host names and addresses from the folder's authority; both are made where they are missing, run out, or are for other names.

    Raises SetupError when a name is not local, or the folder can't be written or holds something else.
    """
    foreign = [name for name in names if not may_vouch_for(name)]
    if foreign:
        raise SetupError(
            "tls_name_not_local",
            f"{foreign[0]} is no local name: an authority of our own vouches for private addresses and names like host.local alone. "
            "Give a certificate with --tls-certificate and --tls-key.",
            f"{foreign[0]} 不是本地名称或内网地址，自建证书不适用，请用 --tls-certificate 和 --tls-key 指定证书。",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        authority, authority_key = _authority(folder, names, now)
        files = CertificateFiles(folder / _CHAIN, folder / _KEY, folder / AUTHORITY)
        if not _is_good(files, authority, names, now):
            _issue(files, authority, authority_key, names, now)
    except (OSError, ValueError, TypeError) as error:
        raise SetupError(
            "tls_folder_unusable",
            f"{folder} can't be used for certificates ({error}). Remove it; phones then trust the new authority anew.",
            f"证书文件夹 {folder} 无法使用（{error}），请删除后重试；手机需重新信任新证书。",
        ) from error
    return files


def fingerprint(certificate: Path) -> str:
    """SHA-256 of the first certificate of a PEM file, as telephones show it."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return ":".join(f"{byte:02X}" for byte in digest)


def _authority(folder: Path, names: Sequence[str], now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path, key_path = folder / AUTHORITY, folder / _AUTHORITY_KEY
    if path.exists() and key_path.exists():
        authority, key = x509.load_pem_x509_certificate(path.read_bytes()), _load_key(key_path)
        if now + _LIFE < authority.not_valid_after_utc and _permits(authority, names):
            return authority, key
    key = ec.generate_private_key(ec.SECP256R1())
    permitted = [x509.IPAddress(ip_network(network)) for network in _PRIVATE] + [x509.DNSName(name) for name in _dns_names(names)]
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Fapiao Intake {now:%Y-%m-%d}")])
    authority = (
        _builder(title, title, key.public_key(), now, _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_path, key)
    _write(path, authority.public_bytes(serialization.Encoding.PEM))
    return authority, key


def _dns_names(names: Sequence[str]) -> list[str]:
    """Local domains, and names without a dot, such as that of the machine."""
    return [*_LOCAL_NAMES, *sorted({name for name in names if not _is_address(name) and "." not in name} - set(_LOCAL_NAMES))]


def _permits(authority: x509.Certificate, names: Sequence[str]) -> bool:
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = {general.value for general in constraints.permitted_subtrees or () if isinstance(general, x509.DNSName)}
    return set(_dns_names(names)) <= permitted


def _is_good(files: CertificateFiles, authority: x509.Certificate, names: Sequence[str], now: datetime) -> bool:
    if not files.chain.exists() or not files.key.exists():
        return False
    certificate = x509.load_pem_x509_certificate(files.chain.read_bytes())
    try:
        certificate.verify_directly_issued_by(authority)
    except InvalidSignature:
        return False
    vouched = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names) <= {str(general.value) for general in vouched} and now + _RENEWED_BEFORE < certificate.not_valid_after_utc


def _issue(files: CertificateFiles, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey, names: Sequence[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fapiao Intake")]), authority.subject, key.public_key(), now, _LIFE)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(files.key, key)
    _write(files.chain, certificate.public_bytes(serialization.Encoding.PEM))


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key).serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - _BACKDATED).not_valid_after(now + life - _BACKDATED)


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(name)) if _is_address(name) else x509.DNSName(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path.name} is a key of another kind")
    return key


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(path, pem, 0o600)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """In one step, so that a kill leaves the old file or the new one."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
