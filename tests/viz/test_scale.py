"""What is done for a graph grows with its size and no faster, counted in calls, which no busy machine disturbs.

`benchmarks/scale.py` measures the time, of a hundred times the nodes.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

SCALE = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "scale.py"))


def calls_of(work: Callable[[Any], object], graph: Any) -> int:
    """Calls of functions, those of Python itself too."""
    counted = [0]

    def count(frame: FrameType, event: str, argument: object) -> None:
        counted[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work(graph)
    finally:
        sys.setprofile(None)
    return counted[0]


@pytest.mark.parametrize("work", SCALE["WORK"])
@pytest.mark.parametrize("form", ["chain", "loose", "blocks", "branches", "dense"])
def test_twice_the_size_takes_twice_the_calls(form: str, work: str) -> None:
    SCALE["WORK"][work](SCALE[form](10))  # imports
    few, many = (calls_of(SCALE["WORK"][work], SCALE[form](size)) for size in (500, 1000))
    assert many <= 2.2 * few
