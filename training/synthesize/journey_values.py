"""Draws the values of rail and air e-tickets."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from intake.domain.invoice_number import write_digital_number
from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_payload import write_qr_payload
from intake.domain.qr_tail import Tail
from intake.invoice import Kind
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import draw_city, draw_company, draw_person
from training.synthesize.ticket_values import JOURNEY_FIELDS, draw_journey
from training.synthesize.vat_values import bureau_names, draw_digits

_AIRLINES = (("云岭航空", "YL", "784"), ("海川航空", "HC", "880"), ("华翔航空", "HX", "731"), ("天河航空", "TH", "876"))
"""Invented carriers, their codes and the first three digits of their ticket numbers."""
_AIRPORTS = (
    "北京首都",
    "上海虹桥",
    "上海浦东",
    "广州白云",
    "深圳宝安",
    "成都天府",
    "西安咸阳",
    "昆明长水",
    "厦门高崎",
    "青岛胶东",
    "长沙黄花",
    "乌鲁木齐地窝堡",
)


def draw_rail_e(rng: Random, day: date | None = None) -> SyntheticInvoice:
    """电子发票(铁路电子客票): issued from November 2024 on."""
    day = day or date(2024, 11, 2) + timedelta(days=rng.randint(0, 590))
    issued = day + timedelta(days=rng.randint(0, 20))
    journey = draw_journey(rng, day)
    buyer = draw_company(rng, issued)
    city = draw_city(rng)
    number = write_digital_number(issued.year, city.tax_area[:2], rng.randint(10**13, 10**14), "9")
    fields = {
        "invoice_number": number,
        "issue_date": issued.isoformat(),
        "buyer_name": buyer.name,
        "buyer_tax_id": buyer.tax_id,
        "ticket_number": draw_digits(rng, 21),
        **{key: journey[key] for key in JOURNEY_FIELDS},
        "total": journey["total"],
    }
    qr = write_qr_payload("51", "", number, parse_fen(journey["total"]), issued, "", tail=Tail.MODBUS_COMMA, closing_comma=False)
    face = bureau_names(city.tax_area, issued) | {"from_latin": journey["from_latin"], "to_latin": journey["to_latin"]}
    return SyntheticInvoice(Kind.RAIL_E, "D_RAIL", issued, fields, qr=qr, code_payload=qr, face=face)


def draw_air_e(rng: Random, day: date | None = None) -> SyntheticInvoice:
    """电子发票(航空运输电子客票行程单): issued from December 2024 on."""
    day = day or date(2024, 12, 2) + timedelta(days=rng.randint(0, 560))
    issued = day + timedelta(days=rng.randint(0, 20))
    buyer = draw_company(rng, issued)
    carrier, letters, prefix = rng.choice(_AIRLINES)
    city = draw_city(rng)
    ticket = prefix + draw_digits(rng, 10)
    number = write_digital_number(issued.year, city.tax_area[:2], int(ticket + draw_digits(rng, 2)), "8")
    fare = rng.randint(30, 320) * 1000
    fuel = rng.choice((0, 1000, 2000, 4000, 6000, 7000))
    fund = rng.choice((0, 5000, 5000))
    taxed = fare + fuel
    tax = round(taxed / 1.09 * 0.09)
    start, end = rng.sample(_AIRPORTS, 2)
    departure = rng.randint(360, 1320)
    fields = {
        "invoice_number": number,
        "issue_date": issued.isoformat(),
        "buyer_name": buyer.name,
        "buyer_tax_id": buyer.tax_id,
        "seller_name": f"{carrier}股份有限公司",
        "ticket_number": ticket,
        "passenger_name": draw_person(rng),
        "passenger_id": f"{city.area}****{draw_digits(rng, 4)}",
        # Not printed as a sum: fare, fuel surcharge and the untaxed development fund.
        "amount": format_fen(taxed - tax + fund),
        "tax": format_fen(tax),
        "total": format_fen(taxed + fund),
    }
    qr = write_qr_payload("61", "", number, taxed + fund, issued, "", closing_comma=False)
    face = bureau_names(city.tax_area, issued) | {
        "carrier": carrier,
        "flight": f"{letters}{rng.randint(1000, 9999)}",
        "class": rng.choice("YMKVQ"),
        "start": start,
        "end": end,
        "date": f"{day:%Y年%m月%d日}",
        "time": f"{departure // 60:02d}:{departure % 60:02d}",
        "fare": format_fen(fare - round(fare / 1.09 * 0.09)),
        "fuel": format_fen(taxed - tax - (fare - round(fare / 1.09 * 0.09))),
        "fund": format_fen(fund),
        "office": draw_digits(rng, 8),
        "verify": draw_digits(rng, 4),
    }
    return SyntheticInvoice(Kind.AIR_E, "D_AIR", issued, fields, qr=qr, code_payload=qr, face=face)
