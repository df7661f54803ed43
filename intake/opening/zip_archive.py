"""ZIP archives of unknown origin: their directory, and members read in small steps under a cap."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from intake.errors import UnreadableFile
from intake.opening import refusals
from intake.opening.limits import Limits

DIRECTORY_RECORD = b"PK\x01\x02"
MAX_DIRECTORY_RECORDS = 20_000
"""More entries than this are not even listed: a listing costs about half a KiB an entry. The limit for what is opened is far lower (`Limits.entries`)."""
STEP = 1 << 16
"""Bytes unpacked at a time."""
ENCRYPTED = 0x1
UTF8_NAME = 0x800
SYMLINK = 0o120000
FILE_TYPE_MASK = 0o170000


def open_zip(content: bytes) -> ZipFile:
    """The archive's directory; nothing is unpacked. Raises UnreadableFile (`zip_damaged`), RefusedFile (`too_many_entries`)."""
    if content.count(DIRECTORY_RECORD) > MAX_DIRECTORY_RECORDS:
        raise refusals.too_many_entries(MAX_DIRECTORY_RECORDS)
    try:
        return ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise refusals.zip_damaged() from error


def entry_name(info: ZipInfo) -> str:
    """The member's name with `/` between folders.

    Archives made on Chinese Windows hold names in GBK without saying so (APPNOTE 4.4.4, bit 11 is clear); zipfile decodes them as cp437, which
    loses nothing.
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8_NAME:
        name = decoded_name(name.encode("cp437", errors="replace"))
    return "".join(char for char in name.replace("\\", "/") if char.isprintable()) or "unnamed"


def decoded_name(raw: bytes) -> str:
    """A file name in UTF-8 or GBK (read as its superset GB 18030), whichever fits."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def read_entry(archive: ZipFile, info: ZipInfo, limits: Limits, room: int, passwords: tuple[str, ...] = ()) -> bytes:
    """One member's bytes, at most `room` of them.

    The sizes in the headers are not believed: bytes are counted as they come out.
    Raises RefusedFile (`symlink_refused`, `zip_method_unsupported`, `ratio_too_high`, `file_too_large`, `unpacked_too_large`),
    NeedsPassword (`needs_password`), UnreadableFile (`zip_damaged`).
    """
    if info.create_system == 3 and (info.external_attr >> 16) & FILE_TYPE_MASK == SYMLINK:
        raise refusals.symlink_refused()
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refusals.zip_method_unsupported()
    packed = min(info.compress_size, archive.start_dir)
    if not info.flag_bits & ENCRYPTED:
        return _unpacked(archive, info, None, packed, limits, room)
    for password in passwords:
        for encoding in ("utf-8", "gb18030"):
            try:
                return _unpacked(archive, info, password.encode(encoding), packed, limits, room)
            except (RuntimeError, UnreadableFile):
                continue  # a wrong password shows in the member's first bytes or, one time in 256, only in its checksum
    raise refusals.needs_password()


def _unpacked(archive: ZipFile, info: ZipInfo, password: bytes | None, packed: int, limits: Limits, room: int) -> bytes:
    parts = bytearray()
    try:
        with archive.open(info, pwd=password) as member:
            for part in iter(lambda: member.read(STEP), b""):
                parts += part
                _check(len(parts), packed, limits, room)
    except (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise refusals.zip_damaged() from error
    return bytes(parts)


def _check(size: int, packed: int, limits: Limits, room: int) -> None:
    if size > limits.ratio_floor_bytes and size > packed * limits.ratio:
        raise refusals.ratio_too_high(limits)
    if size > limits.file_bytes:
        raise refusals.file_too_large(limits)
    if size > room:
        raise refusals.unpacked_too_large(limits)


def usable_entries(archive: ZipFile) -> Iterator[ZipInfo]:
    """Files, without folders and without what Mac and Windows leave behind beside them."""
    for info in archive.infolist():
        parts = entry_name(info).split("/")
        if not parts[-1] or parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini") or parts[-1].startswith("._"):
            continue
        yield info
