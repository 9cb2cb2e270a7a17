"""What stands for a layer that a file names and that cannot, or must not, be made from it."""

from __future__ import annotations

from typing import Any

import keras
from keras import KerasTensor, tree

Told = dict[tuple[int, int], tuple[Any, str]]  # (number of a call, number of a tensor) -> shape, batch first, and dtype


class Unknown(keras.layers.Layer):  # type: ignore[misc]
    """A layer of which only name, place and, where the file tells them, the shapes of its results are known.

    It is made as an instance of a class of its own, which carries the kind and the module that the file names.

    Args:
        why: what a reader should know.
        config: what it was configured with.
        told: what the file tells of the tensors that it returned.
    """

    def __init__(self, why: str, config: dict[str, Any], told: Told, name: str | None = None) -> None:
        super().__init__(name=name)
        self.why = why
        self.config = config
        self.told = told
        self.times = 0
        self._allow_non_tensor_positional_args = True
        self._convert_input_args = False
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: nothing of what a file holds is run."""
        raise NotImplementedError(self.why)

    def get_config(self) -> dict[str, Any]:
        """What the file tells of its settings."""
        return dict(self.config)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The tensors that the file tells of; where it is silent, one like the first input."""
        call = min(self.times, max((number for number, _ in self.told), default=0))  # Sequential calls at every `add`
        told = {place: spec for (number, place), spec in self.told.items() if number == call}
        self.times += 1
        if told:
            made = [KerasTensor(*told.get(place, ((None,), "float32"))) for place in range(max(told) + 1)]
            return made[0] if len(made) == 1 else made
        self.why = f"{self.why}; the file does not tell what it returns: drawn as what it takes"
        given = [t for t in tree.flatten((args, kwargs)) if isinstance(t, KerasTensor)]
        return KerasTensor(given[0].shape, given[0].dtype) if given else KerasTensor((None,))
