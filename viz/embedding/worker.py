"""`python -m convatlas.viz.embedding.worker`: trace what standard input asks for, answer in lines of JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from ..errors import first_line
from ..keeping import Wanted, loaded_since, traced_now
from .mistakes import place_of


def main() -> None:
    """Answer every question in order; whatever the models print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = json.load(sys.stdin)
    sys.path[:] = list(dict.fromkeys([*sys.path, *task["path"]]))
    for number, wanted in enumerate(task["wanted"]):
        _write(answers, {"begun": number})  # so that whoever ends the process is known
        _write(answers, _answer(wanted))


def _answer(wanted: dict[str, Any]) -> dict[str, Any]:
    shape, known = wanted["input_shape"], set(sys.modules)
    try:
        traced = traced_now(Wanted(wanted["source"], tuple(shape) if shape else None))
    except Exception as error:  # a user's model may fail in any way
        file, line = place_of(error)
        files = {*map(str, loaded_since(known)), *filter(None, [file])}
        return {"error": first_line(error), "file": file, "line": line, "files": sorted(files)}
    return {"graph": traced.graph.to_json(), "files": traced.files}


def _write(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
