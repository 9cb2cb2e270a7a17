"""The reference of the Python interface: every public name of a package, with its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

PARTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "blocks": (
        "Blocks",
        "Keras layers; see [the tutorial](../compose.md) for how they go together.",
        ("convatlas.blocks",),
    ),
    "architectures": (
        "Architectures",
        "Networks as data, and what builds, loads, converts and fine-tunes them.",
        (
            "convatlas.architectures",
            "convatlas.architectures.convert",
            "convatlas.architectures.weights",
            "convatlas.architectures.transfer",
            "convatlas.architectures.optimize",
            "convatlas.architectures.preprocessing",
            "convatlas.architectures.labels",
        ),
    ),
    "recipes": (
        "Recipes",
        "Training as data; see [Train a network](../train.md).",
        ("convatlas.architectures.recipes",),
    ),
    "viz": ("Maps", "Diagrams, tables and comparisons of any Keras model.", ("convatlas.viz",)),
}
PAGE = """\
# {title}

{about}

{modules}"""
MODULE = """\
## `{name}`

{about}

```{{eval-rst}}
{directives}
```

"""


def reference_pages() -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    for name, (title, about, modules) in PARTS.items():
        yield f"api/{name}", PAGE.format(title=title, about=about, modules="".join(map(_module, modules)))


def _module(name: str) -> str:
    module = import_module(name)
    directives = "\n".join(_directive(name, attribute, getattr(module, attribute)) for attribute in public(module))
    return MODULE.format(name=name, about=(module.__doc__ or "").partition("\n")[0], directives=directives)


def public(module: Any) -> list[str]:
    """What a module says is public, or else the functions and classes that it defines."""
    return list(getattr(module, "__all__", None) or _defined(module))


def _defined(module: Any) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and inspect.getmodule(value) is module and callable(value)
    ]


def _directive(module: str, name: str, value: Any) -> str:
    if not inspect.isclass(value):
        return f".. autofunction:: {module}.{name}"
    members = "" if module == "convatlas.blocks" else "\n   :members:"
    return f".. autoclass:: {module}.{name}{members}"
