"""`fapiao entry ...`: the offline template, written and handed in. `add_entry_commands` puts it into the command line."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from api.command_line import DatabaseOption, DataOption, OriginalsOption, output, stop, store_settings
from api.entry_views import RowAnswer, import_answer
from api.settings import StoreSettings
from intake.duties.entering import RowOutcome, ids_of, import_rows
from intake.entries.refusals import template_not_usable
from intake.entries.sheet import SheetRow, read_sheet
from intake.entries.template import write_template
from intake.entries.workbook import FILE_BYTES
from intake.errors import IntakeError
from intake.people.caller import actor_of_user
from intake.people.names import DEFAULT_TENANT, tenant_name
from intake.people.refusals import no_such_user
from intake.state import Actor
from intake.store.entries import sha256_of_documents
from intake.store.people_users import find_user_by_name

SOME_REFUSED = 1
"""Exit status when rows were refused; all others were taken in."""
_entries = typer.Typer(help="Invoices entered by hand. · 发票补录", no_args_is_help=True)


def add_entry_commands(app: typer.Typer) -> None:
    app.add_typer(_entries, name="entry")


@_entries.command("template")
def write(file: Annotated[Path, typer.Argument(help="XLSX to write · 模板文件", show_default=False)]) -> None:
    """Write a template that is filled in without a network. · 生成离线补录模板"""
    if file.exists():
        stop(f"{file} is there already. Name another file. · {file} 已存在，请使用其他文件名。")
    try:
        file.write_bytes(write_template())
    except OSError as error:
        stop(f"Can't write {file}: {error.strerror}. · 无法写入 {file}：{error.strerror}。")
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"{file}: fill it in, then `fapiao entry import`. · 填写后用 fapiao entry import 导入。", markup=False
    )


@_entries.command("import")
def hand_in(
    file: Annotated[Path, typer.Argument(help="The template, filled in · 已填写的模板", show_default=False)],
    by: Annotated[str, typer.Option("--by", help="User who entered it, and so can't approve it · 补录人用户名", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    tenant: Annotated[str, typer.Option("--tenant", help="Whose invoices · 租户")] = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    originals: OriginalsOption = "",
) -> None:
    """Take in a template that was filled in; again makes nothing double. `fapiao serve` checks what was taken in. · 导入离线补录模板"""
    try:
        rows = read_sheet(_content(file))
        answers = _taken_in(store_settings(data, database_url, originals), tenant_name(tenant), by, rows)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    counts = Counter(answer.outcome for answer in answers)
    if as_json:
        for answer in answers:
            sys.stdout.write(json.dumps(asdict(answer), ensure_ascii=False, default=str) + "\n")
    else:
        _print(answers, counts, output())
    raise typer.Exit(SOME_REFUSED if counts[RowOutcome.REFUSED] else 0)


def _content(file: Path) -> bytes:
    """Raises UnreadableFile."""
    try:
        with file.open("rb") as opened:
            return opened.read(FILE_BYTES + 1)  # what is longer is refused
    except OSError as error:
        raise template_not_usable(f"{file} can't be read: {error.strerror}", f"无法读取 {file}") from error


def _taken_in(store: StoreSettings, tenant: str, by: str, rows: Sequence[SheetRow]) -> Sequence[RowAnswer]:
    """Raises IntakeError."""
    from api.door_backend import open_door_backend  # its import takes longer than all others of this file

    with open_door_backend(store, None) as door:
        database = door.backend.database
        with database.read() as session:
            user = find_user_by_name(session, tenant, by)
        if user is None or user.disabled_at is not None:
            raise no_such_user(by)

        def evidence_of(texts: Sequence[str]) -> tuple[str, ...] | None:
            ids = ids_of(texts)
            if ids is None:
                return None
            with database.read() as session:
                return sha256_of_documents(session, tenant, ids)

        sender = Actor(actor_of_user(user.id), user.roles)
        return import_answer(import_rows(rows, door.backend.reception, tenant, sender, evidence_of)).rows


def _print(answers: Sequence[RowAnswer], counts: Counter[RowOutcome], console: Console) -> None:
    for answer in answers:
        for problem in answer.problems:
            place = f"{problem.sheet} {problem.row} {problem.column_zh} {problem.column_en}"
            console.print(f"[red]{escape(place)}[/]  {escape(problem.message_zh)} {escape(problem.message_en)}")
    taken, known, refused = (counts[outcome] for outcome in RowOutcome)
    console.print(
        f"{len(answers)} rows: {taken} taken in, {known} known before, {refused} refused · 共 {len(answers)} 行：导入 {taken}，已有 {known}，拒绝 {refused}",
        markup=False,
    )
