"""What every feature of the anomaly model means: the one table that names, orders and words them.

Each sentence has no subject: the fields at which it was measured are put before it, and what was measured behind it, in its unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What `Feature.measured` counts."""

    NONE = ""
    PIXELS = "px"
    MILLIMETRES = "mm"
    PERCENT = "%"
    LEVELS = "grey levels"
    YUAN = "yuan"
    DAYS = "days"
    YEARS = "years"
    CHARACTERS = "characters"
    COUNT = "count"
    SCORE = "score"
    """A probability, 0..1."""


@dataclass(frozen=True, slots=True)
class FeatureMeaning:
    """One feature in words."""

    name: str
    meaning: str
    meaning_zh: str
    unit: Unit = Unit.NONE
    meaning_below: str = ""
    """Said instead where what was measured is negative."""
    meaning_below_zh: str = ""


_M = FeatureMeaning

_DISAGREEMENT = (
    _M("disagreement.qr_code", "the QR code names another invoice code than the print", "二维码中的发票代码与票面不一致", Unit.CHARACTERS),
    _M("disagreement.qr_number", "the QR code names another invoice number than the print", "二维码中的发票号码与票面不一致", Unit.CHARACTERS),
    _M("disagreement.qr_date", "the QR code names another date than the print", "二维码中的开票日期与票面不一致", Unit.DAYS),
    _M("disagreement.qr_check_code", "the QR code names another check code than the print", "二维码中的校验码与票面不一致", Unit.CHARACTERS),
    _M(
        "disagreement.qr_amount",
        "the QR code's amount is neither the printed amount nor the total",
        "二维码中的金额与票面合计金额、价税合计均不一致",
        Unit.YUAN,
    ),
    _M("disagreement.words", "words and figures name different sums", "大写金额与小写金额不一致", Unit.YUAN),
    _M("disagreement.words_unread", "the words spell no amount", "大写金额无法识别为有效金额"),
    _M("disagreement.data", "the data in the file differs from its print", "文件中的数据与版面文字不一致", Unit.COUNT),
    _M("disagreement.title", "the title names another kind of invoice than QR code and invoice code", "票面名称与二维码、发票代码所示票种不一致"),
    _M("disagreement.overprinted", "two different texts lie over each other in the file", "文件中同一位置叠放两段不同的文字", Unit.COUNT),
    _M("disagreement.printing_code", "the second printing of the invoice code differs", "两处打印的发票代码不一致", Unit.CHARACTERS),
    _M("disagreement.printing_number", "the second printing of the invoice number differs", "两处打印的发票号码不一致", Unit.CHARACTERS),
    _M("disagreement.readers_header", "two readings of the same print differ", "两次识别的结果不同", Unit.CHARACTERS),
    _M("disagreement.readers_buyer", "two readings of the buyer differ", "购买方信息两次识别的结果不同", Unit.CHARACTERS),
    _M("disagreement.readers_seller", "two readings of the seller differ", "销售方信息两次识别的结果不同", Unit.CHARACTERS),
    _M("disagreement.readers_sums", "two readings of a sum differ", "金额两次识别的结果不同", Unit.CHARACTERS),
    _M("disagreement.readers_words", "two readings of the amount in words differ", "大写金额两次识别的结果不同", Unit.CHARACTERS),
    _M("disagreement.overruled", "what is printed was overruled by other evidence", "票面读数被其他证据否定", Unit.COUNT),
)

_NEAR_MISS = (
    _M("near_miss.buyer_tax_id", "the tax id is one character away from a valid one", "纳税人识别号校验不通过, 改动一个字符即有效"),
    _M("near_miss.seller_tax_id", "the tax id is one character away from a valid one", "纳税人识别号校验不通过, 改动一个字符即有效"),
    _M("near_miss.tax_id_far", "the tax id fails its check digit by more than one character", "纳税人识别号校验不通过, 且非单个字符之差"),
    _M("near_miss.total", "amount and tax miss the total by one digit or two swapped ones", "金额与税额之和与价税合计仅差一位数字或相邻两位颠倒", Unit.YUAN),
    _M("near_miss.lines", "the lines miss the sum by one digit or two swapped ones", "各行之和与合计仅差一位数字或相邻两位颠倒", Unit.YUAN),
    _M("near_miss.words", "words and figures differ by one digit or two swapped ones", "大写与小写金额仅差一位数字或相邻两位颠倒", Unit.YUAN),
    _M(
        "near_miss.qr_amount",
        "the QR code's amount differs from print by one digit or two swapped ones",
        "二维码金额与票面金额仅差一位数字或相邻两位颠倒",
        Unit.YUAN,
    ),
)

_DOUBT = (
    _M("doubt.header", "a character is read with doubt, at best probability", "有字符识别不确定, 最低置信度", Unit.SCORE),
    _M("doubt.buyer", "a character of the buyer is read with doubt, at best probability", "购买方信息有字符识别不确定, 最低置信度", Unit.SCORE),
    _M("doubt.seller", "a character of the seller is read with doubt, at best probability", "销售方信息有字符识别不确定, 最低置信度", Unit.SCORE),
    _M("doubt.sums", "a digit of a sum is read with doubt, at best probability", "金额中有数字识别不确定, 最低置信度", Unit.SCORE),
    _M("doubt.words", "a character of the words is read with doubt, at best probability", "大写金额有字符识别不确定, 最低置信度", Unit.SCORE),
    _M("doubt.items", "a line of goods is read with doubt, its confidence is", "有明细行识别不确定, 置信度", Unit.SCORE),
    _M("doubt.runner_up", "another digit is nearly as likely as the one read, at probability", "另一数字的可能性与读出的数字接近, 概率", Unit.SCORE),
    _M("doubt.characters", "characters of key fields are read with doubt", "关键栏目中有若干字符识别不确定", Unit.COUNT),
    _M("doubt.least_confidence", "a key field has little evidence, its confidence is", "有关键栏目依据不足, 置信度", Unit.SCORE),
    _M("doubt.unconfirmed", "key fields are confirmed by nothing else", "有关键栏目未获其他来源印证", Unit.COUNT),
    _M("doubt.unread", "key fields could not be read", "有关键栏目未能识别", Unit.COUNT),
    _M("doubt.total", "nothing else confirms the total", "价税合计未获其他来源印证"),
    _M("doubt.kind", "the kind of invoice is confirmed by nothing else", "发票种类未获其他来源印证"),
)

_REPAIR = (
    _M("repair.fields", "key fields were corrected after reading", "有关键栏目经推算改正", Unit.COUNT),
    _M("repair.sums", "a sum was corrected by the others", "有金额由其他金额推算改正", Unit.YUAN),
    _M("repair.computed", "a sum was not read but computed", "有金额未读出, 由其他金额计算得到", Unit.COUNT),
)

_PLACE = (
    _M("place.header", "stands lower than where this form prints it", "打印位置低于该票种的常规位置", Unit.MILLIMETRES,
       "stands higher than where this form prints it", "打印位置高于该票种的常规位置"),
    _M("place.parties", "stands lower than where this form prints it", "打印位置低于该票种的常规位置", Unit.MILLIMETRES,
       "stands higher than where this form prints it", "打印位置高于该票种的常规位置"),
    _M("place.sums", "stands lower than where this form prints it", "打印位置低于该票种的常规位置", Unit.MILLIMETRES,
       "stands higher than where this form prints it", "打印位置高于该票种的常规位置"),
)  # fmt: skip

_SLACK = (
    _M("slack.total", "amount and tax do not make the total", "金额与税额之和不等于价税合计", Unit.YUAN),
    _M("slack.lines_amount", "the lines do not add up to the amount", "各行金额之和不等于合计金额", Unit.YUAN),
    _M("slack.lines_tax", "the lines' taxes do not add up to the tax", "各行税额之和不等于合计税额", Unit.YUAN),
    _M("slack.line_tax", "a line's tax is not its amount times its rate", "有一行金额×税率与税额不符", Unit.YUAN),
    _M("slack.line_price", "a line's amount is not its quantity times its price", "有一行数量×单价与金额不符", Unit.YUAN),
    _M("slack.tax_range", "the tax lies outside what the printed rates allow", "税额超出所印税率允许的范围", Unit.YUAN),
)

_RATE = (
    _M("rate.out_of_force", "a rate was not in force on the issue date", "有税率在开票日期不适用"),
    _M("rate.unusual_for_goods", "a rate is unusual for these goods", "税率与货物或服务类别不相称", Unit.COUNT),
    _M("rate.mixed", "general and levy rates stand side by side", "同一张发票上一般税率与征收率并存"),
)

_CODES = (
    _M(
        "qr.tail_wrong",
        "the checksum at the end of the QR code is wrong: the code was edited or made by hand",
        "二维码末尾校验值不正确, 二维码可能被改动或伪造",
    ),
    _M("qr.tail_missing", "the QR code has no checksum", "二维码缺少末尾校验值"),
    _M("qr.absent", "no QR code was found where this kind prints one", "该票种应有二维码, 但未发现"),
    _M("qr.several", "the QR codes of two different invoices stand on it", "票面上有两张不同发票的二维码"),
    _M("code.kind", "code or QR code name another kind of invoice", "发票代码或二维码所示票种与票面不一致"),
    _M("code.year_late", "the code or number is of a later year than the date", "发票代码或号码的年份晚于开票日期", Unit.YEARS),
    _M("code.year_early", "the code or number is years older than the date", "发票代码或号码的年份早于开票日期", Unit.YEARS),
    _M("code.area_unknown", "the code or number names no tax area", "发票代码或号码中的地区代码不存在"),
    _M("code.shape", "the code or number does not have the shape of its kind", "发票代码或号码的形式不符合该票种"),
    _M("date.future", "the date lies in the future", "开票日期晚于今天", Unit.DAYS),
)

_PARTY = (
    _M("party.same", "buyer and seller are the same", "购买方与销售方相同"),
    _M("party.area_of_invoice", "the seller is registered elsewhere than the invoice was issued", "销售方登记地与发票开具地不一致"),
    _M("party.seal", "the seller's seal carries another tax id than the print", "销售方印章中的纳税人识别号与票面不一致", Unit.CHARACTERS),
    _M("party.area_of_name", "the name speaks of another area than the tax id", "名称中的地区与纳税人识别号的登记地不一致"),
    _M("party.name_and_id", "a firm's name stands beside a person's tax id, or the other way round", "名称与纳税人识别号的类型不符(企业与个人)"),
    _M("party.unchecked_id", "the tax id has no check digit that could prove it", "纳税人识别号没有可核对的校验位"),
    _M("party.inner_check", "the organisation code inside the tax id fails its check digit", "统一社会信用代码中的组织机构代码校验不通过"),
    _M("party.id_missing", "the firm has no tax id", "企业未填写纳税人识别号"),
)

_MARK = (
    _M("mark.void", "a mark says that the invoice is void, a specimen or a copy", "票面有作废、样票或复印件字样"),
    _M("mark.large", "large letters lie across the form, as those of a void mark do", "票面上有大号字迹横跨栏目, 疑似作废、样票等标记", Unit.COUNT),
    _M("mark.red", "the sign of the total and the remark of a red invoice do not fit together", "金额正负与红字发票备注不相符"),
    _M("mark.seal_missing", "the seller's seal is missing", "缺少销售方发票专用章"),
    _M("mark.seals", "there are more seals than usual", "印章数量多于通常情况", Unit.COUNT),
    _M("mark.list_missing", "the goods stand on a list that is not in the file", "货物在清单上, 但文件中没有清单"),
)

_FINDING = (
    _M("finding.errors", "rules found errors", "规则检查发现错误", Unit.COUNT),
    _M("finding.warnings", "rules found something to look at", "规则检查有提示", Unit.COUNT),
    _M("finding.integrity", "the file is not what was signed, or is damaged", "文件与签名不符或已损坏", Unit.COUNT),
)

_CONTRADICTION = (
    _M("contradiction.count", "the invoice contradicts itself, or what is lawful, in a way that no misread character explains", "票面自相矛盾或与规定不符, 且非识别错误所致",
       Unit.COUNT),
)  # fmt: skip

_EDITED, _EDITED_ZH = "as pasted or retouched print does", "疑似粘贴或修改"

_PRINT = (
    _M("print.height", f"one character is taller than its neighbours, {_EDITED}", f"有字符高于相邻字符的字高, {_EDITED_ZH}", Unit.PIXELS,
       f"one character is smaller than its neighbours, {_EDITED}", f"有字符小于相邻字符, {_EDITED_ZH}"),
    _M("print.baseline", f"one character stands lower than its line, {_EDITED}", f"有字符低于所在行的基线, {_EDITED_ZH}", Unit.PIXELS,
       f"one character stands higher than its line, {_EDITED}", f"有字符高于所在行的基线, {_EDITED_ZH}"),
    _M("print.spacing", f"one character stands further from its neighbour than the others, {_EDITED}", f"字符间距大于其他字符, {_EDITED_ZH}", Unit.PIXELS,
       f"one character stands closer to its neighbour than the others, {_EDITED}", f"字符间距小于其他字符, {_EDITED_ZH}"),
    _M("print.stroke", f"one character has bolder strokes than its neighbours, {_EDITED}", f"有字符笔画比相邻字符粗, {_EDITED_ZH}", Unit.PERCENT,
       f"one character has thinner strokes than its neighbours, {_EDITED}", f"有字符笔画比相邻字符细, {_EDITED_ZH}"),
    _M("print.ink", f"one character is darker than its neighbours, {_EDITED}", f"有字符墨色比相邻字符深, {_EDITED_ZH}", Unit.PERCENT,
       f"one character is paler than its neighbours, {_EDITED}", f"有字符墨色比相邻字符浅, {_EDITED_ZH}"),
    _M("print.colour", f"one character has another colour than its neighbours, {_EDITED}", f"有字符颜色与相邻字符不同, {_EDITED_ZH}", Unit.LEVELS),
    _M("print.sharpness", f"one character is sharper than its neighbours, {_EDITED}", f"有字符比相邻字符清晰, {_EDITED_ZH}", Unit.PERCENT,
       f"one character is more blurred than its neighbours, {_EDITED}", f"有字符比相邻字符模糊, {_EDITED_ZH}"),
    _M("print.paper", f"the paper round one character is lighter than beside it, {_EDITED}", f"字符周围的底色比旁边亮, {_EDITED_ZH}", Unit.LEVELS,
       f"the paper round one character is darker than beside it, {_EDITED}", f"字符周围的底色比旁边暗, {_EDITED_ZH}"),
    _M("print.noise", f"the paper round one character is grainier than beside it, {_EDITED}", f"字符周围的噪点比旁边多, {_EDITED_ZH}", Unit.PERCENT,
       f"the paper round one character is smoother than beside it, {_EDITED}", f"字符周围的噪点比旁边少, {_EDITED_ZH}"),
    _M("print.twin", "a character is a copy of another one down to the grain of the paper", "有字符连同纸张噪点与另一处完全相同, 疑似复制粘贴", Unit.PERCENT),
    _M("print.value_height", "the print is taller than that of the other values", "字高大于其他栏目", Unit.PERCENT,
       "the print is smaller than that of the other values", "字高小于其他栏目"),
    _M("print.value_spacing", "the print is set wider than that of the other values", "字距大于其他栏目", Unit.PERCENT,
       "the print is set closer than that of the other values", "字距小于其他栏目"),
    _M("print.value_slope", "the print leans against the other lines of the page", "打印行的倾斜方向与其他行不一致", Unit.PERCENT),
    _M("print.value_stroke", "the strokes are bolder than those of the other values", "笔画比其他栏目粗", Unit.PERCENT,
       "the strokes are thinner than those of the other values", "笔画比其他栏目细"),
    _M("print.value_ink", "the ink is darker than that of the other values", "墨色比其他栏目深", Unit.PERCENT,
       "the ink is paler than that of the other values", "墨色比其他栏目浅"),
    _M("print.value_colour", "the ink has another colour than that of the other values", "墨水颜色与其他栏目不同", Unit.LEVELS),
    _M("print.value_sharpness", "the print is sharper than that of the other values", "字迹比其他栏目清晰", Unit.PERCENT,
       "the print is more blurred than that of the other values", "字迹比其他栏目模糊"),
    _M("print.value_paper", "the paper under the value is lighter than beside it", "栏目底色比旁边亮", Unit.LEVELS,
       "the paper under the value is darker than beside it", "栏目底色比旁边暗"),
    _M("print.value_noise", "the paper under the value is grainier than beside it", "栏目底色的噪点比旁边多", Unit.PERCENT,
       "the paper under the value is smoother than beside it", "栏目底色的噪点比旁边少"),
    _M("print.header", "one character differs from its neighbours in several ways", "有字符在多个方面与相邻字符不同, 疑似修改"),
    _M("print.parties", "one character differs from its neighbours in several ways", "有字符在多个方面与相邻字符不同, 疑似修改"),
    _M("print.sums", "one character of a sum differs from its neighbours in several ways", "金额中有字符在多个方面与相邻字符不同, 疑似修改"),
)  # fmt: skip

_PICTURE = (
    _M("picture.poor", "the picture is poor", "图片质量欠佳"),
    _M("picture.blur", "the picture is blurred", "图片模糊"),
    _M("picture.small", "the print is too small in the picture", "图片中文字过小"),
    _M("picture.light", "the picture is dark or has glare", "图片过暗或反光"),
    _M("picture.cut", "the picture cuts the invoice off", "图片未拍全"),
    _M("picture.of_screen", "it is a picture of a screen", "为翻拍或截取的屏幕图片"),
    _M("picture.photo", "it is a photograph", "为照片"),
    _M("picture.of_e_invoice", "it is a picture of an invoice that is issued as a file", "为电子发票的图片, 而非原始文件"),
)

FEATURES: tuple[FeatureMeaning, ...] = (
    *_DISAGREEMENT, *_NEAR_MISS, *_DOUBT, *_REPAIR, *_PLACE, *_SLACK, *_RATE, *_CODES, *_PARTY, *_MARK, *_FINDING, *_CONTRADICTION, *_PRINT, *_PICTURE,
)  # fmt: skip
"""All features, in the order in which every invoice has them."""
