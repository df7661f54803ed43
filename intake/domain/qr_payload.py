"""What a QR code on or near an invoice says.

The invoice's own: `01,kind,code,number,amount,YYYYMMDD,check,tail` (the 01 is a version mark). Blanks, full-width commas and a lost empty
check field are met in the wild and accepted. Blockchain invoices of Shenzhen carry a link, those of Yunnan a longer list; everything else in
the picture is told apart so that it is never taken for the invoice.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from intake.domain.dates import make_date
from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_tail import Tail, check_tail, crc16_umts, tail_of
from intake.domain.sheet_codes import parse_sheet_code


class AmountBasis(StrEnum):
    """Which printed amount the payload repeats."""

    WITHOUT_TAX = "without_tax"
    WITH_TAX = "with_tax"
    FARE = "fare"
    UNKNOWN = "unknown"
    """Not established for this kind: either total may be meant."""


class QrForm(StrEnum):
    TAX = "tax"
    """The comma list of the tax bureau."""
    YUNNAN_BLOCKCHAIN = "yunnan_blockchain"
    SHENZHEN_BLOCKCHAIN = "shenzhen_blockchain"
    NAMED_PARAMETERS = "named_parameters"
    """A link with parameters fpdm, fphm ...: seen in other readers, not on a real invoice yet."""


class ForeignForm(StrEnum):
    """A code that is not an invoice's own."""

    DELIVERY_LINK = "delivery_link"
    """A tax bureau's page where the invoice may be fetched. Never followed."""
    HEADER_CARD = "header_card"
    """A buyer's invoice title (开票抬头) card."""
    TRAIN_DIGITS = "train_digits"
    """The long encrypted digits of a paper train ticket."""
    SHEET = "sheet"
    """Of our own: a separator, the cover of a batch, a sticker (`sheet_codes`)."""
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True)
class InvoiceQr:
    payload: str
    """As decoded, without control characters."""
    form: QrForm
    kind: str
    """Two digits, `kind_codes.kind_of_qr` names them; "" where the form has none."""
    code: str
    number: str
    amount: int | None
    """分; None where the payload leaves it empty (preprinted rolls)."""
    basis: AmountBasis
    day: date | None
    check_code: str = ""
    tail: str = ""
    seller_tax_id: str = ""
    tail_check: Tail = Tail.NONE


@dataclass(frozen=True)
class ForeignQr:
    payload: str
    form: ForeignForm
    name: str = ""
    """Of a header card."""
    tax_id: str = ""


_BASIS = {
    "01": AmountBasis.WITHOUT_TAX,
    "04": AmountBasis.WITHOUT_TAX,
    "10": AmountBasis.WITHOUT_TAX,
    "14": AmountBasis.WITHOUT_TAX,
    "31": AmountBasis.WITH_TAX,
    "32": AmountBasis.WITH_TAX,
    "51": AmountBasis.FARE,
}
"""Kinds whose basis is proven on real invoices; the others are UNKNOWN."""
_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")
_TAIL = re.compile(r"[0-9A-Fa-f]{1,4}")
_HASH = re.compile(r"[0-9A-Fa-f]{40,80}")


def parse_qr(payload: str) -> InvoiceQr | ForeignQr:
    """Tell what a decoded payload is. Never raises: what nothing fits is `ForeignForm.OTHER`."""
    text = re.sub(r"[\x00-\x1f\x7f]", "", payload).strip()
    return parse_invoice_qr(text) or _foreign(text)


@lru_cache(maxsize=64)
def parse_invoice_qr(payload: str) -> InvoiceQr | None:
    """The invoice's own payload in any of its forms; None for everything else. Remembered, since rules and features ask for the same few again and again."""
    text = re.sub(r"[\x00-\x1f\x7f]", "", payload).strip()
    if re.match(r"https?://", text, re.IGNORECASE):
        return _parse_link(text)
    return _parse_list(text)


def write_qr_payload(
    kind: str,
    code: str,
    number: str,
    amount: int | None,
    day: date | None,
    check_code: str = "",
    *,
    tail: Tail = Tail.UMTS_COMMA,
    closing_comma: bool = True,
) -> str:
    """A payload with a valid tail for an invented invoice; `amount` in 分. `Tail.NONE` leaves the tail out."""
    fields = ["01", kind, code, number, "" if amount is None else format_fen(amount), "" if day is None else f"{day:%Y%m%d}", check_code]
    if tail is Tail.NONE:
        return ",".join(fields)
    return ",".join([*fields, tail_of(fields, tail)]) + ("," if closing_comma else "")


def _parse_list(text: str) -> InvoiceQr | None:
    printed = text.replace("，", ",").split(",")
    fields = [field.strip() for field in printed]
    if len(fields) < 6 or fields[0] != "01" or not re.fullmatch(r"[0-9]{2}", fields[1]):
        return None
    if re.fullmatch(r"[0-9A-Z]{15,20}", fields[4]) and not _AMOUNT.fullmatch(fields[4]):
        return _parse_yunnan(text, fields)
    last = max(i for i, field in enumerate(fields) if field)
    if last > 7:
        return None
    if last == 6 and len(fields[6]) <= 4 and _TAIL.fullmatch(fields[6]):
        # The empty check field was left out. Its tail is over what is left, or over the whole where only the reader lost a comma.
        tail, check_code = fields[6], ""
        ways = [printed[:6], [*printed[:6], ""]]
    else:
        fields += [""] * (8 - len(fields))
        tail, check_code = fields[7], fields[6]
        ways = [printed[:7]]
    if tail and not _TAIL.fullmatch(tail):
        return None
    _, kind, code, number, amount, day = fields[:6]
    if not _is_identity(code, number) or not re.fullmatch(r"(?:[0-9]{20}|[0-9A-Za-z]{5,6})?", check_code):
        return None
    parsed_day = _parse_day(day)
    if (amount and not _AMOUNT.fullmatch(amount)) or (day and parsed_day is None):
        return None
    if not (amount and day) and kind != "11":
        return None
    checks = [check_tail(way, tail) for way in ways]
    fitting = next((check for check in checks if check is not Tail.MISMATCH), Tail.MISMATCH)
    return InvoiceQr(
        text, QrForm.TAX, kind, code, number, parse_fen(amount), _BASIS.get(kind, AmountBasis.UNKNOWN), parsed_day, check_code, tail, tail_check=fitting
    )


def _parse_yunnan(text: str, fields: list[str]) -> InvoiceQr | None:
    """`01,10,code,number,SELLER,amount,YYYYMMDD,hash`."""
    if len(fields) < 7 or not _is_identity(fields[2], fields[3]) or not _AMOUNT.fullmatch(fields[5]):
        return None
    day = _parse_day(fields[6])
    digest = fields[7] if len(fields) > 7 else ""
    if day is None or (digest and not _HASH.fullmatch(digest)):
        return None
    return InvoiceQr(
        text, QrForm.YUNNAN_BLOCKCHAIN, fields[1], fields[2], fields[3], parse_fen(fields[5]), AmountBasis.UNKNOWN, day, tail=digest, seller_tax_id=fields[4]
    )


def _parse_link(text: str) -> InvoiceQr | None:
    try:
        link = urlsplit(text)
    except ValueError:
        return None
    given = {name.lower(): value.strip() for name, value in parse_qsl(link.query)}
    if (link.hostname or "").startswith("bcfp.") and "bill_num" in given:
        fen = given.get("total_amount", "")
        if not re.fullmatch(r"[0-9]{8}", given["bill_num"]) or not re.fullmatch(r"-?[0-9]{1,12}", fen):
            return None
        return InvoiceQr(text, QrForm.SHENZHEN_BLOCKCHAIN, "", "", given["bill_num"], int(fen), AmountBasis.WITH_TAX, None, tail=given.get("hash", ""))
    if "fphm" not in given or not _is_identity(given.get("fpdm", ""), given["fphm"]):
        return None
    amount = given.get("kjje") or given.get("je") or ""
    day = _parse_day(re.sub(r"\D", "", given.get("kprq", ""))[:8])
    return InvoiceQr(text, QrForm.NAMED_PARAMETERS, "", given.get("fpdm", ""), given["fphm"], parse_fen(amount), AmountBasis.UNKNOWN, day, given.get("jym", ""))


def _is_identity(code: str, number: str) -> bool:
    """A 数电 number stands alone; a shorter one needs its code."""
    return bool(re.fullmatch(r"[0-9]{20}", number) if not code else re.fullmatch(r"[0-9]{10}|[0-9]{12}", code) and re.fullmatch(r"[0-9]{8}|[0-9]{20}", number))


def _parse_day(text: str) -> date | None:
    return make_date(int(text[:4]), int(text[4:6]), int(text[6:])) if re.fullmatch(r"[0-9]{8}", text) else None


def _foreign(text: str) -> ForeignQr:
    if re.match(r"https?://", text, re.IGNORECASE):
        try:
            host = urlsplit(text).hostname or ""
        except ValueError:
            host = ""
        return ForeignQr(text, ForeignForm.DELIVERY_LINK if host.endswith(".chinatax.gov.cn") else ForeignForm.LINK)
    if parse_sheet_code(text) is not None:
        return ForeignQr(text, ForeignForm.SHEET)
    card = _parse_header_card(text)
    if card:
        return card
    if re.fullmatch(r"[0-9]{60,200}", text):
        return ForeignQr(text, ForeignForm.TRAIN_DIGITS)
    return ForeignQr(text, ForeignForm.OTHER)


def _parse_header_card(text: str) -> ForeignQr | None:
    """`$01` + base64 of GBK text `name</>tax id</>address and phone</>bank and account</>CRC` + `$`, the CRC over all before it."""
    match = re.fullmatch(r"\$01([0-9A-Za-z+/=]+)\$?", text)
    if not match:
        return None
    try:
        content = base64.b64decode(match[1], validate=True)
        parts = content.decode("gbk").split("</>")
    except (binascii.Error, UnicodeDecodeError):
        return ForeignQr(text, ForeignForm.HEADER_CARD)
    checked = f"{crc16_umts(content[: content.rfind(b'</>') + 3]):04X}" == parts[-1].upper()
    return ForeignQr(text, ForeignForm.HEADER_CARD, parts[0] if checked else "", parts[1] if checked and len(parts) > 1 else "")
