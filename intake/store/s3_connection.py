"""A connection to S3, or to any service that speaks its protocol, and what its errors mean."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from intake.store.failures import object_store_refused, object_store_settings_unusable, object_store_unreachable
from intake.store.s3_credentials import credentials_file
from intake.store.s3_place import S3Place

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Credential


@dataclass(frozen=True)
class Patience:
    """How long the service is waited for."""

    connect_seconds: float = 5.0
    silence_seconds: float = 30.0
    """Without a byte of the answer; also for sending one part."""
    request_seconds: float = 300.0
    """One request, from its first byte to the last of its answer."""
    tries: int = 5
    """Of one request: after errors 5xx, 429 and broken connections."""
    trying_seconds: float = 20.0
    """No further try after that."""


BRIEF = Patience(connect_seconds=2.0, silence_seconds=4.0, request_seconds=5.0, tries=1)
"""For those who only ask whether it is there."""


@dataclass(frozen=True)
class Account:
    """Of its own, instead of the one that AWS's tools would use on this machine."""

    key_id: str
    secret: str = field(repr=False)


def connect(place: S3Place, patience: Patience, account: Account | None = None) -> S3Store:
    """Without an account credentials come from the variables and files that AWS's own tools use. Raises SetupError (`originals_malformed`)."""
    config: S3Config = {"region": place.region, "checksum_algorithm": "SHA256"}
    if place.endpoint:
        config |= {"endpoint": place.endpoint, "aws_endpoint_url_s3": place.endpoint}  # a variable may name another, and would go first
    client: ClientConfig = {
        "allow_http": place.endpoint.startswith("http:"),
        "connect_timeout": timedelta(seconds=patience.connect_seconds),
        "read_timeout": timedelta(seconds=patience.silence_seconds),
        "timeout": timedelta(seconds=patience.request_seconds),
    }
    retry: RetryConfig = {
        "max_retries": patience.tries - 1,
        "retry_timeout": timedelta(seconds=patience.trying_seconds),
        "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=5), "base": 2},
    }
    try:
        if place.authorities is not None:
            client["root_certificate"] = place.authorities.read_bytes()
        return S3Store(
            place.bucket,
            prefix=place.prefix or None,
            config=config,
            client_options=client,
            retry_config=retry,
            credential_provider=credentials_file(os.environ) if account is None else _credentials(account),
        )
    except (OSError, ValueError, BaseError):
        raise object_store_settings_unusable() from None  # texts of the library may quote what variables hold


def _credentials(account: Account) -> Callable[[], S3Credential]:
    """Variables of this machine, as a session's token, have no part in it."""
    return lambda: {"access_key_id": account.key_id, "secret_access_key": account.secret, "expires_at": None}


@contextmanager
def service_errors() -> Iterator[None]:
    """Turns the library's errors into the store's. AlreadyExistsError and FileNotFoundError pass: they are answers.

    Texts of the library are not chained: they quote the service, which quotes key ids and what was signed.
    """
    try:
        yield
    except AlreadyExistsError:
        raise
    except BaseError as error:
        is_refusal, said = failure_in(str(error))
        raise (object_store_refused if is_refusal else object_store_unreachable)(said) from None


_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,80})</Code>")
_CREDENTIAL_SERVICES = re.compile(r"Error performing \w+ http://169\.254\.\d+\.\d+/|AssumeRoleWithWebIdentity")
_WAIT = {"408", "409", "425", "429"}
"""Statuses below 500 that mean: later."""


def failure_in(text: str) -> tuple[bool, str]:
    """Whether it is a refusal, which lasts until somebody acts, and what was said: by what the library quotes, the status, and the code of the service (Amazon S3 API
    Reference, "Error responses").
    """
    if _CREDENTIAL_SERVICES.search(text):
        return True, "NoCredentials"
    status, code = _STATUS.search(text), _CODE.search(text)
    said = " ".join(found[1] for found in (status, code) if found is not None)
    return "object_store_refused" in text or (status is not None and status[1] < "500" and status[1] not in _WAIT), said
