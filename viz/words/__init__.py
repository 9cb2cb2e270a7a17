"""How kinds, shapes and figures are written, how wide text is, and how it is escaped, one function a language."""

from .block_shapes import called
from .escape import csv, dot, latex, markdown, mermaid, plain, rst, tikz, xml
from .labels import (
    DOT,
    SHORT,
    dimensions,
    figure,
    macs_of,
    macs_text,
    params_of,
    params_text,
    shape_text,
    title,
    totals,
    trainable_of,
    unit_title,
)
from .metrics import FAMILY, UNITS, fitted, has_all, width
from .operands import along, part_taken, with_operand
from .pages import page, template
from .port_names import with_ports
from .quantities import AtLeast, Unit, Value, added, at_least, choose, known
from .shapes import shape_of

__all__ = [
    "DOT",
    "FAMILY",
    "SHORT",
    "UNITS",
    "AtLeast",
    "Unit",
    "Value",
    "added",
    "along",
    "at_least",
    "called",
    "choose",
    "csv",
    "dimensions",
    "dot",
    "figure",
    "fitted",
    "has_all",
    "known",
    "latex",
    "macs_of",
    "macs_text",
    "markdown",
    "mermaid",
    "page",
    "params_of",
    "params_text",
    "part_taken",
    "plain",
    "rst",
    "shape_of",
    "shape_text",
    "template",
    "tikz",
    "title",
    "totals",
    "trainable_of",
    "unit_title",
    "width",
    "with_operand",
    "with_ports",
    "xml",
]
