from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.evidence import Place
from intake.invoice import FieldState, Finding, Invoice, Item, Kind, ListLine, Seal, Severity
from models.geometry import Box, Quad

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
Change = Callable[..., Invoice]
RED_REMARKS = (
    "对应正数发票代码:011002300111号码:00012344",
    "开具红字增值税专用发票信息表编号1101082403000001",
    "被红冲蓝字数电票号码:24112000000000004710 红字发票信息确认单编号:11010824031100000001",
)


@pytest.mark.parametrize("remark", RED_REMARKS)
def test_a_marked_negative_total_is_fine_and_a_marked_positive_one_is_not(remark: str, electronic: Invoice, with_field: Change, findings: Findings) -> None:
    marked = with_field(electronic, "remarks", remark)
    assert findings("R14", with_field(marked, "total", "-128.60")) == ()
    assert [finding.expected for finding in findings("R14", marked)] == ["-128.60"]


@pytest.mark.parametrize("remark", ["开具红字增值税专编号6430493637644346", "对应正数发票号码：11737590", "开具红字增值税专用发票信息表编是8360741405568426"])
def test_a_mark_counts_where_only_parts_of_it_could_be_read(electronic: Invoice, with_field: Change, findings: Findings, remark: str) -> None:
    red = with_field(electronic, "total", "-128.60")
    assert findings("R14", with_field(red, "remarks", remark)) == ()


def test_a_negative_total_without_a_mark_is_found(electronic: Invoice, with_field: Change, findings: Findings) -> None:
    assert findings("R14", with_field(electronic, "total", "-128.60"))


def test_a_remark_nobody_could_read_is_no_missing_mark(electronic: Invoice, with_field: Change, findings: Findings) -> None:
    red = with_field(electronic, "total", "-128.60")
    assert findings("R14", with_field(red, "remarks", "", FieldState.UNREADABLE)) == ()


def test_a_missing_list_is_found(electronic: Invoice, findings: Findings) -> None:
    listed = replace(electronic, list_line=ListLine({"name": "(详见销货清单)", "amount": "120.00"}))
    assert findings("R15", listed) == ()
    assert findings("R15", replace(listed, items=()))
    assert findings("R15", replace(electronic, items=(Item({"name": "(详见销货清单)"}, 0.9),)))


def test_paper_without_a_seal_is_noted(electronic: Invoice, findings: Findings) -> None:
    paper = replace(electronic, kind=Kind.VAT_SPECIAL)
    assert [finding.severity for finding in findings("R18", paper)] == [Severity.INFO]
    place = Place(1, Quad.from_box(Box(0, 0, 10, 10)))
    assert findings("R18", replace(paper, seals=(Seal("seller", place),))) == ()
    assert findings("R18", replace(paper, seals=(Seal("supervision", place),)))
    assert findings("R18", electronic) == ()
