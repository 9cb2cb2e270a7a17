"""`Block`: a layer that declares its parts and says once how data flows through them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypedDict

import keras

from .arguments import strict
from .making import made, noting
from .signature import LAYER_ARGUMENTS, check_signature, live, plain, signature_of
from .sizes import Shape, check_fits
from .trainability import exceptions_in, set_exceptions

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


FROZEN = "trainable_inside"  # key of a config: the layers inside that are frozen or not as the block is
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            check_signature(cls, _names_of_layers())
            cls.__init__ = noting(cls, cls.__init__)  # type: ignore[method-assign]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        block = super().__new__(cls, *args, **kwargs)
        vars(block).update(_call=(args, kwargs), _levels=[], _kept={}, _exceptions={})  # out of sight of Keras' tracker
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
        super().__init__(**({"name": name, "dtype": dtype, "trainable": trainable} | self._kept_of_layer()))
        shared = {
            "data_format": self._kept.get("data_format", data_format) or keras.config.image_data_format(),
            "use_bias": use_bias,
            "kernel_initializer": kernel_initializer,
            "kernel_regularizer": kernel_regularizer,
            "norm_epsilon": norm_epsilon,
            "norm_momentum": norm_momentum,
            "norm_groups": norm_groups,
        }
        for owner, arguments in [*self._levels, (Block, shared)]:
            self._keep(owner, arguments)

    def _kept_of_layer(self) -> dict[str, Any]:
        return {name: value for name, value in self._kept.items() if name in LAYER_ARGUMENTS}

    def _keep(self, owner: type, arguments: dict[str, Any]) -> None:
        """Make attributes of the arguments that a class was given; the strict forms are those of our classes."""
        for argument, value in arguments.items():
            if argument in LAYER_ARGUMENTS or isinstance(getattr(type(self), argument, None), property):
                continue
            kept = strict(f"{type(self).__name__} {self.name!r}", argument, value) if _is_ours(owner) else value
            put = setattr if _holds_layers(kept) else object.__setattr__
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
        before = {id(layer) for layer in self._layers}
        self.prepare(self._channels_of(shape))
        self.hand_down(layer for layer in self._layers if id(layer) not in before)
        self.flow(shape, self._build_part)
        self.__dict__["_exceptions"] = set_exceptions(self, self._exceptions)

    def hand_down(self, layers: Iterable[Any]) -> None:
        """Hand down what the block was told before these layers were made."""
        for layer in layers if not self.trainable else ():
            layer.trainable = False

    def compute_output_shape(self, input_shape: Any) -> Shape:
        shape = tuple(input_shape)
        block = self
        if not self.built:
            kept = {"name": self.name, "dtype": self.dtype_policy, "data_format": self.data_format}
            block = made(type(self), self._call, kept)
            block.prepare(self._channels_of(shape))
        return tuple(block.flow(shape, block._shape_part))

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        return self.flow(inputs, self._call_part)

    def get_config(self) -> dict[str, Any]:
        """All that makes the block again: the arguments of its class, and what of it is frozen."""
        config = dict(super().get_config()) | {name: plain(value) for name, value in self._arguments().items()}
        exceptions = exceptions_in(self) | self._exceptions
        return config | ({FROZEN: exceptions} if exceptions else {})

    def _arguments(self) -> dict[str, Any]:
        """The arguments by name; of our own classes those that parent classes preset, too."""
        own, taken = signature_of(type(self)).given(*self._call)
        if _is_ours(type(self)):
            owners = [owner for owner in type(self).__mro__ if issubclass(owner, Block)]
            names = [p.name for owner in owners for p in signature_of(owner).named]
            own = {name: getattr(self, name) for name in names if name not in LAYER_ARGUMENTS}
            taken = {}
        found = own | taken | {"data_format": self.data_format}
        return {name: value for name, value in found.items() if name not in LAYER_ARGUMENTS}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The block that a config tells of, whatever arguments its class hands to its parents."""
        values = {name: live(value) for name, value in config.items()}
        exceptions = values.pop(FROZEN, {})
        named = {p.name for p in signature_of(cls).named}
        kept = {name: values.get(name) for name in (*LAYER_ARGUMENTS, "data_format") if name in values}
        given = {name: value for name, value in values.items() if name not in kept or name in named}
        args, kwargs = signature_of(cls).call(given)
        block = made(cls, (tuple(args), kwargs), kept)
        vars(block)["_exceptions"] = set_exceptions(block, exceptions)
        return block

    def _path_of(self, part: Any) -> str:
        return f"{self.path or self.name}/{part.name}"

    def _build_part(self, part: Any, *shapes: Shape) -> Shape:
        shape = shapes[0] if len(shapes) == 1 else list(shapes)
        check_fits(self._path_of(part), part, shapes[0])
        if not part.built:  # a part that data pass twice, or a layer that was given, may be
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


@cache
def _names_of_layers() -> frozenset[str]:
    return frozenset({*dir(Block), *vars(keras.layers.Layer())})


def _is_ours(cls: type) -> bool:
    return cls.__module__.startswith(__name__.rpartition(".")[0])


def _holds_layers(value: Any) -> bool:
    return any(isinstance(inner, keras.layers.Layer) for inner in keras.tree.flatten(value))
