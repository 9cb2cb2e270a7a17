"""A page that follows the files while one edits: what a source is, traced anew whenever a file behind it is saved."""

from .following import Follower
from .serving import Server
from .versions import Version, Versions

__all__ = ["Follower", "Server", "Version", "Versions"]
