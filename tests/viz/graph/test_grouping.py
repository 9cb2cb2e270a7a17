"""Layers whose names tell of blocks, put into groups; and blocks closed again."""

from __future__ import annotations

import keras
import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers
from traced_models import application, functional

from convatlas import viz
from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.graph import group_by_prefix, ordered
from convatlas.viz.graph.names import segments, snake
from convatlas.viz.tracer import skeleton

TENSOR = TensorSpec((None, 4))


def graph_of(text):
    """A graph of leaves from `a>b a>c`, named in the order in which they appear."""
    pairs = [pair.split(">") for pair in text.split()]
    names = dict.fromkeys(name for pair in pairs for name in pair)
    edges = tuple(Edge(source, target, TENSOR) for source, target in pairs)
    nodes = tuple(Node(name, "Kind", inputs=(TENSOR,), outputs=(TENSOR,)) for name in names)
    return Graph("n", nodes, edges)


def paths(graph):
    return " ".join(node.path for node in graph.nodes)


def ways(graph):
    return " ".join(f"{edge.source}>{edge.target}" for edge in graph.edges)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("conv2_block1_1_conv", "conv2 block1 1_conv"),
        ("block1a_expand_conv", "block1a expand_conv"),
        ("stage_0_block_2_norm", "stage_0 block_2 norm"),
        ("expanded_conv_3_depthwise", "expanded_conv_3 depthwise"),
        ("conv1", "conv1"),
        ("conv2d_3", "conv2d_3"),
        ("avg_pool", "avg_pool"),
        ("1_conv", "1_conv"),
    ],
)
def test_names_tell_of_blocks_by_numbers(name, parts):
    assert segments(name) == parts.split()


@pytest.mark.parametrize("kind", ["Conv2D", "BatchNormalization", "ReLU", "LSTM", "GlobalAveragePooling2D", "PReLU"])
def test_names_are_counted_as_keras_counts(kind):
    assert snake(kind) == keras.src.utils.naming.to_snake_case(kind)


def test_a_prefix_is_a_group():
    graph = group_by_prefix(graph_of("x>conv1_a conv1_a>conv1_b conv1_b>conv2_a conv2_a>conv2_b"))
    assert paths(graph) == "x conv1 conv1/a conv1/b conv2 conv2/a conv2/b"
    assert ways(graph) == "x>conv1/a conv1/a>conv1/b conv1/b>conv2/a conv2/a>conv2/b"
    ends = {"entries": (("x", 0),), "exits": (("conv1/b", 0),)}
    assert graph.by_path["conv1"] == Node("conv1", "Group", inputs=(TENSOR,), outputs=(TENSOR,), **ends)


def test_groups_nest_and_keep_names_that_would_be_numbers():
    graph = group_by_prefix(graph_of("x>c1_b1_1 c1_b1_1>c1_b1_2 c1_b1_2>c1_b2_1 c1_b2_1>c1_b2_2 c1_b2_2>y"))
    assert paths(graph) == "x c1 c1/b1 c1/b1/c1_b1_1 c1/b1/c1_b1_2 c1/b2 c1/b2/c1_b2_1 c1/b2/c1_b2_2 y"


def test_a_part_that_all_names_share_makes_no_group():
    graph = group_by_prefix(graph_of("m1_b1_x>m1_b1_y m1_b1_y>m1_b2_x m1_b2_x>m1_b2_y"))
    assert paths(graph) == "m1_b1 m1_b1/x m1_b1/y m1_b2 m1_b2/x m1_b2/y"


def test_a_group_that_a_way_leaves_and_enters_again_is_none():
    graph = group_by_prefix(graph_of("b1_x>other other>b1_y b1_x>b1_y b1_y>end"))
    assert paths(graph) == "b1_x other b1_y end"


def test_a_layer_without_a_name_of_its_own_joins_the_group_around_it():
    graph = graph_of("start>b1_x b1_x>add add>b1_y b1_y>end")
    nodes = tuple(Node(n.path, "Add") if n.path == "add" else n for n in graph.nodes)
    grouped = group_by_prefix(Graph("n", nodes, graph.edges))
    assert paths(grouped) == "start b1 b1/x b1/add b1/y end"


def test_who_shares_is_renamed_too():
    nodes = (Node("a", "Kind"), Node("b1_x", "Kind"), Node("b1_y", "Kind", shares="b1_x"))
    edges = (Edge("a", "b1_x", TENSOR), Edge("b1_x", "b1_y", TENSOR))
    assert group_by_prefix(Graph("n", nodes, edges)).by_path["b1/y"].shares == "b1/x"


def test_nodes_are_ordered_block_by_block():
    graph = graph_of("a>b b>c a>d d>e c>f e>f")
    shuffled = Graph("n", graph.nodes[::-1], graph.edges)
    place = {node.path: number for number, node in enumerate(ordered(shuffled).nodes)}
    assert all(place[edge.source] < place[edge.target] for edge in graph.edges)
    assert ordered(graph) == graph


def test_applications_group_as_their_authors_named_them():
    def tops(name):
        with skeleton():
            return [node.path for node in viz.trace(application(name)).children()]

    assert tops("ResNet50")[1:] == ["conv1", "pool1", "conv2", "conv3", "conv4", "conv5"]
    assert tops("EfficientNetV2B0")[6:10] == ["block1a", "block2a", "block2b", "block3a"]


def test_two_groups_that_lead_to_each_other_are_not_both_made():
    graph = group_by_prefix(graph_of("a1_x>b1_x b1_y>a1_y"))
    assert [node.path for node in graph.groups] == ["a1"]


def test_a_way_that_leads_back_through_a_group_beside_counts():
    graph = group_by_prefix(graph_of("b1>a1_x a1_y>c c>b1_y"))
    assert [node.path for node in graph.groups] == ["b1"]


def test_a_layer_that_is_called_like_its_group_stands_in_it():
    graph = group_by_prefix(graph_of("x>conv1 conv1>conv1_bn conv1_bn>conv1_relu conv1_relu>pool1"))
    assert paths(graph) == "x conv1 conv1/conv1 conv1/bn conv1/relu pool1"


def test_two_names_that_leave_the_same_rest_stay_apart():
    graph = graph_of("b1_x>add add>b1_add b1_add>end")
    nodes = tuple(Node(n.path, "Add") if n.path == "add" else n for n in graph.nodes)
    assert paths(group_by_prefix(Graph("n", nodes, graph.edges))) == "b1 b1/x b1/add b1/add_1 end"


NAMES = ["a1", "a1_x", "a1_y", "b1", "b1_x", "b1_y", "a1_b1_x", "a1_b1_y", "a1_b1_b1", "c", "kind", "kind_1", "kind_2"]
WAYS = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda way: way[0] < way[1]), min_size=1)


@settings(max_examples=300)
@given(st.permutations(NAMES), WAYS)
def test_grouping_keeps_the_leaves_and_makes_no_cycle(names, some):
    graph = graph_of(" ".join(f"{names[s]}>{names[t]}" for s, t in sorted(some)))
    grouped = group_by_prefix(graph)
    assert len(grouped.leaves) == len(graph.leaves)
    assert len({node.path for node in grouped.nodes}) == len(grouped.nodes)
    for depth in range(1, 5):
        folded = grouped.folded(depth)
        assert networkx.is_directed_acyclic_graph(folded.to_networkx())
        place = {node.path: number for number, node in enumerate(folded.nodes)}
        assert all(place[edge.source] < place[edge.target] for edge in folded.edges)


def test_closing_blocks_adds_up_what_is_hidden():
    graph = viz.trace(
        functional(lambda x: keras.Sequential([layers.Dense(3), layers.BatchNormalization()], name="block")(x), (4,))
    )
    closed = graph.folded(1)
    assert [(n.path, n.trainable_params, n.non_trainable_params, n.macs) for n in closed.nodes] == [
        ("input_layer", 0, 0, 0),
        ("block", 15 + 6, 6, 12),
    ]
    assert ways(closed) == "input_layer>block"
    assert graph.folded(None) is graph
    assert graph.folded(2) == graph


def test_a_closed_block_tells_of_multiply_adds_that_are_not_known():
    nodes = (Node("b", "Block"), Node("b/x", "K", macs=3, parent="b"), Node("b/y", "K", macs=None, parent="b"))
    graph = Graph("n", nodes, (Edge("b/x", "b/y", TENSOR),))
    closed = graph.folded(1).nodes[0]
    assert (closed.macs, closed.note) == (3, "multiply-adds of 1 layers inside are not known")
    unknown = Graph("n", (nodes[0], nodes[2])).folded(1).nodes[0]
    assert unknown.macs is None


@pytest.mark.parametrize("depth", [0, -1])
def test_a_depth_that_shows_nothing(depth):
    with pytest.raises(ValueError) as caught:
        Graph("n").folded(depth)
    assert str(caught.value) == f"`depth` (={depth}) must be a whole number of at least 1"


def test_a_graph_answers_for_its_nodes():
    graph = viz.trace(functional(lambda x: keras.Sequential([layers.Dense(3)], name="block")(x), (4,)))
    assert [node.path for node in graph.groups] == ["block"]
    assert [node.path for node in graph.inside("block")] == ["block", "block/dense"]
    assert (graph.parent("block/dense"), list(graph.ancestors("block/dense"))) == ("block", ["block"])
    assert graph.by_path["block/dense"].name == "dense"
    assert [(port.name, port.path, port.shape) for port in graph.inputs] == [("input_layer", "input_layer", (None, 4))]
    assert [(port.name, port.path, port.shape) for port in graph.outputs] == [("block", "block/dense", (None, 3))]
