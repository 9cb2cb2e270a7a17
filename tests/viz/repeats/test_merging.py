"""Runs are put together as by searching all pairs again after every step."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st

from convatlas.viz.graph import Node
from convatlas.viz.repeats.merging import Run, merged


def by_search(runs: list[Run], most: int) -> list[Run]:
    """The lightest neighbours, the first of such, until there are few."""

    def weight(run: Run) -> int:
        return len(run) + 1000 * sum(node.role == "input" for node in run)

    while len(runs) > most:
        i = min(range(len(runs) - 1), key=lambda i: weight(runs[i] + runs[i + 1]))
        runs = [*runs[:i], runs[i] + runs[i + 1], *runs[i + 2 :]]
    return runs


@hypothesis.given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=30), st.integers(1, 12))
def test_runs_are_put_together_from_the_lightest_on(sizes: list[tuple[int, bool]], most: int) -> None:
    runs = [
        [Node(f"{place}/{k}", "Layer", "input" if is_input and not k else "other") for k in range(size)]
        for place, (size, is_input) in enumerate(sizes)
    ]
    assert merged([list(run) for run in runs], most) == by_search(runs, most)
