"""A firm's own list of parties, from a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from intake.csv_table import Fault, Row, read_rows, refuse
from intake.domain.dates import read_date
from intake.domain.names import clean_text
from intake.domain.tax_id import TaxIdKind, clean_tax_id, tax_id_kind
from intake.parties.registry import Origin, Sighting

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "名称", "企业名称", "单位名称", "公司名称", "客户名称", "供应商名称"),
    "tax_id": ("tax_id", "税号", "纳税人识别号", "统一社会信用代码", "统一社会信用代码/纳税人识别号"),
    "address_phone": ("address_phone", "地址电话", "地址、电话"),
    "bank_account": ("bank_account", "开户行及账号", "银行账号"),
    "last_seen": ("last_seen", "最近日期", "日期"),
}
"""Column -> headings it may have. The first two are needed."""


def parse_parties_csv(content: bytes, today: date) -> tuple[Sighting, ...]:
    """One sighting for each row. `today` stands where a row has no date.

    Raises UnreadableFile that names the lines at fault; then nothing of the table counts.
    """
    sightings, faults = [], []
    for row in read_rows(content, COLUMNS, ("name", "tax_id")):
        why = _fault(row.cells)
        if why is None:
            sightings.append(_sighting(row, today))
        else:
            faults.append(Fault(row.line, *why))
    refuse(faults)
    return tuple(sightings)


def _fault(cells: Mapping[str, str]) -> tuple[str, str] | None:
    tax_id = clean_tax_id(cells["tax_id"])
    if not cells["name"]:
        return "no name", "缺少名称"
    if not tax_id:
        return "no tax id", "缺少税号"
    if tax_id_kind(tax_id) is TaxIdKind.INVALID:
        return f"the tax id {tax_id} fails its check digit or has a wrong length", f"税号{tax_id}校验不通过或位数不符"
    if cells["last_seen"] and read_date(cells["last_seen"]) is None:
        return f"{cells['last_seen']} is no date", f"{cells['last_seen']}不是有效日期"
    return None


def _sighting(row: Row, today: date) -> Sighting:
    cells = row.cells
    return Sighting(
        clean_text(cells["name"]),
        clean_tax_id(cells["tax_id"]),
        read_date(cells["last_seen"]) or today,
        clean_text(cells["address_phone"]),
        clean_text(cells["bank_account"]),
        Origin.IMPORTED,
    )
