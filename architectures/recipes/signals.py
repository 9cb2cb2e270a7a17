"""Signals that ask a training to stop: noted, so that it can save first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM)


class Caught:
    """The number of the signal that came, 0 before one does."""

    number = 0


@contextmanager
def caught_signals() -> Iterator[Caught]:
    """Inside, the first Ctrl-C or SIGTERM is noted; a second one stops at once, as usual."""
    caught = Caught()
    if threading.current_thread() is not threading.main_thread():
        yield caught
        return
    before = {number: signal.getsignal(number) for number in ASKED_TO_STOP}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def note(number: int, _: FrameType | None) -> None:
        caught.number = number
        restore()

    for number in ASKED_TO_STOP:
        signal.signal(number, note)
    try:
        yield caught
    finally:
        restore()
