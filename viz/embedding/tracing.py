"""Graphs of all that a site wants, traced in one fresh process; in another for the rest where a model ends that one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..graph import Graph
from ..keeping import Store, Traced, Wanted
from .wanted import Failure

TIME_LIMIT = 300.0  # seconds for all models of a site
LEAST = 1.0  # seconds that a process gets, however late it is


def graphs(
    wanted: Iterable[Wanted], store: Store, *, folder: str | os.PathLike[str], time_limit: float = TIME_LIMIT
) -> dict[Wanted, Traced | Failure]:
    """The graphs of all that is wanted: those kept and still valid, the others traced in one fresh process.

    Args:
        wanted: sources; each is traced once.
        store: where graphs are kept.
        folder: from which files and modules are found.
        time_limit: seconds for the process.
    """
    each = list(dict.fromkeys(wanted))
    found: dict[Wanted, Traced | Failure] = {one: kept for one in each if (kept := store.find(one, folder))}
    missing = [one for one in each if one not in found]
    if missing:
        began = time.time()
        traced = _trace(missing, folder, time_limit)
        for one, result in traced.items():
            if isinstance(result, Traced):
                store.keep(one, result, folder, since=began)
        found |= traced
    return found


@dataclass(frozen=True)
class Run:
    """What a process gave: its answers in order, why it gave no more, and whether the next one is to blame for that."""

    answers: Sequence[Traced | Failure]
    reason: str
    blames_next: bool


def _trace(missing: Sequence[Wanted], folder: str | os.PathLike[str], limit: float) -> dict[Wanted, Traced | Failure]:
    """What comes of each: one that ends its process is told so, and those behind it are traced in another."""
    ends = time.monotonic() + limit
    results: list[Traced | Failure] = []
    while len(results) < len(missing):
        rest = missing[len(results) :]
        run = _run(rest, folder, max(ends - time.monotonic(), LEAST), limit)
        left = len(rest) - len(run.answers)
        results += run.answers
        results += [Failure(run.reason)] * (min(left, 1) if run.blames_next else left)
    return dict(zip(missing, results, strict=True))


def _run(rest: Sequence[Wanted], folder: str | os.PathLike[str], seconds: float, limit: float) -> Run:
    command = [sys.executable, "-m", f"{__package__}.worker"]
    task = json.dumps({"path": sys.path, "wanted": [one.to_record() for one in rest]})
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    try:
        done = subprocess.run(
            command,
            input=task,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env=environment,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as late:
        return Run(_answers(_records(late.stdout or b"")), f"not traced within {limit:g} seconds", False)
    records = _records(done.stdout)
    if records and "begun" in records[-1]:
        return Run(_answers(records), _ended(done.returncode), True)
    return Run(_answers(records), _last_line(done.stderr) or _ended(done.returncode), False)


def _records(output: str | bytes) -> list[dict[str, Any]]:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    return [json.loads(line) for line in text.splitlines() if line.startswith("{") and line.endswith("}")]


def _answers(records: Sequence[dict[str, Any]]) -> list[Traced | Failure]:
    return [_result(record) for record in records if "begun" not in record]


def _result(answer: dict[str, Any]) -> Traced | Failure:
    if "error" in answer:
        return Failure(answer["error"], answer["file"], answer["line"], tuple(answer["files"]))
    try:
        return Traced(Graph.from_json(answer["graph"]), answer["files"])
    except ValueError as error:
        return Failure(str(error))


def _ended(status: int) -> str:
    """How a process came to its end.

    Example:
        >>> _ended(-11), _ended(3)
        ('it ends the process by SIGSEGV (Segmentation fault)', 'it ends the process with status 3')
    """
    if status >= 0:
        return f"it ends the process with status {status}"
    name, meaning = signal.Signals(-status).name, signal.strsignal(-status)
    often = ", often for want of memory" if name == "SIGKILL" else ""
    return f"it ends the process by {name} ({meaning}{often})"


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else ""
