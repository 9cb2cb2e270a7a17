"""A theme as style rules: the colours of a diagram as variables, light or dark as the page around it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..roles import OTHER, ROLES
from ..theme import Palette, Theme

NAMES = ("background", "text", "muted", "line", "box", "frame", "border", "back", "focus")
LIGHT_PAGES = (  # how sites say that a page is light though the system may be dark, and the other way round
    ':is(html,body)[data-theme="light"]',
    "html.light",
    '[data-md-color-scheme="default"]',
)
DARK_PAGES = (
    ':is(html,body)[data-theme="dark"]',
    "html.dark",
    '[data-md-color-scheme="slate"]',
)


def rules(theme: Theme, element: str) -> str:
    """The colours of `element`, a selector, and what gives its shapes their colours."""
    light = f"{element}{{{_variables(theme.palette)}}}"
    if theme.dark is None:
        return light + _fills()
    dark = _variables(theme.dark)
    unlit = f"{element}:not({','.join(f'{page} *' for page in LIGHT_PAGES)})"
    system = f"@media screen and (prefers-color-scheme:dark){{{unlit}{{{dark}}}}}"
    switched = f"@media screen{{{','.join(f'{page} {element}' for page in DARK_PAGES)}{{{dark}}}}}"
    return light + system + switched + _fills()


def _variables(palette: Palette) -> str:
    named = ((name, palette.colour(name)) for name in (*NAMES, *ROLES, OTHER))
    return ";".join(f"--ca-{name}:{colour}" for name, colour in named)


def _fills() -> str:
    return "".join(_fill_rules())


def _fill_rules() -> Iterator[str]:
    for name in ("background", "box", "frame", "back", *ROLES, OTHER):
        yield f"architecture-diagram .f-{name}{{fill:var(--ca-{name})}}"
    for role in (*ROLES, OTHER):
        yield f"architecture-diagram .role-{role}{{background:var(--ca-{role})}}"
    for name in ("line", "border"):
        yield f"architecture-diagram .s-{name}{{stroke:var(--ca-{name})}}"
