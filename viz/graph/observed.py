"""What was seen of a layer's call while the network worked on data, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

Answers = tuple[tuple[str, float], ...]  # the likeliest classes of a sample, with their probabilities


@dataclass(frozen=True, slots=True)
class Maps:
    """Feature maps as small pictures: a row a sample, a column a channel, each `height` by `width` cells.

    Attributes:
        channels: which channels of the output they are, the most active first.
        least, largest: the values that stand for the darkest and the brightest of `LEVELS`.
        levels: a byte a cell, the picture of all maps row by row, with a cell of `GAP` between maps.
    """

    channels: tuple[int, ...]
    samples: int
    height: int
    width: int
    least: float
    largest: float
    levels: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture of all maps, in cells."""
        return self.samples * (self.height + 1) - 1, len(self.channels) * (self.width + 1) - 1


LEVELS = 15  # of brightness; with the gap between maps 16 colours, which four bits tell
GAP = 15


@dataclass(frozen=True, slots=True)
class Observed:
    """One layer call at work.

    Attributes:
        time: seconds for a batch, the median over runs with all that is inside; None where it has none of its own.
        share: of the time of the whole network.
        mean, deviation, least, largest: of all finite values that it gave; None where there were none.
        values: how many it gave.
        zeros: share of values that are 0.
        nans, infinities: values that are no number, or not finite.
        units, dead: channels, and those of them that gave 0 everywhere for all samples.
        fault: what is wrong here and not already before it, "" for nothing.
        maps: what the chosen samples look like here.
        answers: of a whole classifier, what it takes the chosen samples for.
    """

    time: float | None = None
    share: float | None = None
    mean: float | None = None
    deviation: float | None = None
    least: float | None = None
    largest: float | None = None
    values: int = 0
    zeros: float = 0.0
    nans: int = 0
    infinities: int = 0
    units: int = 0
    dead: int = 0
    fault: str = ""
    maps: Maps | None = None
    answers: tuple[Answers, ...] = ()
