"""`Architecture`: a convolutional network as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from .frozen_values import Formless, Table, frozen, thawed
from .validation import check_record

Arguments = tuple[tuple[str, Any], ...]


def _frozen(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _as_kept(name, value) for name, value in arguments.items()}


def _as_kept(name: str, value: Any) -> Any:
    try:
        return frozen(value)
    except Formless as formless:
        raise ValueError(f"`{name}` (={value!r}) {formless}") from None


@dataclass(frozen=True)
class Part:
    """A layer by name with its arguments, once or several times in a row.

    Repeated parts keep their shape: `strides` go to the first alone.
    The argument value "classes" stands for the number of classes.
    """

    layer: str
    arguments: Arguments = ()
    name: str = ""
    repeat: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", Table(self.arguments))

    def to_dict(self) -> dict[str, Any]:
        """The part as a file holds it: `layer`, `name`, `repeat`, and the arguments beside them."""
        record: dict[str, Any] = {"layer": self.layer}
        record |= {"name": self.name} if self.name else {}
        record |= {"repeat": self.repeat} if self.repeat != 1 else {}
        return record | {key: thawed(value) for key, value in self.arguments}

    def with_(self, **changes: Any) -> Part:
        """The same part with some fields changed."""
        return replace(self, **changes)

    def expanded(self) -> tuple[Part, ...]:
        """The part once for each repetition, numbered where it has a name."""
        if self.repeat == 1:
            return (self,)
        kept = tuple((key, value) for key, value in self.arguments if key != "strides")
        names = [f"{self.name}{i + 1}" if self.name else "" for i in range(self.repeat)]
        again = [Part(self.layer, kept, name) for name in names[1:]]
        return (Part(self.layer, self.arguments, names[0]), *again)

    def given(self, **arguments: Any) -> Part:
        """The same part with some arguments changed or added."""
        return replace(self, arguments=tuple((dict(self.arguments) | _frozen(arguments)).items()))

    def get(self, argument: str, preset: Any = None) -> Any:
        """The value of an argument, `preset` where it is not given."""
        return dict(self.arguments).get(argument, preset)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Part:
        """The part that `record`, as `to_dict` gives it, describes."""
        own = {key: record[key] for key in ("layer", "name", "repeat") if key in record}
        arguments = _frozen({key: value for key, value in record.items() if key not in own})
        return cls(**own, arguments=tuple(arguments.items()))


@dataclass(frozen=True)
class Auxiliary:
    """A classifier beside the main line.

    Attributes:
        name: of the classifier; its layers are called by it.
        reads: the layer whose output it reads, such as "stage4_inception_4a".
        parts: in the order of the data.
        loss_weight: of its loss, where that of the main line is 1.
    """

    name: str
    reads: str
    parts: tuple[Part, ...]
    loss_weight: float = 1.0

    def to_dict(self) -> dict[str, Any]:
        """The classifier as a file holds it."""
        parts = [p.to_dict() for p in self.parts]
        return {"name": self.name, "reads": self.reads, "loss_weight": self.loss_weight, "parts": parts}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Auxiliary:
        """The classifier that `record` describes."""
        parts = tuple(Part.from_dict(p) for p in record.get("parts", ()))
        return cls(record["name"], record["reads"], parts, float(record.get("loss_weight", 1.0)))


def part(layer: str, *, name: str = "", repeat: int = 1, **arguments: Any) -> Part:
    """Write a `Part` as one would write the layer itself."""
    return Part(layer, tuple(_frozen(arguments).items()), name, repeat)


@dataclass(frozen=True)
class Stage:
    """Parts that work at one resolution; their output is a feature of the network."""

    name: str
    parts: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        """The stage as a file holds it."""
        return {"name": self.name, "parts": [p.to_dict() for p in self.parts]}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Stage:
        """The stage that `record` describes."""
        return cls(record["name"], tuple(Part.from_dict(p) for p in record.get("parts", ())))


@dataclass(frozen=True)
class Architecture:
    """A network as data: stem, stages and head, each a list of parts.

    Attributes:
        name: of the network and of the models built from it.
        input_shape: (height, width, channels), as the data it was made for.
        classes: of the classifier at its end.
        stem, stages, head: the parts in the order of the data.
        auxiliary: classifiers beside the main line; see `Auxiliary`.
        family: the family it belongs to, "" for a network of one's own.
        paper: where it was published.
        preprocessing: how its images are scaled, by the name of a convention; see `architectures.preprocessing`.

    Example:
        >>> from convatlas.architectures import Architecture, Stage, part
        >>> tiny = Architecture(
        ...     name="tiny",
        ...     input_shape=(32, 32, 3),
        ...     classes=10,
        ...     stages=(Stage("stage1", (part("ConvPoolBlock", filters=8, kernel_size=3),)),),
        ...     head=(part("GlobalAveragePooling2D"), part("Dense", units="classes", name="predictions")),
        ... )
        >>> Architecture.from_dict(tiny.to_dict()) == tiny
        True
    """

    name: str
    input_shape: tuple[int | None, ...]
    classes: int
    stem: tuple[Part, ...] = ()
    stages: tuple[Stage, ...] = ()
    head: tuple[Part, ...] = ()
    auxiliary: tuple[Auxiliary, ...] = ()
    family: str = ""
    paper: str = ""
    preprocessing: str = ""

    build: ClassVar[Callable[..., Any]]  # the record knows nothing of building: `convatlas.architectures` binds it

    def __post_init__(self) -> None:
        for name in ("input_shape", "classes"):  # numbers of NumPy as Python's, lists as tuples
            object.__setattr__(self, name, frozen(getattr(self, name)))

    def with_(self, **changes: Any) -> Architecture:
        """The same network with some fields changed."""
        return replace(self, **changes)

    def map(self, change: Callable[[Part], Part]) -> Architecture:
        """The same network with every part changed, where repeated parts have become single ones."""

        def changed(parts: tuple[Part, ...]) -> tuple[Part, ...]:
            return tuple(change(single) for given in parts for single in given.expanded())

        return replace(
            self,
            stem=changed(self.stem),
            stages=tuple(replace(stage, parts=changed(stage.parts)) for stage in self.stages),
            head=changed(self.head),
            auxiliary=tuple(replace(beside, parts=changed(beside.parts)) for beside in self.auxiliary),
        )

    @property
    def loss_weights(self) -> list[float]:
        """Weights of the losses of the outputs that `build(auxiliary=True)` gives, as `compile` takes them."""
        return [1.0, *(classifier.loss_weight for classifier in self.auxiliary)]

    def to_dict(self) -> dict[str, Any]:
        """The declaration as a file holds it: plain mappings, lists, texts and numbers, without what is empty."""
        record = {f.name: _record(getattr(self, f.name)) for f in fields(self)}
        return {key: value for key, value in record.items() if value not in ("", [], ())}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Architecture:
        """The network that `record` declares.

        Raises:
            ValueError: a key is unknown or missing, or a value has a wrong form; the text names it.
        """
        check_record(record)
        values = dict(record) | {"input_shape": tuple(record["input_shape"])}
        for key in ("stem", "head"):
            values[key] = tuple(Part.from_dict(p) for p in record.get(key, ()))
        values["stages"] = tuple(Stage.from_dict(s) for s in record.get("stages", ()))
        values["auxiliary"] = tuple(Auxiliary.from_dict(a) for a in record.get("auxiliary", ()))
        return cls(**values)


def _record(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_record(item) for item in value]
    return value.to_dict() if isinstance(value, (Part, Stage, Auxiliary)) else value
