import pytest

from intake.invoice import KEY_FIELDS, Kind
from intake.kinds.fields import FIELD_LABELS, FIELDS_OF, KIND_LABELS, OPTIONAL_FIELDS, fields_of, key_fields_of


def test_every_kind_has_its_fields_and_its_name() -> None:
    assert set(FIELDS_OF) == set(KIND_LABELS) == set(Kind)


def test_every_field_has_a_name_in_both_languages() -> None:
    used = {name for fields in FIELDS_OF.values() for name in fields} | set(OPTIONAL_FIELDS)
    assert used <= set(FIELD_LABELS)
    assert all(FIELD_LABELS[name].zh and FIELD_LABELS[name].en for name in used)


@pytest.mark.parametrize("kind", list(Kind))
def test_no_field_is_named_twice(kind: Kind) -> None:
    assert len(set(FIELDS_OF[kind])) == len(FIELDS_OF[kind])


def test_digital_forms_of_old_kinds_have_no_code_and_digital_paper_has_one() -> None:
    assert "invoice_code" in fields_of(Kind.TOLL_E, "TOLL_E")
    assert "invoice_code" not in fields_of(Kind.TOLL_E, "D_TOLL")
    assert "check_code" not in key_fields_of(Kind.DIGITAL_GENERAL, "D_GENERAL")
    assert "check_code" in key_fields_of(Kind.DIGITAL_GENERAL, "DP_GENERAL")
    assert "check_code" not in fields_of(Kind.VAT_SPECIAL)


def test_key_fields_keep_their_order() -> None:
    assert key_fields_of(Kind.VAT_E_GENERAL) == KEY_FIELDS
