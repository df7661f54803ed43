from dataclasses import replace
from datetime import date

import pytest

from intake.anomaly_values import Anomaly
from intake.decide import Policy, ReleaseTable, decide, is_confirmed, is_kind_confirmed, is_uncontradicted
from intake.domain.qr_payload import write_qr_payload
from intake.evidence import Evidence, Source
from intake.invoice import KEY_FIELDS, Code, Decision, Field, FieldState, Finding, Invoice, Kind, Severity
from intake.kinds.fields import key_fields_of


def _invoice(kind: Kind = Kind.VAT_E_GENERAL) -> Invoice:
    fields = {name: Field("1", FieldState.READ, 0.9, Source.OCR, confirmed_by=("ocr:second",)) for name in key_fields_of(kind)}
    return Invoice(kind, fields=fields, kind_said_by=("title", "layout"))


def _with(invoice: Invoice, name: str, field: Field) -> Invoice:
    return replace(invoice, fields={**invoice.fields, name: field})


def _finding(rule: str, severity: Severity) -> Finding:
    return Finding(rule, severity, "", "")


@pytest.mark.parametrize("kind", [Kind.VAT_SPECIAL, Kind.VAT_E_GENERAL, Kind.DIGITAL_SPECIAL, Kind.VAT_ROLL, Kind.TAXI])
def test_what_is_confirmed_throughout_is_accepted(kind: Kind) -> None:
    assert decide(_invoice(kind), ()) is Decision.ACCEPT


@pytest.mark.parametrize("name", KEY_FIELDS)
@pytest.mark.parametrize(
    "field",
    [
        Field("1", FieldState.READ, 0.99, Source.OCR),
        Field("1", FieldState.READ, 0.99, Source.QR, confirmed_by=("qr",)),
        Field(None, FieldState.UNREADABLE, 0.0, confirmed_by=("no_ink",)),
        Field(None, FieldState.ABSENT, 0.0),
        Field("", FieldState.EMPTY, 0.9, Source.OCR),
    ],
)
def test_one_key_field_that_nothing_else_confirms_asks_for_a_person(name: str, field: Field) -> None:
    assert decide(_with(_invoice(), name, field), ()) is Decision.REVIEW


def test_a_key_field_that_was_not_even_looked_for_asks_for_a_person() -> None:
    invoice = _invoice()
    fields = {name: field for name, field in invoice.fields.items() if name != "buyer_tax_id"}
    assert decide(replace(invoice, fields=fields), ()) is Decision.REVIEW


def test_an_empty_cell_without_ink_counts_as_confirmed() -> None:
    assert decide(_with(_invoice(), "buyer_tax_id", Field("", FieldState.EMPTY, 0.9, Source.OCR, confirmed_by=("no_ink",))), ()) is Decision.ACCEPT


def test_a_repair_is_not_confirmed_by_the_check_digit_that_made_it() -> None:
    assert not is_confirmed(Field("1", FieldState.READ, 0.95, Source.CHECKSUM, confirmed_by=("checksum",), repaired_from="2"))
    assert is_confirmed(Field("1", FieldState.READ, 0.95, Source.CHECKSUM, confirmed_by=("checksum", "ocr:second"), repaired_from="2"))


def test_minor_fields_do_not_hold_an_invoice_back() -> None:
    assert decide(_with(_invoice(), "payee", Field(None, FieldState.UNREADABLE, 0.0)), ()) is Decision.ACCEPT


def test_errors_stop_and_warnings_do_not() -> None:
    assert decide(_invoice(), [_finding("R08", Severity.ERROR)]) is Decision.REVIEW
    assert decide(_invoice(), [_finding("R12", Severity.WARNING), _finding("R18", Severity.INFO)]) is Decision.ACCEPT


def test_an_edited_qr_code_stops_although_it_only_warns() -> None:
    assert decide(_invoice(), [_finding("R06b", Severity.WARNING)]) is Decision.REVIEW


def test_what_is_no_invoice_is_rejected() -> None:
    assert decide(Invoice(Kind.NOT_INVOICE), ()) is Decision.REJECT


def test_the_kind_needs_two_witnesses() -> None:
    invoice = replace(_invoice(), kind_said_by=("title",))
    assert decide(invoice, ()) is Decision.REVIEW
    payload = write_qr_payload("10", "011002300111", "00012345", 100, date(2024, 1, 1))
    assert is_kind_confirmed(replace(invoice, codes=(Code(payload, "zxing"),)))
    assert is_kind_confirmed(_with(invoice, "invoice_code", Field("011002300111", FieldState.READ, 0.9)))
    assert not is_kind_confirmed(_with(invoice, "invoice_code", Field("011002300104", FieldState.READ, 0.9)))


def test_one_witness_named_twice_is_one() -> None:
    invoice = _with(replace(_invoice(), kind_said_by=("code",)), "invoice_code", Field("011002300111", FieldState.READ, 0.9))
    assert not is_kind_confirmed(invoice)


def test_a_firm_may_ask_for_more() -> None:
    assert decide(_invoice(), (), Policy(least_confidence=0.95)) is Decision.REVIEW
    assert decide(_invoice(), (), Policy(never_accept=(Kind.VAT_E_GENERAL,))) is Decision.REVIEW
    assert decide(_invoice(), [_finding("R12", Severity.WARNING)], Policy(blocking_rules=("R12",))) is Decision.REVIEW


def test_kinds_without_key_fields_are_never_accepted() -> None:
    assert decide(Invoice(Kind.TRAIN, kind_said_by=("a", "b")), ()) is Decision.REVIEW


RELEASE = ReleaseTable((0.001, 0.003, 0.01), (0.9, 0.8, 0.7), (0.999, 0.99, 0.9))


def _probable(probability: float, **changed: Field) -> Invoice:
    return replace(_invoice(), fields={**_invoice().fields, **changed}, all_right=probability)


UNCONFIRMED = Field("1", FieldState.READ, 0.99, Source.OCR, evidence=(Evidence("total", "1", Source.OCR, 0.99),))


def test_an_unconfirmed_field_that_nothing_contradicts_is_released_when_all_is_probable_enough() -> None:
    assert decide(_probable(0.991, total=UNCONFIRMED), (), Policy(), RELEASE) is Decision.ACCEPT
    assert decide(_probable(0.989, total=UNCONFIRMED), (), Policy(), RELEASE) is Decision.REVIEW
    assert decide(_probable(0.991, total=UNCONFIRMED), ()) is Decision.REVIEW


def test_the_policys_error_sets_the_probability_that_is_asked_for() -> None:
    invoice = _probable(0.95, total=UNCONFIRMED)
    assert decide(invoice, (), Policy(max_released_error=0.02), RELEASE) is Decision.ACCEPT
    assert decide(invoice, (), Policy(max_released_error=0.009), RELEASE) is Decision.REVIEW
    assert decide(_probable(1.0), (), Policy(max_released_error=0.0), RELEASE) is Decision.REVIEW


@pytest.mark.parametrize("reader", ["PP-OCRv6_small", "PP-OCRv6_tiny"])
def test_no_probability_releases_an_unconfirmed_field_that_a_reader_contradicts(reader: str) -> None:
    against = replace(UNCONFIRMED, evidence=(*UNCONFIRMED.evidence, Evidence("total", "7", Source.OCR, 0.9, reader=reader)))
    assert decide(_probable(1.0, total=against), (), Policy(), RELEASE) is Decision.REVIEW
    assert not is_uncontradicted(against)
    assert decide(_probable(1.0, total=replace(against, confirmed_by=("words",))), (), Policy(), RELEASE) is Decision.ACCEPT


def test_no_probability_releases_what_nobody_could_read() -> None:
    assert decide(_probable(1.0, total=Field(None, FieldState.UNREADABLE, 0.0)), (), Policy(), RELEASE) is Decision.REVIEW
    assert not is_uncontradicted(Field(None, FieldState.ABSENT, 0.5))


def test_what_is_confirmed_throughout_must_be_probable_enough_too() -> None:
    assert decide(_probable(0.79), (), Policy(), RELEASE) is Decision.REVIEW
    assert decide(_probable(0.81), (), Policy(), RELEASE) is Decision.ACCEPT


def test_errors_an_edited_code_a_doubtful_kind_and_a_flag_stop_the_most_probable_invoice() -> None:
    invoice = _probable(1.0)
    assert decide(invoice, [_finding("R08", Severity.ERROR)], Policy(), RELEASE) is Decision.REVIEW
    assert decide(invoice, [_finding("R06b", Severity.WARNING)], Policy(), RELEASE) is Decision.REVIEW
    assert decide(replace(invoice, kind_said_by=("title",)), (), Policy(), RELEASE) is Decision.REVIEW
    assert decide(replace(invoice, anomaly=Anomaly(0.9, True, "anomaly-test")), (), Policy(), RELEASE) is Decision.REVIEW
    assert decide(replace(invoice, anomaly=Anomaly(0.1, False, "anomaly-test")), (), Policy(), RELEASE) is Decision.ACCEPT
    assert decide(replace(_invoice(), anomaly=Anomaly(0.9, True, "anomaly-test")), ()) is Decision.REVIEW


def test_another_spelling_of_a_name_is_no_contradiction() -> None:
    evidence = (Evidence("buyer_name", "海州(市)公司", Source.OCR, 0.9), Evidence("buyer_name", "海州（市）公司", Source.OCR, 0.9))
    assert is_uncontradicted(Field("海州(市)公司", FieldState.READ, 0.9, Source.OCR, evidence=evidence))
