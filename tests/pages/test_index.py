"""The index pages of the stages and of an operation."""

from __future__ import annotations

import base64
import io
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import attrs
import pytest
import zxingcpp
from PIL import Image, ImageOps

import electsched
from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.stage_events import stage_feed
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.loaders.templates import load_templates
from electsched.operation.operation import Muster, Place
from electsched.operation.plan import Plan
from electsched.pages.index import operation_figures, operation_page
from electsched.pages.parts.board_cells import BoardCells
from electsched.pages.public import public_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.pages.unit import codes_page, unit_page
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan, a_post, a_window, an_operation
from tests.html_reader import read_html

LANGUAGES = ("id", "en")
RENDERER = Renderer(load_templates())


def _context(language: str) -> PageContext:
    return PageContext(language, LANGUAGES, datetime(2023, 11, 20, 1, tzinfo=UTC), "Asia/Jakarta")


def _operation_page(plan: Plan, roster: Roster, language: str) -> bytes:
    index = RosterIndex(plan, roster)
    figures = operation_figures(BoardCells(index, [post.key for post in plan.posts], language))
    return operation_page(RENDERER, plan, duty_feeds(index, language=language), _context(language), figures=figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_page_links_the_calendar_of_stages(language: str) -> None:
    """The page links the calendar by https and webcal, links the page in the other language, and loads nothing."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    feeds = [stage_feed(timeline, language=language, base="https://example.org/public")]
    page = read_html(public_page(RENDERER, timeline, feeds, _context(language)))
    assert f"https://example.org/public/stages.{language}.ics" in page.links
    assert f"webcal://example.org/public/stages.{language}.ics" in page.links
    assert ("index.en.html" if language == "id" else "index.html") in page.links
    assert page.attributes[0][1]["lang"] == language
    assert page.loaded == []


def test_public_page_shows_the_stages_before_the_way_into_a_calendar() -> None:
    """A button at polling day leads to the calendars, which are after the chart and the table."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    page = public_page(RENDERER, timeline, [stage_feed(timeline, language="en")], _context("en")).decode()
    parts = ('id="next"', 'href="#add"', 'class="axis"', 'id="stages"', 'id="add"')
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_public_page_says_when_the_polls_are_open() -> None:
    """The hours of voting are beside polling day; an election without them shows none."""
    for election, hours in (("id/general-2024", ["Voting: 07:00 – 13:00"]), ("id/regional-2024", [])):
        timeline = electsched.resolve(electsched.load_election(election))
        page = public_page(RENDERER, timeline, [stage_feed(timeline, language="en")], _context("en")).decode()
        assert re.findall('<p class="hours">(.*?)</p>', page) == hours


@pytest.mark.parametrize(("day", "shown"), [(1, "Phase 1"), (20, "Phase 2"), (26, "Phase 2"), (99, "Phase 7")])
def test_public_page_shows_the_next_polling_day_of_a_phased_poll(day: int, shown: str) -> None:
    """Without scripts it is that after the page was made; after the last one, the last."""
    timeline = electsched.resolve(electsched.load_election("in/parliament-2024"))
    stamp = datetime(2024, 3, 31, 12, tzinfo=UTC) + timedelta(days=day)
    context = PageContext("en", ("en",), stamp, "Asia/Kolkata")
    page = public_page(RENDERER, timeline, [stage_feed(timeline, language="en")], context).decode()
    part = page[page.index('class="poll"') : page.index('id="togo"')]
    assert len(re.findall("<time", part)) == 7
    (visible,) = re.findall('<div><p class="big">.*?</div>', part)
    assert shown in visible


def test_public_page_says_nothing_twice() -> None:
    """A stage of one day has one date, and a provision that sets both ends of a stage is stated once."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    page = public_page(RENDERER, timeline, [stage_feed(timeline, language="en")], _context("en")).decode()
    cells = re.findall('<th scope="row"><span>(.*?)</span>.*?' + "<td[^>]*>(.*?)</td>" * 4, page)
    rows = {row[0]: row[1:] for row in cells}
    assert rows["Polling day"][:3] == ("14 February 2024", "", "1 day")
    days = ("21 January 2024", "10 February 2024", "21 days")
    assert rows["Rallies and media advertisements"] == (*days, "UU 7/2017, 276(2)")
    provisions = [row[3].split("; ") for row in rows.values()]
    assert all(len(laws) == len(set(laws)) for laws in provisions)


def _calendars(plan: Plan, language: str) -> dict[str, str]:
    """Return the webcal address of each calendar of the plan by its path."""
    entries = (("units", plan.units), ("posts", plan.posts), ("teams", plan.teams))
    paths = [f"{folder}/{entry.key}.{language}.ics" for folder, owners in entries for entry in owners]
    return {path: f"{plan.site.internal_url}/{path}".replace("https:", "webcal:") for path in paths}


@pytest.mark.parametrize("language", LANGUAGES)
def test_operation_page_links_every_calendar(plan: Plan, roster: Roster, language: str) -> None:
    """The page links every calendar and the page of the codes, and nothing outside; it has less than 50 kB."""
    data = _operation_page(plan, roster, language)
    assert len(data) < 50_000
    page = read_html(data)
    assert {page.links.count(webcal) for webcal in _calendars(plan, language).values()} == {1}
    assert page.links.count("codes.html" if language == "id" else "codes.en.html") == 2
    base = plan.site.internal_url
    assert page.loaded == []
    webcal = base.replace("https:", "webcal:")
    inside = (webcal, "index.", "board.", "codes.", "#")
    assert [link for link in page.links if not link.startswith(inside)] == []
    assert ("meta", {"name": "robots", "content": "noindex, nofollow"}) in page.attributes
    # The days that were declared, and those that another source announced.
    assert "222" in page.text
    assert "368" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_codes_is_whole_without_scripts(plan: Plan, roster: Roster, language: str) -> None:
    """Every calendar has its addresses for phones, by https and for Google, and a QR code that another reader reads."""
    feeds = duty_feeds(RosterIndex(plan, roster), language=language)
    page = read_html(codes_page(RENDERER, plan, feeds, _context(language)))
    calendars = _calendars(plan, language)
    for path, webcal in calendars.items():
        google = f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}"
        assert [page.links.count(link) for link in (webcal, path, google)] == [1, 1, 1]
    assert {values["id"] for tag, values in page.attributes if tag == "li"} == set(calendars)
    pictures = [values["src"] or "" for tag, values in page.attributes if tag == "img"]
    assert sorted(map(_read_picture, pictures)) == sorted(calendars.values())
    assert not [tag for tag, _ in page.attributes if tag == "script"]


def _read_picture(data: str) -> str:
    """Return the text that zxing reads from a picture of a QR code, as large as on a screen."""
    picture = Image.open(io.BytesIO(base64.b64decode(data.removeprefix("data:image/png;base64,")))).convert("L")
    (barcode,) = zxingcpp.read_barcodes(ImageOps.expand(picture.resize((152, 152), Image.Resampling.NEAREST), 12, 255))
    return str(barcode.text)


def test_pages_list_the_months_of_a_split_calendar(plan: Plan, roster: Roster) -> None:
    """A calendar that is split by month has a link for each month and none to the whole, and there is a notice."""
    feeds = list(duty_feeds(RosterIndex(plan, roster), language="en"))
    unit = plan.units[0].key
    split = {f"units/{unit}.en.ics": {"2023-11": 2, "2023-12": 40, "2024-01": 41}}
    context = _context("en")
    pages = (
        operation_page(RENDERER, plan, feeds, context, split=split),
        codes_page(RENDERER, plan, feeds, context, split=split),
        unit_page(RENDERER, plan, unit, [feed for feed in feeds if feed.kind == "unit"], context, split=split),
    )
    starts = ("webcal:", "units/", "https://calendar.google.com/")
    for page, shown in zip(pages, (starts[:1], starts, starts), strict=True):
        contents = read_html(page)
        assert "who subscribed to it before must subscribe again, to its months" in contents.text
        months = [link for link in contents.links if ".2023-" in link or ".2024-" in link]
        for start in shown:
            assert len([link for link in months if link.removeprefix("../").startswith(start)]) == 3
        assert f"{plan.site.internal_url}/units/{unit}.en.ics".replace("https:", "webcal:") not in contents.links


def test_operation_page_shows_gaps_before_the_calendars(plan: Plan, roster: Roster) -> None:
    """On a phone the gaps are above the list of all units, not below it."""
    page = _operation_page(plan, roster, "en")
    assert page.index(b'<section id="gaps">') < page.index(b'<div class="tree">')


def test_operation_page_escapes_markup_in_names() -> None:
    """A name that contains markup is shown as text."""
    markup = Text.same("<script>alert('x')</script>\"&")
    plan = a_plan(title=markup, operation=an_operation(name=markup))
    page = _operation_page(plan, build_roster(plan)[0], "id")
    assert b"<script>alert" not in page
    assert read_html(page).text.count("<script>alert('x')") >= 2


def test_operation_page_has_no_empty_sections() -> None:
    """A plan without musters, conduct and findings has a page without their headings; with them it has them."""
    plan = a_plan()
    bare = read_html(_operation_page(plan, build_roster(plan)[0], "en")).text
    muster = Muster(
        key="muster",
        name=Text.same("Gelar pasukan"),
        start=Moment(date(2023, 11, 27), 8 * 60),
        minutes=60,
        place=Place(),
    )
    operation = an_operation(conduct=Text.same("Netral"), end=date(2024, 2, 9))
    full = attrs.evolve(plan, musters=(muster,), operation=operation)
    whole = read_html(_operation_page(full, build_roster(full)[0], "en")).text
    for heading in ("Musters", "Neutrality", "Please note"):
        assert heading not in bare
        assert heading in whole


def test_operation_page_counts_the_duties_of_each_day() -> None:
    """Days with equal numbers are one run: its first day, its length, duties, people and gaps; gaps are listed."""
    plan = a_plan(posts=[a_post("kpu", ["a", "b"])], windows=[a_window(date(2024, 1, 1), days=5)])
    page = read_html(_operation_page(plan, build_roster(plan)[0], "en"))
    (runs,) = [attributes["data-days"] for tag, attributes in page.attributes if tag == "body"]
    # The third team is missing, on 3 January.
    assert runs == "2024-01-01,2,1,6,0 2024-01-03,1,0,0,1 2024-01-04,2,1,6,0"
    assert "Wed 3 Jan" in page.text
