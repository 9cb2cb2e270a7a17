"""Kill commands at random moments, many a minute: a process that has imported all it needs forks for each.

`python killing.py COMMAND KILLS SEED` in an empty folder prints what was found so far, a line of JSON for each
kill: the killed leave the old file or the whole new one, and a training goes on as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

OLD = b"old"
PICTURES = ("dot", "html", "json", "mmd", "pdf", "png", "svg", "tex", "txt")
WRITTEN = {
    **{ending: ("draw", "lenet5_study", "-o", f"file.{ending}") for ending in PICTURES},
    "graph": ("export", "lenet5_study", "-o", "file.arch.json"),
    "declaration": ("export", "lenet5_study", "-o", "file.toml"),
    "keras": ("export", "lenet5_study", "-o", "file.keras"),
    "tflite": ("export", "lenet5_study", "-o", "file.tflite"),
    "onnx": ("export", "lenet5_study", "-o", "file.onnx"),
    "savedmodel": ("export", "lenet5_study", "-o", "file"),
}
TRAINED = ("train", "lenet5", "--data", "set.npz", "--epochs", "3", "-o", "run", "--resume")


def forked(words: tuple[str, ...], late: Callable[[], bool] = lambda: False) -> tuple[bool, int, float]:
    """Run a command in a fork, killed when it is late: whether it was, its status and how long it took."""
    start, child = time.monotonic(), os.fork()
    if not child:
        _become(words)
    found = 0
    while not found and not late():
        time.sleep(0.0005)
        found, status = os.waitpid(child, os.WNOHANG)
    if not found:
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    status = os.waitstatus_to_exitcode(status)
    return status == -signal.SIGKILL, status, time.monotonic() - start


def after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def in_writing(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed since a draft was first seen here."""
    ends: list[float] = []

    def late() -> bool:
        if not ends and any(".draft" in name for name in os.listdir()):
            ends.append(time.monotonic() + seconds)
        return bool(ends) and time.monotonic() > ends[0]

    return late


def _become(words: tuple[str, ...]) -> None:
    """Be the command, and nothing else."""
    from convatlas.viz.cli import main

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    if not os.environ.get("KILLS_SHOW"):
        os.dup2(nowhere, 2)
    sys.argv = ["convatlas", *words]
    status = 70
    try:
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        os._exit(status)


def content(path: Path) -> str:
    """What is there, by its names and bytes; of archives, which tell times, by what their parts are called."""
    if path.is_dir():
        names = sorted(inner.relative_to(path).as_posix() for inner in path.rglob("*"))
        return " ".join(name for name in names if not name.endswith((".index", "00000-of-00001")))
    data = path.read_bytes()
    if path.suffix == ".onnx" and data != OLD:
        return _operations(path)
    return str(len(data)) if path.suffix in (".keras", ".tflite") else hashlib.sha256(data).hexdigest()


def _operations(path: Path) -> str:
    """What a network in ONNX does, and how many bytes its weights take; names and order differ from run to run."""
    import onnx

    try:
        graph = onnx.load(path).graph
    except Exception as error:  # of protobuf, whose classes have no fixed place
        return f"{type(error).__name__}: {error}"
    weights = sum(len(weight.raw_data) for weight in graph.initializer if len(weight.dims) > 1)
    return " ".join(sorted(node.op_type for node in graph.node)) + f" {weights}"


def writing(words: tuple[str, ...], kills: int, chance: random.Random) -> None:
    """Tell what stands in the place of a file after each kill: the old one, the new one, or anything else."""
    path, found = Path(words[-1]), Counter[str]()
    if forked(words)[1]:
        raise SystemExit(f"{words} failed unkilled")
    whole, usual = content(path), forked(words)[2]
    while found["kills"] < kills:
        _put_old(path)
        old = content(path)
        late = chance.choice((after(chance.uniform(0, 1.1 * usual)), in_writing(chance.uniform(0, 0.02))))
        killed, status, _ = forked(words, late)
        found["kills"] += killed
        now = content(path) if path.exists() else "nothing"
        found["old" if now == old else "new" if now == whole else "half"] += 1
        found["failed"] += not killed and status != 0
        print(json.dumps(found), flush=True)
    forked(words)
    left = [inner.name for inner in Path().iterdir() if inner != path and inner.suffix != ".npz"]
    found["left"] = len(left)
    print(json.dumps(found))


def _put_old(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
        path.mkdir()
        (path / "saved_model.pb").write_bytes(OLD)
    else:
        path.write_bytes(OLD)


def training(kills: int, chance: random.Random) -> None:
    """Tell of trainings, each killed and resumed until it is done, whether all end as one that was not disturbed."""
    _data()
    run, found = Path("run"), Counter[str]()
    status, usual = forked(TRAINED)[1:]
    if status:
        raise SystemExit("the training failed unkilled")
    undisturbed = (run / "history.json").read_text()
    shutil.rmtree(run)
    while found["kills"] < kills:
        killed, status, _ = forked(TRAINED, after(chance.uniform(0.2, 1.2) * usual))
        found["kills"] += killed
        print(json.dumps(found), flush=True)
        if killed:
            continue
        same = status == 0 and (run / "history.json").read_text() == undisturbed
        found["same" if same else "lost"] += 1
        found["left"] += sum(".draft" in inner.name for inner in run.rglob("*"))
        shutil.rmtree(run)
    print(json.dumps(found))


def _data() -> None:
    import numpy as np

    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 90)
    pixels = (rng.integers(0, 80, (90, 12, 12)) + labels[:, None, None] * 80).astype("uint8")
    parts = {"x_train": pixels[:60], "y_train": labels[:60], "x_test": pixels[60:], "y_test": labels[60:]}
    np.savez("set.npz", **parts)  # type: ignore[arg-type]


def main() -> None:
    """Import what all forks need, and begin."""
    import keras  # noqa: F401 - once, for all forks

    from convatlas import architectures, viz  # noqa: F401
    from convatlas.architectures import recipes  # noqa: F401
    from convatlas.viz.cli import main  # noqa: F401

    name, kills, chance = sys.argv[1], int(sys.argv[2]), random.Random(sys.argv[3])
    if name == "train":
        training(kills, chance)
    else:
        writing(WRITTEN[name], kills, chance)


if __name__ == "__main__":
    main()
