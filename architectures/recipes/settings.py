"""`Setting`: a thing by its name and arguments, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...files import first_line, suggestion
from .errors import RecipeError


@dataclass(frozen=True)
class Setting:
    """A thing by its name and arguments: an optimizer, a schedule, a callback of Keras, or an augmentation of ours."""

    kind: str
    arguments: tuple[tuple[str, Any], ...] = ()

    def made(self, *homes: Any) -> Any:
        """The object that the setting names, looked up in the modules `homes`; settings inside are made first."""
        found = [getattr(home, self.kind) for home in homes if hasattr(home, self.kind)]
        if not found:
            near = suggestion(self.kind, [name for home in homes for name in dir(home) if name[0].isupper()])
            raise RecipeError(f"`{self.kind}` is nothing that Keras has{near}")
        arguments = {key: _made(value, homes) for key, value in self.arguments}
        try:
            return found[0](**arguments)
        except (TypeError, ValueError) as error:
            raise RecipeError(f"{self}: {first_line(error)}") from None

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(f'{key}={value}' for key, value in self.arguments)})"


def _made(value: Any, homes: tuple[Any, ...]) -> Any:
    if isinstance(value, Setting):
        return value.made(*homes)
    return list(value) if isinstance(value, tuple) else value


def setting(kind: str, **arguments: Any) -> Setting:
    """Write a `Setting` as one would write the object itself."""
    return Setting(kind, tuple(arguments.items()))
