"""`Block`: a layer that declares its parts and says once how data flows through them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypedDict

import keras

from .arguments import strict
from .sizes import Shape, check_fits

Run = Callable[..., Any]


class SharedOptions(TypedDict, total=False):
    """Keyword arguments that mean the same, and are as preset, in every block."""

    data_format: str | None
    kernel_initializer: Any
    kernel_regularizer: Any
    norm_epsilon: float
    norm_momentum: float
    norm_groups: int
    name: str | None
    dtype: Any
    trainable: bool


class BlockOptions(SharedOptions, total=False):
    """Keyword arguments that every block takes."""

    use_bias: bool


SHARED = ("data_format", "kernel_initializer", "kernel_regularizer", "norm_epsilon", "norm_momentum", "norm_groups")


def chain(run: Run, parts: Iterable[Any], x: Any) -> Any:
    """Send `x` through `parts`, one after the other."""
    for part in parts:
        x = run(part, x)
    return x


def _is_static(tensor: Any) -> bool:
    return all(isinstance(n, int) for n in tensor.shape)


class Block(keras.layers.Layer):  # type: ignore[misc]
    """A layer made of parts.

    A subclass keeps its arguments, declares its parts in `__init__` (and in `prepare`, where they depend on the
    input's channels) and states in `flow` how data passes through them. `flow` is read three times: to build the
    parts, to compute shapes, and to call them on tensors; so the three cannot disagree.

    Args:
        data_format: "channels_last" or "channels_first"; Keras' setting where None.
        use_bias: whether convolutions add a bias.
        kernel_initializer, kernel_regularizer: of every convolution; each part makes its own.
        norm_epsilon, norm_momentum, norm_groups: of every normalization.

    Raises:
        ValueError: an argument is not allowed, or the input has a wrong rank, unknown channels or too small a size.

    Example:
        >>> from convatlas.blocks import Block, ConvUnit, chain
        >>> class Twice(Block):
        ...     def __init__(self, filters, **options):
        ...         super().__init__(**options)
        ...         self.parts = [ConvUnit(filters, 3, name="conv1"), ConvUnit(filters, 3, name="conv2")]
        ...
        ...     def flow(self, x, run):
        ...         return chain(run, self.parts, x)
        >>> Twice(8).compute_output_shape((None, 32, 32, 3))
        (None, 32, 32, 8)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        block = super().__new__(cls, *args, **kwargs)
        object.__setattr__(block, "_arguments", _arguments_of(cls, args, kwargs))
        return block

    def __init__(
        self,
        *,
        data_format: str | None = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        kernel_regularizer: Any = None,
        norm_epsilon: float = 1e-3,
        norm_momentum: float = 0.99,
        norm_groups: int = 32,
        name: str | None = None,
        dtype: Any = None,
        trainable: bool = True,
    ) -> None:
        super().__init__(name=name, dtype=dtype, trainable=trainable)
        given = self._arguments
        given["data_format"] = data_format or keras.config.image_data_format()
        for argument, value in given.items():
            given[argument] = kept = strict(f"{type(self).__name__} {self.name!r}", argument, value)
            put = setattr if isinstance(kept, keras.layers.Layer) else object.__setattr__
            put(self, argument, kept)  # Keras would look for weights in every one, which takes a tenth of building

    @property
    def shared(self) -> dict[str, Any]:
        """The arguments that a block hands down to the convolution units and pools it is made of."""
        return {name: getattr(self, name) for name in SHARED} | {"dtype": self.dtype_policy}

    @property
    def channel_axis(self) -> int:
        """The axis of the channels, -1 or 1."""
        return -1 if self.data_format == "channels_last" else 1

    def prepare(self, channels: int) -> None:
        """Declare the parts that depend on the channels of the input."""

    def flow(self, x: Any, run: Run) -> Any:
        """Send `x`, a tensor or a shape, through the parts by `run(part, x, ...)`."""
        raise NotImplementedError(f"{type(self).__name__} has to say how data flows through it")

    def build(self, input_shape: Any) -> None:
        shape = tuple(input_shape)
        self.prepare(self._channels_of(shape))
        self.flow(shape, self._build_part)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shape = tuple(input_shape)
        block = self
        if not self.built:
            block = type(self)(**self._arguments, name=self.name, dtype=self.dtype_policy)
            block.prepare(self._channels_of(shape))
        return tuple(block.flow(shape, block._shape_part))

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        return self.flow(inputs, self._call_part)

    def get_config(self) -> dict[str, Any]:
        return dict(super().get_config()) | {name: _plain(value) for name, value in self._arguments.items()}

    def _path_of(self, part: Any) -> str:
        return f"{self.path or self.name}/{part.name}"

    def _build_part(self, part: Any, *shapes: Shape) -> Shape:
        shape = shapes[0] if len(shapes) == 1 else list(shapes)
        check_fits(self._path_of(part), part, shapes[0])
        part.build(shape)
        return tuple(part.compute_output_shape(shape))

    def _shape_part(self, part: Any, *shapes: Shape) -> Shape:
        check_fits(self._path_of(part), part, shapes[0])
        return tuple(part.compute_output_shape(shapes[0] if len(shapes) == 1 else list(shapes)))

    def _call_part(self, part: Any, *tensors: Any) -> Any:
        if _is_static(tensors[0]):
            check_fits(self._path_of(part), part, tensors[0].shape)
        return part(tensors[0] if len(tensors) == 1 else list(tensors))

    def _channels_of(self, shape: Shape) -> int:
        wanted = "(batch, height, width, channels)"
        if self.data_format == "channels_first":
            wanted = "(batch, channels, height, width)"
        if len(shape) != 4 or shape[self.channel_axis] is None:
            raise ValueError(
                f"{self.path or self.name}: the input's shape {shape} must be {wanted} with known channels"
            )
        return int(shape[self.channel_axis])  # type: ignore[arg-type]


LAYER_ARGUMENTS = ("self", "name", "dtype", "trainable")


def _arguments_of(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """All arguments of a block by name, in the order of its signature, defaults of its parent classes included."""
    signature, presets = _signature_of(cls)
    found = dict(presets)
    for name, value in signature.bind_partial(None, *args, **kwargs).arguments.items():
        found |= value if name == "options" else {name: value}
    missing = inspect.Parameter.empty
    return {name: value for name, value in found.items() if name not in LAYER_ARGUMENTS and value is not missing}


@cache
def _signature_of(cls: type) -> tuple[inspect.Signature, dict[str, Any]]:
    """How a block is called, and the presets of its arguments and those of its parent classes."""
    presets: dict[str, Any] = {}
    for owner in cls.__mro__[: cls.__mro__.index(Block) + 1]:
        for parameter in inspect.signature(owner.__init__).parameters.values():  # type: ignore[misc]
            if parameter.kind is not parameter.VAR_KEYWORD:
                presets.setdefault(parameter.name, parameter.default)
    return inspect.signature(cls.__init__), presets  # type: ignore[misc]


def _plain(value: Any) -> Any:
    """A value as it stands in a config: functions by their registered name."""
    return keras.activations.serialize(value) if callable(value) else value
