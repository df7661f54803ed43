"""What the service says about itself: standard error, one JSON object a line, or lines for people where a person looks on. No line shows a whole tax id, bank account or credential.

Code logs through the standard library (`getLogger(__name__)`); whatever is bound with `structlog.contextvars` meanwhile (request, document) stands in each of its lines.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO, TypeVar

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from intake.domain.masking import STARS, masked, names_credential

REQUEST = "request"
"""Under this name the request's line is bound."""
_OURS = frozenset({"timestamp", "level", "logger"})
_DEEPEST = 6
_TALKATIVE = ("alembic", "dbos")
"""Libraries that tell of every start."""
Made = TypeVar("Made")


@dataclass
class RequestNotes:
    """What is known of a request so far. Changes as it becomes known: who calls is found out in another thread than the one that binds it."""

    id: str
    tenant: str = ""
    caller: str = ""
    """Name of an actor."""


@dataclass(frozen=True)
class LogSettings:
    """Crosses process borders."""

    level: str = "INFO"
    for_people: bool = field(default_factory=lambda: sys.stderr.isatty())


class _StandardError(logging.StreamHandler[TextIO]):
    """Whatever standard error is when a line is written."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def set_up_log(settings: LogSettings | None = None) -> None:
    """Everything that this process logs, libraries too, goes to standard error in one form from now on. Again: replaces what was set up before."""
    chosen = settings or LogSettings()
    handler = _StandardError()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_before(), processors=_render(chosen.for_people)))
    root = logging.getLogger()
    for before in [each for each in root.handlers if isinstance(each, _StandardError)]:
        root.removeHandler(before)
    root.addHandler(handler)
    root.setLevel(chosen.level)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def with_log(settings: LogSettings, make: Callable[[], Made]) -> Made:
    """What `make` makes, in a worker process: its libraries log there as they do in the service."""
    set_up_log(settings)
    return make()


def _before() -> list[Processor]:
    """Where a line comes from. In order."""
    return [structlog.contextvars.merge_contextvars, _spell_request, structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level]


def _render(for_people: bool) -> list[Processor]:
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=not for_people)
    shared: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, mask_values, stamp]
    if for_people:
        return [*shared, structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback)]
    return [*shared, structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)]


def _spell_request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    notes = event.pop(REQUEST, None)
    if isinstance(notes, RequestNotes):
        event["request_id"] = notes.id
        event.update({name: value for name, value in (("tenant", notes.tenant), ("caller", notes.caller)) if value})
    return event


def mask_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """After everything that adds text of others, tracebacks too."""
    return {masked(name): STARS if names_credential(name) else value if name in _OURS else _shown(value, _DEEPEST) for name, value in event.items()}


def _shown(value: object, depth: int) -> object:
    """Plain values only, so that nothing is spelled out after this."""
    match value:
        case None | bool() | float():
            return value
        case int():
            text = masked(str(value))
            return value if text == str(value) else text
        case dict() if depth:
            return {masked(str(name)): STARS if names_credential(str(name)) else _shown(inner, depth - 1) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset() if depth:
            return [_shown(inner, depth - 1) for inner in value]
        case _:
            return masked(str(value))
