"""Find what a source names, and trace it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from ...files import Unreadable, check_plain, read_text, shown
from ..errors import SourceError, first_line
from ..graph import Graph
from .references import IN_FILE, REFERENCE, check_module, module_of, staying, value_of

EXPORTED = ".arch.json"
OF_RUN = "best.keras"  # the network in a folder of `convatlas train`
Way = Callable[[str, Any], Graph]  # from what a text names, and an input shape, to its graph


def trace(source: Any, *, input_shape: Any = None) -> Graph:
    """The nested graph of the layers of a model; it allocates no weights and leaves the model as it was.

    Args:
        source: a Keras model or layer, a `Graph`, or a text or path: the name of an architecture, a `.keras` or `.h5`
            file, a declaration (`.toml`, `.json`), an exported graph (`.arch.json`), or `module:attribute`, where the
            attribute is one of these or a callable that returns one, with its arguments:
            `mypackage.models:build(classes=10)`.
        input_shape: without the batch, such as (32, 32, 3); a list or mapping of shapes where there are several
            inputs. For layers, for models not yet built, and to see an architecture at another size.

    Raises:
        SourceError: nothing can be found, read or built there; one line tells what and why.

    Example:
        >>> from convatlas import viz
        >>> graph = viz.trace("vgg16")
        >>> graph.params, graph.macs
        (138357544, 15470264320)
    """
    if isinstance(source, Path):
        return _file(str(source))(input_shape)
    if isinstance(source, str):
        return WAY.get()(source, input_shape)
    return _trace_value(source, input_shape, "`source`")


def named(text: str) -> Callable[[Any], Graph]:
    """What a text names, as the function that traces it at an input shape; nothing heavy is imported before that.

    Raises:
        SourceError: there is no such network or file.
    """
    if not text.strip():
        raise SourceError(f"`source` (={shown(repr(text))}) must name a network, a file or `module:attribute`")
    if _reader(text) is None and REFERENCE.fullmatch(text):
        return partial(_trace_reference, text)
    if in_file := IN_FILE.fullmatch(text):
        module = module_of(Path(in_file[1]))
        raise SourceError(
            f"`source` (={shown(text)}) names a file: write {shown(module + in_file[2])}, as it is imported"
        )
    if _reader(text) or "/" in text or "\\" in text or text in (".", "..") or os.path.exists(text):
        return _file(text)
    from ...architectures import UnknownArchitecture, get

    try:
        return partial(_trace_architecture, get(text))
    except UnknownArchitecture as error:
        raise SourceError(str(error)) from None


def check_there(text: str) -> None:
    """Return where there is what a text names: a network, a file, or the module of a reference, which is not imported.

    Raises:
        SourceError: there is none.
    """
    named(text)
    if _reader(text) is None and REFERENCE.fullmatch(text):
        check_module(text.partition(":")[0])


WAY: ContextVar[Way] = ContextVar("way", default=lambda text, input_shape: named(text)(input_shape))


@contextmanager
def tracing_by(way: Way) -> Iterator[None]:
    """Inside, `way` gives the graphs of what texts name: one that keeps them, for instance."""
    before = WAY.set(way)
    try:
        yield
    finally:
        WAY.reset(before)


def _trace_value(value: Any, input_shape: Any, name: str) -> Graph:
    """The graph of anything that is no text; `name` says in messages what it is."""
    known = value if isinstance(value, Graph) else getattr(value, "graph", None)  # of an observation or drawing
    if isinstance(known, Graph):
        return _as_drawn(known, input_shape)
    from ...architectures import Architecture

    if isinstance(value, Architecture):
        return _trace_architecture(value, input_shape)
    from ..tracer import is_layer, trace_layer

    if not is_layer(value):
        kind = f"the class {value.__name__}" if isinstance(value, type) else f"of type {type(value).__name__}"
        raise SourceError(f"{name} must be a Keras model or layer, a Graph, a name or a path, and is {kind}")
    return trace_layer(value, input_shape)


def _as_drawn(graph: Graph, input_shape: Any) -> Graph:
    if input_shape is not None:
        raise SourceError(
            f"`input_shape` (={shown(input_shape)}) must be None for {shown(repr(graph.name))}: a graph has its shapes"
        )
    return graph


def _trace_architecture(architecture: Any, input_shape: Any) -> Graph:
    from ..tracer import skeleton, trace_layer

    with skeleton(), _told():
        try:
            model = architecture.build(input_shape=input_shape)
        except (ArithmeticError, LookupError, AttributeError, NotImplementedError, RecursionError) as error:
            kind = type(error).__name__  # Keras, of arguments that it takes and cannot do with
            raise SourceError(f"{shown(architecture.name)} cannot be built: {kind}: {first_line(error)}") from error
        return trace_layer(model)


def _trace_reference(text: str, input_shape: Any) -> Graph:
    """The graph of `module:attribute`, whose callable runs where variables get no values."""

    def without_weights(call: Callable[[], Any]) -> Any:
        from ..tracer import skeleton

        with skeleton():
            return call()

    value = value_of(text, without_weights)
    with staying(f"`{shown(text)}`"):  # which may call code of its own when it is traced
        return _trace_value(value, input_shape, f"`{shown(text)}`")


def _file(text: str) -> Callable[[Any], Graph]:
    """The function that traces what is in a file.

    Raises:
        SourceError: there is no such file, or none that we read.
    """
    path, reader, name = Path(text), _reader(text), f"`source` (={shown(text)})"
    if not os.path.isdir(path.parent):
        raise SourceError(f"{name}: there is no folder {shown(path.parent)}")
    if not os.path.lexists(path):
        raise SourceError(f"{name}: there is no such file in {shown(path.parent.resolve())}")
    if (path / OF_RUN).is_file():
        raise SourceError(f"{name} is the folder of a run: name the network in it, {shown(path / OF_RUN)}")
    if reader is None or path.is_dir():
        what = "is a folder" if path.is_dir() else "has an unknown ending"
        raise SourceError(f"{name} {what}; a file must end in {', '.join(READERS)}")
    try:
        check_plain(path)
    except Unreadable as error:
        raise SourceError(f"{name} {error}") from None
    return partial(_trace_file, reader, path)


def _trace_file(reader: Callable[[Path, Any], Graph], path: Path, input_shape: Any) -> Graph:
    try:
        return reader(path, input_shape)
    except Unreadable as error:
        raise SourceError(f"`source` (={shown(path)}) {error}") from None
    except OSError as error:
        raise SourceError(f"`source` (={shown(path)}) cannot be read: {error.strerror or first_line(error)}") from None


def _read_graph(path: Path, input_shape: Any) -> Graph:
    text = read_text(path)
    with _told(f"`source` (={shown(path)}): "):
        return _as_drawn(Graph.from_json(text), input_shape)


def _read_declaration(path: Path, input_shape: Any) -> Graph:
    from ...architectures import load

    with _told():
        architecture = load(path)
    return _trace_architecture(architecture, input_shape)


def _read_saved(path: Path, input_shape: Any) -> Graph:
    from ..tracer import read_saved, skeleton, trace_layer

    with skeleton():
        return trace_layer(read_saved(path), input_shape)


READERS: dict[str, Callable[[Path, Any], Graph]] = {
    ".keras": _read_saved,
    ".h5": _read_saved,
    ".hdf5": _read_saved,
    ".toml": _read_declaration,
    EXPORTED: _read_graph,
    ".json": _read_declaration,
}


def _reader(text: str) -> Callable[[Path, Any], Graph] | None:
    """What reads a file of that name, by its ending."""
    return next((READERS[ending] for ending in READERS if text.lower().endswith(ending)), None)


@contextmanager
def _told(before: str = "") -> Iterator[None]:
    """Inside, what a builder or reader refuses is told as a mistake in the source, in one line."""
    try:
        yield
    except SourceError:
        raise
    except (ValueError, TypeError, KeyError) as error:
        raise SourceError(f"{before}{first_line(error)}") from error
