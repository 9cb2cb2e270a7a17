"""Fine-tuning beside training from scratch: LeNet-5 on few of the digits, started from what it learnt of others.

A network learns MNIST's digits first (5,000 of them, of other hands, other scanners and other sizes). Then it learns
some of scikit-learn's digits, from there and from nothing, in the same epochs; all 359 digits held back are asked after
them. Prints a row a number of images, and fails where the start did not help.
"""

from __future__ import annotations

import os
import sys
from statistics import mean
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from convatlas.architectures import recipes
from convatlas.architectures.recipes import datasets

IMAGES, EPOCHS, SEEDS = (50, 100, 200), 5, (0, 1, 2)
WAYS: dict[str, dict[str, Any]] = {
    "from nothing": {},
    "from MNIST's digits": {"weights": True},
    "so, `--freeze stage2`": {"weights": True, "freeze": "stage2"},
}


def right(data: Any, seed: int, start: Any, options: dict[str, Any]) -> float:
    """Share of the digits held back that are told right after the last epoch, in percent."""
    given = options | ({"weights": start} if "weights" in options else {})
    result = recipes.train("lenet5", data=data, epochs=EPOCHS, batch_size=10, seed=seed, verbose=0, **given)
    return 100 * result.history["val_accuracy"][-1]


def main() -> int:
    digits = datasets.load("digits")
    start = recipes.train("lenet5", data="mnist5k", epochs=10, verbose=0)
    print(f"start: {100 * start.metrics['accuracy']:.1f} % of MNIST's digits held back")
    print(f"| images | {' | '.join(WAYS)} |\n|---{'|---' * len(WAYS)}|")
    helped = True
    for number in IMAGES:
        few = digits.train.first(number)
        data = ((few.images, few.labels), (digits.validation.images, digits.validation.labels))
        shares = [mean(right(data, seed, start.model, way) for seed in SEEDS) for way in WAYS.values()]
        helped &= shares[1] > shares[0]
        print(f"| {number} | {' | '.join(f'{share:.1f} %' for share in shares)} |", flush=True)
    return 0 if helped else 1


if __name__ == "__main__":
    sys.exit(main())
