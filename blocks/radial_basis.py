"""`RadialBasis`: the output of LeNet-5, distances to drawn characters, and the tangent that feeds it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import ops

from .arguments import strict

DIGITS = """
.#####. ...#... .#####. .#####. .....#. ####### ..####. ####### .#####. .#####.
#.....# ..##... #.....# #.....# ....##. #...... .#..... ......# #.....# #.....#
#.....# .#.#... ......# ......# ...#.#. #...... #...... ......# #.....# #.....#
#.....# ...#... ......# ......# ..#..#. #...... #...... .....#. #.....# #.....#
#.....# ...#... .....#. ......# .#...#. ######. #...... .....#. .#...#. #.....#
#.....# ...#... ....#.. ..####. #....#. ......# #.####. ....#.. ..###.. .######
#.....# ...#... ...#... ......# ####### ......# ##....# ....#.. .#...#. ......#
#.....# ...#... ..#.... ......# .....#. ......# #.....# ...#... #.....# ......#
#.....# ...#... .#..... ......# .....#. ......# #.....# ...#... #.....# ......#
#.....# ...#... #...... ......# .....#. #.....# #.....# ..#.... #.....# .....#.
#.....# ...#... #...... #.....# .....#. #.....# #.....# ..#.... #.....# ....#..
.#####. .#####. ####### .#####. .....#. .#####. .#####. ..#.... .#####. .###...
"""


def digit_codes() -> Any:
    """The ten digits drawn on 7x12 pixels, as rows of 84 numbers: +1 where there is ink, -1 elsewhere."""
    rows = [line.split() for line in DIGITS.strip().splitlines()]
    drawings = ["".join(row[digit] for row in rows) for digit in range(10)]
    return np.array([[1.0 if pixel == "#" else -1.0 for pixel in drawing] for drawing in drawings], "float32")


@keras.saving.register_keras_serializable("convatlas")  # type: ignore[untyped-decorator]
def scaled_tanh(x: Any) -> Any:
    """The squashing function `1.7159 * tanh(2 / 3 * x)`, which gives 1 for 1 (LeCun et al., 1998, appendix A)."""
    return 1.7159 * ops.tanh(2 / 3 * x)


@keras.saving.register_keras_serializable("convatlas")
class RadialBasis(keras.layers.Layer):  # type: ignore[misc]
    """Squared distance to the fixed code of each class, `(N, 84) -> (N, units)`; the smallest names the class.

    The codes are the digits drawn on 7x12 pixels (LeCun et al., 1998, section II.B and figure 3).

    Args:
        units: number of classes, at most 10.

    Example:
        >>> from convatlas.blocks import RadialBasis
        >>> from convatlas.blocks.radial_basis import digit_codes
        >>> int(RadialBasis(10)(digit_codes()[3:4])[0, 3])
        0
    """

    def __init__(self, units: int = 10, **options: Any) -> None:
        super().__init__(**options)
        self.units = strict(f"RadialBasis {self.name!r}", "units", units)

    def build(self, input_shape: Any) -> None:
        codes = digit_codes()[: self.units]
        if input_shape[-1] != codes.shape[1]:
            raise ValueError(
                f"{self.path}: an input of {input_shape[-1]} numbers must have {codes.shape[1]}, as the codes"
            )
        self.codes = self.add_weight(codes.shape, lambda *_, **__: codes, name="codes", trainable=False)

    def compute_output_shape(self, input_shape: Any) -> tuple[int | None, ...]:
        return (*input_shape[:-1], self.units)

    def call(self, inputs: Any) -> Any:
        return ops.sum(ops.square(ops.expand_dims(inputs, -2) - ops.cast(self.codes, inputs.dtype)), axis=-1)

    def get_config(self) -> dict[str, Any]:
        return dict(super().get_config()) | {"units": self.units}
