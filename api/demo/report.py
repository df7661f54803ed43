"""What the demonstration shows at its end: each invoice, what happened to it, the cause in words, its cure, and where it stands. A table, and a page to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from api.demo.story import causes_named
from api.demo.verdict import Row, Verdict
from api.timeline import words_of
from intake.behaviour.history import CHINA_TIME
from intake.state import InvoiceState
from intake.store.words import HistoryEvent

_COLOURS = {InvoiceState.CONFIRMED: "green", InvoiceState.VOID: "cyan", InvoiceState.REJECTED: "cyan", InvoiceState.DUPLICATE: "cyan"}


def report_table(verdict: Verdict) -> Table:
    """Those to which something happened; the others are in the page."""
    table = Table(title="What happened 发生了什么", title_justify="left", show_lines=True)
    for name, width in (("发票 invoice", 22), ("遭遇 trouble", 26), ("诊断 diagnosis", 44), ("处理 cure", 30), ("结果 outcome", 26)):
        table.add_column(name, width=width, overflow="fold")
    for row in verdict.rows:
        if row.story.what or row.wrong:
            invoice, trouble, diagnosis, cure, outcome = (escape(text) for text in _cells(row, "\n"))
            colour = "red" if row.wrong else _COLOURS.get(row.record.state, "yellow")
            table.add_row(invoice, trouble, diagnosis, cure, f"[{colour}]{outcome}[/]")
    return table


def report_lines(verdict: Verdict) -> Iterator[str]:
    """In short, Chinese and English."""
    states = Counter(row.record.state for row in verdict.rows)
    told = ", ".join(f"{state.value} {states[state]}" for state in InvoiceState if state in states)
    troubled = sum(bool(row.story.causes) for row in verdict.rows)
    named = sum(bool(row.story.causes) and not row.wrong for row in verdict.rows)
    yield f"{len(verdict.rows)} 张发票 invoices: {told}"
    yield f"{named}/{troubled} 项异常诊断正确并已处理 troubles named rightly and cured"
    if verdict.books_wrong:
        yield from (f"对账差异 differs from the ledger: {each}" for each in verdict.books_wrong)
    else:
        yield f"对账一致：{verdict.compared} 张，无重复入账 the ledger's books agree with ours, nothing is booked twice"
    yield "演示通过 all as it should be" if verdict.is_right else "演示未通过 not as it should be"


def report_page(verdict: Verdict, told: Sequence[tuple[str, str]]) -> str:
    """Markdown with a row for every invoice; `told` is the story, English and Chinese."""
    rows = [f"| {number} | {' | '.join(_markdown(cell) for cell in _cells(row, '<br>'))} |" for number, row in enumerate(verdict.rows, 1)]
    lines = [
        "# Fapiao Intake: the demonstration 演示报告",
        "",
        "Every invoice, firm and number here is invented; tax bureau, providers and ledger are simulated, over real HTTP. 发票、企业、号码均为虚构，税局、服务商、记账系统均为模拟。",
        "",
        *(f"- {line}" for line in report_lines(verdict)),
        "",
        "## The story 经过",
        "",
        *(f"- {_markdown(chinese)} {_markdown(english)}" for english, chinese in told),
        "",
        "## Each invoice 逐张说明",
        "",
        "| | 发票 invoice | 遭遇 trouble | 诊断 diagnosis | 处理 cure | 结果 outcome |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _cells(row: Row, line: str) -> tuple[str, str, str, str, str]:
    true = row.followed.invoice.true
    invoice = line.join((row.followed.invoice.file, true.face.get("seller_name", ""), f"¥{true.face['total']}"))
    trouble = line.join(text for text in (row.story.what_zh, row.story.what) if text)
    return invoice, trouble, line.join(_named(row, line)), line.join(_cures(row, line)), line.join(_outcome(row))


def _named(row: Row, line: str) -> Iterator[str]:
    for named in causes_named(row.followed).values():
        found = named.found
        yield f"{_moment(named.at)} {found.cause.value} {found.certainty:.0%}{line}{found.what_zh}{line}{found.what_en}"
        for suspect in found.suspects[:1]:
            yield f"{suspect.label_zh} {suspect.label_en}: {suspect.value or '空 empty'}{f' → {suspect.alternatives[0]}' if suspect.alternatives else ''}"
        if found.next_at is not None:
            yield f"下次 next: {_moment(found.next_at)}"


def _cures(row: Row, line: str) -> Iterator[str]:
    for cure in row.followed.cures:
        yield f"{cure.what_zh}{line}{cure.what}"
    if not row.followed.cures:
        for named in causes_named(row.followed).values():
            yield f"{named.found.remedy_zh}{line}{named.found.remedy_en}"


def _outcome(row: Row) -> Iterator[str]:
    english, chinese = words_of(HistoryEvent.MOVED, row.record.state, is_invoice=True)
    yield f"{chinese} {english}"
    if row.record.state is InvoiceState.CONFIRMED and row.sending is not None:
        yield f"凭证 {row.sending.ledger} {row.sending.attempt.their_id} r{row.sending.revision}"
        yield f"回查 read back {_moment(row.sending.moved_at)}"
    if row.wrong:
        yield f"✗ {row.wrong}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA_TIME):%m-%d %H:%M}"


def _markdown(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
