"""Credentials for S3 from the file that AWS's own tools use. Those in variables, of web identities, containers and instances the library finds itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as ConfigError
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from intake.store.failures import object_store_refused

if TYPE_CHECKING:
    from obstore.store import S3Credential

FRESH = timedelta(minutes=5)
"""The file is looked into again after that, since other programs renew what is in it."""


def credentials_file(environment: Mapping[str, str]) -> Callable[[], S3Credential] | None:
    """Reads `~/.aws/credentials` (AWS_SHARED_CREDENTIALS_FILE), the profile of AWS_PROFILE or `default`, each time it is called.

    None where variables go first or there is no such file. Source: AWS SDKs and Tools Reference Guide, "Credential provider chain".
    """
    if environment.get("AWS_ACCESS_KEY_ID") or environment.get("AWS_WEB_IDENTITY_TOKEN_FILE"):
        return None
    path = Path(environment.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials").expanduser()
    if not path.is_file():
        return None
    profile = environment.get("AWS_PROFILE") or "default"

    def read() -> S3Credential:
        """Raises StoreUnavailable (`object_store_refused`) where the profile has no keys."""
        found = ConfigParser(interpolation=None)  # secrets hold percent signs
        try:
            found.read_string(path.read_text("utf-8"))
            section = found[profile]
            return {
                "access_key_id": section["aws_access_key_id"],
                "secret_access_key": section["aws_secret_access_key"],
                "token": section.get("aws_session_token"),
                "expires_at": datetime.now(UTC) + FRESH,
            }
        except (OSError, UnicodeDecodeError, ConfigError, KeyError):
            # Not chained: errors about a line hold the line.
            raise object_store_refused("NoCredentials") from None

    return read
