"""Every reason why a scan folder, or a file in it, can't be worked on: code, and what to do about it in English and Chinese."""

from __future__ import annotations

import errno
import os

from intake.errors import IntakeError, SetupError, StoreDamaged, StoreUnavailable, UnreadableFile

_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class StillWritten(Exception):
    """The file changed while it was read: it is looked at again later."""


class NotReadable(Exception):
    """The system does not let us read a file that is there. It may later: another program may have it locked."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def folder_problem(error: OSError) -> IntakeError:
    """What keeps the service from working on the scan folder as a whole. All of them pass: the folder is tried again by itself."""
    if error.errno in _FULL:
        return StoreUnavailable(
            "folder_full",
            "The disk of the scan folder is full. No file is taken and none is lost; free some space, and work goes on by itself.",
            "扫描文件夹所在磁盘已满，已暂停收取，文件不会丢失；清理空间后自动恢复。",
        )
    if error.errno in _READ_ONLY:
        return SetupError(
            "folder_not_writable",
            "The scan folder can't be written. No file is taken and none is lost; give the service's user the right to write there, and work goes on by itself.",
            "扫描文件夹不可写，已暂停收取，文件不会丢失；为服务账户授予写入权限后自动恢复。",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return SetupError(
            "folder_missing",
            "There is no such scan folder. Check the path, and whether its disk is mounted; work goes on by itself.",
            "找不到扫描文件夹，请检查路径及其磁盘是否已挂载；恢复后自动继续。",
        )
    return StoreUnavailable(
        "folder_failed",
        f"The disk of the scan folder does not work ({_reason(error)}). No file is lost; check the disk and its mount, and work goes on by itself.",
        f"扫描文件夹所在磁盘读写失败（{_reason(error)}），文件不会丢失；请检查磁盘及挂载，恢复后自动继续。",
    )


def file_not_readable(error: OSError) -> UnreadableFile:
    reason = _reason(error)
    return UnreadableFile(
        "file_not_readable",
        f"The file can't be read: {reason}. Check that it is there and that you may read it.",
        f"无法读取文件（{reason}），请检查文件是否存在及读取权限。",
    )


def record_missing(document: str) -> StoreDamaged:
    return StoreDamaged(
        "record_missing",
        f"The scan folder has a file whose record {document} is not in the database. Was the service started with another data folder? Restore the right one.",
        f"扫描文件夹中的文件对应的记录 {document} 不在数据库中，请确认服务使用了正确的数据目录，或恢复备份。",
    )


def _reason(error: OSError) -> str:
    return error.strerror or os.strerror(errno.EIO)
