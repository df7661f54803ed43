"""The form of fully digitalised (数电) invoices: electronic special and general, and their forms for special business.

Positions measured on public text PDFs, page width normalised to 210 mm; the table of goods is elastic.
"""

from __future__ import annotations

from intake.kinds.layout import Column, FormLayout, Group, Label, Zone

_UPPER, _LOWER = Group.UPPER, Group.LOWER
_TAX_ID = ("统一社会信用代码/纳税人识别号", "纳税人识别号")

_TITLE = ((62.0, 6.5, 148.0, 16.0),)
_MARGINS = ((4.8, 10.4), (105.3, 110.8))

_LABELS = (
    Label("invoice_number", ("发票号码",), 154.5, 168.0, 12.9, _UPPER),
    Label("issue_date", ("开票日期",), 154.5, 168.0, 18.9, _UPPER),
    Label("name", ("名称",), 11.5, 18.5, 35.4, _UPPER, wide=True),
    Label("name", ("名称",), 112.0, 119.0, 35.4, _UPPER, wide=True),
    Label("tax_id", _TAX_ID, 11.5, 53.0, 45.9, _UPPER),
    Label("tax_id", _TAX_ID, 112.0, 153.5, 45.9, _UPPER),
    Label("sum", ("合计",), 20.5, 39.7, 113.9, _LOWER, wide=True),
    Label("words", ("价税合计(大写)", "价税合计"), 17.0, 42.4, 120.4, _LOWER, wide=True),
    Label("total", ("(小写)", "小写"), 143.5, 156.2, 120.4, _LOWER),
    Label("drawer", ("开票人",), 19.5, 30.5, 151.4, _LOWER, wide=True),
)

_ZONES = (
    Zone("invoice_number", 169.0, 206.5, 10.0, 15.8, _UPPER, "invoice_number", optional=True),
    Zone("issue_date", 169.0, 206.5, 15.8, 22.0, _UPPER, "issue_date", optional=True),
    Zone("buyer_name", 19.5, 105.5, 30.0, 41.0, _UPPER, "name"),
    Zone("seller_name", 120.0, 206.0, 30.0, 41.0, _UPPER, "name"),
    Zone("buyer_tax_id", 53.5, 105.5, 42.0, 50.0, _UPPER, "tax_id"),
    Zone("seller_tax_id", 154.0, 206.0, 42.0, 50.0, _UPPER, "tax_id"),
    Zone("amount", 128.0, 157.0, 109.5, 116.8, _LOWER),
    Zone("tax", 176.0, 206.5, 109.5, 116.8, _LOWER),
    Zone("total_in_words", 55.0, 142.0, 116.8, 123.4, _LOWER, "words"),
    Zone("total", 156.5, 206.0, 116.8, 123.4, _LOWER, "total"),
    Zone("remarks", 10.0, 206.0, 123.6, 147.5, _LOWER, many_lines=True),
    Zone("drawer", 31.5, 90.0, 148.5, 154.5, _LOWER, "drawer"),
)

_COLUMNS = (
    Column("name", ("项目名称",), 3.5, 40.8, 22.3),
    Column("specification", ("规格型号",), 40.8, 62.0, 48.5),
    Column("unit", ("单位",), 62.0, 80.5, 71.8),
    Column("quantity", ("数量",), 80.5, 104.3, 97.8),
    Column("unit_price", ("单价",), 104.3, 130.0, 122.8),
    Column("amount", ("金额",), 130.0, 156.0, 148.2),
    Column("tax_rate", ("税率/征收率", "税率"), 156.0, 177.5, 166.2),
    Column("tax", ("税额",), 177.5, 206.5, 199.2),
)

_WIDE_NAME_COLUMNS = (
    Column("name", ("项目名称",), 3.5, 51.0, 24.0),
    Column("specification", ("规格型号",), 51.0, 73.0, 58.1),
    Column("unit", ("单位",), 73.0, 90.0, 80.9),
    Column("quantity", ("数量",), 90.0, 114.0, 108.0),
    Column("unit_price", ("单价",), 114.0, 138.5, 131.9),
    Column("amount", ("金额",), 138.5, 164.5, 157.2),
    Column("tax_rate", ("税率/征收率", "税率"), 164.5, 182.0, 173.2),
    Column("tax", ("税额",), 182.0, 206.5, 198.3),
)

DIGITAL_FORM = FormLayout("digital_form", _LABELS, _ZONES, _COLUMNS, heading_v=54.9, sum_v=113.9, height=155.0, margins=_MARGINS, title=_TITLE)
DIGITAL_FORM_WIDE_NAME = FormLayout(
    "digital_form_wide_name", _LABELS, _ZONES, _WIDE_NAME_COLUMNS, heading_v=54.9, sum_v=113.9, height=155.0, margins=_MARGINS, title=_TITLE
)
"""The variant of some issuing channels whose first columns are wider."""
DIGITAL_FORMS = (DIGITAL_FORM, DIGITAL_FORM_WIDE_NAME)
