"""What answers on this machine, and to whom."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from itertools import pairwise

import pytest

from convatlas.viz import Edge, Graph, Node, TensorSpec
from convatlas.viz.embedding import Failure
from convatlas.viz.watching import Server, Versions

SPEC = TensorSpec((None, 4))


def graph(*names: str) -> Graph:
    """A chain of dense layers."""
    nodes = tuple(Node(name, "Dense", "dense", inputs=(SPEC,), outputs=(SPEC,)) for name in names)
    edges = tuple(Edge(a, b, SPEC) for a, b in pairwise(names))
    return Graph("net", nodes, edges)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server("my.models:build", Versions()) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def ask(server: Server, path: str = "/", **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": f"127.0.0.1:{server.server_port}", **named})
    return connection.getresponse()


def test_the_page_needs_nothing_but_itself(server: Server) -> None:
    answers = {path: ask(server, path) for path in ("/", "/convatlas.css", "/convatlas.js", "/page.js")}
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(answers, 200)
    page = answers["/"]
    assert "default-src 'none'" in str(page.getheader("Content-Security-Policy"))
    assert "<title>my.models:build</title>" in page.read().decode()
    assert ask(server, "/etc/passwd").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "rebound.example:PORT"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://other.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/", "/events"])
def test_other_names_and_origins_are_refused(server: Server, path: str, headers: dict[str, str]) -> None:
    said = {name: value.replace("PORT", str(server.server_port)) for name, value in headers.items()}
    answer = ask(server, path, **said)
    assert (answer.status, answer.read()) == (403, b"this page is for this machine's own browser\n")
    assert answer.getheader("Access-Control-Allow-Origin") is None


def test_its_own_page_may_ask_by_either_name(server: Server) -> None:
    port = server.server_port
    for name in ("127.0.0.1", "localhost"):
        own = {"Host": f"{name}:{port}", "Origin": f"http://{name}:{port}", "Sec_Fetch_Site": "same-origin"}
        assert ask(server, **own).status == 200


def test_nothing_but_this_address_listens(server: Server) -> None:
    assert server.socket.getsockname() == ("127.0.0.1", server.server_port)
    with socket.socket() as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", server.server_port)) != 0


def events(answer: HTTPResponse) -> Iterator[dict[str, object]]:
    while line := answer.readline():
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def test_versions_are_told_as_they_come(server: Server) -> None:
    server.versions.good(graph("a", "b"))
    told = events(ask(server, "/events"))
    first = next(told)
    assert str(first["element"]).startswith("<architecture-diagram")
    assert (first["changes"], first["marks"], first["mistake"], first["busy"]) == ("", {}, "", False)
    server.versions.busy()
    assert next(told)["busy"] is True
    server.versions.bad(Failure("not today", "/my/models.py", 3))
    mistaken = next(told)
    assert (mistaken["mistake"], mistaken["element"]) == ("/my/models.py, line 3: not today", first["element"])
    server.versions.good(graph("a", "b", "c"))
    second = next(told)
    assert (second["marks"], second["mistake"]) == ({"c": "added"}, "")
    assert "c      added" in str(second["changes"])


def test_files_that_are_as_good_as_before_leave_the_picture() -> None:
    versions = Versions()
    versions.good(graph("a", "b"))
    versions.good(graph("a", "b", "c"))
    before = versions.current
    versions.bad(Failure("not today"))
    versions.good(graph("a", "b", "c"))
    assert (versions.current.element, versions.current.marks) == (before.element, before.marks)
    assert versions.current.mistake == ""
