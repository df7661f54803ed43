"""Of the report on the overview: how providers, ledgers and reconciliation do."""

from __future__ import annotations

from collections.abc import Iterator

from api.reconciliation_now import ReconciliationNow
from api.reconciliation_views import DifferenceFound
from api.report_table import Cell, Form, ReportTable
from api.report_words import Words, moment, text_column
from api.routes.outside import LedgerAnswer, OutsideAnswer, OutsideHealth, ProviderAnswer
from intake.upload.outbox import UploadState
from intake.upload.reconciliation_words import RUN_LABELS

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


def outside_tables(words: Words, outside: OutsideAnswer) -> Iterator[ReportTable]:
    yield words.table(
        ("外部系统", "Outside"),
        [
            text_column("系统", "system", 1.4),
            text_column("类型", "kind"),
            text_column("状况", "health"),
            ("调用", "asked", Form.COUNT, 0.8),
            ("计费", "billed", Form.COUNT, 0.8),
            text_column("费用（元）", "cost, yuan"),
            text_column("说明", "remark", 2.4),
        ],
        [
            *(_provider_row(words, each) for each in outside.providers),
            *(_ledger_row(words, each) for each in outside.ledgers),
        ],
        ("状况为目前情况，调用次数自所选首日起。", "Health as it is now; calls since the first day of the period."),
    )
    yield words.table(
        ("入账记录", "Sendings"),
        [text_column("状态", "state", 3), ("数量", "count", Form.COUNT, 1)],
        [[words(*_SENDINGS[each.state]), each.count] for each in outside.sendings],
        ("全部入账记录目前的状态。", "Where all that was handed to ledgers stands now."),
    )


def reconciliation_tables(words: Words, now: ReconciliationNow) -> Iterator[ReportTable]:
    yield words.table(
        ("对账", "Reconciliation"),
        [
            text_column("记账系统", "ledger"),
            text_column("状态", "state"),
            text_column("开票日期", "days of issue", 1.6),
            ("本系统", "ours", Form.COUNT, 1),
            ("对方", "theirs", Form.COUNT, 1),
            ("一致", "agreed", Form.COUNT, 1),
            ("差异", "differences", Form.COUNT, 1),
            text_column("完成时间", "ended", 1.2),
            text_column("说明", "remark", 2),
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
                moment(run.ended_at),
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
            text_column("差异", "difference", 1.2),
            text_column("发票号码", "invoice", 1.8),
            text_column("开票日期", "date of issue"),
            text_column("销售方", "seller", 1.8),
            text_column("涉及金额", "at stake"),
            text_column("本系统", "ours"),
            text_column("对方", "theirs"),
            text_column("原因", "cause", 1.8),
            text_column("处理办法", "what to do", 1.8),
        ],
        [_difference_row(words, each) for each in now.differences],
        more,
    )


def _provider_row(words: Words, each: ProviderAnswer) -> list[Cell]:
    outcome = each.last_outcome.value if each.last_outcome and each.health is OutsideHealth.FAILS else ""
    return [each.name, words("查验", "look-ups"), words(*_HEALTH[each.health]), each.asked, each.billed, each.cost, outcome]


def _ledger_row(words: Words, each: LedgerAnswer) -> list[Cell]:
    return [each.name, words("记账", "ledger"), words(*_HEALTH[each.health]), None, None, None, each.reason]


def _difference_row(words: Words, each: DifferenceFound) -> list[Cell]:
    label, cause, step = words(each.label_zh, each.label_en), words(each.cause_zh, each.cause_en), words(each.remedy.step_zh, each.remedy.step_en)
    return [label, each.key, str(each.day or ""), each.seller, each.sum, each.ours, each.theirs, cause, step]
