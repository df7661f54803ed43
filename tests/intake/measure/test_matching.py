from intake.measure.labels import Record, record_of
from intake.measure.matching import match


def record(number: str = "", total: str = "", kind: str = "vat_general", **more: object) -> Record:
    return record_of({"file": "a.jpg", "kind": kind, "fields": {"invoice_number": number, "total": total}, **more})


def test_invoices_of_one_file_meet_by_what_they_say_not_by_their_order() -> None:
    first, second = record("11111111", "1.00"), record("22222222", "2.00")
    read_second, read_first = record("22222222", "2.00"), record("11111111", "9.99")
    found = match([first, second], [read_second, read_first])
    assert [result for _, result in found.pairs] == [read_first, read_second]
    assert found.extra == ()


def test_a_result_that_agrees_in_nothing_still_belongs_to_the_label_that_is_left() -> None:
    misread = record("33333333", "3.00")
    assert match([record("11111111", "1.00")], [misread]).pairs[0][1] == misread


def test_a_label_without_result_is_missing_and_a_result_without_label_is_extra() -> None:
    assert match([record("11111111"), record("22222222")], [record("22222222")]).pairs[0][1] is None
    assert len(match([record("11111111")], [record("11111111"), record("22222222")]).extra) == 1


def test_an_empty_field_is_no_agreement() -> None:
    labels = [record("", "1.00"), record("", "2.00")]
    results = [record("", "2.00"), record("", "")]
    assert match(labels, results).pairs[1][1] == results[0]


def test_not_an_invoice_answers_only_a_label_that_is_none() -> None:
    nothing = record(kind="not_invoice")
    failed = record(error={"code": "damaged"})
    assert match([record("11111111")], [nothing, failed]).pairs[0][1] is None
    assert match([record(kind="not_invoice")], [nothing]).pairs[0][1] == nothing
