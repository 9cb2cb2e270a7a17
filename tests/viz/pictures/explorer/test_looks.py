"""How the page looks and reads in Chromium: axe, contrast, targets, print, narrow screens, no script."""

from __future__ import annotations

import pytest
from chromium import axe
from graphs import traced
from pages import node

from convatlas import viz

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, resnet, scheme):
    page = visit(resnet, color_scheme=scheme)
    node(page, "stage2").first.click()
    page.evaluate(axe().read_text(encoding="utf-8"))
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
  for (const text of document.querySelectorAll('dt, dd, th, td, button, .ca-legend li, .facts p')) {
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


def test_a_wide_picture_starts_at_its_beginning(visit):
    page = visit(viz.draw(traced("resnet18"), direction="LR").to("html"))
    page.get_by_role("button", name="Open all").click()
    first, stage = page.locator(".n").first.bounding_box(), page.locator(".stage").bounding_box()
    assert stage["x"] <= first["x"] <= stage["x"] + 40


def test_roles_and_names(visit, small):
    page = visit(small)
    assert page.locator(".stage > svg").get_attribute("role") == "group"
    assert node(page, "image").get_attribute("role") == "img"
    assert node(page, "answer").get_attribute("aria-label") == "answer, Dense, Dense 10, 8 × 8 × 4"
    block = page.locator('.n[role="button"]')
    assert block.get_attribute("aria-label").startswith("block Fork")
    assert page.locator('.n[tabindex="0"]').count() == 1


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


@pytest.mark.parametrize("style", ["figure", "volume", "columns"])
def test_static_pictures_of_other_styles_keep_their_colours(visit, style):
    page = visit(viz.draw(traced("lenet5_study"), style=style).to("html"), java_script_enabled=False)
    fills = "all => all.map(e => getComputedStyle(e).fill)"
    assert "rgb(0, 0, 0)" not in page.eval_on_selector_all("svg path:not([d*=H]), svg rect, svg text", fills)


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
