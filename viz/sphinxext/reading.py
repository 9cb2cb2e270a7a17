"""Find what the pages want before they are read, and trace it all in one process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..embedding import ENDINGS, Failure, Store, Traced, Wanted, graphs, sources_of
from ..errors import ConvatlasError, SourceError
from ..graph import Graph
from ..keeping import folder_for_sites
from ..words import shape_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NAMES = "architecture|layer-table|family-table|architecture-diff"
DIRECTIVE = re.compile(
    rf"^[ \t>]*(?:\.\. (?:{NAMES})::|[`:~]{{3,}}\s*\{{(?:{NAMES})\}})[ \t]+(?P<sources>\S.*?)[ \t]*$"
    r"(?P<options>(?:\n[ \t]*:[\w-]+:.*)*)",
    re.MULTILINE,
)
SHAPE = re.compile(r":input-shape:[ \t]*(\S.*)")
ROLE = re.compile(r"(?::architecture-stat:|\{architecture-stat\})`(?P<source>[^`]+?)\s+[\w%]+`")

_failed: dict[Wanted, Failure] = {}  # of this build alone: what failed once is not tried again on every page


def trace_all(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Trace the sources of all pages about to be read that are not kept."""
    _failed.clear()
    trace(env, [one for name in docnames for one in _wanted_by(env, name)])


def trace(env: BuildEnvironment, wanted: Iterable[Wanted]) -> dict[Wanted, Traced | Failure]:
    """The graphs of what is wanted: those kept, and the others traced in one process, unless they failed before."""
    each = list(dict.fromkeys(wanted))
    asked = [one for one in each if one not in _failed]
    limit = env.config.architecture_time_limit
    found = graphs(asked, store_of(env), folder=env.srcdir, time_limit=limit)
    _failed.update({one: result for one, result in found.items() if isinstance(result, Failure)})
    return {one: found.get(one) or _failed[one] for one in each}


def _wanted_by(env: BuildEnvironment, docname: str) -> Iterator[Wanted]:
    try:
        text = Path(env.doc2path(docname)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    yield from wanted_in(env, docname, text)


def wanted_in(env: BuildEnvironment, docname: str, text: str) -> Iterator[Wanted]:
    """What the directives and roles in a page's or docstring's text want."""
    for match in DIRECTIVE.finditer(text):
        shape = SHAPE.search(match["options"])
        for source in sources_of(match["sources"]):
            try:
                yield Wanted(located(env, docname, source)[0], shape_of(shape[1]) if shape else None)
            except ConvatlasError:
                continue  # the directive will say so
    for match in ROLE.finditer(text):
        yield Wanted(located(env, docname, match["source"])[0])


def store_of(env: BuildEnvironment) -> Store:
    """Where the site's graphs are kept: in the folder of `architecture_cache`, else in the user's cache folder."""
    kept = env.config.architecture_cache
    return Store(Path(env.srcdir, kept) if kept else folder_for_sites())


def located(env: BuildEnvironment, docname: str, source: str) -> tuple[str, str]:
    """A source with the path of its file made absolute, and the file, "" where the source is none."""
    if not source.endswith(ENDINGS):
        return source, ""
    _, path = env.relfn2path(source, docname)
    return path, path


def graph_of(env: BuildEnvironment, source: str, input_shape: tuple[int | None, ...] | None = None) -> Graph:
    """The graph of a source for the page that is read; the page is read again when a file behind it changes.

    Raises:
        SourceError: there is none; one line says why.
    """
    found, file = located(env, env.docname, source)
    if file:
        env.note_dependency(file)
    wanted = Wanted(found, input_shape)
    result = trace(env, [wanted])[wanted]
    if isinstance(result, Failure):
        raise SourceError(result.message)
    for path in result.files:
        env.note_dependency(path)
    return result.graph
