"""What networks and maps both stand on: files written whole, mistakes told in one line, and a pass over much memory."""

if __name__ != "convatlas.files":
    raise ImportError(f"`{__name__}` is a folder of the convatlas repository: write `import convatlas.files` instead")

from .cells import FORMULA, as_cell, name_in
from .drafts import sweep
from .folders import write_folder
from .hdf5 import arrays_of, attribute_of
from .kept import cached_property
from .limits import Limits, beyond, bound, limits
from .messages import UNSEEN, ConvatlasError, first_line, json_text, one_line, printable, said, shown, suggestion
from .outside import opening
from .reading import Unreadable, check_nesting, check_plain, parsed_json, parsed_toml, read_bytes, read_text
from .uncollected import uncollected
from .writing import Content, put, write_whole

__all__ = [
    "FORMULA",
    "UNSEEN",
    "Content",
    "ConvatlasError",
    "Limits",
    "Unreadable",
    "arrays_of",
    "as_cell",
    "attribute_of",
    "beyond",
    "bound",
    "cached_property",
    "check_nesting",
    "check_plain",
    "first_line",
    "json_text",
    "limits",
    "name_in",
    "one_line",
    "opening",
    "parsed_json",
    "parsed_toml",
    "printable",
    "put",
    "read_bytes",
    "read_text",
    "said",
    "shown",
    "suggestion",
    "sweep",
    "uncollected",
    "write_folder",
    "write_whole",
]
