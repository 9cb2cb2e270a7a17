"""The fences: each turns its text into an element, or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..colours import on_background, theme_of
from ..difference import diff, picture_of
from ..embedding.options import as_written, drawing_options, finish
from ..errors import FormatError
from ..graph import Graph
from ..pictures import ROLE, Drawing, styles
from ..tables import family_table as table_of_family
from ..tables import tabulate
from ..words import totals
from . import elements
from .reading import ALLOWED, Said, read
from .site import announce, site_of

Header = Mapping[str, Any] | None
Make = Callable[[Sequence[Graph], Said, Any], str]


def architecture(
    source: str, language: str = "", class_name: str = "", options: Header = None, md: Any = None, **header: Any
) -> str:
    """The figure of a network; a mistake is logged as a warning and stands in the page.

    Example:
        >>> architecture("resnet18", "architecture", "", {}, None)[:7]
        '<figure'
    """
    return _fence("architecture", _figure, source, {**(options or {}), **header}, md)


def layer_table(
    source: str, language: str = "", class_name: str = "", options: Header = None, md: Any = None, **header: Any
) -> str:
    """The table of a network's layers."""
    return _fence("layer-table", _layers, source, {**(options or {}), **header}, md)


def family_table(
    source: str, language: str = "", class_name: str = "", options: Header = None, md: Any = None, **header: Any
) -> str:
    """Networks side by side: stages as rows, networks as columns."""
    return _fence("family-table", _family, source, {**(options or {}), **header}, md)


def architecture_diff(
    source: str, language: str = "", class_name: str = "", options: Header = None, md: Any = None, **header: Any
) -> str:
    """The table of what changed from one network to another."""
    return _fence("architecture-diff", _difference, source, {**(options or {}), **header}, md)


FENCES: Mapping[str, Callable[..., str]] = {
    "architecture": architecture,
    "layer-table": layer_table,
    "family-table": family_table,
    "architecture-diff": architecture_diff,
}


def _fence(name: str, make: Make, text: str, header: Mapping[str, Any], md: Any) -> str:
    site = site_of(md)
    try:
        said = read(name, text, header)
        announce(said.name, md)
        return make(site.graphs(said.sources, said.options.get("input-shape")), said, md)
    except ValueError as error:  # a user's mistake, or a model that cannot be built
        message = as_written(str(error), ALLOWED[name])
        site.complain(name, text, message)
        return elements.note(name, message)


def _figure(graphs: Sequence[Graph], said: Said, md: Any) -> str:
    style = said.options.get("style", styles.USUAL_STYLE)
    styles.check_number(style, len(graphs))
    graph, *beside = graphs
    theme = on_background(theme_of(said.options.get("theme", "auto")), said.options.get("background"))
    shown, written, coloured = drawing_options(said.options), finish(said.options), said.options.get("color-by", ROLE)
    picture = Drawing(graph, shown, theme, None, style, tuple(beside), written, coloured).picture
    if "interactive" in said.options:
        return elements.interactive(picture, said, md)
    return elements.picture(picture, said, md, f"{graph.name}: {totals(graph)}")


def _layers(graphs: Sequence[Graph], said: Said, md: Any) -> str:
    [graph] = _exactly(1, graphs)
    shown = tabulate(graph, columns=said.options.get("columns"), depth=said.options.get("depth"))
    return elements.table(shown, said, md)


def _family(graphs: Sequence[Graph], said: Said, md: Any) -> str:
    return elements.table(table_of_family(*graphs), said, md)


def _difference(graphs: Sequence[Graph], said: Said, md: Any) -> str:
    changed = diff(*_exactly(2, graphs))
    if "picture" not in said.options:
        return elements.table(changed.table, said, md)
    options = drawing_options(said.options)
    drawn = picture_of(changed, theme=said.options.get("theme", "auto"), direction=options.direction)
    return elements.picture(drawn, said, md, "; ".join((changed.table.title, *changed.table.notes)))


def _exactly(number: int, graphs: Sequence[Graph]) -> Sequence[Graph]:
    if len(graphs) != number:
        needed = "one source is" if number == 1 else "two sources are"
        raise FormatError(f"{needed} needed, and {len(graphs)} given")
    return graphs


def attributes(language: str, inputs: Mapping[str, Any], options: dict[str, Any], attrs: Any, md: Any) -> bool:
    """Take all that stands in a fence's header as options, as `validator` of a custom fence."""
    options.update(inputs)
    return True
