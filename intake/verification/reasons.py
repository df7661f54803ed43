"""Why an invoice waits, for the tax bureau or for a person: one word each, with its sentence in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class WaitReason(StrEnum):
    """The first group is waited out, the second waits for a person."""

    NOT_SYNCED = "not_synced"
    SAME_DAY = "same_day"
    DAILY_LIMIT = "daily_limit"
    BUDGET_SPENT = "budget_spent"
    """By our own count."""
    IN_PROGRESS = "in_progress"
    THROTTLED = "throttled"
    UPSTREAM_DOWN = "upstream_down"
    UNREACHABLE = "unreachable"
    MAINTENANCE = "maintenance"
    """A window of the calendar, or said by the provider."""
    PERMISSION = "permission"
    QUOTA = "quota"
    NO_PROVIDER_FREE = "no_provider_free"
    """None of them takes questions just now: their limits and circuit breakers say so."""
    BEING_ASKED = "being_asked"
    RECHECK = "recheck"
    """Verified and booked; looked up again to see whether it still stands."""

    NOT_FOUND = "not_found"
    """And too old, or asked for too often, for a delay to explain it."""
    MISMATCH = "mismatch"
    DIFFERS = "differs"
    """Found, and the bureau has other values than we."""
    TOO_OLD = "too_old"
    FORMAT = "format"
    """It can't be asked for as it stands; nothing was sent."""
    BAD_REQUEST = "bad_request"
    """A provider refused the question."""
    UNSUPPORTED = "unsupported"
    RED = "red"
    RED_PART = "red_part"
    ABNORMAL = "abnormal"
    SUSPICIOUS = "suspicious"
    LOST = "lost"
    TROUBLE_TOO_LONG = "trouble_too_long"
    """Nobody could be asked for as long as the rules allow."""


FOR_PERSONS = frozenset(
    {
        WaitReason.NOT_FOUND,
        WaitReason.MISMATCH,
        WaitReason.DIFFERS,
        WaitReason.TOO_OLD,
        WaitReason.FORMAT,
        WaitReason.BAD_REQUEST,
        WaitReason.UNSUPPORTED,
        WaitReason.RED,
        WaitReason.RED_PART,
        WaitReason.ABNORMAL,
        WaitReason.SUSPICIOUS,
        WaitReason.LOST,
        WaitReason.TROUBLE_TOO_LONG,
    }
)
"""All others are waited out."""

SENTENCES: Mapping[WaitReason, tuple[str, str]] = {
    WaitReason.NOT_SYNCED: (
        "The tax bureau does not know it yet. New invoices reach its look-up with a delay; it is asked again.",
        "税务查验平台暂无该票信息，新开发票同步有延迟，系统会按时再次查验。",
    ),
    WaitReason.SAME_DAY: (
        "It was issued today. The tax bureau answers for most invoices hours later or from tomorrow; it is asked again.",
        "当日开具的发票，通常数小时后或次日方可查验，系统会按时再次查验。",
    ),
    WaitReason.DAILY_LIMIT: (
        "This invoice was looked up as often as the tax bureau allows in a day. It is asked again after midnight, Beijing time.",
        "该发票已达税务机关规定的当日查验次数上限，北京时间零点后再次查验。",
    ),
    WaitReason.BUDGET_SPENT: (
        "All five look-ups that an invoice may have in a day are used. It is asked again after midnight, Beijing time.",
        "该发票当日五次查验额度已用完，北京时间零点后再次查验。",
    ),
    WaitReason.IN_PROGRESS: ("An earlier look-up of this invoice is not answered yet.", "该发票上一次查验尚未返回结果。"),
    WaitReason.THROTTLED: ("The provider takes no more questions for the moment: too many in a short time.", "查验服务商请求过于频繁，稍后自动重试。"),
    WaitReason.UPSTREAM_DOWN: (
        "The tax bureau's look-up does not answer. Nothing is wrong with the invoice; it is asked again by itself.",
        "税务机关查验系统暂无响应，与发票本身无关，系统会自动重试。",
    ),
    WaitReason.UNREACHABLE: (
        "No provider of look-ups can be reached. Nothing is wrong with the invoice; check the network if this lasts.",
        "无法连接查验服务商，与发票本身无关；若持续出现请检查网络。",
    ),
    WaitReason.MAINTENANCE: ("Look-ups are closed for maintenance. They go on when it is over.", "查验系统维护中，维护结束后自动继续。"),
    WaitReason.PERMISSION: (
        "The provider refuses our account. Whoever runs the service must look at the credentials and the contract.",
        "查验服务商拒绝当前账户，请管理员检查密钥及授权。",
    ),
    WaitReason.QUOTA: (
        "The provider's account is used up or unpaid. Whoever runs the service must top it up.",
        "查验服务商账户额度用尽或欠费，请管理员充值或续费。",
    ),
    WaitReason.NO_PROVIDER_FREE: (
        "All providers of look-ups are resting after failures or have reached their rate limit.",
        "所有查验服务商均因故障暂停或已达频率上限，稍后自动重试。",
    ),
    WaitReason.BEING_ASKED: ("It is being looked up right now.", "正在查验。"),
    WaitReason.RECHECK: ("It is booked, and looked up again to see whether it still stands.", "已入账，按期复查是否被作废或红冲。"),
    WaitReason.NOT_FOUND: (
        "The tax bureau does not know this invoice, and a delay no longer explains it. Compare code, number and kind with the original.",
        "税务机关查无此票，且已超出正常同步时间，请对照原件核对发票代码、号码和种类。",
    ),
    WaitReason.MISMATCH: (
        "The tax bureau knows the number, but date, amount or check code differ. Compare them with the original.",
        "税务机关查验结果不一致：发票存在，但日期、金额或校验码不符，请对照原件核对。",
    ),
    WaitReason.DIFFERS: (
        "The tax bureau has other values than those read. Compare them with the original and take over what is right.",
        "税务机关的票面信息与系统记录不同，请对照原件核对并采纳正确的值。",
    ),
    WaitReason.TOO_OLD: (
        "It is older than the tax bureau's look-up goes back. Enter a check by hand, with what you saw.",
        "发票已超出税务机关可查验的年限，请人工核实并登记查验结果。",
    ),
    WaitReason.FORMAT: (
        "It can't be looked up as it stands: a value that the tax bureau asks for is missing or malformed. Nothing was sent.",
        "缺少查验所需的信息或格式不正确，未发出查验请求，请补全或更正。",
    ),
    WaitReason.BAD_REQUEST: (
        "The provider refused the question as malformed. Compare code, number, date and amount with the original.",
        "查验服务商认为请求参数不合法，请对照原件核对代码、号码、日期和金额。",
    ),
    WaitReason.UNSUPPORTED: (
        "No provider looks up this kind of invoice or region. Check it on the tax bureau's page and enter what you saw.",
        "现有查验服务商不支持该票种或地区，请人工查验并登记结果。",
    ),
    WaitReason.RED: (
        "The tax bureau says that a red invoice reverses it, and not how much of it. Ask the seller.",
        "该发票已被红冲，金额范围未知，请与销售方确认。",
    ),
    WaitReason.RED_PART: ("A red invoice reverses a part of it. Book what is left only.", "该发票已被部分红冲，请按剩余金额处理。"),
    WaitReason.ABNORMAL: (
        "The tax bureau lists it as an abnormal voucher (异常凭证). Do not deduct it; ask the seller.",
        "该发票被列为异常凭证，请勿抵扣并联系销售方。",
    ),
    WaitReason.SUSPICIOUS: (
        "The tax bureau lists it as doubtful (疑点发票). Ask the seller before booking it.",
        "该发票被列为疑点发票，入账前请与销售方核实。",
    ),
    WaitReason.LOST: ("The tax bureau lists it as out of control (失控). Do not book it; ask the seller.", "该发票被列为失控发票，请勿入账并联系销售方。"),
    WaitReason.TROUBLE_TOO_LONG: (
        "For days nobody could be asked about it. Check it on the tax bureau's page and enter what you saw.",
        "多日无法完成自动查验，请人工查验并登记结果。",
    ),
}


def said(reason: WaitReason) -> str:
    """For history, which people read in either language."""
    return " · ".join(SENTENCES[reason])
