"""Which general rate a category of goods or services is taxed at.

Lines of goods begin with the short name of their category between stars (`*餐饮服务*餐费`), as the classification of goods and services for tax codes
(商品和服务税收分类编码) gives it. The rates of the categories follow the VAT regulations: 13 % (before: 17, 16) for goods and rentals of movables, 9 % (11, 10; 13
for farm produce, water, gas, books before 2017-07) for food, utilities, transport, post, buildings, 6 % for other services. Levy rates, zero and exemption are
lawful for every category, since they depend on the seller or the buyer.
"""

from __future__ import annotations

import re
from datetime import date

from intake.domain.tax_rates import GENERAL_RATES, is_lawful

_CATEGORY = re.compile(r"^[*＊]([^*＊]+)[*＊]")

_REDUCED = frozenset((
    "谷物", "油料", "糖料", "蔬菜", "水果", "果类", "豆类", "薯类", "干果", "坚果", "花卉", "林产品", "畜禽产品", "海水产品", "淡水产品", "活畜", "活禽", "肉及肉制品",
    "蛋类", "乳制品", "谷物加工品", "植物油", "食用盐", "农产品", "饲料", "肥料", "农药", "农膜", "农业机械", "图书", "报纸", "期刊", "音像制品", "电子出版物", "印刷品",
    "水冰雪", "热力", "燃气", "天然气", "煤气", "沼气", "居民用煤炭制品", "二甲醚", "运输服务", "邮政服务", "建筑服务", "不动产", "土地使用权", "不动产租赁",
))  # fmt: skip
_SERVICES = frozenset((
    "餐饮服务", "住宿服务", "旅游服务", "娱乐服务", "文化服务", "体育服务", "教育服务", "医疗服务", "生活服务", "居民日常服务", "研发和技术服务", "研发服务", "信息技术服务",
    "设计服务", "广告服务", "会议服务", "会展服务", "会议展览服务", "鉴证咨询服务", "咨询服务", "认证服务", "鉴证服务", "企业管理服务", "经纪代理服务", "人力资源服务", "安全保护服务",
    "商务辅助服务", "物流辅助服务", "现代服务", "其他现代服务", "广播影视服务", "金融服务", "保险服务", "贷款服务", "直接收费金融服务", "无形资产", "物业管理服务", "收派服务", "仓储服务",
    "装卸搬运服务", "专业技术服务", "技术服务", "软件服务", "电信增值服务", "增值电信服务", "市政服务", "代理服务", "劳务派遣服务",
))  # fmt: skip
_SEVERAL = frozenset(("经营租赁", "电信服务", "融资租赁", "劳务", "预付卡销售", "印刷品", "林产品", "肥料", "花卉", "纸制品"))
"""Categories that hold goods or services of more than one rate."""
_FIRST_OF_SERVICES = date(2016, 5, 1)
"""Most services came under VAT on this day; before, only some of them in some provinces."""


def category_of(name: str) -> str:
    """The category a line of goods names, "" where it names none."""
    match = _CATEGORY.match(name)
    return match[1].strip() if match else ""


def usual_rate(category: str, on: date) -> str | None:
    """The general rate of a category on a day; None where it is not known, or there are several."""
    if not category or category in _SEVERAL or on < _FIRST_OF_SERVICES:
        return None
    rates = next((rates for since, rates in reversed(GENERAL_RATES) if since <= on), None)
    if rates is None:
        return None
    if category in _SERVICES or category.endswith("服务"):
        return rates[-1] if category in _SERVICES else (rates[-2] if category in _REDUCED else None)
    return (rates[-2] if len(rates) == 3 else None) if category in _REDUCED else rates[0]


def is_unusual(name: str, rate: str, on: date) -> bool:
    """Whether a line carries a general rate that is not its category's. Rates that were not in force are judged elsewhere."""
    usual = usual_rate(category_of(name), on)
    general = next((rates for since, rates in reversed(GENERAL_RATES) if since <= on), ())
    return usual is not None and rate in general and rate != usual and is_lawful(rate, on)
