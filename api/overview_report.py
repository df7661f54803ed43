"""The overview as a report: its tables, with what providers, ledgers and reconciliation say besides, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.overview_views import FlowAnswer, OverviewAnswer, PatternAnswer
from api.reconciliation_now import ReconciliationNow
from api.report_table import Cell, Column, Form, Language, Report, ReportTable
from api.routes.diagnosis import DiagnosesAnswer
from api.routes.outside import OutsideAnswer, OutsideHealth
from api.timeline import words_of
from intake.behaviour.history import CHINA_TIME
from intake.overview.advice import DOORS
from intake.overview.held_up import Place
from intake.state import DocumentState, InvoiceState
from intake.store.words import HistoryEvent
from intake.upload.outbox import UploadState
from intake.upload.reconciliation_words import RUN_LABELS

_PLACES = {Place.READING: ("识别", "reading"), Place.VERIFICATION: ("查验", "tax bureau"), Place.LEDGER: ("入账", "ledger")}
_HEALTH = {OutsideHealth.WELL: ("正常", "well"), OutsideHealth.FAILS: ("异常", "fails"), OutsideHealth.NOT_ASKED: ("近期未调用", "not asked lately")}
_SENDINGS = {
    UploadState.QUEUED: ("等待发送", "about to be sent"),
    UploadState.SENDING: ("发送中", "being sent"),
    UploadState.ACCEPTED: ("已接收，待回查", "accepted, not read back yet"),
    UploadState.UNKNOWN: ("结果不明", "may be there: asked"),
    UploadState.CONFIRMED: ("已入账", "booked"),
    UploadState.REJECTED: ("被拒收", "refused"),
    UploadState.DEAD: ("已放弃，待人工", "given up: a person decides"),
}
_COUNT, _NUMBER, _SHARE = Form.COUNT, Form.NUMBER, Form.SHARE


def overview_report(overview: OverviewAnswer, slices: DiagnosesAnswer, outside: OutsideAnswer, reconciliation: ReconciliationNow, language: Language) -> Report:
    words = _Words(language)
    tables = (
        *_what_came_in(words, overview),
        *_what_is_held_up(words, overview, slices),
        *_people(words, overview),
        *_others(words, outside),
        *_reconciliation(words, reconciliation),
    )
    return Report(
        words("发票处理概览", "Invoice overview"),
        words(
            f"{overview.first} 至 {overview.last}（北京时间），数据截至 {_moment(overview.as_of)}",
            f"{overview.first} to {overview.last}, China time; as of {_moment(overview.as_of)}",
        ),
        words("没有数据。", "Nothing."),
        words("其余 {} 行见 Excel 报表。", "{} more rows are in the workbook."),
        tables,
    )


@dataclass(frozen=True)
class _Words:
    language: Language

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self.language is Language.ZH else english

    def table(
        self, name: tuple[str, str], columns: Sequence[tuple[str, str, Form, float]], rows: Sequence[Sequence[Cell]], note: tuple[str, str]
    ) -> ReportTable:
        title = self(*name)
        made = tuple(Column(self(chinese, english), form, width) for chinese, english, form, width in columns)
        return ReportTable(title, title, made, rows, self(*note))


def _text(chinese: str, english: str, width: float = 1.0) -> tuple[str, str, Form, float]:
    return chinese, english, Form.TEXT, width


def _what_came_in(words: _Words, overview: OverviewAnswer) -> Iterator[ReportTable]:
    flow = overview.flow
    total = words("合计", "all")
    yield words.table(
        ("每日", "By day"),
        [
            _text("日期", "day"),
            ("文件", "files", _COUNT, 1),
            ("其中重复文件", "of these here already", _COUNT, 1),
            ("发票", "invoices", _COUNT, 1),
            ("直通", "straight through", _COUNT, 1),
            ("直通率", "straight-through rate", _SHARE, 1),
            ("更正率", "correction rate", _SHARE, 1),
            ("退回率", "rejection rate", _SHARE, 1),
        ],
        [
            *(_day_row(str(day.day), sum(each.files for each in day.arrivals), sum(each.again for each in day.arrivals), day.flow) for day in overview.days),
            _day_row(
                total,
                sum(each.files for day in overview.days for each in day.arrivals),
                sum(each.again for day in overview.days for each in day.arrivals),
                flow,
            ),
        ],
        (
            "直通：已通过且无人工操作。各比率以发票数减去重复件为分母，反映截至目前的状态。",
            "Straight through: approved, and no person touched it. Rates are shares of invoices less duplicates, as they stand now.",
        ),
    )
    doors = sorted({each.door for day in overview.days for each in day.arrivals})
    yield words.table(
        ("来源", "Sources"),
        [_text("日期", "day"), *((DOORS[door].zh, DOORS[door].en, _COUNT, 1.0) for door in doors)],
        [[str(day.day), *(sum(each.files for each in day.arrivals if each.door is door) for door in doors)] for day in overview.days],
        ("每日各来源的文件数；压缩包和邮件按其中的文件计。", "Files of each source by day; of mails and archives, the files in them."),
    )
    yield words.table(
        ("现状", "Where it stands"),
        [_text("对象", "what"), _text("状态", "state", 3), ("数量", "count", _COUNT, 1)],
        [
            *([words("文件", "file"), _document_state(words, each.state), each.count] for each in overview.documents),
            *([words("发票", "invoice"), _invoice_state(words, each.state), each.count] for each in overview.invoices),
        ],
        ("本期收到的文件和发票目前所处的状态。", "Where the files and invoices of the period stand now."),
    )


def _day_row(name: str, files: int, again: int, flow: FlowAnswer) -> list[Cell]:
    return [name, files, again, flow.invoices, flow.straight_through, flow.straight_through_rate, flow.correction_rate, flow.rejection_rate]


def _what_is_held_up(words: _Words, overview: OverviewAnswer, slices: DiagnosesAnswer) -> Iterator[ReportTable]:
    yield words.table(
        ("受阻", "Held up"),
        [
            _text("环节", "where", 0.8),
            ("数量", "count", _COUNT, 0.6),
            _text("原因", "why", 3),
            _text("处理办法", "what to do", 3),
            _text("最早", "since"),
            _text("下次自动处理", "goes on by itself at"),
            _text("举例", "for example", 1.6),
        ],
        [
            [
                words(*_PLACES[each.place]),
                each.count,
                words(each.what_zh, each.what_en),
                words(each.todo_zh, each.todo_en),
                _moment(each.since),
                _moment(each.next_at),
                ", ".join(example.name for example in each.examples if example.name),
            ]
            for each in overview.held_up
        ],
        ("目前的情况，与所选日期无关。", "As things stand now, whatever the period."),
    )
    yield words.table(
        ("时限", "Time limits"),
        [
            _text("状态", "state", 3),
            ("允许小时", "hours allowed", _NUMBER, 1),
            ("等待中", "waiting", _COUNT, 1),
            ("已超时", "late", _COUNT, 1),
            _text("最早", "oldest", 1.4),
            _text("超时举例", "late, for example", 2),
        ],
        [
            [
                _invoice_state(words, each.state),
                each.allowed_hours,
                each.waiting,
                each.late,
                _moment(each.oldest),
                ", ".join(example.name for example in each.examples if example.name),
            ]
            for each in overview.waits
        ],
        ("目前的情况。复核时限取自制度，其余取自通知设置。", "As things stand now. Hours for review are those of the policy, the others those of the notices."),
    )
    yield words.table(
        ("失败共性", "What failures have in common"),
        [_text("事项", "of", 0.8), _text("共性", "what they have in common", 4), ("失败", "failed", _COUNT, 0.7), ("总数", "all", _COUNT, 0.7)],
        [
            *([words("查验", "look-ups"), words(each.text_zh, each.text_en), each.failed, each.total] for each in slices.slices),
            *([words("入账", "sendings"), words(each.text_zh, each.text_en), each.failed, each.total] for each in slices.ledger_slices),
        ],
        (f"本期查验 {slices.look_ups} 次，入账 {slices.sendings} 次。", f"Of {slices.look_ups} look-ups and {slices.sendings} sendings of the period."),
    )


def _people(words: _Words, overview: OverviewAnswer) -> Iterator[ReportTable]:
    own = ("仅显示您本人的数据。", "Only your own numbers.") if not overview.sees_all else ("", "")
    yield words.table(
        ("复核人", "Reviewers"),
        [
            _text("姓名", "name", 1.5),
            ("已办", "decided", _COUNT, 1),
            ("通过", "approved", _COUNT, 1),
            ("退回", "rejected", _COUNT, 1),
            ("有更正", "with corrections", _COUNT, 1),
            ("自审", "sent by themselves", _COUNT, 1),
            ("用时中位数（秒）", "median seconds", _NUMBER, 1),
            ("九成以内（秒）", "nine of ten within, seconds", _NUMBER, 1),
            ("合计小时", "hours in all", _NUMBER, 1),
        ],
        [
            [each.name, each.decided, each.approved, each.rejected, each.edited, each.own, each.median_seconds, each.slow_seconds, each.hours]
            for each in overview.reviewers
        ],
        (f"用时为实际操作时间，停顿超过 20 秒不计。{own[0]}", f"Time at work on one invoice; pauses of more than 20 seconds are left out. {own[1]}".strip()),
    )
    yield words.table(
        ("更正栏目", "Corrected fields"),
        [_text("栏目", "field", 2), ("发票数", "invoices", _COUNT, 1), _text("误读来源", "who had read it wrong", 3)],
        [
            [words(each.label_zh, each.label_en), each.invoices, ", ".join(f"{name} {count}" for name, count in each.sources.items())]
            for each in overview.fields
        ],
        ("本期人工更正了识别结果的栏目。", "Fields in which people replaced what was read, in the period."),
    )
    yield words.table(
        ("提交人", "Senders"),
        [
            _text("提交人", "sender", 1.6),
            ("文件", "files", _COUNT, 1),
            ("重复提交", "sent again", _COUNT, 1),
            ("无法识别", "not readable", _COUNT, 1),
            ("发票", "invoices", _COUNT, 1),
            ("应重拍", "to be taken again", _COUNT, 1),
            ("图片欠佳", "poor pictures", _COUNT, 1),
            ("退回", "rejected", _COUNT, 1),
            ("重复发票", "duplicates", _COUNT, 1),
        ],
        [
            [words(each.name_zh, each.name_en), each.files, each.again, each.unread, each.invoices, each.retake, each.poor, each.rejected, each.duplicates]
            for each in overview.senders
        ],
        own,
    )
    yield words.table(
        ("易错规律", "Patterns"),
        [_text("规律", "what happens more often than elsewhere", 3), _text("建议", "advice", 3)],
        [_pattern_row(words, each) for each in overview.patterns],
        ("样本少的已注明，不宜据此下结论。", "Where cases are few it is said: nothing should be concluded from these."),
    )


def _pattern_row(words: _Words, pattern: PatternAnswer) -> list[Cell]:
    return [words(pattern.text_zh, pattern.text_en), words(pattern.advice_zh, pattern.advice_en)]


def _others(words: _Words, outside: OutsideAnswer) -> Iterator[ReportTable]:
    yield words.table(
        ("外部系统", "Outside"),
        [
            _text("系统", "system", 1.4),
            _text("类型", "kind"),
            _text("状况", "health"),
            ("调用", "asked", _COUNT, 0.8),
            ("计费", "billed", _COUNT, 0.8),
            _text("费用（元）", "cost, yuan"),
            _text("说明", "remark", 2.4),
        ],
        [
            *(
                [
                    each.name,
                    words("查验", "look-ups"),
                    words(*_HEALTH[each.health]),
                    each.asked,
                    each.billed,
                    each.cost,
                    each.last_outcome.value if each.last_outcome else "",
                ]
                for each in outside.providers
            ),
            *([each.name, words("记账", "ledger"), words(*_HEALTH[each.health]), None, None, None, each.reason] for each in outside.ledgers),
        ],
        ("状况为目前情况，调用次数自所选首日起。", "Health as it is now; calls since the first day of the period."),
    )
    yield words.table(
        ("入账记录", "Sendings"),
        [_text("状态", "state", 3), ("数量", "count", _COUNT, 1)],
        [[words(*_SENDINGS[each.state]), each.count] for each in outside.sendings],
        ("全部入账记录目前的状态。", "Where all that was handed to ledgers stands now."),
    )


def _reconciliation(words: _Words, now: ReconciliationNow) -> Iterator[ReportTable]:
    yield words.table(
        ("对账", "Reconciliation"),
        [
            _text("记账系统", "ledger"),
            _text("状态", "state"),
            _text("开票日期", "days of issue", 1.6),
            ("本系统", "ours", _COUNT, 1),
            ("对方", "theirs", _COUNT, 1),
            ("一致", "agreed", _COUNT, 1),
            ("差异", "differences", _COUNT, 1),
            _text("完成时间", "ended", 1.2),
            _text("说明", "remark", 2),
        ],
        [
            [
                run.ledger or words("（仅清单）", "(lists only)"),
                words(*reversed(RUN_LABELS[run.state])),
                f"{run.first} – {run.last}",
                run.ours,
                run.theirs,
                run.agreed,
                run.found,
                _moment(run.ended_at),
                run.reason,
            ]
            for run in now.runs
        ],
        ("各记账系统最近一次对账。", "The last run of each ledger."),
    )
    more = ("仅列出最近的差异。", "Only the latest are listed.") if now.has_more else ("", "")
    yield words.table(
        ("待处理差异", "Open differences"),
        [
            _text("差异", "difference", 1.2),
            _text("发票号码", "invoice", 1.8),
            _text("开票日期", "date of issue"),
            _text("销售方", "seller", 1.8),
            _text("涉及金额", "at stake"),
            _text("本系统", "ours"),
            _text("对方", "theirs"),
            _text("原因", "cause", 1.8),
            _text("处理办法", "what to do", 1.8),
        ],
        [
            [
                words(each.label_zh, each.label_en),
                each.key,
                str(each.day or ""),
                each.seller,
                each.sum,
                each.ours,
                each.theirs,
                words(each.cause_zh, each.cause_en),
                words(each.remedy.step_zh, each.remedy.step_en),
            ]
            for each in now.differences
        ],
        more,
    )


def _document_state(words: _Words, state: DocumentState) -> str:
    english, chinese = words_of(HistoryEvent.CREATED, state.value, is_invoice=False)
    return words(chinese, english)


def _invoice_state(words: _Words, state: InvoiceState) -> str:
    english, chinese = words_of(HistoryEvent.CREATED, state.value, is_invoice=True)
    return words(chinese, english)


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M")
