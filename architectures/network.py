"""A declared network as symbolic tensors, from its input to its outputs."""

from __future__ import annotations

from typing import Any

import keras

from ..blocks import Block
from ..blocks.sizes import check_fits
from ..files import suggestion
from .architecture import Architecture, Part, Stage
from .layers import STEM, head_parts, make, stage_parts
from .preprocessing import scaling

POOLINGS = {"avg": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}


class Network:
    """The symbolic tensors of a network, stage by stage."""

    def __init__(self, declared: Architecture, shape: tuple[int | None, ...], data_format: str, scaled: bool) -> None:
        height, width, channels = shape
        first = data_format == "channels_first"
        self.declared = declared
        self.data_format = data_format
        self.inputs = keras.Input((channels, height, width) if first else shape, name="input")
        self.reached: dict[str, Any] = {}
        x = self.inputs
        if scaled:
            x = scaling(declared, data_format=data_format, name="preprocessing")(x)
        for stage in [Stage(STEM, declared.stem), *declared.stages]:
            for part, name in stage_parts(stage):
                x = self.reached[name] = self._sent(x, part, name)
            self.reached[stage.name] = x
        self.last = x

    def _sent(self, x: Any, part: Part, name: str | None) -> Any:
        """Send a tensor through the layers of a part."""
        for layer in make(part, name, self.declared.classes, rank=len(x.shape), data_format=self.data_format):
            if not isinstance(layer, Block):
                check_fits(layer.name, layer, x.shape)
            x = layer(x)
        return x

    def features(self, wanted: tuple[str, ...]) -> list[Any]:
        """The outputs of stages."""
        return [self.reached[name] for name in wanted]

    def outputs(self, top: bool, pooling: str | None, auxiliary: bool) -> Any:
        """What the head gives, and the classifiers beside the main line; or the last stage, pooled or not."""
        if not top:
            return self._pooled(pooling)
        main = self._classified(self.last, self.declared.head)
        if not auxiliary:
            return main
        return [main, *(self._beside(classifier) for classifier in self.declared.auxiliary)]

    def _classified(self, x: Any, head: Any, prefix: str = "") -> Any:
        for part, name in head_parts(head, prefix):
            x = self._sent(x, part, name)
        return x

    def _beside(self, classifier: Any) -> Any:
        if classifier.reads not in self.reached:
            near = suggestion(classifier.reads, self.reached)
            raise ValueError(f"{classifier.name}: `reads` (={classifier.reads!r}) is no layer of the network{near}")
        return self._classified(self.reached[classifier.reads], classifier.parts, f"{classifier.name}_")

    def _pooled(self, pooling: str | None) -> Any:
        if pooling is None:
            return self.last
        return POOLINGS[pooling](data_format=self.data_format, name=f"{pooling}_pool")(self.last)
