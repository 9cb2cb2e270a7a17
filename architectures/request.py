"""What `build` is asked for, before anything is built: outputs, shape, and whether they fit together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

from ..files import suggestion
from .architecture import Architecture, Part
from .layers import STEM
from .options import AS_DECLARED

POOLINGS = ("avg", "max")
OF_THE_HEAD = {"dropout": None, "head_dtype": None, "classifier_activation": AS_DECLARED}


@dataclass(frozen=True)
class Request:
    """Options of `build` that say what the model takes and gives.

    Raises:
        ValueError: an option has a wrong form, or two of them contradict each other; the text names them.
    """

    declared: Architecture
    input_shape: Any
    classes: Any
    features: Any
    include_top: bool
    pooling: str | None
    auxiliary: bool
    output_stride: int | None
    changes: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._check_forms()
        self._check_features()
        self._check_pooling()
        self._check_head()

    @property
    def name(self) -> str:
        """Of the network, for messages."""
        return self.declared.name

    @property
    def stages(self) -> list[str]:
        """What `features` may name."""
        return [*([STEM] if self.declared.stem else []), *(stage.name for stage in self.declared.stages)]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The stages whose outputs the model gives, none where it gives those of its head."""
        if self.features is None or self.features is False:
            return ()
        if self.features is True:
            return tuple(self.stages)
        named = [self.features] if isinstance(self.features, str) else list(self.features)
        return tuple(name for name in self.stages if name in named)

    @property
    def top(self) -> bool:
        """Whether the head is built."""
        return self.include_top and not self.wanted

    @property
    def shape(self) -> tuple[int | None, ...]:
        """(height, width, channels)."""
        given = self.declared.input_shape if self.input_shape is None else self.input_shape
        return tuple(size if size is None else index(size) for size in given)

    @property
    def number_of_classes(self) -> int:
        """Of the classifier."""
        return self.declared.classes if self.classes is None else index(self.classes)

    def _check_forms(self) -> None:
        for name in ("include_top", "auxiliary"):
            if getattr(self, name) not in (True, False):
                raise ValueError(f"{self.name}: `{name}` (={getattr(self, name)!r}) must be True or False")
        shape = self.declared.input_shape if self.input_shape is None else self.input_shape
        if not _is_shape(shape):
            raise ValueError(
                f"{self.name}: `input_shape` (={_told(shape)!r}) must be (height, width, channels), "
                "of which the first two may be None"
            )
        if self.classes is not None and not _is_positive(self.classes):
            raise ValueError(f"{self.name}: `classes` (={self.classes!r}) must be a positive whole number")

    def _check_features(self) -> None:
        if self.features is None or isinstance(self.features, bool):
            return
        named = [self.features] if isinstance(self.features, str) else list(self.features)
        if not named:
            raise ValueError(f"{self.name}: `features` (={self.features!r}) must name stages: {', '.join(self.stages)}")
        for name in named:
            if name not in self.stages:
                near = suggestion(str(name), self.stages)
                raise ValueError(f"{self.name}: `features` holds {name!r}{near} (stages: {', '.join(self.stages)})")

    def _check_pooling(self) -> None:
        if self.pooling is None:
            return
        if self.wanted:
            self._refuse("pooling", self.pooling, f"does not go with `features` (={self.features!r})")
        if self.pooling not in POOLINGS:
            raise ValueError(
                f"{self.name} with `input_shape` (={self.shape}): `pooling` (={self.pooling!r}) "
                f"must be one of {', '.join(POOLINGS)}"
            )
        if self.top:
            self._refuse("pooling", self.pooling, "is for networks without their head: give `include_top=False`")

    def _check_head(self) -> None:
        if self.auxiliary and not self.declared.auxiliary:
            self._refuse("auxiliary", True, "asks for classifiers beside the main line, and the network has none")
        if self.top:
            return
        why = f"`features` (={self.features!r})" if self.wanted else "`include_top` (=False)"
        given = {name: self.changes.get(name, preset) for name, preset in OF_THE_HEAD.items()}
        asked = [(name, value) for name, value in given.items() if value != OF_THE_HEAD[name]]
        asked += [("auxiliary", True)] if self.auxiliary else []
        asked += [("classes", self.classes)] if self.classes is not None else []
        for name, value in asked:
            self._refuse(name, value, f"is of the head, which is not built with {why}")

    def _refuse(self, option: str, value: Any, why: str) -> None:
        raise ValueError(f"{self.name}: `{option}` (={value!r}) {why}")

    def check(self, adapted: Architecture) -> None:
        """Refuse sizes that the head of the network, with its options worked in, cannot have.

        Raises:
            ValueError: names the option.
        """
        beside = adapted.auxiliary if self.auxiliary else ()
        flattens = self.top and _flattens(adapted.head)
        if None in self.shape and (flattens or any(_flattens(classifier.parts) for classifier in beside)):
            raise ValueError(
                f"{self.name}: `input_shape` (={self.shape}) must have a known height and width, "
                "because the head reads single pixels; or give `include_top=False`"
            )
        if self.output_stride is not None and flattens:
            raise ValueError(
                f"{self.name}: `output_stride` (={self.output_stride}) does not fit a head that reads single pixels; "
                "give `include_top=False` or `features`"
            )


def _flattens(head: Sequence[Part]) -> bool:
    return any(part.layer == "Flatten" for part in head)


def _is_positive(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool) and index(value) > 0


def _is_shape(value: Any) -> bool:
    if isinstance(value, str) or (not isinstance(value, Sequence) and not hasattr(value, "__len__")):
        return False
    sizes = list(value)
    return len(sizes) == 3 and all(n is None or _is_positive(n) for n in sizes) and sizes[2] is not None


def _told(value: Any) -> Any:
    return tuple(value) if hasattr(value, "__len__") and not isinstance(value, str) else value
