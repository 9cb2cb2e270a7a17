"""JupyterLab as a server of its own, with one notebook that is trusted and one that is not."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .making import environment, run, write

SETTINGS = ("--no-browser", "--allow-root", "--IdentityProvider.token=", "--ServerApp.password=", "--port=0")
WITHIN = "--LabApp.expose_app_in_browser=True"  # so that a page can be asked for another theme


@contextmanager
def serving(folder: Path, ran: str) -> Iterator[str]:
    """The address at which notebooks are opened."""
    write(folder, {"work/trusted.ipynb": ran, "work/untrusted.ipynb": ran.replace("cell0", "other")})
    run(folder, "jupyter", "trust", "work/trusted.ipynb")
    command = [sys.executable, "-m", "jupyterlab", *SETTINGS, WITHIN, "--ServerApp.root_dir=work"]
    with open(folder / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=log, stderr=log)
    try:
        yield f"{_address(folder)}lab/tree/"
    finally:
        server.terminate()
        server.wait(20)


def _address(folder: Path) -> str:
    for _ in range(600):
        for told in (folder / "home" / "runtime").glob("jpserver-*.json"):
            try:
                return str(json.loads(told.read_text(encoding="utf-8"))["url"])
            except ValueError:
                pass  # half written
        time.sleep(0.1)
    raise TimeoutError((folder / "lab.log").read_text(encoding="utf-8"))
