"""Commands against `python -c "import keras"`: exported graphs, graphs that are kept, and the first time.

Processor time of whole processes that take turns; of each the median, and the median of its ratios to the import of the
same turn. Usage: python benchmarks/instant.py
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 5
CLI = [sys.executable, "-m", "convatlas.viz"]
FIRST = {"draw, first time": ["--no-cache", "draw", "resnet50", "-o", "a.svg"]}
AGAIN = {
    "draw an exported graph": ["draw", "net.arch.json", "-o", "a.svg"],
    "draw, kept": ["draw", "resnet50", "-o", "a.svg"],
    "table, kept": ["table", "resnet50"],
    "diff, kept": ["diff", "vgg16", "vgg19"],
}


def seconds(command, folder):
    """Processor time of a process that has to succeed; a diff that finds a difference has the status 1."""
    settings = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CONVATLAS_CACHE": os.path.join(folder, "kept")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=settings, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > ("diff" in command):
        sys.exit(done.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Print a row a command: seconds, and how much of importing Keras that is."""
    with tempfile.TemporaryDirectory() as folder:
        for words in (["export", "resnet50", "-o", "net.arch.json"], *AGAIN.values()):
            seconds([*CLI, *words], folder)
        commands = {"import keras": [sys.executable, "-c", "import keras"]}
        commands |= {name: [*CLI, *words] for name, words in (AGAIN | FIRST).items()}
        turns = [{name: seconds(one, folder) for name, one in commands.items()} for _ in range(ROUNDS)]
    print("| | seconds | of importing Keras |\n|---|---|---|")
    for name in commands:
        ratio = statistics.median(turn[name] / turn["import keras"] for turn in turns)
        print(f"| {name} | {statistics.median(turn[name] for turn in turns):.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
