"""The reference of the Python interface: every public name of a package, with its docstring."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

PARTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "blocks": (
        "convatlas.blocks",
        "Keras layers; see [the tutorial](../compose.md) for how they go together.",
        ("convatlas.blocks",),
    ),
    "architectures": (
        "convatlas.architectures",
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
        "convatlas.architectures.recipes",
        "Training as data; see [Train a network](../train.md).",
        ("convatlas.architectures.recipes",),
    ),
    "viz": ("convatlas.viz", "Diagrams, tables and comparisons of any Keras model.", ("convatlas.viz",)),
}
FIRST = ("ConvPoolBlock", "VGGStage", "InceptionBlock", "ResidualBlock", "Block", "ConvUnit")  # the others follow
PAGE = """\
# {title}

{about}

{modules}"""
HEADING = """\
## {name}

{about}

"""
MODULE = """\
```{{eval-rst}}
{directives}
```

"""


def reference_pages() -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    for name, (title, about, modules) in PARTS.items():
        parts = "".join(_module(module, title) for module in modules)
        yield f"api/{name}", PAGE.format(title=title, about=about, modules=parts)


def _module(name: str, title: str) -> str:
    module = import_module(name)
    directives = "\n".join(_directive(name, attribute, getattr(module, attribute)) for attribute in public(module))
    heading = "" if name == title else HEADING.format(name=name, about=(module.__doc__ or "").partition("\n")[0])
    return heading + MODULE.format(directives=directives)


def public(module: Any) -> list[str]:
    """What a module says is public, or else the functions and classes that it defines; functions come first."""
    names = list(getattr(module, "__all__", None) or _defined(module))
    return [
        *(name for name in FIRST if name in names),
        *sorted({*names} - {*FIRST}, key=lambda name: (name.lower() != name, name)),
    ]


def _defined(module: Any) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and inspect.getmodule(value) is module and callable(value)
    ]


def _directive(module: str, name: str, value: Any) -> str:
    import keras

    if not inspect.isclass(value):
        return f".. autofunction:: {module}.{name}"
    if issubclass(value, keras.layers.Layer):
        return f".. autoclass:: {module}.{name}{_signature(value)}"
    return f".. autoclass:: {module}.{name}\n   :members:"


def _signature(layer: Any) -> str:
    """How a layer is made; Keras hides it behind `*args, **kwargs`."""
    signature = inspect.signature(layer.__init__)
    shown = [one.replace(annotation=one.empty) for one in list(signature.parameters.values())[1:]]
    return str(signature.replace(parameters=shown, return_annotation=signature.empty))
