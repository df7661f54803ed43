"""Originals on S3, or on any service that speaks its protocol: `Files` as in a folder, under the same keys, so that either may be copied to the other.

An object is created with `If-None-Match: *` and never written again, unless its bytes are found to be others than its name says. Before anybody gets a receipt it is read back
and hashed: services differ in what they check themselves, and what is read is what will be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from intake.errors import StoreDamaged
from intake.store.failures import disk_errors, object_store_refused, object_store_unfaithful, original_altered, original_missing
from intake.store.files import StoredFile, file_key, is_sha256
from intake.store.s3_connection import BRIEF, Patience, connect, service_errors
from intake.store.s3_place import S3Place

MIB = 1 << 20
PART = 8 * MIB
"""Larger files are sent in parts of that size, each with its own tries. Up to it a file is kept in memory on its way."""
PARTS_AT_ONCE = 3
TRIES = 3
"""To put an object there and find it there."""
MARKER = "fapiao-intake.txt"
"""Not named like an original; says whose the place is, and shows at the start that we may write."""
_MARKED = b"Originals of a Fapiao Intake installation, each under the SHA-256 of its bytes. Change and remove nothing here.\n"


class S3Files:
    """`Files` on S3. Safe for threads, and for `pickle`: the other process finds the credentials itself. `open_s3_files` makes one.

    Needs the rights s3:ListBucket, s3:GetObject, s3:PutObject and s3:AbortMultipartUpload; removes nothing.
    """

    def __init__(self, place: S3Place, scratch: Path, patience: Patience | None = None) -> None:
        """`scratch`: a folder for large files on their way, which have no name there and go with their process."""
        self.place = place
        self._scratch = scratch
        self._patience = patience or Patience()

    def __reduce__(self) -> tuple[object, tuple[S3Place, Path, Patience]]:
        return _opened_once, (self.place, self._scratch, self._patience)

    def put(self, chunks: Iterable[bytes]) -> StoredFile:
        # A large one goes to a temporary file, which has no name where the file system allows that (O_TMPFILE): nothing stays behind.
        file = SpooledTemporaryFile(PART, dir=str(self._scratch))  # noqa: SIM115 - closed below, where the disk may be full
        try:
            stored = _copy(chunks, file, str(self._scratch))
            self._keep(stored, file)
        finally:
            with suppress(OSError):  # what could not be written is not wanted any more; the first error is the one to tell
                file.close()
        return stored

    def read(self, sha256: str, *, check: bool = False) -> bytes:
        content = BytesIO()  # gives its bytes without copying them once more
        for chunk in self._chunks(sha256):
            content.write(chunk)
        if check and hashlib.sha256(content.getbuffer()).hexdigest() != sha256:
            raise original_altered(sha256)
        return content.getvalue()

    def check(self, sha256: str) -> int:
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(sha256):
            digest.update(chunk)
            size += len(chunk)
        if digest.hexdigest() != sha256:
            raise original_altered(sha256)
        return size

    def all(self) -> Iterator[str]:
        """Page by page, so that memory stays flat; the service lists keys in order (ListObjectsV2). What is not ours is passed over."""
        with service_errors():
            for page in obstore.list(self._store, chunk_size=1000):
                for found in page:
                    name = found["path"].rpartition("/")[2]
                    if is_sha256(name) and found["path"] == file_key(name):
                        yield name

    def remove_unfinished(self, older_than_seconds: float) -> int:
        """Nothing of ours lies about: files on their way have no name. Parts that a killed process had sent are removed by a lifecycle rule of the bucket."""
        return 0

    def look(self) -> str:
        with service_errors():
            next(iter(obstore.list(self._brief, chunk_size=1)), None)
        return str(self.place)

    def claim(self) -> None:
        """Shows that we may list and write. Raises StoreUnavailable (`object_store_refused`, `object_store_unreachable`)."""
        self.look()
        try:
            with service_errors():
                obstore.put(self._store, MARKER, _MARKED, mode="create")
        except AlreadyExistsError:
            return  # whoever may not write is told so before that
        except FileNotFoundError:
            raise object_store_refused("NoSuchBucket") from None

    def _keep(self, stored: StoredFile, file: IO[bytes]) -> None:
        """Returns when an object of these bytes is there. Whoever puts the same at the same moment does no harm."""
        is_damaged = False
        for _ in range(TRIES):
            self._send(stored, file, is_damaged)
            try:
                self.check(stored.sha256)
            except StoreDamaged as error:
                is_damaged = error.code == "original_altered"
            else:
                return
        raise object_store_unfaithful()

    def _send(self, stored: StoredFile, file: IO[bytes], is_damaged: bool) -> None:
        """Where there is an object already, only one that `is_damaged` is written anew."""
        key = file_key(stored.sha256)
        file.seek(0)
        try:
            with service_errors():
                if stored.size <= PART:
                    obstore.put(self._store, key, file.read(), mode="overwrite" if is_damaged else "create", use_multipart=False)
                elif is_damaged or not self._is_there(key):
                    # Parts can't be sent on a condition. Who was faster sent the same bytes.
                    obstore.put(self._store, key, file, use_multipart=True, chunk_size=PART, max_concurrency=PARTS_AT_ONCE)
        except AlreadyExistsError:
            return  # sent by somebody else or before; a first try of this request whose answer got lost counts too
        except FileNotFoundError:
            raise object_store_refused("NoSuchBucket") from None

    def _is_there(self, key: str) -> bool:
        try:
            obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def _chunks(self, sha256: str) -> Iterator[bytes]:
        """Where the connection breaks the library asks for the rest, on the condition that the object is the same."""
        key = file_key(sha256)
        try:
            with service_errors():
                yield from obstore.get(self._store, key).stream(MIB)
        except FileNotFoundError:
            raise self._missing(sha256) from None

    def _missing(self, sha256: str) -> StoreDamaged:
        """A bucket that is gone must not look like originals that are. Raises StoreUnavailable where the bucket does not answer."""
        self.look()
        return original_missing(sha256)

    @cached_property
    def _store(self) -> S3Store:
        return connect(self.place, self._patience)

    @cached_property
    def _brief(self) -> S3Store:
        return connect(self.place, BRIEF)


def open_s3_files(place: S3Place, scratch: Path) -> S3Files:
    """Raises StoreUnavailable where the bucket can't be listed and written, SetupError where the settings are of no sense."""
    files = S3Files(place, scratch)
    files.claim()
    return files


@cache
def _opened_once(place: S3Place, scratch: Path, patience: Patience) -> S3Files:
    """One for each worker process, which gets them with every document: connecting anew would cost each document 30 ms and a TLS handshake."""
    return S3Files(place, scratch, patience)


def _copy(chunks: Iterable[bytes], file: IO[bytes], where: str) -> StoredFile:
    """What goes wrong in `chunks` is not the store's and passes as it is."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        with disk_errors(where):
            file.write(chunk)
    with disk_errors(where):
        file.flush()
    return StoredFile(digest.hexdigest(), size)
