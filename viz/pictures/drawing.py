"""`draw`: from a source to a picture in any format."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...files import cached_property, shown, uncollected, write_whole
from ..colours import Theme, on_background, theme_of, with_roles
from ..errors import FormatError, SourceError
from ..graph import Graph
from ..layout import USUAL, Options, changed, check_options
from ..scene import Scale, hatched, scale_of, scaled
from ..sources import Origin, origin_of, told_apart, trace
from . import graphviz_layout, renderers, styles
from .amounts import FIGURES, ROLE, amounts_of, check_colouring
from .finish import USUAL_FINISH, Finish, finish_of
from .picture import Picture
from .renderers import dot
from .showing import image

if TYPE_CHECKING:
    import graphviz
    import pydot

STYLES = tuple(styles.names())
USUAL_LOOK = {
    "style": styles.USUAL_STYLE,
    "theme": "auto",
    "background": None,
    "text": USUAL_FINISH.text,
    "color_by": ROLE,
}
ENDINGS = {".htm": "html", ".tex": "tikz", ".mmd": "mermaid", ".gv": "dot", ".txt": "text"}


@dataclass(frozen=True)
class Drawing:
    """A drawing of a graph, rendered when a format is asked for; shows itself in notebooks."""

    graph: Graph
    options: Options = USUAL
    theme: Theme | str = "auto"
    origin: Origin | None = None
    style: str = styles.USUAL_STYLE
    beside: tuple[Graph, ...] = ()  # further networks, in a style that shows several
    finish: Finish = USUAL_FINISH
    color_by: str = ROLE

    @cached_property
    @uncollected()
    def picture(self) -> Picture:
        """The drawing laid out."""
        theme = theme_of(self.theme)
        shown = [with_roles(graph, theme.kinds) for graph in (self.graph, *self.beside)]
        made = styles.style(self.style).compose(shown, self.options)
        scale = self._scale(shown, made.drawn)
        scene = hatched(scaled(made.scene, scale) if scale else made.scene, theme.palette)
        origin = self.origin.text if self.origin else ""
        direction, finish = self.options.direction, self.finish
        return Picture(
            self.graph, made.view, made.layout, scene, theme, origin, direction, finish, scale, self.color_by
        )

    def _scale(self, graphs: Sequence[Graph], drawn: Graph) -> Scale | None:
        """The figures that the boxes are coloured by."""
        check_colouring(self.color_by, graphs)
        if self.color_by == ROLE:
            return None
        compose, figure = styles.style(self.style).compose, FIGURES[self.color_by]
        folds = any(node.count > 1 for node in drawn.nodes)
        amounts = amounts_of(graphs[0], figure, lambda graph: compose([graph], self.options).drawn, folds)
        return scale_of(figure.heading, figure.quantity, amounts)

    @uncollected()
    def to(self, format: str) -> str | bytes:  # noqa: A002 - the public name of the option
        """The drawing in a format: text, or bytes for png and pdf.

        Raises:
            FormatError: there is no such format.
            ConvatlasError: Graphviz is asked for and not there.
        """
        if self.finish.engine == "dot" and format != "dot":
            return graphviz_layout.render(self.picture, format)
        result: str | bytes = renderers.renderer(format).render(self.picture)
        return result

    def save(self, path: str | os.PathLike[str], *, format: str | None = None) -> Path:  # noqa: A002
        """Write the drawing to a file, whole or not at all; the ending tells the format where none is given.

        Raises:
            FormatError: the ending tells no format.
            ConvatlasError: the folder does not exist.
        """
        write_whole(path, self.to(format or format_of(path)))
        return Path(path)

    def to_pydot(self) -> pydot.Dot:
        """The drawing as a graph of pydot, to change and write, as `keras.utils.model_to_dot` gives it."""
        return dot.built(self.picture)

    def to_graphviz(self) -> graphviz.Source:
        """The drawing as a `graphviz.Source`, to show in notebooks and to render by Graphviz's programs."""
        import graphviz

        return graphviz.Source(str(self.to("dot")))

    def interactive(self, *, height: int = 760) -> Any:
        """The explorer, in a frame `height` pixels high that notebooks show."""
        return renderers.renderer("html").embedded(self.picture, height=height)

    def _repr_html_(self) -> str:
        """For programs that ask for nothing else, such as sphinx-gallery."""
        return image(self.picture)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {
            "text/html": self._repr_html_(),
            "image/svg+xml": str(self.to("svg")),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return f"<Drawing of {shown(self.graph.name)}: {len(self.graph.leaves)} layers>"


def format_of(path: str | os.PathLike[str]) -> str:
    """The picture format that the ending of a file tells.

    Raises:
        FormatError: it tells none.
    """
    ending = Path(path).suffix.lower()
    found = ENDINGS.get(ending, ending.removeprefix("."))
    if found not in renderers.names():
        known = ", ".join(f".{name}" for name in renderers.names())
        raise FormatError(f"`path` (={os.fspath(path)}): the ending tells no picture format ({known}); give `format`")
    return found


def draw(
    source: Any,
    path: str | os.PathLike[str] | None = None,
    *,
    format: str | None = None,  # noqa: A002
    style: str = styles.USUAL_STYLE,
    depth: int | None = None,
    fold: str | None = "repeats",
    direction: str = "TB",
    theme: str | Theme = "auto",
    labels: Collection[str] = (),
    fit: Any = "page",
    input_shape: Any = None,
    background: str | None = None,
    text: str = "live",
    scale: float | None = None,
    dpi: float | None = None,
    engine: str = "convatlas",
    color_by: str = ROLE,
) -> Drawing:
    """Draw the architecture of a model, layer, file or name; write it to `path` where one is given.

    Args:
        source: what `viz.trace` takes; a list of these in style "columns", which sets several side by side.
        path: file to write; its ending tells the format where `format` does not.
        format: svg, png, pdf, or another of `convatlas.viz.pictures.renderers.names()`.
        style: "graph", boxes and arrows; "figure", as papers print, the macro architecture and every distinct block
            once; "volume", feature maps as solids; "columns", as tables of papers.
        depth: levels of blocks that are open; None chooses so that the picture fits.
        fold: "repeats" folds runs of alike blocks into one that counts; None shows each.
        direction: "TB" from top to bottom, "LR" from left to right.
        theme: "auto" (light, and dark on dark pages), "light", "dark", "print", a `Theme` or a theme's .toml file.
        labels: what stands beside the wires: "shapes" of the tensors, or nothing.
        fit: "page" (or "a4"), "slide", (width, height) in pixels, or None for no bound.
        input_shape: see `viz.trace`.
        background: the sheet: "none", or any colour by its name or as #rrggbb; None for that of the theme.
        text: what text is in svg: "live", "embed" (our fonts in the file) or "paths" (outlines, for office programs).
        scale: pixels of a png for one of the picture, 2 where none is given; or
        dpi: pixels of a png to the inch, 192 where none is given.
        engine: "convatlas", or "dot" for Graphviz's layout in svg, png and pdf, where its program `dot` is at hand.
        color_by: "role", what layers do, or "params", "macs", "memory" or "time", on a scale that ends with the most of
            what is shown; time needs a graph that `viz.observe` gave.

    Raises:
        FormatError: an option has a value that is not allowed; the text names the allowed ones.
        SourceError: the source cannot be found or read, or has no layers.
        ConvatlasError: Graphviz is asked for and not there.

    Example:
        >>> from convatlas import viz
        >>> viz.draw("lenet5_study").to("svg")[:4]
        '<svg'
    """
    if path is not None and format is None:
        format = format_of(path)  # noqa: A001 - before any work is done
    options = Options(depth, fold, direction, fit, tuple(labels) if isinstance(labels, Collection) else (labels,))
    check_options(options)
    check_colouring(color_by)
    sources = source if isinstance(source, (list, tuple)) else (source,)
    styles.check_number(style, len(sources))
    finish = finish_of(text=text, scale=scale, dpi=dpi, engine=engine)
    sheeted = on_background(theme_of(theme), background)
    given = {"style": style, "theme": theme, "background": background, "text": text, "color_by": color_by}
    told = {name: value for name, value in given.items() if value != USUAL_LOOK[name]}
    told["input_shape"] = input_shape
    origin = origin_of("draw", tuple(sources), **changed(options), **told)
    graphs = [_with_layers(trace(one, input_shape=input_shape)) for one in sources]
    first, *beside = told_apart(graphs, sources)
    check_colouring(color_by, (first, *beside))
    drawing = Drawing(first, options, sheeted, origin, style, tuple(beside), finish, color_by)
    if path is not None:
        drawing.save(path, format=format)
    return drawing


def _with_layers(graph: Graph) -> Graph:
    if not graph.nodes:
        raise SourceError(f"{graph.name or 'the graph'} has no layers: there is nothing to draw")
    return graph
