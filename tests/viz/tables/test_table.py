"""Tables of layers: figures that add up, at every depth, in every format."""

import csv
import io
import json
import re

import keras
import pytest
from golden import check_golden
from keras import layers
from rich.console import Console
from samples import graph_of, small

from convatlas import viz
from convatlas.viz.errors import ConvatlasError, FormatError
from convatlas.viz.graph import Graph, Node
from convatlas.viz.tables import COLUMNS, formats
from convatlas.viz.words import Unit


@pytest.fixture(scope="module")
def table():
    return viz.tabulate(small())


def printed_figures(lines, column):
    """The figures of one column of a printed table, by its place from the right, without the lines' rule."""
    return [int(line.split()[column].replace(",", "")) for line in lines if re.search(r"\d$", line)]


@pytest.mark.parametrize("name", formats.names())
def test_whole_table_in_every_format(table, name):
    check_golden(table.to(name), f"small.{name}")


@pytest.mark.parametrize("name", formats.names())
def test_file_ends_say_the_format(table, name, tmp_path):
    for ending in formats.get(name).ENDINGS:
        table.save(tmp_path / f"table{ending}")
        assert (tmp_path / f"table{ending}").read_text(encoding="utf-8") == formats.file_text(table, name)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_every_column_of_a_network():
    table = viz.tabulate(graph_of("lenet5_study"), columns=[*COLUMNS, "params%", "macs%", "memory%"])
    check_golden(str(table) + "\n", "lenet5_study.all.text")


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_printed_columns_add_up_to_the_printed_total(depth):
    table = viz.tabulate(graph_of("resnet18_study"), depth=depth, columns=["params", "trainable"])
    lines = str(table).splitlines()
    layer_lines = [line for row, line in zip(table.rows, lines[3:], strict=False) if not row.block]
    for column in (-1, -2):
        figures, total = printed_figures(layer_lines, column), printed_figures(lines[-1:], column)
        assert sum(figures) == total[0]
    assert printed_figures(lines[-1:], -2) == [11_188_362]


def test_subtotals_are_the_sums_of_the_rows_below_them():
    table = viz.tabulate(small(), columns=["params", "trainable", "memory"])
    for place, row in enumerate(table.rows):
        if row.block:
            below = []
            for other in table.rows[place + 1 :]:
                if other.level <= row.level:
                    break
                below += [other.values[1:]] if not other.block else []
            assert tuple(map(sum, zip(*below, strict=True))) == row.values[1:]


def test_weights_of_a_block_have_a_row():
    nodes = (Node("a", "Block", trainable_params=3), Node("a/b", "Dense", trainable_params=5, parent="a"))
    opened, closed = (viz.tabulate(Graph("g", nodes), columns=["params"], depth=depth) for depth in (2, 1))
    assert [(row.label, row.level, row.block, *row.values[1:]) for row in opened.rows] == [
        ("a", 0, True, 8),
        ("(own weights)", 1, False, 3),
        ("b", 1, False, 5),
    ]
    assert [row.values for row in closed.rows] == [("a", 8)]
    assert opened.totals == closed.totals == ("total", 8)


def test_notes_tell_what_totals_leave_out(table):
    assert table.notes == (
        "multiply-adds not known, left out: lambda (Lambda)",
        "parameters used again, counted once: twice:2 (of twice), twice:3 (of twice)",
    )


def test_default_depth_shows_at_most_sixty_rows():
    assert len(viz.tabulate(graph_of("resnet18_study")).rows) == 54
    assert len(viz.tabulate(graph_of("resnet152")).rows) <= 60
    assert len(viz.tabulate(graph_of("lenet5_study")).rows) == len(graph_of("lenet5_study").nodes)


def test_percentages_sum_to_a_hundred():
    table = viz.tabulate(graph_of("vgg16"), columns=["params%", "macs%"], depth=1)
    for column in (1, 2):
        assert sum(row.values[column] for row in table.rows) == pytest.approx(100)
    assert table.totals == ("total", 100.0, 100.0)


def test_resnet152_at_80_columns_loses_no_digit():
    table = viz.tabulate(graph_of("resnet152"), columns=["kind", "output_shape", "params", "trainable", "macs"])
    console = Console(width=80, file=io.StringIO())
    console.print(table)
    wrapped = console.file.getvalue()
    whole = str(table)
    assert max(map(len, wrapped.splitlines())) <= 80
    assert re.findall(r"\d[\d,.]*", wrapped.split("total")[1]) == re.findall(r"\d[\d,.]*", whole.split("total")[1])
    digits = [sorted(re.sub(r"[^\d,.]", "", text)) for text in (wrapped, whole)]
    assert digits[0] == digits[1]
    assert "60,344,232" in wrapped


def test_captured_text_has_its_whole_width_and_no_colour():
    table = viz.tabulate(graph_of("resnet18"), columns=[*COLUMNS])
    assert max(map(len, str(table).splitlines())) > 80
    assert "\x1b" not in str(table)


def test_terminal_shows_blocks_in_bold():
    console = Console(width=100, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(viz.tabulate(graph_of("lenet5_study"), depth=2))
    assert "\x1b[1mstage1" in console.file.getvalue()


def test_csv_reads_back_exactly(table):
    rows = list(csv.DictReader(io.StringIO(table.to("csv"))))
    layers_only = [row for row in rows if row["row"] == "layer"]
    assert sum(int(row["params"]) for row in layers_only) == int(rows[-1]["params"]) == small().count_params()


def test_json_reads_back_exactly(table):
    record = json.loads(table.to("json"))
    assert record["format"] == "convatlas-table"
    assert [c["name"] for c in record["columns"]] == ["name", "kind", "output_shape", "params", "macs"]
    assert record["rows"][-1] == {
        "row": "total",
        "name": "total",
        "kind": "",
        "output_shape": "",
        "params": 131,
        "macs": 7572,
    }


def test_dataframe_holds_the_exact_figures(table):
    frame = table.to_dataframe()
    assert list(frame.columns) == ["row", "name", "kind", "output_shape", "params", "macs"]
    assert frame[frame.row == "layer"].params.sum() == frame[frame.row == "total"].params.item() == 131


def test_dataframe_without_pandas_says_how_to_get_it(table, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError) as caught:
        table.to_dataframe()
    assert str(caught.value) == "to_dataframe() needs pandas: pip install 'convatlas[tables]'"


def test_units_follow_the_largest_figure():
    headings = [str(viz.tabulate(graph_of(n), depth=1)).splitlines()[1] for n in ("lenet5_study", "vgg16")]
    assert headings == [
        "name         kind           output   params     MACs",
        "name         kind      output           params   MACs (M)",
    ]


def test_kernel_and_strides_once_an_axis():
    inputs = keras.Input((9, 8, 2))
    x = layers.Conv2D(4, (1, 3), strides=(1, 2))(layers.MaxPooling2D(2, name="p")(inputs))
    rows = viz.tabulate(keras.Model(inputs, x), columns=["kernel", "strides"]).rows
    assert [row.values[1:] for row in rows] == [("", ""), ("2x2", "2x2"), ("1x3", "1x2")]


MISTAKES = [
    (
        lambda: viz.tabulate("lenet5", columns=["parms"]),
        "`columns` holds 'parms', did you mean params or params%? (columns: name, kind, input_shape, output_shape, "
        "kernel, strides, params, trainable, macs, memory, memory_peak, memory_kept, receptive_field, output_stride, "
        "time, range, zeros, dtype, params%, trainable%, macs%, memory%, memory_kept%)",
    ),
    (lambda: viz.tabulate("lenet5", depth=0), "`depth` (=0) must be a whole number of at least 1"),
    (lambda: viz.tabulate("lenet5", depth=1.5), "`depth` (=1.5) must be a whole number of at least 1"),
    (
        lambda: viz.Table((), ()).to("markdwn"),
        "`format` (='markdwn') is no table format, did you mean markdown? "
        "(csv, html, json, latex, markdown, rst, text)",
    ),
    (
        lambda: viz.Table((), ()).save("table.xls"),
        "`path` (=table.xls) must end in one of .csv, .html, .htm, .json, .tex, .md, .markdown, .rst, .txt",
    ),
    (
        lambda: viz.Table((), ()).save("none/such/table.md"),
        "`path` (=none/such/table.md): there is no folder none/such",
    ),
]


@pytest.mark.parametrize(("call", "message"), MISTAKES)
def test_mistakes_are_told_in_one_line(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
    assert isinstance(caught.value, ConvatlasError)


def test_unknown_column_is_a_format_error():
    with pytest.raises(FormatError):
        viz.tabulate("lenet5", columns=["kind%"])


def test_failed_write_leaves_the_old_file(table, tmp_path, monkeypatch):
    path = tmp_path / "table.md"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(ConvatlasError, match="disk full"):
        table.save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["table.md"]
    assert path.read_text(encoding="utf-8") == "old"


def test_columns_as_text_with_commas():
    assert viz.tabulate("lenet5", columns="params, macs") == viz.tabulate("lenet5", columns=["params", "macs"])


def test_small_figures_are_told_from_none():
    unit = Unit("M", 10**6, 2)
    assert [unit.text(value) for value in (0, 1, 4_999, 1_234_567_890, None, "x")] == [
        "0",
        "0.00",
        "0.00",
        "1,234.57",
        "?",
        "x",
    ]


def test_unknown_sizes_are_told_once_for_many_layers():
    inputs = x = keras.Input((None, None, 2))
    for i in range(7):
        x = layers.Conv2D(2, 3, name=f"c{i}x")(x)
    assert viz.tabulate(keras.Model(inputs, x)).notes == (
        "multiply-adds not known for want of sizes, left out (an input shape would tell): "
        "c0x, c1x, c2x, c3x, c4x and 2 more",
    )


def test_folded_runs_tell_how_often_they_stand():
    nodes = (Node("a", "Input", "input"), Node("b", "Block", trainable_params=12, count=3))
    rows = viz.tabulate(Graph("g", nodes), columns=["params"]).rows
    assert [(row.label, row.values[1]) for row in rows] == [("a", 0), ("b x 3", 12)]


def test_narrow_terminals_wrap_words_and_keep_figures_whole():
    table = viz.family_table(graph_of("resnet18"), graph_of("resnet50"))
    console = Console(width=50, file=io.StringIO())
    console.print(table)
    check_golden(console.file.getvalue(), "family.narrow.text")
