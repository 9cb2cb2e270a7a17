"""Themes: contrast and colour-blind safety by computation, users' own colours, files and kinds."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from colours import BLIND, contrast, distance, seen
from networks import graph_of

from convatlas import viz
from convatlas.viz.colours import LEVELS
from convatlas.viz.colours.palette import DARK, LIGHT, PRINT, PRINT_HATCHES
from convatlas.viz.colours.theme import THEMES, read_theme, theme_of
from convatlas.viz.errors import FormatError
from convatlas.viz.graph import OTHER, ROLES
from convatlas.viz.pictures import Drawing
from convatlas.viz.scene import Line
from convatlas.viz.scene.hatching import lines_across

PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT}
BEHIND = ("background", "box", "frame")
SMALLEST_DISTANCE = 6.0


def test_the_measures_are_those_of_the_standards():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)  # Sharma 2005
    assert distance((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514)) == pytest.approx(0.9082, abs=1e-4)


@pytest.mark.parametrize("name", PALETTES)
def test_texts_lines_and_borders_can_be_seen(name):
    palette = PALETTES[name]
    for place in BEHIND:
        assert contrast(palette.text, palette.colour(place)) >= 7
        assert contrast(palette.muted, palette.colour(place)) >= 4.5
        assert contrast(palette.line, palette.colour(place)) >= 3
        assert contrast(palette.focus, palette.colour(place)) >= 3
    assert contrast(palette.border, palette.background) >= 3


@pytest.mark.parametrize("name", PALETTES)
def test_text_on_sums_and_joins_can_be_read(name):
    palette = PALETTES[name]
    assert contrast(palette.text, palette.colour("merge")) >= 7


@pytest.mark.parametrize("blindness", ["", *BLIND])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_roles_stay_apart_for_the_colour_blind(name, blindness):
    colours = {role: seen(PALETTES[name].colour(role), blindness) for role in ROLES}
    close = {pair: distance(colours[pair[0]], colours[pair[1]]) for pair in combinations(ROLES, 2)}
    assert {pair: round(apart, 2) for pair, apart in close.items() if apart < SMALLEST_DISTANCE} == {}


def test_roles_stay_apart_in_print_by_grey_or_lines():
    looks = {role: (PRINT.colour(role), PRINT.hatches.get(role, ())) for role in ROLES}
    assert len(set(looks.values())) == len(ROLES)
    for one, other in combinations(ROLES, 2):
        if looks[one][1] == looks[other][1]:
            assert distance(seen(looks[one][0]), seen(looks[other][0])) >= 3, (one, other)
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in PRINT.roles.values())


def test_lines_of_a_hatch_stay_within_the_shape():
    square = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    for degrees in {d for hatch in PRINT_HATCHES.values() for d in hatch}:
        found = list(lines_across(square, degrees))
        assert 2 <= len(found) <= 4
        assert all(-1e-6 <= n <= 10 + 1e-6 for line in found for point in line.points for n in point)


@pytest.mark.parametrize("style", ["graph", "volume", "columns"])
def test_print_hatches_and_the_others_do_not(style):
    def faint(theme):
        scene = Drawing(graph_of("resnet18"), theme=theme, style=style).picture.scene
        return sum(isinstance(s, Line) and s.is_faint for part in scene.parts for s in part.shapes)

    assert faint("print") > faint("light") == faint("dark")


def test_auto_holds_both_palettes_in_one_svg():
    svg = Drawing(graph_of("vgg16"), theme="auto").to("svg")
    dark = re.search("<style>@media [(]prefers-color-scheme:dark[)](.*?)</style>", svg)[1]
    assert LIGHT.roles["dense"] in svg.replace(dark, "")
    assert DARK.roles["dense"] in dark
    assert "prefers-color-scheme" not in Drawing(graph_of("vgg16"), theme="light").to("svg")


def test_a_theme_with_other_colours():
    theme = THEMES["light"].with_(convolution="#ffd700", line="#123456")
    svg = Drawing(graph_of("resnet18"), theme=theme).to("svg")
    assert "#ffd700" in svg
    assert "#123456" in svg
    assert THEMES["light"].palette.colour("convolution") == LIGHT.roles["convolution"]


def test_kinds_of_ones_own_take_a_colour_by_role():
    graph = graph_of("vgg16")
    theme = THEMES["light"].with_(kinds={"Dense": "attention"})
    drawing = Drawing(graph, theme=theme)
    assert {part.about.split(",")[0] for part in drawing.picture.scene.parts if part.path == "fc1"} == {"fc1"}
    assert "f-attention" in drawing.to("svg")
    assert "f-attention s" not in Drawing(graph, theme="light").to("svg")
    assert drawing.to("json") == graph.to_json()


FILE = """
name = "house"
base = "auto"
[colours]
convolution = "#ffd700"
[dark]
convolution = "#403600"
[kinds]
Wavelet = "convolution"
"""


def test_a_theme_from_a_file(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text(FILE)
    theme = read_theme(path)
    assert (theme.name, dict(theme.kinds)) == ("house", {"Wavelet": "convolution"})
    assert theme.palette == replace(LIGHT, roles={**LIGHT.roles, "convolution": "#ffd700"})
    assert theme.dark == replace(DARK, roles={**DARK.roles, "convolution": "#403600"})
    assert "#403600" in viz.draw(graph_of("resnet18"), theme=str(path)).to("svg")


def test_a_theme_s_file_need_not_say_much(tmp_path):
    path = tmp_path / "plain.toml"
    path.write_text('base = "print"')
    assert read_theme(path) == replace(THEMES["print"], name="plain")


ROLE_NAMES = ", ".join((*ROLES, OTHER))
MISTAKES = {
    'base = "drak"': "`theme` (=PATH): `base` (='drak') must be one of light, dark, auto, print, did you mean dark?",
    'base = "t.toml"': "`theme` (=PATH): `base` (='t.toml') must be one of light, dark, auto, print",
    "base = 1": "`theme` (=PATH): `base` (=1) must be one of light, dark, auto, print",
    "[name]\nx = 1": "`theme` (=PATH): `name` (={'x': 1}) must be a text",
    "colors = 1": "`theme` (=PATH): 'colors' must be one of name, base, colours, dark, kinds",
    "colours = 1": "`theme` (=PATH): `colours` (=1) must be a table",
    '[colours]\nline = "red"': "`theme` (=PATH): `line` (='red') must be a colour such as #a4c7e5",
    '[kinds]\nA = "conv"': f"`theme` (=PATH): `kinds` (A='conv') must be one of {ROLE_NAMES}",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistakes_in_a_theme_s_file_are_told(text, tmp_path):
    path = tmp_path / "t.toml"
    path.write_text(text)
    with pytest.raises(FormatError) as error:
        theme_of(str(path))
    assert str(error.value) == MISTAKES[text].replace("PATH", str(path))


def test_a_theme_s_file_that_is_none(tmp_path):
    with pytest.raises(FormatError, match=r"`theme` \(=.*none.toml\) cannot be read: "):
        theme_of(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("= 1")
    with pytest.raises(FormatError, match=r"`theme` \(=.*bad.toml\) is no TOML: Invalid"):
        theme_of(tmp_path / "bad.toml")


def test_a_colour_that_does_not_exist():
    with pytest.raises(FormatError) as error:
        THEMES["light"].with_(convolutoin="#ffffff")
    text = "`convolutoin` is no colour of a theme, did you mean convolution or pooling? (background, text, "
    assert str(error.value).startswith(text)


@pytest.mark.parametrize("name", PALETTES)
def test_levels_of_a_scale_are_even_steps_with_text_that_can_be_read(name):
    levels = [seen(colour) for colour in PALETTES[name].levels]
    steps = [distance(one, other) for one, other in pairwise(levels)]
    assert len(levels) == LEVELS + 1
    assert min(steps) >= 3.5
    assert max(steps) <= 1.15 * min(steps)
    assert min(contrast(PALETTES[name].text, colour) for colour in PALETTES[name].levels) >= 4.5


@pytest.mark.parametrize("blindness", BLIND)
@pytest.mark.parametrize("name", PALETTES)
def test_levels_go_one_way_in_lightness_for_the_colour_blind(name, blindness):
    levels = [seen(colour, blindness) for colour in PALETTES[name].levels]
    by = [other[0] - one[0] for one, other in pairwise(levels)]
    assert all(step * by[0] > 0 and abs(step) > 2 for step in by)
    assert min(distance(one, other) for one, other in pairwise(levels)) >= 3


def test_the_ending_of_a_theme_may_be_in_capitals(tmp_path):
    path = tmp_path / "MINE.TOML"
    path.write_text('name = "mine"\n[colours]\nline = "#112233"\n', encoding="utf-8")
    assert theme_of(path) == read_theme(path)
