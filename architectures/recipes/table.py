"""The recipes of the atlas: those of the study notes as written, and those that the papers' networks are known by."""

from __future__ import annotations

from typing import Any

from ..lenet import PAPER as LENET
from .recipe import Recipe, Setting, setting

RESNET = "He et al., arXiv:1512.03385, section 4.2"
VGG = "VGG with batch norms on CIFAR, as github.com/chengyangfu/pytorch-vgg-cifar10 trains it"
GOOGLENET = "Szegedy et al., arXiv:1409.4842, with the figures of Caffe's bvlc_googlenet solver"
NOTES = "the study notes"
STUCK = "as the notes have it, this network stays at one answer for all images; vgg16_study_mended learns"

STOP_EARLY = (setting("EarlyStopping", monitor="val_loss", patience=3), setting("TensorBoard", histogram_freq=1))
CROP_AND_FLIP = (setting("pad_crop", pixels=4), setting("flip"))
SGD, ADAM = setting("SGD"), setting("Adam")
SPARSE = "sparse_categorical_crossentropy"


def _momentum(learning_rate: float | Setting) -> Setting:
    return setting("SGD", learning_rate=learning_rate, momentum=0.9)


def _steps(boundaries: tuple[int, ...], values: tuple[float, ...]) -> Setting:
    return setting("PiecewiseConstantDecay", boundaries=boundaries, values=values)


def _decay(rate: float, every: int, by: float) -> Setting:
    return setting("ExponentialDecay", initial_learning_rate=rate, decay_steps=every, decay_rate=by, staircase=True)


# Batches of one, so a step is an image: 60,000 a pass. The paper divides its rates by estimated curvatures (at least
# 0.02), which plain SGD does not know; its schedule of 20 passes stays.
LENET_1998 = _steps((120_000, 300_000, 480_000, 720_000), (5e-4, 2e-4, 1e-4, 5e-5, 1e-5))
SLOWING = setting("InverseTimeDecay", initial_learning_rate=3e-3, decay_steps=100, decay_rate=0.5)
RESNET_CIFAR = _momentum(_steps((32_000, 48_000), (0.1, 0.01, 0.001)))
VGG_CIFAR = _momentum(_decay(0.05, 30 * 391, 0.5))  # halved every 30 epochs of 50,000 images
GOOGLENET_SGD = _momentum(_decay(0.01, 320_000, 0.96))  # 4 % less every 8 epochs of ImageNet in batches of 32

RESNET_OPTIONS: dict[str, Any] = {"steps": 64_000, "scaling": "mean_image", "loss": SPARSE, "weight_decay": 1e-4}
VGG_OPTIONS: dict[str, Any] = {"scaling": "torch", "loss": SPARSE, "weight_decay": 5e-4}

RECIPES = (
    Recipe("lenet5_study", "lenet5_study", "mnist", SGD, 32, 100, loss=SPARSE, callbacks=STOP_EARLY, source=NOTES),
    Recipe("vgg16_study", "vgg16_study", "cifar10", ADAM, 64, 20, source=NOTES, note=STUCK),
    Recipe("googlenet_study", "googlenet_study", "cifar10", ADAM, 128, 10, source=NOTES),
    Recipe("resnet18_study", "resnet18_study", "cifar10", ADAM, 128, 10, source=NOTES),
    Recipe("vgg16_study_mended", "vgg16_study", "cifar10", setting("Adam", learning_rate=1e-4), 64, 20,
           initializer="he_normal", source=f"{NOTES}, with what lets it learn"),
    Recipe("lenet5", "lenet5", "mnist", setting("Adam", learning_rate=SLOWING), 32, 15, loss=SPARSE),
    Recipe("lenet5_1998", "lenet5_1998", "mnist", setting("SGD", learning_rate=LENET_1998), 1, 20,
           loss="map_distance", scaling="ink", placing="centre", source=LENET),
    *(Recipe(name, name, "cifar10", RESNET_CIFAR, 128, 164, augmentation=CROP_AND_FLIP, source=RESNET, **RESNET_OPTIONS)
      for name in (f"resnet{depth}_cifar" for depth in (20, 32, 44, 56))),
    *(Recipe(name, name, "cifar10", VGG_CIFAR, 128, 300, augmentation=CROP_AND_FLIP, source=VGG, **VGG_OPTIONS)
      for name in (f"vgg{depth}_bn_cifar" for depth in (11, 13, 16, 19))),
    Recipe("googlenet", "googlenet", "", GOOGLENET_SGD, 32, 60, loss=SPARSE, scaling="caffe", weight_decay=2e-4,
           augmentation=(setting("resized_crop", area=(0.08, 1.0), ratio=(0.75, 4 / 3)), setting("flip")),
           auxiliary=True, source=GOOGLENET),
)  # fmt: skip
