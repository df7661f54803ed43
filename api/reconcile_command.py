"""`fapiao reconcile FILE`: a list held against the store, now, without keeping anything. `add_reconcile_command` puts it into the command line."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.command_line import DatabaseOption, DataOption, output, stop, store_settings
from api.outside_settings import LedgersOption, upload_settings
from api.store_commands import existing_database
from intake.build_ledgers import build_routes
from intake.domain.money import format_fen
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT
from intake.three_lists import Compared, Question, compare_lists
from intake.upload.discrepancies import LABELS, SEVERE, Finding, letter_to_seller
from intake.upload.ledger import Unavailable
from intake.upload.list_file import LARGEST, InvoiceList, ListKind, Told, list_not_usable, read_list
from intake.upload.listing import Span
from intake.upload.routes import Nightly

DIFFERENT = 1
"""Exit status where something differs."""


def add_reconcile_command(app: typer.Typer) -> None:
    app.command()(reconcile)


def reconcile(
    file: Annotated[Path | None, typer.Argument(help="CSV or XLSX; without one, the lists that were handed in before · 清单文件", show_default=False)] = None,
    kind: Annotated[ListKind, typer.Option("--kind", help="Whose list it is: tax account, supplier, accounting program · 清单种类")] = ListKind.BUREAU,
    first: Annotated[str, typer.Option("--from", help="First day of issue, YYYY-MM-DD; else the list's own · 起始开票日期", show_default=False)] = "",
    last: Annotated[str, typer.Option("--to", help="Last day of issue · 截止开票日期", show_default=False)] = "",
    seller: Annotated[str, typer.Option("--seller", help="Tax id, of a supplier's statement that has no such column · 供应商税号", show_default=False)] = "",
    letters: Annotated[bool, typer.Option("--letters", help="Write letters to the sellers of what was never received · 生成索票函")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    ledgers: LedgersOption = None,
    tenant: Annotated[str, typer.Option("--tenant", help="Whose invoices · 租户")] = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
) -> None:
    """Hold a list against the store, and against the ledger where one is named; changes nothing. · 对账"""
    now = datetime.now(UTC)
    try:
        days = _day(first, "--from"), _day(last, "--to")
        handed_in = [] if file is None else [_list(file, Told(kind, *days, seller.strip()))]
        routes = build_routes(upload_settings(ledgers), lambda: datetime.now(UTC)).by_tenant
        route = routes.get(tenant)
        others = frozenset(routes) - {tenant}
        question = Question(tenant, _span(handed_in, days, now.date()), () if route is None else route.ledgers, others, handed_in)
        with existing_database(store_settings(data, database_url)) as database:
            compared = compare_lists(database, question, now)
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    if isinstance(compared, Unavailable):
        stop(f"The ledger can't be asked: {compared.reason}: {compared.message} · 无法查询记账系统：{compared.reason}")
    if as_json:
        for finding in compared.outcome.findings:
            sys.stdout.write(json.dumps(_as_json(finding, compared), ensure_ascii=False) + "\n")
    else:
        _print(compared, question.span, output(), letters=letters)
    raise typer.Exit(DIFFERENT if compared.outcome.findings else 0)


def _list(file: Path, told: Told) -> InvoiceList:
    """Raises UnreadableFile, RefusedFile."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)  # what is longer is refused
    except OSError as error:
        raise list_not_usable(f"{file} can't be read: {error.strerror}", f"无法读取 {file}") from error
    return read_list(content, told)


def _day(text: str, option: str) -> date | None:
    """Ends the command for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        stop(f"{option} must be a day like 2024-03-01. · {option} 应为 2024-03-01 形式的日期。")


def _span(lists: Sequence[InvoiceList], days: tuple[date | None, date | None], today: date) -> Span:
    """The days of the list where there is one; else those of a nightly run."""
    usual = lists[0].span if lists else Nightly().span(today + timedelta(days=1))  # today in China may be tomorrow here
    first, last = days[0] or usual.first, days[1] or usual.last
    if first > last:
        stop("--from must not be after --to. · --from 不能晚于 --to。")
    return Span(first, last)


def _as_json(finding: Finding, compared: Compared) -> dict[str, object]:
    invoice, advice = compared.invoices.get(finding.key), finding.advice
    return {
        "kind": finding.kind.value,
        "key": finding.key,
        "invoice_id": str(invoice) if invoice else None,
        "day": finding.day.isoformat() if finding.day else None,
        "sum": format_fen(finding.fen),
        "ours": finding.ours,
        "theirs": finding.theirs,
        "their_id": finding.their_id,
        "seller": compared.sellers.get(finding.key, ""),
        "remedy": advice.remedy.value,
        "cause_en": advice.cause,
        "cause_zh": advice.cause_zh,
        "step_en": advice.step,
        "step_zh": advice.step_zh,
    }


def _print(compared: Compared, span: Span, console: Console, *, letters: bool) -> None:
    findings = compared.outcome.findings
    if findings:
        console.print(_table(findings, compared))
    if letters:
        for letter in _letters(findings, compared):
            console.print(f"\n{letter}", markup=False)
    by = f"ledger, {compared.lists} lists" if compared.is_asked else f"{compared.lists} lists"
    by_zh = f"记账系统及清单 {compared.lists} 份" if compared.is_asked else f"清单 {compared.lists} 份"
    console.print(
        f"{span.first} … {span.last}, {by}: {compared.ours} of ours, {compared.outcome.agreed} agree, {len(findings)} differences"
        f" · {by_zh}：本系统 {compared.ours} 张，一致 {compared.outcome.agreed} 张，差异 {len(findings)} 项",
        markup=False,
    )
    if compared.is_asked and not compared.is_listed:
        console.print(
            "The ledger tells nothing of its own accord: what only it has is not seen. · 记账系统不支持列示，仅其存在的凭证无法发现。", style="yellow"
        )


def _table(findings: Sequence[Finding], compared: Compared) -> Table:
    table = Table(expand=True)
    for label in ("差异 difference", "发票 invoice", "日期 day", "销售方 seller"):
        table.add_column(label, overflow="fold")
    table.add_column("金额 sum", justify="right", no_wrap=True)
    table.add_column("本系统 / 对方 ours / theirs", overflow="fold")
    table.add_column("办法 what to do", overflow="fold")
    counts = Counter(finding.kind for finding in findings)
    for finding in sorted(findings, key=lambda each: (each.kind not in SEVERE, -counts[each.kind], each.kind, each.key)):
        english, chinese = LABELS[finding.kind]
        colour = "red" if finding.kind in SEVERE else "yellow"
        table.add_row(
            f"[{colour}]{chinese}[/]\n{english}",
            escape(finding.key),
            finding.day.isoformat() if finding.day else "",
            escape(compared.sellers.get(finding.key, "")),
            format_fen(finding.fen),
            escape(f"{finding.ours}\n{finding.theirs}" if finding.ours or finding.theirs else ""),
            f"{finding.advice.step_zh}\n{finding.advice.step}",
        )
    return table


def _letters(findings: Sequence[Finding], compared: Compared) -> Iterator[str]:
    for finding in findings:
        if finding.advice.remedy.value == "ask_seller":
            english, chinese = letter_to_seller(compared.sellers.get(finding.key, ""), finding.key.rpartition("-")[2], finding.day, format_fen(finding.fen))
            yield f"{chinese}\n{english}"
