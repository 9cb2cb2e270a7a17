"""Runs are exact: what is shown, as often as it counts, and what notes tell is what there is."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import OWN, graph_of
from shown import kinds_shown, layers_shown, projections_told

from convatlas import viz
from convatlas.viz.graph import GROUP, Port, role_of
from convatlas.viz.repeats import fold_repeats, in_blocks, name_of
from convatlas.viz.tracer import skeleton
from convatlas.viz.views import view
from convatlas.viz.words import title

COUNTS = {
    "EfficientNetB0": [1, 2, 2, 3, 3, 4, 1],
    "MobileNetV2": [1, 2, 3, 4, 3, 3, 1],
    "ConvNeXtTiny": [3, 3, 9, 3],
    "DenseNet121": [6, 12, 24, 16],
    "NASNetMobile": [1, 1, 1, 3, 1, 1, 3, 1, 1, 3],  # reductions, and 1 + 3 normal cells each time
    "InceptionV3": [3, 1, 4, 1, 2],
    "Xception": [1, 1, 1, 1, 8, 1, 1],
    "ResNet50": [3, 4, 6, 3],
    "ResNet50V2": [3, 4, 6, 3],
}


QUICK = ("EfficientNetB0", "MobileNetV2", "InceptionV3", "NASNetMobile")  # to trace, or what the others do not show


@cache
def traced(name):
    import keras

    with skeleton():
        return viz.trace(getattr(keras.applications, name)(weights=None))


def applications():
    import keras

    found = [name for name in dir(keras.applications) if name[0].isupper()]
    return each(found)


def each(names):
    return [
        name if name in QUICK else pytest.param(name, marks=(pytest.mark.slow, pytest.mark.sweep)) for name in names
    ]


@pytest.mark.parametrize("name", each(COUNTS))
def test_blocks_are_counted_as_the_papers_count_them(name):
    shown = view(traced(name), depth=1, fold="repeats")
    blocks = [n for n in shown.graph.nodes if n.path in shown.blocks and n.path not in shown.members]
    assert [n.count for n in blocks if not any(part in n.name for part in ("pool", "downsampling"))] == COUNTS[name]


@pytest.mark.parametrize("name", applications())
def test_every_kind_with_parameters_is_shown_as_often_as_it_is_there(name):
    check_kinds(traced(name))


@pytest.mark.parametrize("name", [*OWN, "resnet18", "resnet50_v2", "googlenet", "seresnet50", "vgg16"])
def test_so_it_is_in_networks_of_other_shapes(name):
    check_kinds(graph_of(name))


def check_kinds(graph):
    folded = fold_repeats(in_blocks(graph)).graph
    assert (folded.params, folded.macs) == (graph.params, graph.macs)
    missing = kinds_shown(graph) - kinds_shown(folded)
    assert not kinds_shown(folded) - kinds_shown(graph)
    projecting = sum(number for kind, number in missing.items() if role_of([kind]) != "normalisation")
    assert projecting == projections_told(folded)
    assert sum(missing.values()) - projecting <= projecting


ODD = {
    "dilation": lambda conv: {**conv, "dilation_rate": "2"},
    "kernel": lambda conv: {**conv, "kernel_size": "5"},
    "bias": lambda conv: {**conv, "use_bias": "true"},
    "activation": lambda conv: {**conv, "activation": "gelu"},
    "groups": lambda conv: {**conv, "groups": "2"},
}
MORE = {"norm": "BatchNormalization", "dropout": "Dropout", "conv": "Conv2D", "attention": "MultiHeadAttention"}
CONV = {"filters": "8", "kernel_size": "3", "strides": "1", "activation": "relu", "use_bias": "false"}


def network(number, odd_at, oddness):
    """Residual blocks one behind the other, of which one is odd."""
    spec = viz.TensorSpec((None, 16, 16, 8))
    nodes, edges, last = [viz.Node("in", "Input", "input", outputs=(spec,))], [], "in"

    def layer(path, kind, sources, parent, pairs=()):
        nodes.append(
            viz.Node(
                path,
                kind,
                role_of([kind]),
                inputs=(spec,) * len(sources),
                outputs=(spec,),
                trainable_params=0 if kind in ("Add", "Dropout") else 8,
                settings=tuple(pairs),
                parent=parent,
            )
        )
        edges.extend(viz.Edge(source, path, spec, 0, place) for place, source in enumerate(sources))
        return path

    for i in range(number):
        block = f"block{i}"
        nodes.append(viz.Node(block, "Group", inputs=(spec,), outputs=(spec,), parent=""))
        set_to = ODD[oddness](CONV) if i == odd_at and oddness in ODD else CONV
        x = layer(f"{block}/conv1", "Conv2D", [last], block, CONV.items())
        x = layer(f"{block}/conv2", "Conv2D", [x], block, set_to.items())
        if i == odd_at and oddness in MORE:
            x = layer(f"{block}/more", MORE[oddness], [x], block)
        last = layer(f"{block}/add", "Add", [x, last], block)
    layer("out", "Dense", [last], "")
    return viz.Graph("network", tuple(nodes), tuple(edges))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_odd_block_is_never_hidden(data):
    number = data.draw(st.integers(2, 7))
    graph = network(number, data.draw(st.integers(0, number - 1)), data.draw(st.sampled_from([*ODD, *MORE])))
    folded = fold_repeats(in_blocks(graph))
    assert layers_shown(folded.graph) == layers_shown(graph)
    assert not any(node.note for node in folded.graph.nodes)


@pytest.mark.parametrize(("at", "counts"), [(0, [1, 5]), (2, [2, 1, 3]), (5, [5, 1])])
def test_it_stands_between_the_runs_around_it(at, counts):
    folded = fold_repeats(in_blocks(network(6, at, "dilation"))).graph
    assert [group.count for group in folded.groups] == counts


def test_blocks_without_oddness_are_one():
    folded = fold_repeats(in_blocks(network(6, -1, "")))
    assert [(group.path, group.count) for group in folded.graph.groups] == [("block0", 6)]
    assert folded.names == {"block0": "block0–5"}
    assert folded.stands["block3/conv2"] == "block0/conv2"


def encoder(layers=4, normed_after=False):
    """A transformer encoder whose names are those that Keras makes up."""
    import keras
    from keras import layers as L

    words = keras.Input((12,), name="words")
    x = L.Embedding(50, 16)(words)
    for _ in range(layers):
        if normed_after:
            x = L.LayerNormalization()(L.Add()([x, L.MultiHeadAttention(2, 8)(x, x)]))
            x = L.LayerNormalization()(L.Add()([x, L.Dense(16)(L.Dense(32, "gelu")(x))]))
        else:
            y = L.LayerNormalization()(x)
            x = L.Add()([x, L.MultiHeadAttention(2, 8)(y, y)])
            x = L.Add()([x, L.Dense(16)(L.Dense(32, "gelu")(L.LayerNormalization()(x)))])
    return viz.trace(keras.Model(words, L.Dense(2)(L.GlobalAveragePooling1D()(x)), name="encoder"))


@pytest.mark.parametrize("normed_after", [False, True])
def test_attention_and_mlp_that_alternate_become_one_layer_that_holds_both(normed_after):
    shown = view(encoder(normed_after=normed_after), depth=None, fold="repeats")
    (layer,) = (group for group in shown.graph.groups if group.count == 4)
    kinds = {leaf.kind for leaf in shown.graph.inside(layer.path)} | {
        n.kind for members in shown.members.values() for n in members
    }
    assert {"MultiHeadAttention", "Dense", "LayerNormalization", "Add"} <= kinds
    assert shown.names[layer.path] == "transformer layer"
    check_kinds(encoder(normed_after=normed_after))


def test_a_mask_that_all_layers_take_is_no_obstacle():
    import keras
    from keras import layers as L

    words, mask = keras.Input((12, 16), name="words"), keras.Input((1, 12), dtype="bool", name="mask")
    x = words
    for _ in range(5):
        x = L.Add()([x, L.MultiHeadAttention(2, 8)(x, x, attention_mask=mask)])
        x = L.Add()([x, L.Dense(16)(L.Dense(32)(x))])
    graph = viz.trace(keras.Model([words, mask], x, name="masked"))
    folded = fold_repeats(in_blocks(graph)).graph
    assert [group.count for group in folded.groups if group.count > 1] == [5]
    assert sum(edge.source == "mask" for edge in folded.edges) == 1


def test_an_output_on_the_way_ends_a_run():
    import keras
    from keras import layers as L

    image = x = keras.Input((8, 8, 4), name="image")
    found = []
    for i in range(4):
        x = L.Add(name=f"b{i}_add")([x, L.Conv2D(4, 3, padding="same", name=f"b{i}_conv")(x)])
        found += [x] if i in (1, 3) else []
    folded = fold_repeats(in_blocks(viz.trace(keras.Model(image, found, name="features")))).graph
    assert [group.count for group in folded.groups] == [2, 2]
    assert [port.name for port in folded.outputs] == ["b1_add", "b3_add"]


def test_forty_inputs_that_go_the_same_way_are_one_stack_that_counts():
    spec, joined = viz.TensorSpec((None, 1)), viz.TensorSpec((None, 41))
    names = [f"column{i}" for i in range(40)] + ["other"]
    inputs = tuple(viz.Node(name, "Input", "input", outputs=(spec,)) for name in names)
    nodes = (
        *inputs,
        viz.Node("scale", "Rescaling", "normalisation", inputs=(spec,), outputs=(spec,)),
        viz.Node("join", "Concatenate", "merge", inputs=(spec,) * 41, outputs=(joined,)),
    )
    edges = [viz.Edge(name, "join", spec, 0, place) for place, name in enumerate(names[:-1])]
    edges += [viz.Edge("other", "scale", spec), viz.Edge("scale", "join", spec, 0, 40)]
    ports = tuple(Port(name, name, 0, spec) for name in names)
    graph = viz.Graph("table", nodes, tuple(edges), inputs=ports)
    folded = fold_repeats(in_blocks(graph))
    assert [(node.path, node.count) for node in folded.graph.leaves if node.role == "input"] == [
        ("column0", 40),
        ("other", 1),
    ]
    assert folded.stands["column7"] == "column0"
    lines = viz.draw(graph).to("text").splitlines()
    assert lines[1].endswith("· 41 inputs")
    assert lines[2].startswith("├─ column0  Input ×40 column0 … column39")
    assert viz.draw(graph).picture.scene.width < 800


def test_no_input_goes_into_a_block():
    import keras
    from keras import layers as L

    words, kinds = keras.Input((12,), name="words"), keras.Input((12,), name="kinds")
    x = L.Add()([L.Embedding(9, 4)(words), L.Dense(4)(L.Embedding(9, 4)(kinds))])
    for _ in range(20):
        x = L.Dense(4)(x)
    blocks = in_blocks(viz.trace(keras.Model([words, kinds], x, name="two")))
    assert all(leaf.parent == "" for leaf in blocks.graph.leaves if leaf.role == "input")


def test_constants_do_not_hide_what_the_field_calls_a_gate():
    kinds = ("GlobalAveragePooling2D", "Conv2D", "Conv2D", "Add", "ReLU", "Multiply", "Multiply")
    settings = {1: (("kernel_size", "1"),), 2: (("kernel_size", "1"),), 3: (("x2", "3.0"),), 5: (("x2", "0.16666666"),)}
    gate = [viz.Node(f"gate_{n}", kind, settings=settings.get(n, ())) for n, kind in enumerate(kinds)]
    last = viz.Node("gate_mul", GROUP)
    assert (
        name_of(viz.Graph("net", (), ()), last, [*gate[:-1], viz.Node("gate_mul", "Multiply")]) == "squeeze-and-excite"
    )
    assert [title(gate[3]), title(gate[5])] == ["+ 3", "× 0.1667"]


def convmixer(depth, stem_norm=True):
    import keras

    def ended(x):
        return keras.layers.BatchNormalization()(keras.layers.Activation("gelu")(x))

    inputs = keras.Input((16, 16, 3))
    x = keras.layers.Conv2D(8, 2, 2)(inputs)
    x = ended(x) if stem_norm else x
    for _ in range(depth):
        y = keras.layers.DepthwiseConv2D(3, padding="same")(x)
        x = keras.layers.Add()([ended(y), x])
        x = ended(keras.layers.Conv2D(8, 1)(x))
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.GlobalAveragePooling2D()(x)), name="mixer")


@pytest.mark.parametrize("depth", [4, 7])
@pytest.mark.parametrize("stem_norm", [True, False])
def test_a_repeat_begins_with_a_layer_that_works_and_not_with_the_norm_before_it(depth, stem_norm):
    with skeleton():
        text = viz.draw(convmixer(depth, stem_norm)).to("text")
    first, *inside = [line for line in text.split("\n") if "×" in line and "─ " in line and "├─ input" not in line]
    assert ("Conv 2×2 / 2 · GELU · BN" in first) == stem_norm
    assert f"×{depth}" in inside[0]
    assert "Depthwise 3×3 · GELU · BN" in inside[2]
    assert "Conv 1×1 · GELU · BN" in inside[3]


def test_stages_of_a_backbone_stay_themselves_below_a_skip():
    import keras

    with skeleton():
        backbone = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(64, 64, 3))
        low, x = (backbone.get_layer(name).output for name in ("conv2_block3_out", "conv4_block6_out"))
        rates = [keras.layers.Conv2D(8, 3, dilation_rate=rate, padding="same")(x) for rate in (1, 2, 3)]
        x = keras.layers.Conv2D(8, 1)(keras.layers.Concatenate()(rates))
        x = keras.layers.Concatenate()([keras.layers.UpSampling2D(4)(x), keras.layers.Conv2D(4, 1)(low)])
        for _ in range(4):
            x = keras.layers.Conv2D(8, 3, padding="same", activation="relu")(x)
        text = viz.draw(keras.Model(backbone.input, x, name="segmenter")).to("text")
    stages = [line.split()[1] for line in text.split("\n") if line.startswith(("├─ conv2 ", "├─ conv3 ", "├─ conv4 "))]
    assert stages == ["conv2", "conv3", "conv4"]


def test_blocks_below_a_sum_around_all_of_them_are_counted():
    import keras

    with skeleton():
        inputs = keras.Input((16, 16, 3))
        x = first = keras.layers.Conv2D(8, 3, padding="same")(inputs)
        for block in range(6):
            outer = x
            for dense in range(3):
                y = keras.layers.Conv2D(4, 3, padding="same", activation="relu", name=f"b{block}_d{dense}_conv")(x)
                y = keras.layers.Concatenate(name=f"b{block}_d{dense}_cat")([x, y])
                y = keras.layers.Conv2D(8, 3, padding="same", name=f"b{block}_d{dense}_out")(y)
                x = keras.layers.Add(name=f"b{block}_d{dense}_add")([y, x])
            x = keras.layers.Add()([keras.layers.Rescaling(0.2)(x), outer])
        x = keras.layers.Add()([keras.layers.Conv2D(8, 3, padding="same")(x), first])
        text = viz.draw(keras.Model(inputs, keras.layers.UpSampling2D()(x), name="upscaler")).to("text")
    assert "├─ b0–5 ×6 " in text
    assert "│  ├─ d0–2 ×3 " in text


def test_a_period_begins_where_the_field_has_a_word_for_it():
    import keras
    from keras import layers as L

    x = image = keras.Input((16, 16, 8), name="image")
    x = L.ReLU()(L.Conv2D(8, 1)(x))  # as if a period began with it
    for _ in range(8):
        x = L.ReLU()(L.DepthwiseConv2D(3, padding="same")(x))
        x = L.ReLU()(L.Conv2D(8, 1)(x))
    graph = viz.trace(keras.Model(image, L.Dense(3, name="head")(L.Flatten(name="flat")(x)), name="net"))
    shown = view(graph, depth=None, fold="repeats")
    assert [(shown.name(node), node.count) for node in shown.graph.groups] == [("depthwise separable", 8)]
