"""Hold Python's collector of cycles off while much is made that stays."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager


class _Hold:
    """Whether we hold the collector off; in a forked process, where the holder may not live, it runs again."""

    def __init__(self) -> None:
        self.holds = False
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.end)

    def begin(self) -> None:
        self.holds = True
        gc.disable()

    def end(self) -> None:
        if self.holds:
            self.holds = False
            gc.enable()


_HOLD = _Hold()


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, Python looks for no cycles among its objects; for what makes many that refer to each other in none.

    The collector passes over all there is whenever that has grown, which takes a third of the time of drawing a large
    graph and finds nothing. All else is freed as ever. Whoever finds the collector running sets it running again: a
    pass within a pass changes nothing, and of passes in several threads the first to end lets it catch up.

    Example:
        >>> import gc
        >>> with uncollected():
        ...     gc.isenabled()
        False
        >>> gc.isenabled()
        True
    """
    if not gc.isenabled():
        yield
        return
    _HOLD.begin()
    try:
        yield
    finally:
        _HOLD.end()
