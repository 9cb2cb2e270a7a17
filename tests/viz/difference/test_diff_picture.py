"""The picture of a difference: what is marked, what is open, and that every format writes it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from convatlas import viz
from convatlas.viz.difference.picture import FORMATS, SIGNS, picture_of
from convatlas.viz.scene import Rect, Text


@pytest.fixture(scope="module")
def changed():
    return viz.diff("vgg16", "vgg19")


def marked(picture):
    """Path, colour and sign of every box that is marked."""
    for part in picture.scene.parts:
        badges = [s for s in part.shapes if isinstance(s, Rect) and s.stroke in SIGNS]
        if badges:
            signs = [s.text for s in part.shapes if isinstance(s, Text) and s.text in SIGNS.values()]
            yield part.path, badges[-1].stroke, signs[-1]


def test_what_was_added_is_marked_by_sign_and_colour(changed):
    assert list(marked(picture_of(changed))) == [
        ("stage3/conv4", "added", "+"),
        ("stage4/conv4", "added", "+"),
        ("stage5/conv4", "added", "+"),
    ]


def test_blocks_without_changes_are_closed(changed):
    leaves = {node.path for node in picture_of(changed).view.graph.leaves}
    assert {"stage1", "stage2", "stage3/conv1"} <= leaves


def test_what_is_removed_stands_where_it_was():
    picture = picture_of(viz.diff("vgg19", "vgg16"))
    assert {(colour, sign) for _, colour, sign in marked(picture)} == {("removed", SIGNS["removed"])}


def test_moved_strides_are_marked():
    found = {path: colour for path, colour, _ in marked(picture_of(viz.diff("resnet50", "resnet50_v1")))}
    assert found["stage2/block1/conv1"] == "moved"


def test_equal_networks_have_no_mark():
    picture = picture_of(viz.diff("lenet5", "lenet5"))
    assert list(marked(picture)) == []
    assert "no differences" in picture.scene.description


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_writes_it(changed, format_, tmp_path):
    changed.save(tmp_path / f"d.{format_}")
    assert (tmp_path / f"d.{format_}").stat().st_size > 2000


def test_the_svg_tells_the_changes_in_words_and_both_themes(changed):
    text = changed.to("svg")
    root = ElementTree.fromstring(text)
    assert "added: stage3/conv4" in root.find("{http://www.w3.org/2000/svg}desc").text
    assert (
        text.count(' stroke="#1a7f37"') == text.count('s-added"') > text.count("[class~=s-added]{stroke:#3fb950}") == 1
    )
    assert "s-added" not in viz.draw("lenet5").to("svg")
    assert changed.to("svg") == text
