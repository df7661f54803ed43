"""Why a sending is where it is and what to do about it, for people, in both languages. The word itself is stable, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.upload.differences import Difference
from intake.upload.outbox import SendingCause, UploadState


@dataclass(frozen=True)
class Explanation:
    """A sentence on what is the matter, and one on what happens or is to be done next."""

    what: str
    what_zh: str
    next: str
    next_zh: str


EXPLANATIONS: Mapping[SendingCause, Explanation] = {
    SendingCause.NONE: Explanation("nothing stands against it", "无异常", "it goes on by itself", "自动继续"),
    SendingCause.NO_LEDGER: Explanation(
        "no ledger is set up, so the verified invoice stays here",
        "未配置记账系统，已查验的发票保留在本系统",
        "name a ledger in the settings",
        "请在设置中配置记账系统",
    ),
    SendingCause.UNAVAILABLE: Explanation(
        "the ledger can't be reached", "无法连接记账系统", "it is tried again by itself at the time shown", "将按所示时间自动重试"
    ),
    SendingCause.REFUSED: Explanation(
        "the ledger refused it",
        "记账系统拒收",
        "correct what it names, here or there, and approve the invoice again",
        "请按其提示修正（本系统或记账系统），再重新审核通过",
    ),
    SendingCause.NO_ANSWER: Explanation(
        "it was sent and no clear answer came, so it may be there",
        "已发送但未收到明确答复，可能已入账",
        "the ledger is asked before anything is sent again",
        "重发前会先向记账系统查询",
    ),
    SendingCause.INTERRUPTED: Explanation(
        "the program ended while sending, so it may be there",
        "发送过程中程序终止，可能已入账",
        "the ledger is asked before anything is sent again",
        "重发前会先向记账系统查询",
    ),
    SendingCause.NOT_THERE_YET: Explanation(
        "it was sent and can't be found there yet",
        "已发送，记账系统中暂未查到",
        "it is looked for again by itself at the time shown",
        "将按所示时间自动再次查询",
    ),
    SendingCause.NEVER_ARRIVED: Explanation("it never arrived", "记账系统未收到", "it is sent again by itself", "自动重新发送"),
    SendingCause.LOST: Explanation(
        "the ledger accepted it several times and does not have it",
        "记账系统多次接收成功但查不到",
        "ask who looks after the ledger where it went, then approve the invoice again",
        "请联系记账系统管理员查明去向，再重新审核通过",
    ),
    SendingCause.NO_LUCK: Explanation(
        "it was sent many times without a clear answer, and is not there",
        "多次发送均无明确答复，且记账系统中没有",
        "ask who looks after the ledger why, then approve the invoice again",
        "请联系记账系统管理员查明原因，再重新审核通过",
    ),
    SendingCause.DIFFERS: Explanation(
        "the ledger has this invoice with other values",
        "记账系统中有该发票，但数据不一致",
        "compare with the picture: correct the entry there, or the values here, and approve the invoice again",
        "请对照影像核实：更正记账系统中的凭证或本系统的数据，再重新审核通过",
    ),
    SendingCause.DOUBLED: Explanation(
        "the ledger has this invoice more than once",
        "记账系统中该发票重复入账",
        "cancel all but one there, then approve the invoice again",
        "请在记账系统中只保留一条，再重新审核通过",
    ),
    SendingCause.FORMAT: Explanation(
        "it can't be handed over as it is: something that a ledger needs is missing or wrong",
        "数据不符合入账要求：缺少必填项或格式有误",
        "correct the fields named, and approve the invoice again",
        "请补正所列字段，再重新审核通过",
    ),
    SendingCause.ORIGINAL_DAMAGED: Explanation(
        "its original file is missing or damaged, so it was not sent",
        "原始文件缺失或损坏，未发送",
        "restore the original from the backup or send the same file again, then approve the invoice again",
        "请从备份恢复原件或重新提交同一文件，再重新审核通过",
    ),
    SendingCause.CANCELLED_THERE: Explanation(
        "somebody cancelled it in the ledger",
        "记账系统中该凭证已被取消",
        "ask who did and why; approve it again to send it anew",
        "请核实取消原因；重新审核通过后将再次发送",
    ),
    SendingCause.WITHDRAWN: Explanation(
        "it was taken back before it was sent", "发送前已撤回", "nothing is to be done; approved again, it is sent", "无需处理；重新审核通过后将发送"
    ),
}


_OF_STATE: Mapping[UploadState, Explanation] = {
    UploadState.QUEUED: Explanation("it is about to be sent", "等待发送", "it goes on by itself", "自动继续"),
    UploadState.SENDING: Explanation("it is being sent right now", "正在发送", "it goes on by itself", "自动继续"),
    UploadState.CONFIRMED: Explanation("the ledger has it: it was read back with the same values", "已入账，回查数据一致", "nothing is to be done", "无需处理"),
}


def explanation(state: UploadState, cause: SendingCause) -> Explanation:
    """Of a sending that is there for this cause."""
    return _OF_STATE.get(state, EXPLANATIONS[cause]) if cause is SendingCause.NONE else EXPLANATIONS[cause]


def sentence(cause: SendingCause, detail: str = "", differences: Sequence[Difference] = ()) -> str:
    """One line for history, which people read in either language."""
    said = EXPLANATIONS[cause]
    more = "; ".join([*([detail] if detail else []), *(f"{each.field}: {each.ours} ≠ {each.theirs}" for each in differences)])
    return f"{said.what} · {said.what_zh}{f' ({more})' if more else ''}" if cause is not SendingCause.NONE else more
