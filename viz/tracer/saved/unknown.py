"""What stands for a layer that a file names and that cannot, or must not, be made from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import KerasTensor, tree

from .stored import Weight

NOT_COUNTED = "its weights are not counted"
COUNTED = "its weights are those that the file holds, trainable where no name says otherwise"
SILENT = "the file does not tell what it returns"
GUESSED = ": drawn as what it takes"
Told = dict[tuple[int, int], tuple[Any, str]]  # (number of a call, number of a tensor) -> shape, batch first, and dtype


class Unknown(keras.layers.Layer):  # type: ignore[misc]
    """A layer of which only name, place and what the file tells of its results and weights are known.

    It is made as an instance of a class of its own, which carries the kind and the module that the file names.

    Args:
        why: what a reader should know.
        config: what it was configured with.
        told: what the file tells of the tensors that it returned.
        guess: whether it returns what it takes where the file does not tell, else something of unknown sizes.
    """

    def __init__(
        self, why: str, config: dict[str, Any], told: Told, name: str | None = None, *, guess: bool = False
    ) -> None:
        super().__init__(name=name)
        self.why = why
        self.config = config
        self.told = told
        self.guess = guess
        self.is_weighed = False
        self.times = 0
        self._allow_non_tensor_positional_args = True
        self._convert_input_args = False
        self.built = True

    def weigh(self, weights: Sequence[Weight] | None, *, is_fixed: bool = False) -> None:
        """Have the weights that the file holds, if that is known; all of them fixed where the layer is frozen."""
        self.is_weighed = weights is not None
        self.why = f"{self.why}; {COUNTED if weights else NOT_COUNTED}" if weights != [] else self.why
        for weight in weights or ():
            self.add_weight(shape=weight.shape, trainable=not (is_fixed or weight.is_fixed))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: nothing of what a file holds is run."""
        raise NotImplementedError(self.why)

    def get_config(self) -> dict[str, Any]:
        """What the file tells of its settings."""
        return dict(self.config)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The tensors that the file tells of; where it is silent, one of as many sizes as the first input."""
        call = min(self.times, max((number for number, _ in self.told), default=0))  # Sequential calls at every `add`
        told = {place: spec for (number, place), spec in self.told.items() if number == call}
        self.times += 1
        if told:
            made = [KerasTensor(*told.get(place, ((None,), "float32"))) for place in range(max(told) + 1)]
            return made[0] if len(made) == 1 else made
        untold = SILENT + (GUESSED if self.guess else "")
        self.why = self.why if untold in self.why else f"{self.why}; {untold}"
        given = [t for t in tree.flatten((args, kwargs)) if isinstance(t, KerasTensor)]
        if not given:
            return KerasTensor((None,))
        first = given[0]
        return KerasTensor(
            first.shape if self.guess else (*first.shape[:1], *(None for _ in first.shape[1:])), first.dtype
        )
