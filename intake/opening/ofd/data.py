"""The invoice of an OFD as data, from the three places that may hold it: attached XML, tags, and the document's properties.

The attachment is the fullest and stands first; tags name printed objects; the properties hold a handful of fields and carry no lines of goods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from intake.document import EmbeddedInvoice, IntegrityIssue
from intake.domain.kind_codes import kind_of_title
from intake.domain.names import comparison_key
from intake.invoice import Kind
from intake.opening.einvoice import values
from intake.opening.einvoice_xml import read_einvoice_element
from intake.opening.ofd.package import OfdPackage, folder_of
from intake.opening.ofd.print import PrintedText
from intake.opening.ofd.structure import OfdDocument
from intake.opening.xml_safety import text_at

AttachedInvoice = tuple[str, Element, EmbeddedInvoice]
"""Path, root of the XML, invoice."""
_PROPERTIES: Mapping[str, tuple[str, values.Value]] = {
    "发票代码": ("invoice_code", values.invoice_number),
    "发票号码": ("invoice_number", values.invoice_number),
    "开票日期": ("issue_date", values.day),
    "校验码": ("check_code", values.compact),
    "机器编号": ("machine_number", values.compact),
    "合计金额": ("amount", values.money),
    "合计税额": ("tax", values.money),
    "价税合计": ("total", values.money),
    "购买方名称": ("buyer_name", values.text),
    "购买方纳税人识别号": ("buyer_tax_id", values.tax_id),
    "购买方地址、电话": ("buyer_address_phone", values.text),
    "购买方开户行及账号": ("buyer_bank_account", values.text),
    "销售方名称": ("seller_name", values.text),
    "销售方纳税人识别号": ("seller_tax_id", values.tax_id),
    "销售方地址、电话": ("seller_address_phone", values.text),
    "销售方开户行及账号": ("seller_bank_account", values.text),
    "收款人": ("payee", values.text),
    "复核": ("reviewer", values.text),
    "开票人": ("drawer", values.text),
    "备注": ("remarks", values.remarks),
}
"""Name of a property, blanks removed -> field. 合计金额 is the amount without tax."""
_COMPARED = ("invoice_code", "invoice_number", "issue_date", "check_code", "amount", "tax", "total", "buyer_tax_id", "seller_tax_id")


def attached_invoices(package: OfdPackage, document: OfdDocument) -> tuple[AttachedInvoice, ...]:
    """Path, root and invoice of each attached XML that is one. Attachments that no list names are found by their folder."""
    listed = dict.fromkeys(_listed_attachments(package, document))
    unlisted = (path for path in package.trees if "/attach" in path.lower() and path.startswith(document.folder))
    paths = listed or dict.fromkeys(unlisted)
    found = ((path, package.trees[path], read_einvoice_element(package.trees[path])) for path in paths if path in package.trees)
    return tuple((path, root, invoice) for path, root, invoice in found if invoice)


def _listed_attachments(package: OfdPackage, document: OfdDocument) -> Iterator[str]:
    index = package.tree(text_at(document.root, "Attachments"), document.folder)
    if index is None:
        return
    path, root = index
    for attachment in root.iterfind("Attachment"):
        location = text_at(attachment, "FileLoc")
        found = package.locate(location, folder_of(path), document.folder) if location else None
        if found:
            yield found


def read_properties(custom_data: Mapping[str, str]) -> EmbeddedInvoice | None:
    """The invoice in `DocInfo/CustomDatas`, None when it holds no field of one."""
    raw = {field: (value, read) for name, value in custom_data.items() for field, read in [_PROPERTIES.get("".join(name.split()), ("", values.text))] if field}
    fields = values.fields_of(dict(raw))
    return EmbeddedInvoice("", fields) if fields else None


def merged(sources: Sequence[EmbeddedInvoice]) -> EmbeddedInvoice:
    """Each field from the first source that has a value for it; "" where sources only have it empty."""
    fields: dict[str, str] = {}
    for source in sources:
        for name, value in source.fields.items():
            if value or name not in fields:
                fields[name] = fields.get(name) or value
    return EmbeddedInvoice(
        kind=next((source.kind for source in sources if source.kind), ""),
        fields=fields,
        items=next((source.items for source in sources if source.items), ()),
        qr_payload=next((source.qr_payload for source in sources if source.qr_payload), ""),
    )


def disagreements(sources: Sequence[tuple[str, EmbeddedInvoice]]) -> Iterator[IntegrityIssue]:
    """`ofd_sources_disagree` for each key field that two places of one file give differently. `sources`: name -> invoice."""
    for field in _COMPARED:
        said = {name: invoice.fields[field] for name, invoice in sources if invoice.fields.get(field)}
        if len({comparison_key(value) for value in said.values()}) > 1:
            yield IntegrityIssue("ofd_sources_disagree", f"{field}: " + ", ".join(f"{name} {value}" for name, value in said.items()))


def with_printed_kind(invoice: EmbeddedInvoice, custom_data: Mapping[str, str], texts: Sequence[PrintedText]) -> EmbeddedInvoice:
    """The kind from the template's name or the title on the page, where the data does not tell."""
    if invoice.kind:
        return invoice
    by_height = sorted((line for printed in texts for line in printed.lines), key=lambda line: line.quad.box.top)
    titles = [custom_data.get("模板编号", ""), *(line.text for line in by_height)]
    named = next((row for title in titles if (row := kind_of_title(title))), None)
    if named is None:
        return invoice
    columns = "".join(line.text for line in by_height)
    is_toll = named.kind in (Kind.VAT_E_GENERAL, Kind.DIGITAL_GENERAL, Kind.DIGITAL_SPECIAL) and "通行日期起" in columns and "车牌号" in columns
    return replace(invoice, kind=Kind.TOLL_E if is_toll else named.kind)
