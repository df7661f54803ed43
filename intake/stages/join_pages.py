"""Tell the invoices of a document apart, and put together what belongs to one: goods lists and further pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from intake.domain.sheet_codes import Separator, Serial, parse_sheet_code
from intake.invoice import BatchSheet, Invoice, Kind
from intake.reading import FoundInvoice, Reading, Region


@dataclass(frozen=True)
class JoinPages:
    name: str = "extract"

    def __call__(self, reading: Reading) -> Reading:
        groups = [(group, section.batch) for section in _sections(reading.regions) for group in _groups(section.regions)]
        if not groups and reading.regions:
            # Nothing in the whole file is an invoice: say so once, and lose nothing.
            groups = [([reading.regions[0]], _sections(reading.regions)[-1].batch)]
        return replace(reading, invoices=tuple(_found(groups)))


@dataclass(frozen=True)
class _Section:
    """Regions between two separating sheets: what lies on different sides of one never belongs together."""

    batch: BatchSheet | None = None
    regions: list[Region] = field(default_factory=list)


def _sections(regions: Iterable[Region]) -> list[_Section]:
    sections = [_Section()]
    for region in regions:
        for code in region.codes:
            sheet = parse_sheet_code(code.payload)
            if isinstance(sheet, BatchSheet):
                sections.append(_Section(sheet))
            elif isinstance(sheet, Separator):
                sections.append(_Section(sections[-1].batch))
        sections[-1].regions.append(region)
    return sections


def _groups(regions: Iterable[Region]) -> list[list[Region]]:
    """Regions of one invoice each, its main page first. Regions that are no invoice are left out."""
    groups: list[list[Region]] = []
    # Lists last: they may lie before their invoice in the file.
    for region in sorted(regions, key=lambda region: region.is_list_page):
        owner = _owner(groups, region)
        if owner is not None:
            owner.append(region)
        elif region.kind is not None or region.embedded is not None:
            groups.append([region])
    return groups


def _owner(groups: list[list[Region]], region: Region) -> list[Region] | None:
    numbers = _numbers(region)
    same = [group for group in groups if numbers & _numbers(group[0])]
    if region.is_list_page:
        waiting = [group for group in groups if group[0].list_line is not None]
        fitting = same or waiting or groups
        return fitting[-1] if fitting else None
    further = [group for group in same if group[-1].page < region.page and any(len(number) == 20 for number in numbers)]
    return further[-1] if further else None


def _numbers(region: Region) -> set[str]:
    return {opinion.value for opinion in region.evidence if opinion.field == "invoice_number" and opinion.value}


def _serial(group: Iterable[Region]) -> str:
    codes = (parse_sheet_code(code.payload) for region in group for code in region.codes)
    return next((code.number for code in codes if isinstance(code, Serial)), "")


def _found(groups: Iterable[tuple[list[Region], BatchSheet | None]]) -> Iterable[FoundInvoice]:
    count: dict[int, int] = {}
    for group, batch in groups:
        page = group[0].page
        index = count.get(page, 0)
        count[page] = index + 1
        yield FoundInvoice(tuple(group), index, Invoice(group[0].kind or Kind.NOT_INVOICE), batch, _serial(group))
