"""Graphviz's own layout of the boxes of a picture, where its program `dot` is at hand."""

from __future__ import annotations

from ..errors import ConvatlasError, FormatError
from .finish import INCH
from .picture import Picture
from .renderers import dot, png

FORMATS = ("svg", "png", "pdf")  # that `dot` draws; the others have no layout, or one of their own


def render(picture: Picture, format: str) -> str | bytes:  # noqa: A002
    """The picture as `dot` lays it out and draws it: text for svg, else bytes.

    Raises:
        FormatError: `dot` does not draw the format.
        ConvatlasError: there is no program `dot`, or it failed.
    """
    import graphviz

    if format not in FORMATS:
        raise FormatError(f"`engine` (='dot') draws {', '.join(FORMATS)}, and not {format}")
    graph = dot.built(picture)
    if format == "png":
        graph.set("dpi", f"{INCH * picture.finish.scale:g}")
    try:
        drawn: bytes = graphviz.Source(graph.to_string(), engine="dot").pipe(format=format)
    except graphviz.ExecutableNotFound:
        raise ConvatlasError(
            "`engine` (='dot') needs the program dot of Graphviz: apt install graphviz, brew install graphviz or "
            "conda install graphviz; or leave `engine` out"
        ) from None
    except graphviz.CalledProcessError as error:
        raise ConvatlasError(
            f"`engine` (='dot'): dot failed: {error.stderr.decode(errors='replace').strip()}"
        ) from None
    if format == "png":
        return png.with_resolution(drawn, INCH * picture.finish.scale)
    return drawn.decode() if format == "svg" else drawn
