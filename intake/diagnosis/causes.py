"""Why an invoice is not verified, or verified and not booked: each cause with what it means, what to do and who does it, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    NONE = "none"
    """Nothing is wrong with it."""
    BEING_ASKED = "being_asked"
    NOT_READ = "not_read"
    """There is no invoice of that number here, but a document that is not read yet, or can't be."""
    NOT_HERE = "not_here"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    NO_PROVIDER = "no_provider"

    SYNC_DELAY = "sync_delay"
    SAME_DAY = "same_day"
    MISTYPED = "mistyped"
    WRONG_KIND = "wrong_kind"
    WRONG_REGION = "wrong_region"
    NOT_ISSUED = "not_issued"
    """Forged, or the seller never reported it."""
    DIFFERS = "differs"
    VOIDED = "voided"
    REVERSED = "reversed"
    FLAGGED = "flagged"
    """异常凭证, 疑点发票, 失控."""
    TOO_OLD = "too_old"
    FORMAT = "format"
    UNSUPPORTED = "unsupported"

    MAINTENANCE = "maintenance"
    BUREAU_DOWN = "bureau_down"
    NETWORK = "network"
    BUSY = "busy"
    QUOTA = "quota"
    PERMISSION = "permission"
    ASKED_TOO_OFTEN = "asked_too_often"

    BEING_BOOKED = "being_booked"
    NO_LEDGER = "no_ledger"
    LEDGER_DOWN = "ledger_down"
    LEDGER_BUSY = "ledger_busy"
    LEDGER_PERMISSION = "ledger_permission"
    LEDGER_UNCLEAR = "ledger_unclear"
    """It may be there: they are asked before it is sent again."""
    LEDGER_LOST = "ledger_lost"
    """Sent again and again, and not there."""
    LEDGER_REFUSED = "ledger_refused"
    SUPPLIER_UNKNOWN = "supplier_unknown"
    ACCOUNT_UNKNOWN = "account_unknown"
    PERIOD_CLOSED = "period_closed"
    BOOKED_OTHERWISE = "booked_otherwise"
    BOOKED_TWICE = "booked_twice"
    BOOKING_CANCELLED = "booking_cancelled"
    ENTRY_INCOMPLETE = "entry_incomplete"
    ORIGINAL_DAMAGED = "original_damaged"
    TAKEN_BACK = "taken_back"
    """Booked, and to be corrected."""


ALL_WELL = frozenset({Cause.NONE, Cause.BEING_BOOKED})
"""Nobody has to look."""


class Who(StrEnum):
    """Whose turn it is."""

    NOBODY = "nobody"
    """It goes on by itself."""
    SENDER = "sender"
    REVIEWER = "reviewer"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"
    SELLER = "seller"


@dataclass(frozen=True)
class Wording:
    who: Who
    what: str
    what_zh: str
    remedy: str
    remedy_zh: str


WORDS: Mapping[Cause, Wording] = {
    Cause.NONE: Wording(
        Who.NOBODY, "The tax bureau knows this invoice, and it stands.", "税务机关查验一致，状态正常。", "There is nothing to do.", "无需处理。"
    ),
    Cause.BEING_ASKED: Wording(Who.NOBODY, "It is on its way to the tax bureau's look-up.", "正在查验。", "Wait for a moment.", "请稍候。"),
    Cause.NOT_READ: Wording(
        Who.NOBODY, "Its document is not read yet, or can't be read.", "对应文档尚未识别或无法识别。", "Look at the document.", "请查看该文档的状态。"
    ),
    Cause.NOT_HERE: Wording(
        Who.SENDER,
        "No invoice with this number was ever received here.",
        "本系统从未收到该号码的发票。",
        "Check the number; if it is right, send the invoice: nobody has yet, or it did not arrive.",
        "请核对号码；如无误请提交该发票，可能尚未提交或未送达。",
    ),
    Cause.IN_REVIEW: Wording(
        Who.REVIEWER,
        "It waits for a person to approve it; the tax bureau is asked after that.",
        "等待人工复核，通过后才会查验。",
        "Look at its findings, correct what is wrong, and approve it.",
        "请查看提示、更正错误后通过。",
    ),
    Cause.REJECTED: Wording(
        Who.REVIEWER,
        "It was rejected, so that nobody asks the tax bureau about it.",
        "该发票已被退回，不再查验。",
        "Take it back to review if that was a mistake.",
        "如系误退请恢复到复核。",
    ),
    Cause.DUPLICATE: Wording(
        Who.NOBODY,
        "This invoice came in more than once; another record stands for it.",
        "重复提交：另有一条记录代表该发票。",
        "Look at the first record; this one needs nothing.",
        "请查看首次提交的记录，此条无需处理。",
    ),
    Cause.NO_PROVIDER: Wording(
        Who.ADMINISTRATOR,
        "No provider of look-ups is set up, so that nobody can be asked.",
        "未配置查验服务商，无法自动查验。",
        "Set up a provider, or check the invoice on the tax bureau's page and enter what you saw.",
        "请配置查验服务商，或在税务机关查验平台人工查验后登记结果。",
    ),
    Cause.SYNC_DELAY: Wording(
        Who.NOBODY,
        "The tax bureau's look-up does not know it yet: new invoices reach it with a delay of hours to days.",
        "同步延迟：新开发票通常数小时至数日后方可查到。",
        "Wait. It is asked again by itself at the time given.",
        "请等待，系统将按所示时间自动再次查验。",
    ),
    Cause.SAME_DAY: Wording(
        Who.NOBODY,
        "It was issued today, and can be looked up in some hours or from tomorrow.",
        "当日开具，通常数小时后或次日方可查验。",
        "Wait. It is asked again by itself at the time given.",
        "请等待，系统将按所示时间自动再次查验。",
    ),
    Cause.MISTYPED: Wording(
        Who.REVIEWER,
        "A value that the tax bureau is asked with is probably not what the invoice says.",
        "用于查验的某个字段可能与原票不符。",
        "Compare the field named here with the original, correct it, and approve the invoice again.",
        "请对照原件核对所示字段，更正后重新通过。",
    ),
    Cause.WRONG_KIND: Wording(
        Who.REVIEWER,
        "It is probably another kind of invoice than was read, and the tax bureau was asked in the wrong way.",
        "发票种类可能识别有误，导致查验条件不符。",
        "Compare the title with the original. Have the document read again, or enter the invoice by hand.",
        "请对照原件票头核对种类，重新识别或人工录入。",
    ),
    Cause.WRONG_REGION: Wording(
        Who.REVIEWER,
        "Code or number name a region that does not fit the seller: digits of the region were probably misread.",
        "代码或号码中的地区与销售方不符，地区位可能识别有误。",
        "Compare the first digits of code and number with the original.",
        "请对照原件核对代码、号码的前几位。",
    ),
    Cause.NOT_ISSUED: Wording(
        Who.SELLER,
        "Nothing speaks for a misreading, and a delay no longer explains it: the seller may not have issued or reported it.",
        "未发现识别错误，且已超出同步时间：销售方可能未开具或未上传该发票。",
        "Ask the seller for the electronic original or for a new invoice, and do not book it before.",
        "请联系销售方提供电子原件或重新开具，此前请勿入账。",
    ),
    Cause.DIFFERS: Wording(
        Who.REVIEWER,
        "The tax bureau has other values than those read.",
        "税务机关票面信息与系统记录不同。",
        "Compare the fields named here with the original and take over what is right.",
        "请对照原件核对所示字段并采纳正确的值。",
    ),
    Cause.VOIDED: Wording(
        Who.SELLER,
        "Its issuer cancelled it (作废).",
        "该发票已被开票方作废。",
        "Do not book it. Ask the seller for a new invoice; if it is booked, reverse the booking.",
        "请勿入账，联系销售方重新开具；已入账的请冲销。",
    ),
    Cause.REVERSED: Wording(
        Who.FINANCE,
        "A red invoice reverses it, all of it or in part (红冲).",
        "该发票已被全部或部分红冲。",
        "Book what is left only, or ask the seller for a new invoice; if it is booked, reverse the booking.",
        "仅按剩余金额入账或请销售方重新开具；已入账的请冲销。",
    ),
    Cause.FLAGGED: Wording(
        Who.FINANCE,
        "The tax bureau lists it as abnormal, doubtful or out of control.",
        "该发票被税务机关列为异常、疑点或失控。",
        "Do not deduct it. Ask the seller, and the tax bureau where needed.",
        "请勿抵扣，联系销售方，必要时咨询主管税务机关。",
    ),
    Cause.TOO_OLD: Wording(
        Who.FINANCE,
        "It is older than the five years that the tax bureau looks up.",
        "超出税务机关五年查验期限。",
        "Check the date. If it is right, enter a check by hand with other proof.",
        "请核对日期；如无误请人工核实并登记其他证明。",
    ),
    Cause.FORMAT: Wording(
        Who.REVIEWER,
        "A value that the look-up needs is missing or malformed. Nothing was sent, so that no look-up was spent.",
        "查验所需字段缺失或格式错误，未发出请求，不消耗查验次数。",
        "Enter or correct the fields named here from the original, and approve the invoice again.",
        "请对照原件补全或更正所示字段后重新通过。",
    ),
    Cause.UNSUPPORTED: Wording(
        Who.FINANCE,
        "Nobody looks up this kind of invoice or region.",
        "该票种或地区不支持查验。",
        "Check it otherwise and enter what you saw; a kind that nobody looks up passes when a person approves it.",
        "请以其他方式核实并登记；不支持查验的票种经人工通过即可。",
    ),
    Cause.MAINTENANCE: Wording(
        Who.NOBODY,
        "Look-ups are closed for maintenance. Nothing is wrong with the invoice.",
        "查验系统维护中，与发票本身无关。",
        "Wait. It goes on by itself when the maintenance is over.",
        "请等待，维护结束后自动继续。",
    ),
    Cause.BUREAU_DOWN: Wording(
        Who.NOBODY,
        "The tax bureau's look-up fails or does not answer. Nothing is wrong with the invoice.",
        "税务机关查验系统故障或无响应，与发票本身无关。",
        "Wait. It is asked again by itself; if it is urgent, check it on the bureau's page and enter what you saw.",
        "请等待自动重试；如紧急可人工查验后登记。",
    ),
    Cause.NETWORK: Wording(
        Who.ADMINISTRATOR,
        "No provider can be reached from here: the network, a firewall, or the provider itself. Nothing is wrong with the invoice.",
        "无法连接查验服务商（网络、防火墙或服务商故障），与发票本身无关。",
        "It is tried again by itself. If this lasts, check the network and the provider's address.",
        "系统会自动重试；若持续请检查网络及服务商地址。",
    ),
    Cause.BUSY: Wording(
        Who.NOBODY,
        "The providers take no more questions for the moment.",
        "查验请求过于频繁，暂时受限。",
        "Wait. If this happens every day, raise the rate that is agreed with the provider.",
        "请等待；若经常发生请与服务商提高频率上限。",
    ),
    Cause.QUOTA: Wording(
        Who.ADMINISTRATOR,
        "The provider's account is used up or unpaid.",
        "查验服务商账户额度用尽或欠费。",
        "Top up or renew the account. All waiting invoices go on by themselves then.",
        "请充值或续费，之后所有等待的发票会自动继续。",
    ),
    Cause.PERMISSION: Wording(
        Who.ADMINISTRATOR,
        "The provider refuses our account: credentials, contract, or a right that is missing.",
        "查验服务商拒绝当前账户（密钥、合同或权限问题）。",
        "Check the credentials and the contract. All waiting invoices go on by themselves then.",
        "请检查密钥与授权，之后所有等待的发票会自动继续。",
    ),
    Cause.ASKED_TOO_OFTEN: Wording(
        Who.NOBODY,
        "It was looked up as often as a day allows, by us or by others.",
        "当日查验次数已用完（可能包括他人查验）。",
        "Wait for midnight, Beijing time; it is asked again by itself.",
        "请等待北京时间零点后自动再次查验。",
    ),
    Cause.BEING_BOOKED: Wording(
        Who.NOBODY,
        "The tax bureau knows it and it stands; it is on its way to the ledger.",
        "查验一致，状态正常，正在入账或等待回查。",
        "Wait. The ledger is asked until it shows it.",
        "请等待，系统将自动向记账系统回查确认。",
    ),
    Cause.NO_LEDGER: Wording(
        Who.ADMINISTRATOR,
        "It is verified, and no ledger is set up, so that it stays here.",
        "已查验通过，但未配置记账系统，发票保留在本系统。",
        "Name a ledger in the settings, or export the invoice and book it by hand.",
        "请在设置中配置记账系统，或导出后手工入账。",
    ),
    Cause.LEDGER_DOWN: Wording(
        Who.ADMINISTRATOR,
        "The ledger can't be reached. Nothing is wrong with the invoice.",
        "无法连接记账系统，与发票本身无关。",
        "It is tried again by itself at the time given. If this lasts, check the network and the ledger.",
        "系统将按所示时间自动重试；若持续请检查网络及记账系统。",
    ),
    Cause.LEDGER_BUSY: Wording(
        Who.NOBODY,
        "The ledger takes nothing for the moment: it is overrun, or closed for maintenance.",
        "记账系统繁忙或维护中，暂不接收。",
        "Wait. It is tried again by itself at the time given.",
        "请等待，系统将按所示时间自动重试。",
    ),
    Cause.LEDGER_PERMISSION: Wording(
        Who.ADMINISTRATOR,
        "The ledger refuses our account: key, secret, or a right that is missing.",
        "记账系统拒绝当前账户（密钥或权限问题）。",
        "Check the ledger's secret and rights in the settings. All waiting invoices go on by themselves then.",
        "请检查记账系统的密钥与权限配置，之后等待的发票会自动继续。",
    ),
    Cause.LEDGER_UNCLEAR: Wording(
        Who.NOBODY,
        "It was sent and the ledger gave no clear answer, so it may be there or not.",
        "已发送但记账系统未明确答复，可能已入账。",
        "Wait, and do not book it by hand: the ledger is asked before anything is sent again.",
        "请等待，勿手工入账：重发前系统会先查询。",
    ),
    Cause.LEDGER_LOST: Wording(
        Who.ADMINISTRATOR,
        "The ledger was sent it several times and does not have it.",
        "已多次发送，记账系统中仍无此票。",
        "Ask who looks after the ledger where it went, then send it anew.",
        "请联系记账系统管理员查明去向后重新发送。",
    ),
    Cause.LEDGER_REFUSED: Wording(
        Who.FINANCE,
        "The ledger refused it; its own words are given.",
        "记账系统拒收，原因见其提示。",
        "Correct what it names, here or there, and send it anew.",
        "请按其提示修正（本系统或记账系统）后重新发送。",
    ),
    Cause.SUPPLIER_UNKNOWN: Wording(
        Who.FINANCE,
        "The ledger does not know the seller as a supplier.",
        "记账系统中没有该销售方（供应商未建档）。",
        "Enter the supplier there with the tax id of the invoice, or correct the seller here, and send it anew.",
        "请在记账系统中按税号建立供应商，或更正本系统中的销售方，然后重新发送。",
    ),
    Cause.ACCOUNT_UNKNOWN: Wording(
        Who.FINANCE,
        "The ledger does not know an account that the entry is to be booked on.",
        "记账系统中没有对应的会计科目。",
        "Open the account there, or name another in the settings of the ledger, and send it anew.",
        "请在记账系统中启用该科目，或在设置中更换科目，然后重新发送。",
    ),
    Cause.PERIOD_CLOSED: Wording(
        Who.FINANCE,
        "The accounting period of the invoice is closed in the ledger.",
        "该发票所属会计期间已结账。",
        "Open the period there or have it booked in the current one, and send it anew.",
        "请反结账，或在当前期间入账，然后重新发送。",
    ),
    Cause.BOOKED_OTHERWISE: Wording(
        Who.FINANCE,
        "The ledger has this invoice with other values.",
        "记账系统中有该发票，但数据不一致。",
        "Compare with the original: cancel or correct the entry there, or correct the values here, and send it anew.",
        "请对照原件核实：在记账系统中作废或更正，或更正本系统的数据，然后重新发送。",
    ),
    Cause.BOOKED_TWICE: Wording(
        Who.FINANCE,
        "The ledger has this invoice more than once.",
        "记账系统中该发票重复入账。",
        "Cancel all but one there, and send it anew: what is left is read back, nothing is added.",
        "请在记账系统中只保留一条，然后重新发送：仅回查，不会再次入账。",
    ),
    Cause.BOOKING_CANCELLED: Wording(
        Who.FINANCE,
        "Somebody cancelled it in the ledger.",
        "记账系统中该凭证已被取消。",
        "Ask who did and why; send it anew if it is to be booked.",
        "请核实取消原因；如需入账请重新发送。",
    ),
    Cause.ENTRY_INCOMPLETE: Wording(
        Who.REVIEWER,
        "It can't be handed over as it is: something that a ledger needs is missing or does not add up. Nothing was sent.",
        "数据不符合入账要求：缺少必填项或金额不平，未发送。",
        "Correct the fields named, and approve the invoice again.",
        "请补正所列字段后重新通过。",
    ),
    Cause.ORIGINAL_DAMAGED: Wording(
        Who.ADMINISTRATOR,
        "Its original file is missing or damaged, so that it was not sent.",
        "原始文件缺失或损坏，未发送。",
        "Restore the original from the backup or send the same file again, then send the invoice anew.",
        "请从备份恢复原件或重新提交同一文件，然后重新发送。",
    ),
    Cause.TAKEN_BACK: Wording(
        Who.FINANCE,
        "It was booked, and somebody took it back to correct it.",
        "已入账后被收回更正。",
        "Correct it here, cancel the entry in the ledger, and send it anew: while the old entry stands nothing is booked beside it.",
        "请在本系统更正、在记账系统作废原凭证，然后重新发送：原凭证未作废前不会再次入账。",
    ),
}
