"""The local preview: what a browser gets, and what nobody does."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import electsched
from electsched.errors import InputError
from electsched.serving.preview import preview_server

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published site with a secret beside it, and a file in it that is no part of it."""
    folder = tmp_path_factory.mktemp("preview")
    (folder / "secret.html").write_text("secret")
    electsched.publish(electsched.load_plan(EXAMPLE), folder / "site")
    (folder / "site" / "public" / "notes.txt").write_text("notes")
    return folder / "site"


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    """Run the server for as long as the tests need it, and return its port."""
    server = preview_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def _ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "kind", "file"),
    [
        ("/public/", "text/html; charset=utf-8", "public/index.html"),
        ("/public/index.en.html", "text/html; charset=utf-8", "public/index.en.html"),
        ("/public/stages.id.ics?x=1", "text/calendar; charset=utf-8", "public/stages.id.ics"),
        ("/internal/teams/kpu-1.id.ics", "text/calendar; charset=utf-8", "internal/teams/kpu-1.id.ics"),
        ("/internal/manifest.json", "application/json; charset=utf-8", "internal/manifest.json"),
    ],
)
def test_what_was_published_is_served(port: int, site: Path, path: str, kind: str, file: str) -> None:
    """A file of the site comes whole, with its type and its tag."""
    status, headers, data = _ask(port, path)
    assert (status, headers["Content-Type"], data) == (200, kind, (site / file).read_bytes())
    assert headers["Content-Length"] == str(len(data))


def test_a_client_that_has_it_gets_nothing(port: int) -> None:
    """A request with the tag of what stands there is answered 304 without a body; with another, in full."""
    _, headers, _ = _ask(port, "/public/stages.id.ics")
    status, again, data = _ask(port, "/public/stages.id.ics", If_None_Match=headers["ETag"])
    assert (status, data, again["ETag"]) == (304, b"", headers["ETag"])
    assert _ask(port, "/public/stages.id.ics", If_None_Match='"other"')[0] == 200


def test_a_head_has_no_body(port: int, site: Path) -> None:
    """A HEAD request is answered like a GET, without the file."""
    status, headers, data = _ask(port, "/public/", "HEAD")
    assert (status, data) == (200, b"")
    assert headers["Content-Length"] == str((site / "public" / "index.html").stat().st_size)


def test_the_front_leads_to_the_public_part(port: int) -> None:
    """The bare address leads to the public page."""
    status, headers, _ = _ask(port, "/")
    assert (status, headers["Location"]) == (302, "/public/")


@pytest.mark.parametrize(
    "path",
    [
        "/public/nothing.ics",
        "/internal/teams/",
        "/public",
        "/../secret.html",
        "/public/../../secret.html",
        "/%2e%2e/secret.html",
        "/public/notes.txt",
        "//etc/passwd",
        "/public/stages.id.ics/",
        "/public/%00.html",
        "/public/\\..\\..\\secret.html",
    ],
)
def test_what_is_not_of_the_site_is_not_there(port: int, path: str) -> None:
    """No folder is listed, and nothing outside the site or of another kind is served."""
    assert _ask(port, path)[0] == 404


def test_nothing_is_logged(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """The address of someone's calendar is written nowhere."""
    _ask(port, "/internal/teams/kpu-1.id.ics")
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_what_cannot_be_served(site: Path, tmp_path: Path, port: int) -> None:
    """A folder without a site, a port that is taken and one that is none are refused."""
    with pytest.raises(InputError, match="no published site"):
        preview_server(tmp_path)
    for wrong in (port, 70000, -1):
        with pytest.raises(InputError, match="a free port"):
            preview_server(site, wrong)
