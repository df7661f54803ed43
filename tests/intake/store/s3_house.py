"""Originals on the S3 service of the tests, and the variables that lead there."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.store.s3_connection import Patience
from intake.store.s3_files import S3Files
from intake.store.s3_place import S3Place
from tests.intake.store.s3_server import BUCKET, KEY_ID, REGION, SECRET, Bucket

PREFIX = "north/originals"
QUICK = Patience(connect_seconds=1, silence_seconds=1, request_seconds=10, tries=3, trying_seconds=5)


def place_at(service: Bucket, bucket: str = BUCKET, region: str = REGION) -> S3Place:
    return S3Place(bucket, PREFIX, service.address, region)


def files_at(service: Bucket, scratch: Path, bucket: str = BUCKET, region: str = REGION) -> S3Files:
    return S3Files(place_at(service, bucket, region), scratch, QUICK)


def set_credentials(monkeypatch: pytest.MonkeyPatch, key_id: str = KEY_ID, secret: str = SECRET) -> None:
    for name in (
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_CA_BUNDLE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
