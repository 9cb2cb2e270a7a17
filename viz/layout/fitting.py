"""Make a picture fit: the most detailed view whose text can still be read on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..errors import FormatError
from ..graph import Graph
from ..views import Mirror, View, check_fold, mirrors, view, views
from .layout import Layout, check_direction, lay_out

PAGES = {"page": (794.0, 1123.0), "a4": (794.0, 1123.0), "slide": (1280.0, 720.0)}  # pixels at 96 to the inch
SMALLEST = 9.0  # font size on the page, pixels
FONT = 11.0  # smallest font size in a picture
AROUND = (56.0, 160.0)  # margins, title and legend: along, down
LABELS = ("shapes",)  # what may stand beside wires
ROOM = {"TB": 4.0, "LR": 64.0}  # what labels add between rows
MOST = 30  # boxes of a picture that is to fit


@dataclass(frozen=True)
class Options:
    """The options of a drawing that decide what it shows; see `draw`."""

    depth: int | None = None
    fold: str | None = "repeats"
    direction: str = "TB"
    fit: Any = "page"
    labels: tuple[str, ...] = ()


USUAL = Options()
Layer = Callable[[View], Layout]


def page_of(fit: Any) -> tuple[float, float] | None:
    """Width and height of the page to fit, None for no bound.

    Raises:
        FormatError: `fit` names no page and is no size.
    """
    if fit is None:
        return None
    if isinstance(fit, str) and fit in PAGES:
        return PAGES[fit]
    try:
        width, height = (float(side) for side in fit)
    except (TypeError, ValueError):
        width = height = 0.0
    if not (width > 0 and height > 0):
        raise FormatError(f"`fit` (={fit!r}) must be one of {', '.join(PAGES)}, a (width, height) in pixels, or None")
    return width, height


def check_options(options: Options) -> None:
    """Refuse options with values that are not allowed, before any work is done.

    Raises:
        FormatError: names the option, its value and what is allowed.
    """
    page_of(options.fit)
    check_fold(options.fold)
    check_direction(options.direction)
    wrong = [label for label in options.labels if label not in LABELS]
    if wrong:
        raise FormatError(f"`labels` (={wrong[0]!r}) must be of {', '.join(LABELS)}")
    if options.depth is not None and (not isinstance(options.depth, int) or options.depth < 1):
        raise FormatError(f"`depth` (={options.depth}) must be a whole number of at least 1")


def changed(options: Options) -> dict[str, Any]:
    """The options that are not the usual ones, by name."""
    return {name: value for name, value in vars(options).items() if value != getattr(USUAL, name)}


def fitted_view(
    graph: Graph, options: Options, lay: Layer | None = None, *, unframed: bool = False
) -> tuple[View, Layout]:
    """The view that the options ask for, or the most detailed one that fits, as `lay` lays it out.

    With `unframed` views come first in which the layers of blocks that are chains stand without a frame.
    """
    lay = lay or (lambda shown: lay_out(shown, direction=options.direction, room=room_of(options)))
    page = page_of(options.fit)
    if options.depth is not None or options.fold is None or page is None:
        shown = view(graph, depth=options.depth, fold=options.fold)
        return shown, lay(shown)
    for shown in _candidates(graph, unframed):
        layout = lay(shown)
        if fits(layout, turned(page, options)):
            return shown, layout
    return shown, layout


def room_of(options: Options) -> float:
    """What the labels that are asked for add between rows."""
    return ROOM[options.direction] if "shapes" in options.labels else 0.0


def turned(page: tuple[float, float], options: Options) -> tuple[float, float]:
    """The page as it lies: on its side for what goes from left to right."""
    return page if options.direction == "TB" else (max(page), min(page))


def fitted_mirror(
    graph: Graph, options: Options, lay: Callable[[Mirror], Layout], *, either: bool = False
) -> tuple[View, Layout] | None:
    """An encoder-decoder as it fits and `lay` lays it out; None for others, and where depth or folding is chosen.

    With `either` it has to fit the page as it stands or as it lies.
    """
    if options.depth is not None or options.fold is None:
        return None
    page = page_of(options.fit)
    for mirror in mirrors(graph):
        layout = lay(mirror)
        if page is None:
            return mirror.view, layout
        pages = (page, page[::-1]) if either else (turned(page, options),)
        if any(fits(layout, each) for each in pages):
            return mirror.view, layout
    return None


def _candidates(graph: Graph, unframed: bool) -> Iterator[View]:
    """Views with few boxes, the most detailed first."""
    yield from (shown for shown in views(graph, unframed=unframed) if len(shown.graph.leaves) <= MOST)


class Sized(Protocol):
    """What has a size in pixels."""

    @property
    def width(self) -> float:
        """From left to right."""

    @property
    def height(self) -> float:
        """From top to bottom."""


def fits(layout: Sized, page: tuple[float, float]) -> bool:
    """Whether the smallest text is large enough once the picture is scaled to the page."""
    width, height = layout.width + AROUND[0], layout.height + AROUND[1]
    return min(page[0] / width, page[1] / height, 1.0) * FONT >= SMALLEST
