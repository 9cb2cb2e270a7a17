"""Every variant has the parameters of its paper or library, trainable and not, counted without weights."""

from __future__ import annotations

import math

import pytest

from convatlas import architectures

COUNTS = {
    "lenet5": (61_706, 0),
    "lenet5_1998": (60_000, 840),
    "lenet_caffe": (431_080, 0),
    "lenet5_study": (61_706, 0),
    "vgg11": (132_863_336, 0),
    "vgg13": (133_047_848, 0),
    "vgg16": (138_357_544, 0),
    "vgg19": (143_667_240, 0),
    "vgg11_bn": (132_868_840, 5_504),
    "vgg13_bn": (133_053_736, 5_888),
    "vgg16_bn": (138_365_992, 8_448),
    "vgg19_bn": (143_678_248, 11_008),
    "vgg11_lrn": (132_863_336, 0),
    "vgg16_c": (133_638_952, 0),
    "vgg11_bn_cifar": (9_231_114, 5_504),
    "vgg13_bn_cifar": (9_416_010, 5_888),
    "vgg16_bn_cifar": (14_728_266, 8_448),
    "vgg19_bn_cifar": (20_040_522, 11_008),
    "vgg16_study": (33_638_218, 0),
    "googlenet": (6_998_552, 0),
    "googlenet_bn": (7_005_832, 14_560),
    "googlenet_torch": (6_624_904, 14_560),
    "googlenet_study": (7_033_402, 0),
    "resnet18": (11_689_512, 9_600),
    "resnet34": (21_797_672, 17_024),
    "resnet50": (25_557_032, 53_120),
    "resnet101": (44_549_160, 105_344),
    "resnet152": (60_192_808, 151_424),
    "resnet50_v1": (25_557_032, 53_120),
    "resnet101_v1": (44_549_160, 105_344),
    "resnet152_v1": (60_192_808, 151_424),
    "resnet18_v2": (11_687_720, 7_808),
    "resnet34_v2": (21_795_880, 15_232),
    "resnet50_v2": (25_549_352, 45_440),
    "resnet101_v2": (44_541_480, 97_664),
    "resnet152_v2": (60_185_128, 143_744),
    "resnet50_keras": (25_583_592, 53_120),
    "resnet101_keras": (44_601_832, 105_344),
    "resnet152_keras": (60_268_520, 151_424),
    "resnet50_v2_keras": (25_568_360, 45_440),
    "resnet101_v2_keras": (44_577_896, 97_664),
    "resnet152_v2_keras": (60_236_904, 143_744),
    "resnet20_cifar": (269_722, 1_376),
    "resnet32_cifar": (464_154, 2_272),
    "resnet44_cifar": (658_586, 3_168),
    "resnet56_cifar": (853_018, 4_064),
    "resnet110_cifar": (1_727_962, 8_096),
    "resnet1202_cifar": (19_421_274, 89_632),
    "resnet20_cifar_b": (269_722 + 2_752, 1_568),
    "resnet32_cifar_b": (464_154 + 2_752, 2_464),
    "resnet44_cifar_b": (658_586 + 2_752, 3_168 + 192),
    "resnet56_cifar_b": (853_018 + 2_752, 4_064 + 192),
    "resnet110_cifar_b": (1_727_962 + 2_752, 8_096 + 192),
    "resnet1202_cifar_b": (19_421_274 + 2_752, 89_632 + 192),
    "resnet18_cifar": (11_173_962, 9_600),
    "wide_resnet50_2": (68_883_240, 68_224),
    "wide_resnet101_2": (126_886_696, 137_856),
    "resnext50_32x4d": (25_028_904, 68_224),
    "resnext101_32x8d": (88_791_336, 202_880),
    "resnext101_64x4d": (83_455_272, 202_880),
    "seresnet50": (28_088_024, 53_120),
    "resnet18_study": (11_178_762, 9_600),
}


def counted(model):
    """Trainable and other parameters, without the states of random generators."""
    kept = [w for w in model.non_trainable_weights if "seed_generator" not in w.path]
    return tuple(sum(math.prod(w.shape) for w in weights) for weights in (model.trainable_weights, kept))


def test_every_variant_is_counted():
    assert sorted(COUNTS) == architectures.names()


@pytest.mark.parametrize("name", COUNTS)
def test_parameters(name, skeleton):
    with skeleton():
        assert counted(architectures.build(name)) == COUNTS[name]


@pytest.mark.parametrize(
    ("name", "parameters"), [("googlenet", 13_378_280), ("googlenet_torch", 13_004_888), ("googlenet_bn", 13_385_816)]
)
def test_parameters_with_auxiliary_classifiers(name, parameters, skeleton):
    with skeleton():
        model = architectures.build(name, auxiliary=True)
    assert counted(model)[0] == parameters
    assert [tuple(output.shape) for output in model.outputs] == [(None, 1000)] * 3
    assert architectures.get(name).loss_weights == [1.0, 0.3, 0.3]


GOOGLENET_ROWS = {
    "conv1": ((112, 112, 64), 9_408),
    "stage2": ((56, 56, 192), 114_688),
    "stage3_inception_3a": ((28, 28, 256), 163_328),
    "stage3_inception_3b": ((28, 28, 480), 388_096),
    "stage4_inception_4a": ((14, 14, 512), 375_552),
    "stage4_inception_4b": ((14, 14, 512), 448_512),
    "stage4_inception_4c": ((14, 14, 512), 509_440),
    "stage4_inception_4d": ((14, 14, 528), 604_672),
    "stage4_inception_4e": ((14, 14, 832), 867_328),
    "stage5_inception_5a": ((7, 7, 832), 1_042_432),
    "stage5_inception_5b": ((7, 7, 1024), 1_442_816),
    "predictions": ((1000,), 1_024_000),
}


def test_googlenet_row_by_row(skeleton):
    with skeleton():
        model = architectures.build("googlenet")
    found = {}
    for layer in model.layers:
        row = "stage2" if layer.name.startswith("stage2") else layer.name
        weights = sum(math.prod(w.shape) for w in layer.weights if w.name == "kernel")
        found[row] = (layer.output.shape[1:], found.get(row, (0, 0))[1] + weights)
    assert {row: found[row] for row in GOOGLENET_ROWS} == GOOGLENET_ROWS


def test_connections_of_the_lenet_of_1998(skeleton):
    with skeleton():
        model = architectures.build("lenet5_1998")
    assert [layer.output.shape[1:] for layer in model.layers] == [
        (32, 32, 1),
        (28, 28, 6),
        (14, 14, 6),
        (10, 10, 16),
        (5, 5, 16),
        (1, 1, 120),
        (120,),
        (84,),
        (10,),
    ]
    parameters = {layer.name: layer.count_params() for layer in model.layers if layer.weights}
    assert parameters == {
        "stage1_c1": 156,
        "stage1_s2": 12,
        "stage2_c3": 1516,
        "stage2_s4": 32,
        "c5": 48120,
        "f6": 10164,
        "predictions": 840,
    }
