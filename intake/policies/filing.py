"""What a document is for: purpose (用途), department and contract, as people say it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intake.domain.names import clean_text
from intake.policies.refusals import filing_too_long

_MOST = 200


class FilingField(StrEnum):
    PURPOSE = "purpose"
    DEPARTMENT = "department"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Filing:
    """Empty strings for what nobody said."""

    purpose: str = ""
    department: str = ""
    contract: str = ""
    """Its number, as the firm counts contracts."""

    def value(self, field: FilingField) -> str:
        match field:
            case FilingField.PURPOSE:
                return self.purpose
            case FilingField.DEPARTMENT:
                return self.department
            case FilingField.CONTRACT:
                return self.contract


def clean_filing(purpose: str, department: str, contract: str) -> Filing:
    """Without padding, on one line each. Raises RequestRefused for what is too long."""
    filing = Filing(*(" ".join(clean_text(text).split("\n")) for text in (purpose, department, contract)))
    if any(len(filing.value(field)) > _MOST for field in FilingField):
        raise filing_too_long()
    return filing
