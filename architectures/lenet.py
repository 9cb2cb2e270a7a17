"""LeNet: convolutions and subsampling in turn, read by dense layers (LeCun et al., 1998)."""

from __future__ import annotations

from typing import Any

from .architecture import Architecture, Part, Stage, part

PAPER = "LeCun et al., Gradient-based learning applied to document recognition, 1998"
C3 = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)


def _stage(index: int, filters: int, padding: str, activation: str | None) -> Stage:
    block = part("ConvPoolBlock", filters=filters, kernel_size=5, padding=padding, activation=activation)
    return Stage(f"stage{index}", (block,))


def lenet(
    name: str, filters: tuple[int, int], units: tuple[int, ...], *, size: int = 32, **options: Any
) -> Architecture:
    """Declare a LeNet of two stages and dense layers of `units`.

    Options are `first_padding`, of the first convolution, and `activation`, of both.
    """
    activation = options.get("activation", "relu")
    hidden = (part("Dense", name=f"fc{i}", units=n, activation="relu") for i, n in enumerate(units, start=1))
    return Architecture(
        name=name,
        family="lenet",
        paper=PAPER,
        preprocessing="unit",
        input_shape=(size, size, 1),
        classes=10,
        stages=(
            _stage(1, filters[0], options.get("first_padding", "valid"), activation),
            _stage(2, filters[1], "valid", activation),
        ),
        head=(part("Flatten", name="flatten"), *hidden, _predictions()),
    )


def _predictions() -> Part:
    return part("Dense", name="predictions", units="classes", activation="softmax")


def lenet_1998(name: str) -> Architecture:
    """Declare the network of the paper: C3 reads some maps alone, subsampling learns, digits are drawn codes."""
    tanh: dict[str, Any] = {"activation": "scaled_tanh"}
    conv: dict[str, Any] = {"kernel_size": 5, "padding": "valid", **tanh}
    c3 = part("ConnectedConv2D", name="c3", table=C3, kernel_size=5, **tanh)
    return Architecture(
        name=name,
        family="lenet",
        paper=PAPER,
        preprocessing="unit",
        input_shape=(32, 32, 1),
        classes=10,
        stages=(
            Stage("stage1", (part("ConvUnit", name="c1", filters=6, **conv), part("Subsampling2D", name="s2", **tanh))),
            Stage("stage2", (c3, part("Subsampling2D", name="s4", **tanh))),
        ),
        head=(
            part("ConvUnit", name="c5", filters=120, **conv),
            part("Flatten", name="flatten"),
            part("Dense", name="f6", units=84, **tanh),
            part("RadialBasis", name="predictions", units="classes"),
        ),
    )


VARIANTS = (
    lenet("lenet5", (6, 16), (120, 84)),
    lenet_1998("lenet5_1998"),
    lenet("lenet_caffe", (20, 50), (500,), size=28, activation=None),
    lenet("lenet5_study", (6, 16), (120, 84), size=28, first_padding="same"),
)
