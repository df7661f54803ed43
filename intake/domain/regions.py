"""Areas that invoice codes and numbers name: the 36 tax areas of the national inspection platform, five of them plan cities beside their provinces."""

from __future__ import annotations

REGIONS = {
    "1100": "北京", "1200": "天津", "1300": "河北", "1400": "山西", "1500": "内蒙古",
    "2100": "辽宁", "2102": "大连", "2200": "吉林", "2300": "黑龙江",
    "3100": "上海", "3200": "江苏", "3300": "浙江", "3302": "宁波", "3400": "安徽", "3500": "福建", "3502": "厦门",
    "3600": "江西", "3700": "山东", "3702": "青岛",
    "4100": "河南", "4200": "湖北", "4300": "湖南", "4400": "广东", "4403": "深圳", "4500": "广西", "4600": "海南",
    "5000": "重庆", "5100": "四川", "5200": "贵州", "5300": "云南", "5400": "西藏",
    "6100": "陕西", "6200": "甘肃", "6300": "青海", "6400": "宁夏", "6500": "新疆",
}  # fmt: skip
"""Four digits, as in invoice codes. What is no plan city is cut to two digits and "00"."""

PLAN_CITIES = ("2102", "3302", "3502", "3702", "4403")

_DIGITAL_PLAN_CITIES = {"92": "3702", "95": "4403", "91": "", "93": "", "94": ""}
"""数电 numbers give plan cities two digits of their own. 91, 93 and 94 are Dalian, Ningbo and Xiamen in an order nobody has confirmed: known, but not which."""


def area_of_code(area: str) -> str | None:
    """The key in `REGIONS` of the four area digits of an invoice code (or of the first four of a tax id's area); None where there is no such area."""
    key = area if area in PLAN_CITIES else area[:2] + "00"
    return key if len(area) == 4 and key in REGIONS else None


def area_of_digital(area: str) -> str | None:
    """The key in `REGIONS` of the two area digits of a 数电 number; "" for a plan city that can't be told; None where there is no such area."""
    if area in _DIGITAL_PLAN_CITIES:
        return _DIGITAL_PLAN_CITIES[area]
    key = area + "00"
    return key if len(area) == 2 and key in REGIONS else None


def same_province(area: str, other: str) -> bool:
    """Plan cities count as their province: an id registered in the province may belong to the city."""
    return area[:2] == other[:2]
