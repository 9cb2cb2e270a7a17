"""VGG: stages of 3x3 convolutions, each closed by a pooling (Simonyan and Zisserman, 2014)."""

from .architecture import Architecture, Part, Stage, part

PAPER = "Simonyan and Zisserman, Very deep convolutional networks, arXiv:1409.1556"
WIDTHS = (64, 128, 256, 512, 512)
DEPTHS = {16: (2, 2, 3, 3, 3)}


def _head(dropout: float) -> tuple[Part, ...]:
    def dense(name: str) -> tuple[Part, ...]:
        drop = (part("Dropout", name=f"{name}_dropout", rate=dropout),) if dropout else ()
        return (part("Dense", name=name, units=4096, activation="relu"), *drop)

    predictions = part("Dense", name="predictions", units="classes", activation="softmax")
    return (part("Flatten", name="flatten"), *dense("fc1"), *dense("fc2"), predictions)


def _stages(depths: tuple[int, ...]) -> tuple[Stage, ...]:
    return tuple(
        Stage(f"stage{i}", (part("VGGStage", filters=filters, convs=convs),))
        for i, (filters, convs) in enumerate(zip(WIDTHS, depths, strict=True), start=1)
    )


def vgg(name: str, depth: int, *, size: int = 224, classes: int = 1000, dropout: float = 0.5) -> Architecture:
    """Declare a VGG of `depth` weight layers."""
    return Architecture(
        name=name,
        family="vgg",
        paper=PAPER,
        input_shape=(size, size, 3),
        classes=classes,
        stages=_stages(DEPTHS[depth]),
        head=_head(dropout),
    )


VARIANTS = (
    vgg("vgg16", 16),
    vgg("vgg16_study", 16, size=32, classes=10, dropout=0.0),
)
