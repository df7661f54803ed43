"""Draws the values of small tickets: taxi, train, quota, machine-printed, toll slip, bus, and the VAT roll."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from intake.domain.amount_words import write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.money import format_fen
from intake.domain.qr_payload import write_qr_payload
from intake.domain.qr_tail import Tail
from intake.domain.regions import REGIONS
from intake.invoice import Kind
from training.synthesize.amounts import GoodsLine
from training.synthesize.goods import CATEGORY_PRINTED_SINCE, GOODS
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import City, draw_city, draw_company, draw_person, draw_phone
from training.synthesize.vat_values import bureau_names, draw_cipher, draw_digits, draw_short_number, item_cells, write_total_words

STATIONS: tuple[tuple[str, str], ...] = (
    ("北京南", "Beijingnan"), ("上海虹桥", "Shanghaihongqiao"), ("南京南", "Nanjingnan"), ("杭州东", "Hangzhoudong"), ("广州南", "Guangzhounan"),
    ("深圳北", "Shenzhenbei"), ("武汉", "Wuhan"), ("长沙南", "Changshanan"), ("郑州东", "Zhengzhoudong"), ("西安北", "Xianbei"), ("成都东", "Chengdudong"),
    ("重庆北", "Chongqingbei"), ("济南西", "Jinanxi"), ("青岛北", "Qingdaobei"), ("合肥南", "Hefeinan"), ("福州南", "Fuzhounan"), ("厦门北", "Xiamenbei"),
    ("昆明南", "Kunmingnan"), ("贵阳北", "Guiyangbei"), ("苏州北", "Suzhoubei"), ("徐州东", "Xuzhoudong"), ("石家庄", "Shijiazhuang"), ("太原南", "Taiyuannan"),
    ("沈阳北", "Shenyangbei"), ("长春", "Changchun"), ("哈尔滨西", "Haerbinxi"), ("大连北", "Dalianbei"), ("兰州西", "Lanzhouxi"), ("南昌西", "Nanchangxi"),
    ("宜昌东", "Yichangdong"), ("绍兴北", "Shaoxingbei"), ("宁波", "Ningbo"), ("义乌", "Yiwu"), ("衡阳东", "Hengyangdong"), ("柳州", "Liuzhou"),
)  # fmt: skip
"""Names without 站, and in Latin letters."""
_TOLL_GATES = ("江北", "机场南", "龙泉", "新津", "北环", "临空", "石桥", "汉南", "通远门", "花园口", "白云", "东湖", "西山", "金沙湾")
_AREA_LETTERS = {"1100": "B", "3302": "B", "1500": "K"}


def draw_ticket(rng: Random, kind: Kind, day: date | None = None) -> SyntheticInvoice:
    """A ticket of one of the small kinds. Raises KeyError for others."""
    makers: Mapping[Kind, Callable[[Random, date | None], SyntheticInvoice]] = {
        Kind.TAXI: _draw_taxi,
        Kind.TRAIN: _draw_train,
        Kind.QUOTA: _draw_quota,
        Kind.MACHINE_PRINTED: _draw_machine_printed,
        Kind.TOLL: _draw_toll_slip,
        Kind.BUS: _draw_bus,
        Kind.VAT_ROLL: _draw_roll,
    }
    return makers[kind](rng, day)


def _day(rng: Random, first: int, last: int) -> date:
    start, end = date(first, 1, 1), date(last, 12, 28)
    return start + timedelta(days=rng.randint(0, (end - start).days))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _local_code(rng: Random, area: str, day: date) -> str:
    """Codes of local forms: 1, area, year, five digits."""
    return f"1{area}{day.year % 100:02d}{rng.randint(0, 99999):05d}"


TAXI_STYLES = ("beijing", "zhejiang", "ningbo", "neimenggu", "shanghai")


def _draw_taxi(rng: Random, day: date | None) -> SyntheticInvoice:
    style = rng.choice(TAXI_STYLES)
    area = {"beijing": "1100", "zhejiang": "3300", "ningbo": "3302", "neimenggu": "1500", "shanghai": "3100"}[style]
    day = day or _day(rng, 2016, 2024)
    start = rng.randint(5 * 60, 23 * 60 + 30)
    minutes = rng.randint(6, 75)
    kilometres = round(rng.uniform(1.1, 38), 1)
    price = rng.choice(
        {"beijing": (230, 345), "zhejiang": (330, 375, 450), "ningbo": (240, 336, 345), "neimenggu": (160, 170, 255), "shanghai": (250, 330, 410)}[style]
    )
    fare = round((1100 + max(0.0, kilometres - 3) * price + minutes * 15) / 100) * 100
    surcharge = 100 if style in ("beijing", "zhejiang") and rng.random() < 0.6 else 0
    car = _car_number(rng, style)
    total = fare + surcharge
    fields = {
        "invoice_code": _local_code(rng, area, day),
        "invoice_number": draw_short_number(rng),
        "issue_date": day.isoformat(),
        "car_number": car,
        "time_on": _clock(start),
        "time_off": _clock(start + minutes),
        "unit_price": f"{price / 100:.2f}",
        "mileage": f"{kilometres:.1f}",
        "total": format_fen(total),
    }
    city = {"beijing": "北京", "ningbo": "宁波", "shanghai": "上海", "zhejiang": rng.choice(("嘉兴", "温州", "湖州", "金华")), "neimenggu": ""}[style]
    wait = rng.randint(10, 1500)
    face = bureau_names(area, day) | {
        "style": style,
        "city": city,
        "fare": format_fen(fare),
        "surcharge": format_fen(surcharge),
        "wait": f"{wait // 3600:02d}:{wait // 60 % 60:02d}{'.' if style in ('zhejiang', 'ningbo') else ':'}{wait % 60:02d}",
        "badge": draw_digits(rng, 6),
        "phone": "8" + draw_digits(rng, 7),
        "company": f"{rng.randint(1, 1500):04d}",
        "state": rng.choice("01"),
        "information": draw_digits(rng, 8),
        "firm": f"{city}{rng.choice('锦大强海')}{rng.choice('江众通博')}{rng.choice(('汽车服务', '出租汽车'))}有限公司",
    }
    return SyntheticInvoice(Kind.TAXI, "TAXI", day, fields, face=face)


def _car_number(rng: Random, style: str) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXY"
    if style == "beijing":
        return f"B{rng.choice('-.')}{rng.choice(letters)}{draw_digits(rng, 4)}"
    if style == "ningbo":
        return f"B·T{draw_digits(rng, 4)}"
    if style == "neimenggu":
        return f"K-{rng.choice('0123')}Y{draw_digits(rng, 3)}"
    if style == "shanghai":
        return f"{rng.choice('BDEFGHJK')}{rng.choice(letters)}{draw_digits(rng, 4)}"
    return f"{rng.choice('FCEG')}T{draw_digits(rng, 4)}"


_SEATS = (("二等座", "ABCDF", 0.46), ("二等座", "ABCDF", 0.46), ("一等座", "ACDF", 0.74), ("商务座", "ACF", 1.4))


def _draw_train(rng: Random, day: date | None) -> SyntheticInvoice:
    journey = draw_journey(rng, day or _day(rng, 2012, 2025))
    number = rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") + draw_digits(rng, 6)
    if rng.random() < 0.1:
        number = f"Z{draw_digits(rng, 2)}{number}"
    fields = {"ticket_number": number, **{key: journey[key] for key in JOURNEY_FIELDS}, "total": journey["total"]}
    departure = date.fromisoformat(journey["departure_time"][:10])
    city = draw_city(rng)
    face = {
        "paper": rng.choice(("blue", "blue", "blue", "red")),
        "from_latin": journey["from_latin"],
        "to_latin": journey["to_latin"],
        "channel": rng.choice(("网", "网", "网折", "", "支", "卡")),
        "gate": rng.choice(
            (f"检票:{rng.randint(1, 28)}{rng.choice('AB')}", "", f"候车:{rng.choice('一二三')}层候车室", f"检票口{rng.randint(1, 30)}{rng.choice('AB')}")
        ),
        "serial": draw_digits(rng, 14) + number[-7:],
        "sold": f"{journey['from_station'].removesuffix('站')}售",
        "advert": rng.choice(
            (
                "买票请到12306 发货请到95306\n中国铁路祝您旅途愉快",
                "买票请到12306 发货请到95306\n中国铁路祝您旅途愉快",
                f"报销凭证 遗失不补\n退票改签时须交回车站 {city.name}",
            )
        ),
        "limit": rng.choice(("限乘当日当次车", "限乘当日当次车", "仅供报销使用")),
    }
    return SyntheticInvoice(Kind.TRAIN, "TRAIN", departure, fields, code_payload=draw_digits(rng, 144), face=face)


JOURNEY_FIELDS = ("from_station", "to_station", "train_number", "departure_time", "seat", "seat_class", "passenger_name", "passenger_id")


def draw_journey(rng: Random, day: date) -> dict[str, str]:
    """A rail journey: the fields that paper tickets and e-tickets share, `total`, and station names in Latin letters."""
    (start, start_latin), (end, end_latin) = rng.sample(STATIONS, 2)
    fast = rng.random() < 0.85
    kilometres = rng.randint(60, 1900)
    if fast:
        train = rng.choice("GGGGDDC") + str(rng.randint(1, 9999))
        seat_class, letters, price = rng.choice(_SEATS)
        seat = f"{rng.randint(1, 16):02d}车{rng.randint(1, 20):02d}{rng.choice(letters)}号"
    else:
        train = rng.choice("KTZ") + str(rng.randint(1, 9999))
        seat_class, price = rng.choice((("硬座", 0.12), ("硬卧", 0.24), ("软卧", 0.38)))
        berth = rng.choice(("上铺", "中铺", "下铺")) if seat_class == "硬卧" else rng.choice(("上铺", "下铺")) if seat_class == "软卧" else ""
        seat_class = {"硬座": "新空调硬座", "硬卧": "新空调硬卧", "软卧": "新空调软卧"}[seat_class]
        seat = f"{rng.randint(1, 18):02d}车{rng.randint(1, 118):03d}号{berth}"
    fare = round(kilometres * price * 100 / 50) * 50
    birth = date(rng.randint(1960, 2004), rng.randint(1, 12), rng.randint(1, 28))
    return {
        "from_station": f"{start}站",
        "to_station": f"{end}站",
        "from_latin": start_latin,
        "to_latin": end_latin,
        "train_number": train,
        "departure_time": f"{day.isoformat()} {_clock(rng.randint(330, 1390))}",
        "seat": seat,
        "seat_class": seat_class,
        "passenger_name": draw_person(rng),
        "passenger_id": f"{draw_city(rng).area}{birth.year}****{draw_digits(rng, 3)}{rng.choice('0123456789X')}",
        "total": format_fen(fare),
    }


def _draw_quota(rng: Random, day: date | None) -> SyntheticInvoice:
    day = day or _day(rng, 2012, 2023)
    city = draw_city(rng)
    value = rng.choice((1, 2, 5, 10, 10, 20, 50, 50, 100))
    fields = {"invoice_code": _local_code(rng, city.tax_area, day), "invoice_number": draw_short_number(rng), "total": f"{value}.00"}
    company = draw_company(rng, day, city=city)
    face = bureau_names(city.tax_area, day) | {"words": write_words(value * 100), "seller": company.name, "tax_id": company.tax_id}
    return SyntheticInvoice(Kind.QUOTA, "QUOTA", day, fields, seals=(company.name,), face=face)


def _draw_lines(rng: Random, day: date, trade: str, count: int) -> tuple[GoodsLine, ...]:
    """Lines without tax columns: price × quantity, tax included."""
    lines = []
    for _ in range(count):
        good = rng.choice(GOODS.get(trade) or GOODS["goods"])
        low, high = good.price
        price = round(min(high, max(low, 1) * rng.uniform(1, 6)) * 100)
        quantity = rng.choice((1, 1, 1, 2, 3, 5))
        name = f"*{good.category}*{good.name}" if day >= CATEGORY_PRINTED_SINCE else good.name
        lines.append(GoodsLine(name, "", "", f"{quantity}.00" if rng.random() < 0.3 else str(quantity), format_fen(price), price * quantity, "", None))
    return tuple(lines)


def _draw_machine_printed(rng: Random, day: date | None) -> SyntheticInvoice:
    day = day or _day(rng, 2012, 2023)
    seller = draw_company(rng, day)
    buyer = draw_company(rng, day)
    lines = _draw_lines(rng, day, seller.trade, rng.choice((1, 1, 2, 3)))
    total = sum(line.amount for line in lines)
    region = REGIONS[seller.city.tax_area]
    fields = {
        "invoice_code": _local_code(rng, seller.city.tax_area, day),
        "invoice_number": draw_short_number(rng),
        "issue_date": day.isoformat(),
        "buyer_name": buyer.name if rng.random() < 0.7 else "个人",
        "buyer_tax_id": "",
        "seller_name": seller.name,
        "seller_tax_id": seller.tax_id,
        "total": format_fen(total),
        "total_in_words": write_words(total),
        "payee": draw_person(rng),
        "drawer": draw_person(rng),
        "remarks": "" if rng.random() < 0.7 else f"合同号{draw_digits(rng, 6)}",
    }
    if fields["buyer_name"] == buyer.name:
        fields["buyer_tax_id"] = buyer.tax_id
    office = "国家税务局" if day.year < 2018 else "税务局"
    face = bureau_names(seller.city.tax_area, day) | {"title": f"{region}{office}通用机打发票", "trade": rng.choice(("服务业", "商业", "其他服务业", "租赁业"))}
    return SyntheticInvoice(Kind.MACHINE_PRINTED, "MACHINE_PRINTED", day, fields, tuple(item_cells(line) for line in lines), seals=(seller.name,), face=face)


def _draw_toll_slip(rng: Random, day: date | None) -> SyntheticInvoice:
    day = day or _day(rng, 2014, 2024)
    city = draw_city(rng)
    start, end = rng.sample(_TOLL_GATES, 2)
    fields = {
        "invoice_code": _local_code(rng, city.tax_area, day),
        "invoice_number": draw_short_number(rng),
        "issue_date": day.isoformat(),
        "entrance": start,
        "exit": end,
        "vehicle_type": rng.choice(("客一", "一型客车", "货二", "1型", "客1")),
        "total": format_fen(rng.choice((500, 1000, 1500, 2000, 2500, 3500, 4500, 6000, 8500, 12000))),
    }
    face = bureau_names(city.tax_area, day) | {
        "time": f"{_clock(rng.randint(300, 1380))}:{rng.randint(0, 59):02d}",
        "collector": draw_digits(rng, 6),
        "lane": f"{rng.randint(1, 12):02d}",
        "road": f"{city.name}{rng.choice(('绕城', '机场', '沿江', '环城'))}高速公路",
    }
    return SyntheticInvoice(Kind.TOLL, "TOLL", day, fields, face=face)


def _draw_bus(rng: Random, day: date | None) -> SyntheticInvoice:
    day = day or _day(rng, 2014, 2024)
    start, end = (_town(city) for city in rng.sample([draw_city(rng) for _ in range(12)], 2))
    if start == end:
        end = "义乌" if start != "义乌" else "台州"
    area = draw_city(rng).tax_area
    departure = f"{day.isoformat()} {_clock(rng.randint(330, 1260))}"
    fields = {
        "invoice_code": _local_code(rng, area, day),
        "invoice_number": draw_short_number(rng),
        "issue_date": day.isoformat(),
        "from_station": start + rng.choice(("汽车站", "客运中心", "汽车总站", "东站")),
        "to_station": end,
        "departure_time": departure,
        "seat": str(rng.randint(1, 45)),
        "passenger_name": draw_person(rng),
        "total": format_fen(rng.randint(20, 300) * 50),
    }
    face = bureau_names(area, day) | {"shift": draw_digits(rng, 4), "gate": str(rng.randint(1, 20)), "model": rng.choice(("大型高一", "中型中级", "大高"))}
    return SyntheticInvoice(Kind.BUS, "BUS", day, fields, face=face)


def _town(city: City) -> str:
    return city.name


def _draw_roll(rng: Random, day: date | None) -> SyntheticInvoice:
    day = day or _day(rng, 2017, 2023)
    seller, buyer = draw_company(rng, day), draw_company(rng, day)
    lines = _draw_lines(rng, day, rng.choice((seller.trade, "catering", "fuel", "goods")), rng.choice((1, 1, 1, 2, 3)))
    total = sum(line.amount for line in lines)
    code = write_invoice_code("11", seller.city.tax_area, day.year, rng.randint(1, 3))
    code = code[:10] + rng.choice(("06", "07"))
    number = draw_short_number(rng)
    with_id = rng.random() < 0.7
    fields = {
        "invoice_code": code,
        "invoice_number": number,
        "issue_date": day.isoformat(),
        "check_code": draw_digits(rng, 20),
        "machine_number": rng.choice(("66", "49")) + draw_digits(rng, 10),
        "buyer_name": buyer.name if with_id else draw_person(rng),
        "buyer_tax_id": buyer.tax_id if with_id else "",
        "seller_name": seller.name,
        "seller_tax_id": seller.tax_id,
        "total": format_fen(total),
        "total_in_words": write_total_words(rng, total),
        "payee": draw_person(rng),
    }
    qr = write_qr_payload("11", code, number, None, None, tail=Tail.UMTS_COMMA, closing_comma=rng.random() < 0.5)
    face = bureau_names(seller.city.tax_area, day) | {"phone": draw_phone(rng, seller.city), "cipher": draw_cipher(rng)}
    items = tuple(item_cells(line) for line in lines)
    return SyntheticInvoice(Kind.VAT_ROLL, "ROLL", day, fields, items, qr=qr, code_payload=qr, seals=(seller.name,), face=face)
