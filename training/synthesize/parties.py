"""Invented companies, people, addresses, phones, banks: like real ones, none of them real, all check digits right.

Cities and their area numbers are public (GB/T 2260); names are put together from parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from intake.domain.tax_id import CREDIT_CODE_ALPHABET, organisation_check, personal_id_check, write_credit_code


@dataclass(frozen=True)
class City:
    name: str
    """Without 市."""
    area: str
    """Six digits of the city."""
    tax_area: str
    """Key of `intake.domain.regions.REGIONS`: the area named on invoices issued here."""
    phone: str
    plate: str
    """Start of number plates."""
    districts: tuple[str, ...]
    province: str = ""
    """Full name; "" for cities that are provinces."""


CITIES: tuple[City, ...] = (
    City("北京", "110108", "1100", "010", "京A", ("海淀区", "朝阳区", "丰台区", "通州区", "大兴区")),
    City("天津", "120104", "1200", "022", "津B", ("南开区", "河西区", "武清区", "滨海新区")),
    City("上海", "310115", "3100", "021", "沪C", ("浦东新区", "闵行区", "嘉定区", "青浦区", "松江区")),
    City("重庆", "500112", "5000", "023", "渝A", ("渝北区", "九龙坡区", "沙坪坝区", "南岸区")),
    City("石家庄", "130102", "1300", "0311", "冀A", ("长安区", "桥西区", "裕华区"), "河北省"),
    City("太原", "140105", "1400", "0351", "晋A", ("小店区", "迎泽区", "万柏林区"), "山西省"),
    City("呼和浩特", "150105", "1500", "0471", "蒙A", ("赛罕区", "新城区", "回民区"), "内蒙古自治区"),
    City("沈阳", "210102", "2100", "024", "辽A", ("和平区", "沈河区", "铁西区"), "辽宁省"),
    City("大连", "210202", "2102", "0411", "辽B", ("中山区", "甘井子区", "沙河口区"), "辽宁省"),
    City("长春", "220104", "2200", "0431", "吉A", ("朝阳区", "南关区", "二道区"), "吉林省"),
    City("哈尔滨", "230103", "2300", "0451", "黑A", ("南岗区", "道里区", "香坊区"), "黑龙江省"),
    City("南京", "320106", "3200", "025", "苏A", ("鼓楼区", "江宁区", "建邺区", "栖霞区"), "江苏省"),
    City("苏州", "320505", "3200", "0512", "苏E", ("虎丘区", "吴中区", "相城区", "工业园区"), "江苏省"),
    City("杭州", "330106", "3300", "0571", "浙A", ("西湖区", "滨江区", "余杭区", "萧山区"), "浙江省"),
    City("宁波", "330203", "3302", "0574", "浙B", ("海曙区", "鄞州区", "北仑区"), "浙江省"),
    City("台州", "331004", "3300", "0576", "浙J", ("路桥区", "椒江区", "黄岩区"), "浙江省"),
    City("合肥", "340104", "3400", "0551", "皖A", ("蜀山区", "包河区", "庐阳区"), "安徽省"),
    City("福州", "350102", "3500", "0591", "闽A", ("鼓楼区", "台江区", "仓山区"), "福建省"),
    City("厦门", "350203", "3502", "0592", "闽D", ("思明区", "湖里区", "集美区", "翔安区"), "福建省"),
    City("南昌", "360102", "3600", "0791", "赣A", ("东湖区", "西湖区", "红谷滩区"), "江西省"),
    City("济南", "370102", "3700", "0531", "鲁A", ("历下区", "市中区", "槐荫区"), "山东省"),
    City("青岛", "370212", "3702", "0532", "鲁B", ("崂山区", "市南区", "黄岛区"), "山东省"),
    City("郑州", "410105", "4100", "0371", "豫A", ("金水区", "二七区", "中原区"), "河南省"),
    City("武汉", "420106", "4200", "027", "鄂A", ("武昌区", "江汉区", "洪山区", "东湖新技术开发区"), "湖北省"),
    City("长沙", "430104", "4300", "0731", "湘A", ("岳麓区", "天心区", "雨花区"), "湖南省"),
    City("广州", "440106", "4400", "020", "粤A", ("天河区", "越秀区", "番禺区", "黄埔区"), "广东省"),
    City("佛山", "440604", "4400", "0757", "粤E", ("禅城区", "南海区", "顺德区"), "广东省"),
    City("深圳", "440305", "4403", "0755", "粤B", ("南山区", "福田区", "龙岗区", "宝安区"), "广东省"),
    City("南宁", "450103", "4500", "0771", "桂A", ("青秀区", "兴宁区", "西乡塘区"), "广西壮族自治区"),
    City("海口", "460105", "4600", "0898", "琼A", ("秀英区", "龙华区", "美兰区"), "海南省"),
    City("成都", "510104", "5100", "028", "川A", ("锦江区", "武侯区", "双流区", "高新区"), "四川省"),
    City("绵阳", "510703", "5100", "0816", "川B", ("涪城区", "游仙区", "安州区"), "四川省"),
    City("贵阳", "520103", "5200", "0851", "贵A", ("云岩区", "南明区", "观山湖区"), "贵州省"),
    City("昆明", "530102", "5300", "0871", "云A", ("五华区", "盘龙区", "官渡区"), "云南省"),
    City("西安", "610113", "6100", "029", "陕A", ("雁塔区", "碑林区", "未央区"), "陕西省"),
    City("兰州", "620102", "6200", "0931", "甘A", ("城关区", "七里河区", "安宁区"), "甘肃省"),
    City("银川", "640106", "6400", "0951", "宁A", ("金凤区", "兴庆区", "西夏区"), "宁夏回族自治区"),
    City("乌鲁木齐", "650102", "6500", "0991", "新A", ("天山区", "沙依巴克区", "水磨沟区"), "新疆维吾尔自治区"),
)

_STEM_A = "云瑞恒盛宏博嘉信德鑫华泰安邦启明正源润东方新诚远达智天海龙凯越优品卓联众合亿通创兴立汇丰金玉景辰星禾沐锦翰驰"
_STEM_B = "川和达源诚盛通达科宁远航飞腾力浩泽霖森朗润景阳晨辉博锐图维旭晟茂昌裕隆祥麟珂琪舟帆梵槐汀澄岚屿"
_TRADES: tuple[tuple[str, str], ...] = (
    ("科技", "tech"), ("信息技术", "tech"), ("电子科技", "electronics"), ("电器", "electronics"), ("机械设备", "machines"), ("五金制品", "machines"),
    ("建材", "materials"), ("建筑工程", "construction"), ("装饰工程", "construction"), ("商贸", "goods"), ("百货", "goods"), ("贸易", "goods"),
    ("办公用品", "office"), ("文化传媒", "media"), ("广告", "media"), ("物流", "transport"), ("运输", "transport"), ("汽车租赁", "transport"),
    ("餐饮管理", "catering"), ("酒店管理", "hotel"), ("物业服务", "property"), ("企业管理咨询", "consulting"), ("会计师事务所", "consulting"),
    ("医疗器械", "medical"), ("药业", "medical"), ("食品", "food"), ("农业发展", "farming"), ("石油化工", "fuel"), ("教育科技", "education"),
    ("图书", "books"), ("环保科技", "machines"), ("人力资源", "consulting"), ("网络科技", "tech"), ("软件", "tech"), ("汽车销售服务", "cars"),
)  # fmt: skip
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海燕春梅雪晨浩宇轩欣怡佳俊鹏飞婷慧颖琳嘉诚思远子涵雨泽梓睿一诺可馨若曦景行知微"
_ROADS = (
    "人民",
    "解放",
    "中山",
    "建设",
    "长江",
    "新华",
    "文化",
    "科技",
    "创业",
    "滨河",
    "迎宾",
    "光明",
    "和平",
    "胜利",
    "东风",
    "学府",
    "翠屏",
    "金桥",
    "梅园",
    "竹溪",
    "临港",
    "凤凰",
    "锦绣",
    "望江",
)
_BUILDINGS = ("大厦", "科技园", "广场", "商务中心", "创新中心", "产业园")
_BANKS = (
    ("中国工商银行", 19, "6222"), ("中国建设银行", 20, "3200"), ("中国农业银行", 17, "1010"), ("中国银行", 12, "4182"), ("招商银行", 15, "7559"),
    ("交通银行", 21, "3100"), ("中信银行", 19, "8110"), ("中国民生银行", 9, "6320"), ("兴业银行", 18, "3217"), ("上海浦东发展银行", 20, "9715"),
    ("中国光大银行", 17, "3579"), ("平安银行", 14, "1500"), ("农村商业银行", 19, "2010"), ("中国邮政储蓄银行", 18, "9100"),
)  # fmt: skip


@dataclass(frozen=True)
class Party:
    name: str
    tax_id: str
    address: str
    phone: str
    bank: str
    account: str
    city: City
    trade: str
    """What it sells, a key of `goods.GOODS`; "" for persons and offices."""

    @property
    def address_phone(self) -> str:
        return f"{self.address} {self.phone}".strip()

    @property
    def bank_account(self) -> str:
        return f"{self.bank} {self.account}".strip()


def draw_city(rng: Random) -> City:
    return rng.choice(CITIES)


def draw_company(rng: Random, day: date, *, city: City | None = None, trade: str = "") -> Party:
    """A company that existed on `day`: before 2016 many still had ids of 15 characters."""
    city = city or draw_city(rng)
    name, sells = _company_name(rng, city, trade)
    old = day < date(2016, 7, 1) and rng.random() < 0.6
    return Party(
        name=name,
        tax_id=_old_id(rng, city) if old else credit_code(rng, city),
        address=draw_address(rng, city),
        phone=draw_phone(rng, city),
        bank=draw_bank(rng, city),
        account=draw_account(rng),
        city=city,
        trade=sells,
    )


def draw_office(rng: Random, day: date) -> Party:
    """A school, hospital or other public body: registrar 12, no trade."""
    city = draw_city(rng)
    kind = rng.choice(("理工学院", "职业技术学院", "第三中学", "人民医院", "图书馆", "水利科学研究院", "城市规划设计院"))
    name = f"{city.name}{'市' if '医院' in kind or '中学' in kind or '图书' in kind else ''}{rng.choice(_STEM_A)}{rng.choice(_STEM_B)}{kind}"
    body = write_credit_code("12", city.area[:4] + "00", _organisation8(rng, old=True))
    return Party(name, body, draw_address(rng, city), draw_phone(rng, city), draw_bank(rng, city), draw_account(rng), city, "")


def draw_person(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(_SURNAMES) + "".join(rng.choice(_GIVEN) for _ in range(rng.choice((1, 2, 2, 2))))


def draw_personal_id(rng: Random, city: City) -> str:
    """A resident id with a valid check character."""
    born = date(rng.randint(1960, 2002), rng.randint(1, 12), rng.randint(1, 28))
    first17 = f"{city.area}{born:%Y%m%d}{rng.randint(1, 999):03d}"
    return first17 + personal_id_check(first17)


def credit_code(rng: Random, city: City) -> str:
    """统一社会信用代码 of a company registered in the city."""
    return write_credit_code("91", city.area, _organisation8(rng, old=rng.random() < 0.35))


def draw_address(rng: Random, city: City) -> str:
    province = city.province if city.province and rng.random() < 0.4 else ""
    road = rng.choice(_ROADS) + rng.choice(("路", "路", "街", "大道", "东路", "西路", "北街"))
    text = f"{province}{city.name}市{rng.choice(city.districts)}{road}{rng.randint(1, 1999)}号"
    if rng.random() < 0.6:
        text += rng.choice(_STEM_A) + rng.choice(_STEM_B) + rng.choice(_BUILDINGS)
    if rng.random() < 0.5:
        text += (
            rng.choice((f"{rng.randint(1, 9)}栋", f"{rng.choice('ABCD')}座", f"{rng.randint(1, 6)}号楼")) + f"{rng.randint(1, 32):d}{rng.randint(1, 20):02d}室"
        )
    return text


def draw_phone(rng: Random, city: City) -> str:
    if rng.random() < 0.3:
        return rng.choice(("13", "15", "18")) + "".join(rng.choice("0123456789") for _ in range(9))
    digits = rng.choice("25678") + "".join(rng.choice("0123456789") for _ in range(7 if len(city.phone) == 3 or rng.random() < 0.7 else 6))
    return rng.choice((f"{city.phone}-{digits}", f"{city.phone}-{digits}", f"{city.phone}{digits}", digits))


def draw_bank(rng: Random, city: City) -> str:
    bank, _, _ = rng.choice(_BANKS)
    if bank == "农村商业银行":
        bank = city.name + bank
    company = "股份有限公司" if rng.random() < 0.4 else ""
    return f"{bank}{company}{city.name}{rng.choice(_ROADS)}{rng.choice(('支行', '支行', '路支行', '分理处'))}"


def draw_account(rng: Random) -> str:
    _, length, start = rng.choice(_BANKS)
    return start + "".join(rng.choice("0123456789") for _ in range(length - len(start)))


def draw_plate(rng: Random, city: City) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    body = "".join(rng.choice("0123456789") for _ in range(5))
    at = rng.randrange(5)
    return city.plate + body[:at] + rng.choice(letters) + body[at + 1 :]


def _company_name(rng: Random, city: City, trade: str) -> tuple[str, str]:
    suffix, sells = rng.choice([row for row in _TRADES if not trade or row[1] == trade])
    stem = rng.choice(_STEM_A) + rng.choice(_STEM_B) + (rng.choice(_STEM_B) if rng.random() < 0.2 else "")
    end = "" if suffix.endswith("事务所") else rng.choice(("有限公司",) * 6 + ("有限责任公司", "股份有限公司", "集团有限公司"))
    form = rng.random()
    place = city.name + ("市" if rng.random() < 0.25 else "")
    if form < 0.15 and end:
        left, right = rng.choice(("（）", "（）", "()"))
        name = f"{stem}{left}{city.name}{right}{suffix}{end}"
    elif form < 0.22 and end:
        name = f"{place}{stem}{suffix}{end}{rng.choice(CITIES).name}分公司"
    elif form < 0.3:
        name = f"{place}{rng.choice(city.districts)}{stem}{rng.choice(('商行', '经营部', '商店', '服务部'))}"
    else:
        name = f"{place}{stem}{suffix}{end}"
    return name, sells


def _organisation8(rng: Random, *, old: bool) -> str:
    if old:
        return "".join(rng.choice("0123456789") for _ in range(8))
    return "MA" + "".join(rng.choice(CREDIT_CODE_ALPHABET) for _ in range(6))


def _old_id(rng: Random, city: City) -> str:
    """纳税人识别号 before 2015: area and organisation code."""
    body = _organisation8(rng, old=True)
    return city.area + body + organisation_check(body)
