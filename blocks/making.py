"""How a block is made: what each of its classes is given, and making one again out of what was noted."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from .signature import signature_of


def noting(cls: type, init: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` that notes what its class is given, before it hands anything to its parents."""

    @wraps(init)
    def noted(self: Any, *args: Any, **kwargs: Any) -> None:
        outermost = not self._levels
        self._levels.append((cls, signature_of(cls).given(args, kwargs)[0]))
        init(self, *args, **kwargs)
        if outermost:
            self.hand_down(self._layers)

    noted.__signature__ = inspect.signature(init)  # type: ignore[attr-defined] # Keras asks the function itself
    return noted


def made(cls: Any, call: tuple[tuple[Any, ...], dict[str, Any]], kept: dict[str, Any]) -> Any:
    """A block by its arguments, and by what Keras keeps, which its class need not take."""
    args, kwargs = call
    block = cls.__new__(cls, *args, **kwargs)
    vars(block)["_kept"] = kept
    block.__init__(*args, **kwargs)
    return block
