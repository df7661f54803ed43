"""Marks and what they ask for: R14, R15, R18."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from intake.checks.rule import LEAST_CONFIDENCE, Breach, read_sum
from intake.domain.money import format_fen
from intake.invoice import FieldState, Invoice, Kind

_RED_REMARK = re.compile(r"对应正数|正数发票|开具红字|信息表编号|被红冲|红冲蓝字|红字.{0,8}(?:信息|确认)|确认单编号")
"""Parts of the remarks of red invoices: the whole (对应正数发票代码, 开具红字增值税专用发票信息表编号, 红字发票信息确认单编号) is seldom read without a gap."""
_LIST_MARK = re.compile(r"详见.{0,6}清单")
_PAPER = (Kind.VAT_SPECIAL, Kind.VAT_GENERAL, Kind.VAT_ROLL, Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE)


def red_invoices_are_marked(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R14"""
    total = read_sum(invoice, "total")
    remarks = invoice.fields.get("remarks")
    if total is None or remarks is None or remarks.confidence < LEAST_CONFIDENCE or remarks.state not in (FieldState.READ, FieldState.EMPTY):
        return
    marked = bool(_RED_REMARK.search(remarks.text.replace("\n", "")))
    if total < 0 and not marked:
        yield Breach(
            "The total is negative, but the remark names no original invoice. Check the sign, and the remark of the red invoice.",
            "价税合计为负数, 但备注中没有红字发票应有的蓝字发票或信息表(确认单)编号, 请核对金额正负和备注。",
            ("total", "remarks"),
            found=format_fen(total),
        )
    elif total > 0 and marked:
        yield Breach(
            "The remark is that of a red (negative) invoice, but the total is positive. Check whether a minus was overlooked.",
            "备注为红字发票内容, 但价税合计为正数, 请核对是否漏读负号。",
            ("total", "remarks"),
            format_fen(-total),
            format_fen(total),
        )


def list_is_there(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R15"""
    marked = invoice.list_line is not None or any(_LIST_MARK.search(item.cells.get("name", "")) for item in invoice.items)
    goods = [item for item in invoice.items if not _LIST_MARK.search(item.cells.get("name", ""))]
    if marked and not goods:
        yield Breach(
            "The goods stand on a list (销货清单) that is not in this file. Add the list's page and read both together.",
            "货物明细在销货清单上, 但文件中没有清单页, 请补充清单后一并识别。",
            ("items",),
        )


def paper_has_a_seal(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R18"""
    on_paper = (invoice.kind in _PAPER and not invoice.kind_detail.startswith("D_")) or invoice.kind_detail.startswith("DP_")
    if on_paper and not any(seal.kind == "seller" for seal in invoice.seals):
        yield Breach(
            "No invoice seal of the seller was found. A paper invoice without it may not be booked; look at the original.",
            "未发现销售方发票专用章, 纸质发票未加盖发票专用章不得入账, 请查看原件。",
        )
