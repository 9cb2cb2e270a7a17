"""From what a user names (network, file, `module:attribute`, model) to its `Graph`; where written files come from."""

from .finding import trace
from .origin import Origin, in_json, origin_of
from .references import REFERENCE, value_of

__all__ = [
    "REFERENCE",
    "Origin",
    "in_json",
    "origin_of",
    "trace",
    "value_of",
]
