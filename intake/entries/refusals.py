"""Every reason why an entry can't be taken in or approved: code, and what to do about it in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from intake.entries.form import FormProblem
from intake.errors import RequestRefused, UnreadableFile


def entry_malformed(problems: Sequence[FormProblem]) -> RequestRefused:
    return RequestRefused(
        "entry_malformed",
        f"The entry is not complete: {' '.join(f'{problem.field}: {problem.message}' for problem in problems)}",
        f"补录数据不完整或有误：{''.join(f'{problem.field}：{problem.message_zh}' for problem in problems)}",
    )


def entry_needs_another_person() -> RequestRefused:
    return RequestRefused(
        "entry_needs_another_person",
        "You typed this invoice, or changed values of it, so another person must compare it with the evidence and approve it. No policy allows otherwise.",
        "该发票由您补录或改动过，须由另一人对照凭据复核通过，此规则不可关闭。",
    )


def no_entry() -> RequestRefused:
    return RequestRefused("no_entry", "This document was read, not entered by hand.", "该文件不是补录数据。")


def template_not_usable(why: str, why_zh: str) -> UnreadableFile:
    return UnreadableFile(
        "template_not_usable",
        f"This is no filled-in template: {why}. Fill in the file that `fapiao entry template` writes, and save it as XLSX.",
        f"文件不是可用的补录模板：{why_zh}。请使用 fapiao entry template 生成的文件填写，并保存为 XLSX。",
    )
