"""What is said about each happening, in both languages. Pure.

Facts that sentences may use: `what` and `what_zh` (how people call the record), `why` and `why_zh`, `next` and `next_zh`, `name` (of a ledger, a file, a channel), `hours`,
`count`, `stage` and `stage_zh`. One that is missing leaves a gap that reads well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.money import format_fen
from intake.notices.notice import Happening, Words
from intake.notices.topics import Topic

_SUBJECT_LENGTH = 120
_TEXT_LENGTH = 2000


@dataclass(frozen=True)
class _Sentences:
    """`{name}` stands for a fact."""

    subject: str
    subject_zh: str
    text: str
    text_zh: str


_SENTENCES: Mapping[Topic, _Sentences] = {
    Topic.UPLOAD_REFUSED: _Sentences(
        "Not booked: {what}",
        "未能入账：{what_zh}",
        "The ledger {name} does not have it: {why}. It is under review again. Next: {next}.",
        "记账系统 {name} 未入账：{why_zh}。发票已退回待审。处理办法：{next_zh}。",
    ),
    Topic.BOOKED_CHANGED: _Sentences(
        "Booked and no longer valid: {what}",
        "已入账发票状态异常：{what_zh}",
        "{why} Reverse the booking and the deduction where there is one, and ask the seller.",
        "{why_zh}请冲销相应凭证及抵扣，并与销售方核实。",
    ),
    Topic.INVOICE_VOID: _Sentences(
        "Cancelled or reversed: {what}",
        "发票已作废或红冲：{what_zh}",
        "{why}. It will not be booked. Ask the seller for another one where you need it.",
        "{why_zh}，不会入账。如仍需要，请向销售方索取新的发票。",
    ),
    Topic.NOT_VERIFIED: _Sentences(
        "The tax bureau does not confirm it: {what}",
        "查验未通过：{what_zh}",
        "{why} It is under review.",
        "{why_zh}发票已退回待审。",
    ),
    Topic.DOCUMENT_FAILED: _Sentences("Can't be read: {what}", "无法识别：{what_zh}", "{why}", "{why_zh}"),
    Topic.QUARANTINED: _Sentences(
        "In quarantine: {what}",
        "文件已隔离：{what_zh}",
        "Reading it ended its process more than once, so it is left alone: {why} Have it read again once the cause is mended, or ask for another copy.",
        "读取该文件多次导致进程终止，已停止重试：{why_zh}排除原因后可重新识别，或索取其他版本。",
    ),
    Topic.LEDGER_DOWN: _Sentences(
        "The ledger {name} can't be reached",
        "无法连接记账系统 {name}",
        "{why}. Invoices wait and are sent by themselves once it answers; nothing is lost.",
        "{why_zh}。待上传的发票将保留，恢复后自动发送，不会丢失。",
    ),
    Topic.LEDGER_UP: _Sentences(
        "The ledger {name} answers again",
        "记账系统 {name} 已恢复",
        "What waited is being sent.",
        "等待中的发票正在自动发送。",
    ),
    Topic.LOOKUPS_DOWN: _Sentences(
        "Invoices can't be looked up: {count} wait",
        "发票查验受阻：{count} 张等待中",
        "{why}",
        "{why_zh}",
    ),
    Topic.LOOKUPS_UP: _Sentences(
        "Invoices are looked up again",
        "发票查验已恢复",
        "What waited is looked up by itself.",
        "等待中的发票将自动查验。",
    ),
    Topic.READING_STALLED: _Sentences(
        "Documents are not read",
        "文件识别停滞",
        "What came in {hours} ago still waits to be read. Is a worker running? `fapiao doctor` tells more. Nothing is lost.",
        "{hours_zh}前提交的文件仍未识别，请检查识别进程是否运行（可执行 fapiao doctor）。已收文件不会丢失。",
    ),
    Topic.READING_GOES_ON: _Sentences("Documents are read again", "文件识别已恢复", "What waited is being read.", "等待中的文件正在识别。"),
    Topic.REVIEW_OVERDUE: _Sentences(
        "Waits for review: {what}",
        "待审超时：{what_zh}",
        "It has waited for a reviewer for more than {hours}.",
        "已等待复核超过 {hours_zh}。",
    ),
    Topic.WAITS_TOO_LONG: _Sentences(
        "Takes too long: {what}",
        "处理超时：{what_zh}",
        "It has been in the state {stage} for more than {hours}, longer than that should take. `fapiao why` or its diagnosis says what it waits for.",
        "处于“{stage_zh}”状态已超过 {hours_zh}，超出预期时间。可通过诊断（fapiao why）查看原因。",
    ),
    Topic.DIFFERENCE_FOUND: _Sentences("Reconciliation found differences: {count}", "对账发现差异：{count} 项", "{why} {next}", "{why_zh}{next_zh}"),
    Topic.SEVERE_DIFFERENCE: _Sentences(
        "The books are wrong: {count} differences found", "账务有误：对账发现 {count} 项严重差异", "{why} {next}", "{why_zh}{next_zh}"
    ),
    Topic.NOT_RECONCILED: _Sentences(
        "The books could not be reconciled with {name}",
        "未能与 {name} 对账",
        "{why}. It was tried several times and is tried again next night; what was found before stands as it was.",
        "{why_zh}。已多次重试，将于次日夜间再次对账；此前发现的差异保持不变。",
    ),
    Topic.PROBE_FAILED: _Sentences(
        "The test invoice does not get through: {name}",
        "探测发票未通过：{name}",
        "{why} What users send may fail in the same way; look at the connection before they notice.",
        "{why_zh}用户的发票可能遇到同样问题，请尽快检查连接。",
    ),
    Topic.PROBE_WELL: _Sentences(
        "The test invoice gets through again: {name}", "探测发票已恢复正常：{name}", "It was handed over and read back.", "已成功提交并读回。"
    ),
    Topic.DELIVERY_FAILED: _Sentences(
        "Notices don't arrive: {name}",
        "通知无法送达：{name}",
        "It was tried for days: {why}. The notices stand here; correct the address or remove it.",
        "多日重试失败：{why_zh}。通知可在此查看，请更正或删除该接收地址。",
    ),
    Topic.TEST: _Sentences("Notices arrive here", "通知测试", "{name} tried it; there is nothing to do.", "由 {name} 发送的测试，无需处理。"),
    Topic.FEEDBACK_SENT: _Sentences(
        "Feedback from {name}", "{name} 的反馈", "{why} Answer it in the settings, under Feedback.", "{why_zh} 请在“设置－反馈”中答复。"
    ),
    Topic.FEEDBACK_ANSWERED: _Sentences("Your feedback was answered", "您的反馈已答复", "{name}: {why}", "{name}：{why_zh}"),
}


class _Facts(dict[str, str]):
    """What nobody said leaves a gap."""

    def __missing__(self, name: str) -> str:
        return ""


def words_of(happening: Happening) -> Words:
    said, facts = _SENTENCES[happening.topic], _Facts({name: _one_line(value) for name, value in happening.facts.items()})
    subject, subject_zh = (_tidy(text.format_map(facts))[:_SUBJECT_LENGTH] for text in (said.subject, said.subject_zh))
    text, text_zh = (_tidy(text.format_map(facts))[:_TEXT_LENGTH] for text in (said.text, said.text_zh))
    return Words(subject, subject_zh, text, text_zh)


def invoice_facts(number: str, seller: str, total: int | None) -> dict[str, str]:
    """How people call an invoice. `total` in 分."""
    sum_said = f"¥{format_fen(total)}" if total is not None else ""
    named = ", ".join(part for part in (number, seller, sum_said) if part) or "an invoice without a number"
    named_zh = "，".join(part for part in (number, seller, sum_said) if part) or "无号码发票"
    return {"what": named, "what_zh": named_zh}


def both_languages(said: str) -> dict[str, str]:
    """`why` and `why_zh` of a line of history that holds both, parted by a middle dot; of any other twice the same."""
    english, parted, chinese = said.partition(" · ")
    return {"why": english, "why_zh": chinese if parted else english}


def hours_facts(seconds: float) -> dict[str, str]:
    """A span in the unit that people would use."""
    for size, name, name_zh in ((86_400, "days", "天"), (3_600, "hours", "小时"), (60, "minutes", "分钟")):
        if seconds >= 2 * size or size == 60:
            number = f"{seconds / size:g}" if seconds % size == 0 else f"{seconds / size:.0f}"
            return {"hours": f"{number} {name}", "hours_zh": f"{number} {name_zh}"}
    raise AssertionError("minutes fit everything")


def _one_line(value: str) -> str:
    """Names of files and sellers come from outside: no line of a mail's head may begin in them."""
    return " ".join("".join(character if character.isprintable() else " " for character in value).split())


def _tidy(text: str) -> str:
    """Where a fact is missing, or brings its own full stop."""
    return " ".join(text.split()).replace("..", ".").replace(" .", ".").replace("。。", "。").strip()
