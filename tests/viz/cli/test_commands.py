"""The command line, run in this process: what it prints, writes and refuses."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convatlas.architectures import names
from convatlas.viz.cli import main

Run = Callable[..., tuple[int, str, str]]


def test_draw_writes_what_the_ending_says(run: Run) -> None:
    assert run("draw", "resnet18_study", "-o", "a.svg") == (0, "", "resnet18_study drawn to a.svg\n")
    assert ElementTree.parse("a.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert run("draw", "googlenet_study", "--output", "a.png")[0] == 0
    image = Path("a.png").read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert min(struct.unpack(">II", image[16:24])) > 1000


def test_draw_goes_to_standard_output_without_a_file(run: Run) -> None:
    status, out, err = run("draw", "lenet5_study", "--depth", "1")
    assert (status, err) == (0, "")
    assert out.startswith("<svg ")
    assert out.endswith("</svg>\n")
    assert "ConvPoolBlock" in out


def test_equal_input_gives_equal_bytes(run: Run) -> None:
    assert run("draw", "lenet5_study") == run("draw", "lenet5_study")


def test_table_as_markdown(run: Run) -> None:
    status, out, err = run("table", "lenet5_study", "--format", "markdown", "--depth", "1")
    assert (status, err) == (0, "")
    assert "| **total** |  |  | **61,706** | **416,520** |" in out.splitlines()


def test_table_to_a_file(run: Run) -> None:
    assert run("table", "lenet5_study", "-o", "t.csv", "-c", "params,macs") == (
        0,
        "",
        "lenet5_study tabulated to t.csv\n",
    )
    assert Path("t.csv").read_text(encoding="utf-8").splitlines()[0] == "row,name,params,macs,source"


def test_list_names_every_network_with_its_figures(run: Run) -> None:
    status, out, _ = run("list")
    rows = [line.split("\t") for line in out.splitlines()]
    assert status == 0
    assert [row[0] for row in rows[1:]] == names()
    assert ["vgg16", "138 M", "15.5 G", "224 × 224 × 3"] in [row[:4] for row in rows]
    assert {line.split("\t")[0] for line in run("list", "resnet")[1].splitlines()[1:]} == set(names("resnet"))


def test_demo_leaves_a_page_with_all_it_shows(run: Run) -> None:
    status, out, err = run("demo", "atlas")
    assert (status, out) == (0, f"open {Path('atlas/index.html').resolve().as_uri()}\n")
    assert err.splitlines()[-1] == "[4/4] resnet18_study"
    page = Path("atlas/index.html").read_text(encoding="utf-8")
    for name in ("lenet5_study", "vgg16_study", "googlenet_study", "resnet18_study"):
        for ending in ("svg", "png", "md", "csv"):
            assert f'"{name}.{ending}"' in page
            assert Path(f"atlas/{name}.{ending}").stat().st_size > 500
    for total in ("61,706", "33,638,218", "7,033,402", "11,188,362"):
        assert f">{total}<" in page
    Path("atlas/index.html").write_text(page.replace("Four networks", "x"), encoding="utf-8")
    assert run("demo", "atlas")[0] == 0  # over an older one
    Path("atlas/index.html").write_text("<title>my site</title>", encoding="utf-8")
    said = "convatlas: `DIR` (=atlas) holds an index.html that is of no demo: name another folder\n"
    assert run("demo", "atlas") == (2, "", said)


def test_version_and_help(run: Run) -> None:
    assert run("--version")[1].startswith("convatlas 0.")
    for words in ((), ("draw",), ("table",), ("list",), ("demo",)):
        status, out, _ = run(*words, "--help")
        assert status == 0
        assert "Examples:" in out


MISTAKES = [
    (("draw", "resnet51"), "convatlas: resnet51 is unknown, did you mean resnet50 or resnet18 or"),
    (("draw", "lenet5_study", "-f", "svgg"), "convatlas: `format` (='svgg') is no picture format, did you mean svg"),
    (("draw", "none.keras", "-o", "a.svg"), "convatlas: `source` (=none.keras): there is no such file in "),
    (
        ("draw", "broken.keras", "-o", "a.svg"),
        "convatlas: `source` (=broken.keras) is no Keras file, or a broken one: ",
    ),
    (
        ("draw", "nowhere.models:build"),
        "convatlas: there is no module `nowhere` in /",
    ),
    (("draw", "lenet5_study", "-o", "none/a.svg"), "convatlas: `path` (=none/a.svg): there is no folder none"),
    (("draw", "lenet5_study", "-o", "a.foo"), "convatlas: `path` (=a.foo): the ending tells no picture format ("),
    (
        ("draw", "vgg16", "--input-shape", "16x16x3", "-o", "a.svg"),
        "convatlas: vgg16 with `input_shape` (=(16, 16, 3)): stage5/pool: an input of 1x1 is too small: "
        "`pool_size` (=2x2) without padding needs at least 2x2",
    ),
    (
        ("draw", "vgg16", "--input-shape", "0x3"),
        "convatlas: `input-shape` (=0x3) must be sizes such as 224x224x3, with ? where unknown",
    ),
    (
        ("draw", "lenet5_study", "--fit", "axb"),
        "convatlas: `--fit` (=axb) must be one of page, a4, slide, none, or a size such as 800x600",
    ),
    (("draw", "lenet5_study", "--fold", "x"), "convatlas: `fold` (='x') must be 'repeats' or None"),
    (("draw", "lenet5_study", "--direction", "up"), "convatlas: `direction` (='UP') must be one of TB, LR"),
    (("table", "lenet5_study", "-c", "nam"), "convatlas: `columns` holds 'nam'"),
    (
        ("list", "resnt"),
        "convatlas: `family` (='resnt') must be one of lenet, vgg, googlenet, resnet, did you mean resnet",
    ),
    (("watch", "nope"), "convatlas: nope is unknown (see `convatlas list`)"),
    (("watch", "nope.sub:build"), "convatlas: there is no module `nope` in /"),
    (("watch", "json.nope:build"), "convatlas: there is no module `json.nope` in /"),
    (("watch", "none.keras"), "convatlas: `source` (=none.keras): there is no such file in "),
    (("draw", "lenet5_study", "-o", ""), "convatlas: Invalid value for '--output' / '-o': it is empty: name a file"),
    (("table", "lenet5_study", "-o", "a.arch.json"), "convatlas: `path` (=a.arch.json) ends as exported graphs do, "),
    (("drw",), "convatlas: No such command 'drw'. Did you mean 'draw'?"),
    (("draw", "lenet5_study", "--dept", "1"), "convatlas: No such option: --dept"),
    (("demo", "file"), "convatlas: `DIR` (=file) is a file, and has to be a folder"),
]


@pytest.mark.parametrize(("words", "line"), MISTAKES, ids=lambda v: " ".join(v) if isinstance(v, tuple) else "")
def test_a_mistake_is_one_line_and_leaves_no_file(run: Run, words: tuple[str, ...], line: str) -> None:
    Path("broken.keras").write_bytes(b"no archive")
    Path("file").touch()
    status, out, err = run(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(line)
    assert sorted(p.name for p in Path.cwd().iterdir()) == ["broken.keras", "file"]


def test_debug_shows_where(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["convatlas", "--debug", "draw", "resnet51"])
    with pytest.raises(ValueError, match="resnet51 is unknown"):
        main()


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("convatlas.viz.cli.app", interrupted)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130


@pytest.mark.slow
def test_what_list_shows_is_what_a_count_gives() -> None:
    from convatlas.viz.cli.figures import _kept, counted

    assert {name: counted(name) for name in names()} == _kept()
