"""From what a user names (network, file, `module:attribute`, model) to its `Graph`; where written files come from."""

from .finding import EXPORTED, Way, check_there, named, trace, tracing_by
from .naming import told_apart
from .origin import Origin, in_json, origin_of
from .references import REFERENCE, value_of

__all__ = [
    "EXPORTED",
    "REFERENCE",
    "Origin",
    "Way",
    "check_there",
    "in_json",
    "named",
    "origin_of",
    "told_apart",
    "trace",
    "tracing_by",
    "value_of",
]
