"""Headers of the resumable upload protocol tus 1.0 (https://tus.io/protocols/resumable-upload). Pure; what can't be understood is None."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import new
from uuid import UUID

from intake.store.words import Lane

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
"""The protocol wants sha1; it guards against bad links, not against anybody."""
CHUNK_TYPE = "application/offset+octet-stream"
_LONGEST = 4096
_LARGEST = 18
"""Digits of a length or offset."""
_NAME = re.compile(r"[!-+\--~]+")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True)
class Metadata:
    """What a client says of a file; anything else that it says is passed over."""

    name: str = "unnamed"
    sha256: str | None = None
    lane: Lane = Lane.SINGLE
    batch: UUID | None = None


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    digest: bytes

    def fits(self, content: bytes) -> bool:
        return new(self.algorithm, content, usedforsecurity=False).digest() == self.digest


def read_number(header: str | None) -> int | None:
    """Of Upload-Length and Upload-Offset."""
    return int(header) if header is not None and header.isascii() and header.isdecimal() and len(header) <= _LARGEST else None


def read_metadata(header: str | None) -> Metadata | None:
    """`filename 5Y+RLnBkZg==,sha256 NGYy...`: names with values in base64. Without the header nothing is said."""
    pairs = _pairs(header or "")
    if pairs is None:
        return None
    sha256, lane, batch = pairs.get("sha256"), pairs.get("lane", Lane.SINGLE.value), pairs.get("batch")
    if sha256 is not None and not _SHA256.fullmatch(sha256):
        return None
    try:
        return Metadata(pairs.get("filename") or pairs.get("name") or "unnamed", sha256, Lane(lane), None if batch is None else UUID(batch))
    except ValueError:
        return None


def read_checksum(header: str) -> Checksum | None:
    """`sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`"""
    algorithm, _, digest = header.partition(" ")
    decoded = _decoded(digest)
    return Checksum(algorithm, decoded) if algorithm in ALGORITHMS and decoded else None


def _pairs(header: str) -> Mapping[str, str] | None:
    pairs: dict[str, str] = {}
    if len(header) > _LONGEST:
        return None
    for pair in header.split(",") if header.strip() else ():
        name, _, value = pair.strip().partition(" ")
        decoded = _decoded(value)
        if not _NAME.fullmatch(name) or name in pairs or decoded is None:
            return None
        try:
            pairs[name] = decoded.decode()
        except UnicodeDecodeError:
            return None
    return pairs


def _decoded(text: str) -> bytes | None:
    try:
        return b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
