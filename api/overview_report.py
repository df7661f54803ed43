"""The overview as a report: its tables, with what providers, ledgers and reconciliation say besides, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.diagnosis_views import SliceAnswer
from api.overview_report_outside import outside_tables, reconciliation_tables
from api.overview_report_people import people_tables
from api.overview_views import DoorCount, FlowAnswer, HeldUpAnswer, OverviewAnswer, OverviewExample, SenderAnswer, WaitAnswer
from api.reconciliation_now import ReconciliationNow
from api.report_table import Cell, Form, Language, Report, ReportTable
from api.report_words import Words, moment, text_column
from api.routes.diagnosis import DiagnosesAnswer
from api.routes.outside import OutsideAnswer
from api.timeline import words_of
from intake.overview.advice import DOORS
from intake.overview.held_up import Place
from intake.state import DocumentState, InvoiceState
from intake.store.words import HistoryEvent

_PLACES = {Place.READING: ("识别", "reading"), Place.VERIFICATION: ("查验", "tax bureau"), Place.LEDGER: ("入账", "ledger")}


def overview_report(overview: OverviewAnswer, slices: DiagnosesAnswer, outside: OutsideAnswer, reconciliation: ReconciliationNow, language: Language) -> Report:
    words = Words(language)
    tables = (
        *_what_came_in(words, overview),
        *_what_is_held_up(words, overview, slices),
        *people_tables(words, overview),
        *outside_tables(words, outside),
        *reconciliation_tables(words, reconciliation),
    )
    return Report(
        words("发票处理概览", "Invoice overview"),
        words(
            f"{overview.first} 至 {overview.last}（北京时间），数据截至 {moment(overview.as_of)}",
            f"{overview.first} to {overview.last}, China time; as of {moment(overview.as_of)}",
        ),
        words("没有数据。", "Nothing."),
        words("其余 {} 行见 Excel 报表。", "{} more rows are in the workbook."),
        tables,
    )


def _what_came_in(words: Words, overview: OverviewAnswer) -> Iterator[ReportTable]:
    yield words.table(
        ("每日", "By day"),
        [
            text_column("日期", "day"),
            ("文件", "files", Form.COUNT, 1),
            ("其中重复文件", "of these here already", Form.COUNT, 1),
            ("发票", "invoices", Form.COUNT, 1),
            ("直通", "straight through", Form.COUNT, 1),
            ("直通率", "straight-through rate", Form.SHARE, 1),
            ("更正率", "correction rate", Form.SHARE, 1),
            ("退回率", "rejection rate", Form.SHARE, 1),
        ],
        [
            *(_day_row(str(day.day), day.arrivals, day.flow) for day in overview.days),
            _day_row(words("合计", "all"), [each for day in overview.days for each in day.arrivals], overview.flow),
        ],
        (
            "直通：已通过且无人工操作。各比率以发票数减去重复件为分母，反映截至目前的状态。",
            "Straight through: approved, and no person touched it. Rates are shares of invoices less duplicates, as they stand now.",
        ),
    )
    doors = sorted({each.door for day in overview.days for each in day.arrivals})
    yield words.table(
        ("来源", "Sources"),
        [text_column("日期", "day"), *((DOORS[door].zh, DOORS[door].en, Form.COUNT, 1.0) for door in doors)],
        [[str(day.day), *(sum(each.files for each in day.arrivals if each.door is door) for door in doors)] for day in overview.days],
        ("每日各来源的文件数；压缩包和邮件按其中的文件计。", "Files of each source by day; of mails and archives, the files in them."),
    )
    yield words.table(
        ("现状", "Where it stands"),
        [text_column("对象", "what"), text_column("状态", "state", 3), ("数量", "count", Form.COUNT, 1)],
        [
            *(_state_row(words("文件", "file"), _document_state(words, each.state), each.count) for each in overview.documents),
            *(_state_row(words("发票", "invoice"), _invoice_state(words, each.state), each.count) for each in overview.invoices),
        ],
        ("本期收到的文件和发票目前所处的状态。", "Where the files and invoices of the period stand now."),
    )


def _day_row(name: str, arrivals: Sequence[DoorCount], flow: FlowAnswer) -> list[Cell]:
    files, again = sum(each.files for each in arrivals), sum(each.again for each in arrivals)
    return [name, files, again, flow.invoices, flow.straight_through, flow.straight_through_rate, flow.correction_rate, flow.rejection_rate]


def _what_is_held_up(words: Words, overview: OverviewAnswer, slices: DiagnosesAnswer) -> Iterator[ReportTable]:
    yield words.table(
        ("受阻", "Held up"),
        [
            text_column("环节", "where", 0.8),
            ("数量", "count", Form.COUNT, 0.6),
            text_column("原因", "why", 3),
            text_column("处理办法", "what to do", 3),
            text_column("最早", "since"),
            text_column("下次自动处理", "goes on by itself at"),
            text_column("举例", "for example", 1.6),
        ],
        [_held_up_row(words, each) for each in overview.held_up],
        ("目前的情况，与所选日期无关。", "As things stand now, whatever the period."),
    )
    yield words.table(
        ("时限", "Time limits"),
        [
            text_column("状态", "state", 3),
            ("允许小时", "hours allowed", Form.NUMBER, 1),
            ("等待中", "waiting", Form.COUNT, 1),
            ("已超时", "late", Form.COUNT, 1),
            text_column("最早", "oldest", 1.4),
            text_column("超时举例", "late, for example", 2),
        ],
        [_wait_row(words, each) for each in overview.waits],
        ("目前的情况。复核时限取自制度，其余取自通知设置。", "As things stand now. Hours for review are those of the policy, the others those of the notices."),
    )
    yield words.table(
        ("失败共性", "What failures have in common"),
        [
            text_column("事项", "of", 0.8),
            text_column("共性", "what they have in common", 4),
            ("失败", "failed", Form.COUNT, 0.7),
            ("总数", "all", Form.COUNT, 0.7),
        ],
        [
            *(_slice_row(words, words("查验", "look-ups"), each, overview.senders) for each in slices.slices),
            *(_slice_row(words, words("入账", "sendings"), each, overview.senders) for each in slices.ledger_slices),
        ],
        (f"本期查验 {slices.look_ups} 次，入账 {slices.sendings} 次。", f"Of {slices.look_ups} look-ups and {slices.sendings} sendings of the period."),
    )


def _state_row(what: str, state: str, count: int) -> list[Cell]:
    return [what, state, count]


def _held_up_row(words: Words, each: HeldUpAnswer) -> list[Cell]:
    why, todo = words(each.what_zh, each.what_en), words(each.todo_zh, each.todo_en)
    return [words(*_PLACES[each.place]), each.count, why, todo, moment(each.since), moment(each.next_at), _named(each.examples)]


def _wait_row(words: Words, each: WaitAnswer) -> list[Cell]:
    return [_invoice_state(words, each.state), each.allowed_hours, each.waiting, each.late, moment(each.oldest), _named(each.examples)]


def _slice_row(words: Words, of: str, each: SliceAnswer, senders: Sequence[SenderAnswer]) -> list[Cell]:
    """People in it are called by the names that `senders` has for them."""
    said = words(each.text_zh, each.text_en)
    operators = {condition.value for condition in each.conditions if condition.attribute == "operator"}
    for sender in senders:
        if sender.sender in operators:
            said = said.replace(sender.sender, words(sender.name_zh, sender.name_en))
    return [of, said, each.failed, each.total]


def _named(examples: Sequence[OverviewExample]) -> str:
    return ", ".join(example.name for example in examples if example.name)


def _document_state(words: Words, state: DocumentState) -> str:
    english, chinese = words_of(HistoryEvent.CREATED, state.value, is_invoice=False)
    return words(chinese, english)


def _invoice_state(words: Words, state: InvoiceState) -> str:
    english, chinese = words_of(HistoryEvent.CREATED, state.value, is_invoice=True)
    return words(chinese, english)
