"""`Table`: figures in rows and columns, exact."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...files import uncollected, write_whole
from ..sources import Origin
from ..words import Value

if TYPE_CHECKING:
    import pandas
    from rich.console import Console, ConsoleOptions
    from rich.text import Text

LAYER, BLOCK, TOTAL = "layer", "block", "total"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name for machines, its heading for people, the quantity, which decides the units."""

    name: str
    heading: str
    quantity: str = "text"
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        values: one for each column, exact.
        label: what people read in place of the first value, "" for the value itself.
        level: how many blocks it stands in.
        block: whether it sums up the deeper rows that follow.
    """

    values: tuple[Value, ...]
    label: str = ""
    level: int = 0
    block: bool = False


@dataclass(frozen=True, repr=False)
class Table:
    """Figures in rows and columns, exact; how they print is the business of the formats.

    Attributes:
        totals: one for each column, empty where nothing is summed up.
        notes: what a reader must know, a sentence each.
        origin: the sources and options that made the table, where the sources were given by name.

    Example:
        >>> from convatlas import viz
        >>> table = viz.tabulate("lenet5_study", depth=1)
        >>> [column.name for column in table.columns]
        ['name', 'kind', 'output_shape', 'params', 'macs']
        >>> table.totals
        ('total', '', '', 61706, 416520)
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Value, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    origin: Origin | None = field(default=None, compare=False)

    @uncollected()
    def to(self, format: str) -> str:  # noqa: A002 (the word that users expect)
        """The table as text in one of the formats that `formats.names()` lists.

        Raises:
            FormatError: there is no such format.
        """
        from . import formats

        return formats.get(format).write(self)

    def save(self, path: str | os.PathLike[str], *, format: str | None = None) -> None:  # noqa: A002
        """Write the table to a file, whole or not at all, in the format that its ending names.

        Raises:
            FormatError: no format has that ending.
            ConvatlasError: the folder does not exist.
        """
        from . import formats

        write_whole(path, formats.file_text(self, format or formats.of_path(path)))

    def records(self) -> Iterator[dict[str, Value]]:
        """The rows by column name, exact; `row` tells layers, blocks and the total apart where there are several."""
        sorts = [BLOCK if row.block else LAYER for row in self.rows] + ([TOTAL] if self.totals else [])
        values = [row.values for row in self.rows] + ([self.totals] if self.totals else [])
        for sort, cells in zip(sorts, values, strict=True):
            record = {column.name: value for column, value in zip(self.columns, cells, strict=True)}
            yield {"row": sort, **record} if len(set(sorts)) > 1 else record

    def to_dataframe(self) -> pandas.DataFrame:
        """The rows as a pandas data frame, with exact figures.

        Raises:
            ImportError: pandas is missing; the text says how to install it.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("to_dataframe() needs pandas: pip install 'convatlas[tables]'") from None
        return pandas.DataFrame(list(self.records()))

    def __str__(self) -> str:
        return self.to("text").rstrip("\n")

    __repr__ = __str__

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from .text_layout import colour

        return colour(self, options.max_width)

    def _repr_html_(self) -> str:
        return self.to("html")

    def _repr_latex_(self) -> str:
        return self.to("latex")
