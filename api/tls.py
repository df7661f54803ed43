"""How the service is reached encrypted: with a certificate somebody has, or one of this installation's own authority."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console

from api.authority_route import AUTHORITY_PATH
from api.local_authority import CertificateFiles, fingerprint, may_vouch_for, own_certificate
from intake.errors import SetupError

_ANY = ("0.0.0.0", "::")  # noqa: S104 - compared, not listened at
_SOMEWHERE_ELSE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses of documentation (RFC 5737, 3849), to which nothing is sent."""


@dataclass(frozen=True)
class TlsSettings:
    """What `--tls` and its kin say."""

    own: bool = False
    """With an authority of our own."""
    names: Sequence[str] = ()
    """Further host names and addresses to vouch for."""
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True)
class Listening:
    """Where requests come in."""

    host: str
    port: int
    """0: any that is free."""
    files: CertificateFiles | None = None

    @property
    def address(self) -> str:
        """Of the pages: from this machine, or where all interfaces listen with TLS, from others."""
        name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - what somebody else chose
        if self.files is not None and self.host in _ANY:
            name = next(iter(local_addresses()), name)
        return f"{'https' if self.files else 'http'}://{f'[{name}]' if ':' in name else name}:{self.port}"

    def announce(self, screen: Console) -> None:
        """What whoever started it may want to open. Of a port that is any free one, the log says which it is."""
        if not self.port:
            return
        screen.print(f"Open {self.address}/ in a browser once it runs · 启动完成后，请在浏览器中打开 {self.address}/", style="bold", markup=False)
        if self.files is not None and self.files.authority is not None:
            screen.print(
                f"Each phone trusts it once: open {self.address}{AUTHORITY_PATH} there, install the certificate, compare SHA-256 {fingerprint(self.files.authority)}\n"
                f"手机首次使用：打开 {self.address}{AUTHORITY_PATH} 安装并信任证书，核对上述 SHA-256 指纹。",
                markup=False,
            )


def certificate_files(settings: TlsSettings, host: str, folder: Path, now: datetime) -> CertificateFiles | None:
    """None where the service is to be reached in the clear. Raises SetupError when what was given can't be used."""
    if settings.certificate is not None or settings.key is not None:
        return _given(settings.certificate, settings.key)
    return own_certificate(folder, served_names(host, settings.names), now) if settings.own else None


def served_names(host: str, further: Sequence[str]) -> tuple[str, ...]:
    """Under which the service is called: this machine, where it listens, and what else was named. Public addresses of this machine are left out."""
    listened = local_addresses() if host in _ANY else (host,)
    machine = socket.gethostname().lower()
    found = ("localhost", "127.0.0.1", *(name for name in (*listened, machine, f"{machine.partition('.')[0]}.local") if may_vouch_for(name)), *further)
    return tuple(dict.fromkeys(found))


def local_addresses() -> tuple[str, ...]:
    """Of the interfaces by which this machine reaches others."""
    found = []
    for target, family in _SOMEWHERE_ELSE:
        with suppress(OSError), closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
            probe.connect((target, 9))  # of a datagram socket: chooses an interface, sends nothing
            found.append(str(probe.getsockname()[0]).partition("%")[0])
    return tuple(found)


def _given(certificate: Path | None, key: Path | None) -> CertificateFiles:
    if certificate is None or key is None:
        raise SetupError("tls_files_incomplete", "--tls-certificate and --tls-key belong together: give both.", "--tls-certificate 与 --tls-key 须同时指定。")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise SetupError(
            "tls_files_unusable",
            f"{certificate} and {key} are no certificate with its key ({error}). Both are PEM files, the key without a password.",
            f"{certificate} 与 {key} 不是可用的证书和私钥（{error}），两者均应为 PEM 文件，私钥不加密码。",
        ) from error
    return CertificateFiles(certificate, key)
