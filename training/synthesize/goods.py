"""What is bought: lines of goods and services by trade, with the rates that were lawful at the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from intake.domain.tax_rates import EXEMPT, GENERAL_RATES

CATEGORY_PRINTED_SINCE = date(2018, 1, 1)
"""From then on names carry the category of the tax bureau's list: `*餐饮服务*餐费`."""


@dataclass(frozen=True)
class Good:
    category: str
    name: str
    specifications: tuple[str, ...]
    units: tuple[str, ...]
    price: tuple[float, float]
    """Yuan for one unit, lowest and highest."""
    level: int
    """0 standard, 1 reduced (transport, construction, food), 2 services."""
    exempt: bool = False
    """May be sold exempt from tax."""


def _rows(*rows: tuple[str, str, str, str, float, float, int]) -> tuple[Good, ...]:
    return tuple(
        Good(category, name, tuple(specs.split("|")) if specs else (), tuple(units.split("|")) if units else ("",), (low, high), level)
        for category, name, specs, units, low, high, level in rows
    )


GOODS: Mapping[str, tuple[Good, ...]] = {
    "tech": _rows(
        ("信息技术服务", "技术服务费", "", "项|次|", 300, 90000, 2),
        ("信息技术服务", "软件开发服务", "", "项", 5000, 200000, 2),
        ("软件", "财务管理软件V5.0", "标准版|企业版", "套", 800, 30000, 0),
        ("计算机配套产品", "固态硬盘", "1TB NVMe|512G SATA|2TB", "块|个", 300, 1200, 0),
        ("电子计算机", "笔记本电脑", "T14 i7/16G/512G|X1-2024", "台", 4000, 12000, 0),
        ("信息系统增值服务", "云服务器租用费", "", "项|", 100, 9000, 2),
    ),
    "electronics": _rows(
        ("印制电路板", "双面线路板", "PCB_A12_R3|GX-0126-B", "片|块", 5, 400, 0),
        ("配电控制设备", "智能插座", "GN-403|B5440", "个|只", 20, 350, 0),
        ("电子元件", "贴片电容", "0603 10uF/16V|0805 104K", "盘|个", 0.5, 80, 0),
        ("照明装置", "LED平板灯", "600*600 48W|300*1200", "套|盏", 40, 300, 0),
        ("通信终端设备", "对讲机", "TK-3000|V8", "台|部", 200, 2000, 0),
        ("家用电器", "空气净化器 静音款 适用60平方米客厅卧室（含滤芯两只）", "KJ500F-A11", "台", 600, 3000, 0),
    ),
    "machines": _rows(
        ("气体压缩机", "螺杆空压机", "GT-7.5|LG-22", "台", 5000, 40000, 0),
        ("金属制品", "不锈钢法兰", "DN50 PN16|DN100", "片|只|个", 20, 600, 0),
        ("泵", "离心泵", "IS80-65-160|QY-15", "台", 800, 9000, 0),
        ("紧固件", "内六角螺栓", "M8*30|M12*50|M6×20", "千件|套|个", 0.2, 60, 0),
        ("通用设备", "减速电机", "RV63-30|YE2-90L", "台", 400, 6000, 0),
        ("劳务", "设备维修费", "", "次|", 200, 8000, 0),
    ),
    "materials": _rows(
        ("非金属矿物制品", "瓷砖", "800*800|600×1200", "平方米|箱|片", 30, 300, 0),
        ("水泥", "普通硅酸盐水泥", "P.O 42.5", "吨", 280, 520, 0),
        ("涂料", "内墙乳胶漆", "18L|5L/桶", "桶", 120, 900, 0),
        ("木制品", "细木工板", "1220*2440*17", "张", 90, 260, 0),
        ("黑色金属冶炼压延品", "螺纹钢", "HRB400E Φ16|HRB400 20", "吨", 3200, 5200, 0),
    ),
    "construction": _rows(
        ("建筑服务", "工程款", "", "项|", 10000, 900000, 1),
        ("建筑服务", "安装费", "", "次|项", 500, 60000, 1),
        ("建筑服务", "室内装修工程", "", "项", 8000, 300000, 1),
    ),
    "goods": _rows(
        ("纸制品", "抽纸", "3层130抽*24包|软抽 10包", "箱|提|包", 12, 90, 0),
        ("日用杂品", "垃圾袋", "45*55cm 100只|加厚", "卷|包", 3, 40, 0),
        ("洗涤剂", "洗衣液", "3kg*4|2.5L", "瓶|箱", 15, 160, 0),
        ("纺织产品", "纯棉毛巾", "34*75cm", "条", 8, 45, 0),
        ("塑料制品", "收纳箱", "58L|大号", "个|只", 20, 120, 0),
        ("饮料", "矿泉水", "550ml*24|1.5L*12", "箱|件", 18, 80, 0),
        ("服装", "工作服", "170/92A|XL", "套|件", 60, 400, 0),
    ),
    "office": _rows(
        ("纸制品", "复印纸", "A4 70g|A4 80g 5包/箱|A3 80g", "箱|包", 20, 260, 0),
        ("文具", "中性笔", "0.5mm 黑|G-5 12支", "支|盒", 1, 30, 0),
        ("办公设备", "打印机", "M7400 Pro|P2500", "台", 700, 4000, 0),
        ("办公设备配件", "硒鼓", "TL-410H|388A", "支|个", 60, 700, 0),
        ("家具", "办公椅", "908B 网布|人体工学", "把|张", 180, 1600, 0),
        ("文具", "档案盒", "55mm|A4 75mm", "个", 4, 20, 0),
    ),
    "media": _rows(
        ("设计服务", "平面设计费", "", "项|次|", 500, 30000, 2),
        ("广告服务", "广告发布费", "", "期|次|", 1000, 80000, 2),
        ("印刷品", "宣传画册", "A4 铜版纸 24P|16开", "本|册", 3, 60, 0),
        ("会展服务", "展位费", "3*3|标展", "个", 3000, 20000, 2),
    ),
    "transport": _rows(
        ("运输服务", "客运服务费", "无|", "次", 8, 300, 2),
        ("运输服务", "国内道路货物运输服务", "", "趟|吨|车", 300, 20000, 1),
        ("物流辅助服务", "收派服务费", "", "票|次|", 10, 3000, 2),
        ("经营租赁", "汽车租赁费", "7座商务|", "天|月", 150, 9000, 0),
        ("物流辅助服务", "仓储服务费", "", "月|", 500, 30000, 2),
    ),
    "catering": _rows(
        ("餐饮服务", "餐费", "", "次||项", 40, 5000, 2),
        ("餐饮服务", "餐饮服务", "", "次|", 60, 3000, 2),
        ("餐饮服务", "会议用餐", "", "人次|桌", 50, 1800, 2),
    ),
    "hotel": _rows(
        ("住宿服务", "住宿费", "标间|大床房|", "天|间/夜|", 150, 900, 2),
        ("会议服务", "会议场地费", "", "次|天", 1000, 20000, 2),
        ("餐饮服务", "餐费", "", "次|", 60, 3000, 2),
    ),
    "property": _rows(
        ("物业管理服务", "物业管理费", "", "月|平方米|", 100, 20000, 2),
        ("水冰雪", "自来水", "", "吨|立方米", 2, 6, 1),
        ("供电", "电费", "", "千瓦时|度", 0.5, 1.2, 0),
        ("经营租赁", "停车费", "", "月|次|", 5, 600, 1),
    ),
    "consulting": _rows(
        ("鉴证咨询服务", "咨询费", "", "项||次", 1000, 90000, 2),
        ("鉴证咨询服务", "审计费", "", "项|", 3000, 120000, 2),
        ("人力资源服务", "劳务派遣服务", "", "月|人|", 3000, 90000, 2),
        ("商务辅助服务", "代理记账费", "", "年|月", 200, 6000, 2),
    ),
    "medical": _rows(
        ("医疗仪器器械", "一次性使用医用口罩", "17.5×9.5cm 50只|平面型", "盒|只|包", 0.3, 40, 0),
        ("化学药品制剂", "阿莫西林胶囊", "0.25g*24粒", "盒", 8, 40, 0),
        ("医疗仪器器械", "电子血压计", "HEM-7136|U10L", "台", 120, 700, 0),
        ("卫生材料及医药用品", "医用纱布块", "8*8cm-8层", "包|箱", 2, 90, 0),
    ),
    "food": _rows(
        ("谷物加工品", "大米", "10kg|5kg 东北", "袋", 30, 120, 1),
        ("乳制品", "纯牛奶", "250ml*16|1L*6", "箱|提", 35, 90, 0),
        ("食用植物油", "花生油", "5L|1.8L", "桶|瓶", 50, 180, 1),
        ("焙烤食品", "面包", "", "个|份", 5, 60, 0),
        ("酒", "白酒", "52度 500ml", "瓶|箱", 60, 1600, 0),
    ),
    "farming": _rows(
        ("蔬菜", "西红柿", "", "公斤|斤", 2, 9, 1),
        ("水果", "苹果", "80mm|", "公斤|箱", 5, 80, 1),
        ("畜禽产品", "鸡蛋", "30枚/板", "板|公斤", 10, 40, 1),
        ("肉类", "鲜猪肉", "", "公斤", 18, 60, 1),
    ),
    "fuel": _rows(
        ("汽油", "95号车用汽油(VIA)", "95号", "升", 6.2, 8.4, 0),
        ("汽油", "92号车用汽油", "VIB|92#", "升", 5.8, 7.9, 0),
        ("柴油", "0号车用柴油(VI)", "0号", "升|吨", 5.5, 7.6, 0),
        ("预付卡销售", "加油卡充值", "", "次|", 200, 5000, 0),
    ),
    "education": _rows(
        ("教育服务", "培训费", "", "人|期|次", 300, 20000, 2),
        ("教育服务", "考试报名费", "", "人|", 50, 600, 2),
    ),
    "books": _rows(
        ("印刷品", "数据结构与算法分析（第3版）", "9787111128069", "本|册", 20, 120, 1),
        ("印刷品", "现货正版 企业会计准则应用指南 2024年版 立信出版社", "", "本", 30, 150, 1),
        ("印刷品", "中国古代建筑史图解", "16开", "册|套", 25, 300, 1),
        ("图书", "高等数学 上册", "第七版|", "本", 18, 60, 1),
    ),
    "cars": _rows(
        ("机动车配件", "前刹车片", "VW-L452|A6", "套|付", 150, 900, 0),
        ("劳务", "汽车保养费", "", "次|", 200, 3000, 0),
        ("润滑油", "全合成机油", "5W-30 4L|0W-20", "桶|瓶", 150, 600, 0),
    ),
}  # fmt: skip
"""Trade -> what it sells."""

_EXEMPT_TRADES = ("farming", "books", "education", "medical")


@dataclass(frozen=True)
class Wanted:
    """One line before its amounts are worked out."""

    name: str
    specification: str
    unit: str
    price: tuple[float, float]
    rate: str


def draw_goods(rng: Random, day: date, trade: str, count: int, *, exempt: bool = False, small_scale: bool = False) -> tuple[Wanted, ...]:
    """`count` lines that one seller of the trade might sell on a day. One levy rate for all where the seller is small-scale."""
    stock = GOODS.get(trade) or GOODS["goods"]
    levy = draw_levy(rng, day) if small_scale else ""
    lines = []
    for _ in range(count):
        good = rng.choice(stock)
        rate = EXEMPT if exempt else levy or standard_rate(good.level, day)
        name = f"*{good.category}*{good.name}" if day >= CATEGORY_PRINTED_SINCE else good.name
        lines.append(Wanted(name, rng.choice(good.specifications) if good.specifications else "", rng.choice(good.units), good.price, rate))
    return tuple(lines)


def can_be_exempt(trade: str) -> bool:
    return trade in _EXEMPT_TRADES


def standard_rate(level: int, day: date) -> str:
    """The general rate in force; where a day has fewer rates than levels, the next one."""
    rates = next(rates for since, rates in reversed(GENERAL_RATES) if since <= day)
    services = rates[-1]
    return (rates[0], rates[-2] if len(rates) > 2 else rates[0], services)[level]


def draw_levy(rng: Random, day: date) -> str:
    """The rate of a small-scale seller: 3 %, and 1 % since March 2020."""
    return "1%" if day >= date(2020, 3, 1) and rng.random() < 0.75 else "3%"
