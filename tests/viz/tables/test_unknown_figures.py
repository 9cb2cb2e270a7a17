"""Figures that are not known are no zeros, and sums that leave some out say so, wherever they are printed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.errors import FormatError
from convatlas.viz.tables import plot
from convatlas.viz.words import figure, macs_of, macs_text, params_of, params_text, trainable_of

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


def weighed(*params, name="net"):
    """A chain of dense layers in one block with these parameters, None where they are not known."""
    graph = net(*[7] * len(params), name=name)
    leaves = [
        replace(node, trainable_params=count or 0, unweighed=int(count is None))
        for node, count in zip(graph.nodes[1:], params, strict=True)
    ]
    return replace(graph, nodes=(graph.nodes[0], *leaves))


LIGHT, HEAVY = weighed(2000, None, name="part"), weighed(None, name="none")


@pytest.mark.parametrize(("graph", "said"), [(LIGHT, "≥ 2 K parameters"), (HEAVY, "parameters not known")])
@pytest.mark.parametrize("depth", [None, 1])
def test_parameters_in_words_however_a_graph_is_folded(graph, said, depth):
    folded = graph.folded(depth)
    assert params_text(folded) == said
    for written in ("text", "svg", "html"):
        assert said in viz.draw(folded).to(written)
    assert Graph.from_json(folded.to_json()) == folded
    assert folded.unweighed == 1


def test_a_closed_block_tells_how_many_weights_it_leaves_out():
    assert LIGHT.folded(1).nodes[0].note == "parameters of 1 layers inside are not known"
    assert params_of(LIGHT.nodes) == trainable_of(LIGHT.nodes) == 2000
    assert "2,000 parameters" in repr(weighed(2000))
    assert repr(LIGHT) == "<Graph of part: 2 layers, at least 2,000 parameters>"


def test_parameters_in_tables():
    table = viz.tabulate(LIGHT, columns=["params", "params%", "trainable"])
    assert [row.values[1] for row in table.rows] == [2000, 2000, None]
    assert str(table).splitlines()[-2].split() == ["total", "≥", "2,000", "100.00", "≥", "2,000"]
    assert table.notes == ("parameters not known, left out: b/d1 (Dense)",)
    assert "total,≥ 2000" in viz.tabulate(LIGHT, columns=["params"]).to("csv")
    assert [row.values[3] for row in viz.compare(LIGHT, HEAVY).rows] == [2000, None]
    papers = viz.family_table(LIGHT)
    assert papers.totals[3] == 2000
    assert "≥ 2,000" in str(papers)
    assert "≥ 2,000" in str(viz.family_table(LIGHT, HEAVY))


def test_parameters_in_differences():
    found = viz.diff(weighed(2000), LIGHT)
    assert found.table.totals == ("total", "", "", "", None, 7)
    assert found.table.notes[0] == "params: 2,000 -> ≥ 2,000"
    changed = viz.diff(weighed(3), HEAVY)
    assert [change.details for change in changed.changes] == [(("trainable_params", "3", "?"),)]
    assert changed.changes[0].params is None
    assert "3 to ? parameters" in changed.to("svg")


def test_what_cannot_be_placed_is_not_plotted(tmp_path):
    known = "`sources` holds {}, which cannot be plotted: its {}"
    for graph, said in (
        (HEAVY, "parameters are not known"),
        (NONE, "multiply-adds are not known"),
        (weighed(0), "parameters are 0"),
    ):
        with pytest.raises(FormatError) as caught:
            plot(viz.compare(LIGHT, graph), tmp_path / "a.svg")
        assert str(caught.value) == known.format(graph.name, said)
