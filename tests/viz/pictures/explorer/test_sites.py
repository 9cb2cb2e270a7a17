"""Diagrams within pages of others: their switches, several of them, later ones, frames."""

from __future__ import annotations

import pytest
from graphs import branching

from convatlas import viz
from convatlas.viz.pictures.renderers import html

pytestmark = pytest.mark.browser


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
    frame = html.embedded(viz.draw(branching()).picture).frame
    page = visit(f'<!doctype html><html lang="en"><title>notebook</title><meta charset="utf-8">{frame}</html>')
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Close all").click()
    assert inside.locator(".n").count() == 3
