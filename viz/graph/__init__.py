"""The record of a network: what goes in are plain facts, what comes out is a `Graph`, as values, JSON and networkx.

Beside it what every reader of graphs asks: which kinds do what (`roles`), what blocks hold and how they are wired,
which names tell of groups, and what a layer is apart from its name (`structure`).
"""

from .arguments import bounded, code_sum, written
from .boundaries import GROUP, Tensors, taken_and_given, with_tensors
from .closing import close, with_figures
from .graph import Graph
from .grouping import group_by_prefix, ordered
from .names import is_counted, snake
from .nodes import NOWHERE, Edge, Made, Node, Port, Shape, TensorSpec
from .observed import GAP, LEVELS, Answers, Maps, Observed
from .ports import following, lifted, renamed
from .roles import OTHER, ROLES, role_of
from .steps import STEPS, gather_steps, has_steps
from .structure import (
    IN_ANY_ORDER,
    Place,
    Signature,
    comparable,
    in_order,
    kind_of,
    places_of,
    same,
    settings_of,
    signature,
)
from .wiring import ENTRY, EXIT, Way, Ways, between_siblings, leads

__all__ = [
    "ENTRY",
    "EXIT",
    "GAP",
    "GROUP",
    "IN_ANY_ORDER",
    "LEVELS",
    "NOWHERE",
    "OTHER",
    "ROLES",
    "STEPS",
    "Answers",
    "Edge",
    "Graph",
    "Made",
    "Maps",
    "Node",
    "Observed",
    "Place",
    "Port",
    "Shape",
    "Signature",
    "TensorSpec",
    "Tensors",
    "Way",
    "Ways",
    "between_siblings",
    "bounded",
    "close",
    "code_sum",
    "comparable",
    "following",
    "gather_steps",
    "group_by_prefix",
    "has_steps",
    "in_order",
    "is_counted",
    "kind_of",
    "leads",
    "lifted",
    "ordered",
    "places_of",
    "renamed",
    "role_of",
    "same",
    "settings_of",
    "signature",
    "snake",
    "taken_and_given",
    "with_figures",
    "with_tensors",
    "written",
]
