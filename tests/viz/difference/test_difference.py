"""What changed between two networks."""

import json
from itertools import pairwise

import keras
import pytest
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops
from samples import graph_of, small

from convatlas import viz
from convatlas.viz.difference import Diff
from convatlas.viz.graph import Graph, Node, ordered

PAIRS = [("vgg16", "vgg19"), ("resnet50", "resnet50_v1"), ("resnet18", "resnet18_study"), ("resnet50", "resnet101")]


def difference(before, after):
    return viz.diff(graph_of(before), graph_of(after))


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_whole_differences(before, after):
    check_golden(str(difference(before, after)) + "\n", f"diff.{before}.{after}.text")


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_difference_in_formats_for_people_and_machines(name):
    check_golden(difference("vgg16", "vgg19").to(name), f"diff.vgg.{name}")


def test_three_convolutions_make_vgg19():
    changed = difference("vgg16", "vgg19")
    assert [(c.sort, c.after, c.kind, c.params, c.macs) for c in changed.changes] == [
        ("added", "stage3/conv4", "ConvUnit", 590_080, 1_849_688_064),
        ("added", "stage4/conv4", "ConvUnit", 2_359_808, 1_849_688_064),
        ("added", "stage5/conv4", "ConvUnit", 2_359_808, 462_422_016),
    ]
    assert changed.table.totals[4:] == (5_309_696, 4_161_798_144)


def test_three_convolutions_in_keras_applications_too():
    with keras.StatelessScope(initialize_variables=False):
        models = [getattr(keras.applications, name)(weights=None) for name in ("VGG16", "VGG19")]
    paths = [(change.sort, change.after) for change in viz.diff(*models).changes]
    assert paths == [("added", f"block{i}/conv4") for i in (3, 4, 5)]


def test_strides_of_v1_moved():
    moved = [change for change in difference("resnet50", "resnet50_v1").changes if change.sort == "moved"]
    assert [(change.after, change.details) for change in moved] == [
        (f"stage{i}/block1/conv1/conv", (("strides 2", "conv2/conv", "conv1/conv"),)) for i in (2, 3, 4)
    ]


def test_norms_moved_behind_activations():
    changes = {change.after: change for change in difference("resnet18", "resnet18_study").changes}
    change = changes["stage1/block1/conv1/norm"]
    assert (change.sort, change.details[0]) == ("moved", ("behind", "conv", "act"))


class Written(keras.Model):
    """The network of `drawn`, with other names, in another order, and with operations for some layers."""

    def __init__(self):
        super().__init__()
        self.first = layers.Conv2D(8, 3, activation="relu")
        self.side = layers.Conv2D(8, 1)
        self.main = layers.Conv2D(8, 3, padding="same")
        self.scale = layers.BatchNormalization()
        self.last = layers.Dense(3)

    def call(self, x):
        x = self.first(x)
        side = self.side(x)
        x = ops.relu(self.scale(self.main(x)) + side)
        return self.last(layers.Flatten()(x))


def drawn(units=3, activation="relu", skip=True):
    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(8, 3, activation="relu")(inputs)
    y = layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same")(x))
    x = layers.Add()([layers.Conv2D(8, 1)(x), y]) if skip else y
    return keras.Model(inputs, layers.Dense(units)(layers.Flatten()(layers.Activation(activation)(x))))


def test_functional_and_subclassed_builds_of_one_network_are_equal():
    changed = viz.diff(viz.trace(drawn()), viz.trace(Written(), input_shape=(8, 8, 3)))
    assert changed.changes == ()
    assert not changed
    assert str(changed).splitlines()[1:] == ["no differences"]


@pytest.mark.parametrize("name", ["googlenet", "resnet50_v2", "lenet5_1998"])
def test_nothing_changed_within_a_network(name):
    assert not difference(name, name)


def test_model_and_file_are_equal(tmp_path):
    model = drawn()
    model.save(tmp_path / "drawn.keras")
    assert not viz.diff(model, tmp_path / "drawn.keras")


CHANGES = [
    (drawn(units=5), [("changed", "dense", "Dense", (("units", "3", "5"),))]),
    (drawn(activation="gelu"), [("changed", "activation", "Activation", (("activation", "relu", "gelu"),))]),
    (drawn(skip=False), [("removed", "conv2d_2", "Conv2D", ()), ("removed", "add", "Add", ())]),
]


@pytest.mark.parametrize(("after", "expected"), CHANGES)
def test_what_changed(after, expected):
    found = viz.diff(drawn(), after).changes
    assert [(c.sort, c.after or c.before, c.kind, c.details) for c in found] == expected


def test_other_inputs_of_a_layer():
    nodes = [Node(path, "Dense", settings=(("units", str(i)),)) for i, path in enumerate("abc")]

    def wired(*ways):
        edges = tuple(viz.Edge(source, target, viz.TensorSpec((None, 1))) for source, target in ways)
        return Graph("g", tuple(nodes), edges)

    changed = viz.diff(wired("ab", "ac"), wired("ab", "bc"))
    assert [(c.sort, c.after, c.details) for c in changed.changes] == [("changed", "c", (("inputs", "a", "b"),))]


def test_other_sizes_are_told_apart_from_changes():
    changed = viz.diff(viz.trace("vgg16_study"), viz.trace("vgg16_study", input_shape=(64, 64, 3)))
    names = [row.values[0] for row in changed.table.rows]
    assert names == ["input", "fc1", "(other layers)"]
    assert [sum(row.values[i] for row in changed.table.rows) for i in (4, 5)] == list(changed.table.totals[4:])


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_rows_add_up_to_the_difference_of_the_networks(before, after):
    changed = difference(before, after)
    for place, figure in ((4, "params"), (5, "macs")):
        total = getattr(graph_of(after), figure) - getattr(graph_of(before), figure)
        assert sum(row.values[place] for row in changed.table.rows) == changed.table.totals[place] == total


@pytest.mark.parametrize(("before", "after"), [*PAIRS, ("resnet18_study", "resnet18"), ("vgg19", "vgg16")])
def test_union_holds_both_networks_and_marks_what_changed(before, after):
    changed = difference(before, after)
    paths = [node.path for node in changed.union.nodes]
    assert len(set(paths)) == len(paths)
    assert set(graph_of(after).by_path) <= set(paths)
    assert set(changed.marks) == set(paths)
    gone = [path for path, mark in changed.marks.items() if mark == "removed"]
    assert set(paths) - set(graph_of(after).by_path) == set(gone)
    for change in changed.changes:
        assert change.sort == "removed" or changed.marks[change.after] == change.sort


def test_union_keeps_removed_layers_in_their_places():
    changed = difference("vgg19", "vgg16")
    paths = [node.path for node in changed.union.nodes]
    assert paths.index("stage3/conv3") < paths.index("stage3/conv4") < paths.index("stage3/pool")
    ways = {(edge.source, edge.target) for edge in changed.union.edges}
    assert {("stage3/conv3/act", "stage3/conv4/conv"), ("stage3/conv4/act", "stage3/pool")} <= ways


@settings(max_examples=20, deadline=None, derandomize=True)
@given(widths=st.lists(st.integers(1, 6), min_size=1, max_size=8), place=st.integers(0, 8), width=st.integers(7, 9))
def test_one_layer_put_in_or_taken_out_is_one_change(widths, place, width):
    def chain(sizes):
        nodes = [Node(f"l{i}", "Dense", "dense", settings=(("units", str(n)),), macs=n) for i, n in enumerate(sizes)]
        edges = (viz.Edge(a.path, b.path, viz.TensorSpec((None, 1))) for a, b in pairwise(nodes))
        return Graph("chain", tuple(nodes), tuple(edges))

    longer = [*widths[:place], width, *widths[place:]]
    put_in, taken_out = viz.diff(chain(widths), chain(longer)), viz.diff(chain(longer), chain(widths))
    assert [(c.sort, c.macs) for c in put_in.changes] == [("added", width)]
    assert [(c.sort, c.macs) for c in taken_out.changes] == [("removed", -width)]


def test_diff_shows_itself_and_saves(tmp_path):
    changed = difference("vgg16", "vgg19")
    changed.save(tmp_path / "diff.json")
    assert json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))["title"] == "vgg16 -> vgg19"
    assert changed._repr_html_() == changed.to("html")
    assert isinstance(changed, Diff)
    assert not viz.diff(small(), small())


@st.composite
def graphs(draw):
    """A small graph of some kinds in some blocks, wired forwards at random."""
    kinds = draw(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "x", "y"])), min_size=1, max_size=7))
    leaves = [
        Node(f"{block}/n{i}" if block else f"n{i}", kind, "dense", parent=block, outputs=(viz.TensorSpec((None, 1)),))
        for i, (kind, block) in enumerate(sorted(kinds, key=lambda pair: pair[1]))
    ]
    blocks = [Node(block, "Block") for block in dict.fromkeys(leaf.parent for leaf in leaves) if block]
    ways = [(a, b) for b in range(len(leaves)) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(ways), unique=True)) if ways else []
    edges = tuple(viz.Edge(leaves[a].path, leaves[b].path, viz.TensorSpec((None, 1))) for a, b in chosen)
    return ordered(Graph("g", (*blocks, *leaves), edges))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(before=graphs(), after=graphs())
def test_any_two_graphs_have_a_union_and_every_difference_a_mark(before, after):
    changed = viz.diff(before, after)
    joined = [node.path for node in changed.union.nodes]
    gone = [node for top in changed.match.removed for node in before.inside(top.path)]
    assert len(set(joined)) == len(joined) == len(after.nodes) + len(gone)
    assert bool(changed) == any(changed.marks.values())
    assert sum(c.sort == "added" for c in changed.changes) == len(changed.match.added)
    assert not viz.diff(before, before)
    assert not viz.diff(after, after)


def doubled(x):
    return 2 * x


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (lambda x: x * 2, lambda given: given * 2, ()),
        (lambda x: x * 2, lambda x: x * 3, ("function_code",)),
        (lambda x: x[:, 1:], lambda x: x[:, :1], ("function_code",)),
        (lambda x, by=2: x * by, lambda x, by=3: x * by, ("function_code",)),
        (doubled, lambda x: 2 * x, ("function",)),
    ],
)
def test_what_a_function_of_the_users_does(before, after, expected):
    def model(function):
        taken = keras.Input((4,), name="x")
        return keras.Model(taken, layers.Lambda(function, name="f")(taken))

    found = viz.diff(model(before), model(after)).changes
    assert tuple(name for change in found for name, *_ in change.details) == expected


@pytest.mark.parametrize("function", [doubled, lambda x: x * 2])
def test_code_that_a_file_does_not_tell_is_no_difference(tmp_path, function):
    taken = keras.Input((4,), name="x")
    model = keras.Model(taken, layers.Lambda(function, name="f")(taken))
    model.save(tmp_path / "f.keras")
    assert not viz.diff(model, str(tmp_path / "f.keras"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": "d", "b": "e"}, {"b": "e", "a": "d"}, {}),
        ({"a": "d", "b": "e"}, {"a": "e", "b": "d"}, {"e": ("units", "2", "3"), "d": ("units", "3", "2")}),
        ({"d": "d", "b": "e"}, {"e": "d", "b": "e"}, {"d": ("output", "d", "e")}),
        (["d", "e"], {"a": "d", "b": "e"}, {"d": ("output", "1", "a"), "e": ("output", "2", "b")}),
    ],
)
def test_the_keys_of_what_is_returned(before, after, expected):
    def model(keys):
        taken = keras.Input((4,), name="x")
        made = {"d": layers.Dense(2, name="d")(taken), "e": layers.Dense(3, name="e")(taken)}
        return keras.Model(taken, keras.tree.map_structure(made.get, keys))

    found = viz.diff(model(before), model(after)).changes
    assert {change.after: change.details[0] for change in found} == expected


def test_the_key_of_what_is_taken():
    def model(key):
        taken = keras.Input((4,), name=key)
        return keras.Model({key: taken}, layers.Dense(2)(taken))

    (change,) = viz.diff(model("a"), model("b")).changes
    assert change.details == (("input", "a", "b"),)
