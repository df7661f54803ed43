"""Draws the values of VAT invoices: paper, electronic, 数电, toll and blockchain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from intake.domain.amount_words import WordsStyle, write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.money import format_fen
from intake.domain.names import clean_text
from intake.domain.qr_payload import write_qr_payload
from intake.domain.qr_tail import Tail
from intake.domain.regions import REGIONS
from intake.invoice import Kind
from training.synthesize.amounts import GoodsLine, Sums, margin_line, price_lines, sums_of, with_discounts
from training.synthesize.goods import can_be_exempt, draw_goods
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import Party, draw_city, draw_company, draw_office, draw_person, draw_plate

CIPHER_ALPHABET = "0123456789*+-<>/"
LIST_LINES = ("(详见销货清单)", "（详见销货清单）", "详见销货清单", "(详见销货清单)")
MAIN_PAGE_LINES = 8
"""Goods that fit the main page of the older forms; more stand on a list."""


@dataclass(frozen=True)
class Traits:
    """What is out of the ordinary about an invoice. Left to chance where not wished for."""

    red: bool = False
    exempt: bool = False
    margin: bool = False
    """差额征税."""
    discounts: bool = False
    lines: int = 1
    day: date | None = None

    @property
    def listed(self) -> bool:
        return self.lines > MAIN_PAGE_LINES


def draw_traits(rng: Random, kind: Kind, *, one_page: bool = False) -> Traits:
    """Ordinary invoices mostly, each peculiarity at a rate at which it is met. `one_page` forbids goods lists."""
    roll = rng.random()
    digital = kind in (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL)
    lines = rng.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, 6))
    if not one_page and rng.random() < 0.08:
        lines = rng.randint(9, 40)
    special = kind in (Kind.VAT_SPECIAL, Kind.VAT_E_SPECIAL, Kind.DIGITAL_SPECIAL)
    return Traits(
        red=roll < 0.05,
        exempt=0.05 <= roll < 0.13 and not special,
        margin=0.13 <= roll < 0.16,
        discounts=rng.random() < (0.2 if digital else 0.0 if one_page and lines > 4 else 0.06),
        lines=lines,
    )


def draw_vat(rng: Random, kind: Kind, traits: Traits | None = None) -> SyntheticInvoice:
    """An invoice of one of the VAT kinds. Raises ValueError for other kinds."""
    traits = traits or draw_traits(rng, kind)
    if kind in (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL):
        return _draw_digital(rng, kind, traits)
    if kind is Kind.TOLL_E:
        return _draw_toll(rng, traits)
    if kind in (Kind.VAT_SPECIAL, Kind.VAT_GENERAL, Kind.VAT_E_SPECIAL, Kind.VAT_E_GENERAL, Kind.BLOCKCHAIN):
        return _draw_coded(rng, kind, traits)
    raise ValueError(f"{kind} is no VAT kind with lines of goods")


_PERIODS: Mapping[Kind, tuple[date, date]] = {
    Kind.VAT_SPECIAL: (date(2014, 8, 1), date(2024, 6, 30)),
    Kind.VAT_GENERAL: (date(2015, 6, 1), date(2024, 6, 30)),
    Kind.VAT_E_SPECIAL: (date(2020, 10, 1), date(2024, 3, 31)),
    Kind.VAT_E_GENERAL: (date(2016, 3, 1), date(2024, 6, 30)),
    Kind.BLOCKCHAIN: (date(2019, 1, 1), date(2023, 12, 31)),
    Kind.TOLL_E: (date(2018, 1, 5), date(2024, 6, 30)),
    Kind.DIGITAL_SPECIAL: (date(2023, 1, 1), date(2026, 6, 30)),
    Kind.DIGITAL_GENERAL: (date(2023, 1, 1), date(2026, 6, 30)),
}
_DETAIL = {
    Kind.VAT_SPECIAL: "VAT_SPECIAL", Kind.VAT_GENERAL: "VAT_GENERAL", Kind.VAT_E_SPECIAL: "E_SPECIAL", Kind.VAT_E_GENERAL: "E_GENERAL",
    Kind.BLOCKCHAIN: "BLOCKCHAIN", Kind.DIGITAL_SPECIAL: "D_SPECIAL", Kind.DIGITAL_GENERAL: "D_GENERAL",
}  # fmt: skip
_DIGITAL_AREAS = {"3702": "92", "4403": "95"}
_UNKNOWN_DIGITAL_AREAS = ("2102", "3302", "3502")
"""数电 areas of these cities are not established: none is drawn there."""


def draw_day(rng: Random, kind: Kind) -> date:
    first, last = _PERIODS[kind]
    return first + timedelta(days=rng.randint(0, (last - first).days))


def draw_digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def draw_short_number(rng: Random) -> str:
    return f"{rng.randint(1, 99_999_999):08d}"


def draw_cipher(rng: Random) -> str:
    """Four lines of the cipher area, joined by newlines."""
    width = rng.choice((27, 28, 28))
    return "\n".join("".join(rng.choice(CIPHER_ALPHABET) for _ in range(width)) for _ in range(4))


def bureau_names(area: str, day: date) -> dict[str, str]:
    """What the 监制章 says: until June 2018 the area and 国家税务总局监制, since then the bureau of the area."""
    region = REGIONS[area]
    if day < date(2018, 9, 1):
        return {"region": region, "bureau": "国家税务总局监制", "bureau_centre": region}
    suffix = "市" if area in ("1100", "1200", "3100", "5000", "2102", "3302", "3502", "3702", "4403") else _AUTONOMOUS.get(area, "省")
    return {"region": region, "bureau": f"{region}{suffix}税务局", "bureau_centre": "国家税务总局"}


_AUTONOMOUS = {"1500": "自治区", "4500": "壮族自治区", "5400": "自治区", "6400": "回族自治区", "6500": "维吾尔自治区"}


def write_total_words(rng: Random, fen: int) -> str:
    style = rng.choice((WordsStyle(),) * 4 + (WordsStyle(yuan="元"), WordsStyle(zero_before_jiao=True), WordsStyle(yuan="元", whole="正")))
    if fen < 0 and rng.random() < 0.5:
        style = WordsStyle(style.yuan, style.whole, rng.choice(("(负数)", "负")), style.zero_before_jiao)
    return write_words(fen, style)


def item_cells(line: GoodsLine) -> dict[str, str]:
    """A line in the form of the result format."""
    return {
        "name": clean_text(line.name),
        "specification": clean_text(line.specification),
        "unit": line.unit,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount": format_fen(line.amount),
        "tax_rate": line.rate,
        "tax": "" if line.tax is None else format_fen(line.tax),
    }


def _draw_lines(rng: Random, kind: Kind, day: date, seller: Party, traits: Traits) -> tuple[tuple[GoodsLine, ...], int]:
    """The lines, and the deduction of 差额征税 in 分 (0 without)."""
    general = kind in (Kind.VAT_GENERAL, Kind.VAT_E_GENERAL, Kind.DIGITAL_GENERAL, Kind.BLOCKCHAIN)
    small = rng.random() < (0.35 if general else 0.15)
    wanted = draw_goods(rng, day, seller.trade, max(1, traits.lines), exempt=traits.exempt, small_scale=small)
    if traits.margin:
        line, deduction = margin_line(rng, draw_goods(rng, day, "consulting", 1)[0])
        return (line,), deduction
    lines = price_lines(rng, wanted, red=traits.red)
    if traits.discounts and not traits.red:
        lines = with_discounts(rng, lines, 0.5)
    return lines, 0


def _seller(rng: Random, day: date, traits: Traits, *, digital: bool = False) -> Party:
    while True:
        city = draw_city(rng)
        if digital and city.tax_area in _UNKNOWN_DIGITAL_AREAS:
            continue
        party = draw_company(rng, day, city=city, trade=rng.choice(("books", "farming", "education", "medical")) if traits.exempt else "")
        if not traits.exempt or can_be_exempt(party.trade):
            return party


def _buyer(rng: Random, day: date, *, special: bool) -> tuple[Party, str]:
    """The buyer and how much of it is printed: full, id (name and id), name."""
    roll = rng.random()
    if special:
        return draw_company(rng, day), "full"
    if roll < 0.2:
        return draw_office(rng, day), rng.choice(("full", "id"))
    return draw_company(rng, day), "full" if roll < 0.45 else "id" if roll < 0.8 else "name"


def _parties(rng: Random, buyer: Party, shown: str, seller: Party, *, contacts: bool) -> dict[str, str]:
    person = shown == "name"
    fields = {
        "buyer_name": rng.choice((draw_person(rng), draw_person(rng), "个人", "个人（个人）")) if person else buyer.name,
        "buyer_tax_id": "" if person else buyer.tax_id,
    }
    if contacts:
        fields["buyer_address_phone"] = buyer.address_phone if shown == "full" else ""
        fields["buyer_bank_account"] = buyer.bank_account if shown == "full" else ""
    fields |= {"seller_name": seller.name, "seller_tax_id": seller.tax_id}
    if contacts:
        joint = rng.choice((" ", " ", ""))
        fields["seller_address_phone"] = f"{seller.address}{joint}{seller.phone}"
        fields["seller_bank_account"] = f"{seller.bank}{joint}{seller.account}"
    return fields


def _sums(rng: Random, sums: Sums, lines: Sequence[GoodsLine], *, zero_tax: bool) -> dict[str, str]:
    """`zero_tax`: the tax of wholly exempt goods is summed up as 0.00, otherwise as stars."""
    stars = all(line.tax is None for line in lines) and not zero_tax
    return {
        "amount": format_fen(sums.amount),
        "tax": "" if stars else format_fen(sums.tax),
        "total": format_fen(sums.total),
        "total_in_words": write_total_words(rng, sums.total),
    }


def _people(rng: Random) -> dict[str, str]:
    names = [draw_person(rng) for _ in range(rng.choice((1, 2, 3, 3)))]
    return {
        "payee": rng.choice(names) if rng.random() < 0.8 else "",
        "reviewer": rng.choice(names) if rng.random() < 0.85 else "",
        "drawer": rng.choice((*names, *names, *names, "管理员")),
    }


def _remarks(rng: Random, deduction: int, traits: Traits, origin: str) -> str:
    if traits.red:
        return origin
    if traits.margin:
        return f"差额征税：{format_fen(deduction)}。"
    roll = rng.random()
    if roll < 0.5:
        return ""
    if roll < 0.75:
        return f"订单号:{draw_digits(rng, 12)}"
    if roll < 0.85:
        project = rng.choice(("一期", "二期", "东区", "办公楼")) + rng.choice(("采购", "装修", "维护", "改造"))
        return f"合同编号：{rng.choice('ABHKXZ')}{draw_digits(rng, 4)}-{draw_digits(rng, 3)}\n项目：{project}"
    return rng.choice(("现金", "转账", "微信支付", f"领票人：{draw_person(rng)}", f"车牌号：{draw_plate(rng, draw_city(rng))}"))


def _tail(rng: Random) -> tuple[Tail, bool]:
    """Variant of the checksum and whether a comma closes the payload."""
    return (Tail.UMTS_COMMA if rng.random() < 0.85 else Tail.UMTS, rng.random() < 0.75)


def _draw_coded(rng: Random, kind: Kind, traits: Traits) -> SyntheticInvoice:
    """Kinds with code and number."""
    special = kind in (Kind.VAT_SPECIAL, Kind.VAT_E_SPECIAL)
    paper = kind in (Kind.VAT_SPECIAL, Kind.VAT_GENERAL)
    day = traits.day or draw_day(rng, kind)
    seller = _seller(rng, day, traits)
    buyer, shown = _buyer(rng, day, special=special)
    lines, deduction = _draw_lines(rng, kind, day, seller, traits)
    sums = sums_of(lines)
    code, copies = _code(rng, kind, seller.city.tax_area, day)
    number = draw_short_number(rng)
    check = draw_digits(rng, 20) if kind in (Kind.VAT_GENERAL, Kind.VAT_E_GENERAL, Kind.VAT_E_SPECIAL) else ""
    if kind is Kind.BLOCKCHAIN:
        check = "".join(rng.choice("0123456789abcdef") for _ in range(5))
    origin = f"对应正数发票代码:{code[:-1]}{rng.randint(0, 9)}号码:{draw_short_number(rng)}"
    if special and traits.red:
        origin = f"开具红字增值税专用发票信息表编号{draw_digits(rng, 16)}"
    fields = {"invoice_code": code, "invoice_number": number, "issue_date": day.isoformat()}
    if kind is not Kind.VAT_SPECIAL:
        fields["check_code"] = check
    if kind is not Kind.BLOCKCHAIN:
        fields["machine_number"] = rng.choice(("66", "49", "53")) + draw_digits(rng, 10) if not paper or rng.random() < 0.4 else ""
    fields |= _parties(rng, buyer, shown, seller, contacts=True)
    fields |= _sums(rng, sums, lines, zero_tax=False)
    fields |= _people(rng) | {"remarks": _remarks(rng, deduction, traits, origin)}
    face = bureau_names(seller.city.tax_area, day) | _paper_texts(rng, day, copies, special=special)
    if kind is not Kind.VAT_E_SPECIAL and kind is not Kind.BLOCKCHAIN:
        face["cipher"] = draw_cipher(rng)
    items, list_line = _items_and_list(rng, lines, traits)
    qr = _qr(rng, kind, fields, sums, day)
    return SyntheticInvoice(
        kind=kind,
        detail=_DETAIL[kind],
        day=day,
        fields=fields,
        items=items,
        list_line=list_line,
        qr=qr,
        code_payload=qr,
        seals=(seller.name,),
        face=face,
    )


def _items_and_list(rng: Random, lines: Sequence[GoodsLine], traits: Traits) -> tuple[tuple[dict[str, str], ...], dict[str, str] | None]:
    items = tuple(item_cells(line) for line in lines)
    if not traits.listed and len(lines) <= MAIN_PAGE_LINES:
        return items, None
    sums = sums_of(lines)
    rates = {line.rate for line in lines}
    stars = all(line.tax is None for line in lines)
    return items, {
        "name": rng.choice(LIST_LINES),
        "specification": "",
        "unit": "",
        "quantity": "",
        "unit_price": "",
        "amount": format_fen(sums.amount),
        "tax_rate": rates.pop() if len(rates) == 1 else "",
        "tax": "" if stars else format_fen(sums.tax),
    }


def _code(rng: Random, kind: Kind, area: str, day: date) -> tuple[str, int]:
    """Invoice code and number of copies."""
    year = day.year - (1 if rng.random() < 0.3 and day.month < 7 else 0)
    batch = rng.randint(1, 4)
    if kind is Kind.VAT_SPECIAL:
        copies = rng.choice((3, 3, 3, 6))
        return write_invoice_code("01", area, year, batch, copies), copies
    if kind is Kind.VAT_GENERAL:
        copies = rng.choice((2, 2, 5))
        if day < date(2018, 1, 1):
            return f"{area}{year % 100:02d}{batch}{rng.choice('36')}{copies}0", copies
        return write_invoice_code("04", area, max(year, 2018), batch, copies), copies
    if kind is Kind.VAT_E_SPECIAL:
        return write_invoice_code("08", area, year, batch), 0
    if kind is Kind.BLOCKCHAIN:
        return f"1{area}{year % 100:02d}0{batch}110", 0
    return write_invoice_code("10", area, year, rng.choice((1, 2, 3, batch))), 0


_PRINTERS = ("华森印务有限公司", "安达票证印制有限公司", "恒印实业公司", "东港印制有限公司", "长城印钞有限公司")


def _paper_texts(rng: Random, day: date, copies: int, *, special: bool) -> dict[str, str]:
    if not copies:
        return {}
    copy = rng.choice(
        (
            ("第三联：发票联 购买方记账凭证", "发票联"),
            ("第二联：抵扣联 购买方扣税凭证", "抵扣联"),
            ("第一联：记账联 销售方记账凭证", "此联不作报销、扣税凭证使用"),
        )
        if special
        else (
            ("第二联：发票联 购买方记账凭证", "发票联"),
            ("第二联：发票联 购买方记账凭证", "发票联"),
            ("第一联：记账联 销售方记账凭证", "此联不作报销、扣税凭证使用"),
        )
    )
    return {
        "copy": copy[0],
        "copy_title": copy[1],
        "order": f"税总函〔{day.year - rng.randint(0, 1)}〕{rng.randint(20, 700)}号{rng.choice(_PRINTERS)}",
    }


def _qr(rng: Random, kind: Kind, fields: Mapping[str, str], sums: Sums, day: date) -> str:
    code, number, check = fields["invoice_code"], fields["invoice_number"], fields.get("check_code", "")
    if kind is Kind.BLOCKCHAIN:
        digest = "".join(rng.choice("0123456789abcdef") for _ in range(66))
        if rng.random() < 0.5:
            return f"https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash={digest}&bill_num={number}&total_amount={sums.total}"
        return f"01,10,{code},{number},{fields['seller_tax_id']},{format_fen(sums.total)},{day:%Y%m%d},{digest}"
    tail, comma = _tail(rng)
    kind_number = {Kind.VAT_SPECIAL: "01", Kind.VAT_GENERAL: "04", Kind.VAT_E_SPECIAL: rng.choice(("08", "20"))}.get(kind, "10")
    return write_qr_payload(kind_number, code, number, sums.amount, day, check, tail=tail, closing_comma=comma)


def _draw_digital(rng: Random, kind: Kind, traits: Traits) -> SyntheticInvoice:
    special = kind is Kind.DIGITAL_SPECIAL
    day = traits.day or draw_day(rng, kind)
    seller = _seller(rng, day, traits, digital=True)
    buyer, shown = _buyer(rng, day, special=special)
    lines, deduction = _draw_lines(rng, kind, day, seller, traits)
    sums = sums_of(lines)
    area = seller.city.tax_area
    number = write_digital_number(day.year, _DIGITAL_AREAS.get(area, area[:2]), rng.randint(1, 999_999_999), rng.choice("2227"))
    origin = f"被红冲蓝字数电票号码：{number[:4]}2{draw_digits(rng, 15)} 红字发票信息确认单编号：{number[2:4]}{draw_digits(rng, 16)}"
    fields = {"invoice_number": number, "issue_date": day.isoformat()}
    fields |= _parties(rng, buyer, shown, seller, contacts=False)
    fields |= _sums(rng, sums, lines, zero_tax=rng.random() < 0.5)
    remarks = _remarks(rng, deduction, traits, origin)
    if not traits.red and rng.random() < 0.2:
        bank = f"销方开户银行:{seller.bank}; 银行账号:{seller.account};"
        remarks = f"{remarks}\n{bank}" if remarks else bank
    fields |= {"remarks": remarks, "drawer": draw_person(rng)}
    blank = rng.choice(("", "", "", " "))
    tail, comma = Tail.UMTS_COMMA, rng.random() < 0.2
    qr = write_qr_payload("31" if special else "32", blank, number, sums.total, day, blank, tail=tail, closing_comma=comma)
    return SyntheticInvoice(
        kind=kind,
        detail=_DETAIL[kind],
        day=day,
        fields=fields,
        items=tuple(item_cells(line) for line in lines),
        qr=qr,
        code_payload=qr,
        face=bureau_names(area, day) | {"tax_area": area, "deduction": format_fen(deduction) if deduction else ""},
    )


def _draw_toll(rng: Random, traits: Traits) -> SyntheticInvoice:
    """收费公路通行费: its table has columns of its own."""
    kind = Kind.TOLL_E
    day = traits.day or draw_day(rng, kind)
    seller = draw_company(rng, day, trade="transport")
    road = rng.choice(("高速公路", "路桥建设", "高速公路运营", "桥梁隧道管理", "公路建设发展"))
    seller_name = f"{seller.city.name}{seller.name[len(seller.city.name) : len(seller.city.name) + 2].replace('市', '通')}{road}有限公司"
    buyer = draw_company(rng, day)
    rate = rng.choice(("3%", "3%", "5%", "9%" if day >= date(2019, 4, 1) else "11%" if day < date(2018, 5, 1) else "10%", "不征税"))
    rows: list[dict[str, str]] = []
    amount = tax = 0
    untaxed = rate == "不征税"
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        total = rng.randint(500, 60000)
        line_tax = 0 if untaxed else round(total - total / (1 + float(rate[:-1]) / 100))
        start = day - timedelta(days=rng.randint(1, 60))
        rows.append(
            {
                "name": "通行费"
                if day < date(2018, 1, 1) or (untaxed and rng.random() < 0.3)
                else "*经营租赁*通行费"
                if not untaxed
                else "*预付卡销售*通行费充值",
                "plate_number": draw_plate(rng, buyer.city),
                "vehicle_type": rng.choice(("客车", "货车", "一型客车", "二型货车")),
                "start_date": start.isoformat(),
                "end_date": (start + timedelta(days=rng.choice((0, 0, 0, 1)))).isoformat(),
                "amount": format_fen(total - line_tax),
                "tax_rate": rate,
                "tax": "" if untaxed else format_fen(line_tax),
            }
        )
        amount, tax = amount + total - line_tax, tax + line_tax
    code = write_invoice_code("14", seller.city.tax_area, day.year, rng.randint(1, 2))
    number, check = draw_short_number(rng), draw_digits(rng, 20)
    fields = {
        "invoice_code": code,
        "invoice_number": number,
        "issue_date": day.isoformat(),
        "check_code": check,
        "machine_number": rng.choice(("66", "49")) + draw_digits(rng, 10),
        "buyer_name": buyer.name,
        "buyer_tax_id": buyer.tax_id,
        "buyer_address_phone": buyer.address_phone if rng.random() < 0.5 else "",
        "buyer_bank_account": buyer.bank_account if rng.random() < 0.5 else "",
        "seller_name": seller_name,
        "seller_tax_id": seller.tax_id,
        "seller_address_phone": f"{seller.address}{seller.phone}",
        "seller_bank_account": f"{seller.bank}{seller.account}",
        "amount": format_fen(amount),
        "tax": "" if untaxed else format_fen(tax),
        "total": format_fen(amount + tax),
        "total_in_words": write_total_words(rng, amount + tax),
        **_people(rng),
        "remarks": "",
    }
    tail, comma = _tail(rng)
    qr = write_qr_payload("10", code, number, amount, day, check, tail=tail, closing_comma=comma)
    face = bureau_names(seller.city.tax_area, day) | {"cipher": draw_cipher(rng)}
    return SyntheticInvoice(kind, "TOLL_E", day, fields, tuple(rows), None, qr, qr, (seller_name,), face)
