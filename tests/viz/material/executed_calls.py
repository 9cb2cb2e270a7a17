"""What a model really does when it runs: the oracle for what a trace says."""

from __future__ import annotations

from contextlib import contextmanager

import keras


def is_opened(layer):
    """Whether a trace looks inside a layer: models, layers of keras.applications, and all that Keras does not bring."""
    home = type(layer).call.__module__
    own = home.startswith("keras.src.") and not home.startswith("keras.src.applications.")
    return isinstance(layer, keras.Model) or not own


@contextmanager
def listening(heard):
    """Inside, `heard` collects every call of a layer of Keras itself, but for those within such a layer."""
    original, inside = keras.layers.Layer.__call__, []

    def listener(layer, *args, **kwargs):
        if is_opened(layer) or inside:
            return original(layer, *args, **kwargs)
        inside.append(layer)
        try:
            result = original(layer, *args, **kwargs)
        finally:
            inside.pop()
        heard.append((type(layer).__name__, [tuple(t.shape) for t in keras.tree.flatten(result)]))
        return result

    keras.layers.Layer.__call__ = listener
    try:
        yield
    finally:
        keras.layers.Layer.__call__ = original


def executed(model, inputs):
    """Kind and output shapes of every call of a layer when `model` runs on `inputs`, sorted."""
    heard = []
    with listening(heard):
        model(inputs)
    return sorted(heard)


def traced(graph, batch):
    """The same as a trace tells it."""
    return sorted(
        (node.kind, [tuple(batch if n is None else n for n in spec.shape) for spec in node.outputs])
        for node in graph.leaves
        if node.module.startswith("keras") and node.module != "keras.ops" and node.role != "input"
    )
