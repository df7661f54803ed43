"""Every reason why the store can't do what it is asked: code, and what to do about it in English and Chinese; and which of them a driver's error means."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from intake.errors import IntakeError, SetupError, StoreDamaged, StoreUnavailable


def disk_full() -> StoreUnavailable:
    return StoreUnavailable(
        "disk_full",
        "The disk of the store is full. What has a receipt is safe. Free some space, then send this again.",
        "存储磁盘已满，已出具回执的文件不受影响，请清理磁盘空间后重新提交。",
    )


def disk_failed(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        "disk_failed",
        f"The disk of the store does not work ({error.strerror}). Check it and its mount, then send this again.",
        f"存储磁盘读写失败（{error.strerror}），请检查磁盘及挂载后重新提交。",
    )


def store_not_writable(where: str) -> SetupError:
    return SetupError(
        "store_not_writable",
        f"The store may not be written ({where}). Give the service's user the right to write there.",
        f"存储位置不可写（{where}），请为服务账户授予写入权限。",
    )


def store_busy() -> StoreUnavailable:
    return StoreUnavailable("store_busy", "The database is busy. Try again in a few seconds.", "数据库繁忙，请几秒后重试。")


def database_unreachable() -> StoreUnavailable:
    return StoreUnavailable(
        "database_unreachable",
        "The database does not answer. Check that it runs, and the address, name and password in DATABASE_URL.",
        "数据库无法连接，请检查其是否运行，以及 DATABASE_URL 中的地址、名称和密码。",
    )


def database_damaged() -> StoreDamaged:
    return StoreDamaged(
        "database_damaged",
        "The database file is damaged or no database of this program. Stop the service and restore the last backup.",
        "数据库文件已损坏或不是本程序的数据库，请停止服务并恢复最近的备份。",
    )


def database_unsupported(scheme: str) -> SetupError:
    return SetupError(
        "database_unsupported",
        f"There is no database of the kind '{scheme}'. Use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
        f"不支持“{scheme}”类型的数据库，请使用 sqlite:///文件 或 postgresql://用户:密码@主机/库名。",
    )


def schema_newer(revision: str) -> SetupError:
    return SetupError(
        "schema_newer",
        f"The database was written by a newer version of this program (schema {revision}). Start that version, or restore the backup made before it.",
        f"数据库由更新版本的程序写入（结构版本 {revision}），请启动新版本，或恢复升级前的备份。",
    )


def original_missing(sha256: str) -> StoreDamaged:
    return StoreDamaged(
        "original_missing",
        f"The original {sha256} is not in the store. Restore it from the backup, or send the same file again.",
        f"存储中缺少原件 {sha256}，请从备份恢复，或重新提交同一文件。",
    )


def original_altered(sha256: str) -> StoreDamaged:
    return StoreDamaged(
        "original_altered",
        f"The original {sha256} is not what was received: the disk or somebody changed it. Restore it from the backup, or send the same file again.",
        f"原件 {sha256} 与接收时不一致（磁盘损坏或被改动），请从备份恢复，或重新提交同一文件。",
    )


def object_store_unreachable(said: str) -> StoreUnavailable:
    """`said`: status and code of its answer; "" where none came."""
    return StoreUnavailable(
        "object_store_unreachable",
        f"The object store that keeps the originals does not answer{_quoted(said)}. What has a receipt is safe. Check the service, its address and the network, then send this again.",
        f"保存原件的对象存储无法访问{_quoted_zh(said)}，已出具回执的文件不受影响，请检查该服务、地址及网络后重新提交。",
    )


def object_store_refused(said: str) -> StoreUnavailable:
    """Whoever runs the installation must act; what was asked succeeds when that is done."""
    return StoreUnavailable(
        "object_store_refused",
        f"The object store refuses to keep or show originals{_quoted(said)}. Check bucket, region and credentials, and that these may list, read and write there.",
        f"对象存储拒绝了请求{_quoted_zh(said)}，请检查存储桶、区域和访问密钥，以及该密钥的列出、读取和写入权限。",
    )


def object_store_settings_unusable() -> SetupError:
    return SetupError(
        "originals_malformed",
        "The settings for the object store can't be used. Check that AWS_CA_BUNDLE names a file of certificates (PEM), and the other variables that begin with AWS_.",
        "对象存储的设置无法使用，请检查 AWS_CA_BUNDLE 是否为 PEM 证书文件，以及其他以 AWS_ 开头的环境变量。",
    )


def object_store_unfaithful() -> StoreUnavailable:
    return StoreUnavailable(
        "object_store_unfaithful",
        "What the object store gives back is not what it was given, several times over. Nothing was acknowledged. Check the service and its disks, then send this again.",
        "对象存储读回的内容与写入的内容多次不一致，未出具回执，请检查该服务及其磁盘后重新提交。",
    )


def _quoted(said: str) -> str:
    return f" ({said})" if said else ""


def _quoted_zh(said: str) -> str:
    return f"（{said}）" if said else ""


@contextmanager
def disk_errors(where: str) -> Iterator[None]:
    """Turns the operating system's errors into the store's."""
    try:
        yield
    except OSError as error:
        raise failure_of_disk(error, where) from error


def failure_of_disk(error: OSError, where: str) -> IntakeError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return store_not_writable(where)
    return disk_failed(error)


@contextmanager
def database_errors(*, writing: bool) -> Iterator[None]:
    """Turns what a database says about itself into the store's errors. Faults of the program (a wrong statement, a broken constraint) pass as they are."""
    try:
        yield
    except NoConnectionFree as error:
        raise store_busy() from error
    except DBAPIError as error:
        failure = failure_of_database(error, writing=writing)
        if failure is None:
            raise
        raise failure from error


def failure_of_database(error: DBAPIError, *, writing: bool) -> IntakeError | None:
    """None for a fault of the program."""
    if isinstance(error.orig, sqlite3.Error):
        return failure_of_sqlite(error.orig, writing=writing)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return database_unreachable() if error.connection_invalidated or type(error.orig).__name__ == "OperationalError" else None
    return _failure_of_postgresql(state, writing)


_EXTENDED_BITS = 0xFF
"""SQLite's result codes: the lowest byte is the primary one."""


def failure_of_sqlite(error: sqlite3.Error, *, writing: bool) -> IntakeError | None:
    """None for a fault of the program. Codes: https://sqlite.org/rescode.html"""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    match None if code is None else code & _EXTENDED_BITS:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return store_busy()
        case sqlite3.SQLITE_FULL:
            return disk_full()
        case sqlite3.SQLITE_READONLY if writing:  # in a session for reading, a write is the program's fault
            return store_not_writable("database")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return store_not_writable("database")
        case sqlite3.SQLITE_IOERR:
            return disk_failed(OSError(errno.EIO, "input/output error"))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return database_damaged()
    return None


def _failure_of_postgresql(state: str, writing: bool) -> IntakeError | None:
    """Codes: PostgreSQL documentation, appendix A."""
    if state == "53100":
        return disk_full()
    if state[:2] in ("40", "53") or state in ("55P03", "57014"):  # deadlock, resources, lock not available, time-out
        return store_busy()
    if state[:2] in ("08", "28", "57") or state == "3D000":  # connection, login, shutdown, no such database
        return database_unreachable()
    if state == "42501" or (state == "25006" and writing):  # no privilege; a standby takes no writes
        return store_not_writable("database")
    if state in ("XX001", "XX002"):
        return database_damaged()
    return None


def is_unique_violation(error: IntegrityError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_CONSTRAINT_UNIQUE
    return getattr(error.orig, "sqlstate", None) == "23505"
