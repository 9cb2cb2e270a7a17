"""A training as whole epochs, and parts of epochs where it goes on after a stop or ends at a number of steps."""

from __future__ import annotations

from typing import NamedTuple


class Leg(NamedTuple):
    """Epochs of equally many steps: from `epoch`, of which `step` steps are done, to before `until`."""

    epoch: int
    until: int
    step: int
    steps: int


def legs(epoch: int, step: int, steps: int, epochs: int, limit: int | None = None) -> list[Leg]:
    """The legs that are left of `epochs` epochs of `steps` steps, and of `limit` steps at most.

    Example:
        >>> legs(2, 30, 100, 5)
        [Leg(epoch=2, until=3, step=30, steps=70), Leg(epoch=3, until=5, step=0, steps=100)]
        >>> legs(0, 0, 100, 5, 250)
        [Leg(epoch=0, until=2, step=0, steps=100), Leg(epoch=2, until=3, step=0, steps=50)]
    """
    total = epochs * steps if limit is None else min(limit, epochs * steps)
    whole, rest = divmod(total, steps)
    left = []
    if step and epoch * steps + step < total:
        left.append(Leg(epoch, epoch + 1, step, min(steps - step, total - epoch * steps - step)))
    following = epoch + 1 if step else epoch
    if following < whole:
        left.append(Leg(following, whole, 0, steps))
    if rest and following <= whole:
        left.append(Leg(whole, whole + 1, 0, rest))
    return left
