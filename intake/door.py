"""Where every way in ends: limits, type by content, a durable file, then one transaction. Whoever gets a receipt has a document, whatever dies next.

    HTTP, tus, scan folder, mail, command line  ->  Reception.receive(chunks, incoming)  ->  Receipt

What is refused for its content leaves nothing behind but a clear error; what was accepted is never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from logging import getLogger
from pathlib import Path
from shutil import disk_usage
from uuid import UUID

from intake.errors import ArrivedDamaged, Busy, IntakeError
from intake.opening import refusals
from intake.opening.file_type import CONTAINERS, HEAD, MEDIA_TYPES, FileType, file_type
from intake.opening.limits import MIB, Limits
from intake.state import Actor
from intake.store.documents import count_waiting
from intake.store.failures import disk_errors
from intake.store.files import Files, StoredFile
from intake.store.receipts import Arrival, KeyConflict, Receipt, receive
from intake.store.session import Database
from intake.store.words import Door, Lane

NAME_LENGTH = 500
"""Characters kept of a file's name: its end, where the suffix stands."""
LOOKED_INTO = 32 * MIB
"""A ZIP up to this size is opened to see whether it is an OFD or an Office file. A larger one is called a ZIP, and reading it tells."""


@dataclass(frozen=True)
class Incoming:
    """A file that is coming in, and how."""

    tenant: str
    name: str
    """As the sender calls it; a label, never a path."""
    door: Door
    sender: Actor
    lane: Lane = Lane.SINGLE
    """`BATCH` for everything nobody waits for: it never stands in the way of what somebody does."""
    idempotency_key: str | None = None
    """Of this sender, 1 to 255 characters: the same key with the same bytes gets the same receipt."""
    sha256: str | None = None
    """What the sender says the bytes are, in hexadecimal digits; None where it says nothing."""
    container_id: UUID | None = None
    """The stored mail or archive it was taken out of."""


@dataclass(frozen=True)
class Room:
    """When to ask senders to come back later."""

    waiting_single: int = 2_000
    """Documents that wait to be read, of those somebody waits for."""
    waiting_batch: int = 50_000
    free_bytes: int = 1024 * MIB
    """Kept free on the disks of the store, so that what was accepted can be finished."""
    retry_after_queue: int = 30
    """Seconds."""
    retry_after_disk: int = 120


@dataclass(frozen=True)
class Reception:
    """Takes files in. Safe for threads; blocks, so it is called from a thread and not from an event loop.

    Made in `api/build.py`, one for the process.
    """

    database: Database
    files: Files
    clock: Callable[[], datetime]
    """Now, with its time zone."""
    on_received: Callable[[str, UUID, Lane], None]
    """Called with tenant and id of each new document after its transaction. May fail: the sweep finds what nobody was told of."""
    disks: tuple[Path, ...] = ()
    """A folder of each disk that files and database lie on."""
    limits: Limits = field(default_factory=Limits)
    room: Room = field(default_factory=Room)

    def check_room(self, lane: Lane, size: int = 0) -> None:
        """For those who can turn a sender away before the bytes come; `receive` asks again. `size` is in bytes, as far as it is known.

        Raises Busy (`queue_full`, `disk_short`) with the seconds after which to try again, RefusedFile (`file_too_large`), and what `Database.read` raises.
        """
        if size > self.limits.unpacked_bytes:
            raise refusals.file_too_large(self.limits)
        for folder in self.disks:
            with disk_errors(str(folder)):
                free = disk_usage(folder).free
            if free - size < self.room.free_bytes:
                raise _disk_short(self.room.retry_after_disk)
        most = self.room.waiting_single if lane is Lane.SINGLE else self.room.waiting_batch
        with self.database.read() as session:
            waiting = count_waiting(session, lane, most)
        if waiting >= most:
            raise _queue_full(waiting, self.room.retry_after_queue)

    def receive(self, chunks: Iterable[bytes], incoming: Incoming) -> Receipt | KeyConflict:
        """Keep a file, given in pieces of any size, and say so.

        The same live bytes of a tenant are one document: `Receipt.first` says whether it is new. A repeated idempotency key gets its earlier receipt
        (`Receipt.replayed`), or KeyConflict where the bytes differ.

        Raises, nothing being kept: UnreadableFile and RefusedFile for the content (the codes of `file_type`, and `file_too_large`, refused while it
        streams), ArrivedDamaged (`sha256_mismatch`), Busy, StoreUnavailable, SetupError; ValueError for an idempotency key of a wrong length. What
        `chunks` raises passes as it is. After StoreUnavailable the receipt may have got lost on its way: send again with the same key.
        """
        self.check_room(incoming.lane)
        inspected = _Inspected(self.limits, incoming.sha256)
        stored = self.files.put(inspected.watch(chunks))
        return self._keep(stored, inspected.media_type, incoming)

    def receive_made(self, content: bytes, media_type: str, incoming: Incoming) -> Receipt | KeyConflict:
        """The same for a file that the service made itself, of what somebody typed: a type that nobody can send. Raises Busy, StoreUnavailable, SetupError, ValueError likewise."""
        self.check_room(incoming.lane)
        return self._keep(self.files.put([content]), media_type, incoming)

    def _keep(self, stored: StoredFile, media_type: str, incoming: Incoming) -> Receipt | KeyConflict:
        arrival = Arrival(
            incoming.tenant,
            stored,
            media_type,
            incoming.name[-NAME_LENGTH:],
            incoming.door,
            incoming.sender,
            self.clock(),
            incoming.idempotency_key,
            incoming.container_id,
            incoming.lane,
        )
        with self.database.write() as session:
            receipt = receive(session, arrival)
        if isinstance(receipt, Receipt) and receipt.first and not receipt.replayed:
            self._tell(incoming.tenant, receipt.document_id, incoming.lane)
        return receipt

    def _tell(self, tenant: str, document_id: UUID, lane: Lane) -> None:
        try:
            self.on_received(tenant, document_id, lane)
        except Exception as error:
            # Its receipt stands: a job is only the quick way, and the sweep is the sure one.
            reason = error.code if isinstance(error, IntakeError) else repr(error)
            getLogger(__name__).warning("document %s waits for the sweep, since its job could not be enqueued: %s", document_id, reason)


class _Inspected:
    """Looks at a file while it streams to the disk, so that what is refused never gets there whole."""

    def __init__(self, limits: Limits, announced: str | None) -> None:
        self._limits = limits
        self._announced = announced
        self._type: FileType | None = None

    @property
    def media_type(self) -> str:
        """Of what was watched to its end."""
        assert self._type is not None
        return MEDIA_TYPES[self._type]

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces. Raises what `Reception.receive` says of content."""
        digest, size, head = sha256(), 0, bytearray()
        for chunk in chunks:
            size += len(chunk)
            if self._announced is not None:
                digest.update(chunk)
            if self._type is None or (self._type is FileType.ZIP and size <= LOOKED_INTO):
                head += chunk
            if self._type is None and size >= HEAD:
                self._type = file_type(bytes(head))
            self._check_size(size)
            yield chunk
        if self._announced is not None and digest.hexdigest() != self._announced.lower():
            raise _sha256_mismatch()
        if self._type is None or (self._type is FileType.ZIP and size <= LOOKED_INTO):
            self._type = file_type(bytes(head))  # whole now, so that a ZIP's directory is there
            self._check_size(size)

    def _check_size(self, size: int) -> None:
        single = self._type is not None and self._type not in CONTAINERS
        if size > (self._limits.file_bytes if single else self._limits.unpacked_bytes):
            raise refusals.file_too_large(self._limits)


def _sha256_mismatch() -> ArrivedDamaged:
    return ArrivedDamaged(
        "sha256_mismatch",
        "What arrived is not what was sent: its SHA-256 differs. Send the file again.",
        "接收到的内容与发送的不一致（SHA-256 不符），请重新提交。",
    )


def _queue_full(waiting: int, seconds: int) -> Busy:
    return Busy(
        "queue_full",
        f"{waiting} documents wait to be read. Nothing is lost; send this again in {seconds} seconds.",
        f"待识别文件已有 {waiting} 个，请 {seconds} 秒后重新提交。",
        seconds,
    )


def _disk_short(seconds: int) -> Busy:
    return Busy(
        "disk_short",
        f"The disk of the store is nearly full. What has a receipt is safe. Free some space; send this again in {seconds} seconds.",
        f"存储磁盘空间不足，已出具回执的文件不受影响，请清理空间，并在 {seconds} 秒后重新提交。",
        seconds,
    )
