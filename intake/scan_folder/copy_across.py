"""Copying a file to another file system, where no rename leads."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256

from intake.scan_folder.stability import Fingerprint
from intake.scan_folder.walk import fingerprint_of, open_file

_CHUNK = 1 << 20


def copy_across(source: int, name: str, target: int, copy: str) -> Fingerprint | None:
    """Copy the file `name` of one open folder to `copy` in another, on the disk and compared when this returns.

    What the original looked like; None, and no copy, where it changed meanwhile. Raises OSError.
    """
    with open_file(source, name) as original:
        before = fingerprint_of(os.fstat(original))
        written = os.open(copy, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644, dir_fd=target)
        try:
            digest = sha256()
            while chunk := os.read(original, _CHUNK):
                digest.update(chunk)
                rest = memoryview(chunk)
                while rest:
                    rest = rest[os.write(written, rest) :]
            os.utime(written, ns=(before.mtime_ns, before.mtime_ns))
            os.fsync(written)
            same = _digest(written) == digest.digest() and fingerprint_of(os.fstat(original)) == before
        except BaseException:
            with suppress(OSError):
                os.unlink(copy, dir_fd=target)
            raise
        finally:
            os.close(written)
        if not same:
            os.unlink(copy, dir_fd=target)
            return None
        return before


def _digest(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    digest = sha256()
    while chunk := os.read(file, _CHUNK):
        digest.update(chunk)
    return digest.digest()
