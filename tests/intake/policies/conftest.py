"""The invoices that tests of the rules are made with, and a company of ours that they are issued to."""

from datetime import date
from uuid import UUID

import pytest

from intake.invoice import Invoice
from intake.policies.company import CompanyVersion
from tests.intake.checks.conftest import digital, electronic, row, with_field, with_rows

__all__ = ["digital", "electronic", "row", "with_field", "with_rows"]

OURS = UUID(int=1)


@pytest.fixture
def companies(digital: Invoice) -> tuple[tuple[CompanyVersion, ...], ...]:
    return ((CompanyVersion(OURS, 1, digital.value("buyer_name"), digital.value("buyer_tax_id"), date.min),),)
