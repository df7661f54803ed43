"""Problems of asking the tax bureau about an invoice now, and of entering a check by hand."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from api.errors import NextStep, Problem
from intake.behaviour.history import CHINA_TIME
from intake.duties.verification_by_hand import NotAskable
from intake.verification.reasons import SENTENCES
from intake.verification.schedule import Wait


def must_wait(wait: Wait, now: datetime) -> Problem:
    """Nobody may be asked about it before that moment."""
    english, chinese = SENTENCES[wait.reason]
    at = wait.until.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M")
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "look_up_must_wait",
        f"{english} Next time: {at}, Beijing time.",
        f"{chinese}下次查验时间：北京时间{at}。",
        NextStep.TRY_LATER,
        max(1, int((wait.until - now).total_seconds())),
        {"reason": wait.reason.value, "next_at": wait.until.isoformat()},
    )


def being_asked() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "look_up_under_way",
        "It is being looked up right now, or somebody changed it. Load it again in a minute.",
        "正在查验或记录已变化，请稍后刷新。",
        NextStep.TRY_LATER,
        30,
    )


def not_askable(answer: NotAskable) -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "not_askable",
        " ".join(problem.message for problem in answer.problems),
        "".join(problem.message_zh for problem in answer.problems),
        NextStep.CORRECT_REQUEST,
        details={"fields": sorted({name for problem in answer.problems for name in problem.fields})},
    )


def no_provider() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "no_provider",
        "No provider of look-ups is set up. Check the invoice on the tax bureau's page and enter what you saw, or have a provider set up.",
        "未配置查验服务商，请人工查验后登记结果，或由管理员配置服务商。",
        NextStep.ASK_OPERATOR,
    )
