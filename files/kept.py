"""Properties that are worked out once, without a lock."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar

Value = TypeVar("Value")


class cached_property(functools.cached_property[Value]):  # noqa: N801 - as what it is everywhere
    """That of Python 3.12: two threads may work one out twice, and find the same.

    In Python 3.11 one lock stands before it for all objects of a class: threads wait for each other, and a process that
    was forked meanwhile waits for ever.
    """

    def __init__(self, work: Callable[[Any], Value]) -> None:
        super().__init__(work)
        self.lock = nullcontext()
