"""The list of goods (清单) that goes with an invoice of many lines. Positions measured on public text PDFs, page width normalised to 210 mm."""

from __future__ import annotations

from intake.kinds.layout import Column, FormLayout, Group, Label

LIST_TITLES = ("销售货物或者提供应税劳务、服务清单", "销售货物或者提供应税劳务清单")

_LABELS = (
    Label("list_title", LIST_TITLES, 50.5, 159.8, 17.1, Group.UPPER),
    Label("buyer", ("购买方名称", "购货单位名称"), 11.5, 28.5, 31.6, Group.UPPER),
    Label("seller", ("销售方名称", "销货单位名称"), 11.5, 28.5, 39.9, Group.UPPER),
    Label("invoice_code", ("发票代码",), 42.0, 56.0, 48.0, Group.UPPER),
    Label("invoice_number", ("号码",), 90.8, 97.6, 48.0, Group.UPPER),
    Label("sum", ("小计",), 10.7, 16.9, 210.7, Group.LOWER, wide=True),
    Label("grand_total", ("总计",), 10.9, 17.1, 216.1, Group.LOWER, wide=True),
    Label("seller_seal", ("销售方(章)", "销售方:(章)"), 11.4, 28.5, 237.8, Group.LOWER),
    Label("issue_date", ("填开日期",), 141.1, 154.5, 237.8, Group.LOWER),
)

_COLUMNS = (
    Column("line", ("序号",), 9.0, 17.8, 14.1),
    Column("name", ("货物(劳务)名称", "货物或应税劳务、服务名称", "货物(劳务)"), 17.8, 71.5, 45.5),
    Column("specification", ("规格型号",), 71.5, 92.5, 82.5),
    Column("unit", ("单位",), 92.5, 102.5, 97.7),
    Column("quantity", ("数量",), 102.5, 124.5, 112.8),
    Column("unit_price", ("单价",), 124.5, 145.0, 133.5),
    Column("amount", ("金额",), 145.0, 168.0, 155.9),
    Column("tax_rate", ("税率",), 168.0, 176.0, 171.8),
    Column("tax", ("税额",), 176.0, 201.0, 187.8),
)

_OFD_LABELS = (
    Label("list_title", LIST_TITLES, 45.1, 164.6, 17.6, Group.UPPER),
    Label("buyer", ("购买方名称", "购货单位名称"), 10.5, 28.0, 38.5, Group.UPPER),
    Label("seller", ("销售方名称", "销货单位名称"), 10.5, 28.0, 45.5, Group.UPPER),
    Label("invoice_code", ("发票代码",), 39.0, 52.0, 52.5, Group.UPPER),
    Label("invoice_number", ("号码",), 95.5, 102.0, 52.5, Group.UPPER),
    Label("sum", ("小计",), 6.0, 12.4, 258.5, Group.LOWER, wide=True),
    Label("issue_date", ("开票日期",), 147.5, 160.5, 280.0, Group.LOWER),
)

_OFD_COLUMNS = (
    Column("line", ("序号",), 5.0, 13.3, 9.2),
    Column("name", ("项目名称", "货物(劳务)名称"), 13.3, 58.0, 31.9),
    Column("specification", ("规格型号",), 58.0, 82.0, 69.9),
    Column("unit", ("单位",), 82.0, 95.0, 88.7),
    Column("quantity", ("数量",), 95.0, 113.5, 104.6),
    Column("unit_price", ("单价",), 113.5, 138.0, 124.6),
    Column("amount", ("金额",), 138.0, 165.0, 149.6),
    Column("tax_rate", ("税率",), 165.0, 177.0, 170.2),
    Column("tax", ("税额",), 177.0, 206.5, 189.1),
)

GOODS_LIST_FORMS = (
    FormLayout("goods_list", _LABELS, (), _COLUMNS, heading_v=58.9, sum_v=210.7, height=240.0, telling=LIST_TITLES),
    FormLayout("goods_list_ofd", _OFD_LABELS, (), _OFD_COLUMNS, heading_v=62.2, sum_v=258.5, height=285.0, telling=LIST_TITLES),
)
"""The list of electronic invoices as PDF print it, and as OFD files do."""
