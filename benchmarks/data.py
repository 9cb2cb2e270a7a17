"""A folder of images read by a recipe, and by `keras.utils.image_dataset_from_directory`: time and peak memory.

Two folders are made: 10,000 images of 64x64, and 70 photos of 12 megapixels. Each side reads each folder once, in a
process of its own, at the sizes that it keeps: 64x64 and 256x256. Prints one line a folder, and fails where a recipe
takes more than its bounds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

TIME, ABOVE = 4.0, 300  # times Keras' processor time; megabytes above the rest, for photos
FOLDERS = {"10,000 small files": (10_000, (64, 64), 64), "70 photos": (70, (4000, 3000), 256)}
BEGIN = """import json, resource, sys, time, warnings
import keras, numpy as np, tensorflow as tf
from convatlas.architectures.recipes import datasets
from PIL import Image
tf.zeros(1)
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
folder, side = sys.argv[1], int(sys.argv[2])
before, start = peak(), time.process_time()
"""
RECIPE = """data = datasets.load(folder)
kept = data.train.images.nbytes + data.validation.images.nbytes
"""
KERAS = """batches = keras.utils.image_dataset_from_directory(
    folder, image_size=(side, side), batch_size=32, shuffle=False, verbose=False)
images = np.concatenate([np.rint(pixels).astype("uint8") for pixels, _ in batches.as_numpy_iterator()])
kept = images.nbytes
"""
END = "print(json.dumps([time.process_time() - start, peak() - before, kept / 2**20]))"


def made(folder: Path, number: int, size: tuple[int, int]) -> None:
    """Noise that compresses as photos do, in two classes."""
    rng = np.random.default_rng(0)
    small = [Image.fromarray(rng.integers(0, 256, (48, 64, 3), "uint8")).resize(size) for _ in range(8)]
    for index in range(number):
        path = folder / "ab"[index % 2] / f"{index}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        small[index % len(small)].save(path, quality=80)


def read(code: str, folder: Path, side: int) -> list[float]:
    """Seconds of the processor, megabytes above what was there before, and megabytes kept, in a process of its own."""
    words = [sys.executable, "-c", BEGIN + code + END, str(folder), str(side)]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    )
    return [float(number) for number in json.loads(done.stdout.splitlines()[-1])]


def main() -> int:
    failed = False
    for name, (number, size, side) in FOLDERS.items():
        with tempfile.TemporaryDirectory() as folder:
            made(Path(folder), number, size)
            (ours, above, kept), (theirs, other, _) = (read(code, Path(folder), side) for code in (RECIPE, KERAS))
        failed |= ours > TIME * theirs or (number < 100 and above > ABOVE)
        print(
            f"{name}: {ours:.1f} s, {above:.0f} MB above the rest for {kept:.0f} MB kept; "
            f"image_dataset_from_directory {theirs:.1f} s, {other:.0f} MB: {ours / theirs:.2f} times the time"
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
