"""LeNet: convolutions and subsampling in turn, read by dense layers (LeCun et al., 1998)."""

from .architecture import Architecture, Part, Stage, part

PAPER = "LeCun et al., Gradient-based learning applied to document recognition, 1998"


def _head(activation: str) -> tuple[Part, ...]:
    return (
        part("Flatten", name="flatten"),
        part("Dense", name="fc1", units=120, activation=activation),
        part("Dense", name="fc2", units=84, activation=activation),
        part("Dense", name="predictions", units="classes", activation="softmax"),
    )


VARIANTS = (
    Architecture(
        name="lenet5_study",
        family="lenet",
        paper=PAPER,
        input_shape=(28, 28, 1),
        classes=10,
        stages=(
            Stage("stage1", (part("ConvPoolBlock", filters=6, kernel_size=5),)),
            Stage("stage2", (part("ConvPoolBlock", filters=16, kernel_size=5, padding="valid"),)),
        ),
        head=_head("relu"),
    ),
)
