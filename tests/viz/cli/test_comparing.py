"""compare, diff, export and check, and how one leads to the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
import pytest

from convatlas import architectures

Run = Callable[..., tuple[int, str, str]]


def test_diff_tells_by_its_exit_status(run: Run) -> None:
    assert run("diff", "lenet5", "lenet5")[0] == 0
    status, out, err = run("diff", "vgg16", "vgg19", "--format", "json")
    assert (status, err) == (1, "")
    assert [row["name"] for row in json.loads(out)["rows"] if row["row"] == "layer"] == [
        "stage3/conv4",
        "stage4/conv4",
        "stage5/conv4",
    ]
    assert run("diff", "vgg16", "vgg20")[0] == 2


def test_compare_has_a_row_a_model(run: Run) -> None:
    status, out, _ = run("compare", "lenet5", "vgg16", "--format", "csv")
    assert status == 0
    assert [line.split(",")[0] for line in out.splitlines()[1:3]] == ["lenet5", "vgg16"]
    assert run("compare", "lenet5", "vgg16", "-o", "c.md")[2] == "compared to c.md\n"
    assert "vgg16" in Path("c.md").read_text(encoding="utf-8")


def test_a_graph_that_was_exported_is_drawn_and_checked_again(run: Run) -> None:
    assert run("export", "lenet5", "-o", "lenet5.arch.json") == (0, "", "lenet5 exported to lenet5.arch.json\n")
    assert run("draw", "lenet5.arch.json", "--format", "svg")[1].startswith("<svg")
    assert run("diff", "lenet5.arch.json", "lenet5")[0] == 0
    assert run("check", "lenet5.arch.json") == (0, "", "1 up to date\n")


def test_check_names_what_changed_since_a_drawing_was_committed(run: Run) -> None:
    run("export", "lenet5", "-o", "net.toml")
    run("draw", "net.toml", "-o", "net.svg")
    assert run("check", "net.svg")[0] == 0
    text = Path("net.toml").read_text(encoding="utf-8")
    Path("net.toml").write_text(text.replace("filters = 6\n", "filters = 8\n"), encoding="utf-8")
    status, out, err = run("check", "net.svg")
    assert (status, err) == (1, "1 out of date\n")
    assert "-ConvPoolBlock 6" in out.splitlines()
    assert "+ConvPoolBlock 8" in out.splitlines()


def test_a_file_of_another_ending_takes_the_format_that_is_asked_for(run: Run) -> None:
    assert run("draw", "lenet5", "-f", "svg", "-o", "picture")[0] == 0
    assert Path("picture").read_text(encoding="utf-8").startswith("<svg")
    assert run("draw", "lenet5", "-f", "tikz", "-o", "a.tex")[0] == 0
    assert run("diff", "lenet5", "lenet5_1998", "-f", "tikz", "-o", "d.tex")[0] == 1
    assert "tikzpicture" in Path("d.tex").read_text(encoding="utf-8")
    assert run("diff", "lenet5", "lenet5_1998", "-o", "t.tex")[0] == 1
    assert "tabular" in Path("t.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["draw lenet5", "table lenet5", "compare lenet5 vgg11", "diff lenet5 lenet5"])
def test_a_dash_is_standard_output(run: Run, words: str) -> None:
    assert run(*words.split(), "-o", "-") == run(*words.split())
    assert list(Path.cwd().iterdir()) == []


def write_module(module: str, name: str) -> None:
    """A module whose `build` makes a network of that name."""
    Path(f"{module}.py").write_text(
        "import keras\n"
        "def build(units=3):\n"
        f"    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)], name='{name}')\n",
        encoding="utf-8",
    )


def test_networks_of_one_name_are_told_apart(run: Run) -> None:
    write_module("twins", "twin")
    one, two = "twins:build", "twins:build(units=2)"
    _, out, _ = run("compare", one, two, "lenet5", "lenet5", "-f", "csv")
    names = [row.split(",")[0] for row in out.splitlines()[1:]]
    assert names == [f"twin ({one})", f"twin ({two})", "lenet5 (1)", "lenet5 (2)"]
    assert run("diff", one, two)[1].startswith(f"twin ({one}) -> twin ({two})\n")
    assert f"twin ({two})" in run("compare", one, two, "--family")[1]
    assert f"twin ({two})" in run("draw", one, two, "--style", "columns", "-f", "svg")[1]
    assert run("diff", one, one)[1].startswith("twin -> twin\n")


def test_check_tells_of_every_file_and_ends_by_the_worst(run: Run) -> None:
    run("export", "lenet5", "-o", "net.toml")
    for name in ("old.svg", "net.md"):
        run("draw" if name.endswith("svg") else "table", "net.toml", "-o", name)
    text = Path("old.svg").read_text(encoding="utf-8")
    Path("old.svg").write_text(text.replace("Conv", "Convo"), encoding="utf-8")
    Path("icon.svg").write_text("<svg/>", encoding="utf-8")
    status, out, err = run("check", "icon.svg", "gone.md", "old.svg", "net.md")
    assert status == 2
    assert out.startswith("old.svg: out of date\n")
    assert [line[:30] for line in err.splitlines()] == [
        "convatlas: icon.svg: names no ",
        "convatlas: gone.md: cannot be ",
        "1 up to date, 1 out of date, 2"[:30],
    ]
    assert err.endswith("1 up to date, 1 out of date, 2 not checked\n")
    assert run("check", "icon.svg", "old.svg", "--skip-others")[::2] == (1, "1 out of date, 1 not ours\n")
    assert run("check", "icon.svg", "net.md", "--skip-others") == (0, "", "1 up to date, 1 not ours\n")


def test_the_hook_of_pre_commit_passes_over_files_of_others() -> None:
    hook = (Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: convatlas check --skip-others\n" in hook


def test_a_declaration_comes_back_equal(run: Run) -> None:
    run("export", "resnet18", "-o", "r.toml")
    assert architectures.load("r.toml") == architectures.get("resnet18")


def test_export_of_a_model_of_ones_own(run: Run) -> None:
    write_module("mine", "mine")
    assert run("export", "mine:build(units=2)", "-o", "mine.keras")[0] == 0
    model = keras.models.load_model("mine.keras")
    assert model.predict(np.zeros((1, 4)), verbose=0).shape == (1, 2)


@pytest.mark.slow
def test_export_as_saved_model_runs_again(run: Run) -> None:
    import tensorflow as tf

    Path("saved/variables").mkdir(parents=True)
    Path("saved/variables/old").touch()
    assert run("export", "lenet5", "-o", "saved")[0] == 0
    assert not Path("saved/variables/old").exists()
    loaded = tf.saved_model.load("saved")
    served = loaded.serve(np.zeros((1, 32, 32, 1), "float32"))
    assert float(np.sum(served)) == pytest.approx(1.0, abs=1e-5)


NO_FORMAT = "convatlas: `format` (='{}') is no format of differences"
CONTRADICTS = "convatlas: `--format` (={}) contradicts `--output` (={}), whose ending tells {}: give one of them\n"
MISTAKES = [
    (
        ("export", "lenet5", "-o", "a.foo"),
        "convatlas: `--output` (=a.foo) must end in .arch.json, .toml, .keras, .onnx, ",
    ),
    (("export", "lenet5", "-o", "none/a.toml"), "convatlas: `--output` (=none/a.toml): there is no folder none\n"),
    (
        ("export", "json:dumps", "-o", "a.toml"),
        "convatlas: `source` (=json:dumps) must be a network of the atlas or a ",
    ),
    (("check", "none.svg"), "convatlas: none.svg: cannot be read: No such file or directory\n"),
    (("compare", "lenet5", "vgg"), "convatlas: vgg is unknown, did you mean vgg"),
    (
        ("diff", "lenet5", "lenet5", "-f", "textt"),
        "convatlas: `format` (='textt') is no format of differences, did you mean text",
    ),
    (
        ("diff", "lenet5", "lenet5", "-f", "mermaid"),
        "convatlas: `format` (='mermaid') is no format of differences (csv, ",
    ),
    (("diff", "lenet5", "lenet5", "-f", "svg", "-o", "a.png"), f"{CONTRADICTS.format('svg', 'a.png', 'png')}"),
    (("compare", "lenet5", "vgg16", "-f", "csv", "-o", "a.md"), f"{CONTRADICTS.format('csv', 'a.md', 'markdown')}"),
    (("table", "lenet5", "-f", "text", "-o", "a.json"), f"{CONTRADICTS.format('text', 'a.json', 'json')}"),
    (("draw", "lenet5", "-f", "png", "-o", "a.svg"), f"{CONTRADICTS.format('png', 'a.svg', 'svg')}"),
    (("export", "lenet5", "-o", "-"), "convatlas: `--output` (=-) must name a file; `convatlas draw SOURCE -f json` "),
]


@pytest.mark.parametrize(("words", "line"), MISTAKES, ids=lambda v: " ".join(v) if isinstance(v, tuple) else "")
def test_a_mistake_is_one_line_and_leaves_no_file(run: Run, words: tuple[str, ...], line: str) -> None:
    status, out, err = run(*words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(line)
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(find_spec("onnx") is not None, reason="onnx is installed")
def test_export_as_onnx_says_what_to_install(run: Run) -> None:
    status, _, err = run("export", "lenet5", "-o", "lenet5.onnx")
    assert status == 2
    assert err.startswith("convatlas: `--output` (=lenet5.onnx) needs onnx")
    assert err.endswith("pip install 'convatlas[export]'\n")


@pytest.mark.onnx
def test_export_as_onnx_runs_again(run: Run) -> None:
    runtime = pytest.importorskip("onnxruntime")
    pytest.importorskip("tf2onnx")
    status, _, err = run("export", "lenet5", "-o", "lenet5.onnx")
    assert status == 0, err
    session = runtime.InferenceSession("lenet5.onnx")
    (found,) = session.run(None, {session.get_inputs()[0].name: np.zeros((1, 32, 32, 1), "float32")})
    assert float(np.sum(found)) == pytest.approx(1.0, abs=1e-5)
