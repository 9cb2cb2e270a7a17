"""Family tables as the papers print them."""

import keras
import pytest
from golden import check_golden
from keras import layers
from samples import graph_of

from convatlas import viz
from convatlas.viz.errors import SourceError

FAMILIES = {
    "resnet": ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
    "vgg": ("vgg11", "vgg11_lrn", "vgg13", "vgg16_c", "vgg16", "vgg19"),
    "googlenet": ("googlenet",),
    "resnext": ("resnet50", "resnext50_32x4d", "wide_resnet50_2", "seresnet50"),
    "sizes": ("lenet5", "resnet20_cifar", "googlenet_study"),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_first_tables_of_the_papers(family):
    table = viz.family_table(*map(graph_of, FAMILIES[family]))
    check_golden(str(table) + "\n", f"family.{family}.text")


def test_resnet_table_one_cell_by_cell():
    table = viz.family_table(*map(graph_of, FAMILIES["resnet"]))
    rows = {row.values[0]: row.values[1:] for row in table.rows}
    pool = "3x3 max pool, stride 2\n"
    assert rows["56x56"] == (
        f"{pool}[3x3, 64; 3x3, 64] x 2",
        f"{pool}[3x3, 64; 3x3, 64] x 3",
        *[f"{pool}[1x1, 64; 3x3, 64; 1x1, 256] x 3"] * 3,
    )
    assert [cell.rpartition(" x ")[2] for cell in rows["14x14"]] == ["2", "6", "6", "23", "36"]
    assert rows["112x112"] == ("7x7, 64, stride 2",) * 5
    assert rows["1x1"] == ("global average pool\n1000-d fc",) * 5
    assert rows["MACs"] == tuple(graph_of(name).macs for name in FAMILIES["resnet"])


def test_one_network_adds_up_row_by_row():
    for name in ("googlenet", "resnet18_v2", "seresnet50", "vgg16_bn"):
        table = viz.family_table(graph_of(name))
        assert table.totals[3:] == tuple(sum(row.values[i] for row in table.rows) for i in (3, 4))
        assert table.totals[3] == graph_of(name).params


def test_any_model():
    def model(name, act):
        inputs = keras.Input((32, 32, 3))
        x = layers.SeparableConv2D(8, 3, strides=2, padding="same")(inputs)
        x = layers.Conv2D(8, 3, padding="same", dilation_rate=2, groups=4)(x)
        x = layers.Conv2DTranspose(4, 2, strides=2)(x)
        return keras.Model(inputs, layers.Dense(5)(layers.Flatten()(layers.AveragePooling2D(32)(x))), name=name)

    check_golden(str(viz.family_table(model("a", 1), model("b", 2))) + "\n", "family.any.text")


def test_same_cells_for_keras_applications():
    with keras.StatelessScope(initialize_variables=False):
        theirs = viz.trace(keras.applications.ResNet50(weights=None))
    rows = viz.family_table(theirs, graph_of("resnet50_keras")).rows
    assert all(row.values[1] == row.values[2] for row in rows)


def test_no_network_is_a_mistake():
    with pytest.raises(SourceError) as caught:
        viz.family_table()
    assert str(caught.value) == "`sources` is empty: give at least one network"
