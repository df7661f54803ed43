from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from api.table import results_table, summary


def shown(*results: dict[str, Any]) -> str:
    console = Console(file=StringIO(), width=240, no_color=True)
    console.print(results_table(results))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def cells(one: dict[str, Any]) -> list[str]:
    """The texts of a result's row, their folded lines put together, without blanks."""
    lines = [line.strip("│").split("│") for line in shown(one).splitlines() if line.startswith("│")]
    return ["".join("".join(parts).split()) for parts in zip(*lines, strict=True)]


def plain(lines: Any) -> str:
    console = Console(file=StringIO(), width=240, no_color=True)
    for line in lines:
        console.print(line)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def finding(rule: str, severity: str) -> dict[str, Any]:
    return {"rule": rule, "severity": severity, "message_zh": f"{rule}的说明"}


def result(**changes: Any) -> dict[str, Any]:
    values = {"invoice_number": "00012345", "issue_date": "2024-03-11", "seller_name": "海州望潮餐饮管理有限公司", "total": "128.60"}
    fields = {name: {"value": value} for name, value in values.items()}
    return {"file": "a.jpg", "page": 1, "kind": "vat_e_general", "decision": "accept", "fields": fields, "findings": [], **changes}


def failed(name: str = "broken.pdf") -> dict[str, Any]:
    return {"file": name, "error": {"code": "pdf_damaged", "message": "The PDF is damaged.", "message_zh": "PDF 已损坏。"}}


def test_a_row_tells_what_a_person_wants_to_know() -> None:
    assert cells(result()) == ["a.jpg", "增值税电子普通发票", "00012345", "2024-03-11", "海州望潮餐饮管理有限公司", "128.60", "通过accept", ""]


def test_further_pages_are_named() -> None:
    assert "a.jpg p3" in shown(result(page=3))
    assert "p1" not in shown(result())


def test_tickets_are_known_by_their_own_numbers() -> None:
    fields = {"ticket_number": {"value": "E123456789"}, "departure_time": {"value": "2024-03-11 09:05"}, "total": {"value": None}}
    row = cells(result(kind="train", fields=fields))
    assert row[2:6] == ["E123456789", "2024-03-1109:05", "", ""]


def test_a_failed_file_tells_its_code_in_both_languages() -> None:
    row = cells(failed())
    assert row[0] == "broken.pdf"
    assert row[-2:] == ["失败failed", "pdf_damagedPDF已损坏。ThePDFisdamaged."]


def test_errors_come_before_warnings_and_long_lists_are_cut() -> None:
    text = shown(result(findings=[finding("R18", "info"), finding("R12", "warning"), finding("R08", "error"), finding("R07", "error"), finding("R23", "info")]))
    assert [text.index(rule) for rule in ("R08", "R07", "R12")] == sorted(text.index(rule) for rule in ("R08", "R07", "R12"))
    assert "R18" not in text
    assert "+2" in text


def test_brackets_in_names_are_text() -> None:
    assert "[red]x[/].jpg" in shown(result(file="[red]x[/].jpg"))
    assert "[/bold].pdf" in shown(failed("[/bold].pdf"))
    assert "[/].jsonl" in plain(summary([result()], Path("[/].jsonl"), Path("[/b]")))


def test_the_summary_counts_decisions_and_says_where_everything_lies() -> None:
    results = [result(), result(decision="review"), result(decision="review"), result(decision="reject"), failed()]
    text = plain(summary(results, Path("out.jsonl"), Path("pictures")))
    for part in ("5 张", "1 通过", "2 待核", "1 拒绝", "1 失败", "out.jsonl", "pictures/"):
        assert part in text
    assert len(plain(summary(results, None, None)).splitlines()) == 1
