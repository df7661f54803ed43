"""The rules, in order, and the function that runs them.

Numbers follow the domain reference. R19 (the buyer is our company), R20 (duplicates), R21 (consecutive numbers of one seller) and R24
(verification status) need to know more than one invoice: the modules that do add their findings under these numbers, and no rule here
uses them.
"""

from __future__ import annotations

from datetime import date

from intake.checks.codes import printings_agree, qr_is_unedited, qr_repeats_print
from intake.checks.identity import amount_within_version, code_is_well_formed, date_is_possible, kinds_agree, number_is_well_formed
from intake.checks.lines import (
    discounts_are_well_formed,
    exempt_lines_have_no_tax,
    line_taxes_fit,
    prices_fit,
    rates_are_lawful,
    special_taxation_fits,
)
from intake.checks.marks import list_is_there, paper_has_a_seal, red_invoices_are_marked
from intake.checks.parties import seller_is_of_the_area, tax_ids_hold
from intake.checks.rule import Rule
from intake.checks.sums import amount_and_tax_make_total, lines_sum_up, words_spell_total
from intake.invoice import Finding, Invoice, Severity

RULES: tuple[Rule, ...] = (
    Rule("R01", Severity.ERROR, "The invoice code has a possible shape, area and year", "发票代码的位数、地区和年份有效", code_is_well_formed),
    Rule("R02", Severity.ERROR, "Invoice code, QR code and print name the same kind", "发票代码、二维码与票面的发票种类一致", kinds_agree),
    Rule(
        "R03",
        Severity.ERROR,
        "The invoice number has its shape; year and area of a 20-digit number fit",
        "发票号码位数正确, 20位号码的年份和地区相符",
        number_is_well_formed,
    ),
    Rule(
        "R04",
        Severity.ERROR,
        "The issue date is a day of the calendar, not in the future, not before 1994",
        "开票日期有效, 不晚于今天, 不早于1994年",
        date_is_possible,
    ),
    Rule(
        "R05",
        Severity.ERROR,
        "The tax ids of buyer and seller satisfy their check digits",
        "购销双方纳税人识别号通过校验",
        tax_ids_hold,
        effective="2015-10-01",
    ),
    Rule("R06", Severity.ERROR, "The QR code repeats what is printed", "二维码内容与票面一致", qr_repeats_print),
    Rule("R06b", Severity.WARNING, "The checksum at the end of the QR code fits", "二维码末尾校验值正确", qr_is_unedited),
    Rule("R07", Severity.ERROR, "The lines add up to the printed sums, exactly", "各行之和与合计完全相等", lines_sum_up),
    Rule("R08", Severity.ERROR, "Amount and tax make the total, exactly", "合计金额加合计税额等于价税合计", amount_and_tax_make_total),
    Rule(
        "R09",
        Severity.ERROR,
        "Each line's tax is amount times rate within 0.06, and all within 1.27",
        "每行税额误差不超过0.06元, 累计不超过1.27元",
        line_taxes_fit,
    ),
    Rule("R10", Severity.ERROR, "Each line's amount is quantity times unit price within 0.06", "每行金额等于数量乘单价, 误差不超过0.06元", prices_fit),
    Rule("R11", Severity.ERROR, "The words spell the figures", "大写金额与小写金额一致", words_spell_total),
    Rule("R12", Severity.WARNING, "The tax rates were in force on the issue date", "税率在开票日期适用", rates_are_lawful, effective="2019-04-01"),
    Rule(
        "R13", Severity.ERROR, "Discount lines follow their goods and have no quantity and price", "折扣行紧跟被折扣行, 且无数量单价", discounts_are_well_formed
    ),
    Rule(
        "R14",
        Severity.ERROR,
        "A negative total comes with the remark of a red invoice, and only then",
        "价税合计为负与红字备注同时出现",
        red_invoices_are_marked,
    ),
    Rule("R15", Severity.ERROR, "Where the goods stand on a list, the list is there", "票面注明清单时清单齐全", list_is_there),
    Rule("R16", Severity.ERROR, "Exempt and untaxed lines have no tax", "免税、不征税项目没有税额", exempt_lines_have_no_tax),
    Rule(
        "R17",
        Severity.ERROR,
        "Difference taxation and 5 % reduced to 1.5 % follow their own formulas",
        "差额征税、5%减按1.5%符合各自公式",
        special_taxation_fits,
    ),
    Rule("R18", Severity.INFO, "A paper invoice carries the seller's seal", "纸质发票加盖销售方发票专用章", paper_has_a_seal),
    Rule("R22", Severity.ERROR, "The amount stays within the limit of the invoice's version", "金额不超过发票版本限额", amount_within_version),
    Rule("R23", Severity.INFO, "The seller is registered in the area that issued the invoice", "销售方登记地与开票地区一致", seller_is_of_the_area),
    Rule("R25", Severity.ERROR, "The two printings of code and number agree", "两处打印的发票代码、号码一致", printings_agree),
)


def check(invoice: Invoice, today: date) -> tuple[Finding, ...]:
    """All findings of all rules about one invoice, in the order of the rules."""
    return tuple(finding for rule in RULES for finding in rule.findings(invoice, today))
