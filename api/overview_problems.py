"""Problems of the overview."""

from __future__ import annotations

from http import HTTPStatus

from api.errors import NextStep, Problem


def overview_period_malformed(most: int) -> Problem:
    """`most`: days."""
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "overview_period_malformed",
        f"Name a first and a last day from 2000 on, in this order, {most} days at most.",
        f"请按顺序指定起止日期（2000 年及以后），不超过 {most} 天。",
        NextStep.CORRECT_REQUEST,
        details={"limit": most},
    )
