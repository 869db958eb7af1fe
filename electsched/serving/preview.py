"""A local server to look at a site before it is put where people can reach it."""

from __future__ import annotations

import hashlib
import http.server
from http import HTTPStatus
from pathlib import Path

from electsched.errors import Fault, InputError

__all__ = ["preview_server"]

HOST = "127.0.0.1"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json; charset=utf-8",
}


def preview_server(site: str | Path, port: int = 8000) -> http.server.ThreadingHTTPServer:
    """Return a server of the published site on the loopback interface; port 0 picks a free one.

    It answers conditional requests by the bytes of the file, lists no folder, and serves nothing but what `publish`
    writes.

    Raises:
        InputError: The folder holds no published site, or the port is taken.
    """
    root = Path(site).resolve()
    if not (root / "public" / "manifest.json").is_file():
        raise InputError(Fault("", "no published site", "a folder that `publish` wrote"), source=str(site))
    handler = type("PreviewHandler", (_Handler,), {"root": root})
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except (OSError, OverflowError) as error:
        raise InputError(Fault("port", f"{port}: {error}", "a free port from 0 to 65535"), source=str(site)) from error


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD for the files of one site."""

    root: Path
    server_version = "electsched"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the file."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answer without the file."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path == "/":
            self._send(HTTPStatus.FOUND, {"Location": "/public/"})
            return
        data = self._file(path + "index.html" if path.endswith("/") else path)
        if data is None:
            self._send(HTTPStatus.NOT_FOUND, {})
            return
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in self.headers.get("If-None-Match", ""):
            self._send(HTTPStatus.NOT_MODIFIED, headers)
            return
        headers["Content-Type"] = TYPES.get(Path(path).suffix, TYPES[".html"])
        self._send(HTTPStatus.OK, headers, data, body=body)

    def _file(self, path: str) -> bytes | None:
        """Return the file of that address, None where the site has none; nothing outside the site is read."""
        place = (self.root / path.lstrip("/")).resolve()
        if not place.is_relative_to(self.root) or place.suffix not in TYPES:
            return None
        try:
            return place.read_bytes()
        except (OSError, ValueError):
            return None

    def _send(self, status: HTTPStatus, headers: dict[str, str], data: bytes = b"", *, body: bool = True) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the signature is the library's
        """Write nothing: addresses of people's calendars do not belong in a log."""
