"""Build a declared network: walk its parts, make each layer, call it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import keras

from ..files import suggestion
from .architecture import Architecture, Stage
from .catalogue import get
from .layers import STEM, head_layers, stage_layers
from .options import Changes, adapt
from .preprocessing import scaling
from .weights import load_all_but_classifier

POOLINGS = {"avg": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}


def build(
    architecture: str | Architecture,
    *,
    input_shape: Sequence[int | None] | None = None,
    classes: int | None = None,
    weights: Any = None,
    features: bool | Sequence[str] | None = None,
    output_stride: int | None = None,
    include_top: bool = True,
    pooling: str | None = None,
    auxiliary: bool = False,
    preprocessing: bool = False,
    **changes: Unpack[Changes],
) -> Any:
    """Build a declared network as a Functional model whose layers are its blocks.

    What is None stays as the network declares it.

    Args:
        architecture: a name of the atlas or an `Architecture`.
        input_shape: (height, width, channels), in this order for every `data_format`; height and width may be None
            where no dense layer reads single pixels.
        classes: of the classifier.
        weights: None, the path of a `.weights.h5` or `.keras` file of the same network, a `keras.Model` of ours or of
            keras.applications to copy from, or "imagenet" for the weights that keras.applications offers for download.
            Of other classes than those wanted all but the classifier is taken.
        features: names of stages whose outputs the model gives in their order; True for the stem and all stages.
        output_stride: pixels of the image for one pixel of the last stage, by dilation in place of strides.
        include_top: whether the head is built.
        pooling: "avg" or "max" over all pixels where the head is not built.
        auxiliary: whether the classifiers beside the main line are built, as further outputs in their order;
            `Architecture.loss_weights` has the weights of their losses.
        preprocessing: whether the model scales images itself, from pixels between 0 and 255 as the network declares.
        dropout: rate of every dropout of the head; one is put before the classifier where there is none.
        drop_path: rate of stochastic depth of the last residual block; the others have less, in proportion.
        kernel_regularizer: of every convolution and dense layer.
        activation: of every convolution and hidden layer that has one.
        normalization: "batch", "group", "layer" or "none".
        padding: "same", "torch" or "ceil" for all that pads.
        data_format: "channels_last" or "channels_first".
        head_dtype: of the classifier's last layer; "float32" under mixed precision.

    Raises:
        ValueError: an option does not fit the network, or its input is too small; the text names it.

    Example:
        >>> from convatlas import architectures
        >>> architectures.build("lenet5_study").count_params()
        61706
        >>> pyramid = architectures.build("resnet18", input_shape=(64, 64, 3), features=True)
        >>> [level.shape[1] for level in pyramid.outputs]
        [32, 16, 8, 4, 2]
    """
    declared = get(architecture) if isinstance(architecture, str) else architecture
    shape = tuple(input_shape or declared.input_shape)
    wanted = _wanted(declared, features)
    top = include_top and not wanted
    options: Any = {"output_stride": output_stride, **changes}
    options["data_format"] = data_format = options.get("data_format") or keras.config.image_data_format()
    options["head_dtype"] = options.get("head_dtype") or _full_precision()
    adapted = adapt(declared, options).with_(classes=declared.classes if classes is None else classes)
    _check_fit(adapted, shape, top=top, output_stride=output_stride)
    try:
        network = _Network(adapted, shape, data_format, preprocessing)
        outputs = network.features(wanted) if wanted else network.outputs(top, pooling, auxiliary)
    except ValueError as error:
        raise ValueError(f"{declared.name} with `input_shape` (={shape}): {error}") from error
    model = keras.Model(network.inputs, outputs, name=declared.name)
    if weights is not None:
        load_all_but_classifier(model, weights)
    return model


class _Network:
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
            for layer in stage_layers(stage, declared.classes):
                x = self.reached[layer.name] = layer(x)
            self.reached[stage.name] = x
        self.last = x

    def features(self, wanted: tuple[str, ...]) -> list[Any]:
        return [self.reached[name] for name in wanted]

    def outputs(self, top: bool, pooling: str | None, auxiliary: bool) -> Any:
        if not top:
            return self._pooled(pooling)
        main = self._classified(self.last, self.declared.head)
        if not auxiliary:
            return main
        return [main, *(self._beside(classifier) for classifier in self.declared.auxiliary)]

    def _classified(self, x: Any, head: Any, prefix: str = "") -> Any:
        for layer in head_layers(head, self.declared.classes, prefix):
            x = layer(x)
        return x

    def _beside(self, classifier: Any) -> Any:
        if classifier.reads not in self.reached:
            near = suggestion(classifier.reads, self.reached)
            raise ValueError(f"{classifier.name}: `reads` (={classifier.reads!r}) is no layer of the network{near}")
        return self._classified(self.reached[classifier.reads], classifier.parts, f"{classifier.name}_")

    def _pooled(self, pooling: str | None) -> Any:
        if pooling is None:
            return self.last
        if pooling not in POOLINGS:
            raise ValueError(f"`pooling` (={pooling!r}) must be one of {', '.join(POOLINGS)}")
        return POOLINGS[pooling](data_format=self.data_format, name=f"{pooling}_pool")(self.last)


def _full_precision() -> str | None:
    """float32 where the policy computes in less than it keeps."""
    policy = keras.config.dtype_policy()
    return "float32" if policy.compute_dtype != policy.variable_dtype else None


def _check_fit(declared: Architecture, shape: tuple[Any, ...], *, top: bool, output_stride: int | None) -> None:
    if len(shape) != 3 or not all(n is None or (isinstance(n, int) and n > 0) for n in shape) or shape[2] is None:
        raise ValueError(
            f"{declared.name}: `input_shape` (={shape}) must be (height, width, channels), "
            "of which the first two may be None"
        )
    classes = declared.classes
    if isinstance(classes, bool) or not isinstance(classes, int) or classes < 1:
        raise ValueError(f"{declared.name}: `classes` (={classes!r}) must be a positive whole number")
    flattens = top and any(p.layer == "Flatten" for p in declared.head)
    if flattens and None in shape:
        raise ValueError(
            f"{declared.name}: `input_shape` (={shape}) must have a known height and width, "
            "because the head reads single pixels; or give `include_top=False`"
        )
    if flattens and output_stride is not None:
        raise ValueError(
            f"{declared.name}: `output_stride` (={output_stride}) does not fit a head that reads single pixels; "
            "give `include_top=False` or `features`"
        )


def _wanted(declared: Architecture, features: bool | Sequence[str] | None) -> tuple[str, ...]:
    names = [*([STEM] if declared.stem else []), *(stage.name for stage in declared.stages)]
    if not features:
        return ()
    if features is True:
        return tuple(names)
    for name in features:
        if name not in names:
            raise ValueError(
                f"{declared.name}: `features` holds {name!r}{suggestion(name, names)} (stages: {', '.join(names)})"
            )
    return tuple(name for name in names if name in features)
