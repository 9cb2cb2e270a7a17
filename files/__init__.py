"""What networks and maps both stand on: files written whole, and mistakes told in one line."""

if __name__ != "convatlas.files":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.files` instead")

from .drafts import sweep
from .messages import ConvatlasError, first_line, one_line, printable, shown, suggestion
from .writing import Content, put, write_whole

__all__ = [
    "Content",
    "ConvatlasError",
    "first_line",
    "one_line",
    "printable",
    "put",
    "shown",
    "suggestion",
    "sweep",
    "write_whole",
]
