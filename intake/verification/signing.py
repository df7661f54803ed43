"""The signatures of three clouds over a request, as their public documents describe them. Each returns the headers to send, the Authorization among them, Host aside: the client
sends it as it stands in the address.

    tc3            Tencent Cloud, TC3-HMAC-SHA256      cloud.tencent.com/document/api/866/37573 (签名方法 v3)
    acs3           Alibaba Cloud, ACS3-HMAC-SHA256     help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
    sdk_hmac       Huawei Cloud, SDK-HMAC-SHA256       support.huaweicloud.com/devg-apisign/api-sign-algorithm.html

Tests hold the first two to the examples published there; for the third no example is published.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote


@dataclass(frozen=True)
class KeyPair:
    """What clouds call SecretId and SecretKey, AccessKeyId and AccessKeySecret, AK and SK."""

    id: str
    secret: str = field(repr=False)


def tc3(keys: KeyPair, service: str, host: str, action: str, version: str, body: bytes, at: datetime) -> dict[str, str]:
    """Headers of a POST to `/` with a JSON body."""
    timestamp = int(at.timestamp())
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    signed = {"content-type": "application/json; charset=utf-8", "host": host}
    canonical = _canonical("POST", "/", "", signed, body)
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{_sha256(canonical.encode())}"
    key = f"TC3{keys.secret}".encode()
    for part in (day, service, "tc3_request"):
        key = _hmac(key, part)
    signature = _hmac(key, to_sign).hex()
    return {
        "Content-Type": signed["content-type"],
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Timestamp": str(timestamp),
        "Authorization": f"TC3-HMAC-SHA256 Credential={keys.id}/{scope}, SignedHeaders={';'.join(signed)}, Signature={signature}",
    }


def acs3(keys: KeyPair, host: str, action: str, version: str, query: Sequence[tuple[str, str]], nonce: str, at: datetime) -> dict[str, str]:
    """Headers of a POST to `/` without a body: its parameters stand in the address, written by `acs3_query`."""
    signed = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": _sha256(b""),
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    canonical = _canonical("POST", "/", acs3_query(query), signed, b"")
    signature = _hmac(keys.secret.encode(), f"ACS3-HMAC-SHA256\n{_sha256(canonical.encode())}").hex()
    sent = {name: value for name, value in signed.items() if name != "host"}
    return {**sent, "Authorization": f"ACS3-HMAC-SHA256 Credential={keys.id},SignedHeaders={';'.join(signed)},Signature={signature}"}


def acs3_query(query: Sequence[tuple[str, str]]) -> str:
    """Parameters in order of their names, percent-encoded after RFC 3986."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(query))


def sdk_hmac(keys: KeyPair, host: str, path: str, body: bytes, at: datetime) -> dict[str, str]:
    """Headers of a POST with a JSON body."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {"content-type": "application/json", "host": host, "x-sdk-date": stamp}
    canonical = _canonical("POST", quote(path, safe="/-_.~").rstrip("/") + "/", "", signed, body)
    signature = _hmac(keys.secret.encode(), f"SDK-HMAC-SHA256\n{stamp}\n{_sha256(canonical.encode())}").hex()
    return {
        "Content-Type": signed["content-type"],
        "X-Sdk-Date": stamp,
        "Authorization": f"SDK-HMAC-SHA256 Access={keys.id}, SignedHeaders={';'.join(signed)}, Signature={signature}",
    }


def _canonical(method: str, path: str, query: str, signed: Mapping[str, str], body: bytes) -> str:
    """The three agree in this form; `signed` is in the order of its names, which are in lower case."""
    headers = "".join(f"{name}:{value}\n" for name, value in signed.items())
    return "\n".join((method, path, query, headers, ";".join(signed), _sha256(body)))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()
