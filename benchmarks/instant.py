"""Commands against `python -c "import keras"`: exported graphs, graphs that are kept, and the first time.

Processor time of whole processes, as ratios within one run, the smallest of each. Usage: python benchmarks/instant.py
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile

ROUNDS = 3
CLI = [sys.executable, "-m", "convatlas.viz"]
FIRST = {"draw, first time": ["--no-cache", "draw", "resnet50", "-o", "a.svg"]}
AGAIN = {
    "draw an exported graph": ["draw", "net.arch.json", "-o", "a.svg"],
    "draw, kept": ["draw", "resnet50", "-o", "a.svg"],
    "table, kept": ["table", "resnet50"],
    "diff, kept": ["diff", "vgg16", "vgg19"],
}


def seconds(command, folder):
    """Processor time of a process."""
    settings = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CONVATLAS_CACHE": os.path.join(folder, "kept")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Print a line a command: seconds, and how much of importing Keras that is."""
    with tempfile.TemporaryDirectory() as folder:
        for words in (["export", "resnet50", "-o", "net.arch.json"], *AGAIN.values()):
            seconds([*CLI, *words], folder)
        commands = {"import keras": [sys.executable, "-c", "import keras"]}
        commands |= {name: [*CLI, *words] for name, words in (AGAIN | FIRST).items()}
        found = {name: min(seconds(one, folder) for _ in range(ROUNDS)) for name, one in commands.items()}
    for name, time in found.items():
        print(f"{name:24} {time:6.2f} s  {time / found['import keras']:5.2f}")


if __name__ == "__main__":
    main()
