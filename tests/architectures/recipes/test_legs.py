"""Legs of a training: together they are what is left, step for step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convatlas.architectures.recipes.legs import legs


@given(st.integers(1, 9), st.integers(1, 6), st.integers(1, 60), st.data())
def test_legs_cover_every_step_that_is_left_once(steps: int, epochs: int, limit: int, data: st.DataObject) -> None:
    total = min(limit, steps * epochs)
    done = data.draw(st.integers(0, total - 1))
    epoch, step = divmod(done, steps)
    covered = []
    for leg in legs(epoch, step, steps, epochs, limit):
        for number in range(leg.epoch, leg.until):
            covered += [number * steps + leg.step + i for i in range(leg.steps)]
    assert covered == list(range(done, total))


def test_nothing_is_left_of_a_finished_training() -> None:
    assert legs(3, 0, 10, 3) == []
    assert legs(0, 5, 10, 3, 5) == []
