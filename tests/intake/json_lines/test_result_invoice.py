from dataclasses import replace
from datetime import UTC, datetime

from intake.document import Document
from intake.errors import UnreadableFile
from intake.invoice import Kind
from intake.json_lines.result_invoice import invoice_of_result, past_invoice_of_result
from intake.reading import Reading
from intake.result import error_result, results_of
from intake.stages.join_pages import JoinPages
from intake.stages.judge_behaviour import kept_invoices
from intake.stages.resolve_fields import ResolveFields
from tests.builders import digital_page, ocr, reading_of, region_of

NOON = datetime(2024, 3, 12, 4, tzinfo=UTC)


def read() -> Reading:
    values = {"invoice_number": "24112000000000004711", "total": "106.00", "seller_name": "海州望潮餐饮管理有限公司", "issue_date": "2024-03-11"}
    region = replace(region_of(digital_page()), kind=Kind.DIGITAL_GENERAL, evidence=tuple(ocr(name, value, 0.99) for name, value in values.items()))
    return ResolveFields()(JoinPages()(reading_of(region)))


def test_a_result_teaches_the_history_what_its_reading_did() -> None:
    reading = read()
    (result,) = results_of(reading)
    assert (past_invoice_of_result(result, NOON),) == kept_invoices(reading, NOON)
    assert invoice_of_result(result).value("total") == "106.00"


def test_errors_and_other_papers_teach_nothing() -> None:
    document = Document("invented.pdf", b"x")
    assert past_invoice_of_result(error_result(document, UnreadableFile("empty_file", "a", "b")), NOON) is None
    (result,) = results_of(read())
    assert past_invoice_of_result({**result, "kind": "not_invoice"}, NOON) is None
