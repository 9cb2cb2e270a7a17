"""Parameters and multiply-adds of the atlas against figures from the papers and from other libraries."""

import keras
import pytest
from samples import graph_of

from convatlas import architectures, viz
from convatlas.viz.words import Unit

G, M = 10**9, 10**6
FIGURES = {  # trainable, moving means and variances, multiply-adds (None where no source tells)
    "lenet5_study": (61_706, 0, 416_520),
    "vgg16_study": (33_638_218, 0, None),
    "googlenet_study": (7_033_402, 0, None),
    "resnet18_study": (11_178_762, 9_600, None),
    "lenet5": (61_706, 0, 416_520),
    "lenet_caffe": (431_080, 0, 2_293_000),
    "vgg11": (132_863_336, 0, 7.609 * G),
    "vgg11_bn": (132_868_840, 5_504, 7.609 * G),
    "vgg13": (133_047_848, 0, 11.308 * G),
    "vgg13_bn": (133_053_736, 5_888, 11.308 * G),
    "vgg16_c": (133_638_952, 0, 11.771 * G),
    "vgg16": (138_357_544, 0, 15.470 * G),
    "vgg16_bn": (138_365_992, 8_448, 15.470 * G),
    "vgg19": (143_667_240, 0, 19.632 * G),
    "vgg19_bn": (143_678_248, 11_008, 19.632 * G),
    "vgg11_bn_cifar": (9_231_114, 5_504, 152.8 * M),
    "vgg13_bn_cifar": (9_416_010, 5_888, 228.3 * M),
    "vgg16_bn_cifar": (14_728_266, 8_448, 313.2 * M),
    "vgg19_bn_cifar": (20_040_522, 11_008, 398.1 * M),
    "googlenet": (6_998_552, 0, 1.583 * G),
    "googlenet_torch": (6_624_904, 14_560, 1.498 * G),
    "googlenet_bn": (7_005_832, 14_560, 1.583 * G),
    "resnet18": (11_689_512, 9_600, 1.814 * G),
    "resnet34": (21_797_672, 17_024, 3.664 * G),
    "resnet50": (25_557_032, 53_120, 4.089 * G),
    "resnet101": (44_549_160, 105_344, 7.801 * G),
    "resnet152": (60_192_808, 151_424, 11.514 * G),
    "resnet50_v1": (25_557_032, 53_120, 3.858 * G),
    "resnet101_v1": (44_549_160, 105_344, 7.570 * G),
    "resnet152_v1": (60_192_808, 151_424, 11.282 * G),
    "resnet50_keras": (25_583_592, 53_120, 3.858 * G),
    "resnet101_keras": (44_601_832, 105_344, 7.570 * G),
    "resnet152_keras": (60_268_520, 151_424, 11.282 * G),
    "resnet18_v2": (11_687_720, 7_808, 1.814 * G),
    "resnet34_v2": (21_795_880, 15_232, 3.664 * G),
    "resnet50_v2": (25_549_352, 45_440, 4.089 * G),
    "resnet101_v2": (44_541_480, 97_664, 7.801 * G),
    "resnet152_v2": (60_185_128, 143_744, 11.514 * G),
    "resnet50_v2_keras": (25_568_360, 45_440, 3.482 * G),
    "resnet101_v2_keras": (44_577_896, 97_664, 7.195 * G),
    "resnet152_v2_keras": (60_236_904, 143_744, 10.907 * G),
    "resnet20_cifar": (269_722, 1_376, 40.551 * M),
    "resnet32_cifar": (464_154, 2_272, 68.9 * M),
    "resnet44_cifar": (658_586, 3_168, 97.2 * M),
    "resnet56_cifar": (853_018, 4_064, 125.5 * M),
    "resnet110_cifar": (1_727_962, 8_096, 252.9 * M),
    "resnet1202_cifar": (19_421_274, 89_632, 2.829 * G),
    "resnet20_cifar_b": (272_474, 1_568, None),
    "resnet32_cifar_b": (466_906, 2_464, None),
    "wide_resnet50_2": (68_883_240, 68_224, 11.398 * G),
    "resnext50_32x4d": (25_028_904, 68_224, 4.230 * G),
    "wide_resnet101_2": (126_886_696, 137_856, 22.75 * G),
    "resnext101_32x8d": (88_791_336, 202_880, 16.41 * G),
    "resnext101_64x4d": (83_455_272, 202_880, 15.46 * G),
}
GOOGLENET = {  # row: output, weights without biases, multiply-adds in millions as printed
    "conv1": ("112x112x64", 9_408, "118.0"),
    "stage2": ("56x56x192", 114_688, "359.7"),
    "stage3/inception_3a": ("28x28x256", 163_328, "128.0"),
    "stage3/inception_3b": ("28x28x480", 388_096, "304.3"),
    "stage4/inception_4a": ("14x14x512", 375_552, "73.6"),
    "stage4/inception_4b": ("14x14x512", 448_512, "87.9"),
    "stage4/inception_4c": ("14x14x512", 509_440, "99.9"),
    "stage4/inception_4d": ("14x14x528", 604_672, "118.5"),
    "stage4/inception_4e": ("14x14x832", 867_328, "170.0"),
    "stage5/inception_5a": ("7x7x832", 1_042_432, "51.1"),
    "stage5/inception_5b": ("7x7x1024", 1_442_816, "70.7"),
    "predictions": ("1000", 1_024_000, "1.0"),
}


def slow_ones(names):
    """The names, those of networks of over a thousand layers marked as slow."""
    return [pytest.param(name, marks=pytest.mark.slow) if "1202" in name else name for name in names]


@pytest.mark.parametrize("name", slow_ones(FIGURES))
def test_parameters_are_exact_and_macs_within_a_thousandth(name):
    trainable, fixed, macs = FIGURES[name]
    graph = graph_of(name)
    assert (graph.trainable_params, graph.non_trainable_params) == (trainable, fixed)
    assert all(node.macs is not None for node in graph.nodes)
    assert macs is None or graph.macs == pytest.approx(macs, rel=1e-3)


def biases(graph, path):
    """Elements of the biases of the layers inside a node."""
    inside = [node for node in graph.inside(path) if node.setting("use_bias") == "true"]
    return sum(node.outputs[0].shape[-1] for node in inside if node.params)


@pytest.mark.parametrize("row", GOOGLENET)
def test_googlenet_row_by_row(row):
    output, weights, macs = GOOGLENET[row]
    graph = graph_of("googlenet")
    rows = {
        r.values[0]: r.values for r in viz.tabulate(graph, depth=2, columns=["output_shape", "params", "macs"]).rows
    }
    assert rows[row][1] == output
    assert rows[row][2] - biases(graph, row) == weights
    assert Unit("M", M, 1).text(rows[row][3]) == macs


def test_modern_lenet_of_three_channels():
    graph = viz.trace("lenet5", input_shape=(32, 32, 3))
    assert (graph.params, graph.macs) == (62_006, 651_720)


@pytest.mark.parametrize("name", slow_ones(architectures.names()))
def test_default_table_fits_a_hundred_characters(name):
    assert max(map(len, str(viz.tabulate(graph_of(name))).splitlines()[1:])) <= 100


KERAS = {"VGG16": "vgg16", "VGG19": "vgg19", "ResNet50": "resnet50_keras", "ResNet101V2": "resnet101_v2_keras"}


@pytest.mark.parametrize("name", KERAS)
def test_keras_applications_and_the_atlas_agree(name):
    """On parameters, multiply-adds, receptive field and output stride of every convolution and pooling."""
    with keras.StatelessScope(initialize_variables=False):
        theirs = viz.trace(getattr(keras.applications, name)(weights=None))
    ours = graph_of(KERAS[name])
    assert facts_of_layers(theirs) == facts_of_layers(ours)


def facts_of_layers(graph):
    columns = ["kind", "output_shape", "params", "macs", "receptive_field", "output_stride"]
    rows = viz.tabulate(graph, depth=99, columns=columns).rows
    return sorted(map(str, (row.values[1:] for row in rows if row.values[1] in ("Conv2D", "MaxPooling2D", "Dense"))))
