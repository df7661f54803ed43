"""Which fields each kind of invoice has, and what people call them. A field that a kind lacks is absent from its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.invoice import KEY_FIELDS, Kind


@dataclass(frozen=True)
class Wording:
    """What people call a field or a kind."""

    zh: str
    en: str


VAT_KINDS = (
    Kind.VAT_SPECIAL,
    Kind.VAT_GENERAL,
    Kind.VAT_E_SPECIAL,
    Kind.VAT_E_GENERAL,
    Kind.DIGITAL_SPECIAL,
    Kind.DIGITAL_GENERAL,
    Kind.VAT_ROLL,
    Kind.TOLL_E,
    Kind.MOTOR_VEHICLE,
    Kind.USED_VEHICLE,
    Kind.BLOCKCHAIN,
)
"""What the tax bureau's VAT systems issue to firms; tickets and receipts of offices are not among them."""
_NUMBERS = ("invoice_code", "invoice_number", "issue_date")
_PARTIES = ("buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id")
_FULL_PARTIES = (
    "buyer_name",
    "buyer_tax_id",
    "buyer_address_phone",
    "buyer_bank_account",
    "seller_name",
    "seller_tax_id",
    "seller_address_phone",
    "seller_bank_account",
)
_SUMS = ("amount", "tax", "total", "total_in_words")
_PEOPLE = ("payee", "reviewer", "drawer", "remarks")
_JOURNEY = ("from_station", "to_station", "train_number", "departure_time", "seat", "seat_class", "passenger_name", "passenger_id")
_VEHICLE = ("vin", "engine_number", "certificate_number", "brand_model", "vehicle_type")

_SPECIAL = (*_NUMBERS, "machine_number", *_FULL_PARTIES, *_SUMS, *_PEOPLE)
_GENERAL = (*_NUMBERS, "check_code", "machine_number", *_FULL_PARTIES, *_SUMS, *_PEOPLE)
_DIGITAL = ("invoice_number", "issue_date", *_PARTIES, *_SUMS, "drawer", "remarks")

FIELDS_OF: Mapping[Kind, tuple[str, ...]] = {
    Kind.VAT_SPECIAL: _SPECIAL,
    Kind.VAT_GENERAL: _GENERAL,
    Kind.VAT_E_SPECIAL: _GENERAL,
    Kind.VAT_E_GENERAL: _GENERAL,
    Kind.DIGITAL_SPECIAL: _DIGITAL,
    Kind.DIGITAL_GENERAL: _DIGITAL,
    Kind.VAT_ROLL: (*_NUMBERS, "check_code", "machine_number", *_PARTIES, "total", "total_in_words", "payee"),
    Kind.TOLL_E: _GENERAL,
    Kind.MOTOR_VEHICLE: (
        *_NUMBERS,
        "machine_number",
        "buyer_name",
        "buyer_tax_id",
        "seller_name",
        "seller_tax_id",
        "seller_address_phone",
        "seller_bank_account",
        *_SUMS,
        *_VEHICLE,
        "drawer",
        "remarks",
    ),
    Kind.USED_VEHICLE: (
        *_NUMBERS,
        "machine_number",
        "buyer_name",
        "buyer_tax_id",
        "buyer_address_phone",
        "seller_name",
        "seller_tax_id",
        "seller_address_phone",
        "total",
        "total_in_words",
        "plate_number",
        "registration_number",
        "vin",
        "brand_model",
        "vehicle_type",
        "drawer",
        "remarks",
    ),
    Kind.BLOCKCHAIN: (*_NUMBERS, "check_code", *_FULL_PARTIES, *_SUMS, *_PEOPLE),
    Kind.RAIL_E: ("invoice_number", "issue_date", "buyer_name", "buyer_tax_id", "ticket_number", *_JOURNEY, "total"),
    Kind.AIR_E: (
        "invoice_number",
        "issue_date",
        "buyer_name",
        "buyer_tax_id",
        "seller_name",
        "ticket_number",
        "passenger_name",
        "passenger_id",
        "amount",
        "tax",
        "total",
    ),
    Kind.TAXI: (*_NUMBERS, "car_number", "time_on", "time_off", "unit_price", "mileage", "total"),
    Kind.TRAIN: ("ticket_number", *_JOURNEY, "total"),
    Kind.QUOTA: ("invoice_code", "invoice_number", "total"),
    Kind.TOLL: (*_NUMBERS, "entrance", "exit", "vehicle_type", "total"),
    Kind.BUS: (*_NUMBERS, "from_station", "to_station", "departure_time", "seat", "passenger_name", "total"),
    Kind.MACHINE_PRINTED: (*_NUMBERS, *_PARTIES, "total", "total_in_words", "payee", "drawer", "remarks"),
    Kind.MEDICAL: (*_NUMBERS, "check_code", "buyer_name", "seller_name", "total", "total_in_words", "payee", "reviewer", "remarks"),
    Kind.FISCAL: (*_NUMBERS, "check_code", "buyer_name", "buyer_tax_id", "seller_name", "total", "total_in_words", "payee", "reviewer", "remarks"),
    Kind.OTHER: ("invoice_code", "invoice_number", "issue_date", "seller_name", "total"),
    Kind.NOT_INVOICE: (),
}

OPTIONAL_FIELDS = ("cipher",)
"""Given where it was read, missed by nobody."""

_WITHOUT_CODE = ("invoice_code", "check_code", "machine_number")
"""What the 数电 forms of kinds that exist in both worlds do not have."""

FIELD_LABELS: Mapping[str, Wording] = {
    "invoice_code": Wording("发票代码", "invoice code"),
    "invoice_number": Wording("发票号码", "invoice number"),
    "issue_date": Wording("开票日期", "issue date"),
    "check_code": Wording("校验码", "check code"),
    "machine_number": Wording("机器编号", "machine number"),
    "buyer_name": Wording("购买方名称", "buyer"),
    "buyer_tax_id": Wording("购买方纳税人识别号", "buyer's tax id"),
    "buyer_address_phone": Wording("购买方地址、电话", "buyer's address and phone"),
    "buyer_bank_account": Wording("购买方开户行及账号", "buyer's bank account"),
    "seller_name": Wording("销售方名称", "seller"),
    "seller_tax_id": Wording("销售方纳税人识别号", "seller's tax id"),
    "seller_address_phone": Wording("销售方地址、电话", "seller's address and phone"),
    "seller_bank_account": Wording("销售方开户行及账号", "seller's bank account"),
    "amount": Wording("合计金额", "amount without tax"),
    "tax": Wording("合计税额", "tax"),
    "total": Wording("价税合计", "total"),
    "total_in_words": Wording("价税合计(大写)", "total in words"),
    "payee": Wording("收款人", "payee"),
    "reviewer": Wording("复核", "reviewer"),
    "drawer": Wording("开票人", "drawer"),
    "remarks": Wording("备注", "remarks"),
    "cipher": Wording("密码区", "cipher area"),
    "vin": Wording("车辆识别代号/车架号码", "VIN"),
    "engine_number": Wording("发动机号码", "engine number"),
    "certificate_number": Wording("合格证号", "certificate number"),
    "brand_model": Wording("厂牌型号", "make and model"),
    "vehicle_type": Wording("车辆类型", "vehicle type"),
    "plate_number": Wording("车牌照号", "number plate"),
    "registration_number": Wording("登记证号", "registration certificate"),
    "car_number": Wording("车号", "car number"),
    "time_on": Wording("上车", "got in"),
    "time_off": Wording("下车", "got out"),
    "unit_price": Wording("单价", "unit price"),
    "mileage": Wording("里程", "kilometres"),
    "ticket_number": Wording("票号", "ticket number"),
    "from_station": Wording("出发站", "from"),
    "to_station": Wording("到达站", "to"),
    "train_number": Wording("车次", "train"),
    "departure_time": Wording("发车时间", "departure"),
    "seat": Wording("座位", "seat"),
    "seat_class": Wording("席别", "class"),
    "passenger_name": Wording("旅客姓名", "passenger"),
    "passenger_id": Wording("旅客证件号", "passenger's id"),
    "entrance": Wording("入口", "entrance"),
    "exit": Wording("出口", "exit"),
    "items": Wording("项目明细", "line items"),
    "kind": Wording("发票种类", "kind of invoice"),
}
"""Every name of `FIELDS_OF` and `OPTIONAL_FIELDS`, and the two that findings name besides."""

KIND_LABELS: Mapping[Kind, Wording] = {
    Kind.VAT_SPECIAL: Wording("增值税专用发票", "special VAT invoice"),
    Kind.VAT_GENERAL: Wording("增值税普通发票", "general VAT invoice"),
    Kind.VAT_E_SPECIAL: Wording("增值税电子专用发票", "electronic special VAT invoice"),
    Kind.VAT_E_GENERAL: Wording("增值税电子普通发票", "electronic general VAT invoice"),
    Kind.DIGITAL_SPECIAL: Wording("数电票(增值税专用发票)", "digital special VAT invoice"),
    Kind.DIGITAL_GENERAL: Wording("数电票(普通发票)", "digital general invoice"),
    Kind.VAT_ROLL: Wording("增值税普通发票(卷票)", "VAT roll invoice"),
    Kind.TOLL_E: Wording("通行费电子发票", "electronic toll invoice"),
    Kind.MOTOR_VEHICLE: Wording("机动车销售统一发票", "motor vehicle sale invoice"),
    Kind.USED_VEHICLE: Wording("二手车销售统一发票", "used vehicle sale invoice"),
    Kind.BLOCKCHAIN: Wording("区块链电子普通发票", "blockchain invoice"),
    Kind.RAIL_E: Wording("铁路电子客票", "electronic rail ticket"),
    Kind.AIR_E: Wording("航空运输电子客票行程单", "electronic air itinerary"),
    Kind.TAXI: Wording("出租车发票", "taxi receipt"),
    Kind.TRAIN: Wording("火车票", "train ticket"),
    Kind.QUOTA: Wording("定额发票", "fixed-amount invoice"),
    Kind.TOLL: Wording("过路费票据", "toll slip"),
    Kind.BUS: Wording("客运汽车票", "bus ticket"),
    Kind.MACHINE_PRINTED: Wording("通用机打发票", "machine-printed invoice"),
    Kind.MEDICAL: Wording("医疗收费票据", "medical receipt"),
    Kind.FISCAL: Wording("财政票据", "fiscal receipt"),
    Kind.OTHER: Wording("其他票据", "other ticket"),
    Kind.NOT_INVOICE: Wording("非发票", "not an invoice"),
}


def fields_of(kind: Kind, detail: str = "") -> tuple[str, ...]:
    """The fields of a kind; `detail` (the finer id, e.g. `D_TOLL`) tells 数电 forms, which have no code, and 数电 paper, which has one."""
    fields = FIELDS_OF[kind]
    if detail in ("D_TOLL", "D_MOTOR", "D_USED"):
        return tuple(name for name in fields if name not in _WITHOUT_CODE)
    if detail == "DP_SPECIAL":
        return ("invoice_code", *fields)
    if detail == "DP_GENERAL":
        return ("invoice_code", "check_code", *fields)
    return fields


def key_fields_of(kind: Kind, detail: str = "") -> tuple[str, ...]:
    """The fields of a kind that must never be wrong unseen, in the order of `KEY_FIELDS`."""
    present = fields_of(kind, detail)
    return tuple(name for name in KEY_FIELDS if name in present)
