"""Encoder-decoders as a U: what counts as one, and where everything stands in it."""

import pytest
from geometry import complaints
from networks import FEW, OWN, graph_of

from convatlas import viz
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.views import mirrors
from convatlas.viz.views.gates import with_gates


def encoder_decoder(filters=(4, 8), *, join="Concatenate", names=True, convs=1, size=32, skips=True):
    import keras
    from keras import layers as L

    def name(text):
        return {"name": text} if names else {}

    image = x = keras.Input((size, size, 3), name="image")
    kept = []
    for i, width in enumerate(filters):
        for j in range(convs):
            x = L.Conv2D(width, 3, padding="same", **name(f"down{i}_conv{j}"))(x)
            x = L.ReLU(**name(f"down{i}_relu{j}"))(L.BatchNormalization(**name(f"down{i}_norm{j}"))(x))
        kept.append(x)
        x = L.MaxPooling2D(**name(f"down{i}_pool"))(x)
    x = L.Conv2D(filters[-1], 3, padding="same", **name("bottom"))(x)
    for i, width in reversed(list(enumerate(filters))):
        x = L.Conv2DTranspose(width, 2, 2, **name(f"up{i}_up"))(x)
        if skips:
            x = getattr(L, join)(**name(f"up{i}_join"))([x, kept[i]])
        x = L.Conv2D(width, 3, padding="same", **name(f"up{i}_conv"))(x)
    return keras.Model(image, L.Conv2D(1, 1, name="mask")(x), name="net")


def drawn(model, **options):
    return Drawing(viz.trace(model), Options(**options)).picture


@pytest.mark.parametrize("options", [{}, {"direction": "LR"}, {"fit": None}], ids=str)
@pytest.mark.parametrize(
    "model",
    [{}, {"join": "Add", "names": False}, {"filters": (4, 8, 16), "convs": 2}, {"size": 37 * 4}],
    ids=str,
)
def test_it_goes_down_at_the_left_up_at_the_right_and_across_between(model, options):
    picture = drawn(encoder_decoder(**model), **options)
    assert complaints(picture) == []
    at = {placed.box.path: placed for placed in picture.layout.placed}
    order = [leaf.path for leaf in picture.view.graph.leaves]
    across = [wire for wire in picture.layout.wires if order.index(wire.target) > order.index(wire.source) + 1]
    assert len(across) == len(model.get("filters", (4, 8)))
    for wire in across:
        (x, y), (to_x, to_y) = wire.points
        assert y == pytest.approx(to_y)
        assert (x, to_x) == (at[wire.source].right, at[wire.target].x)
    bottom = max(at.values(), key=lambda placed: placed.y)
    before = [at[path] for path in order[: order.index(bottom.box.path)]]
    behind = [at[path] for path in order[order.index(bottom.box.path) + 1 :]]
    assert [placed.y for placed in before] == sorted(placed.y for placed in before)
    assert [placed.y for placed in behind] == sorted((placed.y for placed in behind), reverse=True)
    assert max(placed.right for placed in before) < min(placed.x for placed in behind)


def test_what_is_no_mirror_is_none():
    assert list(mirrors(viz.trace(encoder_decoder(skips=False)))) == []
    assert list(mirrors(viz.trace(encoder_decoder((4,))))) == []
    for name in ("resnet18", "googlenet", "transformer", "several_ends", "nameless"):
        assert list(mirrors(graph_of(name))) == []


def test_chosen_depths_and_folds_are_as_they_were():
    graph = graph_of("unet")
    assert "down0" in Drawing(graph, Options(depth=2)).picture.view.graph.by_path
    assert "down0" in Drawing(graph, Options(fold=None)).picture.view.graph.by_path
    assert "down0" not in Drawing(graph).picture.view.graph.by_path


def test_totals_stay():
    graph = graph_of("unet")
    shown = Drawing(graph).picture.view.graph
    assert (shown.params, shown.macs) == (graph.params, graph.macs)


def gated(kind):
    """An encoder-decoder whose skips pass gates that the way up opens, from before or behind its upsampling."""
    import keras
    from keras import layers as L

    x = image = keras.Input((32, 32, 3), name="image")
    kept = []
    for width in (4, 8):
        x = L.Conv2D(width, 3, padding="same", activation="relu")(x)
        kept.append(x)
        x = L.MaxPooling2D()(x)
    x = L.Conv2D(16, 3, padding="same", activation="relu")(x)
    for width, skip in ((8, kept[1]), (4, kept[0])):
        up = L.Conv2DTranspose(width, 2, 2)(x)
        opening = L.Conv2D(width, 1)(up if kind == "behind" else L.UpSampling2D()(x))
        gate = L.ReLU()(L.Add()([L.Conv2D(width, 1)(skip), opening]))
        x = L.Concatenate()([up, L.Multiply()([skip, L.Conv2D(1, 1, activation="sigmoid")(gate)])])
        x = L.Conv2D(width, 3, padding="same", activation="relu")(x)
    return keras.Model(image, L.Conv2D(1, 1, name="mask")(x), name="gated")


@pytest.mark.parametrize("style", ["graph", "volume"])
@pytest.mark.parametrize("kind", ["behind", "before"])
def test_skips_with_attention_gates_go_across_too(kind, style):
    graph = viz.trace(gated(kind))
    picture = Drawing(graph, style=style).picture
    assert list(mirrors(graph))
    assert picture.view.graph.params == graph.params
    if style == "graph":
        assert complaints(picture) == []
        blocks = [p.box for p in picture.layout.placed if p.box.is_block]
        held = "Conv 1×1 ×3" if kind == "behind" else "Conv 1×1 ×3 · Transposed 2×2 / 2"
        assert [(box.name, box.detail) for box in blocks] == 2 * [("attention gate", held)]
    across = [wire for wire in picture.layout.wires if len(wire.points) == 2 and wire.points[0][1] == wire.points[1][1]]
    assert len(across) == 2


@pytest.mark.parametrize("name", [*FEW, *OWN])
def test_gates_are_looked_for_in_any_network(name):
    graph = graph_of(name)
    found = with_gates(graph, graph.inputs[0].path if graph.inputs else graph.leaves[0].path)
    assert (found.params, found.macs, len(found.leaves)) == (graph.params, graph.macs, len(graph.leaves))
