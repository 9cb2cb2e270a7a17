"""How large what is read and traced may be: bounds that no real network meets, and that a user may raise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace

from .messages import ConvatlasError, shown, suggestion


@dataclass(frozen=True)
class Limits:
    """Bounds of what is read and traced.

    Attributes:
        text: bytes of a configuration or of an exported graph; that of NASNetLarge has one million.
        declaration: bytes of a declaration or theme.
        nesting: levels of blocks in blocks, and of lists in lists.
        nodes: layers and blocks of a network, a call each.
        parts: of a declaration, each as often as it is repeated.
        figure: the largest number that is counted.
        data: bytes of a file of images or arrays.
        seconds: that the reading of an HDF5 file may take, whose library runs forever on some that are broken.
    """

    text: int = 64 << 20
    declaration: int = 1 << 20
    nesting: int = 200
    nodes: int = 100_000
    parts: int = 2_000
    figure: int = 10**18
    data: int = 4 << 30
    seconds: int = 30


USUAL = Limits()
_current: ContextVar[Limits] = ContextVar("limits", default=USUAL)


@contextmanager
def limits(**changes: int) -> Iterator[Limits]:
    """Within it, other bounds hold for what is read and traced; see `Limits`.

    Raises:
        ConvatlasError: there is no such bound, or it is no positive whole number.

    Example:
        >>> from convatlas.files import limits
        >>> with limits(nodes=1_000_000) as found:
        ...     found.nodes
        1000000
    """
    names = [field.name for field in fields(Limits)]
    for name, value in changes.items():
        if name not in names:
            raise ConvatlasError(f"`{shown(name)}` is no bound{suggestion(name, names)} ({', '.join(names)})")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConvatlasError(f"`{name}` (={shown(repr(value))}) must be a positive whole number")
    token = _current.set(replace(_current.get(), **changes))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def bound(name: str) -> int:
    """A bound by its name, as it is now."""
    found: int = getattr(_current.get(), name)
    return found


def beyond(name: str, what: str) -> str:
    """What is told of a bound that was met: how much there is, how much is allowed, and how to allow more.

    Example:
        >>> beyond("nodes", "holds 200,000 layers and blocks")
        'holds 200,000 layers and blocks; at most 100,000 are allowed, more within `viz.limits(nodes=...)`'
    """
    return f"{what}; at most {bound(name):,} are allowed, more within `viz.limits({name}=...)`"
