"""What stands for a layer that a file names and that cannot, or must not, be made from it."""

from __future__ import annotations

from typing import Any

import keras
from keras import KerasTensor, tree


class Unknown(keras.layers.Layer):  # type: ignore[misc]
    """A layer of which only name, place and, where the file tells them, the shapes of its results are known.

    Args:
        why: what a reader should know.
        told: (number of the call, number of the tensor) -> its shape, batch first, and dtype.
    """

    def __init__(self, why: str, told: dict[tuple[int, int], tuple[Any, str]], name: str | None = None) -> None:
        super().__init__(name=name)
        self.why = why
        self.told = told
        self.times = 0
        self._allow_non_tensor_positional_args = True
        self._convert_input_args = False
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: nothing of what a file holds is run."""
        raise NotImplementedError(self.why)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The tensors that the file tells of; where it is silent, one like the first input."""
        told = {place: spec for (number, place), spec in self.told.items() if number == self.times}
        self.times += 1
        if told:
            made = [KerasTensor(*told.get(place, ((None,), "float32"))) for place in range(max(told) + 1)]
            return made[0] if len(made) == 1 else made
        self.why = f"{self.why}; the file does not tell what it returns: drawn as what it takes"
        given = [t for t in tree.flatten((args, kwargs)) if isinstance(t, KerasTensor)]
        return KerasTensor(given[0].shape, given[0].dtype) if given else KerasTensor((None,))


def unknown(kind: str, module: str, why: str, told: dict[tuple[int, int], tuple[Any, str]], name: str) -> Unknown:
    """A stand-in whose class carries the kind and the module that a file names."""
    found: Unknown = type(kind, (Unknown,), {"__module__": module})(why, told, name)
    return found
