"""A bucket on S3, or on any service that speaks its protocol, as the place that a ledger takes files from. An object is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from intake.errors import SetupError
from intake.outside_http import OutsideHttp
from intake.store.s3_connection import Account, Patience, connect, failure_in
from intake.store.s3_place import S3Place
from intake.upload.drop import Dropped, DropTrouble

PATIENCE = Patience(request_seconds=60, tries=2)
"""A hand-over, two objects written and read, ends within the lease of a sending (`intake.upload.outbox.Patience`)."""
_PAGE = 1000
"""Objects of one answer."""


@dataclass(frozen=True)
class S3Drop:
    """Needs the rights s3:ListBucket, s3:GetObject and s3:PutObject; removes nothing. Safe for threads."""

    place: S3Place
    account: Account | None = None
    """None for that of this machine, which originals may be kept with."""
    reach: OutsideHttp = field(default_factory=OutsideHttp)
    """Whether the endpoint may be talked to at all."""
    patience: Patience = PATIENCE

    def put(self, name: str, content: bytes) -> None:
        with self._service():
            obstore.put(self._store, name, content, use_multipart=False)

    def read(self, name: str) -> bytes | None:
        with self._service():
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def files(self, beginning: str = "", after: str = "") -> Iterator[Dropped]:
        """The service lists keys in order (ListObjectsV2); what lies deeper is not ours."""
        with self._service():
            for page in obstore.list(self._store, offset=max(beginning, after) or None, chunk_size=_PAGE):
                here = [found for found in page if found["path"] >= beginning]
                ours = list(takewhile(lambda found: found["path"].startswith(beginning), here))
                yield from (Dropped(found["path"], found["size"], found["last_modified"]) for found in ours if "/" not in found["path"])
                if len(ours) < len(here):
                    return

    @contextmanager
    def _service(self) -> Iterator[None]:
        """Names are looked up each time: what a name stands for may have changed since the settings were made."""
        refused = self.reach.refusal(self.place.endpoint) if self.place.endpoint else None
        if refused is not None:
            raise DropTrouble(refused.reason, refused.detail)
        try:
            yield
        except FileNotFoundError as error:
            raise DropTrouble("misconfigured", f"there is no bucket {self.place.bucket}") from error
        except SetupError as error:
            raise DropTrouble("misconfigured", error.message) from error
        except BaseError as error:
            # Not chained: texts of the library quote key ids and what was signed.
            is_refusal, said = failure_in(str(error))
            raise DropTrouble(
                "permission" if is_refusal else "no_connection", f"{self.place} {'refuses' if is_refusal else 'does not answer'} ({said or 'no answer'})"
            ) from None

    @cached_property
    def _store(self) -> S3Store:
        return connect(self.place, self.patience, self.account)
