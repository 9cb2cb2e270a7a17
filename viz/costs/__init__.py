"""From a layer and the shapes around it to its multiply-adds: a table of rules, one line a kind of layer."""

from .counting import multiply_adds
from .rules import Given

__all__ = ["Given", "multiply_adds"]
