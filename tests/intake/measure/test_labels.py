import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import UnreadableFile
from intake.measure.labels import by_file, comparable, comparable_payload, load_records, record_of


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("total", "¥1,234.50", "1234.5"),
        ("amount", "－3.10", "-3.1"),
        ("unit_price", "94.3400", "94.34"),
        ("tax", "***", ""),
        ("issue_date", "2024年3月1日", "2024-03-01"),
        ("issue_date", "20240301", "2024-03-01"),
        ("total_in_words", "⊗壹佰圆整", "壹佰元正"),
        ("tax_rate", "13.0%", "13%"),
        ("tax_rate", "免税", " 免税"),
        ("seller_name", "北方（天津）商贸有限公司", "北方(天津) 商贸有限公司"),
        ("seller_tax_id", "91110108ma01abcd2x", "91110108MA01ABCD2X"),
        ("remarks", "订单号：12\n34", "订单号:1234"),
    ],
)
def test_printing_habits_do_not_make_values_differ(field: str, one: str, other: str) -> None:
    assert comparable(field, one) == comparable(field, other)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("total", "100.00", "100.01"),
        ("total", "100.00", "-100.00"),
        ("issue_date", "2024-03-01", "2024-03-10"),
        ("total_in_words", "壹佰元整", "壹仟元整"),
        ("seller_tax_id", "9111-0108", "91110108"),
        ("check_code", "0123", "123"),
        ("tax_rate", "免税", ""),
    ],
)
def test_what_means_something_else_stays_different(field: str, one: str, other: str) -> None:
    assert comparable(field, one) != comparable(field, other)


@given(st.sampled_from(["total", "quantity", "issue_date", "total_in_words", "tax_rate", "remarks", "seller_tax_id"]), st.text())
def test_any_text_can_be_compared_and_blanks_around_it_do_not_matter(field: str, text: str) -> None:
    assert comparable(field, f" {text} ") == comparable(field, text)


def test_a_qr_payload_is_compared_without_its_tail_and_blanks() -> None:
    assert comparable_payload("01,32, ,2495,1.00,20240311, ,6C1E") == comparable_payload("01,32,,2495,1.00,20240311,,43C")
    assert comparable_payload("01,32,,2495,1.00,20240311,,43C") != comparable_payload("01,32,,2496,1.00,20240311,,43C")


def test_a_record_takes_plain_strings_and_field_objects_alike() -> None:
    record = record_of(
        {"file": "in\\box/a.jpg", "fields": {"total": "1.00", "tax": {"value": "0.10", "confidence": 0.9}, "payee": {"value": None, "confidence": 0.2}}}
    )
    assert record.file == "a.jpg"
    assert record.value("total") == "1.00"
    assert record.fields["tax"].confidence == 0.9
    assert record.fields["payee"].confidence is None, "a field without a value claims nothing"
    assert record.items is None


def test_a_file_that_could_not_be_opened_is_no_invoice() -> None:
    assert not record_of({"file": "a.pdf", "error": {"code": "damaged"}}).is_invoice
    assert not record_of({"file": "a.pdf", "kind": "not_invoice"}).is_invoice


def test_records_are_grouped_by_base_name_in_their_order() -> None:
    records = [record_of({"file": name, "index": index}) for name, index in (("x/a.jpg", 0), ("b.jpg", 0), ("y/a.jpg", 1))]
    assert {name: [r.index for r in group] for name, group in by_file(records).items()} == {"a.jpg": [0, 1], "b.jpg": [0]}


@pytest.mark.parametrize("line", ["{", "[]", '{"index": 0}', '{"file": "a", "fields": []}', '{"file": "a", "items": {}}', '{"file": "a", "index": "first"}'])
def test_a_line_that_is_no_record_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps({"file": "a.jpg"}) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="line 3") as refusal:
        load_records(labels)
    assert refusal.value.code == "labels_invalid"


def test_a_label_file_that_is_not_there_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        load_records(tmp_path / "none.jsonl")
    assert refusal.value.code == "labels_unreadable"


def test_a_folder_of_expected_results_is_as_good_as_a_label_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg.expected.json").write_text(json.dumps({"file": "a.jpg", "kind": "taxi"}, indent=1), encoding="utf-8")
    (tmp_path / "b.expected.json").write_text(json.dumps([{"file": "b.pdf", "index": 0}, {"file": "b.pdf", "index": 1}]), encoding="utf-8")
    (tmp_path / "README.md").write_text("what is here", encoding="utf-8")
    assert [(record.file, record.index) for record in load_records(tmp_path)] == [("a.jpg", 0), ("b.pdf", 0), ("b.pdf", 1)]


def test_a_broken_expected_result_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.expected.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"a\.expected\.json"):
        load_records(tmp_path)
