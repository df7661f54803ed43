"""Whether the parts that the service stands on can be used, each with what to do where it can't: for readiness and for `fapiao doctor`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from shutil import disk_usage

from intake.errors import IntakeError
from intake.opening.limits import MIB
from intake.store.database_state import DatabaseState, SchemaAge, database_state
from intake.store.files import Files
from intake.store.session import Database
from intake.sweep import SILENCE


class Condition(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """Works, and somebody should look."""
    FAILED = "failed"
    """Does not work."""


@dataclass(frozen=True)
class Part:
    """One part, and how it is."""

    name: str
    condition: Condition
    found: str
    """A version, a number, a place: the same in both languages."""
    advice: str = ""
    """What to do; "" where nothing is to be done."""
    advice_zh: str = ""


def worst(parts: Iterable[Part]) -> Condition:
    conditions = {part.condition for part in parts}
    return next((each for each in (Condition.FAILED, Condition.WARNING) if each in conditions), Condition.OK)


def failure(name: str, error: IntakeError) -> Part:
    return Part(name, Condition.FAILED, error.code, error.message, error.message_zh)


def starting_part(*, is_ready: bool) -> Part:
    name = "reading"
    if is_ready:
        return Part(name, Condition.OK, "ready")
    return Part(
        name,
        Condition.FAILED,
        "starting",
        "The processes that read are being started: what is sent is kept, and read in a moment. Ask again in some seconds.",
        "识别进程正在启动，提交的文件会保留并随后识别，请几秒后再查询。",
    )


def database_parts(database: Database) -> tuple[Part, ...]:
    """As `parts_of`; the database alone where it does not answer."""
    try:
        return parts_of(database_state(database))
    except IntakeError as error:
        return (failure("database", error),)


def parts_of(state: DatabaseState) -> tuple[Part, ...]:
    """The database, its tables, and where those are ours the workers that it has heard of."""
    parts = [Part("database", Condition.OK, state.version), _schema(state.schema, state.revision)]
    if state.schema is SchemaAge.SAME:
        parts.append(_workers(sum(silence <= SILENCE for silence in state.silences), len(state.silences)))
    return tuple(parts)


def _schema(age: SchemaAge, revision: str | None) -> Part:
    name, found = "schema", revision or "-"
    match age:
        case SchemaAge.SAME:
            return Part(name, Condition.OK, found)
        case SchemaAge.NONE:
            return Part(
                name, Condition.FAILED, found, "The database has no tables yet. Start the service: it makes them.", "数据库尚无表结构，启动服务后自动创建。"
            )
        case SchemaAge.OLDER:
            return Part(
                name,
                Condition.FAILED,
                found,
                "The tables are those of an older version. Start the service anew: it makes a backup and brings them up to date.",
                "数据库结构属于旧版本，请重启服务，将自动备份并升级。",
            )
        case SchemaAge.NEWER:
            return Part(
                name,
                Condition.FAILED,
                found,
                "A newer version of this program changed the tables. Start that version, or restore the backup made before it.",
                "数据库结构由更新版本写入，请启动新版本，或恢复升级前的备份。",
            )


def disk_part(name: str, folder: Path, wanted_bytes: int) -> Part:
    """Room on the disk of a folder, and the right to write there."""
    try:
        free = disk_usage(folder).free
    except OSError as error:
        return Part(
            name,
            Condition.FAILED,
            f"{folder}: {error.strerror}",
            "The folder can't be reached. Check its disk and mount.",
            "无法访问该文件夹，请检查磁盘及挂载。",
        )
    found = f"{folder}: {free // MIB} MiB"
    if not os.access(folder, os.W_OK | os.X_OK):
        return Part(
            name, Condition.FAILED, found, "The folder may not be written. Give the service's user the right to.", "文件夹不可写，请为服务账户授予写入权限。"
        )
    if free < wanted_bytes:
        wanted = f"{wanted_bytes // MIB} MiB"
        return Part(
            name,
            Condition.FAILED,
            found,
            f"Nothing is taken in while less than {wanted} are free. Free some space.",
            f"剩余空间不足 {wanted}，暂停接收文件，请清理磁盘。",
        )
    return Part(name, Condition.OK, found)


def originals_part(files: Files) -> Part:
    """Whether originals can be kept now, wherever that is."""
    try:
        return Part("originals", Condition.OK, files.look())
    except IntakeError as error:
        return failure("originals", error)


def _workers(heard: int, known: int) -> Part:
    found = f"{heard}/{known}"
    if heard:
        return Part("workers", Condition.OK, found)
    return Part(
        "workers",
        Condition.FAILED,
        found,
        f"No process that reads was heard of in the last {SILENCE.seconds} seconds: documents are kept and wait. Start `fapiao serve --role worker`.",
        f"最近 {SILENCE.seconds} 秒内没有识别进程的心跳，文件会保留并排队，请启动 fapiao serve --role worker。",
    )
