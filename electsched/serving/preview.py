"""A local web server for looking at a site before it is published on the network."""

from __future__ import annotations

import hashlib
import http.server
import re
from http import HTTPStatus
from pathlib import Path

from electsched.errors import Fault, InputError, os_cause
from electsched.phrases import phrase
from electsched.stores.base import MEDIA_TYPES, media_type

__all__ = ["preview_server"]

HOST = "127.0.0.1"
_PORT = re.compile(r":\d*$")


def preview_server(site: str | Path, port: int = 8000) -> http.server.ThreadingHTTPServer:
    """Return a web server for a published site on the loopback interface.

    The ETag of a file is computed from its bytes. Folders are not listed, and only the types of files that `publish`
    writes are served. A request for another host than this machine is refused with 421: a page of the web whose name
    leads to the loopback interface could read the site otherwise (DNS rebinding).

    Args:
        site: The folder that `publish` wrote.
        port: The TCP port; 0 for a free one.

    Raises:
        InputError: The folder has no published site, or the port is not free.
    """
    root = Path(site).resolve()
    if not (root / "public" / "manifest.json").is_file():
        raise InputError(
            Fault("", phrase("no published site"), phrase("a folder that `publish` wrote")), source=str(site)
        )
    handler = type("PreviewHandler", (_Handler,), {"root": root})
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except (OSError, OverflowError) as error:
        cause = os_cause(error) if isinstance(error, OSError) else phrase("a number out of range")
        found, expected = phrase("{port}, {cause}", port=port, cause=cause), phrase("a free port from 0 to 65535")
        raise InputError(Fault(phrase("port"), found, expected), source=str(site)) from error


def _is_this_machine(host: str) -> bool:
    """Return whether a Host header names the loopback interface: its address, or localhost (RFC 6761, 6.3)."""
    name = _PORT.sub("", host.strip()).casefold().rstrip(".")
    return name == HOST or name.rpartition(".")[2] == "localhost"


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD requests for the files of a site."""

    root: Path
    server_version = "electsched"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the headers and the file."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        if not all(map(_is_this_machine, self.headers.get_all("Host", ()))):
            self._send(HTTPStatus.MISDIRECTED_REQUEST, {})
            return
        path = self.path.partition("?")[0]
        if path == "/":
            self._send(HTTPStatus.FOUND, {"Location": "/public/"})
            return
        file = path + "index.html" if path.endswith("/") else path
        data = self._file(file)
        if data is None:
            self._send(HTTPStatus.NOT_FOUND, {})
            return
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in self.headers.get("If-None-Match", ""):
            self._send(HTTPStatus.NOT_MODIFIED, headers)
            return
        headers["Content-Type"] = media_type(file)
        self._send(HTTPStatus.OK, headers, data, body=body)

    def _file(self, path: str) -> bytes | None:
        """Return the bytes of a published file; None if there is none, or the path leads out of the published parts."""
        try:
            file = (self.root / path.lstrip("/")).resolve()
            # The state of a site has the members of its duties, for its owner alone; others of this machine may ask.
            is_published = file.is_relative_to(self.root) and not file.relative_to(self.root).parts[0].startswith(".")
            return file.read_bytes() if is_published and file.suffix in MEDIA_TYPES else None
        except (IndexError, OSError, ValueError):
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
        """Write no log: the addresses of people's calendars are secret."""
