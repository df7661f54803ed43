from dataclasses import replace

from intake.evidence import Source
from intake.invoice import Field, FieldState
from tests.training.anomaly.made_up import made_up_examples
from training.anomaly.examples import Example
from training.anomaly.known_parties import contradicts_known_parties

NAME, OTHER = "北京青禾餐饮有限公司", "上海远见机械有限公司"
TAX_ID, OTHER_ID = "91110108MA01ABCD5T", "91310115MA1H70TK0B"


def billed(name: str, tax_id: str) -> Example:
    """By a seller whose own name and id are as issued, with what is printed of them."""
    (example,) = made_up_examples(1)
    fields = {"seller_name": name, "seller_tax_id": tax_id}
    printed = {key: Field(value, FieldState.READ, 0.99, Source.OCR, value) for key, value in fields.items()}
    issued = {"issue_date": "2024-03-01", "seller_name": NAME, "seller_tax_id": TAX_ID}
    return replace(example, invoice=replace(example.invoice, fields=printed), issued=issued)


def test_a_seller_as_issued_contradicts_nothing() -> None:
    assert contradicts_known_parties([billed(NAME, TAX_ID)]).tolist() == [False]


def test_another_name_or_another_id_contradicts_what_is_known() -> None:
    assert contradicts_known_parties([billed(NAME, TAX_ID), billed(OTHER, TAX_ID), billed(NAME, OTHER_ID)]).tolist() == [False, True, True]
