"""A browser without network, a notebook that was run once, and every page of a host, made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from chromium import launched

from . import lab, making
from .hosts import HOSTS


class Silent(SimpleHTTPRequestHandler):
    """A server that says nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    """The address of the folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def ran(folder: Path) -> str:
    """The notebook that was run."""
    (folder / "notebook").mkdir()
    return making.notebook(folder / "notebook")


@pytest.fixture(scope="session")
def laboratory(folder: Path, ran: str) -> Iterator[str]:
    (folder / "lab").mkdir()
    with lab.serving(folder / "lab", ran) as address:
        yield address


@pytest.fixture(scope="session")
def address_of(folder: Path, served: str, ran: str, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """From a host's name to the address of its page."""

    @cache
    def made(name: str) -> str:
        host = HOSTS[name]
        if host.notebook:
            return str(request.getfixturevalue("laboratory")) + host.notebook
        place = folder / name.replace(" ", "-")
        place.mkdir()
        return f"{served}{place.name}/{host.make(place, ran)}"

    return made
