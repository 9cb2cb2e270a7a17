"""Every piece of code in the README and the docs runs, in the order of its page."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import keras
import pytest

from convatlas import architectures, viz
from convatlas.architectures import recipes

ROOT = Path(__file__).parents[2]
MADE = {"cli.md", "gallery.md"}  # by the site itself
WRITTEN = sorted(path for path in (ROOT / "docs").glob("*.md") if path.name not in MADE)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
BLOCK = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
EVERYDAY = {"README.md", "compose.md", "draw.md", "tables.md"}
SEEN_ONLY = {"text"}  # not to be run
MODELS = """
import keras

def build(classes=10):
    return keras.Sequential([keras.Input((8,)), keras.layers.Dense(classes)], name="mine")
"""


def blocks(page: Path) -> list[tuple[str, str]]:
    """Languages and texts of a page's pieces of code."""
    return [(found[2], found[3]) for found in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def test_the_picture_of_the_readme_is_what_the_product_draws() -> None:
    kept = (ROOT / "docs/images/readme/resnet50.svg").read_text(encoding="utf-8")
    assert kept == viz.draw(keras.applications.ResNet50(weights=None)).to("svg"), "draw it again: docs/make_readme.py"


def test_the_readme_names_the_place_that_the_setting_says() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    source = config["metadata"]["project_urls"].split()[2]
    named = re.findall(r"https://github\.com/[\w-]+/[\w-]+", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {*named} == {source}


def test_the_tutorial_declares_one_network_in_two_ways() -> None:
    (declared,) = [text for language, text in blocks(ROOT / "docs/compose.md") if "mine = Architecture(" in text]
    space: dict[str, Any] = {}
    exec(declared, space)
    assert space["mine"] == architectures.load(ROOT / "docs/examples/mine.toml")


def test_the_page_about_graphs_as_json_shows_what_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    (_, code), (_, shown) = blocks(ROOT / "docs/graph-json.md")[:2]
    exec(code, {})
    assert capsys.readouterr().out == shown + "\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that pages speak of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "mypackage").mkdir()
    (tmp_path / "mypackage/models.py").write_text(MODELS, encoding="utf-8")
    (tmp_path / "mypackage/__init__.py").touch()
    (tmp_path / "docs").mkdir()
    architectures.save("lenet5", tmp_path / "mine.toml")
    for name in ("model", "old"):
        architectures.build("lenet5").save(tmp_path / f"{name}.keras")
    return tmp_path


@pytest.mark.parametrize(
    "page",
    [page if page.name in EVERYDAY else pytest.param(page, marks=pytest.mark.slow) for page in PAGES],
    ids=lambda path: path.stem,
)
def test_code_runs(page: Path, desk: Path) -> None:
    space: dict[str, Any] = {}
    for language, text in blocks(page):
        if language == "python":
            exec(compile(text, page.name, "exec"), space)
        else:
            assert language in CHECKS or language in SEEN_ONLY, f"{page.name}: nothing runs {language}"
            CHECKS.get(language, str)(text)


def check_console(text: str) -> None:
    """Run commands of ours; of others only what they name of ours is checked."""
    for line in commands(text):
        program, *words = shlex.split(line, comments=True)
        if program == "convatlas":
            run(words)
        elif program == "make":
            assert f"\n{words[0]}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), line
        elif program == "pip":
            for extra in re.findall(r"convatlas\[(\w+)\]", line):
                assert extra in extras(), line
        else:
            assert program in ("mkdocs", "zensical", "sphinx-build", "git"), line


def commands(text: str) -> Iterator[str]:
    """The lines that begin with a prompt, or all where none does."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    prompted = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    yield from prompted or lines


def run(words: list[str]) -> None:
    if "jax" in words:
        run_apart(words)
    elif words[0] == "watch":
        watch(words)
    elif find_spec("onnx") or not words[-1].endswith(".onnx"):
        run_here(words)


def run_here(words: list[str]) -> None:
    from convatlas.viz.cli import app

    if words[0] == "train":
        words = trained(words)
    if words[0] == "predict":
        draw_digits(words[2:])
    for word in words:
        if "*" in word:  # as a shell would
            words = [*(w for w in words if w != word), *map(str, sorted(Path.cwd().glob(word)))]
    status = app([word for word in words if word], standalone_mode=False)
    assert status in ((0, 1, None) if words[0] in ("diff", "check") else (0, None)), words


def run_apart(words: list[str]) -> None:
    """In a process of its own, since this one has its backend already; not at all without JAX."""
    if find_spec("jax"):
        subprocess.run([sys.executable, "-m", "convatlas.viz", *words, "--dry-run"], check=True, capture_output=True)


def watch(words: list[str]) -> None:
    """Until it says where its page is: it ends with its reader alone."""
    command = [sys.executable, "-m", "convatlas.viz", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = next((line for line in process.stdout if "http://127.0.0.1:" in line), "")
        process.terminate()
    assert said, words


def trained(words: list[str]) -> list[str]:
    """A short training in place of a long one, and only its plan where it wants images or devices that are not here."""
    if "--dry-run" in words:
        return words
    here = any(word in words for word in ("digits", "--resume"))
    return [*words, "--epochs", "1", "--limit", "64"] if here and "--resume" not in words else planned(words)


def planned(words: list[str]) -> list[str]:
    return words if "--resume" in words else [*words, "--dry-run"]


def draw_digits(names: list[str]) -> None:
    image = pytest.importorskip("PIL.Image")
    for name in names:
        if name.endswith(".png"):
            image.new("L", (8, 8)).save(name)


def extras() -> set[str]:
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")
    return set(settings["options.extras_require"])


def check_toml(text: str) -> None:
    """A declaration, a theme, or settings of a site."""
    record = tomllib.loads(text)
    if "project" in record:
        pytest.importorskip("markdown").Markdown(extensions=list(record["project"]["markdown_extensions"]))
        return
    path = Path("checked.toml")
    path.write_text(text, encoding="utf-8")
    if "stages" in record:
        architectures.load(path)
    else:
        viz.draw("lenet5", theme=str(path))


def check_yaml(text: str) -> None:
    """What a page names of ours in settings of other programs exists."""
    yaml = pytest.importorskip("yaml")
    loader = type("Loader", (yaml.SafeLoader,), {})
    loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda _, name, __: resolved(name))
    assert yaml.load(text, loader)


def resolved(name: str) -> object:
    from importlib import import_module

    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def check_rst(text: str) -> None:
    """Directives and their options are ours, and sources can be told apart."""
    pytest.importorskip("sphinx")
    from convatlas.viz.sphinxext.directives import DIRECTIVES

    for name, options in re.findall(r"^\.\. ([\w-]+):: .*\n((?:   :[\w-]+:.*\n?)*)", text, re.MULTILINE):
        assert name in DIRECTIVES or name.startswith("auto"), name
        if name in DIRECTIVES:
            assert {*re.findall(r":([\w-]+):", options)} <= {*DIRECTIVES[name].option_spec}


def check_markdown(text: str) -> None:
    """Fences are ours."""
    names = re.findall(r"^`{3,}\{?([\w-]+)", text, re.MULTILINE)
    assert names
    assert {*names} <= {"architecture", "layer-table", "family-table", "architecture-diff", "python"}


CHECKS = {
    "console": check_console,
    "toml": check_toml,
    "yaml": check_yaml,
    "rst": check_rst,
    "markdown": check_markdown,
    "json": json.loads,
    "html": str,
}


def test_recipes_of_the_page_are_all_there_are() -> None:
    text = (ROOT / "docs/train.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    told = {name for cell in table for name in expanded(cell)}
    assert {*recipes.names()} <= told


def expanded(cell: str) -> Iterator[str]:
    """`vgg11_bn_cifar`, `13` stands for the same name with another number."""
    names = re.findall(r"`(\w+)`", cell)
    for name in names:
        yield re.sub(r"\d+", name, names[0], count=1) if name.isdigit() else name
