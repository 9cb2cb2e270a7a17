"""VGG: stages of 3x3 convolutions, each closed by a pooling (Simonyan and Zisserman, 2014)."""

from __future__ import annotations

from typing import Any

from .architecture import Architecture, Part, Stage, part

PAPER = "Simonyan and Zisserman, Very deep convolutional networks, arXiv:1409.1556"
WIDTHS = (64, 128, 256, 512, 512)
DEPTHS = {
    11: (1, 1, 2, 2, 2),
    13: (2, 2, 2, 2, 2),
    16: (2, 2, 3, 3, 3),
    19: (2, 2, 4, 4, 4),
}
BATCH: dict[str, Any] = {"normalization": "batch", "norm_epsilon": 1e-5, "norm_momentum": 0.9}
PREDICTIONS = part("Dense", name="predictions", units="classes", activation="softmax")


def _head(dropout: float) -> tuple[Part, ...]:
    def dense(name: str) -> tuple[Part, ...]:
        drop = (part("Dropout", name=f"{name}_dropout", rate=dropout),) if dropout else ()
        return (part("Dense", name=name, units=4096, activation="relu"), *drop)

    return (part("Flatten", name="flatten"), *dense("fc1"), *dense("fc2"), PREDICTIONS)


def _stages(depth: int, **options: Any) -> tuple[Stage, ...]:
    return tuple(
        Stage(f"stage{i}", (part("VGGStage", filters=filters, convs=convs, **options),))
        for i, (filters, convs) in enumerate(zip(WIDTHS, DEPTHS[depth], strict=True), start=1)
    )


def vgg(name: str, depth: int, *, size: int = 224, classes: int = 1000, **options: Any) -> Architecture:
    """Declare a VGG of `depth` weight layers; `dropout` is 0.5 where not given, other options go to the stages."""
    dropout = options.pop("dropout", 0.5)
    return Architecture(
        name=name,
        family="vgg",
        paper=PAPER,
        preprocessing="torch" if options else "caffe",
        input_shape=(size, size, 3),
        classes=classes,
        stages=_stages(depth, **options),
        head=_head(dropout),
    )


def vgg_lrn(name: str) -> Architecture:
    """Declare configuration A-LRN: local response normalization behind the first convolution."""
    declared = vgg(name, 11)
    first = (
        part("ConvUnit", name="conv1", filters=64, kernel_size=3),
        part("LocalResponseNormalization", name="lrn", size=5, alpha=5e-4, k=2.0),
        part("Pool", name="pool", pool="max", pool_size=2),
    )
    return declared.with_(stages=(Stage("stage1", first), *declared.stages[1:]))


def vgg_c(name: str) -> Architecture:
    """Declare configuration C: the last convolutions of the later stages are 1x1."""
    declared = vgg(name, 16)
    ends = _stages(16, last_kernel_size=1)
    return declared.with_(stages=(*declared.stages[:2], *ends[2:]))


def vgg_cifar(name: str, depth: int) -> Architecture:
    """Declare a VGG for images of 32x32 with batch normalization and one dense layer."""
    declared = vgg(name, depth, size=32, classes=10, **BATCH)
    return declared.with_(preprocessing="unit", head=(part("Flatten", name="flatten"), PREDICTIONS))


VARIANTS = (
    vgg("vgg11", 11),
    vgg("vgg13", 13),
    vgg("vgg16", 16),
    vgg("vgg19", 19),
    vgg("vgg11_bn", 11, **BATCH),
    vgg("vgg13_bn", 13, **BATCH),
    vgg("vgg16_bn", 16, **BATCH),
    vgg("vgg19_bn", 19, **BATCH),
    vgg_lrn("vgg11_lrn"),
    vgg_c("vgg16_c"),
    vgg_cifar("vgg11_bn_cifar", 11),
    vgg_cifar("vgg13_bn_cifar", 13),
    vgg_cifar("vgg16_bn_cifar", 16),
    vgg_cifar("vgg19_bn_cifar", 19),
    vgg("vgg16_study", 16, size=32, classes=10, dropout=0.0).with_(preprocessing="unit"),
)
