"""Tell the invoices of a document apart, and put together what belongs to one: goods lists and further pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.invoice import Invoice, Kind
from intake.reading import FoundInvoice, Reading, Region


@dataclass(frozen=True)
class JoinPages:
    name: str = "extract"

    def __call__(self, reading: Reading) -> Reading:
        groups = _groups(reading.regions)
        if not groups and reading.regions:
            # Nothing in the whole file is an invoice: say so once, and lose nothing.
            groups = [[reading.regions[0]]]
        return replace(reading, invoices=tuple(_found(groups)))


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


def _found(groups: Iterable[list[Region]]) -> Iterable[FoundInvoice]:
    count: dict[int, int] = {}
    for group in groups:
        page = group[0].page
        index = count.get(page, 0)
        count[page] = index + 1
        yield FoundInvoice(tuple(group), index, Invoice(group[0].kind or Kind.NOT_INVOICE))
