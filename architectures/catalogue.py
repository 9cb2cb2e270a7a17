"""The networks of the atlas by name."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..files import suggestion
from .architecture import Architecture

FAMILIES = ("lenet", "vgg", "googlenet", "resnet")


class UnknownArchitecture(KeyError):  # noqa: N818
    """Raised for a name that is not in the atlas; suggests the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def _all() -> dict[str, Architecture]:
    modules = [import_module(f".{family}", __package__) for family in FAMILIES]
    return {declared.name: declared for module in modules for declared in module.VARIANTS}


def families() -> list[str]:
    """The families, in the order of their papers."""
    return list(FAMILIES)


def names(family: str | None = None) -> list[str]:
    """Every variant, sorted; those of one `family` alone where it is given.

    Raises:
        ValueError: there is no such family.

    Example:
        >>> from convatlas import architectures
        >>> "resnet18_study" in architectures.names("resnet")
        True
    """
    if family is not None and family not in FAMILIES:
        raise ValueError(f"`family` (={family!r}) must be one of {', '.join(FAMILIES)}{suggestion(family, FAMILIES)}")
    return sorted(name for name, declared in _all().items() if family in (None, declared.family))


def get(name: str) -> Architecture:
    """The declaration of a variant.

    Raises:
        UnknownArchitecture: a KeyError that suggests the nearest names.

    Example:
        >>> from convatlas import architectures
        >>> architectures.get("vgg16").input_shape
        (224, 224, 3)
    """
    try:
        return _all()[name]
    except KeyError:
        hint = suggestion(name, _all()) or " (see `convatlas list`)"
        raise UnknownArchitecture(f"{name} is unknown{hint}") from None
