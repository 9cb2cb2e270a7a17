"""How the networks of the atlas are trained: recipes as data, and the training itself."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .catalogue import get, names
from .errors import Interrupted, RecipeError, UnknownRecipe
from .recipe import Recipe, Setting, setting

if TYPE_CHECKING:
    from .distributing import Distribution
    from .evaluating import Evaluation, evaluate
    from .predicting import Prediction, predict
    from .serving import serving_model
    from .training import Result, train

HOMES = {
    "Distribution": "distributing",
    "Evaluation": "evaluating",
    "Prediction": "predicting",
    "Result": "training",
    "evaluate": "evaluating",
    "predict": "predicting",
    "serving_model": "serving",
    "train": "training",
}

__all__ = [
    "Distribution",
    "Evaluation",
    "Interrupted",
    "Prediction",
    "Recipe",
    "RecipeError",
    "Result",
    "Setting",
    "UnknownRecipe",
    "evaluate",
    "get",
    "names",
    "predict",
    "serving_model",
    "setting",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import what needs Keras when it is first asked for."""
    if name in HOMES:
        return getattr(import_module(f".{HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
