"""Blocks found where several streams run beside each other, or bind all blocks together."""

import hypothesis
import networkx
import pytest
from hypothesis import strategies as st
from networks import graph_of

from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.graph import Way
from convatlas.viz.repeats import group_between_narrow_places, in_blocks
from convatlas.viz.repeats.regions import regions
from convatlas.viz.views import view, views


def kinds_in(graph: Graph, path: str) -> list[str]:
    return [node.kind for node in graph.inside(path) if not graph.children(node.path)]


def test_layers_of_an_encoder_and_of_its_decoder_fold_each():
    shown = view(graph_of("encoder_decoder"), depth=None, fold="repeats")
    layers = [group for group in shown.graph.groups if group.count > 1]
    assert [(shown.name(group), group.count) for group in layers] == [
        ("transformer layer", 2),
        ("transformer layer", 2),
    ]
    heads = [kinds_in(shown.graph, group.path).count("MultiHeadAttention") for group in layers]
    assert heads == [1, 2]
    crossing = [edge for edge in shown.graph.edges if edge.source == "encoded"]
    assert [edge.target.startswith(f"{layers[1].path}/") for edge in crossing] == [True]


def test_layers_that_all_give_to_one_sum_are_blocks_with_what_they_give():
    graph = group_between_narrow_places(graph_of("wavenet"))
    found = {group.path: kinds_in(graph, group.path) for group in graph.groups}
    assert list(found)[:5] == [f"layer{place}" for place in range(5)]
    for kinds in list(found.values())[:5]:
        assert sorted(kinds) == ["Add", "Conv1D", "Conv1D", "Conv1D", "Conv1D", "Multiply"]
    assert graph.params == graph_of("wavenet").params


def test_blocks_that_are_all_told_of_one_thing_hold_what_is_told_them():
    graph = group_between_narrow_places(graph_of("diffusion"))
    found = [kinds_in(graph, group.path) for group in graph.groups]
    assert len(found) == 11
    for kinds in found:
        assert kinds.count("Add") == 2
        assert kinds.count("Dense") == kinds.count("Reshape") == 1
    assert [node.path for node in graph.children() if node.kind == "Dense"] == ["told"]


def test_what_runs_below_the_skips_of_a_u_is_no_block():
    blocks = in_blocks(graph_of("diffusion"))
    inside = [kinds_in(blocks.graph, group.path) for group in blocks.graph.groups]
    assert [kinds for kinds in inside if "AveragePooling2D" in kinds] == []
    shown = view(graph_of("diffusion"), depth=None, fold="repeats").graph
    assert [group.count for group in shown.groups] == [2, 1, 1, 1, 1, 2, 1, 1, 1]


@pytest.mark.parametrize("name", ["encoder_decoder", "wavenet", "diffusion", "nameless", "unet"])
def test_boxes_of_neighbours_count_all_layers(name: str):
    graph = graph_of(name)
    *_, fewest = views(graph)
    boxes = [node for node in fewest.graph.nodes if fewest.blocks.get(node.path, "").endswith(" layers")]
    alone = [node for node in fewest.graph.nodes if node not in boxes]
    counted = sum(int(fewest.blocks[node.path].split()[0]) for node in boxes)
    assert boxes
    assert counted + sum(len(fewest.members.get(node.path, (node,))) for node in alone) == len(graph.leaves)


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[str], list[Way]]:
    """Items in order: loops and plain steps of a few streams, with ways between them."""
    ends = [f"in{k}" for k in range(draw(st.integers(1, 3)))]
    order, ways = list(ends), list[Way]()

    def add(path: str, *sources: str) -> str:
        order.append(path)
        ways.extend(Way(source, source, path) for source in dict.fromkeys(sources))
        return path

    for step in range(draw(st.integers(1, 14))):
        at = draw(st.integers(0, len(ends) - 1))
        others = draw(st.lists(st.sampled_from(order), max_size=2))
        left, right = add(f"left{step}", ends[at]), add(f"right{step}", ends[at], *others)
        ends[at] = add(f"join{step}", left, right)
    add("last", *ends, *draw(st.lists(st.sampled_from(order), max_size=4)))
    return order, ways


@hypothesis.given(streams())
def test_regions_stand_apart_and_no_way_leaves_one_and_comes_back(made: tuple[list[str], list[Way]]):
    order, ways = made
    found = regions(order, ways)
    members = [path for region in found for path in region]
    assert len(members) == len({*members})
    home = {path: f"region {number}" for number, region in enumerate(found) for path in region}
    ends = [(home.get(way.source, way.source), home.get(way.target, way.target)) for way in ways]
    assert networkx.is_directed_acyclic_graph(networkx.DiGraph((a, b) for a, b in ends if a != b))
    assert all(len(region) > 1 for region in found)


def test_loops_in_a_row_are_regions_and_two_are_too_few():
    order, ways = ["in"], list[Way]()
    for number in range(3):
        start = order[-1]
        order += [f"left{number}", f"right{number}", f"join{number}"]
        left, right, join = order[-3:]
        ways += [Way(start, start, left), Way(start, start, right), Way(left, left, join), Way(right, right, join)]
    assert regions(order, ways) == [order[1:4], order[4:7], order[7:10]]
    assert regions(order[:7], ways[:8]) == []
    assert regions(order, ways, known={"left0"}) == []


def test_a_block_may_stand_before_what_leads_to_it():
    tensor = TensorSpec((None, 8, 8, 4))

    def layer(path: str, parent: str = "", taken: int = 1) -> Node:
        return Node(path, "Conv2D", "convolution", inputs=(tensor,) * taken, outputs=(tensor,), parent=parent)

    nodes = [Node("block", "Block"), layer("block/first", "block"), layer("beside"), layer("block/second", "block", 2)]
    edges = [Edge("block/first", "block/second", tensor), Edge("beside", "block/second", tensor, 0, 1)]
    before, last = "beside", "block/second"
    for number in range(20):
        nodes.append(layer(f"layer{number}", taken=2))
        edges += [Edge(last, f"layer{number}", tensor), Edge(before, f"layer{number}", tensor, 0, 1)]
        before, last = last, f"layer{number}"
    graph = Graph("odd", tuple(nodes), tuple(edges))
    assert [node.path for node in graph.children()][:2] == ["block", "beside"]
    assert in_blocks(graph).graph.params == graph.params
    assert len(list(views(Graph.from_json(graph.to_json())))) > 1
