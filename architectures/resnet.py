"""ResNet: blocks that add to their input (He et al., 2015)."""

from collections.abc import Sequence
from typing import Any

from .architecture import Architecture, Part, Stage, part

PAPER = "He et al., Deep residual learning for image recognition, arXiv:1512.03385"
WIDTHS = (64, 128, 256, 512)
TORCH: dict[str, Any] = {
    "padding": "torch",
    "normalization": "batch",
    "use_bias": False,
    "norm_epsilon": 1e-5,
    "norm_momentum": 0.9,
    "kernel_initializer": "he_normal",
}
STUDY: dict[str, Any] = {"order": "conv act norm", "normalization": "batch", "use_bias": True}
HEAD = (
    part("GlobalAveragePooling2D", name="avg_pool"),
    part("Dense", name="predictions", units="classes", activation="softmax"),
)
POOL = part("Pool", name="pool", pool="max", pool_size=3, pool_strides=2, padding="torch")


def _stages(depths: Sequence[int], before: tuple[Part, ...], **block: Any) -> tuple[Stage, ...]:
    def stage(index: int, repeat: int) -> Stage:
        strides: dict[str, Any] = {} if index == 0 else {"strides": 2}
        blocks = part("ResidualBlock", repeat=repeat, filters=WIDTHS[index], **strides, **block)
        return Stage(f"stage{index + 1}", (*(before if index == 0 else ()), blocks))

    return tuple(stage(index, repeat) for index, repeat in enumerate(depths))


def resnet(name: str, depths: Sequence[int], **block: Any) -> Architecture:
    """Declare a ResNet for ImageNet, padded and normalised as torchvision's."""
    return Architecture(
        name=name,
        family="resnet",
        paper=PAPER,
        input_shape=(224, 224, 3),
        classes=1000,
        stem=(part("ConvUnit", name="conv1", filters=64, kernel_size=7, strides=2, **TORCH),),
        stages=_stages(depths, (POOL,), **TORCH, **block),
        head=HEAD,
    )


def resnet_study() -> Architecture:
    """Declare the residual network of the study notes: biases everywhere, normalization after the activation."""
    return Architecture(
        name="resnet18_study",
        family="resnet",
        paper=PAPER,
        input_shape=(32, 32, 3),
        classes=10,
        stem=(part("ConvUnit", name="conv1", filters=64, kernel_size=3, **STUDY),),
        stages=_stages((2, 2, 2, 2), (), **STUDY),
        head=HEAD,
    )


VARIANTS = (
    resnet("resnet18", (2, 2, 2, 2)),
    resnet("resnet50", (3, 4, 6, 3), bottleneck=True),
    resnet_study(),
)
