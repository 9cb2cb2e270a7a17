"""Build a declared network: walk its parts, make each layer, call it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import keras

from .architecture import Architecture
from .catalogue import get
from .network import Network
from .options import Changes, adapt
from .request import Request
from .weights import load_all_but_classifier


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
    name: str | None = None,
    **changes: Unpack[Changes],
) -> Any:
    """Build a declared network as a Functional model whose layers are its blocks.

    What is None stays as the network declares it.

    Args:
        architecture: a name of the atlas or an `Architecture`.
        input_shape: (height, width, channels), in this order for every `data_format`; height and width may be None
            where no dense layer reads single pixels.
        classes: of the classifier; one class is a yes or no, whose probability a sigmoid gives.
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
        name: of the model, the network's own by default. Two models of one network in one model need names of
            their own; call them as layers there.
        classifier_activation: "declared" is what the network declares, a sigmoid for one class; None gives logits.
        dropout: rate of every dropout of the head; one is put before the classifier where there is none.
        drop_path: rate of stochastic depth of the last residual block; the others have less, in proportion.
        kernel_regularizer, kernel_initializer: of every convolution and dense layer.
        activation: of every convolution and hidden layer that has one: a name, a function, or a layer such as
            `keras.layers.PReLU(shared_axes=[1, 2])`, of which each place makes its own.
        normalization: "batch", "group", "layer" or "none".
        padding: "same", "torch" or "ceil" for all that pads.
        data_format: "channels_last" or "channels_first".
        head_dtype: of the classifier's last layer; "float32" under mixed precision.

    Raises:
        ValueError: an option does not fit the network or another option, or the input is too small; the text names
            it.

    Example:
        >>> from convatlas import architectures
        >>> architectures.build("lenet5_study").count_params()
        61706
        >>> pyramid = architectures.build("resnet18", input_shape=(64, 64, 3), features=True)
        >>> [level.shape[1] for level in pyramid.outputs]
        [32, 16, 8, 4, 2]
    """
    declared = get(architecture) if isinstance(architecture, str) else architecture
    request = Request(declared, input_shape, classes, features, include_top, pooling, auxiliary, output_stride, changes)
    options: Any = {"output_stride": output_stride, **changes}
    options["data_format"] = data_format = options.get("data_format") or keras.config.image_data_format()
    if request.top:
        options["head_dtype"] = options.get("head_dtype") or _full_precision()
    adapted = adapt(declared.with_(classes=request.number_of_classes), options)
    request.check(adapted)
    try:
        network = Network(adapted, request.shape, data_format, preprocessing)
        if request.wanted:
            outputs = network.features(request.wanted)
        else:
            outputs = network.outputs(request.top, pooling, auxiliary)
    except ValueError as error:
        raise ValueError(f"{declared.name} with `input_shape` (={request.shape}): {error}") from error
    model = keras.Model(network.inputs, outputs, name=name or declared.name)
    if weights is not None:
        load_all_but_classifier(model, weights, variant=declared.name)
    return model


def _full_precision() -> str | None:
    """float32 where the policy computes in less than it keeps."""
    policy = keras.config.dtype_policy()
    return "float32" if policy.compute_dtype != policy.variable_dtype else None
