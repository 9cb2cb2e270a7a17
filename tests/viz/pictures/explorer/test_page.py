"""The page as text: its size, its policy, its fallback, and what hostile names become in it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from base64 import b64encode
from html.parser import HTMLParser

import pytest
from graphs import branching, hostile, traced

from convatlas import viz
from convatlas.viz.colours import THEMES
from convatlas.viz.pictures.renderers import html

KB = 1000


def page_of(graph, **options) -> str:
    return viz.draw(graph, **options).to("html")


def test_resnet50_is_small():
    assert len(page_of(traced("resnet50")).encode()) <= 85 * KB


@pytest.mark.slow
def test_nasnet_large_is_small():
    assert len(page_of(traced("nasnet_large")).encode()) <= 250 * KB


@pytest.mark.parametrize("style", ["graph", "figure", "volume", "columns"])
def test_policy_names_the_hashes_of_script_and_styles(style):
    page = page_of(traced("lenet5_study"), style=style)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].split(";")
    for name in ("script", "style"):
        texts = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        hashes = (b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        assert " ".join([f"{name}-src", *(f"'sha256-{each}'" for each in hashes)]) in policy
    assert policy[0] == "default-src 'none'"


def test_a_page_of_one_palette_has_no_switch():
    assert "<architecture-diagram data-page " in page_of(branching())
    assert "<architecture-diagram data-model=" in page_of(branching(), theme="dark")


class Outline(HTMLParser):
    """The elements of a page with their attributes, and its texts."""

    def __init__(self):
        super().__init__()
        self.elements, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    return found


def test_nothing_is_fetched_and_no_attribute_runs_or_styles():
    for _tag, attributes in outline(page_of(branching())).elements:
        assert not {name for name in attributes if name.startswith("on") or name in ("style", "src", "href")}


def test_hostile_names_make_no_element_and_no_attribute():
    plain, odd = outline(page_of(branching())), outline(page_of(hostile()))
    assert {tag for tag, _ in odd.elements} <= {"br", *(tag for tag, _ in plain.elements)}  # a name of several lines
    assert {name for _, a in odd.elements for name in a} <= {name for _, a in plain.elements for name in a}
    assert sum(tag == "script" for tag, _ in odd.elements) == 1


def test_without_script_there_is_the_picture_and_the_table_of_the_top():
    page = page_of(branching())
    assert page.count("<svg") == 1
    assert 'role="img"' in page
    rows = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert rows == ["image", "block", "answer", "total"]


def test_pages_are_equal_between_processes():
    code = "import sys; sys.path.insert(0, 'tests/viz/pictures/explorer'); "
    code += "import hashlib, graphs; from convatlas import viz; "
    code += "page = viz.draw(graphs.branching()).to('html'); print(hashlib.sha256(page.encode()).hexdigest())"
    own = hashlib.sha256(page_of(branching()).encode()).hexdigest()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
        assert found.stdout.strip() == own


def test_a_fragment_brings_the_colours_of_its_own_theme_alone():
    picture = viz.draw(branching()).picture
    assert html.fragment(picture).startswith("<architecture-diagram data-model=")
    mine = THEMES["light"].with_(convolution="#ffd700")
    fragment = html.fragment(viz.draw(branching(), theme=mine).picture)
    mark = re.search(r'<architecture-diagram class="(\w+)" ', fragment)[1]
    assert fragment.startswith(f"<style>architecture-diagram.{mark}.{mark}{{")
    assert "--ca-convolution:#ffd700" in fragment


def test_assets_are_one_script_and_one_style_sheet():
    assets = html.assets()
    assert list(assets) == ["convatlas.js", "convatlas.css"]
    for switch in ('[data-theme="dark"]', "html.dark", '[data-md-color-scheme="slate"]', '[data-theme="light"]'):
        assert switch in assets["convatlas.css"]


def test_a_page_in_a_frame_is_sandboxed_and_escaped():
    frame = html.embedded(viz.draw(hostile()).picture, height=500)._repr_html_()
    (tag, attributes), (inside, _) = outline(frame).elements
    assert inside == "img"  # for where no frame is shown
    assert (tag, attributes["height"], attributes["sandbox"]) == ("iframe", "500", "allow-scripts allow-downloads")
    assert attributes["srcdoc"] == page_of(hostile())
