"""`python -m training.synthesize.samples`: makes sample_images anew, each file with its expected result and a row in the README there."""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path
from random import Random

import cv2
from PIL import Image

from intake.domain.amount_words import write_words
from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_payload import write_qr_payload
from intake.errors import SetupError
from intake.invoice import Kind
from training.synthesize.ageing.levels import Level
from training.synthesize.ageing.scene import Picture
from training.synthesize.arrays import as_pixels
from training.synthesize.drawing import Drawing, Layer, Pen, TextStyle
from training.synthesize.fonts import Face, FontBook, find_fonts
from training.synthesize.formats.einvoice_xml import write_digital_xml
from training.synthesize.formats.ofd_file import write_ofd
from training.synthesize.formats.pdf_file import write_pdf, write_scanned_pdf
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import draw_pages, draw_values
from training.synthesize.labels import Label, label_of
from training.synthesize.papers import Original
from training.synthesize.photographs import Aged, photograph, turn
from training.synthesize.pictures import encode_jpeg, encode_png
from training.synthesize.produce import labelled
from training.synthesize.raster import place, render
from training.synthesize.scans import scan
from training.synthesize.screens import photograph_of_screen
from training.synthesize.vat_values import Traits

SEED = "samples/1"


@dataclass(frozen=True)
class Made:
    """A sample's bytes and what must be read from them; `labels` name the file (or the member of a container)."""

    content: bytes
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Recipe:
    file: str
    purpose: str
    purpose_zh: str
    make: Callable[[str, Random, FontBook], Made]


def recipes() -> tuple[Recipe, ...]:
    """Every sample, in the order of the README."""
    return (
        Recipe("digital_general.png", "数电 general invoice, clean picture with a discount row", "数电普通发票，清晰图片，含折扣行", _digital_render),
        Recipe("digital_special.pdf", "数电 special invoice, text PDF", "数电专用发票，文本 PDF", _pdf(Kind.DIGITAL_SPECIAL, 3)),
        Recipe("digital_special.xml", "数电 special invoice as data", "数电专用发票 XML", _xml),
        Recipe("digital_general.ofd", "数电 general invoice, OFD with tags", "数电普通发票 OFD，带语义标签", _ofd(Kind.DIGITAL_GENERAL)),
        Recipe("digital_long.pdf", "数电 invoice of 30 lines over two pages", "30 行明细、跨两页的数电发票", _pdf(Kind.DIGITAL_GENERAL, 30)),
        Recipe("digital_red.png", "red-letter 数电 invoice: all amounts negative", "红字数电发票，金额均为负数", _red_render),
        Recipe("digital_screen_photo.jpg", "photograph of a screen, with moiré", "对着屏幕拍的照片，有摩尔纹", _screen_photo),
        Recipe("digital_in_zip.zip", "ZIP with one 数电 XML inside", "ZIP 压缩包，内含一份数电 XML", _zip),
        Recipe("mail_with_invoice.eml", "e-mail with a text PDF attached", "带发票 PDF 附件的邮件", _mail),
        Recipe(
            "e_general_goods_list.pdf",
            "electronic general invoice with its goods list on the second page",
            "电子普通发票，第二页为销货清单",
            _pdf(Kind.VAT_E_GENERAL, 14),
        ),
        Recipe(
            "e_general.ofd",
            "electronic general invoice, OFD with data attachment and SM3 digests",
            "电子普通发票 OFD，带原始数据附件与 SM3 摘要",
            _ofd(Kind.VAT_E_GENERAL),
        ),
        Recipe("e_general_exempt.jpg", "exempt goods: tax printed as stars", "免税商品，税额打印为 ***", _exempt_render),
        Recipe("e_special_scanned.pdf", "electronic special invoice, printed and scanned to PDF", "电子专用发票，打印后扫描成 PDF", _scanned_pdf),
        Recipe("toll_e.pdf", "toll invoice with its own columns", "通行费电子发票，列与一般发票不同", _pdf(Kind.TOLL_E, 1)),
        Recipe("blockchain.png", "blockchain invoice: its code is a link", "区块链电子发票", _render(Kind.BLOCKCHAIN)),
        Recipe(
            "paper_special_photo.jpg",
            "paper special invoice on a desk: pin print, seal, folds",
            "桌面上的纸质专用发票：针式打印、印章、折痕",
            _photo(Kind.VAT_SPECIAL, Level.MEDIUM),
        ),
        Recipe("paper_general_scan.png", "paper general invoice, scanned in black and white", "纸质普通发票，黑白扫描", _binary_scan),
        Recipe("paper_special_turned.jpg", "photograph lying on its side", "横放拍摄的照片", _turned_photo),
        Recipe("paper_hard.jpg", "dim, bent, blurred: what a hurried person hands in", "昏暗、弯曲、模糊的照片", _photo(Kind.VAT_GENERAL, Level.HARD)),
        Recipe("several_on_one_sheet.jpg", "special invoice, taxi receipt and train ticket pasted on one A4", "一张 A4 上粘贴专票、出租车票和火车票", _several),
        Recipe("two_pages.tiff", "TIFF of two pages, an invoice on each", "两页 TIFF，每页一张发票", _tiff),
        Recipe("roll_photo.jpg", "VAT roll invoice", "增值税普通发票（卷票）", _photo(Kind.VAT_ROLL, Level.MILD)),
        Recipe("motor_vehicle_scan.jpg", "motor vehicle invoice, scanned", "机动车销售统一发票，扫描件", _scan(Kind.MOTOR_VEHICLE)),
        Recipe("used_vehicle_photo.jpg", "used vehicle invoice", "二手车销售统一发票", _photo(Kind.USED_VEHICLE, Level.MILD)),
        Recipe("taxi_photo.jpg", "taxi receipt printed by a meter", "出租车发票", _photo(Kind.TAXI, Level.MEDIUM)),
        Recipe("train_photo.jpg", "paper train ticket", "纸质火车票", _photo(Kind.TRAIN, Level.MEDIUM)),
        Recipe("rail_e_ticket.pdf", "electronic rail ticket", "铁路电子客票", _pdf(Kind.RAIL_E, 1)),
        Recipe("air_itinerary.pdf", "electronic air itinerary", "航空运输电子客票行程单", _pdf(Kind.AIR_E, 1)),
        Recipe("quota_photo.jpg", "quota invoice of a fixed amount", "定额发票", _photo(Kind.QUOTA, Level.MILD)),
        Recipe("wrong_sum.png", "mistake on purpose: the total is 100 yuan too high (rule R08)", "故意的错误：价税合计多 100 元（规则 R08）", _wrong_sum),
        Recipe("not_an_invoice.jpg", "a notice, no invoice", "通知，不是发票", _notice),
    )


def write_samples(out: Path, book: FontBook) -> None:
    """Write every sample, its expected result and the README."""
    out.mkdir(parents=True, exist_ok=True)
    for recipe in recipes():
        made = recipe.make(recipe.file, Random(f"{SEED}/{recipe.file}"), book)  # noqa: S311 - nothing here is secret
        (out / recipe.file).write_bytes(made.content)
        expected = json.dumps([_without_boxes(label) for label in made.labels], ensure_ascii=False, indent=1)
        (out / f"{recipe.file}.expected.json").write_text(expected + "\n", encoding="utf-8")
    (out / "README.md").write_text(_readme(), encoding="utf-8")


def _readme() -> str:
    rows = "\n".join(f"| `{recipe.file}` | {recipe.purpose} | {recipe.purpose_zh} |" for recipe in recipes())
    return f"""# Sample invoices · 示例发票

Every invoice here is invented: no company, person, number or address is real, and none is valid for any purpose.
`NAME.expected.json` beside each file says what must be read from it. `python -m training.synthesize.samples` makes all of them anew.

这里的发票全部是虚构的：公司、人名、号码、地址均不存在，不能用于任何用途。每个文件旁的 `NAME.expected.json` 是应识别出的结果。

| file · 文件 | purpose | 用途 |
|---|---|---|
{rows}
"""


def _without_boxes(label: Label) -> Label:
    return {key: value for key, value in label.items() if key != "boxes"}


def draw(kind: Kind, rng: Random, book: FontBook, traits: Traits | None = None, *, embeddable: bool = False) -> Original:
    """One invoice with its pages; ordinary unless `traits` say otherwise."""
    invoice = draw_values(rng, kind, traits or Traits(lines=2))
    return drawn(invoice, rng, book, embeddable=embeddable)


def drawn(invoice: SyntheticInvoice, rng: Random, book: FontBook, *, embeddable: bool = False) -> Original:
    fonts = book.choose(rng, embeddable=embeddable)
    return Original(invoice, draw_pages(invoice, fonts, rng), fonts)


def _picture(file: str, originals: Sequence[Original], aged: Aged) -> Made:
    made = labelled(Path(file).stem, originals, aged)
    return Made(made.content, made.labels)


def _rendered(file: str, original: Original, dpi: float = 150.0) -> Made:
    pixels = render(original.first, original.fonts, dpi)
    suffix = Path(file).suffix[1:]
    content = encode_png(pixels) if suffix == "png" else encode_jpeg(pixels, 90)
    return _picture(file, [original], Aged(content, suffix, "render", (place(original.first, dpi),)))


def _render(kind: Kind) -> Callable[[str, Random, FontBook], Made]:
    return lambda file, rng, book: _rendered(file, draw(kind, rng, book))


def _digital_render(file: str, rng: Random, book: FontBook) -> Made:
    return _rendered(file, draw(Kind.DIGITAL_GENERAL, rng, book, Traits(discounts=True, lines=4)))


def _red_render(file: str, rng: Random, book: FontBook) -> Made:
    return _rendered(file, draw(Kind.DIGITAL_SPECIAL, rng, book, Traits(red=True)))


def _exempt_render(file: str, rng: Random, book: FontBook) -> Made:
    return _rendered(file, draw(Kind.VAT_E_GENERAL, rng, book, Traits(exempt=True, lines=2)))


def _wrong_sum(file: str, rng: Random, book: FontBook) -> Made:
    """The label keeps what is printed: a reader must say so and find the contradiction."""
    invoice = draw_values(rng, Kind.DIGITAL_GENERAL, Traits(lines=2))
    total = (parse_fen(invoice.fields["total"]) or 0) + 100_00
    fields = {**invoice.fields, "total": format_fen(total), "total_in_words": write_words(total)}
    # The code says the same total: only the sum contradicts it.
    qr = write_qr_payload("32", "", fields["invoice_number"], total, invoice.day, closing_comma=False)
    wrong = replace(invoice, fields=fields, qr=qr, code_payload=qr)
    made = _rendered(file, drawn(wrong, rng, book))
    return Made(made.content, tuple({**label, "findings": ["R08"]} for label in made.labels))


def _pdf(kind: Kind, lines: int) -> Callable[[str, Random, FontBook], Made]:
    def make(file: str, rng: Random, book: FontBook) -> Made:
        original = draw(kind, rng, book, Traits(lines=lines), embeddable=True)
        return Made(write_pdf(original.pages, original.fonts, Path(file).stem), (label_of(original.invoice, file, 0, "pdf"),))

    return make


def _scanned_pdf(file: str, rng: Random, book: FontBook) -> Made:
    original = draw(Kind.VAT_E_SPECIAL, rng, book)
    aged = scan([original], rng, Level.MILD, binary=False)
    return Made(write_scanned_pdf([aged.content], 200.0), (label_of(original.invoice, file, 0, "pdf"),))


def _xml(file: str, rng: Random, book: FontBook) -> Made:
    invoice = draw_values(rng, Kind.DIGITAL_SPECIAL, Traits(lines=3))
    return Made(write_digital_xml(invoice, rng), ({**label_of(invoice, file, 0, "xml"), "qr": None},))


def _ofd(kind: Kind) -> Callable[[str, Random, FontBook], Made]:
    def make(file: str, rng: Random, book: FontBook) -> Made:
        original = draw(kind, rng, book, Traits(lines=2))
        return Made(write_ofd(original.invoice, original.pages, original.fonts), (label_of(original.invoice, file, 0, "ofd"),))

    return make


def _zip(file: str, rng: Random, book: FontBook) -> Made:
    invoice = draw_values(rng, Kind.DIGITAL_GENERAL, Traits(lines=1))
    member = f"dzfp_{invoice.fields['invoice_number']}.xml"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        # A fixed moment: the same sample must give the same bytes.
        archive.writestr(zipfile.ZipInfo(member, (2025, 1, 1, 0, 0, 0)), write_digital_xml(invoice, rng))
    return Made(buffer.getvalue(), ({**label_of(invoice, f"{file}!{member}", 0, "xml"), "qr": None},))


def _mail(file: str, rng: Random, book: FontBook) -> Made:
    original = draw(Kind.DIGITAL_GENERAL, rng, book, Traits(lines=1), embeddable=True)
    member = f"dzfp_{original.invoice.fields['invoice_number']}.pdf"
    mail = EmailMessage()
    mail["Subject"] = "您有一张电子发票"
    mail["From"], mail["To"] = "invoice@seller.example", "finance@buyer.example"
    mail["Date"] = f"{original.invoice.day:%a, %d %b %Y} 10:24:31 +0800"
    mail.set_content("您好，电子发票见附件。\n")
    mail.add_attachment(write_pdf(original.pages, original.fonts, member), maintype="application", subtype="pdf", filename=member)
    mail.set_boundary("==fapiao-sample==")
    return Made(mail.as_bytes(policy=SMTP), (label_of(original.invoice, f"{file}!{member}", 0, "pdf"),))


def _photo(kind: Kind, level: Level) -> Callable[[str, Random, FontBook], Made]:
    def make(file: str, rng: Random, book: FontBook) -> Made:
        original = draw(kind, rng, book)
        return _picture(file, [original], photograph([original], rng, level, turned=False))

    return make


def _turned_photo(file: str, rng: Random, book: FontBook) -> Made:
    original = draw(Kind.VAT_SPECIAL, rng, book)
    aged = photograph([original], rng, Level.MILD, turned=False)
    pixels = as_pixels(cv2.imdecode(as_pixels(bytearray(aged.content)), cv2.IMREAD_COLOR))
    turned = turn(Picture(pixels, aged.placed), 1)
    return _picture(file, [original], Aged(encode_jpeg(turned.pixels, 88), "jpg", "photo", turned.placed))


def _scan(kind: Kind) -> Callable[[str, Random, FontBook], Made]:
    def make(file: str, rng: Random, book: FontBook) -> Made:
        original = draw(kind, rng, book)
        return _picture(file, [original], scan([original], rng, Level.MILD, binary=False))

    return make


def _binary_scan(file: str, rng: Random, book: FontBook) -> Made:
    original = draw(Kind.VAT_GENERAL, rng, book)
    return _picture(file, [original], scan([original], rng, Level.MILD, binary=True))


def _screen_photo(file: str, rng: Random, book: FontBook) -> Made:
    original = draw(Kind.DIGITAL_SPECIAL, rng, book)
    return _picture(file, [original], photograph_of_screen(original, rng, Level.MEDIUM))


def _several(file: str, rng: Random, book: FontBook) -> Made:
    originals = [draw(kind, rng, book) for kind in (Kind.VAT_SPECIAL, Kind.TAXI, Kind.TRAIN)]
    return _picture(file, originals, scan(originals, rng, Level.MILD, binary=False))


def _tiff(file: str, rng: Random, book: FontBook) -> Made:
    labels, pages = [], []
    for number, kind in enumerate((Kind.VAT_E_GENERAL, Kind.DIGITAL_GENERAL), 1):
        original = draw(kind, rng, book)
        aged = scan([original], rng, Level.MILD, binary=True)
        with Image.open(BytesIO(aged.content)) as opened:
            pages.append(opened.convert("1"))
        labels.append({**label_of(original.invoice, file, 0, "scan", aged.placed[0]), "page": number})
    buffer = BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(200, 200))
    return Made(buffer.getvalue(), tuple(labels))


def _notice(file: str, rng: Random, book: FontBook) -> Made:
    fonts = book.choose(rng)
    pen = Pen(fonts, 210.0, 297.0)
    text = TextStyle(Face.SONG, 5.0, (30, 30, 30), Layer.PRINT)
    pen.text(105.0, 40.0, "关于办公区停水检修的通知", TextStyle(Face.HEI, 7.0, (30, 30, 30), Layer.PRINT), align="center")
    body = (
        "各部门：因供水管道检修，本周六上午九时至下午五时办公楼停水。请提前做好储水准备，离开时关好水阀。"
        "检修期间如有急事，请与后勤组联系。给大家带来的不便，敬请谅解。"
    )
    for i, line in enumerate(pen.wrap("　　" + body, text, 160.0)):
        pen.text(25.0, 60.0 + i * 9.0, line, text)
    pen.text(180.0, 120.0, "后勤组", text, align="right")
    page: Drawing = pen.done()
    invoice = SyntheticInvoice(Kind.NOT_INVOICE, "", draw_values(rng, Kind.QUOTA).day, {})
    aged = photograph([Original(invoice, (page,), fonts)], rng, Level.MILD, turned=False)
    label = label_of(invoice, file, 0, "photo")
    return Made(aged.content, (label,))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.synthesize.samples", description="Makes sample_images anew.")
    parser.add_argument("--out", type=Path, default=Path("sample_images"))
    chosen = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    try:
        write_samples(chosen.out, find_fonts())
    except SetupError as error:
        print(f"{error.message}\n{error.message_zh}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
