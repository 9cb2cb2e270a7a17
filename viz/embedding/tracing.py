"""Graphs of all that a site wants, traced in one fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

from ..graph import Graph
from ..keeping import Store, Traced, Wanted
from .wanted import Failure

TIME_LIMIT = 300.0  # seconds for all models of a site


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


def _trace(missing: Sequence[Wanted], folder: str | os.PathLike[str], limit: float) -> dict[Wanted, Traced | Failure]:
    command = [sys.executable, "-m", f"{__package__}.worker"]
    task = json.dumps({"path": sys.path, "wanted": [one.to_record() for one in missing]})
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
            timeout=limit,
        )
    except subprocess.TimeoutExpired as late:
        answers = _answers(late.stdout or b"")
        return _matched(missing, answers, f"not traced within {limit:g} seconds")
    return _matched(missing, _answers(done.stdout), _last_line(done.stderr) or "the tracing process ended early")


def _answers(output: str | bytes) -> list[dict[str, Any]]:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    return [json.loads(line) for line in text.splitlines() if line.startswith("{") and line.endswith("}")]


def _matched(
    missing: Sequence[Wanted], answers: Sequence[dict[str, Any]], otherwise: str
) -> dict[Wanted, Traced | Failure]:
    """The answers, which come in the order of the questions; the reason `otherwise` for those without."""
    results: list[Traced | Failure] = [_result(answer) for answer in answers]
    results += [Failure(otherwise)] * (len(missing) - len(results))
    return dict(zip(missing, results, strict=True))


def _result(answer: dict[str, Any]) -> Traced | Failure:
    if "error" in answer:
        return Failure(answer["error"], answer["file"], answer["line"], tuple(answer["files"]))
    try:
        return Traced(Graph.from_json(answer["graph"]), answer["files"])
    except ValueError as error:
        return Failure(str(error))


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else ""
