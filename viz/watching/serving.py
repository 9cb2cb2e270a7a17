"""The page on 127.0.0.1, and what is new pushed to it by server-sent events.

Only this machine can ask. A page of another origin in the same browser can ask, too, but reads no answer: none allows
another origin, and a name that was pointed at this address (DNS rebinding) is no name of ours, so that it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from string import Template
from typing import Any, ClassVar

from ..pictures.renderers import html
from ..words import xml
from .versions import Versions

ADDRESS = "127.0.0.1"
NAMES = (ADDRESS, "localhost")  # by which a browser of this machine may ask
HEARTBEAT = 10.0  # seconds after which something is written to see whether the page is still there
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
EVENTS = "/events"
KINDS = {".css": "text/css", ".js": "text/javascript", ".html": "text/html"}


class Server(ThreadingHTTPServer):
    """Serves the versions of one source at `port`, 0 for a free one."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, title: str, versions: Versions, port: int = 0) -> None:
        super().__init__((ADDRESS, port), Handler)
        self.versions = versions
        page = Template(_text("page.html")).substitute(title=xml(title))
        self.contents = {"/": (page, ".html"), **_assets()}

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers leave whenever they like."""


@cache
def _assets() -> Mapping[str, tuple[str, str]]:
    made = html.assets()
    return {
        "/convatlas.css": (made["convatlas.css"] + _text("page.css"), ".css"),
        "/convatlas.js": (made["convatlas.js"], ".js"),
        "/page.js": (_text("page.js"), ".js"),
    }


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    timeout: ClassVar[float] = 60.0
    server_version, sys_version = "convatlas", ""

    def do_GET(self) -> None:
        """Answer with a file, or with the stream of what is new."""
        path = self.path.partition("?")[0]
        if not self._is_ours():
            self._answer(HTTPStatus.FORBIDDEN, "this page is for this machine's own browser\n")
        elif path == EVENTS:
            self._stream()
        elif path in self.server.contents:
            content, ending = self.server.contents[path]
            self._answer(HTTPStatus.OK, content, KINDS[ending])
        else:
            self._answer(HTTPStatus.NOT_FOUND, "there is no such page\n")

    def _is_ours(self) -> bool:
        """Whether it was asked for by a name of ours, and by no page of another origin."""
        hosts = {f"{name}:{self.server.server_port}" for name in NAMES}
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site", "none")
        return (
            self.headers.get("Host") in hosts
            and (origin is None or origin.removeprefix("http://") in hosts)
            and site in ("none", "same-origin")
        )

    def _answer(self, status: HTTPStatus, text: str, kind: str = "text/plain") -> None:
        content = text.encode()
        self._begin(status, f"{kind}; charset=utf-8", {"Content-Length": str(len(content))})
        self.wfile.write(content)

    def _begin(self, status: HTTPStatus, kind: str, more: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **HEADERS, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self) -> None:
        """Every version as it comes; the current one at once."""
        self._begin(HTTPStatus.OK, "text/event-stream", {})
        number = 0
        while True:
            version = self.server.versions.after(number, HEARTBEAT)
            data = json.dumps(version.to_record()) if version.number > number else ""
            self.wfile.write(f"data: {data}\n\n".encode() if data else b": still here\n\n")
            self.wfile.flush()
            number = version.number

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the parent names it
        """Say nothing: the terminal is the user's."""
