"""`Recipe`: how a network is trained, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ...files import suggestion
from ..architecture import Architecture
from .errors import RecipeError
from .forms import FORMS
from .settings import Setting, setting

__all__ = ["Recipe", "Setting", "setting"]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        name: of the recipe.
        network: a name of the atlas, or an `Architecture` of one's own.
        data: what `datasets.load` takes, "" where images must be given.
        optimizer: of Keras; its `learning_rate` may be a schedule.
        batch_size: images a step, over all devices.
        epochs: at most.
        steps: at most, where the recipe counts these.
        loss: a name of `losses.LOSSES`; it tells whether labels are one-hot.
        scaling: of pixels, a name of `scaling.CONVENTIONS`.
        placing: "stretch" resizes images to the network's input, "centre" sets smaller ones into its middle.
        augmentation: of training images, in their order, after scaling.
        callbacks: of Keras.
        weight_decay: coupled, as the papers mean it: half its square sum is part of the loss.
        auxiliary: whether the network's auxiliary classifiers take part, with the weights that it declares.
        weights: to start from: a file of Keras or PyTorch, the folder of a run, or "imagenet"; "" for none.
        freeze: the last stage that does not learn; "" where all learn.
        phases: parts of the training, one after the other; see `phases.Phase`. They take the place of `freeze`.
        rate_decay: by what the rate is multiplied from each stage to the one before it; 1 for one rate.
        class_weights: "balanced" for classes that count alike however few images they have, or pairs of a class and
            its weight; "" for images that count alike.
        label_smoothing: share of a label that goes to all classes alike.
        initializer: of every kernel, "" where each has the network's own.
        note: what a person should know before training by it.
        source: where the recipe was published.

    Example:
        >>> from convatlas.architectures import recipes
        >>> mine = recipes.get("lenet5_study").with_(data="digits", epochs=15)
        >>> mine.batch_size, mine.loss
        (32, 'sparse_categorical_crossentropy')
        >>> recipes.Recipe.from_dict(mine.to_dict()) == mine
        True
    """

    name: str
    network: str | Architecture
    data: str
    optimizer: Setting
    batch_size: int
    epochs: int
    steps: int | None = None
    loss: str = "categorical_crossentropy"
    scaling: str = "unit"
    placing: str = "stretch"
    augmentation: tuple[Setting, ...] = ()
    callbacks: tuple[Setting, ...] = ()
    weight_decay: float = 0.0
    auxiliary: bool = False
    source: str = ""
    weights: str = ""
    freeze: str = ""
    phases: tuple[Setting, ...] = ()
    rate_decay: float = 1.0
    class_weights: str | tuple[tuple[str, float], ...] = ""
    label_smoothing: float = 0.0
    initializer: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name, (allowed, kept) in FORMS.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, kept(value))
            except (TypeError, ValueError):
                raise RecipeError(f"`{name}` (={value!r}) must be {allowed}") from None

    def with_(self, **changes: Any) -> Recipe:
        """The same recipe with some fields changed.

        Raises:
            RecipeError: there is no such field, or it has a wrong value.
        """
        known = [field.name for field in fields(self)]
        for name in changes:
            if name not in known:
                raise RecipeError(f"`{name}` is nothing that a recipe has{suggestion(name, known)}")
        return replace(self, **changes)

    @property
    def architecture(self) -> Architecture:
        """The declaration of the network."""
        from ..catalogue import get

        return get(self.network) if isinstance(self.network, str) else self.network

    def to_dict(self) -> dict[str, Any]:
        """The recipe as a file holds it: plain mappings, lists, texts and numbers."""
        return {field.name: _record(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Recipe:
        """The recipe that a record, as `to_dict` gives it, describes."""
        values = {key: _value(value) for key, value in record.items() if key != "network"}
        network = record["network"]
        return cls(network=network if isinstance(network, str) else Architecture.from_dict(network), **values)


def _record(value: Any) -> Any:
    if isinstance(value, Setting):
        return {"kind": value.kind} | {key: _record(inner) for key, inner in value.arguments}
    if isinstance(value, Architecture):
        return value.to_dict()
    return [_record(inner) for inner in value] if isinstance(value, tuple) else value


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Setting(value["kind"], tuple((key, _value(v)) for key, v in value.items() if key != "kind"))
    return tuple(_value(inner) for inner in value) if isinstance(value, list) else value
