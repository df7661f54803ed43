"""Drawings as an OFD document (GB/T 33190), laid out as electronic invoices are: template, page, tags, attachment, seal, digests."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

from training.synthesize.drawing import Drawing, Ellipse, Layer, Line, Mark, Matrix, Polygon, TextRun
from training.synthesize.fonts import Face, FontSet
from training.synthesize.formats.einvoice_xml import FP, write_original_invoice
from training.synthesize.formats.seal_picture import matrix_picture, seal_picture
from training.synthesize.invoice_values import SyntheticInvoice

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_FONT_NAMES = {
    Face.KAI: "楷体",
    Face.SONG: "宋体",
    Face.HEI: "黑体",
    Face.COURIER: "Courier New",
    Face.SANS: "Arial",
    Face.NARROW: "Arial Narrow",
    Face.TIMES: "Times New Roman",
}
_FONT_IDS = {face: 20 + i for i, face in enumerate(_FONT_NAMES)}
_TAGS = {
    "invoice_code": "InvoiceCode", "invoice_number": "InvoiceNo", "issue_date": "IssueDate", "check_code": "InvoiceCheckCode", "machine_number": "MachineNo",
    "cipher": "TaxControlCode", "buyer_name": "Buyer/BuyerName", "buyer_tax_id": "Buyer/BuyerTaxID", "buyer_address_phone": "Buyer/BuyerAddrTel",
    "buyer_bank_account": "Buyer/BuyerFinancialAccount", "seller_name": "Seller/SellerName", "seller_tax_id": "Seller/SellerTaxID",
    "seller_address_phone": "Seller/SellerAddrTel", "seller_bank_account": "Seller/SellerFinancialAccount", "amount": "TaxExclusiveTotalAmount",
    "tax": "TaxTotalAmount", "total": "TaxInclusiveTotalAmount", "remarks": "Note", "drawer": "InvoiceClerk", "payee": "Payee", "reviewer": "Checker",
}  # fmt: skip
_ITEM_TAGS = {
    "name": "Item", "specification": "Specification", "unit": "MeasurementDimension", "quantity": "Quantity", "unit_price": "Price", "amount": "Amount",
    "tax_rate": "TaxScheme", "tax": "TaxAmount",
}  # fmt: skip


@dataclass
class _Ids:
    """Numbers of objects, unique in the document."""

    last: int = 100

    def next(self) -> int:
        self.last += 1
        return self.last


def write_ofd(invoice: SyntheticInvoice, pages: Sequence[Drawing], fonts: FontSet) -> bytes:
    """The same drawings give the same bytes. Invoices with a code carry their data and a seal with SM3 digests of every file.

    The value of that signature is no SM2 signature: nobody but the tax bureau could make a true one.
    """
    ids = _Ids()
    coded = "invoice_code" in invoice.fields
    files: dict[str, bytes] = {}
    references: list[tuple[str, int, int]] = []
    page_ids = []
    annotations: list[str] = []
    media: list[str] = []
    for i, page in enumerate(pages):
        page_id, template_id = ids.next(), ids.next()
        page_ids.append((page_id, template_id))
        template = "".join(_objects(page.layer(Layer.FORM), fonts, ids, page_id, [], media, files))
        values = "".join(_objects(page.layer(Layer.PRINT), fonts, ids, page_id, references, media, files))
        files[f"Doc_0/Tpls/Tpl_{i}/Content.xml"] = _page(f'<ofd:Layer Type="Background" ID="{ids.next()}">{template}</ofd:Layer>', "")
        files[f"Doc_0/Pages/Page_{i}/Content.xml"] = _page(
            f'<ofd:Layer ID="{ids.next()}">{values}</ofd:Layer>', f'<ofd:Template TemplateID="{template_id}" ZOrder="Background"/>'
        )
        marks = "".join(_seal_annotations(page, fonts, ids, media, files))
        files[f"Doc_0/Annots/Page_{i}/Annotation.xml"] = f"{_HEAD}<ofd:PageAnnot {_NS}>{marks}</ofd:PageAnnot>".encode()
        annotations.append(f'<ofd:Page PageID="{page_id}"><ofd:FileLoc>Page_{i}/Annotation.xml</ofd:FileLoc></ofd:Page>')
    files["Doc_0/Annots/Annotations.xml"] = f"{_HEAD}<ofd:Annotations {_NS}>{''.join(annotations)}</ofd:Annotations>".encode()
    files["Doc_0/Tags/CustomTags.xml"] = _custom_tags()
    files["Doc_0/Tags/CustomTag.xml"] = _tags(references, coded=coded)
    if coded:
        files["Doc_0/Attachs/original_invoice.xml"] = write_original_invoice(invoice)
        files["Doc_0/Attachs/Attachments.xml"] = _attachments(ids.next(), invoice)
    files["Doc_0/PublicRes.xml"] = _public_resources()
    files["Doc_0/DocumentRes.xml"] = f'{_HEAD}<ofd:Res {_NS} BaseLoc="Res"><ofd:MultiMedias>{"".join(media)}</ofd:MultiMedias></ofd:Res>'.encode()
    files["Doc_0/Document.xml"] = _document(pages, page_ids, ids.last + 1, coded=coded)
    files["OFD.xml"] = _root(invoice, signed=coded)
    if coded:
        files |= _signature(files, page_ids[0][0], invoice)
    return _zipped(files)


def _objects(
    marks: Sequence[Mark], fonts: FontSet, ids: _Ids, page_id: int, references: list[tuple[str, int, int]], media: list[str], files: dict[str, bytes]
) -> Iterator[str]:
    for mark in marks:
        number = ids.next()
        if isinstance(mark, TextRun):
            if mark.field:
                references.append((mark.field, page_id, number))
            yield _text(mark, number)
        elif isinstance(mark, Matrix):
            picture = matrix_picture(mark, fonts)
            yield _image(picture.png, (mark.x, mark.y, mark.width, mark.height), number, ids, media, files)
        else:
            yield _path(mark, number)


def _text(run: TextRun, number: int) -> str:
    size = run.style.size
    width, height = run.width + size * 0.5, size * 1.4
    colour = " ".join(str(part) for part in run.style.colour)
    boundary, matrix = f"{run.x:.4f} {run.y - size:.4f} {width:.4f} {height:.4f}", ""
    if run.angle == 90:
        # Runs down: the letters' tops look to the right.
        boundary = f"{run.x - size * 0.3:.4f} {run.y:.4f} {height:.4f} {width:.4f}"
        matrix = f' CTM="0 1 -1 0 {size * 1.3:.4f} 0"'
    deltas = _deltas(run.advances[:-1])
    delta = f' DeltaX="{deltas}"' if deltas else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{boundary}" Font="{_FONT_IDS[run.style.face]}" Size="{size:.4f}"{matrix}>'
        f'<ofd:FillColor Value="{colour}"/><ofd:TextCode X="0" Y="{size:.4f}"{delta}>{escape(run.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(advances: Sequence[float]) -> str:
    """Repeats are written `g count value`, as the standard allows."""
    parts: list[str] = []
    i = 0
    while i < len(advances):
        j = i
        while j < len(advances) and abs(advances[j] - advances[i]) < 5e-5:
            j += 1
        parts.append(f"g {j - i} {advances[i]:.4f}" if j - i > 1 else f"{advances[i]:.4f}")
        i = j
    return " ".join(parts)


def _path(mark: Line | Ellipse | Polygon, number: int) -> str:
    colour = " ".join(str(part) for part in mark.colour)
    if isinstance(mark, Line):
        left, top = min(mark.x1, mark.x2) - 0.2, min(mark.y1, mark.y2) - 0.2
        width, height = abs(mark.x2 - mark.x1) + 0.4, abs(mark.y2 - mark.y1) + 0.4
        data = f"M {mark.x1 - left:.4f} {mark.y1 - top:.4f} L {mark.x2 - left:.4f} {mark.y2 - top:.4f}"
        stroke = mark.width
    elif isinstance(mark, Ellipse):
        left, top, width, height = mark.x - mark.rx - 0.5, mark.y - mark.ry - 0.5, 2 * mark.rx + 1, 2 * mark.ry + 1
        x0, x1, y = mark.x - mark.rx - left, mark.x + mark.rx - left, mark.y - top
        data = f"M {x0:.4f} {y:.4f} A {mark.rx:.4f} {mark.ry:.4f} 0 0 1 {x1:.4f} {y:.4f} A {mark.rx:.4f} {mark.ry:.4f} 0 0 1 {x0:.4f} {y:.4f} C"
        stroke = mark.width
    else:
        left, top = min(x for x, _ in mark.points), min(y for _, y in mark.points)
        width, height = max(x for x, _ in mark.points) - left, max(y for _, y in mark.points) - top
        steps = [f"{'L' if i else 'M'} {x - left:.4f} {y - top:.4f}" for i, (x, y) in enumerate(mark.points)]
        data, stroke = " ".join([*steps, "C"]), 0.0
    fill = ' Fill="true" Stroke="false"' if not stroke else f' LineWidth="{stroke:.4f}"'
    paint = f'<ofd:FillColor Value="{colour}"/>' if not stroke else f'<ofd:StrokeColor Value="{colour}"/>'
    boundary = f"{left:.4f} {top:.4f} {width:.4f} {height:.4f}"
    return f'<ofd:PathObject ID="{number}" Boundary="{boundary}"{fill}>{paint}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def _image(png: bytes, place: tuple[float, float, float, float], number: int, ids: _Ids, media: list[str], files: dict[str, bytes]) -> str:
    resource = ids.next()
    name = f"image_{resource}.png"
    files[f"Doc_0/Res/{name}"] = png
    media.append(f'<ofd:MultiMedia ID="{resource}" Type="Image" Format="PNG"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>')
    x, y, width, height = place
    boundary = f"{x:.4f} {y:.4f} {width:.4f} {height:.4f}"
    return f'<ofd:ImageObject ID="{number}" Boundary="{boundary}" CTM="{width:.4f} 0 0 {height:.4f} 0 0" ResourceID="{resource}"/>'


def _seal_annotations(page: Drawing, fonts: FontSet, ids: _Ids, media: list[str], files: dict[str, bytes]) -> Iterator[str]:
    for layer in (Layer.SUPERVISION, Layer.STAMP):
        picture = seal_picture(page, fonts, layer)
        if picture is None:
            continue
        size = (0.0, 0.0, picture.width, picture.height)
        image = _image(picture.png, size, ids.next(), ids, media, files).replace("<ofd:ImageObject", '<ofd:ImageObject BlendMode="Darken"')
        boundary = f"{picture.x:.4f} {picture.y:.4f} {picture.width:.4f} {picture.height:.4f}"
        yield (f'<ofd:Annot Type="Watermark" ID="{ids.next()}" Subtype="Watermark"><ofd:Appearance Boundary="{boundary}">{image}</ofd:Appearance></ofd:Annot>')


def _page(layer: str, template: str) -> bytes:
    return f"{_HEAD}<ofd:Page {_NS}>{template}<ofd:Content>{layer}</ofd:Content></ofd:Page>".encode()


def _public_resources() -> bytes:
    fonts = "".join(f'<ofd:Font ID="{_FONT_IDS[face]}" FontName={quoteattr(name)} FamilyName={quoteattr(name)}/>' for face, name in _FONT_NAMES.items())
    colours = '<ofd:ColorSpaces><ofd:ColorSpace ID="5" Type="RGB" BitsPerComponent="8"/></ofd:ColorSpaces>'
    return f'{_HEAD}<ofd:Res {_NS} BaseLoc="Res">{colours}<ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>'.encode()


def _document(pages: Sequence[Drawing], page_ids: Sequence[tuple[int, int]], last: int, *, coded: bool) -> bytes:
    templates = "".join(f'<ofd:TemplatePage ID="{template}" BaseLoc="Tpls/Tpl_{i}/Content.xml"/>' for i, (_, template) in enumerate(page_ids))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 {w:g} {h:g}</ofd:PhysicalBox></ofd:PageArea>"
    listed = "".join(f'<ofd:Page ID="{page_id}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i, (page_id, _) in enumerate(page_ids))
    common = area.format(w=pages[0].width, h=pages[0].height)
    attachments = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if coded else ""
    return (
        f"{_HEAD}<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>{last}</ofd:MaxUnitID>{templates}{common}"
        "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>{attachments}"
        "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>"
    ).encode()


def _root(invoice: SyntheticInvoice, *, signed: bool) -> bytes:
    fields = invoice.fields
    year, month, day = fields["issue_date"].split("-")
    data = [
        ("发票代码", fields.get("invoice_code", "")),
        ("发票号码", fields["invoice_number"]),
        ("合计税额", fields["tax"] or "***"),
        ("合计金额", fields["amount"]),
        ("开票日期", f"{year}年{month}月{day}日"),
        ("校验码", fields.get("check_code", "")),
        ("购买方纳税人识别号", fields["buyer_tax_id"]),
        ("销售方纳税人识别号", fields["seller_tax_id"]),
    ]
    custom = "".join(f"<ofd:CustomData Name={quoteattr(name)}>{escape(value)}</ofd:CustomData>" for name, value in data if value)
    signatures = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>" if signed else ""
    document_id = hashlib.sha256(fields["invoice_number"].encode()).hexdigest()[:32]
    return (
        f'{_HEAD}<ofd:OFD {_NS} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{document_id}</ofd:DocID>'
        f"<ofd:CreationDate>{fields['issue_date']}</ofd:CreationDate><ofd:CustomDatas>{custom}</ofd:CustomDatas></ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signatures}</ofd:DocBody></ofd:OFD>"
    ).encode()


def _attachments(number: int, invoice: SyntheticInvoice) -> bytes:
    stamp = f"{invoice.fields['issue_date']}T10:24:31"
    return (
        f'{_HEAD}<ofd:Attachments {_NS}><ofd:Attachment ID="{number}" Name="original_invoice" Format="xml" CreationDate="{stamp}" Visible="false">'
        "<ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"
    ).encode()


def _custom_tags() -> bytes:
    return f'{_HEAD}<ofd:CustomTags {_NS}><ofd:CustomTag TypeID="root"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>'.encode()


def _tags(references: Sequence[tuple[str, int, int]], *, coded: bool) -> bytes:
    """Which text objects hold which field. 数电 files put the names into the ofd namespace, older ones into their own."""
    prefix = "fp" if coded else "ofd"
    by_field: dict[str, str] = {}
    items: dict[str, dict[str, str]] = {}
    for field, page, number in references:
        reference = f'<ofd:ObjectRef PageRef="{page}">{number}</ofd:ObjectRef>'
        parts = field.split(".")
        if parts[0] == "items" and parts[2] in _ITEM_TAGS:
            row = items.setdefault(parts[1], {})
            row[parts[2]] = row.get(parts[2], "") + reference
        elif field in _TAGS:
            by_field[field] = by_field.get(field, "") + reference
    body = ""
    for group in ("", "Buyer", "Seller"):
        inner = "".join(_element(prefix, tag.split("/")[-1], by_field[name]) for name, tag in _TAGS.items() if name in by_field and _group(tag) == group)
        body += _element(prefix, group, inner) if group and inner else inner
    rows = "".join(_element(prefix, "GoodsInfo", "".join(_element(prefix, _ITEM_TAGS[c], r) for c, r in row.items())) for row in items.values())
    body += _element(prefix, "GoodsInfos", rows)
    if coded:
        return f'{_HEAD}<fp:eInvoice xmlns:fp="{FP}" {_NS} version="1.0">{body}</fp:eInvoice>'.encode()
    return f'{_HEAD}<ofd:root {_NS} version="1.0">{body}</ofd:root>'.encode()


def _group(tag: str) -> str:
    return tag.split("/")[0] if "/" in tag else ""


def _element(prefix: str, name: str, inner: str) -> str:
    return f"<{prefix}:{name}>{inner}</{prefix}:{name}>"


def _signature(files: dict[str, bytes], page_id: int, invoice: SyntheticInvoice) -> dict[str, bytes]:
    """Digests of all files (SM3, GB/T 32905) in the place where a seal's signature stands."""
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{_sm3(content)}</ofd:CheckValue></ofd:Reference>' for name, content in files.items()
    )
    moment = invoice.fields["issue_date"].replace("-", "") + "102431.000Z"
    signature = (
        f'{_HEAD}<ofd:Signature {_NS}><ofd:SignedInfo><ofd:Provider ProviderName="synthetic" Version="1.0" Company="synthetic"/>'
        "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{moment}</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="1.2.156.10197.1.401">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="1" PageRef="{page_id}" Boundary="90.00 8.00 30.00 20.00"/></ofd:SignedInfo>'
        "<ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    ).encode()
    value = b"\x04\x20" + hashlib.new("sm3", signature).digest()
    listed = (
        f'{_HEAD}<ofd:Signatures {_NS}><ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>'
    )
    return {"Doc_0/Signs/Signatures.xml": listed.encode(), "Doc_0/Signs/Sign_0/Signature.xml": signature, "Doc_0/Signs/Sign_0/SignedValue.dat": value}


def _sm3(content: bytes) -> str:
    return base64.b64encode(hashlib.new("sm3", content).digest()).decode()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed moment: the same document must give the same bytes.
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
