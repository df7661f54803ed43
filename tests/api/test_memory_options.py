from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.memory_options import memory_of, remember
from intake.document import Document
from intake.errors import UnreadableFile
from intake.invoice import Kind
from intake.json_lines.history import JsonLinesHistory
from intake.result import Result, error_result, results_of
from intake.settings import Memory
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from tests.builders import digital_page, ocr, reading_of, region_of


def result() -> Result:
    values = {"invoice_number": "24112000000000004711", "total": "106.00", "seller_name": "海州望潮餐饮管理有限公司", "issue_date": "2024-03-11"}
    region = replace(region_of(digital_page()), kind=Kind.DIGITAL_GENERAL, evidence=tuple(ocr(name, value, 0.99) for name, value in values.items()))
    (found,) = results_of(ResolveFields()(JoinPages()(reading_of(region))))
    return found


def test_without_options_nothing_is_known_and_limits_are_the_usual_ones() -> None:
    assert memory_of(None, None, None) == Memory()


def test_limits_are_given_in_yuan_and_in_any_order() -> None:
    assert memory_of(None, None, ["5000", "800.50"]).signature_limits == (800_50, 5000_00)


@pytest.mark.parametrize("limit", ["much", "-5", "0"])
def test_a_limit_that_is_no_sum_is_refused_with_its_code(limit: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        memory_of(None, None, [limit])
    assert refused.value.code == "limit_no_sum"
    assert limit in refused.value.message_zh


def test_what_was_read_is_history_for_the_next_and_failures_are_not(tmp_path: Path) -> None:
    history = JsonLinesHistory(tmp_path / "history.jsonl")
    failed = error_result(Document("broken.pdf", b"x"), UnreadableFile("empty_file", "a", "b"))
    remember(history, [result(), failed])
    remember(history, [result()])
    assert len(JsonLinesHistory(tmp_path / "history.jsonl")) == 1
    (past,) = history.with_total(106_00, datetime.now(UTC), 5)
    assert past.seller
