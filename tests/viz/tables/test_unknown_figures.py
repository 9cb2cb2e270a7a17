"""Figures that are not known are no zeros, and sums that leave some out say so, wherever they are printed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.words import figure, macs_of, macs_text

SPEC = TensorSpec((None, 8))


def net(*macs, name="net"):
    """A chain of dense layers in one block with these multiply-adds."""
    leaves = [
        Node(f"b/d{n}", "Dense", "dense", inputs=(SPEC,), outputs=(SPEC,), trainable_params=3, macs=count, parent="b")
        for n, count in enumerate(macs)
    ]
    edges = [Edge(one.path, two.path, SPEC) for one, two in pairwise(leaves)]
    return Graph(name, (Node("b", "Block", inputs=(SPEC,), outputs=(SPEC,)), *leaves), tuple(edges))


WHOLE, PART, NONE = net(256_000_000, 4), net(256_000_000, None, name="part"), net(None, 0, name="none")


@pytest.mark.parametrize(("graph", "said"), [(WHOLE, "256 M MACs"), (PART, "≥ 256 M MACs"), (NONE, "MACs not known")])
@pytest.mark.parametrize("depth", [None, 1])
def test_a_graph_in_words_however_it_is_folded(graph, said, depth):
    folded = graph.folded(depth)
    assert macs_text(folded) == said
    assert said in viz.draw(folded).to("text").splitlines()[1]
    assert said in viz.draw(folded).to("svg")
    assert Graph.from_json(folded.to_json()) == folded


def test_a_closed_block_tells_how_many_it_leaves_out():
    closed = PART.folded(1).nodes[0]
    assert (closed.macs, closed.uncounted) == (256_000_000, 1)
    assert closed.note == "multiply-adds of 1 layers inside are not known"
    assert (NONE.folded(1).nodes[0].macs, NONE.folded(1).uncounted) == (None, 1)
    noted = replace(PART, nodes=(replace(PART.nodes[0], note="seen"), *PART.nodes[1:])).folded(1).nodes[0]
    assert noted.note == "seen; multiply-adds of 1 layers inside are not known"


def test_tables():
    table = viz.tabulate(PART, columns=["macs", "macs%"])
    assert [row.values[1] for row in table.rows] == [256_000_000, 256_000_000, None]
    assert str(table).splitlines()[-2].split() == ["total", "≥", "256,000.00", "100.00"]
    assert table.notes == ("multiply-adds not known, left out: b/d1 (Dense)",)
    assert "≥ " in str(viz.tabulate(PART.folded(1)))
    assert "total,≥ 256000000" in viz.tabulate(PART, columns=["macs"]).to("csv")
    assert viz.tabulate(NONE, columns=["macs"]).totals == ("total", None)
    assert viz.tabulate(WHOLE, columns=["macs"]).totals == ("total", 256_000_004)


def test_networks_side_by_side():
    table = viz.compare(WHOLE, PART, NONE)
    column = [column.name for column in table.columns].index("macs")
    assert [row.values[column] for row in table.rows] == [256_000_004, 256_000_000, None]
    assert "  ≥ 256,000.00  " in str(table)
    assert table.notes == (
        "part: multiply-adds not known, left out: b/d1 (Dense)",
        "none: multiply-adds not known, left out: b/d0 (Dense)",
    )


def test_differences():
    found = viz.diff(net(7), net(7, None, name="part"))
    assert found.table.totals == ("total", "", "", "", 3, None)
    assert found.table.notes == (
        "params: 3 -> 6 (+3)",
        "MACs: 7 -> ≥ 7",
        "part: multiply-adds not known, left out: b/d1 (Dense)",
    )
    removed = viz.diff(net(7, None), net(7))
    assert [change.macs for change in removed.changes] == [None]
    assert viz.diff(net(7), net(7, 9)).table.totals[-1] == 9


def test_short_figures():
    assert figure(macs_of(PART)) == "≥ 256 M"
    assert figure(macs_of(net(12, None))) == "≥ 12"
