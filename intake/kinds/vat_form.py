"""The form of VAT invoices before 数电: paper special and general, electronic general and special, toll.

Positions measured on public text PDFs and on the OFD file of the domain reference (section 1.3), page width normalised to 210 mm. Paper forms print code and
number without a label at the top; those are found by their shape, not by a zone.
"""

from __future__ import annotations

from intake.kinds.layout import Column, FormLayout, Group, Label, Zone

_UPPER, _LOWER = Group.UPPER, Group.LOWER

_TITLE = ((66.0, 6.5, 146.0, 16.5), (60.0, 3.0, 150.0, 13.5))
_MARGINS = ((8.5, 14.5), (119.0, 125.5))

_LABELS = (
    Label("invoice_code", ("发票代码",), 149.5, 162.0, 6.5, _UPPER),
    Label("invoice_number", ("发票号码",), 149.5, 162.0, 12.0, _UPPER),
    Label("issue_date", ("开票日期",), 149.5, 162.0, 18.2, _UPPER),
    Label("check_code", ("校验码",), 149.5, 162.0, 24.0, _UPPER, wide=True),
    Label("machine_number", ("机器编号",), 9.5, 22.5, 24.5, _UPPER),
    Label("name", ("名称",), 16.6, 35.3, 31.3, _UPPER, wide=True),
    Label("tax_id", ("纳税人识别号",), 16.7, 35.5, 36.4, _UPPER),
    Label("address_phone", ("地址、电话", "地址电话"), 16.6, 35.0, 41.6, _UPPER, wide=True),
    Label("bank_account", ("开户行及账号", "开户行及帐号"), 16.7, 35.5, 46.8, _UPPER),
    Label("sum", ("合计",), 21.5, 37.8, 90.4, _LOWER, wide=True),
    Label("words", ("价税合计(大写)", "价税合计"), 20.0, 43.0, 96.7, _LOWER, wide=True),
    Label("total", ("(小写)", "小写"), 155.5, 165.0, 96.7, _LOWER),
    Label("name", ("名称",), 16.5, 35.3, 103.4, _LOWER, wide=True),
    Label("tax_id", ("纳税人识别号",), 16.5, 35.5, 108.2, _LOWER),
    Label("address_phone", ("地址、电话", "地址电话"), 16.5, 35.0, 113.1, _LOWER, wide=True),
    Label("bank_account", ("开户行及账号", "开户行及帐号"), 16.5, 35.5, 117.8, _LOWER),
    Label("payee", ("收款人",), 11.2, 21.5, 123.9, _LOWER, wide=True),
    Label("reviewer", ("复核", "复核人"), 66.5, 73.5, 123.9, _LOWER, wide=True),
    Label("drawer", ("开票人",), 108.5, 118.5, 123.9, _LOWER, wide=True),
    Label("seller_seal", ("销售方:(章)", "销售方(章)", "销货单位:(章)", "销售单位:(章)"), 150.5, 170.0, 123.9, _LOWER, wide=True),
)

_ZONES = (
    Zone("invoice_code", 161.5, 206.0, 3.0, 9.3, _UPPER, "invoice_code", optional=True),
    Zone("invoice_number", 161.5, 206.0, 9.3, 15.2, _UPPER, "invoice_number", optional=True),
    Zone("issue_date", 161.5, 206.0, 15.2, 21.2, _UPPER, "issue_date", optional=True),
    Zone("check_code", 161.5, 206.0, 21.2, 27.2, _UPPER, "check_code", optional=True),
    Zone("machine_number", 30.5, 60.0, 21.5, 27.0, _UPPER, "machine_number", optional=True),
    Zone("buyer_name", 37.0, 119.5, 29.0, 34.2, _UPPER, "name"),
    Zone("buyer_tax_id", 37.0, 119.5, 34.2, 39.2, _UPPER, "tax_id"),
    Zone("buyer_address_phone", 37.0, 119.5, 39.2, 44.4, _UPPER, "address_phone"),
    Zone("buyer_bank_account", 37.0, 119.5, 44.4, 49.6, _UPPER, "bank_account"),
    Zone("cipher", 125.5, 206.0, 28.5, 50.0, _UPPER, many_lines=True),
    Zone("amount", 134.0, 165.8, 87.5, 93.6, _LOWER),
    Zone("tax", 174.5, 206.0, 87.5, 93.6, _LOWER),
    Zone("total_in_words", 53.0, 153.0, 93.6, 100.0, _LOWER, "words"),
    Zone("total", 165.0, 206.0, 93.2, 100.6, _LOWER, "total"),
    Zone("seller_name", 36.5, 119.5, 101.0, 106.0, _LOWER, "name"),
    Zone("seller_tax_id", 36.5, 119.5, 106.0, 110.8, _LOWER, "tax_id"),
    Zone("seller_address_phone", 36.5, 119.5, 110.8, 115.4, _LOWER, "address_phone"),
    Zone("seller_bank_account", 36.5, 119.5, 115.4, 120.4, _LOWER, "bank_account"),
    Zone("remarks", 125.3, 206.0, 100.8, 120.6, _LOWER, many_lines=True),
    Zone("payee", 22.5, 65.0, 121.0, 127.5, _LOWER, "payee"),
    Zone("reviewer", 74.5, 107.0, 121.0, 127.5, _LOWER, "reviewer"),
    Zone("drawer", 119.5, 148.0, 121.0, 127.5, _LOWER, "drawer"),
)

_PAPER_COLUMNS = (
    Column("name", ("货物或应税劳务、服务名称", "货物或应税劳务名称", "项目名称"), 4.5, 56.5, 32.6),
    Column("specification", ("规格型号",), 56.5, 82.5, 70.8),
    Column("unit", ("单位",), 82.5, 94.5, 89.6),
    Column("quantity", ("数量",), 94.5, 114.5, 105.4),
    Column("unit_price", ("单价",), 114.5, 134.5, 125.4),
    Column("amount", ("金额",), 134.5, 164.8, 149.0),
    Column("tax_rate", ("税率",), 164.8, 175.5, 169.7),
    Column("tax", ("税额",), 175.5, 206.0, 188.5),
)

_WIDE_PRICE_COLUMNS = (
    Column("name", ("货物或应税劳务、服务名称", "货物或应税劳务名称", "项目名称"), 4.5, 57.5, 33.8),
    Column("specification", ("规格型号",), 57.5, 77.5, 68.3),
    Column("unit", ("单位",), 77.5, 89.5, 81.2),
    Column("quantity", ("数量",), 89.5, 111.0, 98.8),
    Column("unit_price", ("单价",), 111.0, 136.0, 122.5),
    Column("amount", ("金额",), 136.0, 165.8, 150.7),
    Column("tax_rate", ("税率",), 165.8, 175.0, 169.8),
    Column("tax", ("税额",), 175.0, 206.0, 189.8),
)

_TOLL_COLUMNS = (
    Column("name", ("项目名称",), 4.5, 47.5, 29.5),
    Column("plate_number", ("车牌号",), 47.5, 81.0, 66.9),
    Column("vehicle_type", ("类型",), 81.0, 95.5, 89.1),
    Column("start_date", ("通行日期起",), 95.5, 114.4, 104.7),
    Column("end_date", ("通行日期止",), 114.4, 134.0, 124.0),
    Column("amount", ("金额",), 134.0, 163.5, 148.2),
    Column("tax_rate", ("税率",), 163.5, 175.0, 168.3),
    Column("tax", ("税额",), 175.0, 206.0, 187.4),
)

VAT_FORM = FormLayout("vat_form", _LABELS, _ZONES, _PAPER_COLUMNS, heading_v=52.5, sum_v=90.4, height=127.0, margins=_MARGINS, title=_TITLE)
"""The grid of the paper forms, and of electronic invoices that keep it."""
VAT_FORM_WIDE_PRICE = FormLayout(
    "vat_form_wide_price", _LABELS, _ZONES, _WIDE_PRICE_COLUMNS, heading_v=52.5, sum_v=90.4, height=127.0, margins=_MARGINS, title=_TITLE
)
"""The grid of the electronic form whose price column is wider."""
TOLL_FORM = FormLayout(
    "toll_form",
    _LABELS,
    _ZONES,
    _TOLL_COLUMNS,
    heading_v=52.5,
    sum_v=90.4,
    height=127.0,
    telling=("车牌号", "通行日期起", "通行日期止"),
    margins=_MARGINS,
    title=_TITLE,
)
VAT_FORMS = (VAT_FORM, VAT_FORM_WIDE_PRICE, TOLL_FORM)
