"""`ResidualBlock`: what a stack of convolutions adds to its input."""

from __future__ import annotations

from functools import partial
from typing import Any, Unpack

import keras

from .block import Block, Run, SharedOptions, chain
from .conv_unit import ConvUnit, activation, check_normalization, normalization
from .drop_path import DropPath
from .shortcut import ChannelPadding
from .sizes import is_odd
from .squeeze_excite import SqueezeExcite

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
        groups, base_width: cardinality and width of ResNeXt (arXiv:1611.05431) and Wide ResNet; bottlenecks alone.
        dilation_rate: of the spatial convolutions.
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
        squeeze_excite: int | None = None,
        drop_path: float = 0.0,
        padding: str = "same",
        activation: Any = "relu",
        normalization: str | None = "batch",
        order: str = "conv norm act",
        use_bias: bool = False,
        **options: Unpack[SharedOptions],
    ) -> None:
        super().__init__(use_bias=use_bias, **options)
        self._refuse_groups_without_bottleneck()
        self._refuse_what_shrinks()
        self.out_filters = self.filters * (EXPANSION if self.bottleneck else 1)
        self.preactivation = self._steps("norm act", "pre_") if self.version == "v2" else []
        self.body = [*self._convolutions(), *self._extras()]
        self.shortcut_parts: list[Any] = []
        self.add = keras.layers.Add(dtype=self.dtype_policy, name="add")
        self.after = [] if self.version == "v2" else self._steps("act", "")

    def prepare(self, channels: int) -> None:
        if self.preactivation:
            check_normalization(self, channels)
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
        if not self.bottleneck:
            return [
                wide(self.filters, strides=self.strides, order=first, name="conv1"),
                wide(self.filters, order=last, name="conv2"),
            ]
        width = self.filters * self.base_width // 64 * self.groups
        reducing, spatial = (self.strides, 1) if self.version == "v1" else (1, self.strides)
        return [
            self._unit(width, 1, strides=reducing, order=first, name="conv1"),
            wide(width, strides=spatial, groups=self.groups, order=middle, name="conv2"),
            self._unit(self.out_filters, 1, order=last, name="conv3"),
        ]

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

    def _steps(self, order: str, prefix: str) -> list[Any]:
        steps = {
            "norm": (normalization, self.normalization, f"{prefix}norm"),
            "act": (activation, self.activation, f"{prefix}act"),
        }
        return [make(self, name) for make, wanted, name in (steps[s] for s in order.split()) if wanted]

    def _shortcut(self, channels: int) -> Any:
        common = {"data_format": self.data_format, "dtype": self.dtype_policy, "name": "shortcut"}
        if self.shortcut in ("pad", "pad_end"):
            centred = self.shortcut == "pad"
            return ChannelPadding(self.out_filters, self.strides, centred=centred, **common)
        if self.shortcut == "pool" and channels == self.out_filters:
            return keras.layers.MaxPooling2D(1, self.strides, **common)
        order = "conv" if self.version == "v2" else _without_activation(self.order)
        return self._unit(self.out_filters, 1, strides=self.strides, order=order, name="shortcut")

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
