"""What columns of lists of invoices are called, in exports of the tax account (发票查询, 勾选), statements of suppliers and lists of accounting programs; and what their states mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

NUMBER, DIGITAL_NUMBER, CODE, ISSUE_DATE = "number", "digital_number", "code", "issue_date"
AMOUNT, TAX, TOTAL = "amount", "tax", "total"
SELLER_TAX_ID, SELLER_NAME, BUYER_TAX_ID = "seller_tax_id", "seller_name", "buyer_tax_id"
STATUS, THEIR_ID, GOODS = "status", "their_id", "goods"

SPELLINGS: Mapping[str, Sequence[str]] = {
    NUMBER: ("发票号码", "票据号码", "发票号", "票号", "invoice_number", "invoice number", "invoice no", "number"),
    DIGITAL_NUMBER: ("数电票号码", "数电发票号码", "全电发票号码", "全电票号码", "电子发票号码", "数电号码", "digital_number", "digital number"),
    CODE: ("发票代码", "票据代码", "invoice_code", "invoice code", "code"),
    ISSUE_DATE: ("开票日期", "开票时间", "开具日期", "发票日期", "填发日期", "issue_date", "issue date", "invoice date", "date"),
    AMOUNT: ("金额", "不含税金额", "合计金额", "金额(不含税)", "金额合计", "amount", "amount without tax", "net"),
    TAX: ("税额", "合计税额", "税额合计", "票面税额", "tax", "tax amount", "vat"),
    TOTAL: ("价税合计", "含税金额", "价税合计金额", "价税合计(小写)", "金额(含税)", "总金额", "total", "total amount", "gross"),
    SELLER_TAX_ID: (
        *("销方识别号", "销售方识别号", "销方纳税人识别号", "销售方纳税人识别号", "销方税号", "销售方税号"),
        *(
            "销方统一社会信用代码",
            "销售方统一社会信用代码",
            "销售方纳税人识别号(统一社会信用代码)",
            "供应商税号",
            "seller_tax_id",
            "seller tax id",
            "supplier tax id",
        ),
    ),
    SELLER_NAME: (
        "销方名称",
        "销售方名称",
        "销货单位名称",
        "销方企业名称",
        "销售方",
        "供应商",
        "供应商名称",
        "seller_name",
        "seller name",
        "seller",
        "supplier",
    ),
    BUYER_TAX_ID: (
        *("购方识别号", "购买方识别号", "购方纳税人识别号", "购买方纳税人识别号", "购方税号", "购买方税号"),
        *("购方统一社会信用代码", "购买方统一社会信用代码", "buyer_tax_id", "buyer tax id"),
    ),
    STATUS: ("发票状态", "票据状态", "状态", "status", "invoice status"),
    THEIR_ID: ("凭证号", "凭证编号", "记账凭证号", "凭证字号", "voucher", "voucher number", "id"),
    GOODS: ("货物或应税劳务名称", "货物或应税劳务、服务名称", "项目名称", "商品名称", "货物或服务", "goods", "item"),
}
_COLUMN_OF: Mapping[str, str] = {spelling.replace(" ", "").lower(): column for column, spellings in SPELLINGS.items() for spelling in spellings}
_UNIT = re.compile(r"\((?:元|人民币|rmb|cny|¥|单位:元)\)$")
_DENIED = re.compile(r"(?:未|非|没有|not )(?:作废|红冲|冲红|正常|void|reversed)")
_VOID = ("作废", "void", "cancelled", "canceled")
_REVERSED = ("红冲", "冲红", "reversed")
_PART = ("部分", "part")
_STANDING = ("正常", "有效", "蓝字", "已开具", "勾选", "认证", "抵扣", "入账", "异常", "失控", "疑点", "normal", "valid", "issued", "abnormal")


def column_of(heading: str) -> str | None:
    """None for a heading that is none of ours."""
    plain = "".join(unicodedata.normalize("NFKC", heading).lower().split()).strip("*:.")
    return _COLUMN_OF.get(plain) or _COLUMN_OF.get(_UNIT.sub("", plain))


def stands(status: str) -> bool | None:
    """Whether an invoice of this state is neither void nor reversed as a whole; None for words that nobody knows."""
    said = unicodedata.normalize("NFKC", status).lower().strip()
    denied = bool(_DENIED.search(said))
    plain = _DENIED.sub("", said)
    if any(word in plain for word in _VOID):
        return False
    if any(word in plain for word in _REVERSED):
        return any(word in plain for word in _PART)
    return True if not said or denied or any(word in plain for word in _STANDING) else None
