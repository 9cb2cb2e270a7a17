"""`python -m convatlas.viz.embedding.worker`: trace what standard input asks for, answer in lines of JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from ..errors import first_line
from .project import files_of
from .store import digest


def main() -> None:
    """Answer every question in order; whatever the models print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = json.load(sys.stdin)
    sys.path[:] = list(dict.fromkeys([*sys.path, *task["path"]]))
    for wanted in task["wanted"]:
        _write(answers, _answer(wanted))


def _answer(wanted: dict[str, Any]) -> dict[str, Any]:
    from ..sources import trace

    shape = wanted["input_shape"]
    try:
        graph = trace(wanted["source"], input_shape=tuple(shape) if shape else None)
    except Exception as error:  # a user's model may fail in any way
        return {"error": first_line(error)}
    return {"graph": graph.to_json(), "files": {str(path): digest(path) for path in files_of(wanted["source"])}}


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
