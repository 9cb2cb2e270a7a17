"""GoogLeNet: inception modules, branches of several kernel sizes side by side (Szegedy et al., 2014)."""

from typing import Any

from .architecture import Architecture, Part, Stage, part

PAPER = "Szegedy et al., Going deeper with convolutions, arXiv:1409.4842"
FILTERS = ("filters_1x1", "filters_3x3_reduce", "filters_3x3", "filters_5x5_reduce", "filters_5x5", "filters_pool_proj")
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def _pool(padding: str) -> Part:
    return part("Pool", name="pool", pool="max", pool_size=3, pool_strides=2, padding=padding)


def _inceptions(number: str, pool: Part, **options: Any) -> Stage:
    modules = [
        part("InceptionBlock", name=f"inception_{name}", **dict(zip(FILTERS, filters, strict=True)), **options)
        for name, filters in MODULES.items()
        if name[0] == number
    ]
    return Stage(f"stage{number}", (pool, *modules))


def googlenet(
    name: str, *, size: int, classes: int, padding: str, pool_padding: str, head: tuple[Part, ...]
) -> Architecture:
    """Declare a GoogLeNet."""
    pool = _pool(pool_padding)
    reduce = part("ConvUnit", name="conv2_reduce", filters=64, kernel_size=1)
    conv2 = part("ConvUnit", name="conv2", filters=192, kernel_size=3)
    return Architecture(
        name=name,
        family="googlenet",
        paper=PAPER,
        input_shape=(size, size, 3),
        classes=classes,
        stem=(part("ConvUnit", name="conv1", filters=64, kernel_size=7, strides=2, padding=padding),),
        stages=(Stage("stage2", (pool, reduce, conv2)), *(_inceptions(number, pool) for number in "345")),
        head=head,
    )


STUDY_HEAD = (
    part("AveragePooling2D", name="avg_pool", pool_size=4, padding="same"),
    part("Flatten", name="flatten"),
    part("Dense", name="fc1", units=1024, activation="relu"),
    part("Dense", name="predictions", units="classes", activation="softmax"),
)

VARIANTS = (googlenet("googlenet_study", size=32, classes=10, padding="same", pool_padding="same", head=STUDY_HEAD),)
