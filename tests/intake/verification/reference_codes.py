"""Codes and signs as the domain reference lists them (7.3 and 7.4), row by row; kept apart from the product's table so that one can be held against the other."""

from __future__ import annotations

from intake.verification.codes import Vendor
from intake.verification.verifier import InvoiceStatus, Outcome

_ROWS: tuple[tuple[Outcome, dict[str, str]], ...] = (
    (Outcome.OK, {"page": "001", "baidu": "0001", "huawei": "valid", "fpcy": "0", "xiangyun": "0", "jumei": "200", "weibaozhang": "1"}),
    (
        Outcome.MISMATCH,
        {"page": "006", "baidu": "0006", "tencent": "FailedOperation.InvoiceMismatch", "xiangyun": "-30001", "jumei": "202", "weibaozhang": "4"},
    ),
    (
        Outcome.NOT_FOUND,
        {"page": "009", "baidu": "0009", "tencent": "ResourceNotFound.NoInvoice", "xiangyun": "-30002", "jumei": "201", "weibaozhang": "3"},
    ),
    (
        Outcome.DAILY_LIMIT,
        {"page": "002", "baidu": "0002", "tencent": "FailedOperation.CountLimitError", "xiangyun": "-30003 -30000", "jumei": "203", "weibaozhang": "2"},
    ),
    (
        Outcome.SAME_DAY,
        {
            "page": "rqerr",
            "baidu": "1014",
            "tencent": "ResourceNotFound.NotSupportCurrentInvoiceQuery",
            "xiangyun": "-30006",
            "qixiangyun": "CheckInvoicesMoreThanToday",
            "weibaozhang": "7",
        },
    ),
    (Outcome.TOO_OLD, {"baidu": "1015", "xiangyun": "-30007", "jumei": "205", "qixiangyun": "CheckInvoicesOverFiveYears", "weibaozhang": "8"}),
    (
        Outcome.BAD_REQUEST,
        {
            "page": "005",
            "baidu": "0005 1005 1006 1008 1009",
            "tencent": "InvalidParameterValue.TicketCodeParameterValueLimit InvalidParameterValue.TicketSnParameterValueLimit "
            "InvalidParameterValue.TicketDateParameterValueLimit InvalidParameterValue.PriceOrVerificationParameterValueLimit",
            "huawei": "1010",
            "xiangyun": "-30004 -30005 -30008 -30017",
            "jumei": "400 411",
            "qixiangyun": "IllegalParameter*",
            "weibaozhang": "5",
        },
    ),
    (Outcome.IN_PROGRESS, {"jumei": "206", "qixiangyun": "CheckInvoiceForTheSameFrequent"}),
    (
        Outcome.UNSUPPORTED,
        {"page": "1", "tencent": "ResourceNotFound.NoAreaCode", "jumei": "207", "qixiangyun": "CheckInvoiceNotSupport", "weibaozhang": "-1"},
    ),
    (
        Outcome.THROTTLED,
        {"page": "003 004 016", "baidu": "1004", "tencent": "RequestLimitExceeded", "xiangyun": "-30009", "jumei": "204 606 609"},
    ),
    (
        Outcome.UPSTREAM_DOWN,
        {
            "page": "010 010_ 015",
            "baidu": "1021 9999",
            "tencent": "ResourceUnavailable.TaxNetworkError",
            "xiangyun": "-30010 -30014",
            "jumei": "500 502 610",
            "weibaozhang": "6",
        },
    ),
    (Outcome.PERMISSION, {"page": "020", "baidu": "1020", "tencent": "FailedOperation.UnOpenError", "jumei": "601 602 604 607"}),
    (
        Outcome.QUOTA,
        {"tencent": "FailedOperation.ArrearsError ResourceUnavailable.ResourcePackageRunOut", "jumei": "603"},
    ),
)

REFERENCE = [
    *((Vendor(vendor), code, outcome) for outcome, row in _ROWS for vendor, codes in row.items() for code in codes.split()),
    (Vendor.TENCENT, "Invoice", Outcome.OK),
    (Vendor.WEIBAOZHANG, "9", Outcome.OK),
    (Vendor.WEIBAOZHANG, "10", Outcome.OK),
]

_STATUS = {
    InvoiceStatus.NORMAL: {"page": "0 N", "baidu": "N", "tencent": "N", "huawei": "valid", "fpcy": "0 N", "weibaozhang": "1"},
    InvoiceStatus.VOID: {"page": "2 Y", "baidu": "Y", "tencent": "Y", "huawei": "invalidated", "fpcy": "2 Y", "qixiangyun": "2", "weibaozhang": "9"},
    InvoiceStatus.RED: {"page": "3", "baidu": "H", "tencent": "H", "fpcy": "3", "qixiangyun": "3", "weibaozhang": "10"},
    InvoiceStatus.RED_PART: {"page": "7", "baidu": "BH", "tencent": "HP", "fpcy": "7", "qixiangyun": "7"},
    InvoiceStatus.RED_FULL: {"page": "8", "baidu": "QH", "tencent": "HF", "fpcy": "8", "qixiangyun": "8"},
}
REFERENCE_SIGNS = [(Vendor(vendor), sign, status) for status, row in _STATUS.items() for vendor, signs in row.items() for sign in signs.split()]
