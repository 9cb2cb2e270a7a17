"""The recipes by name."""

from __future__ import annotations

from ...files import suggestion
from .errors import UnknownRecipe
from .recipe import Recipe
from .table import RECIPES


def names() -> list[str]:
    """Every recipe, in the order of the table.

    Example:
        >>> from convatlas.architectures import recipes
        >>> recipes.names()[:4]
        ['lenet5_study', 'vgg16_study', 'googlenet_study', 'resnet18_study']
    """
    return [recipe.name for recipe in RECIPES]


def get(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        UnknownRecipe: there is none; the text suggests the nearest names.

    Example:
        >>> from convatlas.architectures import recipes
        >>> str(recipes.get("vgg16_study").optimizer)
        'Adam()'
    """
    found = {recipe.name: recipe for recipe in RECIPES}
    if name not in found:
        hint = suggestion(name, found) or f" (recipes: {', '.join(found)})"
        raise UnknownRecipe(f"`recipe` (={name}) is unknown{hint}")
    return found[name]
