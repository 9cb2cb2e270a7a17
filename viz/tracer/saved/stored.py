"""Which weights a file holds for each layer, by the shapes that it tells of them; no value is read."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from ....files import bound
from ...graph import snake

WEIGHTS = "model.weights.h5"
VARIABLES, TITLE = "vars", "name"  # the group of a layer's own arrays, and what tells the layer's name there
LONGEST = 1000  # bytes of that name
HEADER = 30  # bytes of a file's header in an archive, before its name and an extra field, whose lengths end it
OBJECTS = 10  # groups and arrays for each layer that there may be
FIXED = ("moving_mean", "moving_variance")  # statistics, by the names that Keras gives them
BROKEN = (OSError, RuntimeError, KeyError, TypeError, ValueError)  # as h5py fails on a broken file
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
        root = _in_archive(path) if is_archive else _read(path)
    except (*BROKEN, zipfile.BadZipFile):
        return Held()
    if is_archive and root:
        root.inside.pop("optimizer", None)
    return Held(root if is_archive or root is None else root.at("model_weights"), is_archive)


def _in_archive(path: Path) -> Group | None:
    """The arrays in the weights of an archive, which keeps them as they are; None where it has none or packed them."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        if WEIGHTS not in archive.namelist():
            return None
        info = archive.getinfo(WEIGHTS)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            return None
        file.seek(info.header_offset + HEADER - 4)
        lengths = file.read(4)
        behind = sum(int.from_bytes(lengths[i : i + 2], "little") for i in (0, 2))
        return _read(Part(file, info.header_offset + HEADER + behind, info.file_size))


class Part(io.RawIOBase):
    """A stretch of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self.file, self.start, self.size, self.place = file, start, size, 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place on."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self.place = offset + (0, self.place, self.size)[whence]
        return self.place

    def readinto(self, buffer: Any) -> int:
        """Read from the place on, as far as the stretch goes."""
        self.file.seek(self.start + self.place)
        content = self.file.read(min(len(buffer), max(self.size - self.place, 0)))
        buffer[: len(content)] = content
        self.place += len(content)
        return len(content)


def _read(file: Path | Part) -> Group | None:
    """The groups and arrays of an HDF5 file; links to elsewhere are not followed, None where there are too many."""
    import h5py

    root = Group()
    with h5py.File(file, "r") as opened:
        stopped = opened.visititems(partial(_note, root, Counter()))
    return None if stopped else root


def _note(root: Group, seen: Counter[str], name: str, found: Any) -> bool | None:
    """Write down what stands at a path; true to stop."""
    *around, own = name.split("/")
    inside = root.at(*around)
    seen["objects"] += 1
    if inside is None or len(around) > bound("nesting") or seen["objects"] > OBJECTS * bound("nodes"):
        return True
    if hasattr(found, "shape"):
        inside.inside[own] = _weight(own, found)
    else:
        inside.inside[own] = Group()
        inside.title = _title(found) if own == VARIABLES else inside.title
    return None


def _title(group: Any) -> str:
    """The name of the layer that the variables of a group are of."""
    if TITLE not in group.attrs or group.attrs.get_id(TITLE).get_storage_size() > LONGEST:
        return ""
    return str(group.attrs[TITLE])


def _weight(name: str, array: Any) -> Weight:
    name = name.partition(":")[0]
    shape = tuple(array.shape or ())
    return Weight("" if name.isdigit() else name, shape, shape == (2,) and array.dtype.kind == "u")


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
