"""Themes: a palette, a second one for dark pages, and the roles of a user's own kinds; built in or from a TOML file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ...files import Unreadable, parsed_toml, read_text, shown
from ..errors import FormatError, suggestion
from ..graph import OTHER, ROLES, Graph
from .palette import DARK, LIGHT, PRINT
from .palette import Palette as Palette

COLOURS = tuple(f.name for f in fields(Palette) if f.name not in ("roles", "hatches", "levels"))
KEYS = ("name", "base", "colours", "dark", "kinds")  # of a theme's file
COLOUR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Theme:
    """A palette, and a second one for dark pages where the picture follows the page.

    Attributes:
        name: what it is called.
        palette: its colours.
        dark: those on dark pages, None for the same.
        kinds: roles of kinds of layers that have none or another by themselves.
    """

    name: str
    palette: Palette = LIGHT
    dark: Palette | None = None
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def with_(self, *, kinds: Mapping[str, str] | None = None, **colours: str) -> Theme:
        """The theme with some colours of its palette changed, roles by name, and roles for some kinds of layers.

        Raises:
            FormatError: there is no such colour or role, or a colour is not written as #rrggbb.

        Example:
            >>> from convatlas.viz import Theme
            >>> theme = Theme("mine").with_(convolution="#ffd700", kinds={"Wavelet": "convolution"})
            >>> theme.palette.colour("convolution"), theme.kinds["Wavelet"]
            ('#ffd700', 'convolution')
        """
        found = {**self.kinds, **_checked_kinds(kinds or {})}
        return replace(self, palette=_changed(self.palette, colours), kinds=MappingProxyType(found))


def _checked_kinds(kinds: Mapping[str, str]) -> Mapping[str, str]:
    for kind, role in kinds.items():
        if not isinstance(role, str) or role not in (*ROLES, OTHER):
            raise FormatError(
                f"`kinds` ({shown(kind)}={shown(repr(role))}) must be one of {', '.join((*ROLES, OTHER))}"
            )
    return kinds


def _changed(palette: Palette, colours: Mapping[str, str]) -> Palette:
    known = (*COLOURS, *ROLES, OTHER)
    for key, colour in colours.items():
        if key not in known:
            raise FormatError(f"`{shown(key)}` is no colour of a theme{suggestion(key, known)} ({', '.join(known)})")
        if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
            raise FormatError(f"`{key}` (={shown(repr(colour))}) must be a colour such as #a4c7e5")
    roles = {key: colour for key, colour in colours.items() if key not in COLOURS}
    plain: dict[str, Any] = {key: colour for key, colour in colours.items() if key in COLOURS}
    return replace(palette, roles=MappingProxyType({**palette.roles, **roles}), **plain)


THEMES = {
    "light": Theme("light"),
    "dark": Theme("dark", DARK),
    "auto": Theme("auto", LIGHT, DARK),
    "print": Theme("print", PRINT),
}


def theme_of(theme: str | os.PathLike[str] | Theme) -> Theme:
    """The theme by its name, from its file, or as it is given.

    Raises:
        FormatError: there is none of that name, or the file is no theme; the text says why.
    """
    if isinstance(theme, Theme):
        return theme
    name = os.fspath(theme) if isinstance(theme, os.PathLike) else theme
    if isinstance(name, str) and name.lower().endswith(".toml"):
        return read_theme(name)
    return _built_in("theme", name, " or a .toml file")


def _built_in(key: str, name: Any, other: str = "") -> Theme:
    if isinstance(name, str) and name in THEMES:
        return THEMES[name]
    near = suggestion(name, THEMES) if isinstance(name, str) else ""
    raise FormatError(f"`{key}` (={shown(repr(name))}) must be one of {', '.join(THEMES)}{other}{near}")


def read_theme(path: str | os.PathLike[str]) -> Theme:
    """The theme in a TOML file: `base`, a built-in one, and tables `colours`, `dark` and `kinds` of what differs.

    Raises:
        FormatError: the file cannot be read or holds something else; the text says what.
    """
    where = f"`theme` (={shown(path)})"
    try:
        record = parsed_toml(read_text(path, "declaration"))
    except Unreadable as error:
        raise FormatError(f"{where} {error}") from None
    try:
        return _theme(record, Path(path).stem)
    except FormatError as error:
        raise FormatError(f"{where}: {error}") from None


def _theme(record: Mapping[str, Any], stem: str) -> Theme:
    unknown = [key for key in record if key not in KEYS]
    if unknown:
        raise FormatError(f"{shown(repr(unknown[0]))} must be one of {', '.join(KEYS)}")
    name = record.get("name", stem)
    if not isinstance(name, str):
        raise FormatError(f"`name` (={shown(repr(name))}) must be a text")
    base = _built_in("base", record.get("base", "auto"))
    colours = _table(record, "colours")
    theme = replace(base.with_(kinds=_table(record, "kinds")), palette=_changed(base.palette, colours))
    dark = _changed(theme.dark or DARK, _table(record, "dark")) if theme.dark or "dark" in record else None
    return replace(theme, name=name, dark=dark)


def _table(record: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = record.get(key, {})
    if not isinstance(table, dict):
        raise FormatError(f"`{key}` (={shown(repr(table))}) must be a table")
    return table


def with_roles(graph: Graph, kinds: Mapping[str, str]) -> Graph:
    """The graph with the roles that a theme gives to some kinds of layers."""
    if not kinds:
        return graph
    return replace(graph, nodes=tuple(replace(n, role=kinds.get(n.kind, n.role)) for n in graph.nodes))
