"""`fapiao batch ID`: what came of a batch with a cover sheet. `add_batch_command` puts it into the command line."""

from __future__ import annotations

import csv
import json
import sys
from typing import Annotated

import typer

from api.command_line import DatabaseOption, DataOption, stop, store_settings
from intake.domain.money import format_fen
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT
from intake.spreadsheet_cells import harmless
from intake.store.batches import BatchReceipt, batch_receipt
from intake.store.session import open_database

INCOMPLETE = 1
"""Exit status when something of the batch is missing, or not read yet."""


def add_batch_command(app: typer.Typer) -> None:
    app.command()(batch)


def batch(
    identity: Annotated[str, typer.Argument(metavar="ID", help="As the cover sheet says · 批次号", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output · 仅输出 JSON")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Its invoices as CSV on standard output · 输出 CSV 明细")] = False,
    tenant: Annotated[str, typer.Option("--tenant", help="Whose batch · 租户")] = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Compare a batch with the totals on its cover sheet. · 核对批次"""
    store = store_settings(data, database_url)
    folder = store.data
    if not store.is_shared and not folder.database.exists():
        stop(f"There is no database in {folder.root}. · {folder.root} 中没有数据库。")
    try:
        database = open_database(store.database_address)
        with database.read() as session:
            receipt = batch_receipt(session, tenant, identity)
        database.close()
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    if receipt is None:
        stop(f"No cover sheet of batch {identity} came in. · 未收到批次 {identity} 的封面。")
    if as_csv:
        _print_csv(receipt)
    elif as_json:
        sys.stdout.write(json.dumps(_json(receipt), ensure_ascii=False) + "\n")
    else:
        typer.echo(sentence(receipt))
    raise typer.Exit(0 if receipt.complete else INCOMPLETE)


def sentence(receipt: BatchReceipt) -> str:
    """`Batch b1: 49 of 50 invoices, 1211.00 missing · 批次 b1：...`"""
    found = len(receipt.invoices)
    of, of_zh = ("", "") if receipt.expected_count is None else (f" of {receipt.expected_count}", f"/{receipt.expected_count}")
    missing, missing_zh = "", ""
    if receipt.missing_total:
        short, amount = receipt.missing_total > 0, format_fen(abs(receipt.missing_total))
        missing, missing_zh = f", {amount} {'missing' if short else 'too much'}", f"，{'缺' if short else '多'} ¥{amount}"
    waiting = sum(count for state, count in receipt.documents.items() if state.value in ("received", "reading"))
    failed = sum(count for state, count in receipt.documents.items() if state.value in ("failed", "quarantined"))
    rest = f"; {waiting} files wait, {failed} failed" if waiting or failed else ""
    rest_zh = f"；待识别文件 {waiting}，失败 {failed}" if waiting or failed else ""
    return f"Batch {receipt.batch}: {found}{of} invoices{missing}{rest} · 批次 {receipt.batch}：发票 {found}{of_zh} 张{missing_zh}{rest_zh}"


def _json(receipt: BatchReceipt) -> dict[str, object]:
    return {
        "batch": receipt.batch,
        "complete": receipt.complete,
        "expected": {"count": receipt.expected_count, "total": _money(receipt.expected_total)},
        "found": {"count": len(receipt.invoices), "total": _money(receipt.total)},
        "missing": {"count": receipt.missing_count, "total": _money(receipt.missing_total)},
        "documents": {state.value: count for state, count in receipt.documents.items()},
        "invoices": [
            {"id": str(invoice.id), "file": invoice.file, "state": invoice.state.value, "number": invoice.number, "total": _money(invoice.total)}
            for invoice in receipt.invoices
        ],
    }


def _print_csv(receipt: BatchReceipt) -> None:
    """In UTF-8 with a byte order mark, by which spreadsheets know it."""
    sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout)
    writer.writerow(("file 文件", "number 发票号码", "total 价税合计", "state 状态", "id"))
    for invoice in receipt.invoices:
        writer.writerow(map(harmless, (invoice.file, invoice.number, _money(invoice.total) or "", invoice.state.value, str(invoice.id))))


def _money(fen: int | None) -> str | None:
    return None if fen is None else format_fen(fen)
