"""What the codes of the providers mean in our words: one table (domain reference 7.3 and 7.4), the basis of rule R24.

A code that stands nowhere here is never good news: nobody knows what was answered, so nothing was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from intake.verification.verifier import InvoiceStatus, Outcome


class Vendor(StrEnum):
    """Whose codes."""

    PAGE = "page"
    """The national inspection page; the gateways of some resellers repeat its codes."""
    BAIDU = "baidu"
    TENCENT = "tencent"
    ALIYUN = "aliyun"
    HUAWEI = "huawei"
    FPCY = "fpcy"
    XIANGYUN = "xiangyun"
    JUMEI = "jumei"
    QIXIANGYUN = "qixiangyun"
    WEIBAOZHANG = "weibaozhang"


@dataclass(frozen=True)
class Meaning:
    outcome: Outcome
    status: InvoiceStatus | None = None
    """Where the code itself tells what became of the invoice."""
    confirmed: bool = True
    """False for what no document of the provider says: inferred from its words, or from codes of others."""


UNKNOWN = Meaning(Outcome.UNREACHABLE, confirmed=False)

_Row = Mapping[Vendor, str]

CODES: Mapping[Outcome, _Row] = {
    Outcome.OK: {
        Vendor.PAGE: "001",
        Vendor.BAIDU: "0001",
        Vendor.TENCENT: "Invoice",
        Vendor.ALIYUN: "001? 000000?",
        Vendor.HUAWEI: "valid",
        Vendor.FPCY: "0",
        Vendor.XIANGYUN: "0",
        Vendor.JUMEI: "200",
        Vendor.QIXIANGYUN: "success?",
        Vendor.WEIBAOZHANG: "1",
    },
    Outcome.MISMATCH: {
        Vendor.PAGE: "006",
        Vendor.BAIDU: "0006",
        Vendor.TENCENT: "FailedOperation.InvoiceMismatch",
        Vendor.ALIYUN: "006?",
        Vendor.XIANGYUN: "-30001",
        Vendor.JUMEI: "202",
        Vendor.WEIBAOZHANG: "4",
    },
    Outcome.NOT_FOUND: {
        Vendor.PAGE: "009",
        Vendor.BAIDU: "0009",
        Vendor.TENCENT: "ResourceNotFound.NoInvoice",
        Vendor.ALIYUN: "009?",
        Vendor.XIANGYUN: "-30002",
        Vendor.JUMEI: "201",
        Vendor.WEIBAOZHANG: "3",
    },
    Outcome.DAILY_LIMIT: {
        Vendor.PAGE: "002",
        Vendor.BAIDU: "0002",
        Vendor.TENCENT: "FailedOperation.CountLimitError",
        Vendor.ALIYUN: "002?",
        Vendor.XIANGYUN: "-30003 -30000",
        Vendor.JUMEI: "203",
        Vendor.WEIBAOZHANG: "2",
    },
    Outcome.SAME_DAY: {
        Vendor.PAGE: "rqerr",
        Vendor.BAIDU: "1014",
        Vendor.TENCENT: "ResourceNotFound.NotSupportCurrentInvoiceQuery",
        Vendor.XIANGYUN: "-30006",
        # "Later than today": dates in our future never leave the house, so it can only mean an invoice of today, seen from where the day has not begun.
        Vendor.JUMEI: "412?",
        Vendor.QIXIANGYUN: "CheckInvoicesMoreThanToday",
        Vendor.WEIBAOZHANG: "7",
    },
    Outcome.TOO_OLD: {
        Vendor.BAIDU: "1015",
        Vendor.ALIYUN: "10017?",
        Vendor.XIANGYUN: "-30007",
        Vendor.JUMEI: "205",
        Vendor.QIXIANGYUN: "CheckInvoicesOverFiveYears CheckInvoicesOverOneYears?",
        Vendor.WEIBAOZHANG: "8",
    },
    Outcome.BAD_REQUEST: {
        Vendor.PAGE: "005",
        Vendor.BAIDU: "0005 1005 1006 1008 1009",
        Vendor.TENCENT: "InvalidParameterValue.TicketCodeParameterValueLimit InvalidParameterValue.TicketSnParameterValueLimit "
        "InvalidParameterValue.TicketDateParameterValueLimit InvalidParameterValue.PriceOrVerificationParameterValueLimit "
        "InvalidParameter*? InvalidParameterValue*? MissingParameter*? UnknownParameter*?",
        Vendor.ALIYUN: "1005? 110? 111? 112? 113? 114? 111000? 111001?",
        Vendor.HUAWEI: "1010",
        Vendor.XIANGYUN: "-30004 -30005 -30008 -30017",
        Vendor.JUMEI: "400 411",
        Vendor.QIXIANGYUN: "IllegalParameter*",
        Vendor.WEIBAOZHANG: "5",
    },
    Outcome.IN_PROGRESS: {
        Vendor.JUMEI: "206",
        Vendor.QIXIANGYUN: "CheckInvoiceForTheSameFrequent",
    },
    Outcome.UNSUPPORTED: {
        Vendor.PAGE: "1",
        Vendor.TENCENT: "ResourceNotFound.NoAreaCode",
        Vendor.JUMEI: "207",
        Vendor.QIXIANGYUN: "CheckInvoiceNotSupport",
        Vendor.WEIBAOZHANG: "-1",
    },
    Outcome.THROTTLED: {
        Vendor.PAGE: "003 004 016",
        Vendor.BAIDU: "1004 4? 18?",
        Vendor.TENCENT: "RequestLimitExceeded RequestLimitExceeded*?",
        Vendor.ALIYUN: "104? Throttling*?",
        Vendor.HUAWEI: "APIG.0308?",
        Vendor.XIANGYUN: "-30009",
        Vendor.JUMEI: "204 606 609",
    },
    Outcome.UPSTREAM_DOWN: {
        Vendor.PAGE: "010 010_ 015 007? 008?",  # the last two are about a gateway's own captcha
        Vendor.BAIDU: "1021 9999 282000?",
        Vendor.TENCENT: "ResourceUnavailable.TaxNetworkError InternalError*?",
        Vendor.ALIYUN: "106? 121*? ServiceUnavailable*? InternalError*?",
        Vendor.XIANGYUN: "-30010 -30014",
        Vendor.JUMEI: "500 502 610",
        Vendor.WEIBAOZHANG: "6",
    },
    Outcome.PERMISSION: {
        Vendor.PAGE: "020",
        Vendor.BAIDU: "1020 6? 14? 110? 111? invalid_client? unauthorized_client?",
        Vendor.TENCENT: "FailedOperation.UnOpenError AuthFailure*? UnauthorizedOperation*?",
        Vendor.ALIYUN: "10020? NoPermission*? Forbidden*? InvalidAccessKeyId*? SignatureDoesNotMatch? ocrServiceNotOpen?",
        Vendor.HUAWEI: "ModelArts.4204? APIG.0301? APIG.0303?",
        Vendor.JUMEI: "601 602 604 607",
    },
    Outcome.QUOTA: {
        Vendor.BAIDU: "17? 19?",
        Vendor.TENCENT: "FailedOperation.ArrearsError ResourceUnavailable.ResourcePackageRunOut ResourceUnavailable.InArrears? "
        "ResourcesSoldOut.ChargeStatusException?",
        Vendor.JUMEI: "603",
    },
}
"""Parted by blanks. `?` marks what is not confirmed, `*` stands for any rest. A given code outranks a pattern, so that patterns catch what a provider adds later."""

_PAGE_SIGNS = "0=normal N=normal 2=void Y=void 3=red 7=red_part 8=red_full"
SIGNS: Mapping[Vendor, str] = {
    Vendor.PAGE: _PAGE_SIGNS,
    Vendor.BAIDU: "N=normal Y=void H=red BH=red_part QH=red_full",
    Vendor.TENCENT: "N=normal Y=void H=red HP=red_part HF=red_full 0=normal? 2=void? 3=red?",
    Vendor.ALIYUN: "N=normal? Y=void? H=red? BH=red_part? QH=red_full?",
    Vendor.HUAWEI: "valid=normal invalidated=void",
    Vendor.FPCY: _PAGE_SIGNS,
    Vendor.XIANGYUN: "0=normal? N=normal? 2=void? Y=void? 3=red? 7=red_part? 8=red_full?",
    Vendor.JUMEI: "0=normal? N=normal? 2=void? Y=void? 3=red? 7=red_part? 8=red_full?",
    Vendor.QIXIANGYUN: "0=normal 2=void 3=red 7=red_part 8=red_full N=normal? Y=void?",
    Vendor.WEIBAOZHANG: "1=normal 9=void 10=red",
}
"""The sign in a successful look-up -> what became of the invoice: `zfbz` of the page, InvalidSign, IsAbandoned, status ... Of 微报账 the code itself is the sign."""

_REPEATS = {Vendor.FPCY: Vendor.PAGE}
"""Whose codes a gateway is taken to pass on where its own documents give none."""
_BILLED = frozenset({Outcome.OK, Outcome.MISMATCH, Outcome.NOT_FOUND})
"""As 翔云, 聚美 and Tencent say of themselves; taken to hold for the others too."""
_BILLED_CODES = frozenset({(Vendor.XIANGYUN, "-30000"), (Vendor.ALIYUN, "1005")})
_MAINTENANCE = re.compile("维护|升级|停机")

_WITHOUT_TABLE = frozenset({Vendor.ALIYUN, Vendor.HUAWEI, Vendor.FPCY, Vendor.QIXIANGYUN})
"""Whose tables of codes were not found, not seen whole, or lack the most frequent ones."""
_WORDS = (
    ("不一致|不符", Outcome.MISMATCH),
    ("查无|不存在", Outcome.NOT_FOUND),
    ("次数", Outcome.DAILY_LIMIT),
    ("当天|当日|次日", Outcome.SAME_DAY),
    ("五年|5年", Outcome.TOO_OLD),
    ("正在查验", Outcome.IN_PROGRESS),
    ("不支持", Outcome.UNSUPPORTED),
    ("频繁", Outcome.THROTTLED),
    ("权限|未开通|鉴权", Outcome.PERMISSION),
    ("余额|欠费|次数不足", Outcome.QUOTA),
    ("维护|升级|停机", Outcome.MAINTENANCE),
    ("超时|异常|网络", Outcome.UPSTREAM_DOWN),
)
"""What the words of their messages say then, the first that fits; good news is never taken from words."""


def meaning_of(vendor: Vendor, code: str, message: str = "") -> Meaning:
    """`message` in the provider's words tells an upstream that is closed for maintenance from one that has failed: no provider has a code for it."""
    meaning = _lookup(vendor, code.strip())
    if meaning.outcome is Outcome.UNREACHABLE and vendor in _WITHOUT_TABLE:
        said = next((outcome for words, outcome in _WORDS if re.search(words, message)), Outcome.UNREACHABLE)
        return Meaning(said, confirmed=False)
    if meaning.outcome is Outcome.UPSTREAM_DOWN and _MAINTENANCE.search(message):
        return Meaning(Outcome.MAINTENANCE, confirmed=False)
    return meaning


def status_of(vendor: Vendor, sign: str) -> InvoiceStatus | None:
    """None for a sign that nobody has explained: then nothing may be said about the invoice."""
    found = next((value for value in SIGNS[vendor].split() if value.split("=")[0] == sign.strip()), None)
    return InvoiceStatus(found.split("=")[1].rstrip("?")) if found else None


def is_billed(vendor: Vendor, code: str, outcome: Outcome) -> bool:
    return outcome in _BILLED or (vendor, code) in _BILLED_CODES


def codes_of(vendor: Vendor) -> Iterator[tuple[str, Meaning]]:
    """Every code and pattern of the table."""
    for outcome, row in CODES.items():
        for entry in row.get(vendor, "").split():
            code = entry.rstrip("?")
            yield code, Meaning(outcome, status_of(vendor, code) if outcome is Outcome.OK and vendor is Vendor.WEIBAOZHANG else None, not entry.endswith("?"))
    if vendor is Vendor.WEIBAOZHANG:
        for code in ("9", "10"):
            yield code, Meaning(Outcome.OK, status_of(vendor, code))


def _lookup(vendor: Vendor, code: str) -> Meaning:
    patterns = []
    for known, meaning in codes_of(vendor):
        if known == code:
            return meaning
        if known.endswith("*") and code.startswith(known[:-1]):
            patterns.append((len(known), meaning))
    if patterns:
        return max(patterns, key=lambda pattern: pattern[0])[1]
    return replace(_lookup(_REPEATS[vendor], code), confirmed=False) if vendor in _REPEATS else UNKNOWN
