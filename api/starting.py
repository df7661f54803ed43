"""What takes long to get ready, while requests are answered already: one step after the other, in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from logging import getLogger
from threading import Event, Thread

from intake.errors import IntakeError, SetupError

Step = Callable[[], object]


def _nobody_waits() -> None: ...


class Starting:
    """Used once: `start`, then `stop`."""

    def __init__(self, further: Sequence[Step] = (), failed: Callable[[], None] = _nobody_waits) -> None:
        """`further` steps are taken after the first of `start`. `failed` is called where a step raises: without it the service is of no use."""
        self._further = tuple(further)
        self._failed = failed
        self._ready = Event()
        self._stopping = Event()
        self._thread: Thread | None = None
        self.error: IntakeError | None = None
        """What a step raised."""

    @property
    def is_ready(self) -> bool:
        """Every step is done."""
        return self._ready.is_set()

    @property
    def is_stopping(self) -> bool:
        """For steps that wait for something: they may return as they are."""
        return self._stopping.is_set()

    def start(self, first: Step, *others: Step) -> None:
        self._thread = Thread(target=self._run, args=((first, *self._further, *others),), name="starting", daemon=True)
        self._thread.start()

    def stop(self, end_step: Step) -> None:
        """Returns when no step runs any more. `end_step` makes the one that does come to its end."""
        self._stopping.set()
        if self._thread is not None and self._thread.is_alive():
            end_step()
            self._thread.join()

    def _run(self, steps: Sequence[Step]) -> None:
        try:
            for step in steps:
                if self.is_stopping:
                    return
                step()
        except IntakeError as error:
            self._give_up(error)
        except Exception as error:
            getLogger(__name__).exception("the service could not be started for a fault of the program")
            self._give_up(_not_started(error))
        else:
            self._ready.set()

    def _give_up(self, error: IntakeError) -> None:
        if not self.is_stopping:  # else it was made to end
            self.error = error
            self._failed()


def _not_started(error: Exception) -> SetupError:
    return SetupError(
        "not_started",
        f"The service can't be started ({type(error).__name__}: {error}). Please report it with the log.",
        f"服务无法启动（{type(error).__name__}：{error}），请连同日志一并反馈。",
    )
