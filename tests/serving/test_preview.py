"""The local preview server: the files that it serves, and those that it does not."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import InputError
from electsched.serving.preview import preview_server
from tests.sites import three_districts

Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published site with a secret file beside it, and a file in it that publish did not write."""
    folder = tmp_path_factory.mktemp("preview")
    (folder / "secret.html").write_text("secret")
    electsched.publish(attrs.evolve(three_districts(), members=()), folder / "site")
    (folder / "site" / "public" / "notes.txt").write_text("notes")
    return folder / "site"


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    """Run the server during the tests of this module, and return its port."""
    server = preview_server(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def _ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    response = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return response


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
def test_published_file_is_served(port: int, site: Path, path: str, kind: str, file: str) -> None:
    """A file of the site is served whole, with its media type and length."""
    status, headers, data = _ask(port, path)
    assert (status, headers["Content-Type"], data) == (200, kind, (site / file).read_bytes())
    assert headers["Content-Length"] == str(len(data))


def test_etag_of_the_current_file_is_answered_304(port: int) -> None:
    """A request with the current ETag is answered 304 without a body; one with another ETag, in full."""
    _, headers, _ = _ask(port, "/public/stages.id.ics")
    status, again, data = _ask(port, "/public/stages.id.ics", If_None_Match=headers["ETag"])
    assert (status, data, again["ETag"]) == (304, b"", headers["ETag"])
    assert _ask(port, "/public/stages.id.ics", If_None_Match='"other"')[0] == 200


def test_head_request_has_no_body(port: int, site: Path) -> None:
    """A HEAD request has the headers of a GET request, without the file."""
    status, headers, data = _ask(port, "/public/", "HEAD")
    assert (status, data) == (200, b"")
    assert headers["Content-Length"] == str((site / "public" / "index.html").stat().st_size)


def test_root_redirects_to_the_public_part(port: int) -> None:
    """The root redirects to the public page."""
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
def test_paths_outside_the_site_are_not_found(port: int, path: str) -> None:
    """No folder is listed, and no file outside the site or of another type is served."""
    assert _ask(port, path)[0] == 404


@pytest.mark.parametrize("path", ["/{file}", "/public/../{file}", "//{file}", "/./{file}"])
def test_state_of_the_site_is_not_served(port: int, site: Path, path: str) -> None:
    """It has the members of duties, for the owner of the site alone; nginx is configured to refuse it too."""
    files = [file.relative_to(site).as_posix() for file in (site / ".publishing").rglob("*.json")]
    assert ".publishing/state.json" in files
    assert {_ask(port, path.format(file=file))[0] for file in files} == {404}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:80", "localhost.", "jombang.localhost:8000", "localhost:"],
)
def test_names_of_this_machine_are_answered(port: int, host: str) -> None:
    """The address to which the server is bound, and names that lead to no other machine, with any port."""
    assert _ask(port, "/public/", Host=host)[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/public/", "/internal/teams/kpu-1.id.ics", "/nothing"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "rebound.example",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.nip.example",
        "127.0.0.2",
        "evil.example:127.0.0.1",
        "localhost@evil.example",
        "",
    ],
)
def test_other_names_are_refused(port: int, host: str, path: str, method: str) -> None:
    """A page of the web whose name was led to this machine reads nothing of the site (DNS rebinding)."""
    status, headers, data = _ask(port, path, method, Host=host)
    assert (status, data) == (421, b"")
    assert "Location" not in headers


def test_each_of_several_hosts_must_be_this_machine(port: int) -> None:
    """A second Host header does not hide the first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.putrequest("GET", "/public/", skip_host=True)
    connection.putheader("Host", "evil.example")
    connection.putheader("Host", "localhost")
    connection.endheaders()
    assert connection.getresponse().status == 421
    connection.close()


def test_requests_are_not_logged(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    """The address of a calendar is not written to standard output or error."""
    _ask(port, "/internal/teams/kpu-1.id.ics")
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_folder_without_a_site_and_used_port_are_refused(site: Path, tmp_path: Path, port: int) -> None:
    """A folder without a site, a port in use and a port out of range are refused."""
    with pytest.raises(InputError, match="no published site"):
        preview_server(tmp_path)
    for wrong in (port, 70000, -1):
        with pytest.raises(InputError, match="a free port"):
            preview_server(site, wrong)
