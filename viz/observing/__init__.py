"""A network at work on real data: times, statistics and feature maps of every layer call, as facts on its graph."""

from .data import data_for
from .loading import Network, loaded
from .observation import Observation, observe

__all__ = ["Network", "Observation", "data_for", "loaded", "observe"]
