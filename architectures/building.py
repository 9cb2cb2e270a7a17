"""Build a declared network: walk its parts, make each layer, call it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keras

from .. import blocks
from .architecture import Architecture, Part, Stage
from .catalogue import get
from .validation import suggestion

STEM = "stem"


def layer_class(name: str) -> Any:
    """The block, Keras layer or registered layer called `name`.

    Raises:
        ValueError: there is none; the text suggests the nearest names.
    """
    for found in (
        getattr(blocks, name, None),
        getattr(keras.layers, name, None),
        keras.saving.get_registered_object(name),
    ):
        if isinstance(found, type) and issubclass(found, keras.layers.Layer):
            return found
    known = [n for n in [*blocks.__all__, *dir(keras.layers)] if n[0].isupper()]
    raise ValueError(f"`layer` (={name!r}) is no block and no Keras layer{suggestion(name, known)}")


def build(
    architecture: str | Architecture,
    *,
    input_shape: Sequence[int | None] | None = None,
    classes: int | None = None,
    weights: Any = None,
    features: bool | Sequence[str] | None = None,
    include_top: bool = True,
) -> Any:
    """Build a declared network as a Functional model whose layers are its blocks.

    Args:
        architecture: a name of the atlas or an `Architecture`.
        input_shape: (height, width, channels); that of the declaration where None.
        classes: of the classifier; that of the declaration where None.
        weights: None, or the path of a weights file of the same network.
        features: names of stages whose outputs the model gives in their order; True for the stem and all stages.
        include_top: whether the head is built.

    Raises:
        ValueError: an option does not fit the network, or its input is too small; the text names it.

    Example:
        >>> from convatlas import architectures
        >>> architectures.build("lenet5_study").count_params()
        61706
    """
    declared = get(architecture) if isinstance(architecture, str) else architecture
    shape = tuple(input_shape or declared.input_shape)
    wanted = _wanted(declared, features)
    try:
        model = _assemble(declared, shape, classes or declared.classes, wanted, include_top)
    except ValueError as error:
        raise ValueError(f"{declared.name} with `input_shape` (={shape}): {error}") from error
    if weights is not None:
        _load(model, weights)
    return model


def _assemble(
    declared: Architecture, shape: tuple[int | None, ...], classes: int, wanted: tuple[str, ...], top: bool
) -> Any:
    if len(shape) != 3 or shape[2] is None:
        raise ValueError("an input shape is (height, width, channels), with the channels known")
    x = inputs = keras.Input(shape, name="input")
    outputs = {}
    for stage in [Stage(STEM, declared.stem), *declared.stages]:
        for layer in stage_layers(stage, classes):
            x = layer(x)
        outputs[stage.name] = x
    if wanted:
        return keras.Model(inputs, [outputs[name] for name in wanted], name=declared.name)
    for layer in head_layers(declared.head, classes) if top else ():
        x = layer(x)
    return keras.Model(inputs, x, name=declared.name)


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


def stage_layers(stage: Stage, classes: int) -> Iterator[Any]:
    """Make the layers of a stage, named `stage1` where it has one, else `stage1_block2` or `stage1_` and their name."""
    alone = sum(part.repeat for part in stage.parts) == 1
    blocks_so_far = 0
    for part in stage.parts:
        for repetition in range(part.repeat):
            blocks_so_far += not part.name
            name = numbered(part, repetition) or f"block{blocks_so_far}"
            stem = stage.name == STEM and part.name
            yield make(part, name if stem else stage.name if alone else f"{stage.name}_{name}", repetition, classes)


def numbered(part: Part, repetition: int) -> str:
    """The part's name, with a number where it is repeated."""
    return f"{part.name}{repetition + 1}" if part.name and part.repeat > 1 else part.name


def head_layers(head: Sequence[Part], classes: int) -> Iterator[Any]:
    """Make the layers of a head; those without a name get Keras' own."""
    for part in head:
        for repetition in range(part.repeat):
            yield make(part, numbered(part, repetition) or None, repetition, classes)


def make(part: Part, name: str | None, repetition: int, classes: int) -> Any:
    """Make one layer of a part; strides go to the first repetition alone.

    Raises:
        ValueError: the layer or one of its arguments is unknown or not allowed.
    """
    arguments = part.to_dict()
    for key in ("layer", "name", "repeat"):
        arguments.pop(key, None)
    arguments = {key: classes if value == "classes" else value for key, value in arguments.items()}
    if repetition:
        arguments.pop("strides", None)
    try:
        return layer_class(part.layer)(**arguments, name=name)
    except TypeError as error:
        raise ValueError(f"{name or part.layer}: {part.layer} {str(error).split('() ')[-1]}") from error


def _load(model: Any, weights: Any) -> None:
    path = Path(weights)
    if not path.exists():
        raise ValueError(f"`weights` (={str(weights)!r}): there is no such file")
    model.load_weights(path)
