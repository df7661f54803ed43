"""Every reason why something asked about companies and policies can't be done: code, and what to do about it in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intake.errors import RequestRefused

if TYPE_CHECKING:
    from intake.policies.assess import Need


def company_title_missing() -> RequestRefused:
    return RequestRefused(
        "company_title_missing",
        "A company needs a title of 1 to 200 characters, as on its business licence. Fill it in.",
        "请填写公司抬头（1 至 200 个字符，与营业执照一致）。",
    )


def company_tax_id_wrong(tax_id: str) -> RequestRefused:
    return RequestRefused(
        "company_tax_id_wrong",
        f"'{tax_id}' is no tax id: its length or check digits are wrong. Copy it from the business licence.",
        f"“{tax_id}”不是有效的纳税人识别号（位数或校验位有误），请按营业执照填写。",
    )


def company_changed_meanwhile() -> RequestRefused:
    return RequestRefused(
        "company_changed_meanwhile",
        "Somebody else changed this company meanwhile. Load it again and repeat your change.",
        "该公司信息已被他人修改，请刷新后重新修改。",
    )


def policy_changed_meanwhile() -> RequestRefused:
    return RequestRefused(
        "policy_changed_meanwhile",
        "Somebody else changed the policy meanwhile. Load it again and repeat your change.",
        "制度已被他人修改，请刷新后重新修改。",
    )


def policy_day_past() -> RequestRefused:
    return RequestRefused(
        "policy_day_past",
        "A policy can't begin in the past: what was decided then was decided by the policy of then. Choose today or a later day.",
        "制度不能自过去的日期起生效，请选择今天或之后的日期。",
    )


def policy_malformed(where: str) -> RequestRefused:
    """`where` may hold what somebody sent."""
    where = where[:100].encode("utf-8", "replace").decode()
    return RequestRefused(
        "policy_malformed",
        f"The policy is not possible: {where}. Correct it and save again.",
        f"制度内容有误：{where}，请修正后保存。",
    )


def filing_changed_meanwhile() -> RequestRefused:
    return RequestRefused(
        "filing_changed_meanwhile",
        "Somebody else said meanwhile what this document is for. Load it again and repeat your change.",
        "该单据的用途信息已被他人修改，请刷新后重新填写。",
    )


def filing_too_long() -> RequestRefused:
    return RequestRefused(
        "filing_too_long",
        "Purpose, department and contract have at most 200 characters each. Shorten them.",
        "用途、部门、合同各不超过 200 个字符，请缩短。",
    )


def policy_not_met(needs: Sequence[Need]) -> RequestRefused:
    return RequestRefused(
        "policy_not_met",
        f"The policy of your firm asks for more before this invoice is approved. {' '.join(need.message for need in needs)}",
        f"按本单位制度，通过前尚需：{''.join(need.message_zh for need in needs)}",
    )


def kind_blocked() -> RequestRefused:
    return RequestRefused(
        "kind_blocked",
        "Your firm takes no invoices of this kind. Reject it; if that is wrong, finance can change the policy.",
        "本单位不接收该票种，请退回；如制度有误，请财务修改。",
    )


def second_reviewer_needed() -> RequestRefused:
    return RequestRefused(
        "second_reviewer_needed",
        "You agreed already, and for this sum another person must agree as well. Ask a second reviewer.",
        "您已同意，该金额须由另一人复核，请联系二次复核人。",
    )


def keying_needed() -> RequestRefused:
    return RequestRefused(
        "keying_needed",
        "Two people key number, sums and tax ids of this invoice, each for themselves. Approve it on the review page, where you key them.",
        "该发票的号码、金额、税号须双人背对背录入，请在复核页面录入后通过。",
    )


def not_the_second() -> RequestRefused:
    return RequestRefused(
        "second_reviewer_role_needed",
        "One reviewer agreed already; the other must be a second reviewer, finance or an administrator. Ask one of them.",
        "已有一名复核人同意，另一人须为二次复核人、财务或管理员，请联系相应人员。",
    )


def reason_needed() -> RequestRefused:
    return RequestRefused(
        "reason_needed",
        "This invoice is booked. Say why it has to be corrected: history keeps the reason, and whoever keeps the books must cancel the entry there.",
        "该发票已入账，请填写更正原因：原因将记入历史，且须由记账人员在记账系统中作废原凭证。",
    )
