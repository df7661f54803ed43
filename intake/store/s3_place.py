"""Where originals lie on S3, as settings say it. Credentials are no part of it (`intake.store.s3_credentials`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from intake.errors import SetupError

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""Amazon S3 User Guide, "General purpose bucket naming rules"."""
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]{0,512}")
""""Safe characters" of the same guide's page on object keys."""
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class S3Place:
    bucket: str
    prefix: str = ""
    """Before every key, without a slash at either end."""
    endpoint: str = ""
    """`https://HOST[:PORT]` of a service other than Amazon's, or `http://...` where that was allowed; "" for Amazon's in the region."""
    region: str = DEFAULT_REGION
    authorities: Path | None = None
    """Certificates that are trusted besides the system's, PEM."""

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def s3_place(url: str, environment: Mapping[str, str]) -> S3Place:
    """`s3://BUCKET[/PREFIX]`, with what the variables say besides:

    FAPIAO_S3_ENDPOINT, else AWS_ENDPOINT_URL_S3, else AWS_ENDPOINT_URL; FAPIAO_S3_REGION, else AWS_REGION, else AWS_DEFAULT_REGION; AWS_CA_BUNDLE;
    FAPIAO_S3_PLAIN_HOSTS: hosts, separated by commas, that may be talked to without TLS. This machine always may.

    Raises SetupError (`originals_malformed`, `originals_not_encrypted`).
    """
    scheme, _, rest = url.partition("://")
    bucket, _, path = rest.partition("/")
    prefix = path.strip("/")
    if scheme != "s3" or not is_bucket(bucket) or not is_prefix(prefix):
        raise _malformed()
    endpoint = _first(environment, "FAPIAO_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL").rstrip("/")
    if endpoint:
        _check_endpoint(endpoint, _first(environment, "FAPIAO_S3_PLAIN_HOSTS").lower().split(","))
    region = _first(environment, "FAPIAO_S3_REGION", "AWS_REGION", "AWS_DEFAULT_REGION") or DEFAULT_REGION
    authorities = _first(environment, "AWS_CA_BUNDLE")
    return S3Place(bucket, prefix, endpoint, region, Path(authorities) if authorities else None)


def is_bucket(name: str) -> bool:
    return _BUCKET.fullmatch(name) is not None


def is_prefix(text: str) -> bool:
    """Without a slash at either end."""
    return _PREFIX.fullmatch(text) is not None and not {"", ".", ".."}.intersection(text.split("/") if text else ())


def _first(environment: Mapping[str, str], *names: str) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")


def _check_endpoint(endpoint: str, plain_hosts: list[str]) -> None:
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise _malformed_endpoint() from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or parts.query or parts.fragment:
        raise _malformed_endpoint()
    if parts.scheme == "http" and not _is_this_machine(host) and host not in [each.strip() for each in plain_hosts]:
        raise SetupError(
            "originals_not_encrypted",
            f"Originals would travel to {host} without TLS. Use https, or name the host in FAPIAO_S3_PLAIN_HOSTS if its network is yours alone.",
            f"原件将以明文传输到 {host}，请改用 https；如该网络完全自有，请在 FAPIAO_S3_PLAIN_HOSTS 中列出该主机。",
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _malformed() -> SetupError:
    return SetupError(
        "originals_malformed",
        "Originals are kept in the data folder or at s3://BUCKET/PREFIX (the prefix may be left out, and has letters, digits and - _ . / only). Correct --originals or FAPIAO_ORIGINALS.",
        "原件位置须为数据文件夹或 s3://桶名/前缀（前缀可省略，仅限字母、数字及 - _ . /），请更正 --originals 或 FAPIAO_ORIGINALS。",
    )


def _malformed_endpoint() -> SetupError:
    return SetupError(
        "originals_malformed",
        "The address of the object store must be https://HOST or https://HOST:PORT, without a login. Correct FAPIAO_S3_ENDPOINT.",
        "对象存储地址须为 https://主机 或 https://主机:端口，且不含登录信息，请更正 FAPIAO_S3_ENDPOINT。",
    )
