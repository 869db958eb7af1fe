"""The live pages of the gallery: the example, published when the documentation is built.

So no picture can be out of date. The addresses on the pages are those of the example; nothing answers there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import electsched

EXAMPLES = Path(__file__).parents[1] / "examples"
PLAN = str(EXAMPLES / "jombang.toml")
MEMBERS = ("--members", str(EXAMPLES / "jombang-members.csv"))
AT = ("--at", "2023-11-20T08:00+07:00")
MEMBER = "p-0001"
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


def write_pages(folder: Path) -> tuple[str, ...]:
    """Write the pages of the gallery and the pictures, and return the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        site, links = Path(scratch, "site"), str(Path(scratch, "links.db"))
        _run("links", "new", links, PLAN)
        _run("publish", PLAN, str(site), *MEMBERS, "--links", links, *AT)
        pages = {
            "hub.html": site / "internal" / "index.html",
            "codes.html": site / "internal" / "codes.html",
            "board.html": site / "internal" / "board.2023-12.html",
            "public.html": site / "public" / "index.html",
            "person.html": site / "secret" / _token(links) / "index.html",
        }
        # Without their script the pages show the time of issue, and not that of the reader.
        texts = {name: SCRIPT.sub("", path.read_text(encoding="utf-8")) for name, path in pages.items()}
    texts["sheet.html"] = _run("site", "sheet", PLAN, *MEMBERS, "--post", "gudang-kpu", "--day", "2023-12-04")
    texts["card.html"] = _run("site", "card", PLAN, *MEMBERS, "--member", MEMBER)
    texts["timeline.svg"] = electsched.resolve("id/general-2024").to_svg("en")
    texts["demand.svg"] = electsched.demand(electsched.load_plan(PLAN)).to_svg("en")
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(texts)


def _token(links: str) -> str:
    """Return the folder of the secret link of the member whose page is shown."""
    listed = json.loads(_run("links", "list", links, "--json"))["links"]
    address = next(link["address"] for link in listed if link["key"] == MEMBER)
    return str(address).rstrip("/").rpartition("/")[2]


def _run(*arguments: str) -> str:
    """Run a command of `electsched`, and return its output."""
    command = [str(Path(sysconfig.get_path("scripts"), "electsched")), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout  # noqa: S603  # our own
