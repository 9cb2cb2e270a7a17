"""Trace what is named, or find it kept; a graph is kept with the files that decided what it is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..graph import Graph
from ..sources import EXPORTED, REFERENCE, Way, named
from .opened import opened
from .project import files_of, is_installed, loaded_since
from .store import Store, Traced, Wanted, digest

MOST_FILES, MOST_BYTES = 1_000, 256 << 20  # of a project, up to which a graph is kept: each is read to find it again


def kept(store: Store, *, before: Callable[[], Any] = lambda: None) -> Way:
    """The way to a graph by what is kept in `store`; what is not kept is traced, after `before` was called."""

    def way(source: str, input_shape: Any) -> Graph:
        if source.lower().endswith(EXPORTED):  # is a graph already, read without Keras
            return named(source)(input_shape)
        wanted = _wanted(source, input_shape)
        found = store.find(wanted, os.getcwd()) if wanted else None
        if found is not None:
            return found.graph
        make = named(source)  # raises where there is nothing of that name, before anything heavy is imported
        before()
        began = time.time()
        traced = _traced(source, lambda: make(input_shape))
        if wanted and _may_be_kept(traced):
            store.keep(wanted, traced, os.getcwd(), since=began)
        return traced.graph

    return way


def traced_now(wanted: Wanted) -> Traced:
    """The graph of a source, and the files of the current folder's project that decided what it is.

    Raises:
        Exception: a user's model may fail in any way.
    """
    return _traced(wanted.source, lambda: named(wanted.source)(wanted.input_shape))


def _traced(source: str, make: Callable[[], Graph]) -> Traced:
    if not REFERENCE.fullmatch(source):
        return Traced(make(), {})
    known = set(sys.modules)
    with opened(Path.cwd()) as read:
        graph = make()
    data = {path for path in map(Path, read) if path.is_file() and path.suffix != ".pyc" and not is_installed(path)}
    files = {*files_of(source), *loaded_since(known), *data}
    return Traced(graph, {str(path): digest(path) for path in sorted(files)})


def _wanted(source: str, input_shape: Any) -> Wanted | None:
    """What is asked for, None where its shape is more than one of plain sizes."""
    plain = input_shape is None or (
        isinstance(input_shape, (list, tuple)) and all(n is None or isinstance(n, int) for n in input_shape)
    )
    return Wanted(source, input_shape and tuple(input_shape)) if plain else None


def _may_be_kept(traced: Traced) -> bool:
    sizes = [os.path.getsize(path) for path in traced.files if os.path.exists(path)]
    return len(sizes) <= MOST_FILES and sum(sizes) <= MOST_BYTES
