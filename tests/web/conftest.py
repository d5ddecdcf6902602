"""A small server for the gallery, as strict as the real one."""

import mimetypes
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.web.frame import STATIC
from tests.sight import chromium as chromium
from tests.web.gallery import render

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Gallery(BaseHTTPRequestHandler):
    """Serves the gallery, the static files and a live stream of one message."""

    pages: dict[str, str]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = STATIC / path.removeprefix("/static/")
        if path == "/live":
            self.answer(200, "text/event-stream", b"retry: 60000\nevent: changed\ndata: monitoring\n\n")
        elif path == "/moved":
            self.answer(303, "text/plain", b"", location="/login")
        elif path.startswith("/static/") and file.is_file():
            self.answer(200, mimetypes.guess_type(file)[0] or "font/woff2", file.read_bytes())
        elif path.strip("/") in self.pages:
            self.answer(200, "text/html; charset=utf-8", self.pages[path.strip("/")].encode())
        else:
            self.answer(404, "text/plain", b"no such page")

    def answer(self, status: int, media: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", POLICY)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the tests report errors."""


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    Gallery.pages = render()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
