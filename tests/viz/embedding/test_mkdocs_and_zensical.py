"""Sites of MkDocs Material and Zensical, built from one folder, and visited."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from convatlas.files import write_whole

from .foreign_site import FILES, MINE, SETTINGS, WRONG

for name in ("material", "zensical", "markdown_exec"):
    pytest.importorskip(name)

pytestmark = pytest.mark.slow

GENERATORS = ("mkdocs", "zensical")


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
    settings = {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "NO_MKDOCS_2_WARNING": "1"}
    environment = os.environ | settings | {"CONVATLAS_CACHE": str(folder / "kept")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, env=environment)
    site = folder / ("site" if generator == "zensical" else "mkdocs-site")
    return Built(site, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="session")
def told(tmp_path_factory) -> dict[str, dict]:
    """What generators and browser said of the site; workers that run tests side by side share one."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "foreign-site"
    try:
        folder.mkdir()
    except FileExistsError:
        return waited_for(folder / "told.json")
    found = made(folder)
    write_whole(folder / "told.json", json.dumps(found))
    return found


def waited_for(file: Path) -> dict[str, dict]:
    for _ in range(240):
        if file.exists():
            return json.loads(file.read_text(encoding="utf-8"))
        time.sleep(1)
    raise TimeoutError(file)


def made(folder: Path) -> dict[str, dict]:
    """Material's links are instant at the address that the settings name alone: so at a free port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    write(folder, FILES | {"mkdocs.yml": SETTINGS.replace("PORT", port)})
    sites = [build(folder, generator, "--strict") for generator in GENERATORS]
    seen = visited(port, [str(site.folder) for site in sites])
    return {"built": [[str(s.folder), s.output, s.status] for s in sites], "seen": seen}


def visited(port: str, folders: list[str]) -> list[dict]:
    if not (Path("/usr/bin/chromium").exists() and find_spec("playwright")):
        return []
    command = [sys.executable, str(Path(__file__).with_name("visiting.py")), port, *folders]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    return json.loads(done.stdout) if done.returncode == 0 else [{"error": done.stderr}]


@pytest.fixture(scope="session")
def sites(told) -> dict[str, Built]:
    built = (Built(Path(folder), output, status) for folder, output, status in told["built"])
    return dict(zip(GENERATORS, built, strict=True))


@pytest.fixture(scope="session")
def visits(told) -> dict[str, dict]:
    if not told["seen"]:
        pytest.skip("Chromium or playwright is missing")
    assert "error" not in told["seen"][0], told["seen"][0]["error"]
    return dict(zip(GENERATORS, told["seen"], strict=True))


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
        assert seen["printed"] == [True, False, False]


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_mistake_fails_strictly_with_page_and_line_and_else_stands_in_the_page(generator, tmp_path):
    write(tmp_path, {"mkdocs.yml": SETTINGS.replace("PORT", "1").replace("helper.py", "docs"), "docs/index.md": WRONG})
    strict = build(tmp_path, generator, "--strict")
    assert strict.status == 1
    message = "architecture: resnet51 is unknown, did you mean resnet50"
    assert f"index.md:5: {message}" in strict.output
    assert "Traceback" not in strict.output
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
    kept = files_kept(tmp_path)
    assert build(tmp_path, "mkdocs", "--strict").status == 0
    assert "63 parameters" in build(tmp_path, "zensical").page("")
    assert files_kept(tmp_path) == kept
    (tmp_path / "helper.py").write_text("def units():\n    return 6\n", encoding="utf-8")
    again = build(tmp_path, "mkdocs", "--strict")
    assert "75 parameters" in again.page("")  # 8 x 6 + 6 + 6 x 3 + 3
    assert "75 parameters" in build(tmp_path, "zensical").page("")
    assert sum(before != after for before, after in zip(kept, files_kept(tmp_path), strict=True)) == 1
    assert (tmp_path / "built.txt").read_text(encoding="utf-8") == "xx"


def files_kept(folder: Path) -> list[int]:
    return [path.stat().st_ino for path in sorted((folder / "kept").iterdir())]
