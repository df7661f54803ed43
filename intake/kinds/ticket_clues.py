"""What tells tickets and single forms apart, as data: titles, labels and shapes of values, each with the points it gives to kinds.

Titles lie under seals and are often misread, labels are shared between kinds, and no single clue is safe: points add up. Texts are written as printed, without
blanks, brackets half-width.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.invoice import Kind


@dataclass(frozen=True, slots=True)
class Clue:
    """Speaks for `kinds` (against them, where `points` is negative) when one of the texts is printed or the pattern fits in a line."""

    kinds: tuple[Kind, ...]
    points: float
    texts: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None


ENOUGH_POINTS = 4.0
"""Less than this is no ticket of the kind."""

_TAXI = (Kind.TAXI,)
_TRAIN = (Kind.TRAIN,)
_RAIL = (Kind.RAIL_E,)
_ANY_RAIL = (Kind.TRAIN, Kind.RAIL_E)
_ROLL = (Kind.VAT_ROLL,)
_MOTOR = (Kind.MOTOR_VEHICLE,)
_USED = (Kind.USED_VEHICLE,)
_AIR = (Kind.AIR_E,)
_QUOTA = (Kind.QUOTA,)
_PRINTED = (Kind.MACHINE_PRINTED,)
_TOLL = (Kind.TOLL,)
_BUS = (Kind.BUS,)
_MEDICAL = (Kind.MEDICAL,)
_FISCAL = (Kind.FISCAL,)
_TREASURY = (Kind.MEDICAL, Kind.FISCAL)

CLUES: tuple[Clue, ...] = (
    # Taxi
    Clue(_TAXI, 4.0, ("出租汽车专用发票", "出租汽车通用机打发票", "出租车专用发票", "出租汽车统一发票", "出租汽车车费发票", "客运出租汽车")),
    Clue(_TAXI, 1.5, ("出租汽车", "出租车", "的士")),
    Clue(_TAXI, 1.5, ("TAXI", "Taxi")),
    Clue(_TAXI, 1.5, ("上车",)),
    Clue(_TAXI, 1.5, ("下车",)),
    Clue(_TAXI, 1.0, ("里程", "公里")),
    Clue(_TAXI, 1.0, ("等候", "等侯", "候时", "低速")),
    Clue(_TAXI, 1.0, ("车号", "车牌")),
    Clue(_TAXI, 0.7, ("证号", "工号")),
    Clue(_TAXI, 0.7, ("实收金额",)),
    Clue(_TAXI, 1.0, ("预约电召", "预约叫车", "电召热线", "叫车电话", "电调费")),
    Clue(_TAXI, 0.5, ("手写无效", "手开无效")),
    Clue(_TAXI, 1.5, pattern=re.compile(r"\d\.\d\d(?:元|.)?/(?:km|KM|公里)")),
    Clue(_TAXI, 0.7, pattern=re.compile(r"\d\.\d(?:km|KM|公里)")),
    Clue(_TAXI, 0.7, pattern=re.compile(r"^程[::]")),
    Clue(_TAXI, 0.7, pattern=re.compile(r"^[候侯][::]")),
    Clue(_TAXI, 0.5, pattern=re.compile(r"^[价态期][::]")),
    Clue(_TAXI, 1.0, pattern=re.compile(r"号[::][京津沪渝蒙]")),
    Clue(_TAXI, -4.0, ("行程单", "始发地", "目的地", "起点", "合计(大写)", "入口", "出口")),
    # Train
    Clue(_TRAIN, 2.0, ("限乘当日当次车", "限乘当日当次车在")),
    Clue(_TRAIN, 1.5, ("仅供报销使用", "报销凭证")),
    Clue(_TRAIN, 1.0, ("中国铁路祝您旅途愉快",)),
    Clue(_TRAIN, 2.0, pattern=re.compile(r"(?<!\d)\d{14}[A-Z×]\d{6}(?!\d)")),
    Clue(_ANY_RAIL, 2.0, ("买票请到12306发货请到95306",)),
    Clue(_ANY_RAIL, 2.0, pattern=re.compile(r"\d月\d{1,2}日\d\d[:.]\d\d开")),
    Clue(_ANY_RAIL, 1.5, pattern=re.compile(r"\d\d车.{1,4}号|\d\d车无座")),
    Clue(_ANY_RAIL, 1.5, ("二等座", "一等座", "商务座", "特等座", "硬座", "软座", "硬卧", "软卧", "二等卧", "一等卧", "动卧", "无座")),
    Clue(_ANY_RAIL, 0.7, ("检票", "候车")),
    Clue(_ANY_RAIL, 1.0, pattern=re.compile(r"\d{10}\*{4}\d{3}[\dX]")),
    Clue(_ANY_RAIL, 1.0, pattern=re.compile(r"(?<![A-Z\d])[GDCZTKLYS]\d{1,4}次?(?![\dA-Z])")),
    Clue(_RAIL, 6.0, ("铁路电子客票",)),
    Clue(_RAIL, 3.0, ("电子客票号",)),
    Clue(_RAIL, 1.0, ("购买方名称",)),
    Clue(_RAIL, -6.0, ("航班号", "承运人", "航空运输电子客票行程单", "民航发展基金")),
    # Roll
    Clue(_ROLL, 4.0, ("增值税普通发票(卷票)", "普通发票(卷票)")),
    Clue(_ROLL, 3.0, ("(卷票)", "卷票")),
    Clue(_ROLL, 1.0, ("增值税普通发票",)),
    Clue(_ROLL, 1.5, ("收款员",)),
    Clue(_ROLL, 1.0, ("合计金额(小写)", "合计金额(大写)")),
    Clue(_ROLL, 0.7, ("机打号码",)),
    Clue(_ROLL, 0.7, ("机器编号",)),
    Clue(_ROLL, 0.7, ("校验码",)),
    Clue(_ROLL, 0.7, ("销售方名称",)),
    Clue(_ROLL, 0.7, ("购买方名称",)),
    # Vehicles
    Clue(_MOTOR, 5.0, ("机动车销售统一发票",)),
    Clue(_MOTOR, 2.0, ("车辆识别代号/车架号码",)),
    Clue(_MOTOR, 1.5, ("合格证号",)),
    Clue(_MOTOR, 1.5, ("发动机号码",)),
    Clue(_MOTOR, 1.0, ("进口证明书号",)),
    Clue(_MOTOR, 1.0, ("商检单号",)),
    Clue(_MOTOR, 1.0, ("限乘人数",)),
    Clue(_MOTOR, 1.0, ("完税凭证号码",)),
    Clue(_MOTOR, 1.0, ("销货单位名称",)),
    Clue((Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE), 0.7, ("厂牌型号",)),
    Clue((Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE), 0.5, ("车辆类型",)),
    Clue(_USED, 5.0, ("二手车销售统一发票",)),
    Clue(_USED, 1.5, ("买方单位/个人",)),
    Clue(_USED, 1.5, ("卖方单位/个人",)),
    Clue(_USED, 1.5, ("转入地车辆管理所名称", "转入地车辆车管所名称")),
    Clue(_USED, 1.0, ("登记证号",)),
    Clue(_USED, 1.0, ("车牌照号",)),
    Clue(_USED, 1.0, ("经营、拍卖单位", "经营拍卖单位")),
    Clue(_USED, 1.0, ("车价合计", "二手车市场")),
    # Air
    Clue(_AIR, 6.0, ("航空运输电子客票行程单",)),
    Clue(_AIR, 1.5, ("电子客票号码",)),
    Clue(_AIR, 1.0, ("旅客姓名",)),
    Clue(_AIR, 1.0, ("航班号",)),
    Clue(_AIR, 1.0, ("承运人",)),
    Clue(_AIR, 1.5, ("民航发展基金",)),
    Clue(_AIR, 1.0, ("填开单位",)),
    Clue(_AIR, 1.0, ("客票级别/客票类别", "免费行李")),
    # Slips
    Clue(_QUOTA, 5.0, ("定额发票", "通用定额发票", "定额专用发票", "定额票据")),
    Clue(_QUOTA, 1.0, pattern=re.compile(r"^[壹贰叁肆伍陆柒捌玖拾佰]{1,4}[元圆]整?$")),
    Clue(_TOLL, 3.5, ("车辆通行费", "通行费专用", "过路过桥费", "过路费", "过桥费", "路桥通行费")),
    Clue(_TOLL, 1.5, ("高速公路", "通行费")),
    Clue(_TOLL, 1.5, ("入口", "入站", "入口站")),
    Clue(_TOLL, 1.5, ("出口", "出站", "出口站")),
    Clue(_TOLL, 1.0, ("收费站",)),
    Clue(_TOLL, 1.0, ("车型", "车类", "轴数")),
    Clue(_TOLL, -8.0, ("电子普通发票", "价税合计", "微信支付", "支付宝")),
    Clue(_BUS, 4.0, ("公路汽车客票", "汽车客票", "客运汽车票", "道路客运", "公路客票", "客运发票", "旅客运输")),
    Clue(_BUS, 1.5, ("客运站", "汽车站", "客运中心")),
    Clue(_BUS, 1.0, ("乘车日期", "发车时间", "开车时间", "乘车时间", "发车日期")),
    Clue(_BUS, 1.0, ("座号", "座位号")),
    Clue(_BUS, 1.0, ("票价",)),
    Clue(_BUS, 1.0, ("到站", "到达站", "终点站")),
    Clue(_BUS, 0.7, ("检票口", "上车站", "起站", "始发站", "班次", "车次")),
    Clue(_BUS, -6.0, ("铁路", "12306", "航班号", "限乘当日当次车")),
    # Treasury and machine-printed forms
    Clue(_MEDICAL, 5.0, ("医疗门诊收费票据", "医疗住院收费票据", "门诊收费票据", "住院收费票据", "医疗收费票据", "医疗服务收费")),
    Clue(_MEDICAL, 1.5, ("医疗机构类型", "医保统筹基金支付", "医保类型", "医保编号")),
    Clue(_MEDICAL, 1.5, ("个人自付", "个人自费", "个人现金支付", "个人账户支付")),
    Clue(_MEDICAL, 1.5, ("门诊号", "病历号", "住院号", "就诊日期", "住院科别")),
    Clue(_FISCAL, 5.0, ("财政票据", "非税收入", "资金往来结算票据", "捐赠统一票据", "社会团体会费", "行政事业性收费", "一般缴款书")),
    Clue(_FISCAL, 1.0, ("执收单位", "项目编码", "缴款书")),
    Clue(_FISCAL, 1.0, ("财政部监制", "财政局监制", "财政厅监制", "财政票据监制章")),
    Clue(_TREASURY, 1.5, ("票据代码",)),
    Clue(_TREASURY, 1.0, ("票据号码",)),
    Clue(_TREASURY, 1.0, ("交款人",)),
    Clue(_TREASURY, 0.7, ("收款单位(章)",)),
    Clue(_PRINTED, 4.0, ("通用机打发票", "机打平推式发票")),
    Clue(_PRINTED, 1.5, ("行业分类",)),
    Clue(_PRINTED, 1.0, ("机打代码", "机打号码", "机打票号")),
    Clue(_PRINTED, 1.0, ("付款方名称", "付款单位", "付款方", "付款单位(个人)")),
    Clue(_PRINTED, 1.0, ("收款方名称", "收款单位", "收款方")),
    Clue(_PRINTED, 1.0, ("付款方识别号", "收款方识别号", "收款方税号", "付款方证件")),
    Clue(_PRINTED, 1.0, ("查询码", "防伪码", "密码")),
    Clue(_PRINTED, -3.0, ("(卷票)", "出租汽车", "上车", "下车", "里程", "通行费", "定额", "票据代码", "销货单位名称", "买方单位/个人")),
)

OTHER_TITLES = ("发票", "发票联", "收据", "收款收据", "票据", "专用收据", "报销凭证", "门票", "统一收据")
"""How the title of a paper ends that is some voucher, though none of the kinds above."""

VAT_FORM_SIGNS = ("价税合计", "密码区", "规格型号", "税额", "货物或应税劳务、服务名称", "项目名称", "销售方", "购买方", "销货单位", "购货单位")
"""Four of these make a page the VAT form or a 数电 form, not a ticket, unless it is one of the vehicle or travel forms."""
