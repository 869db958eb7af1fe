"""The index pages: every calendar with both its links, the stages as a picture, nothing from elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import attrs
import pytest

import electsched
from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.feed import stage_feed
from electsched.i18n.text import NO_WORDS, Text
from electsched.loaders.templates import load_templates
from electsched.operation.operation import Unit
from electsched.operation.plan import Plan
from electsched.pages.index import Pages
from electsched.pages.renderer import Face, page_path
from electsched.pages.window_chart import window_picture
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.timeline.chart import Picture, stage_picture
from electsched.timeline.stage import Timeline

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
LANGUAGES = ("id", "en")
ZONE = "Asia/Jakarta"
VOID = {"meta", "link", "br", "img", "input", "hr"}


class _Reader(HTMLParser):
    """Reads a page: its links, its text by element, and whether its elements close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it points at."""
        found = dict(attrs)
        self.attributes.append((tag, found))
        if tag == "a":
            self.links.append(found["href"] or "")
        elif "src" in found or ("href" in found and tag != "a"):
            self.loaded.append(str(found))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Hold each end against the last element that is open."""
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather what is read."""
        self.text += data


def _read(page: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(page.decode())
    reader.close()
    assert reader.open == []
    return reader


def _public(language: str) -> bytes:
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    feeds = [stage_feed(timeline, language=language, base="https://example.org/public")]
    return Pages(load_templates()).public(timeline, feeds, Face(language, LANGUAGES, STAMP, ZONE))


def _internal(plan: Plan, roster: Roster, language: str) -> bytes:
    feeds = duty_feeds(RosterIndex(plan, roster), language=language)
    return Pages(load_templates()).internal(plan, feeds, Face(language, LANGUAGES, STAMP, ZONE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_page(language: str) -> None:
    """The stages' calendar stands with its https and its webcal link, and a link to the other language."""
    page = _read(_public(language))
    assert f"https://example.org/public/stages.{language}.ics" in page.links
    assert f"webcal://example.org/public/stages.{language}.ics" in page.links
    assert ("index.en.html" if language == "id" else "index.html") in page.links
    assert page.attributes[0] == ("html", {"lang": language})
    assert page.loaded == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_internal_page(plan: Plan, roster: Roster, language: str) -> None:
    """Every unit's, post's and team's calendar stands with both links, and nothing points elsewhere."""
    page = _read(_internal(plan, roster, language))
    base = plan.site.internal_url
    for folder, items in (("units", plan.units), ("posts", plan.posts), ("teams", plan.teams)):
        for item in items:
            address = f"{base}/{folder}/{item.key}.{language}.ics"
            assert address in page.links
            assert address.replace("https:", "webcal:") in page.links
    assert page.loaded == []
    own = (base, base.replace("https:", "webcal:"), "index.", "board.")
    assert [link for link in page.links if not link.startswith(own)] == []
    assert ("meta", {"name": "robots", "content": "noindex, nofollow"}) in page.attributes
    assert "222" in page.text
    assert "368" in page.text


def test_a_split_calendar_counts_once(plan: Plan, roster: Roster) -> None:
    """The headings count calendars, whether or not their months are listed instead; each month has its own links.

    The page says what became of the address that people have subscribed to.
    """
    feeds = list(duty_feeds(RosterIndex(plan, roster), language="en"))
    path = f"units/{plan.units[0].key}.en.ics"
    face = Face("en", LANGUAGES, STAMP, ZONE)
    pages = Pages(load_templates())
    split = {path: {"2023-11": 2, "2023-12": 40, "2024-01": 41}}
    for page in (
        pages.internal(plan, feeds, face, split=split),
        pages.unit(plan, plan.units[0].key, [feed for feed in feeds if feed.kind == "unit"], face, split=split),
    ):
        read = _read(page)
        assert f"Units ({len(plan.units)})" in read.text
        assert "who subscribed to it before must subscribe again, to its months" in read.text
        months = [link for link in read.links if ".2023-" in link or ".2024-" in link]
        assert len(months) == 2 * 3


def _stamped(zone: str, stamp: datetime = STAMP) -> bytes:
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    feeds = [stage_feed(timeline, language="id", base="https://example.org/public")]
    return Pages(load_templates()).public(timeline, feeds, Face("id", LANGUAGES, stamp, zone))


@pytest.mark.parametrize(
    ("zone", "stamp", "shown"),
    [
        ("Asia/Jakarta", STAMP, "20 November 2023 08:00 WIB"),
        ("Asia/Pontianak", STAMP, "20 November 2023 08:00 WIB"),
        ("Asia/Makassar", STAMP, "20 November 2023 09:00 WITA"),
        ("Asia/Jayapura", STAMP, "20 November 2023 10:00 WIT"),
        ("Asia/Jakarta", datetime(2023, 12, 31, 17, tzinfo=UTC), "1 Januari 2024 00:00 WIB"),
        ("Asia/Bangkok", STAMP, "20 November 2023 08:00 UTC+07:00"),
        ("Asia/Kolkata", STAMP, "20 November 2023 06:30 UTC+05:30"),
        ("America/St_Johns", STAMP, "19 November 2023 21:30 UTC-03:30"),
        ("Europe/London", STAMP, "20 November 2023 01:00 UTC"),
        ("Europe/London", datetime(2024, 6, 20, 1, tzinfo=UTC), "20 Juni 2024 02:00 UTC+01:00"),
    ],
)
def test_the_stamp_by_the_clock_of_the_readers(zone: str, stamp: datetime, shown: str) -> None:
    """The page says when it changed by its readers' clock (Keppres 41/1987), and to machines in UTC."""
    page = _read(_stamped(zone, stamp))
    assert f"Terakhir berubah: {shown}\n" in page.text
    assert ("time", {"datetime": f"{stamp:%Y-%m-%dT%H:%M:%SZ}"}) in page.attributes


@pytest.mark.parametrize("zone", ["Asia/Jayapura", "Europe/London"])
def test_another_stamp_is_another_footer(zone: str) -> None:
    """A page under another stamp has the bytes of one that is rendered under it."""
    later = datetime(2024, 6, 25, 14, 30, tzinfo=UTC)
    again = Pages(load_templates()).restamped(_stamped(zone), Face("id", LANGUAGES, later, zone))
    assert again == _stamped(zone, later)
    assert again != _stamped(zone)


def test_the_first_language_has_the_plain_address() -> None:
    """The page of the plan's first language is the folder's own."""
    assert page_path("id", LANGUAGES) == "index.html"
    assert page_path("en", LANGUAGES) == "index.en.html"
    assert page_path("en", ("en",)) == "index.html"


def _units(*pairs: tuple[str, str]) -> tuple[Unit, ...]:
    return tuple(
        Unit(key=key, name=Text.same(key.title()), level=key.partition("-")[0], parent=parent) for key, parent in pairs
    )


def _folded(plan: Plan, units: tuple[Unit, ...], language: str) -> _Reader:
    face = Face(language, LANGUAGES, STAMP, ZONE)
    return _read(Pages(load_templates()).internal(attrs.evolve(plan, units=units), (), face))


def test_the_page_of_a_large_plan_is_a_tree(plan: Plan) -> None:
    """Each unit has its link, below those above it, whatever the order of the plan; what lies below it is counted."""
    units = _units(
        ("station-1", "force-1"), ("hq", ""), ("force-1", "hq"), ("force-2", "hq"), ("station-2", "force-1"),
        *((f"station-{number}", "force-2") for number in range(3, 1503)),
    )  # fmt: skip
    for language, total in (("id", "1.502"), ("en", "1,502")):
        page = _folded(plan, units, language)
        links = [link for link in page.links if link.startswith("units/")]
        ending = ".html" if language == "id" else ".en.html"
        order = ["hq", "force-1", "station-1", "station-2", "force-2", *(f"station-{n}" for n in range(3, 1503))]
        assert links == [f"units/{key}{ending}" for key in order]
        text = page.text.replace("\u00a0", " ")
        assert f"Hq 2 force, {total} station" in text
        assert "Force-1 2 station" in text
        opened = [found for tag, found in page.attributes if tag == "details" and "class" not in found]
        assert [list(found) for found in opened] == [["open"], [], []]


def test_two_units_at_the_top_are_both_folded(plan: Plan) -> None:
    """Where several stand at the top all are folded; one whose unit above is not in the plan stands at the top."""
    page = _folded(plan, _units(("a", ""), ("b", "a"), ("c", "nowhere"), ("d", "c")), "en")
    opened = [found for tag, found in page.attributes if tag == "details" and "class" not in found]
    assert opened == [{}, {}]


def test_a_plan_may_be_deep(plan: Plan) -> None:
    """A thousand units, each below the one before."""
    page = _folded(plan, _units(("a-0", ""), *((f"a-{n}", f"a-{n - 1}") for n in range(1, 1000))), "en")
    assert len([link for link in page.links if link.startswith("units/")]) == 1000


def test_text_is_text(plan: Plan, roster: Roster) -> None:
    """A name that looks like markup is shown, and does nothing."""
    evil = Text.same("<script>alert('x')</script>\"&")
    teams = tuple(attrs.evolve(team, name=evil) for team in plan.teams)
    page = _internal(attrs.evolve(plan, teams=teams, title=evil), roster, "id")
    assert b"<script>alert" not in page
    assert "<script>alert('x')" in _read(page).text


def test_a_plan_without_musters_or_conduct(plan: Plan, roster: Roster) -> None:
    """What a plan does not have leaves no empty heading behind."""
    bare = attrs.evolve(plan, musters=(), operation=attrs.evolve(plan.operation, conduct=NO_WORDS, stated=()))
    text = _read(_internal(bare, roster, "en")).text
    for heading in ("Musters", "Neutrality", "Please note"):
        assert heading not in text


# --- pictures -----------------------------------------------------------------------------------------------------


def _stages(timeline: Timeline, language: str) -> Picture:
    return stage_picture(timeline.dated, timeline.name, language)


def test_every_stage_has_its_bar() -> None:
    """Each dated stage is a bar with its name and days, in proportion to its length, within the picture."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    picture = _stages(timeline, "en")
    assert len(picture.bars) == len(timeline.dated)
    labels = {bar.label: bar for bar in picture.bars}
    campaign = labels["Campaign: 28 November 2023 – 10 February 2024"]
    planning = labels["Programme and budget planning: 14 June 2022 – 14 June 2024"]
    assert planning.width / campaign.width == pytest.approx(732 / 75, rel=0.01)
    for bar in picture.bars:
        assert picture.left <= bar.x
        assert bar.x + bar.width <= picture.width
        assert bar.y + 14 <= picture.height


def test_bars_of_a_row_do_not_cover_each_other() -> None:
    """Stages that overlap stand below one another."""
    picture = _stages(electsched.resolve(electsched.load_election("id/general-2024")), "id")
    for bar in picture.bars:
        for other in picture.bars:
            if bar is not other and bar.y == other.y:
                assert bar.x + bar.width <= other.x or other.x + other.width <= bar.x


def test_the_windows_as_a_picture(plan: Plan) -> None:
    """Each window has a row with its name, and the months are marked from the first to the last."""
    picture = window_picture(plan, plan.windows, "id")
    assert [line.label for line in picture.lines] == [spec.name["id"] for spec in plan.operation.window]
    assert picture.marks[0].label == "Okt 23"
    assert [mark.label for mark in picture.marks][3] == "Jan 24"
    assert len(picture.marks) == 13


def test_an_empty_picture() -> None:
    """Without a dated stage there is a picture without bars."""
    picture = _stages(electsched.resolve(electsched.load_statute("id/general")), "id")
    assert (picture.bars, picture.lines) == ((), ())


def test_a_window_between_dates(plan: Plan) -> None:
    """A window that rests on no stage is drawn like the others."""
    spec = attrs.evolve(plan.operation.window[0], stages=(), start=date(2024, 1, 1), end=date(2024, 1, 5))
    other = attrs.evolve(plan, operation=attrs.evolve(plan.operation, window=(spec,)))
    (bar,) = window_picture(other, other.windows, "en").bars
    assert bar.label.endswith("1 January 2024 – 5 January 2024")
