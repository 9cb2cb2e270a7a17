"""What networks and maps both stand on: files written whole, and mistakes told in one line."""

if __name__ != "convatlas.files":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.files` instead")

from .messages import ConvatlasError, first_line, suggestion
from .writing import write_whole

__all__ = ["ConvatlasError", "first_line", "suggestion", "write_whole"]
