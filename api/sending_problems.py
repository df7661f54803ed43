"""Problems of handing an invoice to its ledger now, or anew."""

from __future__ import annotations

from http import HTTPStatus

from api.errors import NextStep, Problem


def nothing_to_send() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "nothing_to_send",
        "Nothing of this invoice waits to be sent or read back: it is not verified yet, it is booked, or a person has it. Its state says which.",
        "该发票没有待发送或待回查的任务：尚未查验通过、已入账或待人工处理，请查看其状态。",
        NextStep.CORRECT_REQUEST,
    )


def being_sent() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "being_sent",
        "It is being sent to the ledger right now. Load it again in a minute.",
        "正在发送到记账系统，请稍后刷新。",
        NextStep.TRY_LATER,
        30,
    )


def no_ledger() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "no_ledger",
        "No ledger is set up for this firm. Have one named in the settings (`fapiao serve --ledgers FILE`).",
        "本单位未配置记账系统，请由管理员配置（fapiao serve --ledgers FILE）。",
        NextStep.ASK_OPERATOR,
    )
