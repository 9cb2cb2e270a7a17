"""The record of a network: what goes in are plain facts, what comes out is a `Graph`, as values, JSON and networkx.

Beside it what every reader of graphs asks: which kinds do what (`roles`), what blocks hold and how they are wired,
which names tell of groups, and what a layer is apart from its name (`structure`).
"""

from .boundaries import Leaves, taken_and_given, tensors_of
from .folding import close, lifted
from .graph import Graph
from .grouping import GROUP, Ways, group_by_prefix, ordered, ways_between_siblings
from .names import is_counted, snake
from .nodes import Edge, Node, Shape, TensorSpec
from .roles import OTHER, ROLES, role_of
from .structure import IN_ANY_ORDER, Signature, in_order, kind_of, same, settings_of, signature
from .wiring import ENTRY, EXIT, Way, leads, ways_of

__all__ = [
    "ENTRY",
    "EXIT",
    "GROUP",
    "IN_ANY_ORDER",
    "OTHER",
    "ROLES",
    "Edge",
    "Graph",
    "Leaves",
    "Node",
    "Shape",
    "Signature",
    "TensorSpec",
    "Way",
    "Ways",
    "close",
    "group_by_prefix",
    "in_order",
    "is_counted",
    "kind_of",
    "leads",
    "lifted",
    "ordered",
    "role_of",
    "same",
    "settings_of",
    "signature",
    "snake",
    "taken_and_given",
    "tensors_of",
    "ways_between_siblings",
    "ways_of",
]
