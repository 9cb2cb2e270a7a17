"""What the page does in Chromium, by keyboard, pointer and address."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from graphs import NAMES, hostile, traced
from hostile import hostile_graph
from pages import focused, node, until
from parsed_back import IN_SVG, STEERING

from convatlas import viz

pytestmark = pytest.mark.browser


def test_the_keyboard_opens_closes_walks_and_searches(visit, small):
    page = visit(small)
    page.locator(".n").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("block Fork")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".n").count() == 3
    assert focused(page).startswith("block Fork")
    page.keyboard.press("ArrowRight")
    assert page.locator(".n").count() == 6
    assert focused(page).startswith("block Fork")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("block/left")
    page.keyboard.press("End")
    assert focused(page).startswith("answer")
    page.keyboard.press("Home")
    assert focused(page).startswith("image")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".n").count() == 3
    assert page.locator("[role=status]").text_content() == "block closed"
    page.keyboard.press("Escape")
    assert page.locator(".selected").count() == 0
    page.get_by_label("Search layers").focus()
    page.keyboard.type("join")
    page.keyboard.press("Enter")
    assert page.locator(".selected").get_attribute("aria-label").startswith("block/join")
    assert page.locator(".ca-search output").text_content() == "1 / 1"


def test_from_the_first_tab_to_a_found_layer(visit, resnet):
    page = visit(resnet)
    page.keyboard.press("Tab")
    page.keyboard.type("stage3/block4 conv2d")
    page.keyboard.press("Enter")
    assert page.locator(".selected").count() == 1
    assert page.locator(".facts").text_content().startswith("conv1stage3/block2/conv1")
    found = page.locator(".selected").bounding_box()
    stage = page.locator(".stage").bounding_box()
    assert stage["y"] <= found["y"] <= stage["y"] + stage["height"]


def test_zoom_keys_and_buttons(visit, small):
    page = visit(small)
    zoom = "document.querySelector('architecture-diagram').diagram.viewport.zoom"
    first = page.evaluate(zoom)
    page.locator(".n").first.focus()
    page.keyboard.press("+")
    assert page.evaluate(zoom) == pytest.approx(first * 1.25)
    page.keyboard.press("0")
    assert page.evaluate(zoom) == first
    page.get_by_role("button", name="Zoom out").click()
    assert page.evaluate(zoom) == pytest.approx(first * 0.8)


def test_wheel_scrolls_the_page_and_zooms_with_control(visit, resnet):
    page = visit(resnet)
    zoom = "document.querySelector('architecture-diagram').diagram.viewport.zoom"
    first = page.evaluate(zoom)
    box = page.locator(".stage").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.wheel(0, 200)
    until(page, "window.scrollY > 0")
    assert page.evaluate(zoom) == first
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    until(page, f"{zoom} > {first}")


def test_dragging_moves_and_does_not_open(visit, small):
    page = visit(small)
    box = page.locator('.n[role="button"]').bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 45, steps=4)
    page.mouse.up()
    moved = page.locator('.n[role="button"]').bounding_box()
    assert (moved["x"] - box["x"], moved["y"] - box["y"]) == pytest.approx((60, 30), abs=16)
    assert page.locator(".n").count() == 6


def test_opening_keeps_the_block_where_it_is(visit, resnet):
    page = visit(resnet)
    block = page.locator('.n[aria-label^="stage2 "]')
    before = block.locator(".edge").bounding_box()
    block.click(position={"x": 20, "y": 10})
    after = block.locator(".edge").bounding_box()
    assert block.get_attribute("aria-expanded") == "true"
    assert after["height"] > before["height"]
    assert page.locator(".stage").bounding_box()["y"] <= after["y"] <= before["y"] + 1


def test_a_hash_restores_the_state(visit, small):
    page = visit(small)
    page.get_by_role("button", name="Fold repeats").click()
    page.get_by_role("button", name="Open all").click()
    node(page, "block/left").click()
    hash_ = page.evaluate("location.hash")
    assert hash_ == "#diagram=branching&open=block&fold=layers&at=block%2Fleft"
    again = visit(small, hash=hash_)
    assert again.locator(".selected").get_attribute("aria-label").startswith("block/left")
    assert again.get_by_role("button", name="Fold repeats").get_attribute("aria-pressed") == "false"
    again.evaluate("location.hash = '#diagram=branching&open='")
    until(again, "document.querySelectorAll('.n').length === 3")


def test_pointing_tells_and_clicking_keeps_the_facts(visit, small):
    page = visit(small)
    node(page, "block/left").hover()
    facts = page.locator(".facts")
    told = dict(zip(*(facts.locator(name).all_text_contents() for name in ("dt", "dd")), strict=True))
    assert told == {
        "kind": "Conv2D",
        "role": "convolution",
        "input": "8 × 8 × 4 · float32",
        "output": "8 × 8 × 4 · float32",
        "parameters": "100",
        "MACs": "700",
        "memory": "1.00 KiB",
        "receptive field": "3",
        "output stride": "3",
        "kernel_size": "3",
    }
    node(page, "answer").click()
    page.locator(".stage").hover(position={"x": 5, "y": 5})
    assert facts.text_content().startswith("answer")


def test_rows_and_nodes_are_linked_both_ways(visit, resnet):
    page = visit(resnet)
    page.locator(".rows tbody tr", has_text="stage2").first.locator("button").click()
    assert page.locator(".selected").get_attribute("aria-label").startswith("stage2")
    page.locator(".rows tbody button").nth(200).click()
    assert page.locator(".selected").count() == 1
    node(page, "Conv 7×7").click()
    current = page.locator(".rows [aria-current] th").all_text_contents()
    assert current == ["conv1", "pad", "conv", "norm", "act"]
    row = page.locator(".rows [aria-current]").first.bounding_box()
    table = page.locator(".rows").bounding_box()
    assert table["y"] <= row["y"] <= table["y"] + table["height"]


def test_the_table_sorts_and_adds_up(visit, small):
    page = visit(small)
    names = page.locator(".rows tbody th")
    assert names.all_text_contents() == ["image", "block", "left", "right", "join", "answer"]
    page.locator(".rows thead button", has_text="parameters").click()
    assert names.all_text_contents()[:2] == ["block/left", "answer"]
    assert page.locator(".rows [aria-sort]").get_attribute("aria-sort") == "descending"
    page.locator(".rows thead button", has_text="parameters").click()
    assert names.all_text_contents()[-1] == "block/left"
    page.locator(".rows thead button", has_text="parameters").click()
    assert names.all_text_contents()[0] == "image"
    assert page.locator(".rows tfoot td").all_text_contents()[3:5] == ["120", "730"]
    assert page.locator(".rows tbody td:nth-child(4)").all_text_contents() == ["", "", "3×3", "2×2", "", ""]


def test_saving_gives_the_picture_as_shown(visit, small):
    page = visit(small)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save SVG").click()
    assert waiting.value.suggested_filename == "branching.svg"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    texts = ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Dense 10" in texts
    assert "class=" not in text.replace('class="wires"', "")


def test_hostile_names_stay_text(visit):
    page = visit(viz.draw(hostile()).to("html"))
    page.get_by_role("button", name="Open all").click()
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    kinds = page.locator(".rows tbody td:nth-child(2)").all_text_contents()
    assert set(NAMES.values()) <= set(kinds)
    page.locator(".rows tbody button").nth(4).click()
    page.mouse.move(2, 2)
    assert f"kindmine.{NAMES['script']}role" in page.locator(".facts").text_content()
    assert page.evaluate("location.hash").startswith("#diagram=")


def test_a_figure_colours_what_is_closed(visit, resnet):
    page = visit(resnet)
    assert page.locator(".scaled").count() == 0
    page.get_by_label("Colour of boxes").select_option("params")
    page.wait_for_timeout(50)
    fill = "(id) => getComputedStyle(document.querySelector(`.n[aria-label*='${id}'] .edge`)).fill"
    assert page.evaluate(fill, "stage4") == "rgb(234, 94, 38)"
    assert page.evaluate(fill, "input") == "rgb(252, 250, 241)"
    inks = "() => [...document.querySelectorAll('.scaled text')].map((text) => getComputedStyle(text).fill)"
    assert set(page.evaluate(inks)) == {"rgb(27, 31, 36)"}
    assert page.locator(".ca-legend").text_content() == "parameters016 M"
    assert page.locator("[role=status]").text_content() == "Coloured by parameters"
    assert "colour=params" in page.url
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".scaled").count() == page.locator(".n").count()
    assert page.get_by_label("Colour of boxes").locator("option").all_text_contents() == [
        "role", "parameters", "MACs", "memory",
    ]  # fmt: skip
    page.get_by_label("Colour of boxes").select_option("role")
    assert page.locator(".scaled").count() == 0
    assert page.locator(".ca-legend").text_content().startswith("inputconvolution")


def test_a_page_is_coloured_as_the_picture_is(visit):
    drawing = viz.draw(traced("lenet5_study"), color_by="macs")
    page = visit(drawing.to("html"))
    assert page.get_by_label("Colour of boxes").input_value() == "macs"
    end = f"{drawing.picture.scale.end:g} {drawing.picture.scale.unit.symbol}"
    assert page.locator(".ca-legend").text_content() == f"MACs0{end}"
    fills = page.locator(".scaled").evaluate_all("(all) => all.map((e) => e.style.getPropertyValue('--fill'))")
    levels = [drawing.picture.scale.level(path) for path in drawing.picture.scale.amounts]
    assert fills == [f"var(--ca-{level})" for level in levels]


def test_stacked_inputs_have_a_sheet_behind(visit):
    spec = viz.TensorSpec((None, 1))
    inputs = [viz.Node(f"column{i}", "Input", "input", outputs=(spec,)) for i in range(6)]
    join = viz.Node("join", "Concatenate", "merge", inputs=(spec,) * 6, outputs=(viz.TensorSpec((None, 6)),))
    edges = tuple(viz.Edge(one.path, "join", spec, 0, i) for i, one in enumerate(inputs))
    page = visit(viz.draw(viz.Graph("table", (*inputs, join), edges)).to("html"))
    assert page.locator(".n").count() == 2
    assert page.locator(".n").first.locator(".f-back").count() == 1
    assert page.locator(".n").last.locator(".f-back").count() == 0


THERE = """() => {
  const all = [...document.querySelectorAll("*")]
  return [all.map(element => element.tagName), all.flatMap(element => element.getAttributeNames())]
}"""


@pytest.mark.slow
def test_all_hostile_names_stay_text_on_the_page_and_in_what_it_saves(visit, small):
    plain, page = visit(small), visit(viz.draw(hostile_graph(), fold=None).to("html"))
    for each in (plain, page):
        each.get_by_role("button", name="Open all").click()
        each.locator(".rows tbody button").nth(1).click()
    tags, attributes = page.evaluate(THERE)
    assert set(tags) <= {*plain.evaluate(THERE)[0], "BR"}
    assert [name for name in attributes if name.startswith(("on", "href", "src", "xlink", "form"))] == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save SVG").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()} <= {*IN_SVG, "circle"}
    assert STEERING.findall(text) == []
