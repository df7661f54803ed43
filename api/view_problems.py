"""Problems of keeping searches under a name."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from api.errors import NextStep, Problem


def view_name_malformed() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "view_name_malformed",
        "The name of a view has 1 to 64 characters on one line. Choose another.",
        "视图名称应为 1 至 64 个字符且不含换行，请重新填写。",
        NextStep.CORRECT_REQUEST,
    )


def no_such_filter(names: Iterable[str]) -> Problem:
    listed = ", ".join(names)
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "no_such_filter",
        f"Invoices can't be searched by {listed}. /openapi.json names what they can be searched by.",
        f"不能按 {listed} 查询发票，可用的条件见 /openapi.json。",
        NextStep.CORRECT_REQUEST,
        details={"filters": list(names)},
    )


def too_many_views(most: int) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "too_many_views",
        f"You may keep {most} views. Throw one away first.",
        f"每人最多保存 {most} 个视图，请先删除一个。",
        NextStep.CORRECT_REQUEST,
    )
