"""ResNet: blocks that add to their input (He et al., 2015), and the networks that grew out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .architecture import Architecture, Part, Stage, part

PAPER = "He et al., Deep residual learning for image recognition, arXiv:1512.03385"
V2 = "He et al., Identity mappings in deep residual networks, arXiv:1603.05027"
RESNEXT = "Xie et al., Aggregated residual transformations for deep neural networks, arXiv:1611.05431"
WIDE = "Zagoruyko and Komodakis, Wide residual networks, arXiv:1605.07146"
SE = "Hu et al., Squeeze-and-excitation networks, arXiv:1709.01507"

WIDTHS = (64, 128, 256, 512)
DEPTHS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
TORCH: dict[str, Any] = {
    "padding": "torch",
    "normalization": "batch",
    "use_bias": False,
    "norm_epsilon": 1e-5,
    "norm_momentum": 0.9,
    "kernel_initializer": "he_uniform",  # the variance of the paper's normal one, drawn in a quarter of its time
}
KERAS: dict[str, Any] = {"padding": "torch", "normalization": "batch", "norm_epsilon": 1.001e-5}
STUDY: dict[str, Any] = {"order": "conv act norm", "normalization": "batch", "use_bias": True}
BARE: dict[str, Any] = {"normalization": None, "activation": None}
HEAD = (
    part("GlobalAveragePooling2D", name="avg_pool"),
    part("Dense", name="predictions", units="classes", activation="softmax"),
)
POOL = part("Pool", name="pool", pool="max", pool_size=3, pool_strides=2, padding="torch")


def _stages(
    depths: Sequence[int], before: tuple[Part, ...], *, widths: Sequence[int] = WIDTHS, **block: Any
) -> tuple[Stage, ...]:
    def stage(index: int, repeat: int) -> Stage:
        strides: dict[str, Any] = {} if index == 0 else {"strides": 2}
        blocks = part("ResidualBlock", repeat=repeat, filters=widths[index], **strides, **block)
        return Stage(f"stage{index + 1}", (*(before if index == 0 else ()), blocks))

    return tuple(stage(index, repeat) for index, repeat in enumerate(depths))


def _conv7(**options: Any) -> Part:
    return part("ConvUnit", name="conv1", filters=64, kernel_size=7, strides=2, **options)


def _network(name: str, *, size: int = 224, classes: int = 1000, **fields: Any) -> Architecture:
    given: dict[str, Any] = {"family": "resnet", "paper": PAPER, "preprocessing": "torch", "head": HEAD} | fields
    return Architecture(name, (size, size, 3), classes, **given)


def resnet(name: str, depth: int, *, paper: str = PAPER, **block: Any) -> Architecture:
    """Declare a ResNet for ImageNet, padded and normalised as torchvision's; `block` goes to every residual block."""
    if depth >= 50:
        block["bottleneck"] = True
    stages = _stages(DEPTHS[depth], (POOL,), **TORCH, **block)
    return _network(name, paper=paper, stem=(_conv7(**TORCH),), stages=stages)


def resnet_v2(name: str, depth: int) -> Architecture:
    """Declare a pre-activated ResNet: normalization and activation before convolutions and behind the last block."""
    block: dict[str, Any] = {"version": "v2", **({"bottleneck": True} if depth >= 50 else {})}
    post = part("NormUnit", name="post", norm_epsilon=1e-5, norm_momentum=0.9)
    stages = _stages(DEPTHS[depth], (POOL,), **TORCH, **block)
    return _network(
        name,
        paper=V2,
        stem=(_conv7(**TORCH | BARE),),
        stages=(*stages[:-1], Stage(stages[-1].name, (*stages[-1].parts, post))),
    )


def resnet_keras(name: str, depth: int) -> Architecture:
    """Declare a ResNet as keras.applications has it: v1, with biases."""
    options = KERAS | {"use_bias": True}
    stages = _stages(DEPTHS[depth], (POOL,), **options, bottleneck=True, version="v1")
    return _network(name, preprocessing="caffe", stem=(_conv7(**options),), stages=stages)


def resnet_v2_keras(name: str, depth: int) -> Architecture:
    """Declare a pre-activated ResNet as keras.applications has it.

    There the last block of a stage has the strides; here that block opens the next stage, so that a stage is still
    what works at one resolution.
    """
    block = KERAS | {"bottleneck": True, "version": "v2", "shortcut": "pool", "last_bias": True}
    post = part("NormUnit", name="post", norm_epsilon=1.001e-5)
    pool = (
        part("ZeroPadding2D", name="pool_pad", padding=1),
        part("Pool", name="pool", pool="max", pool_size=3, pool_strides=2),
    )

    def stage(index: int, repeat: int) -> Stage:
        last = index == len(WIDTHS) - 1
        before = (part("ResidualBlock", filters=WIDTHS[index - 1], strides=2, **block),) if index else pool
        plain = part("ResidualBlock", repeat=repeat if last else repeat - 1, filters=WIDTHS[index], **block)
        return Stage(f"stage{index + 1}", (*before, plain, *((post,) if last else ())))

    return _network(
        name,
        paper=V2,
        preprocessing="tf",
        stem=(_conv7(padding="torch", **BARE),),
        stages=tuple(stage(index, repeat) for index, repeat in enumerate(DEPTHS[depth])),
    )


def resnet_cifar(name: str, depth: int, shortcut: str = "pad") -> Architecture:
    """Declare a ResNet for images of 32x32 (section 4.2 of the paper): three stages of 16, 32 and 64 channels."""
    depths = [(depth - 2) // 6] * 3
    stem = part("ConvUnit", name="conv1", filters=16, kernel_size=3, **TORCH)
    stages = _stages(depths, (), widths=(16, 32, 64), shortcut=shortcut, **TORCH)
    return _network(name, size=32, classes=10, preprocessing="unit", stem=(stem,), stages=stages)


def resnet_small_stem(name: str, depth: int, options: dict[str, Any]) -> Architecture:
    """Declare a ResNet of ImageNet's widths for images of 32x32: its stem is a 3x3 convolution that keeps the size."""
    stem = part("ConvUnit", name="conv1", filters=64, kernel_size=3, **options)
    stages = _stages(DEPTHS[depth], (), **options)
    return _network(name, size=32, classes=10, preprocessing="unit", stem=(stem,), stages=stages)


VARIANTS = (
    resnet("resnet18", 18),
    resnet("resnet34", 34),
    resnet("resnet50", 50),
    resnet("resnet101", 101),
    resnet("resnet152", 152),
    resnet("resnet50_v1", 50, version="v1"),
    resnet("resnet101_v1", 101, version="v1"),
    resnet("resnet152_v1", 152, version="v1"),
    resnet_v2("resnet18_v2", 18),
    resnet_v2("resnet34_v2", 34),
    resnet_v2("resnet50_v2", 50),
    resnet_v2("resnet101_v2", 101),
    resnet_v2("resnet152_v2", 152),
    resnet_keras("resnet50_keras", 50),
    resnet_keras("resnet101_keras", 101),
    resnet_keras("resnet152_keras", 152),
    resnet_v2_keras("resnet50_v2_keras", 50),
    resnet_v2_keras("resnet101_v2_keras", 101),
    resnet_v2_keras("resnet152_v2_keras", 152),
    resnet_cifar("resnet20_cifar", 20),
    resnet_cifar("resnet32_cifar", 32),
    resnet_cifar("resnet44_cifar", 44),
    resnet_cifar("resnet56_cifar", 56),
    resnet_cifar("resnet110_cifar", 110),
    resnet_cifar("resnet1202_cifar", 1202),
    resnet_cifar("resnet20_cifar_b", 20, "projection"),
    resnet_cifar("resnet32_cifar_b", 32, "projection"),
    resnet_cifar("resnet44_cifar_b", 44, "projection"),
    resnet_cifar("resnet56_cifar_b", 56, "projection"),
    resnet_cifar("resnet110_cifar_b", 110, "projection"),
    resnet_cifar("resnet1202_cifar_b", 1202, "projection"),
    resnet_small_stem("resnet18_cifar", 18, TORCH),
    resnet("wide_resnet50_2", 50, paper=WIDE, base_width=128),
    resnet("wide_resnet101_2", 101, paper=WIDE, base_width=128),
    resnet("resnext50_32x4d", 50, paper=RESNEXT, groups=32, base_width=4),
    resnet("resnext101_32x8d", 101, paper=RESNEXT, groups=32, base_width=8),
    resnet("resnext101_64x4d", 101, paper=RESNEXT, groups=64, base_width=4),
    resnet("seresnet50", 50, paper=SE, squeeze_excite=16),
    resnet_small_stem("resnet18_study", 18, STUDY),
)
