"""`Diff`: what changed from one network to another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...files import cached_property, uncollected, write_whole
from ..graph import Graph
from ..sources import Origin, origin_of, told_apart
from ..tables import Column, Row, Table, left_out_of_each
from ..words import Unit, at_least, macs_of, params_of, plain
from .change import ADDED, CHANGED, MOVED, REMOVED, Change, between, summed
from .collecting import changes_between
from .matching import Match
from .union import union

SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~", MOVED: ">"}  # for marks in pictures
ARROW = " -> "
COLUMNS = (
    Column("name", "layer"),
    Column("change", "change"),
    Column("kind", "kind"),
    Column("details", "details"),
    Column("params", "params", "difference"),
    Column("macs", "MACs", "difference"),
)


@dataclass(frozen=True, repr=False)
class Diff:
    """What changed from one network to another; true where anything did.

    Example:
        >>> from convatlas import viz
        >>> changed = viz.diff("vgg16", "vgg19")
        >>> bool(changed), [change.after for change in changed.changes]
        (True, ['stage3/conv4', 'stage4/conv4', 'stage5/conv4'])
    """

    before: Graph
    after: Graph
    changes: tuple[Change, ...]
    match: Match = field(repr=False, compare=False)
    origin: Origin | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return bool(self.changes)

    @cached_property
    def table(self) -> Table:
        """The changes as rows, with what each adds; the total is the difference of the networks."""
        lacks_params = self.before.unweighed or self.after.unweighed
        params = None if lacks_params else self.after.params - self.before.params
        lacks_macs = self.before.uncounted or self.after.uncounted
        macs = None if lacks_macs else self.after.macs - self.before.macs
        rows = [_row(change) for change in self.changes]
        rest = (
            between(summed(change.params for change in self.changes), params),
            between(summed(change.macs for change in self.changes), macs),
        )
        if any(rest):
            rows.append(Row(("(other layers)", CHANGED, "", "other sizes", *rest)))
        totals = ("total", "", "", "", params, macs) if rows else ()
        return Table(COLUMNS, tuple(rows), totals, self._title(), tuple(self._notes()), self.origin)

    def _title(self) -> str:
        return f"{self.before.name}{ARROW}{self.after.name}"

    def _notes(self) -> list[str]:
        if not self:
            return ["no differences"]
        graphs = self.before, self.after
        params = _said("params", *(params_of(graph.nodes) for graph in graphs))
        return [params, _said("MACs", *map(macs_of, graphs)), *left_out_of_each(graphs)]

    @cached_property
    def union(self) -> Graph:
        """Both networks in one graph: the second one, and in their places the layers that only the first one has."""
        return union(self.before, self.after, self.match)

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """For every node of `union` added, removed, changed, moved, or "" for what is the same."""
        sorts = {change.after: change.sort for change in self.changes if change.after}
        added = {node.path for top in self.match.added for node in self.after.inside(top.path)}

        def mark(path: str) -> str:
            if path not in self.after.by_path:
                return REMOVED
            return sorts.get(path) or (ADDED if path in added else "")

        return {node.path: mark(node.path) for node in self.union.nodes}

    def to(self, format: str) -> str | bytes:  # noqa: A002 (the word that users expect)
        """The changes as text in one of the formats of tables, or as a picture: svg, png, pdf or tikz.

        Raises:
            FormatError: there is no such format.
        """
        from .picture import FORMATS, picture_of

        if format in FORMATS:
            from ..pictures import renderers

            drawn: str | bytes = renderers.renderer(format).render(picture_of(self))
            return drawn
        return self.table.to(format)

    def save(self, path: str | os.PathLike[str], *, format: str | None = None) -> None:  # noqa: A002
        """Write the changes to a file, whole or not at all, in the format that its ending names.

        Raises:
            FormatError: no format has that ending.
            ConvatlasError: the folder does not exist.
        """
        from .picture import FORMATS

        chosen = format or os.path.splitext(path)[1].removeprefix(".").lower()
        if chosen in FORMATS:
            write_whole(path, self.to(chosen))
        else:
            self.table.save(path, format=format)

    def __str__(self) -> str:
        return str(self.table)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.table._repr_html_()

    def _repr_latex_(self) -> str:
        return self.table._repr_latex_()


def diff(before: Any, after: Any, *, input_shape: Any = None) -> Diff:
    """What changed from one network to another: layers added, removed, changed, moved, and the figures.

    Layers are matched by what they are and what is around them first, by their names where that leaves a choice; equal
    networks differ in nothing, however they were built and whatever their layers are called.

    Args:
        before, after: what `trace` takes.
        input_shape: without the batch, for both.

    Example:
        >>> from convatlas import viz
        >>> print(viz.diff("vgg11", "vgg13"))
        vgg11 -> vgg13
        layer         change  kind      details    params            MACs
        ─────────────────────────────────────────────────────────────────
        stage1/conv2  added   ConvUnit            +36,928  +1,849,688,064
        stage2/conv2  added   ConvUnit           +147,584  +1,849,688,064
        ─────────────────────────────────────────────────────────────────
        total                                    +184,512  +3,699,376,128
        params: 132,863,336 -> 133,047,848 (+184,512)
        MACs: 7,609,090,048 -> 11,308,466,176 (+3,699,376,128)
    """
    from ..sources import trace

    sources = before, after
    graphs = [trace(source, input_shape=input_shape) for source in sources]
    if all(isinstance(source, (str, os.PathLike)) for source in sources) and before != after:
        graphs = told_apart(graphs, sources)
    old, new = graphs
    with uncollected():
        changes, match = changes_between(old, new)
    return Diff(old, new, changes, match, origin_of("diff", sources, input_shape=input_shape))


def _said(name: str, old: int | None, new: int | None) -> str:
    """A figure before and after, and the difference where that is known."""
    known = isinstance(old, int) and isinstance(new, int) and not at_least(old) and not at_least(new)
    texts = [Unit().text(value) for value in (old, new)]
    return f"{name}: {ARROW.join(texts)}" + (
        f" ({new - old:+,})" if known and old is not None and new is not None else ""
    )


def _row(change: Change) -> Row:
    details = "\n".join(plain(f"{what}: {old or 'none'}{ARROW}{new or 'none'}") for what, old, new in change.details)
    name = change.after or change.before
    return Row((name, change.sort, plain(change.kind), details, change.params, change.macs), plain(name))
