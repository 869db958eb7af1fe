"""The parts that every page has: its stamp by the readers' clock, and its address in each language."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from datetime import UTC, datetime

import pytest

import electsched
from electsched.calendars.stage_events import stage_feed
from electsched.loaders.templates import load_templates
from electsched.pages.public import public_page
from electsched.pages.renderer import PARTS, PageContext, Renderer, page_path
from tests.html_reader import read_html

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
LANGUAGES = ("id", "en")
RENDERER = Renderer(load_templates())


def _page(zone: str, stamp: datetime = STAMP) -> bytes:
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    feeds = [stage_feed(timeline, language="id", base="https://example.org/public")]
    return public_page(RENDERER, timeline, feeds, PageContext("id", LANGUAGES, stamp, zone))


@pytest.mark.parametrize(
    ("zone", "stamp", "words"),
    [
        ("Asia/Jakarta", STAMP, "20 November 2023 08.00 WIB"),
        ("Asia/Pontianak", STAMP, "20 November 2023 08.00 WIB"),
        ("Asia/Makassar", STAMP, "20 November 2023 09.00 WITA"),
        ("Asia/Jayapura", STAMP, "20 November 2023 10.00 WIT"),
        ("Asia/Jakarta", datetime(2023, 12, 31, 17, tzinfo=UTC), "1 Januari 2024 00.00 WIB"),
        ("Asia/Bangkok", STAMP, "20 November 2023 08.00 UTC+07:00"),
        ("Asia/Kolkata", STAMP, "20 November 2023 06.30 UTC+05:30"),
        ("America/St_Johns", STAMP, "19 November 2023 21.30 UTC-03:30"),
        ("Europe/London", STAMP, "20 November 2023 01.00 UTC"),
        ("Europe/London", datetime(2024, 6, 20, 1, tzinfo=UTC), "20 Juni 2024 02.00 UTC+01:00"),
    ],
)
def test_footer_shows_the_stamp_by_the_readers_clock(zone: str, stamp: datetime, words: str) -> None:
    """The footer shows the stamp in the zone of the page (names by Keppres 41/1987), and in UTC for programs."""
    page = read_html(_page(zone, stamp))
    assert f"Terakhir berubah: {words}\n" in page.text
    assert ("time", {"datetime": f"{stamp:%Y-%m-%dT%H:%M:%SZ}"}) in page.attributes


def test_page_path_of_the_first_language_is_plain() -> None:
    """The first language of a plan has `index.html`; the others have their tag in the address."""
    assert page_path("id", LANGUAGES) == "index.html"
    assert page_path("en", LANGUAGES) == "index.en.html"
    assert page_path("en", ("en",)) == "index.html"


def test_policy_of_a_page_names_its_style_and_script_alone() -> None:
    """The hashes in the policy are those of the inline style and script, and nothing else is allowed."""
    page = _page("Asia/Jakarta").decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    directives = dict(directive.split(" ", 1) for directive in html.unescape(policy).split("; "))
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        texts = re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}
        assert sorted(directives[directive].split()) == sorted(f"'sha256-{digest}'" for digest in digests)
    assert directives["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+ (style|on[a-z]+)=", page)


def test_scripts_of_a_page_are_short() -> None:
    """No page has more than 60 lines of script, comments left out."""
    templates = load_templates()
    lines = {
        page: sum(
            not line.startswith("//") for part in parts if part.endswith(".js") for line in templates[part].splitlines()
        )
        for page, parts in PARTS.items()
    }
    assert {page: count for page, count in lines.items() if count > 60} == {}
    assert lines["person.html"] > 0
