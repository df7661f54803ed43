"""`fapiao verify-store`: is everything there that was ever acknowledged? `add_store_commands` puts it into the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from api.command_line import DatabaseOption, DataOption, OriginalsOption, stop, store_settings
from api.originals import existing_originals
from api.settings import StoreSettings
from intake.errors import IntakeError, SetupError
from intake.store.database_state import SchemaAge, database_state
from intake.store.session import Database, open_database
from intake.store.verify import Checked, Damage, Fault, verify
from intake.store.verify_records import verify_records

DAMAGED = 1
"""Exit status when something that was acknowledged is missing or altered."""

_MEANING = {
    Fault.ORIGINAL_MISSING: ("the original is not there: restore it, or send the same file again", "缺少原件：请从备份恢复或重新提交同一文件"),
    Fault.ORIGINAL_ALTERED: ("the original is not what was received: restore it, or send the same file again", "原件被改动：请从备份恢复或重新提交同一文件"),
    Fault.SIZE_DIFFERS: ("the original is sound, the size in its record is not: restore the database", "原件完好但记录的大小不符：请恢复数据库"),
    Fault.NOBODYS_FILE: ("no record knows this file: harmless, a receipt was never given for it", "无记录的文件：无害，从未出具回执"),
    Fault.DATABASE_DAMAGED: ("the database file is damaged: stop the service, restore the last backup", "数据库文件损坏：请停止服务并恢复最近的备份"),
    Fault.REFERENCE_BROKEN: ("a record points to one that is not there: restore the last backup", "记录引用缺失：请恢复最近的备份"),
    Fault.STATE_NOT_IN_HISTORY: ("its history does not lead to its state: somebody changed the database by hand", "状态与历史不符：数据库可能被直接修改"),
    Fault.HISTORY_GAP: ("its history has a gap: somebody changed the database by hand", "历史记录不连续：数据库可能被直接修改"),
    Fault.RECEIPT_MISSING: ("nobody sent this document: restore the database", "文档没有回执：请恢复数据库"),
    Fault.RESULT_MISSING: ("it was read and nothing is kept of it: have it read again (fapiao reprocess)", "已识别但缺少结果：请重新识别（fapiao reprocess）"),
}


def add_store_commands(app: typer.Typer) -> None:
    app.command("verify-store")(verify_store)


def verify_store(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Check every record and every original against its hash; the service may run meanwhile. · 校验存储完整性"""
    store = store_settings(data, database_url, originals)
    console = Console(highlight=False, soft_wrap=True)
    seen = Seen()
    try:
        for found in found_in(store):
            seen = seen.with_(found)
            if as_json:
                _print_json(_as_json(found))
            elif isinstance(found, Damage):
                console.print(_sentence(found), markup=False, style=None if found.fault is Fault.NOBODYS_FILE else "red")
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    if not as_json:
        console.print(
            f"{seen.documents} documents, {seen.files} files, {seen.damages} damaged, {seen.strays} without a record"
            f" · 文档 {seen.documents}，文件 {seen.files}，损坏 {seen.damages}，无记录文件 {seen.strays}",
            markup=False,
        )
    raise typer.Exit(DAMAGED if seen.damages else 0)


@dataclass(frozen=True)
class Seen:
    """So far."""

    documents: int = 0
    files: int = 0
    damages: int = 0
    strays: int = 0
    """Files that no record knows, which are no damage."""

    def with_(self, found: Damage | Checked) -> Seen:
        if isinstance(found, Checked):
            return Seen(found.documents, found.files, self.damages, self.strays)
        stray = found.fault is Fault.NOBODYS_FILE
        return Seen(self.documents, self.files, self.damages + (not stray), self.strays + stray)


def found_in(store: StoreSettings) -> Iterator[Damage | Checked]:
    """Changes nothing. Raises IntakeError where the store can't be looked at."""
    with existing_database(store) as database:
        yield from verify_records(database)
        yield from verify(database, existing_originals(store))


@contextmanager
def existing_database(store: StoreSettings) -> Iterator[Database]:
    """For commands that make and upgrade nothing. Raises SetupError where there is no store of this version, StoreUnavailable, StoreDamaged."""
    if not store.is_shared and not store.data.database.exists():
        raise _no_store(store.data.database)
    database = open_database(store.database_address)
    try:
        _refuse_other_tables(database)
        yield database
    finally:
        database.close()


def _refuse_other_tables(database: Database) -> None:
    if database_state(database).schema is not SchemaAge.SAME:
        raise SetupError(
            "schema_differs",
            "The tables are not those of this version. Start the service once: it makes a backup and brings them up to date; or use the version that wrote them.",
            "数据库结构与当前版本不符，请先启动一次服务（自动备份并升级），或使用写入该数据库的版本。",
        )


def _no_store(path: Path) -> SetupError:
    return SetupError("no_store", f"There is no store at {path}. Say with --data where it is.", f"{path} 处没有数据，请用 --data 指定数据文件夹。")


def _sentence(damage: Damage) -> str:
    english, chinese = _MEANING[damage.fault]
    record = f" invoice {damage.invoice_id}" if damage.invoice_id else f" document {damage.document_id}" if damage.document_id else ""
    tenant = f" ({damage.tenant})" if damage.tenant else ""
    return f"{damage.fault.value}: {damage.where}{record}{tenant}: {english} · {chinese}"


def _as_json(found: Damage | Checked) -> dict[str, Any]:
    if isinstance(found, Checked):
        return {"checked": {"documents": found.documents, "files": found.files}}
    return {
        "fault": found.fault.value,
        "where": found.where,
        "document": str(found.document_id) if found.document_id else None,
        "invoice": str(found.invoice_id) if found.invoice_id else None,
        "tenant": found.tenant,
        "harmless": found.fault is Fault.NOBODYS_FILE,
    }


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
