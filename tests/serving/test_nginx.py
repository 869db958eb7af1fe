"""The configuration for nginx, tested with nginx itself: types, no listings, revoked addresses, no secrets in logs."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.operation.teams import Member
from electsched.publishing.completion import Published
from electsched.serving.nginx import nginx_config
from tests.sites import jombang_part

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NOW = datetime(2023, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)
MAIN = """
worker_processes 1;
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        include {folder}/site.conf;
    }}
}}
"""

pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx-light"),
]


@attrs.frozen
class Served:
    """A site behind nginx."""

    folder: Path
    port: int
    done: Published
    plan: electsched.Plan

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return the status, headers and body of the response for a path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        response = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return response

    def secret(self, audience: str) -> str:
        """Return the path of the first secret address of that audience."""
        url = next(each.url for each in self.done.announce if each.audience == audience)
        return "/secret/" + url.rstrip("/").rpartition("/")[2] + "/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Publish a site with secret addresses, and start nginx on it."""
    folder = tmp_path_factory.mktemp("nginx")
    members = tuple(Member(key=f"p-{number}", team="kpu-1", name="Orang") for number in range(2))
    plan = attrs.evolve(jombang_part("kpu"), members=members)
    electsched.LinkRegistry.create(folder / "links.db", plan).close()
    done = electsched.publish(plan, folder / "site", links=folder / "links.db", stamp=NOW)
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o755)
    (folder / "site.conf").write_text(nginx_config(folder / "site"), encoding="utf-8")
    program, port = _started(folder)
    try:
        yield Served(folder, port, done, plan)
    finally:
        program.terminate()
        program.wait()


def _started(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start nginx, and return it with its port: another one if a program took the first that was free."""
    user = "user root;" if _is_root() else ""
    while True:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, port=port, user=user))
        program = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")])  # noqa: S603  # the installed nginx
        while program.poll() is None:
            # nginx writes this file once it listens.
            if (folder / "nginx.pid").exists():
                return program, port
            time.sleep(0.05)
        assert "Address already in use" in (folder / "error.log").read_text()


def _is_root() -> bool:
    import os  # noqa: PLC0415  # asked for here alone

    return os.name == "posix" and os.geteuid() == 0


def test_calendar_has_its_media_type_and_an_etag(served: Served) -> None:
    """A calendar is text/calendar in UTF-8; it is compressed on request, and 304 if the client has it."""
    status, headers, body = served.ask("/public/stages.id.ics")
    assert (status, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    status, again, body = served.ask("/public/stages.id.ics", **{"If-None-Match": headers["etag"]})
    assert (status, body) == (304, b"")
    status, packed, _ = served.ask("/public/stages.id.ics", **{"Accept-Encoding": "gzip"})
    assert packed["content-encoding"] == "gzip"
    assert headers["cache-control"] == again["cache-control"] == "no-cache"


@pytest.mark.parametrize("audience", ["unit", "partner", "personal"])
def test_secret_address_is_served_without_referrer_index_or_cache(served: Served, audience: str) -> None:
    """The page and its calendar are served, with headers against referrers, search engines and shared caches."""
    path = served.secret(audience)
    status, headers, body = served.ask(path)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["cache-control"] == "private, no-cache"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert b"default-src &#39;none&#39;" in body or b"default-src 'none'" in body
    assert b"noindex" in body
    name = "units/polres-jombang.id.ics" if audience == "unit" else "duties.id.ics"
    assert served.ask(path + name)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/secret/",
        "/secret",
        "/secret/manifest.json",
        "/secret/" + "a" * 32 + "/",
        "/secret/../links.db",
        "/links.db",
    ],
)
def test_folders_are_not_listed(served: Served, path: str) -> None:
    """A folder is not listed, and a path that does not exist has the same response."""
    status, _, body = served.ask(path)
    assert status in {404, 400}
    for each in served.done.announce:
        assert each.url.rstrip("/").rpartition("/")[2].encode() not in body


@pytest.mark.parametrize("name", ["", "lease.json", "state.json", "journal/a.json"])
def test_working_files_of_publish_are_not_served(served: Served, name: str) -> None:
    """The working folder of a running or stopped publish is answered with 404."""
    place = served.folder / "site" / ".publishing" / "journal"
    place.mkdir(parents=True, exist_ok=True)
    (place / "a.json").write_text("[]")
    (place.parent / "lease.json").write_text("{}")
    assert served.ask(f"/.publishing/{name}")[0] == 404


def test_revoked_address_is_not_found_after_publish(served: Served) -> None:
    """After a silent revocation and the next publish the address is 404, and the others still work."""
    path = served.secret("personal")
    assert served.ask(path)[0] == 200
    links = served.folder / "links.db"
    with electsched.LinkRegistry.open(links) as registry:
        registry.change("revoke", "personal", "p-0", NOW, at_once=True)
    left = attrs.evolve(served.plan, members=served.plan.members[1:])
    electsched.publish(left, served.folder / "site", links=links, stamp=NOW)
    assert served.ask(path)[0] == served.ask(path + "duties.id.ics")[0] == 404
    assert served.ask(served.secret("unit"))[0] == 200


def test_last_word_is_served_for_the_time_of_grace_and_then_not_found(served: Served) -> None:
    """A revoked calendar says so and its page is gone; the publication after two weeks removes it for every client."""
    links = served.folder / "links.db"
    with electsched.LinkRegistry.open(links) as registry:
        (link,) = registry.links("personal", "p-1")
        registry.change("revoke", "personal", "p-1", NOW + DAY)
    page, calendar = f"/{link.folder}/", f"/{link.folder}/duties.id.ics"
    status, before, _ = served.ask(calendar)
    assert status == served.ask(page)[0] == 200
    for days in (1, 14):
        electsched.publish(served.plan, served.folder / "site", links=links, stamp=NOW + days * DAY)
        status, headers, body = served.ask(calendar, **{"If-None-Match": before["etag"]})
        assert (status, b"ALAMAT DICABUT" in body, b"STATUS:CANCELLED" in body) == (200, True, True)
        assert headers["cache-control"] == "private, no-cache"
        assert served.ask(page)[0] == 404
    electsched.publish(served.plan, served.folder / "site", links=links, stamp=NOW + 15 * DAY)
    for path in (page, calendar):
        for asked in ({}, {"If-None-Match": headers["etag"]}, {"Accept-Encoding": "gzip"}):
            assert served.ask(path, **asked)[0] == 404
    assert served.ask(served.secret("unit"))[0] == 200


def test_robots_and_redirect_to_the_public_part(served: Served) -> None:
    """Search engines may index the public part alone; the root redirects to it."""
    status, _, body = served.ask("/robots.txt")
    assert (status, body) == (200, b"User-agent: *\nAllow: /public/\nDisallow: /\n")
    status, headers, _ = served.ask("/")
    assert (status, headers["location"].endswith("/public/")) == (302, True)


def test_logs_have_no_secret_address(served: Served) -> None:
    """The access log and the error log name no secret address, found or not."""
    for each in served.done.announce:
        served.ask("/secret/" + each.url.rstrip("/").rpartition("/")[2] + "/none.ics")
    served.ask("/public/last-of-this-test")
    while "last-of-this-test" not in (served.folder / "access.log").read_text():
        time.sleep(0.05)
    logs = (served.folder / "access.log").read_text() + (served.folder / "error.log").read_text()
    assert "/public/" in logs
    assert [each for each in served.done.announce if each.url.rstrip("/").rpartition("/")[2] in logs] == []


def test_path_that_could_end_a_directive_is_refused(tmp_path: Path) -> None:
    """A path with characters that end a directive is refused; one with a space is quoted."""
    with pytest.raises(electsched.InputError, match="a path of letters"):
        nginx_config(tmp_path / "a;b{c")
    assert f'root "{tmp_path}/a b";' in nginx_config(tmp_path / "a b")
