"""Mistakes and mishaps of a training, told in one line."""

from __future__ import annotations

import signal

from ...files import ConvatlasError


class RecipeError(ConvatlasError):
    """What a user can mend; the text says how."""


class UnknownRecipe(RecipeError, KeyError):  # noqa: N818 - as UnknownArchitecture
    """Raised for a name that is no recipe; suggests the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])


class Interrupted(KeyboardInterrupt):
    """Raised after a signal has stopped a training and what was reached is saved.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number

    @property
    def name(self) -> str:
        """The signal's name, such as SIGTERM."""
        return signal.Signals(self.number).name
