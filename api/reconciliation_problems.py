"""Problems of reconciling and of evidence bundles."""

from __future__ import annotations

from http import HTTPStatus

from api.errors import NextStep, Problem


def period_malformed(most: int) -> Problem:
    """`most`: days."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "period_malformed",
        f"Name a first and a last day of issue, in this order, with {most} days between them at most.",
        f"请按顺序指定起止开票日期，间隔不超过 {most} 天。",
        NextStep.CORRECT_REQUEST,
        details={"limit": most},
    )


def reconciling_already(most: int, seconds: int) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "reconciling_already",
        f"{most} reconciliations wait or run already. Look at them, or ask again in {seconds} seconds.",
        f"已有 {most} 次对账在等待或进行中，请查看其结果，或 {seconds} 秒后再试。",
        NextStep.TRY_LATER,
        seconds,
        {"limit": most},
    )


def no_such_decision(state: str) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "no_such_decision",
        f"The difference is {state}, and this can't be done with it then. Load it again.",
        f"该差异当前为 {state}，不能执行此操作，请重新加载。",
        NextStep.CORRECT_REQUEST,
        details={"state": state},
    )


def decision_needs_reason() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "decision_needs_reason",
        "Say why: the reason stands with the difference for whoever looks later.",
        "请填写理由，供日后查阅。",
        NextStep.CORRECT_REQUEST,
    )


def bundle_too_large(most: int) -> Problem:
    """`most`: invoices."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "bundle_too_large",
        f"A bundle holds {most} invoices at most. Narrow it down by days, kind or state.",
        f"一个证据包最多包含 {most} 张发票，请按日期、类别或状态缩小范围。",
        NextStep.CORRECT_REQUEST,
        details={"limit": most},
    )
