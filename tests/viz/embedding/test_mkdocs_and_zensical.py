"""Sites of MkDocs Material and Zensical, built from one folder, and visited."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

for name in ("material", "zensical", "markdown_exec"):
    pytest.importorskip(name)

pytestmark = pytest.mark.slow

GENERATORS = ("mkdocs", "zensical")
SETTINGS = """
site_name: Foreign
site_url: http://127.0.0.1:PORT/
theme:
  name: material
  font: false
  features: [navigation.instant]
  palette:
    - {scheme: default, toggle: {icon: material/brightness-7, name: To dark}}
    - {scheme: slate, toggle: {icon: material/brightness-4, name: To light}}
plugins: [search, markdown-exec]
markdown_extensions:
  - attr_list
  - convatlas.viz.markdown
  - pymdownx.superfences
validation: {links: {anchors: warn}}
watch: [helper.py]
"""
MODELS = """
import keras
from helper import units

with open("built.txt", "a") as file:
    file.write("x")


def build(classes=1):
    print("noise on standard output")
    layers = [keras.Input((8,)), keras.layers.Dense(units(), name="hidden"), keras.layers.Dense(classes, name="last")]
    return keras.Sequential(layers, name="mine")
"""
MINE = "```architecture\nmymodels:build(classes=3)\n```\n\n"
FILES = {
    "mkdocs.yml": SETTINGS,
    "mymodels.py": MODELS,
    "helper.py": "def units():\n    return 5\n",
    "docs/index.md": f"""
# Home

To [explorers](explorers.md) and [the figure](#fig-lenet).

```architecture {{#fig-lenet depth=1 caption="From the header"}}
lenet5
```

{MINE * 10}
""",
    "docs/explorers.md": """
# Explorers

```architecture
lenet5
:interactive:
:caption: Walk through it
```

```architecture
lenet5
:interactive:
:theme: light
```

[To the tables](tables.md)
""",
    "docs/tables.md": """
# Tables

```layer-table
lenet5
:columns: kind, output_shape, params, macs, memory, receptive_field
```

> ```architecture-diff
> lenet5 lenet5_study
> ```

```family-table
lenet5 lenet5_study
```

```layer-table
mymodels:build(classes=3)
:columns: params
```
""",
    "docs/executed.md": """
# Executed

LeNet has `exec="on" print("x")` figures.

```python exec="true" html="true"
from convatlas import viz
print(viz.draw("lenet5", depth=1).to("svg"))
```

```python exec="true"
from convatlas import viz
print(viz.tabulate("lenet5", depth=1).to("markdown"))
```
""",
}
WRONG = "# Wrong\n\nText.\n\n> ```architecture\n> resnet51\n> ```\n"


@dataclass(frozen=True)
class Built:
    """A built site: what its generator said, and where it is."""

    folder: Path
    output: str
    status: int

    def page(self, name: str) -> str:
        return self.folder.joinpath(name, "index.html").read_text(encoding="utf-8")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")


def build(folder: Path, generator: str, *options: str) -> Built:
    output = ("-f", "mkdocs.yml") if generator == "zensical" else ("-d", "mkdocs-site")
    command = [sys.executable, "-m", generator, "build", *output, *options]
    environment = os.environ | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, env=environment)
    site = folder / ("site" if generator == "zensical" else "mkdocs-site")
    return Built(site, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="session")
def port() -> str:
    """A port that is free: Material's links are instant at the address that the settings name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


@pytest.fixture(scope="session")
def sites(tmp_path_factory, port) -> dict[str, Built]:
    folder = tmp_path_factory.mktemp("sites")
    write(folder, FILES | {"mkdocs.yml": SETTINGS.replace("PORT", port)})
    return {generator: build(folder, generator, "--strict") for generator in GENERATORS}


@pytest.fixture(scope="session")
def visits(sites, port) -> dict[str, dict]:
    if not Path("/usr/bin/chromium").exists():
        pytest.skip("Chromium is missing")
    pytest.importorskip("playwright")
    folders = [str(site.folder) for site in sites.values()]
    command = [sys.executable, str(Path(__file__).with_name("visiting.py")), port, *folders]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return dict(zip(sites, json.loads(done.stdout), strict=True))


def test_sites_build_strictly_and_trace_each_model_once(sites):
    for site in sites.values():
        assert site.status == 0, site.output
        assert site.page("").count('<figure class="architecture') == 10
        assert "63 parameters" in site.page("")  # 8 x 5 + 5 + 5 x 3 + 3
        assert "Layers of" not in site.page("tables")
    assert (sites["mkdocs"].folder.parent / "built.txt").read_text(encoding="utf-8") == "x"


def test_style_and_script_stand_once_on_pages_that_need_them(sites):
    for site in sites.values():
        assert site.page("explorers").count("customElements.define(") == 1
        assert "customElements.define(" not in site.page("")
        assert site.page("").count("img.architecture-diagram { max-width") == 1
        assert "img.architecture-diagram { max-width" not in site.page("executed")


def test_markdown_exec_shows_drawings_and_tables(sites):
    for site in sites.values():
        assert "<svg " in site.page("executed")
        assert re.search(r"<td[^>]*>.*61,706.*</td>", site.page("executed"))


def test_search_knows_captions_and_no_scripts(sites):
    for site, index in zip(sites.values(), ("search/search_index.json", "search.json"), strict=True):
        text = (site.folder / index).read_text(encoding="utf-8")
        assert "Walk through it" in text
        assert "customElements" not in text


@pytest.mark.browser
def test_explorers_start_after_a_click_within_the_site_and_after_the_way_back(visits):
    for seen in visits.values():
        assert seen["stays"], "the page was loaded anew"
        assert seen["scripts"] == 1
        assert seen["same"], "the way back leads to the state that was left"
        assert "at=" in seen["hash"]
        assert seen["twice"] == []


@pytest.mark.browser
def test_nothing_is_complained_about_or_fetched_from_elsewhere(visits):
    for seen in visits.values():
        assert (seen["complaints"], seen["outside"], seen["axe"]) == ([], [], [])


@pytest.mark.browser
def test_pictures_and_explorers_follow_the_palette(visits):
    for seen in visits.values():
        assert (seen["ground"], seen["picture"]) == ("rgb(13, 17, 23)", "dark")


@pytest.mark.browser
def test_tables_scroll_inside_themselves_and_paper_gets_the_picture(visits):
    for seen in visits.values():
        assert not seen["wide"]
        assert [True, 0] in seen["scrolls"]
        assert seen["printed"] == [True, False]


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_mistake_fails_strictly_with_page_and_line_and_else_stands_in_the_page(generator, tmp_path):
    write(tmp_path, {"mkdocs.yml": SETTINGS.replace("PORT", "1").replace("helper.py", "docs"), "docs/index.md": WRONG})
    strict = build(tmp_path, generator, "--strict")
    assert strict.status == 1
    message = "architecture: resnet51 is unknown, did you mean resnet50"
    assert f"index.md:5: {message}" in strict.output
    lenient = build(tmp_path, generator)
    assert (lenient.status, message in lenient.output) == (0, True)
    assert '<p class="admonition-title">architecture</p><p>resnet51 is unknown, did you mean' in lenient.page("")


def test_a_helper_that_changes_renews_its_graphs_alone(tmp_path):
    pages = {
        "mkdocs.yml": SETTINGS.replace("PORT", "1"),
        "docs/index.md": f"# Home\n\n{MINE}```layer-table\nlenet5\n```\n",
    }
    write(tmp_path, {**{name: FILES[name] for name in FILES if not name.startswith("docs")}, **pages})
    build(tmp_path, "mkdocs", "--strict")
    kept = times(tmp_path)
    assert build(tmp_path, "mkdocs", "--strict").status == 0
    assert "63 parameters" in build(tmp_path, "zensical").page("")
    assert times(tmp_path) == kept
    (tmp_path / "helper.py").write_text("def units():\n    return 6\n", encoding="utf-8")
    again = build(tmp_path, "mkdocs", "--strict")
    assert "75 parameters" in again.page("")  # 8 x 6 + 6 + 6 x 3 + 3
    assert "75 parameters" in build(tmp_path, "zensical").page("")
    assert sum(before != after for before, after in zip(kept, times(tmp_path), strict=True)) == 1
    assert (tmp_path / "built.txt").read_text(encoding="utf-8") == "xx"


def times(folder: Path) -> list[int]:
    return [path.stat().st_mtime_ns for path in sorted((folder / ".cache" / "convatlas").iterdir())]
