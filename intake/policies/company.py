"""A firm's own companies: the titles (抬头) and tax ids that its invoices must bear, each version with the day from which it holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intake.domain.names import clean_text
from intake.domain.tax_id import TaxIdKind, clean_tax_id, tax_id_kind
from intake.parties.names import name_key
from intake.policies.refusals import company_tax_id_wrong, company_title_missing

_MOST = 200


@dataclass(frozen=True)
class CompanyVersion:
    """What a company is called from a day on."""

    company_id: UUID
    version: int
    """Counts from 1."""
    title: str
    tax_id: str
    effective: date
    """Invoices issued from this day on must bear it."""
    active: bool = True
    """False: from this day on the company takes no invoices."""


@dataclass(frozen=True)
class Company:
    """A company on one day."""

    id: UUID
    title: str
    tax_id: str
    active: bool
    former_titles: tuple[str, ...] = ()
    """What it was called before that day, the latest first."""


def clean_company(title: str, tax_id: str) -> tuple[str, str]:
    """In the form in which invoices are read. Raises RequestRefused for no title, and for a tax id whose check digits fail."""
    title, tax_id = clean_text(title), clean_tax_id(tax_id)
    if not name_key(title) or len(title) > _MOST:
        raise company_title_missing()
    if tax_id_kind(tax_id) is TaxIdKind.INVALID:
        raise company_tax_id_wrong(tax_id)
    return title, tax_id


def version_on(versions: Iterable[CompanyVersion], day: date) -> CompanyVersion | None:
    """Of ONE company, the version that holds on a day: the latest effective by then, of several for one day the last said. None before its first day."""
    held = [version for version in versions if version.effective <= day]
    return max(held, key=lambda version: (version.effective, version.version), default=None)


def company_on(versions: Sequence[CompanyVersion], day: date) -> Company | None:
    """Of ONE company. None before its first day."""
    now = version_on(versions, day)
    if now is None:
        return None
    before = sorted(
        (version for version in versions if version.effective < now.effective), key=lambda version: (version.effective, version.version), reverse=True
    )
    former = dict.fromkeys(version.title for version in before if name_key(version.title) != name_key(now.title))
    return Company(now.company_id, now.title, now.tax_id, now.active, tuple(former))
