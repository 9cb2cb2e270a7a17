"""GoogLeNet: inception modules, branches of several kernel sizes side by side (Szegedy et al., 2014)."""

from __future__ import annotations

from typing import Any

from .architecture import Architecture, Auxiliary, Part, Stage, part

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
READ_BY_AUXILIARY = ("4a", "4d")
BATCH: dict[str, Any] = {"normalization": "batch", "use_bias": False, "norm_epsilon": 1e-3, "norm_momentum": 0.9}
LRN = (part("LocalResponseNormalization", name="lrn", size=5, alpha=1e-4, beta=0.75),)
PREDICTIONS = part("Dense", name="predictions", units="classes", activation="softmax")
STUDY_HEAD = (
    part("AveragePooling2D", name="avg_pool", pool_size=4, padding="same"),
    part("Flatten", name="flatten"),
    part("Dense", name="fc1", units=1024, activation="relu"),
    PREDICTIONS,
)


def _head(dropout: float) -> tuple[Part, ...]:
    drop = part("Dropout", name="dropout", rate=dropout)
    return (part("GlobalAveragePooling2D", name="avg_pool"), drop, PREDICTIONS)


def _pool(size: int, padding: str) -> Part:
    return part("Pool", name="pool", pool="max", pool_size=size, pool_strides=2, padding=padding)


def _inceptions(number: str, pool: Part, **options: Any) -> Stage:
    modules = [
        part("InceptionBlock", name=f"inception_{name}", **dict(zip(FILTERS, filters, strict=True)), **options)
        for name, filters in MODULES.items()
        if name[0] == number
    ]
    return Stage(f"stage{number}", (pool, *modules))


def _auxiliary(number: int, pool: Part, **options: Any) -> Auxiliary:
    parts = (
        pool,
        part("ConvUnit", name="conv", filters=128, kernel_size=1, **options),
        part("Flatten", name="flatten"),
        part("Dense", name="fc1", units=1024, activation="relu"),
        part("Dropout", name="dropout", rate=0.7),
        PREDICTIONS,
    )
    reads = f"stage4_inception_{READ_BY_AUXILIARY[number - 1]}"
    return Auxiliary(f"auxiliary{number}", reads, parts, loss_weight=0.3)


def googlenet(
    name: str, *, lrn: tuple[Part, ...] = (), last_pool: int = 3, kernel_size_5x5: int = 5, **options: Any
) -> Architecture:
    """Declare a GoogLeNet for ImageNet, whose pools round up; `options` go to every convolution."""
    pool = _pool(3, "ceil")
    inception: dict[str, Any] = {"kernel_size_5x5": kernel_size_5x5} if kernel_size_5x5 != 5 else {}
    window = part("AveragePooling2D", name="pool", pool_size=5, strides=3)
    return Architecture(
        name=name,
        family="googlenet",
        paper=PAPER,
        preprocessing="torch" if options else "caffe",
        input_shape=(224, 224, 3),
        classes=1000,
        stem=(part("ConvUnit", name="conv1", filters=64, kernel_size=7, strides=2, padding="torch", **options),),
        stages=(
            Stage(
                "stage2",
                (
                    pool,
                    *lrn,
                    part("ConvUnit", name="conv2_reduce", filters=64, kernel_size=1, **options),
                    part("ConvUnit", name="conv2", filters=192, kernel_size=3, **options),
                    *(p.with_(name="lrn2") for p in lrn),
                ),
            ),
            _inceptions("3", pool, **inception, **options),
            _inceptions("4", pool, **inception, **options),
            _inceptions("5", _pool(last_pool, "ceil"), **inception, **options),
        ),
        auxiliary=(_auxiliary(1, window, **options), _auxiliary(2, window, **options)),
        head=_head(0.4),
    )


def googlenet_torch(name: str) -> Architecture:
    """Declare torchvision's network: 3x3 in place of 5x5, a last pool of 2x2, adaptive pools in the auxiliaries."""
    window = part("AdaptiveAveragePooling2D", name="pool", output_size=4)
    declared = googlenet(name, last_pool=2, kernel_size_5x5=3, **BATCH)
    return declared.with_(auxiliary=(_auxiliary(1, window, **BATCH), _auxiliary(2, window, **BATCH)), head=_head(0.2))


def googlenet_study(name: str) -> Architecture:
    """Declare the network of the study notes: "same" everywhere, no normalization, no auxiliaries."""
    pool = _pool(3, "same")
    reduce = part("ConvUnit", name="conv2_reduce", filters=64, kernel_size=1)
    conv2 = part("ConvUnit", name="conv2", filters=192, kernel_size=3)
    return Architecture(
        name=name,
        family="googlenet",
        paper=PAPER,
        preprocessing="unit",
        input_shape=(32, 32, 3),
        classes=10,
        stem=(part("ConvUnit", name="conv1", filters=64, kernel_size=7, strides=2),),
        stages=(Stage("stage2", (pool, reduce, conv2)), *(_inceptions(number, pool) for number in "345")),
        head=STUDY_HEAD,
    )


VARIANTS = (
    googlenet("googlenet", lrn=LRN),
    googlenet("googlenet_bn", **BATCH),
    googlenet_torch("googlenet_torch"),
    googlenet_study("googlenet_study"),
)
