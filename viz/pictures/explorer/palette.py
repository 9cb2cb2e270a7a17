"""A theme as style rules: the colours of a diagram as variables, light or dark as the page around it is."""

from __future__ import annotations

from ...colours import LEVEL, LEVELS, NONE, Palette, Theme
from ...graph import OTHER, ROLES

FILLS = ("background", "box", "frame", "back", *ROLES, OTHER)
INKS = ("line", "text", "muted")  # of arrows and texts
STROKES = ("line", "border")
NAMES = (*FILLS, *STROKES, "text", "muted", "focus", *(f"{LEVEL}{number}" for number in range(LEVELS + 1)))
CLASSES = {*(f"f-{name}" for name in (*FILLS, *INKS)), *(f"s-{name}" for name in STROKES)}  # that the rules here know
SCHEMES = {  # how sites say that a page is light or dark whatever the system is
    "light": ':is(html,body)[data-theme="light"],html.light,[data-md-color-scheme="default"]',
    "dark": ':is(html,body)[data-theme="dark"],html.dark,[data-md-color-scheme="slate"]',
}


def rules(theme: Theme, element: str) -> str:
    """The colours of `element`, a selector, as variables, and what gives its shapes these colours."""
    fills = "".join(f".f-{name}{{fill:var(--ca-{name})}}" for name in (*FILLS, *INKS))
    strokes = "".join(f".s-{name}{{stroke:var(--ca-{name})}}" for name in STROKES)
    return f"{element}{{{_variables(theme.palette, theme.dark)}{fills}{strokes}}}"


def schemes(element: str) -> str:
    """The switches of sites: whether `element` is light or dark; on paper it is light."""
    switched = "".join(f":is({pages}) {element}{{color-scheme:{name}}}" for name, pages in SCHEMES.items())
    return f"{switched}@media print{{:root:root {element}{{color-scheme:light}}}}"


def _variables(light: Palette, dark: Palette | None) -> str:
    return "".join(f"--ca-{name}:{_colour(light, dark, name)};" for name in NAMES)


def _colour(light: Palette, dark: Palette | None, name: str) -> str:
    colours = [palette.colour(name).replace(NONE, "transparent") for palette in (light, dark) if palette]
    return f"light-dark({','.join(colours)})" if dark else colours[0]
