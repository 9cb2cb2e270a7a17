"""The page in Chromium, under its own policy: nothing fetched, no complaint, all within reach of the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphs import NAMES, branching, hostile, traced

from convatlas import viz
from convatlas.viz.renderers import html

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def small():
    return viz.draw(branching()).to("html")


@pytest.fixture(scope="module")
def resnet():
    return viz.draw(traced("resnet50")).to("html")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName")


def until(page, condition):
    """Wait for a condition in a page whose policy forbids the waiting of the test tool."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {condition}")


def node(page, label):
    return page.locator(f'.n[aria-label*="{label}"]')


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, resnet, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is missing: npm ci")
    page = visit(resnet, color_scheme=scheme)
    node(page, "stage2").first.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_borders_have_contrast(visit, resnet, scheme):
    page = visit(resnet, color_scheme=scheme)
    page.evaluate("document.querySelector('architecture-diagram').diagram.setAll(true)")
    assert page.evaluate(CONTRASTS) == []


CONTRASTS = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((n) => n / 255);
  const bright = (colour) => channels(colour)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [low, high] = [bright(one), bright(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const style = (element, name) => getComputedStyle(element)[name];
  const page = style(document.querySelector('.stage').parentElement.parentElement, 'backgroundColor');
  const found = [];
  const least = (what, ratio, bound) => { if (ratio < bound) found.push([what, ratio]); };
  for (const box of document.querySelectorAll('.n')) {
    const edge = box.querySelector('.edge');
    const fill = style(edge, 'fill');
    least('border', contrast(style(edge, 'stroke'), page), 3);
    for (const text of box.querySelectorAll('text')) least(text.textContent, contrast(style(text, 'fill'), fill), 4.5);
  }
  for (const wire of document.querySelectorAll('.w')) least('wire', contrast(style(wire, 'stroke'), page), 3);
  for (const text of document.querySelectorAll('dt, dd, th, td, button, .legend li, .facts p')) {
    let behind = text;
    while (behind && style(behind, 'backgroundColor') === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
    least(text.textContent, contrast(style(text, 'color'), style(behind ?? document.body, 'backgroundColor')), 4.5);
  }
  return found;
}"""


def test_targets_are_large_enough(visit, resnet):
    page = visit(resnet)
    page.evaluate("document.querySelector('architecture-diagram').diagram.viewport.zoomBy(1 / .75)")
    sizes = """all => all.map(e => e.getBoundingClientRect()).filter(r => r.width && (r.width < 24 || r.height < 24))"""
    assert page.eval_on_selector_all("button, input, .n", sizes) == []


def test_every_picture_starts_as_the_static_one(visit, resnet):
    page = visit(resnet)
    shown = viz.draw(traced("resnet50")).picture.view.graph
    assert page.locator(".n").count() == len(shown.nodes)
    opened = page.eval_on_selector_all('.n[aria-expanded="true"]', "all => all.length")
    assert opened == len(shown.groups)


def test_roles_and_names(visit, small):
    page = visit(small)
    assert page.locator(".stage > svg").get_attribute("role") == "group"
    assert node(page, "image").get_attribute("role") == "img"
    assert node(page, "answer").get_attribute("aria-label") == "answer, Dense, Dense 10, 8 × 8 × 4"
    block = page.locator('.n[role="button"]')
    assert block.get_attribute("aria-label").startswith("block Fork")
    assert page.locator('.n[tabindex="0"]').count() == 1


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
    assert page.locator(".search output").text_content() == "1 / 1"


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
    assert page.locator(".rows tfoot td").all_text_contents()[2:4] == ["120", "730"]


def test_print_shows_the_static_picture_and_the_whole_table(visit, resnet):
    page = visit(resnet, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("architecture-diagram > svg").is_visible()
    assert not page.locator(".stage").is_visible()
    assert page.locator(".rows").evaluate("e => e.clientHeight >= e.querySelector('table').clientHeight")
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"


def test_without_script_picture_and_table_are_there(visit, small):
    page = visit(small, java_script_enabled=False)
    assert page.locator("architecture-diagram > svg").is_visible()
    assert page.locator("architecture-diagram > table").is_visible()


def test_a_narrow_screen_shows_everything_without_scrolling_aside(visit, resnet):
    page = visit(resnet, viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    stage = page.locator(".stage").bounding_box()
    assert stage["width"] > 340
    block = page.locator('.n[aria-label^="stage2 "]')
    block.focus()
    page.keyboard.press("Enter")
    assert block.get_attribute("aria-expanded") == "true"


def test_the_switch_turns_the_page_dark_and_light(visit, small):
    page = visit(small, color_scheme="light")
    background = "getComputedStyle(document.querySelector('architecture-diagram')).backgroundColor"
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(background) == "rgb(13, 17, 23)"
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(13, 17, 23)"


def test_forced_colours_and_reduced_motion(visit, small):
    page = visit(small, forced_colors="active", reduced_motion="reduce")
    moving = "document.getAnimations().length"
    page.get_by_role("button", name="Close all").click()
    assert page.evaluate(moving) == 0
    fill, edge = (page.locator(".n .edge").first.evaluate(f"e => getComputedStyle(e).{n}") for n in ("fill", "stroke"))
    assert fill != edge


def test_saving_gives_the_picture_as_shown(visit, small):
    page = visit(small)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save SVG").click()
    assert waiting.value.suggested_filename == "branching.svg"
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    from xml.etree import ElementTree

    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    texts = ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Dense 10" in texts
    assert "class=" not in text.replace('class="wires"', "")


def test_hostile_names_stay_text(visit):
    page = visit(viz.draw(hostile()).to("html"))
    page.get_by_role("button", name="Open all").click()
    assert page.locator("script").count() == 2
    assert page.locator("img").count() == 0
    kinds = page.locator(".rows tbody td:nth-child(2)").all_text_contents()
    assert set(NAMES.values()) <= set(kinds)
    page.locator(".rows tbody button").nth(4).click()
    page.mouse.move(2, 2)
    assert f"kindmine.{NAMES['script']}role" in page.locator(".facts").text_content()
    assert page.evaluate("location.hash").startswith("#diagram=")


SITE = """<!doctype html><html lang="en" {attributes}><head><title>docs</title><meta charset="utf-8">
<style>{style}</style></head><body {body}><main><h1>docs</h1>{first}{second}</main>
<script>{script}</script></body></html>"""
SWITCHES = {
    "furo": ("", 'data-theme="dark"'),
    "pydata": ('data-theme="dark"', ""),
    "shibuya": ('class="dark"', ""),
    "material": ("", 'data-md-color-scheme="slate"'),
}


def site(attributes="", body=""):
    picture, files = viz.draw(branching()).picture, html.assets()
    parts = {"first": html.fragment(picture), "second": html.fragment(picture)}
    style, script = files["convatlas.css"], files["convatlas.js"]
    return SITE.format(attributes=attributes, body=body, style=style, script=script, **parts)


@pytest.mark.parametrize("switch", SWITCHES)
def test_fragments_follow_the_switch_of_their_site(visit, switch):
    page = visit(site(*SWITCHES[switch]), color_scheme="light")
    diagrams = page.locator("architecture-diagram")
    colours = [diagrams.nth(i).evaluate("e => getComputedStyle(e).backgroundColor") for i in (0, 1)]
    assert colours == ["rgb(13, 17, 23)"] * 2


def test_fragments_follow_the_system_unless_the_site_is_light(visit):
    background = "getComputedStyle(document.querySelector('architecture-diagram')).backgroundColor"
    assert visit(site(), color_scheme="dark").evaluate(background) == "rgb(13, 17, 23)"
    assert visit(site('data-theme="light"'), color_scheme="dark").evaluate(background) == "rgb(255, 255, 255)"


def test_two_diagrams_of_a_page_are_apart(visit):
    page = visit(site())
    ids = page.eval_on_selector_all(".stage [id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids)) == 2
    first, second = page.locator("architecture-diagram").nth(0), page.locator("architecture-diagram").nth(1)
    first.get_by_role("button", name="Close all").click()
    assert (first.locator(".n").count(), second.locator(".n").count()) == (3, 6)


def test_a_diagram_that_comes_later_starts_by_itself(visit):
    page = visit(site())
    page.evaluate("""() => {
      const copy = document.createElement('div');
      copy.innerHTML = document.querySelector('architecture-diagram').outerHTML;
      const fresh = copy.firstChild;
      fresh.removeAttribute('data-live');
      for (const part of [...fresh.children]) if (!['svg', 'SCRIPT'].includes(part.tagName)) part.remove();
      document.querySelector('main').append(fresh);
    }""")
    assert page.locator("architecture-diagram").nth(2).locator(".n").count() == 6


def test_a_frame_in_a_notebook_works_without_an_address(visit):
    frame = html.embedded(viz.draw(branching()).picture)
    page = visit(f'<!doctype html><html lang="en"><title>notebook</title><meta charset="utf-8">{frame}</html>')
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Close all").click()
    assert inside.locator(".n").count() == 3
