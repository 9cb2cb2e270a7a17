"""Colours of a picture. The ten colours of roles were searched for: text on them keeps 7:1 and neighbours stay apart
under protanopia, deuteranopia and tritanopia. The levels of a scale lie on a line through OKLCH, one step of CIEDE2000
as large as the other, ever darker (in the dark, ever lighter) for the colour blind too; text on them keeps 4.5:1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

LIGHT_ROLES = {
    "convolution": "#a4c7e5",
    "normalisation": "#d89f83",
    "activation": "#c9efd7",
    "pooling": "#e8c8d9",
    "dense": "#bea1ec",
    "merge": "#f6eebb",
    "attention": "#a2f4fe",
    "regularisation": "#fdc1ba",
    "reshape": "#edeeef",
    "input": "#acadaf",
    "other": "#ffffff",
}
DARK_ROLES = {
    "convolution": "#07324c",
    "normalisation": "#502104",
    "activation": "#355434",
    "pooling": "#8a3055",
    "dense": "#41426c",
    "merge": "#584912",
    "attention": "#295759",
    "regularisation": "#4d312d",
    "reshape": "#2a2c2e",
    "input": "#3d3f43",
    "other": "#161b22",
}
PRINT_ROLES = {
    "convolution": "#ffffff",
    "normalisation": "#ffffff",
    "activation": "#ffffff",
    "pooling": "#bfbfbf",
    "dense": "#8c8c8c",
    "merge": "#ffffff",
    "attention": "#ffffff",
    "regularisation": "#d9d9d9",
    "reshape": "#e6e6e6",
    "input": "#595959",
    "other": "#ffffff",
}
LIGHT_LEVELS = ("#fcfaf1", "#f6edd7", "#f2deba", "#f0cd9d", "#efba80", "#efa564", "#ee8e4b", "#ec7736", "#ea5e26")
DARK_LEVELS = ("#221d18", "#2e2219", "#3b2718", "#4a2c18", "#5b3216", "#6e3715", "#833d13", "#994212", "#b04613")
PRINT_LEVELS = ("#ffffff", "#ebebeb", "#dadada", "#c9c9c9", "#bababa", "#ababab", "#9e9e9e", "#929292", "#868686")
LEVEL = "level"  # begins the names of the colours of a scale: level0 for nothing, then even steps
LEVELS = len(LIGHT_LEVELS) - 1  # steps above nothing
PRINT_HATCHES = {
    "convolution": (45,),
    "normalisation": (90,),
    "activation": (0,),
    "attention": (45, 135),
    "regularisation": (135,),
}
SHADES = {-1: ("#ffffff", 0.35), 0: ("#000000", 0.0), 1: ("#000000", 0.13)}  # what is mixed in, and how much


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for, as #rrggbb, and the degrees of the lines that hatch a role, where any do."""

    background: str = "#ffffff"
    text: str = "#1b1f24"
    muted: str = "#57606a"
    line: str = "#57606a"
    box: str = "#ffffff"
    frame: str = "#f6f8fa"
    border: str = "#8b949e"
    back: str = "#eaeef2"
    focus: str = "#0550ae"
    added: str = "#1a7f37"
    removed: str = "#cf222e"
    changed: str = "#9a6700"
    moved: str = "#8250df"
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(LIGHT_ROLES))
    hatches: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    levels: tuple[str, ...] = field(default=LIGHT_LEVELS, repr=False)

    def colour(self, key: str) -> str:
        """The colour for a key: the name of a field, a role, or a level of the scale such as level3."""
        if key.startswith(LEVEL):
            return self.levels[int(key.removeprefix(LEVEL))]
        if key in self.roles:
            return self.roles[key]
        return str(getattr(self, key, self.roles["other"]))

    def shaded(self, key: str, shade: int) -> str:
        """The colour for a key, a tone lighter for a shade of -1, a tone darker for 1."""
        return mixed(self.colour(key), *SHADES[shade])


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another mixed in.

    Example:
        >>> mixed("#000000", "#ffffff", 0.5)
        '#808080'
    """
    channels = zip(channels_of(colour), channels_of(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in channels)


def channels_of(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


LIGHT = Palette()
DARK = Palette(
    background="#0d1117",
    text="#f0f6fc",
    muted="#9da7b1",
    line="#8b949e",
    box="#161b22",
    frame="#11161d",
    border="#6e7681",
    back="#21262d",
    focus="#79c0ff",
    added="#3fb950",
    removed="#f85149",
    changed="#d29922",
    moved="#a371f7",
    roles=MappingProxyType(DARK_ROLES),
    levels=DARK_LEVELS,
)
PRINT = Palette(
    text="#000000",
    muted="#404040",
    line="#333333",
    frame="#f7f7f7",
    border="#666666",
    back="#e6e6e6",
    focus="#000000",
    added="#000000",
    removed="#000000",
    changed="#000000",
    moved="#000000",
    roles=MappingProxyType(PRINT_ROLES),
    hatches=MappingProxyType(PRINT_HATCHES),
    levels=PRINT_LEVELS,
)
