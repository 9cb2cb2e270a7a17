"""Committed files checked against what their sources give now."""

import os
import re
from pathlib import Path

import pytest

from convatlas import viz
from convatlas.viz.checking import CHECKED, NotOursError, check
from convatlas.viz.errors import SourceError
from convatlas.viz.sources import Origin, in_json, origin_of
from convatlas.viz.tables import Column, Row, formats, plot

TINY = """\
name = "tiny"
input_shape = [16, 16, 3]
classes = 5
head = [{layer = "GlobalAveragePooling2D"}, {layer = "Dense", units = "classes", name = "predictions"}]

[[stages]]
name = "stage1"
parts = [{layer = "ConvPoolBlock", filters = 8, kernel_size = 3}]
"""


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A declaration in the working directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return path


def change(path):
    path.write_text(TINY.replace("filters = 8", "filters = 12"), encoding="utf-8")


MAKERS = {
    "table": lambda path: viz.tabulate("tiny.toml", depth=1, columns=["params", "macs"]).save(path),
    "input_shape": lambda path: viz.tabulate("tiny.toml", input_shape=(8, 8, 3)).save(path),
    "compare": lambda path: viz.compare("tiny.toml", "lenet5").save(path),
    "family": lambda path: viz.family_table("tiny.toml", "lenet5").save(path),
    "diff": lambda path: viz.diff("tiny.toml", "lenet5").save(path),
}


@pytest.mark.parametrize("ending", [ending for name in formats.names() for ending in formats.get(name).ENDINGS])
@pytest.mark.parametrize("maker", MAKERS)
def test_written_files_hold_until_their_source_changes(tiny, maker, ending):
    file = f"file{ending}"
    MAKERS[maker](file)
    assert check(file) == ""
    change(tiny)
    assert check(file).startswith(f"{file}: out of date\n")


def test_table_out_of_date_tells_the_lines(tiny):
    viz.tabulate("tiny.toml", depth=1, columns=["params"]).save("tiny.md")
    change(tiny)
    assert check("tiny.md").splitlines() == [
        "tiny.md: out of date",
        "--- as written",
        "+++ now",
        "@@ -6 +6 @@",
        "-| stage1 | 224 |",
        "+| stage1 | 336 |",
        "@@ -8,2 +8,2 @@",
        "-| predictions | 45 |",
        "-| **total** | **269** |",
        "+| predictions | 65 |",
        "+| **total** | **401** |",
    ]


def test_page_out_of_date_tells_its_texts(tiny):
    viz.tabulate("tiny.toml", depth=1, columns=["params"]).save("tiny.html")
    change(tiny)
    lines = check("tiny.html").splitlines()
    assert [line for line in lines[3:] if line[0] in "+-"] == ["-224", "+336", "-45", "+65", "-269", "+401"]


def test_graph_out_of_date_tells_the_layers(tiny, tmp_path):
    text = in_json(viz.trace("tiny.toml").to_json(), origin_of("export", ("tiny.toml",)))
    (tmp_path / "tiny.arch.json").write_text(text, encoding="utf-8")
    assert check("tiny.arch.json") == ""
    change(tiny)
    told = check("tiny.arch.json")
    assert told.startswith("tiny.arch.json: out of date\ntiny -> tiny\n")
    assert "filters: 8 -> 12" in told


def test_drawing_out_of_date_tells_its_texts(tiny):
    viz.draw("tiny.toml", "tiny.svg")
    assert check("tiny.svg") == ""
    change(tiny)
    told = check("tiny.svg")
    assert told.startswith("tiny.svg: out of date\n--- as written\n+++ now\n")
    assert "8" in told
    assert "12" in told


def test_drawing_in_another_way_is_told(tiny, tmp_path):
    viz.draw("tiny.toml", "tiny.svg")
    text = (tmp_path / "tiny.svg").read_text(encoding="utf-8")
    (tmp_path / "tiny.svg").write_text(text.replace("<rect ", '<rect data-old="1" ', 1), encoding="utf-8")
    assert check("tiny.svg") == "tiny.svg: out of date\nthe same texts, drawn in another way"


MISTAKES = {
    "none.md": (None, "none.md: cannot be read: No such file or directory"),
    "plain.md": ("# A page", f"plain.md: names no source; {CHECKED}"),
    "torn.md": (
        f"<!-- {Origin('table', ('a',)).text.replace('[', '[x ')} -->",
        f"torn.md: names no source; {CHECKED}",
    ),
    "other.md": (
        f"<!-- {Origin('paint', ('a',)).text} -->",
        "other.md: was made by 'paint', which is none of table, compare, family, diff, draw, export",
    ),
    "edited.md": (
        f"<!-- {Origin('table', ('a',), {'deep': 1}).text} -->",
        "edited.md: tabulate does not take what the file names: got an unexpected keyword argument 'deep'",
    ),
    "empty.md": (
        f"<!-- {Origin('table', ()).text} -->",
        f"empty.md: names no source; {CHECKED}",
    ),
    "picture.png": ("", "picture.png: a png is not the same on every machine; check an svg instead"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_in_one_line(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, message = MISTAKES[name]
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        check(name)
    assert str(caught.value) == message


def test_no_text_is_a_mistake(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(SourceError) as caught:
        check(path)
    assert str(caught.value) == f"{path}: cannot be read: it is no text"


@pytest.mark.parametrize("ending", ["svg", "tikz"])
def test_a_picture_of_a_difference_is_checked(tiny, ending):
    viz.diff("tiny.toml", "lenet5").save(f"diff.{ending}")
    assert check(f"diff.{ending}") == ""
    change(tiny)
    assert check(f"diff.{ending}").startswith(f"diff.{ending}: out of date\n")


def test_a_plot_is_checked(tiny, tmp_path):
    plot(viz.compare("tiny.toml", "lenet5"), "plot.svg")
    assert check("plot.svg") == ""
    text = (tmp_path / "plot.svg").read_text(encoding="utf-8")
    other = re.sub(r"Matplotlib v[\d.]+", "Matplotlib v1.0", text)
    (tmp_path / "plot.svg").write_text(other, encoding="utf-8")
    with pytest.raises(SourceError, match=r"plot.svg: was plotted by Matplotlib v1.0, and here is Matplotlib v\d"):
        check("plot.svg")
    (tmp_path / "plot.svg").write_text(text, encoding="utf-8")
    change(tiny)
    assert check("plot.svg").startswith("plot.svg: out of date\n")


def test_files_of_others_are_told_apart(tmp_path):
    for name, data in (("a.svg", b"<svg/>"), ("a.png", b"png"), ("a.md", b"\xff")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(NotOursError):
            check(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "table.md"
    os.mkfifo(path)
    with pytest.raises(SourceError) as caught:
        check(path)
    assert str(caught.value) == f"{path}: is a pipe; only plain files are read"


ORIGINS = [
    Origin("table", ("a",)),
    Origin("table", ('path with -- and <b> & "quotes".toml',), {"columns": ["name", "params%"], "depth": 2}),
    Origin("diff", ("module:build(classes=10)", "ünï"), {"input_shape": [32, 32, 3]}),
]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("name", formats.names())
def test_origins_come_back_from_every_format(origin, name):
    for rows in ((), (Row(("a",)),)):
        found = Origin.find(formats.file_text(viz.Table((Column("name", "name"),), rows, origin=origin), name))
        assert (found.view, found.sources, dict(found.options)) == (origin.view, origin.sources, dict(origin.options))


DRAWINGS = [
    {"fold": None, "fit": None, "depth": 2},
    {"direction": "LR", "theme": "dark", "fit": (900, 600)},
    {"style": "volume"},
]


@pytest.mark.parametrize("options", DRAWINGS)
def test_drawings_hold_with_their_options(options, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    viz.draw("resnet20_cifar", "drawing.svg", **options)
    assert check("drawing.svg") == ""


def test_drawing_of_several_networks_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    viz.draw(["lenet5", "lenet_caffe", "lenet5_study"], "side.svg", style="columns")
    assert check("side.svg") == ""
    assert [path.name for path in tmp_path.iterdir()] == ["side.svg"]


def test_paths_are_named_and_what_has_no_name_is_not():
    assert origin_of("draw", (Path("a.toml"),), theme=Path("t.toml"), depth=None) == Origin(
        "draw", ("a.toml",), {"theme": "t.toml"}
    )
    assert origin_of("draw", ("a",), theme=object()) is None


def test_models_have_no_origin():
    assert origin_of("table", (object(),)) is None
    assert viz.tabulate(viz.trace("lenet5")).origin is None
