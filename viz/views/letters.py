"""The letters of a panel: what stands for the widths, kernels and heads that the places of a block differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...files import cached_property
from ..graph import Edge, TensorSpec
from .samples import Samples
from .symbols import BASE, Column, base_of, expression, size_text, spread

LETTERS = {"kernel_size": "k", "num_heads": "h"}  # of settings that each place has its own of
PRIME, OTHER_WIDTH, SECOND = "′", "C′", "E"
SEVERAL = 2  # layers that have a width which gets a letter of its own
FURTHER = "abcdfg"  # letters of widths of single layers, where there are no more than these
Specs = Sequence[TensorSpec | None]


class Letters:
    """What letters say of a block; `coming` and `going` are the ways by which tensors come into it and go out."""

    def __init__(self, samples: Samples, coming: Sequence[Edge], going: Sequence[Edge]) -> None:
        self.samples = samples
        self.coming = coming
        self.going = going
        self.leaves = samples.sort.leaves[samples.sort.places[0]]
        self._named: dict[str, dict[tuple[str, ...], str]] = {}

    @cached_property
    def base(self) -> Column | None:
        """The width that the letter C stands for, None where all widths are the same at all places."""
        coming = [widths(self.entry(edge)) for edge in self.coming]
        going = [widths(self.samples.outputs(edge.source)) for edge in self.going]
        return base_of([*coming, *self._inner], [*going, *coming])

    @cached_property
    def _inner(self) -> list[Column]:
        return [widths(self.samples.outputs(leaf)) for leaf in self.leaves]

    @cached_property
    def second(self) -> Column | None:
        """The width that the letter E stands for: several layers have it, and no term of C says it."""
        unsaid = Counter(column for column in self._inner if None not in column and not expression(column, self.base))
        column, times = next(iter(unsaid.most_common(1)), ((), 0))
        return column if times >= SEVERAL else None

    @cached_property
    def further(self) -> dict[Column, str]:
        """Letters of inner widths that neither C nor E says, by these; none where there are too many."""
        ends = {widths(self.samples.outputs(edge.source)) for edge in self.going}
        inner = (column for column in dict.fromkeys(self._inner) if None not in column and column not in ends)
        unsaid = [column for column in inner if not self._said(column)]
        return dict(zip(unsaid, FURTHER, strict=False)) if len(unsaid) <= len(FURTHER) else {}

    def width(self, column: Column) -> str:
        """A width in letters, "" where none says it."""
        return self._said(column) or self.further.get(column, "")

    def _said(self, column: Column) -> str:
        """A width in terms of C or of E, "" where neither says it."""
        return expression(column, self.base) or (expression(column, self.second, SECOND) if self.second else "")

    def entry(self, edge: Edge) -> Specs:
        """What comes in on a way, in every row."""
        return self.samples.taken(edge.target, edge.input)

    @cached_property
    def symbols(self) -> dict[str, dict[str, str]]:
        """The settings that differ from place to place, by layer, in letters; "" where these do not say it."""
        found: dict[str, dict[str, str]] = {}
        for leaf in self.leaves:
            for number, node in enumerate(self.samples.members(leaf)):
                for name, text in node.settings:
                    texts = self.samples.settings(leaf, number, name)
                    if any(other != text for other in texts):
                        found.setdefault(node.path, {})[name] = self._letter(name, texts)
        return found

    def _letter(self, name: str, texts: Sequence[str]) -> str:
        if name in LETTERS:
            known = self._named.setdefault(name, {})
            return known.setdefault(tuple(texts), LETTERS[name] + PRIME * len(known))
        return self.width(tuple(map(int, texts))) if all(text.isdigit() for text in texts) else ""

    def shape(self, specs: Specs, *, is_end: bool = False) -> str:
        """The shape of a tensor at all places, "" where letters do not say its width; at an end another letter does."""
        if not specs or None in specs:
            return ""
        width = self.width(widths(specs)) or (OTHER_WIDTH if is_end else "")
        size = size_text(sizes(specs), self._entry_sizes) if self._entry_sizes else ""
        width = f"({width})" if size and "+" in width else width
        return " × ".join(filter(None, (size, width))) if width else ""

    @cached_property
    def _entry_sizes(self) -> list[tuple[int | None, ...]]:
        return sizes(self.entry(self.coming[0])) if self.coming else []

    def values(self) -> dict[str, str]:
        """What the letters stand for at each place: `C = 64, k = 5`."""
        assert self.symbols is not None  # which names the letters of kernels and heads
        return {place: ", ".join([*self._widths_at(place), *self.others_at(place)]) for place in self._places}

    @property
    def _places(self) -> tuple[str, ...]:
        return self.samples.sort.places

    def _widths_at(self, place: str) -> Iterator[str]:
        for letter, column in ((BASE, self.base), (SECOND, self.second)):
            if column:
                yield f"{letter} = {spread(self.samples.at(place, column))}"

    def further_at(self, place: str) -> str:
        """What the letters of single layers stand for at a place: `a 64–128, b 96`."""
        found = ((letter, self.samples.at(place, column)) for column, letter in self.further.items())
        return ", ".join(f"{letter} {spread(values, '–')}" for letter, values in found)

    def others_at(self, place: str) -> Iterator[str]:
        """What the letters of kernels and heads stand for at a place."""
        columns = [(letter, texts) for known in self._named.values() for texts, letter in known.items()]
        for letter, texts in columns:
            yield f"{letter} = {' or '.join(dict.fromkeys(self.samples.at(place, texts)))}"


def widths(specs: Specs) -> Column:
    """The last size of each tensor."""
    return tuple(spec.shape[-1] if spec and spec.shape else None for spec in specs)


def sizes(specs: Specs) -> list[tuple[int | None, ...]]:
    """The sizes between batch and width of each tensor."""
    return [spec.shape[1:-1] if spec else () for spec in specs]
