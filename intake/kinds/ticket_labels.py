"""The labels of forms that are read label by label: for each field the texts printed before (or above) its value, brackets half-width, without blanks.

`party_*` labels belong to the party named in their line or last above it, `figures` to the sum in whose line it stands. Names beginning with `_` only bound
the values of their neighbours.
"""

from __future__ import annotations

Lexicon = tuple[tuple[str, tuple[str, ...]], ...]

_NUMBERS: Lexicon = (
    ("invoice_code", ("发票代码",)),
    ("invoice_number", ("发票号码",)),
    ("_printed_code", ("机打代码",)),
    ("_printed_number", ("机打号码", "机打票号")),
    ("issue_date", ("开票日期", "填开日期")),
    ("machine_number", ("机器编号", "机器编码")),
    ("check_code", ("校验码",)),
)

TAXI_LABELS: Lexicon = (
    ("car_number", ("车号", "车牌号", "车牌")),
    ("issue_date", ("日期",)),
    ("time_on", ("上车", "上车时间")),
    ("time_off", ("下车", "下车时间")),
    ("times", ("时间",)),
    ("unit_price", ("单价",)),
    ("mileage", ("里程",)),
    ("waiting", ("等候", "等侯", "候时")),
    ("state", ("状态",)),
    ("fare", ("金额", "金額", "金额(fare)")),
    ("fuel", ("燃油附加费",)),
    ("call", ("预约叫车服务费", "预约叫车", "预约电召费")),
    ("total", ("实收金额",)),
    ("itemised", ("Fare", "Fuel oil surcharge", "Call service surcharge")),
)
"""`times`: both in one line; `itemised`: the English labels of papers that list surcharges."""

ROLL_LABELS: Lexicon = (
    *_NUMBERS,
    ("seller_name", ("销售方名称",)),
    ("buyer_name", ("购买方名称",)),
    ("party_tax_id", ("纳税人识别号", "统一社会信用代码/纳税人识别号", "统一社会信用代码")),
    ("payee", ("收款员", "收款人")),
    ("total", ("合计金额(小写)", "(小写)", "金额合计(小写)")),
    ("total_in_words", ("合计金额(大写)", "(大写)", "金额合计(大写)")),
    ("_column_name", ("项目", "货物或应税劳务、服务名称")),
    ("_column_unit_price", ("单价",)),
    ("_column_quantity", ("数量",)),
    ("_column_amount", ("金额",)),
)

MOTOR_VEHICLE_LABELS: Lexicon = (
    *_NUMBERS,
    ("_tax_control", ("税控码",)),
    ("buyer_name", ("购买方名称", "购买方名称及", "购货单位(人)", "购货单位", "身份证号码/", "身份证号码/组织机构代码", "身份证号码")),
    ("_buyer_id", ("组织机构代码",)),
    ("party_tax_id", ("纳税人识别号", "纳税人识别号/", "统一社会信用代码/", "身份证明号码", "纳税人识别号/统一社会信用代码/身份证明号码")),
    ("vehicle_type", ("车辆类型",)),
    ("brand_model", ("厂牌型号",)),
    ("_origin", ("产地",)),
    ("certificate_number", ("合格证号",)),
    ("_import_certificate", ("进口证明书号",)),
    ("_inspection", ("商检单号",)),
    ("engine_number", ("发动机号码",)),
    ("vin", ("车辆识别代号/车架号码", "车辆识别代号", "车架号码")),
    ("total_in_words", ("价税合计", "价税合计(大写)")),
    ("figures", ("小写", "(小写)")),
    ("seller_name", ("销货单位名称", "销售方名称", "销售单位名称")),
    ("seller_phone", ("电话",)),
    ("seller_account", ("账号", "帐号")),
    ("seller_address_phone", ("地址",)),
    ("seller_bank_account", ("开户银行", "开户行")),
    ("_tax_rate", ("增值税税率", "或征收率", "增值税税率或征收率")),
    ("tax", ("增值税", "税额", "增值税税额")),
    ("_tax_office", ("主管税务", "机关及代码", "主管税务机关及代码")),
    ("amount", ("不含税价",)),
    ("_tax_receipt", ("完税凭证号码",)),
    ("_tonnage", ("吨位",)),
    ("_seats", ("限乘人数",)),
    ("drawer", ("开票人",)),
    ("remarks", ("备注",)),
    ("_seal", ("销货单位盖章", "销货单位(盖章)")),
)

USED_VEHICLE_LABELS: Lexicon = (
    *_NUMBERS,
    ("_tax_control", ("税控码",)),
    ("buyer_name", ("买方单位/个人", "买方单位/", "买方单位")),
    ("party_tax_id", ("单位代码/身份证号码", "单位代码/身份证明号码", "单位代码/身份证号", "单位代码")),
    ("buyer_address", ("买方单位/个人住址", "买方住址")),
    ("seller_name", ("卖方单位/个人", "卖方单位/", "卖方单位")),
    ("seller_address", ("卖方单位/个人住址", "卖方住址")),
    ("party_phone", ("电话",)),
    ("plate_number", ("车牌照号",)),
    ("registration_number", ("登记证号",)),
    ("vehicle_type", ("车辆类型",)),
    ("vin", ("车架号/车辆识别代码", "车架号/车辆识别代号", "车架号")),
    ("brand_model", ("厂牌型号",)),
    ("_office", ("转入地车辆管理所名称", "转入地车辆车管所名称", "转入地车辆管理所")),
    ("total_in_words", ("车价合计(大写)", "车价合计")),
    ("total", ("小写", "(小写)")),
    ("_dealer", ("经营、拍卖单位", "经营拍卖单位", "二手车市场", "经营、拍卖单位地址")),
    ("_dealer_tax_id", ("纳税人识别号",)),
    ("_bank", ("开户银行、账号", "开户银行及账号")),
    ("_address", ("地址",)),
    ("drawer", ("开票人",)),
    ("remarks", ("备注",)),
    ("_seal", ("开票单位(盖章)", "开票单位")),
)

RAIL_LABELS: Lexicon = (
    ("invoice_number", ("发票号码",)),
    ("issue_date", ("开票日期",)),
    ("ticket_number", ("电子客票号",)),
    ("buyer_name", ("购买方名称",)),
    ("buyer_tax_id", ("统一社会信用代码", "统一社会信用代码/纳税人识别号")),
    ("total", ("票价", "退票费", "改签费")),
)

AIR_LABELS: Lexicon = (
    ("invoice_number", ("发票号码",)),
    ("_state", ("开票状态",)),
    ("_international", ("国内国际标识",)),
    ("_office_number", ("GP单号",)),
    ("passenger_name", ("旅客姓名",)),
    ("passenger_id", ("有效身份证件号码",)),
    ("_endorsement", ("签注",)),
    ("_fare", ("票价",)),
    ("_fuel", ("燃油附加费",)),
    ("_rate", ("增值税税率",)),
    ("tax", ("增值税税额",)),
    ("_fund", ("民航发展基金",)),
    ("_other", ("其他税费",)),
    ("total", ("合计",)),
    ("ticket_number", ("电子客票号码",)),
    ("_verification", ("验证码",)),
    ("_insurance", ("保险费",)),
    ("_hint", ("提示信息",)),
    ("_agency", ("销售网点代号",)),
    ("seller_name", ("填开单位",)),
    ("issue_date", ("填开日期",)),
    ("buyer_name", ("购买方名称",)),
    ("buyer_tax_id", ("统一社会信用代码/纳税人识别号", "纳税人识别号")),
)

TREASURY_LABELS: Lexicon = (
    ("invoice_code", ("票据代码",)),
    ("invoice_number", ("票据号码",)),
    ("check_code", ("校验码",)),
    ("issue_date", ("开票日期",)),
    ("buyer_name", ("交款人", "缴款人", "付款人", "捐赠人")),
    ("buyer_tax_id", ("交款人统一社会信用代码", "统一社会信用代码")),
    ("total_in_words", ("金额合计(大写)", "合计(大写)", "合计金额(大写)", "(大写)")),
    ("total", ("(小写)", "小写")),
    ("seller_name", ("收款单位(章)", "收款单位", "开票单位")),
    ("reviewer", ("复核人", "复核")),
    ("payee", ("收款人", "经办人")),
    ("remarks", ("备注",)),
)

MACHINE_PRINTED_LABELS: Lexicon = (
    *_NUMBERS,
    ("_industry", ("行业分类",)),
    ("buyer_name", ("付款方名称", "付款单位(个人)", "付款单位", "付款方", "付款人", "购买方名称", "客户名称")),
    ("buyer_tax_id", ("付款方识别号", "付款方证件号", "付款方税号", "购买方识别号")),
    ("seller_name", ("收款方名称", "收款单位(盖章)", "收款单位", "收款方", "销售方名称")),
    ("seller_tax_id", ("收款方识别号", "收款方税号", "销售方识别号")),
    ("party_tax_id", ("纳税人识别号", "识别号")),
    ("total", ("(小写)", "小写", "合计(小写)", "总计(小写)", "合计金额(小写)")),
    ("total_in_words", ("(大写)", "大写", "合计(大写)", "总计(大写)", "合计金额(大写)", "合计人民币(大写)")),
    ("payee", ("收款人", "收款员")),
    ("drawer", ("开票人",)),
    ("remarks", ("备注",)),
)

TOLL_LABELS: Lexicon = (
    ("entrance", ("入口站", "入口", "入站")),
    ("exit", ("出口站", "出口", "出站")),
    ("vehicle_type", ("车型", "车类", "车种")),
    ("issue_date", ("日期", "时间", "出口时间", "收费时间")),
    ("total", ("金额", "通行费", "实收金额", "收费金额", "票价")),
    ("_collector", ("收费员", "工号", "车道", "班次", "流水号", "收费站", "支付方式", "车牌", "轴数", "总重", "限重", "里程")),
)

BUS_LABELS: Lexicon = (
    ("from_station", ("起站", "始发站", "乘车站", "上车站", "发站", "起点站")),
    ("to_station", ("到站", "终点站", "到达站", "下车站")),
    ("_date", ("乘车日期", "发车日期", "开车日期", "日期")),
    ("_time", ("开车时间", "发车时间", "乘车时间", "开点", "时间")),
    ("seat", ("座号", "座位号", "座位")),
    ("total", ("票价", "金额", "全价", "总价")),
    ("passenger_name", ("姓名", "旅客姓名", "乘客姓名")),
    ("_other", ("班次", "车次", "车型", "检票口", "证件号", "身份证", "车牌号", "售票员", "乘车地点", "票种")),
)
"""Printed on bus tickets in every order."""
