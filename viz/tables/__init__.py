"""From a `Graph` to a `Table`, one row a layer, a network or a stage; `formats` writes it."""

from .columns import COLUMNS, size_text
from .layers import layer_table, left_out_of_each, tabulate
from .networks import compare, depth
from .papers import family_table
from .plotting import PLOTS, plot, plotted
from .printing import Line, printed
from .table import Column, Row, Table

__all__ = [
    "COLUMNS",
    "PLOTS",
    "Column",
    "Line",
    "Row",
    "Table",
    "compare",
    "depth",
    "family_table",
    "layer_table",
    "left_out_of_each",
    "plot",
    "plotted",
    "printed",
    "size_text",
    "tabulate",
]
