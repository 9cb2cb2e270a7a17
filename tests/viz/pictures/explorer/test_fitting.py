"""The explorer fits itself until its reader moves it, tells facts without moving the page, and pans by one finger."""

from __future__ import annotations

import pytest
from graphs import branching
from pages import node, until

from convatlas import viz
from convatlas.viz.pictures.renderers import html

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><title>docs</title><meta charset="utf-8"><style>{style}</style></head>
<body style="margin: 0">
<main style="width: {width}px; {more}">{element}</main><script>{script}</script></body></html>"""
WHOLE = """() => {
  const room = document.querySelector(".stage").getBoundingClientRect();
  const boxes = [...document.querySelectorAll(".stage .n")].map((box) => box.getBoundingClientRect());
  const edge = (name, choose) => choose(...boxes.map((box) => box[name]));
  const [left, right] = [edge("left", Math.min) - room.left, room.right - edge("right", Math.max)];
  const [above, below] = [edge("top", Math.min) - room.top, room.bottom - edge("bottom", Math.max)];
  return Math.min(left, right, above, below) > 0 && Math.abs(left - right) < 16 && Math.abs(above - below) < 16;
}"""
PLACE = """() => {
  const { x, y, zoom } = document.querySelector("architecture-diagram").diagram.viewport;
  return [x, y, zoom];
}"""
HEIGHT = "document.documentElement.scrollHeight"


def within(width: int, more: str = "") -> str:
    """A page that has the explorer in a part of itself that is `width` pixels wide."""
    files = html.assets()
    parts = {"style": files["convatlas.css"], "script": files["convatlas.js"], "width": width, "more": more}
    return PAGE.format(element=html.fragment(viz.draw(branching()).picture), **parts)


def let_go(page) -> None:
    """Choose nothing, by a click beside all boxes."""
    page.locator(".stage").click(position={"x": 3, "y": 3})


def resized(page, width: int) -> None:
    page.evaluate(f"document.querySelector('main').style.width = '{width}px'")
    page.wait_for_timeout(100)


def test_it_fits_itself_when_it_first_gets_a_width(visit):
    page = visit(within(800, "display: none"))
    assert not page.evaluate(WHOLE)
    page.evaluate("document.querySelector('main').style.display = 'block'")
    until(page, f"({WHOLE})()")


def test_it_fits_anew_until_its_reader_moves_something(visit):
    page = visit(within(1000))
    for width in (400, 1200):
        resized(page, width)
        assert page.evaluate(WHOLE), width
    page.get_by_role("button", name="Zoom in").click()
    left = page.evaluate(PLACE)
    resized(page, 700)
    assert page.evaluate(PLACE) == left
    page.get_by_role("button", name="Fit").click()
    resized(page, 900)
    assert page.evaluate(WHOLE)


def test_facts_stand_beside_the_diagram_from_700_pixels_on_and_over_it_below(visit):
    page = visit(within(700))
    node(page, "block/left").click()
    stage, facts = (page.locator(each).bounding_box() for each in (".stage", ".facts"))
    assert facts["x"] >= stage["x"] + stage["width"]
    assert (facts["y"], facts["height"]) == (stage["y"], stage["height"])
    resized(page, 699)
    stage, facts = (page.locator(each).bounding_box() for each in (".stage", ".facts"))
    assert stage["x"] < facts["x"]
    assert facts["x"] + facts["width"] < stage["x"] + stage["width"]
    assert facts["y"] + facts["height"] < stage["y"] + stage["height"]
    assert facts["y"] > stage["y"] + stage["height"] / 2


def test_facts_stand_over_the_half_in_which_the_box_is_not(visit):
    page = visit(within(400), viewport={"width": 400, "height": 800})
    for name, below in (("image", True), ("answer", False), ("block/left", True), ("answer", False)):
        let_go(page)
        node(page, name).click(position={"x": 40, "y": 15})
        stage, facts = (page.locator(each).bounding_box() for each in (".stage", ".facts"))
        assert (facts["y"] > stage["y"] + stage["height"] / 2) is below, name
    page.mouse.move(1, 1)
    for key, below in (("Home", True), ("End", False)):
        page.keyboard.press(key)
        assert (page.locator(".facts").bounding_box()["y"] > stage["y"] + stage["height"] / 2) is below, key


@pytest.mark.parametrize("width", [400, 1000])
def test_facts_never_move_the_page(visit, width):
    page = visit(within(width), viewport={"width": width, "height": 700})
    before = page.evaluate(HEIGHT), page.locator(".stage").bounding_box()
    told = set()
    for name in ("image", "block/left", "answer"):
        let_go(page)
        node(page, name).click()
        told.add(page.locator(".facts").text_content())
        assert (page.evaluate(HEIGHT), page.locator(".stage").bounding_box()) == before, name
    page.locator(".facts").evaluate("facts => facts.append('many words '.repeat(2000))")
    assert (page.evaluate(HEIGHT), page.locator(".stage").bounding_box()) == before
    assert len(told) == 3


def test_on_a_phone_facts_are_gone_where_nothing_is_chosen(visit):
    page = visit(within(400), viewport={"width": 400, "height": 800}, has_touch=True)
    assert not page.locator(".facts").is_visible()
    node(page, "answer").tap()
    assert page.locator(".facts").is_visible()
    let_go(page)
    assert not page.locator(".facts").is_visible()


def test_one_finger_scrolls_the_page_and_once_zoomed_pans_the_diagram(visit):
    """A finger that scrolls the page leaves the diagram as it is: else both move, and it fits itself no more."""
    page = visit(within(400, "padding-bottom: 2000px"), viewport={"width": 400, "height": 800}, has_touch=True)
    left = page.evaluate(PLACE)
    swipe(page)
    until(page, "window.scrollY > 50")
    assert page.evaluate(PLACE) == left
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Zoom in").tap()
    x, y, zoom = page.evaluate(PLACE)
    swipe(page)
    assert page.evaluate(PLACE) == pytest.approx([x, y - 100, zoom])
    assert page.evaluate("window.scrollY") == 0


def swipe(page) -> None:
    """Move one finger a hundred pixels up, over the stage."""
    box = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 200
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 10 * step}]})
    page.wait_for_timeout(200)  # a finger that rests throws nothing
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)
