"""Run a fuzzer for a while: every file gives a result or one clear line, within seconds.

`python -m fuzz.running SECONDS SEED` from the folder of the tests, or `make fuzz`; a finding leaves its file in
`build/fuzz` and is printed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from convatlas.files import ConvatlasError

PATIENCE = 120  # seconds that a file may take on a busy machine
LEFT = Path(__file__).parents[2] / "build" / "fuzz"


class Late(BaseException):
    """A file took too long."""


def complaint(act: Callable[[], Any]) -> str:
    """What is wrong with how `act` ended, "" for a result or one clear line."""

    def late(*_: Any) -> None:
        raise Late

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        with warnings.catch_warnings(action="ignore"):
            act()
    except ConvatlasError as error:
        text = str(error)
        return "" if text.isprintable() and len(text) <= 400 else f"a message of {len(text)} characters: {text!r}"
    except Late:
        return f"still at it after {PATIENCE} s"
    except BaseException as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return ""


def run(name: str, seconds: float, seed: int) -> tuple[int, list[str]]:
    """How many files a reader was given in that time, and what was wrong."""
    from fuzz.readers import READERS

    reader, found, number = READERS[name], [], 0
    reader.make(random.Random(0))  # what it takes to make files is no part of the time
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until or not number:
            content = reader.make(random.Random(f"{seed} {name} {number}"))
            path = Path(folder, f"case{reader.ending}")
            path.write_bytes(content)
            told = complaint(lambda path=path: reader.read(path))
            if told:
                LEFT.mkdir(parents=True, exist_ok=True)
                (LEFT / f"{name}-{seed}-{number}{reader.ending}").write_bytes(content)
                found.append(f"{LEFT}/{name}-{seed}-{number}{reader.ending}: {told}")
            number += 1
    return number, found


def main() -> None:
    """Run every fuzzer for its share of the time; exit 1 where something was found."""
    from fuzz.readers import READERS

    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    wrong = 0
    for name in READERS:
        number, found = run(name, seconds / len(READERS), seed)
        print(f"{name}: {number:,} files, {len(found)} findings", flush=True)
        print(*found, sep="\n", end="\n" if found else "", flush=True)
        wrong += len(found)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    main()
