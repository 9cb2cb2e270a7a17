"""A loss that does not move: a network that gives one answer for all images, told while it trains."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLOSE = 0.01  # of the loss of a network that knows nothing
AFTER = 2  # epochs


@dataclass
class Stuck:
    """Looks at the losses of a training, and tells once where they stay at what guessing gives.

    Attributes:
        classes: how many.
        tell: takes the note.
        told: whether it was told.
    """

    classes: int
    tell: Callable[[str], None]
    told: bool = False

    def look(self, losses: Sequence[float], decay: float) -> None:
        """Look at the losses of all epochs so far, of which `decay` is what weights cost.

        Example:
            >>> notes = []
            >>> Stuck(10, notes.append).look([2.303, 2.302], 0.0)
            >>> notes[0].partition(":")[0]
            'the loss has not moved from ln 10 = 2.303 in 2 epochs'
        """
        nothing = math.log(self.classes)
        recent = [loss - decay for loss in losses[-AFTER:]]
        if self.told or len(losses) < AFTER or any(abs(loss - nothing) > CLOSE * nothing for loss in recent):
            return
        self.told = True
        self.tell(
            f"the loss has not moved from ln {self.classes} = {nothing:.3f} in {len(losses)} epochs: one answer for "
            "all images; what helps is a lower learning rate, `initializer` (='he_normal'), or batch norms"
        )
