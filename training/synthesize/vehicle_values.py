"""Draws the values of vehicle invoices: new (机动车) and used (二手车)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from intake.domain.amount_words import write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.money import format_fen
from intake.domain.qr_payload import write_qr_payload
from intake.invoice import Kind
from training.synthesize.goods import standard_rate
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import draw_address, draw_city, draw_company, draw_person, draw_personal_id, draw_phone, draw_plate
from training.synthesize.vat_values import bureau_names, draw_cipher, draw_digits, draw_short_number

_VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = {
    **{str(i): i for i in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_MAKES = ("云驰牌YC7150A", "海翔牌HX6470B5", "东岳牌DY7201", "长岭牌CL6480EV", "凌波牌LB7180T")
"""Invented makes and models."""
_TYPES = ("轿车", "小型普通客车", "多用途乘用车", "越野车", "轻型厢式货车")


def draw_vin(rng: Random) -> str:
    """17 characters with a valid check character in the ninth place (GB 16735)."""
    body = ["L", *(rng.choice(_VIN_LETTERS + "0123456789") for _ in range(7)), "0", *(rng.choice(_VIN_LETTERS) for _ in range(2)), *draw_digits(rng, 6)]
    check = sum(_VIN_VALUES[char] * weight for char, weight in zip(body, _VIN_WEIGHTS, strict=True)) % 11
    body[8] = "X" if check == 10 else str(check)
    return "".join(body)


def draw_motor_vehicle(rng: Random, day: date | None = None) -> SyntheticInvoice:
    day = day or date(2014, 1, 4) + timedelta(days=rng.randint(0, 3600))
    seller = draw_company(rng, day, trade="cars")
    buyer_city = draw_city(rng)
    company = draw_company(rng, day, city=buyer_city)
    private = rng.random() < 0.6
    total = rng.randint(400, 6000) * 100_00
    rate = standard_rate(0, day)
    tax = round(total - total / (1 + int(rate[:-1]) / 100))
    code, number = write_invoice_code("03", seller.city.tax_area, day.year, rng.randint(1, 99)), draw_short_number(rng)
    fields = {
        "invoice_code": code,
        "invoice_number": number,
        "issue_date": day.isoformat(),
        "machine_number": "53" + draw_digits(rng, 10),
        "buyer_name": draw_person(rng) if private else company.name,
        "buyer_tax_id": draw_personal_id(rng, buyer_city) if private else company.tax_id,
        "seller_name": seller.name,
        "seller_tax_id": seller.tax_id,
        "seller_address_phone": f"{seller.address} {seller.phone}",
        "seller_bank_account": f"{seller.bank} {seller.account}",
        "amount": format_fen(total - tax),
        "tax": format_fen(tax),
        "total": format_fen(total),
        "total_in_words": write_words(total),
        "vin": draw_vin(rng),
        "engine_number": f"{rng.choice(_VIN_LETTERS)}{draw_digits(rng, 6)}",
        "certificate_number": f"W{rng.choice('ABCDE')}{draw_digits(rng, 13)}",
        "brand_model": rng.choice(_MAKES),
        "vehicle_type": rng.choice(_TYPES),
        "drawer": draw_person(rng),
        "remarks": "一车一票",
    }
    qr = write_qr_payload("03", code, number, total - tax, day, "") if rng.random() < 0.6 else ""
    face = bureau_names(seller.city.tax_area, day) | {
        "rate": rate,
        "address": seller.address,
        "phone": seller.phone,
        "bank": seller.bank,
        "account": seller.account,
        "origin": f"{draw_city(rng).name}市",
        "control": draw_cipher(rng),
        "office": f"国家税务总局{seller.city.name}市税务局 1{seller.city.area}00",
        "tonnage": f"{rng.uniform(0.9, 2.2):.2f}",
        "people": str(rng.choice((5, 5, 5, 7, 2))),
    }
    return SyntheticInvoice(Kind.MOTOR_VEHICLE, "MOTOR_VEHICLE", day, fields, qr=qr, code_payload=qr, seals=(seller.name,), face=face)


def draw_used_vehicle(rng: Random, day: date | None = None) -> SyntheticInvoice:
    day = day or date(2018, 4, 2) + timedelta(days=rng.randint(0, 2200))
    market = draw_company(rng, day, trade="cars")
    buyer_city, seller_city = draw_city(rng), market.city
    total = rng.randint(80, 4000) * 100_00
    code, number = write_invoice_code("15", market.city.tax_area, day.year, rng.randint(1, 9)), draw_short_number(rng)
    fields = {
        "invoice_code": code,
        "invoice_number": number,
        "issue_date": day.isoformat(),
        "machine_number": "53" + draw_digits(rng, 10),
        "buyer_name": draw_person(rng),
        "buyer_tax_id": draw_personal_id(rng, buyer_city),
        "buyer_address_phone": f"{draw_address(rng, buyer_city)} {draw_phone(rng, buyer_city)}",
        "seller_name": draw_person(rng),
        "seller_tax_id": draw_personal_id(rng, seller_city),
        "seller_address_phone": f"{draw_address(rng, seller_city)} {draw_phone(rng, seller_city)}",
        "total": format_fen(total),
        "total_in_words": write_words(total),
        "plate_number": draw_plate(rng, seller_city),
        "registration_number": draw_digits(rng, 12),
        "vin": draw_vin(rng),
        "brand_model": rng.choice(_MAKES),
        "vehicle_type": rng.choice(_TYPES),
        "drawer": draw_person(rng),
        "remarks": "",
    }
    qr = write_qr_payload("15", code, number, total, day, "") if rng.random() < 0.6 else ""
    face = bureau_names(market.city.tax_area, day) | {
        "control": draw_cipher(rng),
        "office": f"{buyer_city.name}市车辆管理所",
        "market": market.name,
        "market_id": market.tax_id,
        "market_address": market.address,
        "market_phone": market.phone,
        "market_bank": f"{market.bank} {market.account}",
    }
    return SyntheticInvoice(Kind.USED_VEHICLE, "USED_VEHICLE", day, fields, qr=qr, code_payload=qr, seals=(market.name,), face=face)
