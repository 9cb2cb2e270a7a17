"""`observe`: a network at work on data, and what was seen of every layer's call in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import numpy as np

from ..errors import ConvatlasError, SourceError
from ..graph import Answers, Graph, Maps, Observed
from ..pictures import Drawing
from ..tracer import functional_of, is_layer, trace_calls
from ..words import plain
from .batches import arrays_in, batches_of, length_of, part_of
from .compiled import is_compiled, line_by_line
from .faults import faults_of
from .forward import Places, arrays_of, finished, times, watched
from .groups import groups_of
from .loading import loaded
from .maps import maps_of
from .statistics import Statistics

BATCH = 32  # samples at once
LIKELIEST = 5
COLUMNS = ("output_shape", "time", "range", "zeros")


@dataclass(frozen=True)
class Observation:
    """A network at work on data.

    Attributes:
        graph: the network's graph, whose `observed` tells of its nodes by path.
        outputs: what the network returned, as arrays.
        samples: how many samples it worked on.
        batch: how many of them at once when the time was taken.
        runs: how often the time was taken.

    Example:
        >>> import numpy as np
        >>> from convatlas import architectures, viz
        >>> seen = viz.observe(architectures.build("lenet5_study"), np.ones((2, 28, 28, 1), "float32"), runs=1)
        >>> seen.observed["stage1/conv1"].maps.channels[:0], seen.graph.name, seen.batch
        ((), 'lenet5_study', 2)
    """

    graph: Graph
    outputs: tuple[Any, ...] = field(repr=False)
    samples: int
    batch: int
    runs: int

    @property
    def time(self) -> float:
        """Seconds that the network took for the batch, the median over the runs."""
        return self.observed[""].time or 0.0

    @property
    def answers(self) -> tuple[Answers, ...]:
        """For a classifier the likeliest classes of the chosen samples, with their probabilities."""
        return self.observed[""].answers

    @property
    def observed(self) -> Mapping[str, Observed]:
        """What was seen of the nodes, by path."""
        return self.graph.observed

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong by path, at the first layers that show it."""
        return {path: seen.fault for path, seen in self.observed.items() if seen.fault}

    def __str__(self) -> str:
        from ..tables import layer_table

        told = (
            f"{self.samples:,} samples; {1000 * self.time:,.2f} ms for a batch of {self.batch}, median of {self.runs}"
        )
        faults = [plain(f"{path}: {text}") for path, text in self.faults.items()]
        return "\n".join([str(layer_table(self.graph, COLUMNS)), told, *faults])

    def drawing(self) -> Drawing:
        """The network drawn; its html is the explorer, whose panel tells what was seen."""
        return Drawing(self.graph)

    def _repr_html_(self) -> str:
        shown: str = self.drawing().interactive()._repr_html_()
        return shown


def observe(model: Any, data: Any, *, samples: int = 4, runs: int = 5, classes: Sequence[str] = ()) -> Observation:
    """Watch a network at work on data: what every layer call gives, inside blocks and custom layers too.

    It runs as it is, in inference; its outputs are those of `model(data)`, and nothing of the watching is left.

    Args:
        model: a Keras model or layer with its weights, a `.keras` file, a folder of `convatlas train`, or
            `module:attribute`; by the name of a network of the atlas one with weights made at random.
        data: an array (N, ...), or a list or mapping of them where there are several inputs.
        samples: how many of the first ones are shown as feature maps.
        runs: how often the time is taken, on the first batch, of which the median counts.
        classes: names of what a classifier tells apart.

    Raises:
        SourceError: the model cannot be found, or does not take the data.
        ConvatlasError: a number is below 1, or there are no data.
    """
    for name, number in (("samples", samples), ("runs", runs)):
        if not isinstance(number, int) or number < 1:
            raise ConvatlasError(f"`{name}` (={number!r}) must be a whole number of at least 1")
    network = model if is_layer(model) else loaded(model).model
    data = _as_taken(network, data)
    length = length_of(data)
    if not length:
        raise ConvatlasError("`data` must hold at least one sample, and holds none")
    first = part_of(data, 0, BATCH)
    places = _places(network, first)
    gathered = _Gathered(places, min(samples, length))
    outputs = []
    for batch in batches_of(data, BATCH):
        with line_by_line(network):
            result = watched(network, batch, places, gathered.add)
        outputs.append(arrays_of(network(batch) if is_compiled(network) else result))  # compiled code may round anew
        gathered.add_inputs(batch)
    with line_by_line(network):
        taken = times(network, first, places, runs)
    graph = _with_facts(places, gathered, {path: median(each) for path, each in taken.items()}, length)
    whole = tuple(np.concatenate(parts) if parts[0].ndim else parts[0] for parts in zip(*outputs, strict=True))
    answers = tuple(_answers(whole, min(samples, length), classes))
    time = median(taken[""]) if "" in taken else None
    seen = {"": Observed(time=time, share=1.0, answers=answers), **graph.observed}
    return Observation(replace(graph, observed=seen), whole, length, min(BATCH, length), runs)


def _as_taken(network: Any, data: Any) -> Any:
    """The data; under its name where the network takes a mapping of one, of which Keras would print the data."""
    taken = getattr(functional_of(network), "_inputs_struct", None)
    if isinstance(taken, Mapping) and len(taken) == 1 and not isinstance(data, Mapping):
        return dict.fromkeys(taken, data)
    return data


def _places(network: Any, batch: Any) -> Places:
    """The places of a network's calls; the call that builds it, and warms it up, is the first."""
    try:
        finished(network(batch))
    except Exception as error:
        from ..errors import first_line

        raise SourceError(f"`model` does not take `data`: {first_line(error)}") from error
    try:
        written = trace_calls(network)
    except SourceError:
        written = trace_calls(network, part_of(batch, 0, None, shapes=True))
    return Places(network, written)


class _Gathered:
    """Statistics and maps of every call, gathered batch by batch."""

    def __init__(self, places: Places, samples: int) -> None:
        self.places, self.samples = places, samples
        self.statistics: dict[str, Statistics] = {}
        self.maps: dict[str, Maps | None] = {}

    def add(self, path: str, result: Any) -> None:
        """Take in what a call returned."""
        channels = self.places.channels(path)
        arrays = arrays_of(result)
        for array in arrays:
            self.statistics.setdefault(path, Statistics()).add(array, channels if array.ndim == 4 else -1)
        if arrays and path not in self.maps:
            self.maps[path] = maps_of(arrays[0][: self.samples], channels) if arrays[0].ndim else None

    def add_inputs(self, batch: Any) -> None:
        """Take in the data themselves, by name where they have names, else in the order of the inputs."""
        ports, given = self.places.written.graph.inputs, list(arrays_in(batch))
        names = list(batch) if isinstance(batch, Mapping) else [port.name for port in ports]
        paths = {port.name: self.places.written_at[port.path] for port in ports}
        if len(given) == len(names) == len(paths):
            for name, array in zip(names, given, strict=True):
                if name in paths:
                    self.add(paths[name], array)


def _with_facts(places: Places, gathered: _Gathered, times: Mapping[str, float], samples: int) -> Graph:
    """The graph with what was seen of its nodes, by the paths that they have in it."""
    whole, graph, paths = times.get("", 0.0), places.written.graph, places.written.paths
    seen = {
        paths[path]: _observed(found, gathered.maps[path], times.get(path), whole)
        for path, found in gathered.statistics.items()
        if path in paths
    }
    seen |= dict(groups_of(graph, seen))
    faults = faults_of(graph, seen, samples)
    return replace(graph, observed={p: replace(one, fault=faults.get(p, "")) for p, one in seen.items()})


def _observed(found: Statistics, maps: Maps | None, time: float | None, whole: float) -> Observed:
    known = found.finite > 0
    return Observed(
        time=time,
        share=time / whole if time is not None and whole else None,
        mean=found.mean if known else None,
        deviation=found.deviation if known else None,
        least=found.least if known else None,
        largest=found.largest if known else None,
        values=found.values,
        zeros=found.zeros / found.values if found.values else 0.0,
        nans=found.nans,
        infinities=found.infinities,
        units=0 if found.alive is None else len(found.alive),
        dead=found.dead,
        maps=maps,
    )


def _answers(outputs: Sequence[Any], samples: int, classes: Sequence[str]) -> Iterator[Answers]:
    """The likeliest classes of the first samples, where what the network returns are probabilities."""
    chances: Any = outputs[0] if len(outputs) == 1 else np.zeros(())
    if chances.ndim != 2 or chances.shape[1] < 2 or not np.allclose(chances.sum(axis=1), 1, atol=1e-3):
        return
    for row in chances[:samples]:
        order = np.argsort(-row, kind="stable")[:LIKELIEST]
        yield tuple((classes[n] if n < len(classes) else str(n), float(row[n])) for n in order)
