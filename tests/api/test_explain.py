from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from api.explain import explanation
from intake.document import Document
from intake.errors import RefusedFile
from intake.reading import Region
from intake.result import error_result, results_of
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.text import FakeTextReader
from tests.builders import SELLER_ID, SMALL, TODAY, inked_page, invoice_code_of, reading_of, region_of, text_line, tiny_reading, vat_page, vat_values


def result_of(region: Region) -> dict[str, Any]:
    reading = reading_of(region)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: TODAY), DecideInvoices()):
        reading = stage(reading)
    (result,) = results_of(reading)
    return result


def shown(result: dict[str, Any]) -> str:
    console = Console(width=400, highlight=False)
    with console.capture() as capture:
        console.print(explanation(result))
    return capture.get()


def confirmed_region(**values: str) -> Region:
    page = vat_page(values)
    return region_of(page, tiny_reading(page), codes=[invoice_code_of(vat_values())], pixels=inked_page(page.lines(), (1800, 1200)))


def test_an_accepted_invoice_shows_who_read_and_who_confirms_each_value() -> None:
    result = result_of(confirmed_region())
    assert result["decision"] == "accept"
    text = shown(result)
    (row,) = [line for line in text.splitlines() if SELLER_ID in line and "≠" not in line]
    assert SMALL in row
    assert "通过 accept" in text
    assert "→" not in text


def test_a_broken_rule_is_shown_with_what_was_expected_and_stands_against_accepting() -> None:
    text = shown(result_of(confirmed_region(total="¥999.99")))
    (rule,) = [line for line in text.splitlines() if "✗ R08" in line]
    assert "expected 128.60" in rule
    assert "found 999.99" in rule
    assert any("→" in line and "R08" in line for line in text.splitlines())


def test_a_value_without_confirmation_is_named_in_what_would_change_the_decision() -> None:
    page = vat_page()
    text = shown(result_of(region_of(page, codes=[invoice_code_of(vat_values())], pixels=inked_page(page.lines(), (1800, 1200)))))
    (obstacle,) = [line for line in text.splitlines() if "→" in line and "没有独立来源印证" in line]
    assert "购买方名称" in obstacle


def test_rules_without_a_finding_are_named_as_held() -> None:
    assert "R01" in next(line for line in shown(result_of(confirmed_region())).splitlines() if "held" in line)


@pytest.mark.parametrize("name", ["[red]a[/red].pdf", "a[/].pdf"])
def test_names_and_values_are_shown_as_they_are(name: str) -> None:
    assert name in shown({**result_of(confirmed_region()), "file": name})


def test_what_is_no_invoice_and_what_could_not_be_read_are_explained_too() -> None:
    assert "拒绝 reject" in shown(result_of(replace(region_of([text_line("会议纪要", 100, 100)]))))
    error = RefusedFile("too_big", "Too big.", "文件过大。")
    assert "too_big" in shown(error_result(Document("a.pdf", b""), error))
