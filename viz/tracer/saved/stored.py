"""Which weights a file holds for each layer, by the shapes that it tells of them; no value is read."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import Any

from ....files import Unreadable, arrays_of, bound
from ...graph import snake

WEIGHTS = "model.weights.h5"
VARIABLES, TITLE = "vars", "name"  # the group of a layer's own arrays, and what tells the layer's name there
TEXTS = ("O", "S", "U")  # kinds of arrays, as NumPy writes them
HEADER = 30  # bytes of a file's header in an archive, before its name and an extra field, whose lengths end it
FIXED = ("moving_mean", "moving_variance")  # statistics, by the names that Keras gives them
Known = tuple[str, str]  # name and class of a layer


@dataclass(frozen=True, slots=True)
class Weight:
    """An array in a file: name, "" where the file counts them up, shape, and whether it is a state of chance."""

    name: str
    shape: tuple[int, ...]
    is_seed: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether its name tells that it is not trained."""
        return self.name in FIXED


@dataclass
class Group:
    """A group of a file: what stands in it by name, and the name of the layer that it is of where it tells that."""

    inside: dict[str, Group | Weight] = field(default_factory=dict)
    title: str = ""

    def at(self, *names: str) -> Group | None:
        """The group that the names lead to."""
        found: Group | Weight | None = self
        for name in names:
            found = found.inside.get(name) if isinstance(found, Group) else None
        return found if isinstance(found, Group) else None

    def groups(self) -> Iterator[tuple[str, Group]]:
        """The groups directly in it, by name."""
        return ((name, found) for name, found in self.inside.items() if isinstance(found, Group))

    def all_weights(self) -> Iterator[Weight]:
        """The arrays in it, at any depth, without the states of generators of chance."""
        waiting: list[Group | Weight] = [self]
        while waiting:
            found = waiting.pop()
            if isinstance(found, Group):
                waiting += reversed(found.inside.values())
            elif not found.is_seed:
                yield found


@dataclass(frozen=True)
class Held:
    """What a file holds for a model or layer; `group` is None where that is not known."""

    group: Group | None = None
    is_archive: bool = False

    def of_layers(self, layers: Sequence[Known]) -> list[Held]:
        """What it holds for each layer of the model."""
        if self.group is None:
            return [self for _ in layers]
        find = _by_place if self.is_archive else _by_name
        return [replace(self, group=group) for group in find(self.group, layers)]

    def weights(self) -> list[Weight] | None:
        """All weights; None where they are not known, or claim more numbers than are counted."""
        found = None if self.group is None else list(self.group.all_weights())
        return found if found is None or sum(prod(w.shape) for w in found) <= bound("figure") else None


def held_by(path: Path) -> Held:
    """What the file of a saved model holds for the model."""
    is_archive = path.suffix.lower() == ".keras"
    try:
        stretch = _in_archive(path) if is_archive else (0, None)
        found = arrays_of(path, TITLE, start=stretch[0], size=stretch[1]) if stretch else None
    except (Unreadable, OSError, ValueError, KeyError, zipfile.BadZipFile):
        found = None
    if found is None:
        return Held()
    root = _tree(found)
    root.inside.pop("optimizer", None)
    return Held(root if is_archive else root.at("model_weights"), is_archive)


def _in_archive(path: Path) -> tuple[int, int] | None:
    """Where the weights stand in an archive, which keeps them as they are; None where it has none or packed them."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        info = archive.getinfo(WEIGHTS)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            return None
        file.seek(info.header_offset + HEADER - 4)
        lengths = file.read(4)
        behind = sum(int.from_bytes(lengths[i : i + 2], "little") for i in (0, 2))
        return info.header_offset + HEADER + behind, info.file_size


def _tree(found: Iterable[tuple[str, Any, str]]) -> Group:
    """Groups and arrays in each other, from their paths."""
    root = Group()
    for path, shape, told in found:
        *around, name = path.split("/")
        inside = root.at(*around)
        if inside is None or (told in TEXTS and shape is not None):  # by a link; or what is no weight
            continue
        inside.inside[name] = Group() if shape is None else _weight(name, tuple(shape), told)
        inside.title = told if shape is None and name == VARIABLES else inside.title
    return root


def _weight(name: str, shape: tuple[int, ...], kind: str) -> Weight:
    name = name.partition(":")[0]
    return Weight("" if name.isdigit() else name, shape, shape == (2,) and kind == "u")


def _by_place(group: Group, layers: Sequence[Known]) -> Iterator[Group | None]:
    """Groups of layers in an archive: by the names that they tell, or by class and number as older Keras has them."""
    inside = group.at("layers")
    titled = {found.title: found for _, found in inside.groups() if found.title} if inside else {}
    counted = _counted(layers)
    understood = inside is not None and not titled and set(inside.inside) <= set(counted)
    for (name, _), place in zip(layers, counted, strict=True):
        yield titled.get(name) if titled else ((inside and inside.at(place)) or Group()) if understood else None


def _counted(layers: Sequence[Known]) -> list[str]:
    """The places of layers in a list, as Keras names them: `dense`, `dense_1`."""
    seen: Counter[str] = Counter()
    found = []
    for kind in (snake(kind) for _, kind in layers):
        found.append(f"{kind}_{seen[kind]}" if seen[kind] else kind)
        seen[kind] += 1
    return found


def _by_name(group: Group, layers: Sequence[Known]) -> Iterator[Group | None]:
    """Groups of layers in a legacy file, which has one for each at its top, and in these paths of variables."""
    named = _nested(group, {name for name, _ in layers})
    none = None if any(group.all_weights()) else Group()
    for name, _ in layers:
        yield group.at(*name.split("/")) or named.get(name, none)


def _nested(group: Group, names: set[str]) -> dict[str, Group]:
    """The groups of some names, at any depth, the outermost of each."""
    found: dict[str, Group] = {}
    waiting = [group]
    while waiting:
        for name, inner in waiting.pop(0).groups():
            if name in names:
                found.setdefault(name, inner)
            else:
                waiting.append(inner)
    return found
