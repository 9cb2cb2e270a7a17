"""`ResidualBlock`: what a stack of convolutions adds to its input."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

import keras

from .block import Block, Run, SharedOptions, chain
from .conv_unit import ConvUnit
from .drop_path import DropPath
from .shortcut import ChannelPadding
from .sizes import is_odd
from .squeeze_excite import SqueezeExcite
from .steps import activating, normalizing

EXPANSION = 4  # channels of a bottleneck's output over those of its middle


@keras.saving.register_keras_serializable("convatlas")
class ResidualBlock(Block):
    """Residual block (He et al., arXiv:1512.03385), `(N, H, W, C) -> (N, H/strides, W/strides, filters)`.

    A bottleneck block gives `4 * filters` channels, as the papers and the libraries count.

    Args:
        filters: channels of the convolutions.
        kernel_size: of the spatial convolutions.
        strides: of the block.
        bottleneck: 1x1, 3x3, 1x1 convolutions instead of two 3x3.
        version: "v1" has the strides of a bottleneck in its first 1x1, "v1.5" in its 3x3; "v2" is pre-activated
            (arXiv:1603.05027).
        shortcut: where the shape changes: "projection" (1x1 convolution, option B), "pad" or "pad_end" (zero channels
            around or behind, option A), "pool" (1x1 max pooling where strides alone change); "projection_all" projects
            in every block (option C).
        last_bias: whether the last convolution and the projection have a bias; as `use_bias` says where None.
        groups, base_width: cardinality and width of ResNeXt (arXiv:1611.05431) and Wide ResNet; bottlenecks alone.
        dilation_rate: of the spatial convolutions; `first_dilation_rate` of the one that has the strides where it
            differs, as in networks that give up strides for dilation.
        squeeze_excite: reduction of a squeeze-and-excitation before the sum; None for none.
        drop_path: rate of stochastic depth.
        padding: see `ConvUnit`.
        activation, normalization: of every convolution; None for none.
        order: of convolution, normalization and activation in "v1" and "v1.5"; "conv act norm" as the study notes.

    Example:
        >>> from convatlas.blocks import ResidualBlock
        >>> ResidualBlock(64, strides=2, bottleneck=True).compute_output_shape((None, 56, 56, 64))
        (None, 28, 28, 256)
    """

    def __init__(
        self,
        filters: int,
        *,
        kernel_size: Any = 3,
        strides: Any = 1,
        bottleneck: bool = False,
        version: str = "v1.5",
        shortcut: str = "projection",
        groups: int = 1,
        base_width: int = 64,
        dilation_rate: Any = 1,
        first_dilation_rate: Any = None,
        squeeze_excite: int | None = None,
        drop_path: float = 0.0,
        padding: str = "same",
        activation: Any = "relu",
        normalization: str | None = "batch",
        order: str = "conv norm act",
        use_bias: bool = False,
        last_bias: bool | None = None,
        **options: Unpack[SharedOptions],
    ) -> None:
        super().__init__(use_bias=use_bias, **options)
        self._refuse_groups_without_bottleneck()
        self._refuse_what_shrinks()
        self.out_filters = self.filters * (EXPANSION if self.bottleneck else 1)
        self.preactivation = []
        if self.version == "v2":
            self.preactivation = [*normalizing(self, "pre_norm"), *activating(self, "pre_act")]
        self.body = [*self._convolutions(), *self._extras()]
        self.shortcut_parts: list[Any] = []
        self.add = keras.layers.Add(dtype=self.dtype_policy, name="add")
        self.after = [] if self.version == "v2" else activating(self)

    def prepare(self, channels: int) -> None:
        if self.shortcut == "projection_all" or self.strides != (1, 1) or channels != self.out_filters:
            self.shortcut_parts = [self._shortcut(channels)]

    def flow(self, x: Any, run: Run) -> Any:
        y = chain(run, self.preactivation, x)
        shortcut = chain(run, self.shortcut_parts, y if self._projects else x)
        return chain(run, self.after, run(self.add, chain(run, self.body, y), shortcut))

    @property
    def _projects(self) -> bool:
        return any(isinstance(part, ConvUnit) for part in self.shortcut_parts)

    def _unit(self, *args: Any, **changes: Any) -> ConvUnit:
        names = ("padding", "activation", "normalization", "use_bias")
        return ConvUnit(*args, **(self.shared | {name: getattr(self, name) for name in names} | changes))

    def _convolutions(self) -> list[ConvUnit]:
        first, middle, last = self._orders()
        wide = partial(self._unit, kernel_size=self.kernel_size, dilation_rate=self.dilation_rate)
        striding = {"strides": self.strides, "dilation_rate": self.first_dilation_rate or self.dilation_rate}
        if not self.bottleneck:
            return [
                wide(self.filters, order=first, name="conv1", **striding),
                wide(self.filters, order=last, name="conv2", use_bias=self._last_bias),
            ]
        width = self.filters * self.base_width // 64 * self.groups
        at_once = self.version == "v1"
        return [
            self._unit(width, 1, strides=self.strides if at_once else 1, order=first, name="conv1"),
            wide(width, groups=self.groups, order=middle, name="conv2", **({} if at_once else striding)),
            self._unit(self.out_filters, 1, order=last, name="conv3", use_bias=self._last_bias),
        ]

    @property
    def _last_bias(self) -> bool:
        return bool(self.use_bias if self.last_bias is None else self.last_bias)

    def _orders(self) -> tuple[str, str, str]:
        """The steps of the first, the middle and the last convolution."""
        if self.version == "v2":
            return "conv", "norm act conv", "norm act conv"
        return self.order, self.order, _without_activation(self.order)

    def _extras(self) -> list[Any]:
        extras: list[Any] = []
        if self.squeeze_excite:
            extras.append(SqueezeExcite(self.squeeze_excite, **self.shared, name="squeeze_excite"))
        if self.drop_path:
            extras.append(DropPath(self.drop_path, dtype=self.dtype_policy, name="drop_path"))
        return extras

    def _shortcut(self, channels: int) -> Any:
        common = {"data_format": self.data_format, "dtype": self.dtype_policy, "name": "shortcut"}
        if self.shortcut in ("pad", "pad_end"):
            centred = self.shortcut == "pad"
            return ChannelPadding(self.out_filters, self.strides, centred=centred, **common)
        if self.shortcut == "pool" and channels == self.out_filters:
            return keras.layers.MaxPooling2D(1, self.strides, **common)
        order = "conv" if self.version == "v2" else _without_activation(self.order)
        striding = {"strides": self.strides, "use_bias": self._last_bias}
        return self._unit(self.out_filters, 1, order=order, name="shortcut", **striding)

    def _refuse_groups_without_bottleneck(self) -> None:
        if not self.bottleneck and (self.groups, self.base_width) != (1, 64):
            raise ValueError(
                f"ResidualBlock {self.name!r}: `groups` (={self.groups}) and `base_width` (={self.base_width}) "
                "must be 1 and 64 unless `bottleneck` is True"
            )

    def _refuse_what_shrinks(self) -> None:
        if self.padding == "valid":
            raise ValueError(
                f"ResidualBlock {self.name!r}: `padding` (='valid') must be one of 'same', 'torch', 'ceil', "
                "which keep the size that the shortcut has"
            )
        if self.padding != "same" and not is_odd(self.kernel_size):
            raise ValueError(
                f"ResidualBlock {self.name!r}: `kernel_size` (={self.kernel_size}) must be odd "
                f"with `padding` (={self.padding!r})"
            )


def _without_activation(order: str) -> str:
    return " ".join(step for step in order.split() if step != "act")
