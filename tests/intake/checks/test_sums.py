from collections.abc import Callable
from dataclasses import replace

from intake.domain.amount_words import write_words
from intake.invoice import FieldState, Finding, Invoice, Kind, Suggestion

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
WithField = Callable[..., Invoice]


def test_a_missing_line_is_found(electronic: Invoice, findings: Findings) -> None:
    found = findings("R07", replace(electronic, items=electronic.items[:-1]))
    assert [(finding.fields, finding.expected, finding.found) for finding in found] == [
        (("amount", "items"), "125.00", "120.00"),
        (("tax", "items"), "9.25", "8.60"),
    ]


def test_one_fen_is_too_much(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R07", with_field(electronic, "amount", "120.01"))
    assert [finding.suggestion for finding in found] == [Suggestion("amount", "120.00")]


def test_lines_that_were_not_all_read_are_not_summed(electronic: Invoice, findings: Findings) -> None:
    doubtful = (replace(electronic.items[0], confidence=0.2), *electronic.items[1:])
    assert findings("R07", replace(electronic, items=doubtful)) == ()
    assert findings("R07", replace(electronic, items=())) == ()


def test_rolls_sum_up_to_the_total(electronic: Invoice, with_rows: WithField, row: Callable[..., dict[str, str]], findings: Findings) -> None:
    fields = {name: field for name, field in electronic.fields.items() if name not in ("amount", "tax")}
    roll = replace(electronic, kind=Kind.VAT_ROLL, fields=fields)
    assert findings("R07", with_rows(roll, row("油", "1", "128.60", "128.60", "", ""))) == ()
    assert findings("R07", with_rows(roll, row("油", "1", "128.60", "128.00", "", "")))[0].fields == ("total", "items")


def test_exempt_lines_leave_the_total_tax_out(
    electronic: Invoice, with_field: WithField, with_rows: WithField, row: Callable[..., dict[str, str]], findings: Findings
) -> None:
    exempt = with_field(with_field(electronic, "tax", "", FieldState.NOT_APPLICABLE), "total", "120.00")
    exempt = with_rows(exempt, row("*蔬菜*白菜", "1", "120", "120.00", "免税", ""))
    assert findings("R07", exempt) == ()
    assert findings("R08", exempt) == ()


def test_a_misread_total_is_singled_out_by_the_words(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R08", with_field(electronic, "total", "128.80"))
    assert [(finding.expected, finding.found, finding.suggestion) for finding in found] == [("128.60", "128.80", Suggestion("total", "128.60"))]


def test_a_misread_tax_is_singled_out_by_the_lines(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R08", with_field(electronic, "tax", "3.60"))[0].suggestion == Suggestion("tax", "8.60")


def test_where_nothing_singles_out_the_culprit_nothing_is_suggested(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    alone = with_field(replace(electronic, items=(), codes=()), "total_in_words", "", FieldState.UNREADABLE)
    assert findings("R08", with_field(alone, "tax", "3.60"))[0].suggestion is None


def test_words_other_than_figures_are_found(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R11", with_field(electronic, "total_in_words", write_words(12800)))
    assert [(finding.expected, finding.found, finding.suggestion) for finding in found] == [
        ("128.00", "128.60", Suggestion("total_in_words", "壹佰贰拾捌圆陆角整"))
    ]


def test_figures_are_corrected_where_the_words_fit_the_sum(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R11", with_field(electronic, "total", "123.60"))[0].suggestion == Suggestion("total", "128.60")


def test_words_that_are_no_amount_are_found(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R11", with_field(electronic, "total_in_words", "壹佰佰贰拾捌圆陆角整"))
    assert found[0].suggestion == Suggestion("total_in_words", "壹佰贰拾捌圆陆角整")
