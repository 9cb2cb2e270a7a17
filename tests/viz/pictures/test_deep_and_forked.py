"""Graphs nested far deeper than any network, and drawing in forked and spawned processes."""

from __future__ import annotations

import multiprocessing
import sys
import warnings

import pytest

from convatlas import viz
from convatlas.viz.errors import FormatError
from convatlas.viz.graph import Graph, Node


def nested(levels: int) -> Graph:
    """A layer in so many blocks, each in the one before."""
    paths = ["b"]
    while len(paths) < levels:
        paths.append(f"{paths[-1]}/b")
    blocks = [Node(path, "Block", parent=path.rpartition("/")[0]) for path in paths]
    return Graph("nested", (*blocks, Node(f"{paths[-1]}/c", "Conv2D", "convolution", parent=paths[-1])))


def test_blocks_nested_a_thousand_deep_are_drawn_and_tabulated() -> None:
    graph = nested(1000)
    assert viz.draw(graph).to("svg").count("<rect") > 1  # type: ignore[arg-type]
    assert len(viz.tabulate(graph, depth=1001).rows) == 1001


@pytest.mark.parametrize("style", ["graph", "volume"])
def test_too_many_open_at_once_are_refused(style: str) -> None:
    with pytest.raises(FormatError) as caught:
        viz.draw(nested(1000), fold=None, fit=None, style=style).to("svg")
    assert str(caught.value) == "`depth` opens 1,000 blocks in each other; at most 200 can be drawn"
    assert viz.draw(nested(200), fold=None, style=style).to("svg")


def drawn(name: str) -> tuple[str, str]:
    """A picture and a table, made in whatever process."""
    return str(viz.draw(name).to("svg")), str(viz.tabulate(name))


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name != "fork"))
        for name in multiprocessing.get_all_start_methods()
    ],
)
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # of forks beside the threads of a backend, as users have them
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.skipif(sys.platform == "darwin", reason="forks of TensorFlow are not for macOS")
def test_processes_draw_as_this_one_does(method: str) -> None:
    expected = drawn("lenet5_study")
    with warnings.catch_warnings(action="ignore"), multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.apply_async(drawn, ("lenet5_study",)).get(120) == expected
