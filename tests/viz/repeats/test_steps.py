"""Recurrent networks written out: one step for all, which counts them; what only looks like steps is left alone."""

import pytest
from geometry import complaints

from convatlas import viz
from convatlas.viz.layout import Options
from convatlas.viz.pictures import Drawing
from convatlas.viz.repeats import fold_repeats, in_blocks
from convatlas.viz.scene import Text


def unrolled(steps=7, *, odd=None, first_alone=False, all_given=False):
    """A recurrent network whose steps share their layers; step `odd` has one activation more."""
    import keras
    from keras import layers as L

    frames = keras.Input((steps, 3), name="frames")
    state = None if first_alone else keras.Input((4,), name="state")
    taken, kept = L.Dense(4, name="taken"), L.Dense(4, use_bias=False, name="kept")
    act, answer = L.Activation("tanh", name="act"), L.Dense(2, name="answer")
    inputs, given = [frames] if state is None else [frames, state], []
    for step in range(steps):
        x = taken(frames[:, step])
        x = x if state is None else L.Add()([x, kept(state)])
        state = act(L.ReLU()(x) if step == odd else x)
        given.append(answer(state) if all_given else state)
    return keras.Model(inputs, given if all_given else answer(state), name="unrolled")


def folded(model):
    return fold_repeats(in_blocks(viz.trace(model))).graph


def texts(picture):
    return [s.text for part in picture.scene.parts for s in part.shapes if isinstance(s, Text)]


@pytest.mark.parametrize("options", [{}, {"first_alone": True}, {"all_given": True}], ids=str)
def test_steps_are_one_that_counts(options):
    model = unrolled(**options)
    graph, shown = viz.trace(model), folded(model)
    counts = {leaf.kind: leaf.count for leaf in shown.leaves if leaf.count > 1}
    inside = 6 if "first_alone" in options else 7
    expected = {"GetItem": 7, "Dense": 7, "Add": inside, "Activation": 7}
    assert {kind: counts[kind] for kind in expected} | {"Dense": 7} == expected
    assert (shown.params, shown.macs) == (graph.params, graph.macs)
    pairs = {(shown.by_path[one].kind, shown.by_path[other].kind) for one, other in shown.links}
    assert {("GetItem", "Dense"), ("Dense", "Add"), ("Add", "Activation"), ("Activation", "Dense")} <= pairs
    assert ("Activation", "Add") not in pairs


@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_the_picture_says_how_many_steps(direction):
    picture = Drawing(viz.trace(unrolled()), Options(direction=direction)).picture
    assert complaints(picture) == []
    assert sum("×7 steps" in text for text in texts(picture)) == 5 if direction == "TB" else True
    assert len(picture.view.graph.leaves) == 8


def test_a_step_that_differs_is_not_folded_away():
    shown = folded(unrolled(odd=3))
    assert [leaf.count for leaf in shown.leaves if leaf.kind == "ReLU"] == [1]
    assert not any(leaf.note == "steps" for leaf in shown.leaves)


def test_towers_side_by_side_are_no_steps():
    import keras
    from keras import layers as L

    images = [keras.Input((3,), name=f"image{i}") for i in range(5)]
    tower = L.Dense(2, name="tower")
    model = keras.Model(images, L.Add()([L.ReLU()(tower(image)) for image in images]), name="towers")
    assert not any(leaf.note == "steps" for leaf in folded(model).leaves)


def test_cells_with_layers_inside_are_blocks_that_count():
    import keras
    from keras import layers as L

    frames = keras.Input((5, 3), name="frames")
    x, h = keras.Input((3,)), keras.Input((4,))
    made = L.Dense(4, activation="tanh", name="made")(L.Concatenate(name="both")([x, h]))
    cell = keras.Model([x, h], made, name="cell")
    state = first = keras.Input((4,), name="state")
    for step in range(5):
        state = cell([frames[:, step], state])
    graph = viz.trace(keras.Model([frames, first], L.Dense(2, name="answer")(state), name="cells"))
    picture = Drawing(graph).picture
    assert complaints(picture) == []
    assert [group.count for group in picture.view.graph.groups] == [5]
    assert "×5 steps" in texts(picture)
    assert picture.view.graph.params == graph.params
