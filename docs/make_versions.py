"""Run `tests/smoke.py` with every Keras of `tests/versions.toml`, and write the table of `versions.md`.

Run as `python docs/make_versions.py`. Each TensorFlow gets an environment in `build/versions`; the Keras of a row is
laid over it. Numbers of versions as arguments try these alone, and keep the other rows as they are.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "versions.md"
PLACE = ROOT / "build" / "versions"
START, END = "<!-- made by docs/make_versions.py -->\n", "<!-- end -->\n"


def main(wanted: list[str]) -> None:
    """Try every row, or those wanted, and put each into the page."""
    table = tomllib.loads((ROOT / "tests" / "versions.toml").read_text(encoding="utf-8"))
    for row in table["rows"]:
        if not wanted or row["keras"] in wanted:
            python = environment(row["tensorflow"], table["needs"])
            told = smoke(python, laid_over(python, row["keras"]))
            assert (told["Keras"], told["TensorFlow"]) == (row["keras"], row["tensorflow"]), told
            write(told, [found["keras"] for found in table["rows"]])
            print(*told.values(), sep=" | ", flush=True)


def environment(tensorflow: str, needs: list[str]) -> Path:
    """The Python of an environment with that TensorFlow and this convatlas."""
    folder = PLACE / f"tensorflow-{tensorflow}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip(python, f"tensorflow=={tensorflow}", *needs, "--editable", str(ROOT))
    return python


def laid_over(python: Path, keras: str) -> Path:
    """A folder with that Keras, which goes before the one beside TensorFlow."""
    folder = PLACE / f"keras-{keras}"
    if not folder.exists():
        pip(python, "--no-deps", "--target", str(folder), f"keras=={keras}")
    return folder


def pip(python: Path, *words: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True)


def smoke(python: Path, keras: Path) -> dict[str, str]:
    """What the smoke run tells, as the cells of a row by the heads of their columns."""
    variables = os.environ | {"PYTHONPATH": str(keras), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [python, "-W", "ignore", str(ROOT / "tests" / "smoke.py")]
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def write(told: dict[str, str], order: list[str]) -> None:
    """Put the row into the table of the page, under the heads of its columns."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    old, _, after = rest.partition(END)
    rows = {found[1]: line for line in old.splitlines() if (found := re.match(r"\| (\d\S*) ", line))}
    rows[told["Keras"]] = line(list(told.values()))
    lines = [line(list(told)), line(["---"] * len(told)), *(rows[keras] for keras in order if keras in rows)]
    PAGE.write_text(before + START + "\n".join(lines) + "\n" + END + after, encoding="utf-8")


def line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main(sys.argv[1:])
