"""What patterns say to people: one sentence with the numbers, and one with what helps. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS, KIND_LABELS, Wording
from intake.overview.corrections import Aspect, Pattern
from intake.overview.senders import Habit, SenderPattern
from intake.overview.share import Share

DOORS: Mapping[str, Wording] = {
    "http": Wording("上传", "upload"),
    "folder": Wording("扫描文件夹", "scan folder"),
    "cli": Wording("命令行", "command line"),
    "mail": Wording("邮件", "mail"),
    "entry": Wording("补录", "entered by hand"),
}
"""How documents come in."""


@dataclass(frozen=True)
class Said:
    text_en: str
    text_zh: str
    advice_en: str
    advice_zh: str


_OF_ASPECT: Mapping[Aspect, tuple[str, str]] = {
    Aspect.KIND: (
        "Reviewers should look at this field first. Ask for the electronic original (PDF, OFD, XML) where there is one: nothing is misread in it.",
        "复核时请优先核对该栏目；有电子原件（PDF、OFD、XML）的请索取原件，可避免识读错误。",
    ),
    Aspect.SELLER: (
        "Ask this seller for the electronic original. What reviewers correct is kept, and a later training learns this form from it.",
        "建议向该销售方索取电子原件；复核更正会保留，后续训练可学习该版式。",
    ),
    Aspect.DOOR: (
        "Look at the pictures that come this way: scan at 300 dpi, clean the glass, and send files rather than pictures of them.",
        "请检查该渠道的影像质量：扫描分辨率设为 300 dpi、清洁玻璃，尽量提交原文件而非翻拍。",
    ),
}
_ASPECT_WORDS: Mapping[Aspect, tuple[str, str]] = {
    Aspect.KIND: ("of the kind {}", "票种“{}”"),
    Aspect.SELLER: ("of the seller {}", "销售方“{}”"),
    Aspect.DOOR: ("that came in by {}", "渠道“{}”"),
}
_HABITS: Mapping[Habit, Said] = {
    Habit.RETAKE: Said(
        "pictures too poor to be relied on in {}",
        "{}图片质量过差、应重拍",
        "Take pictures in even light, the whole invoice flat and sharp; the capture page says at once whether a picture is good. Best of all, send the electronic original.",
        "请在均匀光线下拍摄，发票平整、完整、清晰；拍票页面会即时提示图片是否合格；有电子原件的请直接提交原件。",
    ),
    Habit.UNREAD: Said(
        "files that could not be read: {}",
        "{}无法识别",
        "Look at why they failed: damaged files, unknown types and passwords are named there with what helps.",
        "请查看失败原因：文件损坏、类型不支持或有密码，提示中均有处理办法。",
    ),
    Habit.AGAIN: Said(
        "the same file sent again in {}",
        "{}重复提交同一文件",
        "What has a receipt is safe. Look at its timeline instead of sending it again.",
        "出具回执即已安全保存，请查看进度时间线，无需重复提交。",
    ),
    Habit.DUPLICATES: Said(
        "invoices that were here already: {}",
        "{}为已有发票",
        "Let one person send each invoice; before sending, the search or the QR code says whether it is here.",
        "请由一人负责提交；提交前可通过查询或扫码确认是否已存在。",
    ),
    Habit.REJECTED: Said(
        "invoices that were sent back: {}",
        "{}被退回",
        "Look at the reasons for sending back; most often title, tax id or kind of invoice are not what the firm takes.",
        "请查看退回原因，常见为抬头、税号或票种不符合单位要求。",
    ),
}


def said_of_correction(pattern: Pattern) -> Said:
    field = field_words(pattern.field)
    value = value_words(pattern.aspect, pattern.value)
    where_en, where_zh = _ASPECT_WORDS[pattern.aspect]
    numbers, numbers_zh = share_words(pattern.share)
    advice, advice_zh = _OF_ASPECT[pattern.aspect]
    return Said(
        f"{field.en}, invoices {where_en.format(value.en)}: corrected in {numbers}",
        f"{where_zh.format(value.zh)}的“{field.zh}”：{numbers_zh}被更正",
        advice,
        advice_zh,
    )


def said_of_sender(pattern: SenderPattern, name: Wording) -> Said:
    habit = _HABITS[pattern.habit]
    numbers, numbers_zh = share_words(pattern.share)
    return Said(f"{name.en}: {habit.text_en.format(numbers)}", f"{name.zh}：{habit.text_zh.format(numbers_zh)}", habit.advice_en, habit.advice_zh)


def share_words(share: Share) -> tuple[str, str]:
    """In English and Chinese: the numbers here and elsewhere, and whether they are too small to be relied on."""
    caution = (" (few cases: this may be chance)", "（样本少，可能是偶然）") if share.is_small else ("", "")
    if share.of_elsewhere == 0:
        return f"{share.count} of {share.of}{caution[0]}", f"{share.of} 件中 {share.count} 件{caution[1]}"
    return (
        f"{share.count} of {share.of}, elsewhere {share.elsewhere} of {share.of_elsewhere}{caution[0]}",
        f"{share.of} 件中 {share.count} 件（其他 {share.of_elsewhere} 件中 {share.elsewhere} 件）{caution[1]}",
    )


def field_words(field: str) -> Wording:
    return FIELD_LABELS.get(field, Wording(field, field))


def value_words(aspect: Aspect, value: str) -> Wording:
    match aspect:
        case Aspect.KIND:
            return KIND_LABELS[Kind(value)]
        case Aspect.DOOR:
            return DOORS[value]
        case Aspect.SELLER:
            return Wording(value, value)
