"""Why invoices can't be approved at once or taken back, and what is lacking where two people key."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from api.errors import NextStep, Problem


def bulk_mixed() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "bulk_mixed",
        "These invoices are not of one seller and one kind. Choose those of one group.",
        "所选发票不属于同一销售方、同一票种，请按分组选择。",
        NextStep.CORRECT_REQUEST,
    )


def bulk_not_clear(invoice_id: UUID) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "bulk_not_clear",
        "One of these invoices has something to be looked at by now. Load the list again, and review that one by itself.",
        "所选发票中有一张出现待核对项，请刷新列表，并单独复核该发票。",
        NextStep.CORRECT_REQUEST,
        details={"invoice_id": str(invoice_id)},
    )


def bulk_undo_over(invoice_id: UUID) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "bulk_undo_over",
        "Ten minutes are over, or one of these invoices has gone on. Take back the others one by one, where that is still possible.",
        "已超过十分钟，或其中发票已进入后续流程，不能整批撤销，请逐张撤回。",
        NextStep.CORRECT_REQUEST,
        details={"invoice_id": str(invoice_id)},
    )


def no_such_pages() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_such_pages",
        "The document can't be parted there: name pages from the second to its last one, each once and in order, and for appending another document than itself.",
        "不能按所给页码拆分：须为第二页至末页之间的页码，按顺序且不重复；合并时须选择另一份文件。",
        NextStep.CORRECT_REQUEST,
    )


def keying_missing(fields: Iterable[str]) -> Problem:
    names = list(fields)
    return Problem(
        HTTPStatus.CONFLICT,
        "keying_missing",
        f"Two people key this invoice, each without seeing what was read. Key these fields from the picture: {', '.join(names)}.",
        f"该发票须双人背对背录入，请对照票面填写：{'、'.join(names)}。",
        NextStep.CORRECT_REQUEST,
        details={"fields": names},
    )
