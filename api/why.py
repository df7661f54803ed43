"""`fapiao why NUMBER`: why an invoice is not verified, or not booked, what to do about it, and when something happens next. `add_why_command` puts it into the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.command_line import DatabaseOption, DataOption, output, stop, store_settings
from api.diagnosis_views import DiagnosisAnswer, diagnosis_of, not_here, surroundings_of
from api.settings import StoreSettings
from api.store_commands import existing_database
from api.verification_settings import MaintenanceOption, ProvidersOption, VerificationSettings, verification_settings
from intake.behaviour.history import CHINA_TIME
from intake.diagnosis.absence import WORDS as TRACES
from intake.diagnosis.absence import typed_number
from intake.diagnosis.causes import ALL_WELL, Cause, Who
from intake.errors import IntakeError
from intake.people.names import DEFAULT_TENANT
from intake.store.absence import FoundInstead, traces_of
from intake.store.search import InvoiceQuery, search_invoices

NOT_VERIFIED = 1
"""Exit status where something keeps an invoice of that number from being verified, or booked."""
_MOST = 10
_WHO = {
    Who.NOBODY: "无需操作 nobody: it goes on by itself",
    Who.SENDER: "提交人 whoever sends it",
    Who.REVIEWER: "复核人 a reviewer",
    Who.FINANCE: "财务 finance",
    Who.ADMINISTRATOR: "管理员 the administrator",
    Who.SELLER: "销售方 the seller",
}
_WAITS = (Cause.SYNC_DELAY, Cause.SAME_DAY, Cause.MAINTENANCE, Cause.BEING_ASKED, Cause.LEDGER_BUSY, Cause.LEDGER_UNCLEAR)
_COLOURS = {**dict.fromkeys(ALL_WELL, "green"), **dict.fromkeys(_WAITS, "yellow")}


def add_why_command(app: typer.Typer) -> None:
    app.command()(why)


def why(
    number: Annotated[str, typer.Argument(help="Invoice number · 发票号码", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else · 仅输出 JSON")] = False,
    tenant: Annotated[str, typer.Option("--tenant", help="Whose invoice · 租户")] = DEFAULT_TENANT,
    data: DataOption = None,
    database_url: DatabaseOption = "",
    providers: ProvidersOption = None,
    maintenance: MaintenanceOption = None,
) -> None:
    """Why is this invoice not verified or not booked, what helps, and when does something happen next? · 发票为何查不到、未入账"""
    try:
        settings = verification_settings(providers, maintenance or ())
        store, typed = store_settings(data, database_url), typed_number(number)
        found = diagnoses(store, tenant, typed, settings, datetime.now(UTC))
        instead = found_instead(store, tenant, typed) if found[0].cause is Cause.NOT_HERE and not as_json else ()
    except IntakeError as error:
        stop(f"{error.message} · {error.message_zh}")
    if as_json:
        for each in found:
            sys.stdout.write(json.dumps(asdict(each), ensure_ascii=False, default=str) + "\n")
    else:
        print_diagnoses(found, output())
        print_instead(instead, output())
    raise typer.Exit(0 if all(each.cause in ALL_WELL for each in found) else NOT_VERIFIED)


def diagnoses(store: StoreSettings, tenant: str, number: str, settings: VerificationSettings, now: datetime) -> Sequence[DiagnosisAnswer]:
    """Of every record of this number, the newest first; changes nothing. Raises StoreUnavailable, StoreDamaged, SetupError."""
    with existing_database(store) as database, database.read() as session:
        page = search_invoices(session, tenant, InvoiceQuery(number=number), limit=_MOST)
        return [diagnosis_of(session, invoice, surroundings_of(settings, now)) for invoice in page.invoices] or [not_here(number)]


def found_instead(store: StoreSettings, tenant: str, number: str) -> Sequence[FoundInstead]:
    """What there is in place of a number that no invoice has, the likeliest first. Raises StoreUnavailable, StoreDamaged."""
    with existing_database(store) as database, database.read() as session:
        return traces_of(session, tenant, number, None)


def print_diagnoses(found: Sequence[DiagnosisAnswer], console: Console) -> None:
    for each in found:
        console.print(_table(each))


def print_instead(found: Sequence[FoundInstead], console: Console) -> None:
    if not found:
        return
    table = Table(title="可能的原因 what it may be", title_justify="left", show_header=False, expand=True)
    table.add_column(style="dim", min_width=14, max_width=14)
    table.add_column(overflow="fold")
    for each in found:
        words = TRACES[each.trace]
        names = [invoice.columns.number or str(invoice.id) for invoice in each.invoices] + [document.name for document in each.documents]
        listed = f"\n[cyan]{escape(', '.join(names))}[/]" if names else ""
        table.add_row(f"{each.trace.value}{f' {each.count}' if each.count else ''}", f"{words.what_zh}{words.remedy_zh}\n{words.what} {words.remedy}{listed}")
    console.print(table)


def _table(found: DiagnosisAnswer) -> Table:
    colour = _COLOURS.get(found.cause, "red")
    table = Table(title=f"{escape(found.number)}  [{colour}]{found.cause.value}[/] {found.certainty:.0%}", title_justify="left", show_header=False, expand=True)
    table.add_column(style="dim", min_width=14, max_width=14)
    table.add_column(overflow="fold")
    for label, text in _rows(found):
        table.add_row(label, text)
    return table


def _rows(found: DiagnosisAnswer) -> Iterator[tuple[str, str]]:
    yield "原因 why", f"{found.what_zh}\n{found.what_en}"
    if found.detail_en:
        yield "详情 detail", escape(f"{found.detail_zh}\n{found.detail_en}")
    for suspect in found.suspects[:3]:
        yield (
            "字段 field",
            _suspect_text(suspect.label_zh, suspect.label_en, suspect.value, suspect.doubt, suspect.alternatives, suspect.why_zh, suspect.why_en),
        )
    yield "办法 remedy", f"{found.remedy_zh}\n{found.remedy_en}"
    yield "由谁 who", _WHO[found.who]
    if found.next_at is not None:
        yield "下次 next", f"{found.next_at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M} 北京时间 Beijing time"
    if found.state is not None:
        yield "状态 state", f"{found.state.value}  [dim]{found.invoice_id}[/]"
    for other in found.others:
        yield "也可能 or", f"{other.certainty:.0%} {other.what_zh} {other.what_en}"


def _suspect_text(label_zh: str, label_en: str, value: str, doubt: float, alternatives: Sequence[str], why_zh: str, why_en: str) -> str:
    text = f"{label_zh} {label_en}: {escape(value) or '空 empty'}  [dim]{doubt:.0%}[/]"
    if alternatives:
        text += f"\n[cyan]或为 maybe {escape(', '.join(alternatives))}[/]"
    return text + (f"\n[dim]{escape(why_zh)}\n{escape(why_en)}[/]" if why_en else "")
