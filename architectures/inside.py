"""What layers inside a model give: for feature extraction, for Grad-CAM, for looking into a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import keras

from ..files import suggestion


def at(model: Any, *paths: str) -> Any:
    """A model from the input of `model` to what layers inside it give, weights shared and nothing copied.

    All outputs come of one pass, so that gradients flow from a later one to an earlier one. The model given is not
    changed, and keeps no trace of it.

    Args:
        model: any model that is built.
        paths: of layers, as diagrams and tables name them: "stage5/conv3" is a layer inside the block "stage5". One
            path gives one output; several give a list in their order.

    Raises:
        ValueError: there is no such layer, or it takes no part in what the model computes.

    Example:
        >>> import numpy as np
        >>> from convatlas import architectures
        >>> lenet = architectures.build("lenet5")
        >>> maps, answer = architectures.at(lenet, "stage2/conv1", "predictions")(np.zeros((1, 32, 32, 1)))
        >>> maps.shape, answer.shape
        (TensorShape([1, 10, 10, 16]), TensorShape([1, 10]))
    """
    if not paths:
        raise ValueError("`paths` must name at least one layer")
    return Inside(model, list(paths), name=f"{model.name}_inside")


@keras.saving.register_keras_serializable("convatlas")
class Inside(keras.Model):  # type: ignore[misc]
    """A model whose outputs are those of layers inside another one; see `at`."""

    def __init__(self, model: Any, paths: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.model, self.paths = model, list(paths)
        self.targets = [layer_at(model, path) for path in paths]
        self.shortened = _until(model, paths)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Call the model, and give what the layers gave."""
        heard: dict[int, Any] = {}
        with ExitStack() as stack:
            for number, layer in enumerate(self.targets):
                stack.enter_context(_listening(layer, number, heard))
            self.shortened(inputs, training=training)
        for number, path in enumerate(self.paths):
            if number not in heard:
                raise ValueError(f"{self.model.name}: {path} takes no part in what the model computes")
        outputs = [heard[number] for number in range(len(self.paths))]
        return outputs if len(outputs) > 1 else outputs[0]

    def get_config(self) -> dict[str, Any]:
        """The model and the paths."""
        model = keras.saving.serialize_keras_object(self.model)
        return dict(super().get_config()) | {"model": model, "paths": list(self.paths)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Inside:
        """The inverse of `get_config`."""
        model = keras.saving.deserialize_keras_object(config["model"])
        return cls(model, config["paths"], name=config["name"])


def layer_at(model: Any, path: str) -> Any:
    """The layer at a path such as "stage5/conv3/conv".

    Raises:
        ValueError: there is none; the text names the model and the nearest right names.
    """
    layer = model
    for number, name in enumerate(path.split("/")):
        inner = {one.name: one for one in _layers_in(layer)}
        if name not in inner:
            where = "/".join([model.name, *path.split("/")[:number]])
            near = suggestion(name, inner) or (f" (layers: {', '.join(inner)})" if inner else "")
            raise ValueError(f"`paths` holds {path!r}, but {where} has no layer {name!r}{near}")
        layer = inner[name]
    return layer


def _layers_in(layer: Any) -> Iterator[Any]:
    """The layers right inside a layer, those inside its lists too."""
    yield from (inner for inner in layer._flatten_layers(include_self=False, recursive=False))


def _until(model: Any, paths: list[str]) -> Any:
    """The part of a Functional model that leads to the layers wanted, or the whole model."""
    graph = getattr(model, "_functional", None) or model
    if not hasattr(graph, "operations"):
        return model
    tops = [graph.get_layer(path.partition("/")[0]) for path in paths]
    if any(len(layer._inbound_nodes) != 1 for layer in tops):
        return model
    return keras.Model(graph.input, [layer._inbound_nodes[0].outputs for layer in tops], name=model.name)


@contextmanager
def _listening(layer: Any, number: int, heard: dict[int, Any]) -> Iterator[None]:
    """Inside, what a layer gives is noted, from the first time that it is called."""
    call: Callable[..., Any] = layer.call

    def noting(*args: Any, **kwargs: Any) -> Any:
        output = call(*args, **kwargs)
        heard.setdefault(number, output)
        return output

    before = vars(layer).get("call")
    vars(layer)["call"] = noting
    try:
        yield
    finally:
        vars(layer).pop("call") if before is None else vars(layer).update(call=before)
