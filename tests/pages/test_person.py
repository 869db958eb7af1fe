"""The page at a person's secret address."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import attrs
import pytest

import electsched
from electsched.calendars.duty_feeds import MemberFeeds
from electsched.calendars.feed import Feed
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.pages.parts.recent import RecentChange
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan
from tests.html_reader import read_html

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of one post with two members in its first team and one in its second."""
    teams = {"p-1": "kpu-1", "p-2": "kpu-1", "p-3": "kpu-2"}
    return a_plan(members=tuple(Member(key=key, team=team, name=f"Personel {key}") for key, team in teams.items()))


@pytest.fixture(scope="module")
def feeds(plan: Plan) -> list[Feed]:
    """Return the calendars of the members, each at its address."""
    duties = MemberFeeds(RosterIndex(plan, build_roster(plan)[0]))
    return [
        attrs.evolve(
            duties.feed(member, "id"), path="duties.id.ics", base=f"https://a.example/secret/{member.key}&{'x' * 20}"
        )
        for member in plan.members
    ]


def _pages(plan: Plan) -> PersonPages:
    return PersonPages(Renderer(load_templates()), RosterIndex(plan, build_roster(plan)[0]))


def _context(language: str = "id") -> PageContext:
    return PageContext(language, (language,), STAMP, "Asia/Jakarta")


def test_page_of_a_colleague_is_the_page_rendered_alone(plan: Plan, feeds: list[Feed]) -> None:
    """The page that is kept for people with the same duties gives the bytes of a page that is rendered anew."""
    pages = _pages(plan)
    assert feeds[0].events is feeds[1].events
    people = [*zip(plan.members, feeds, strict=True)]
    for member, feed in (*people, *reversed(people)):
        assert pages.page(member, feed, _context()) == _pages(plan).page(member, feed, _context())
    assert len({pages.page(member, feed, _context()) for member, feed in people}) == 3


def test_page_of_a_person_links_only_that_person(plan: Plan, feeds: list[Feed]) -> None:
    """The page has the address of the person's calendar and of no other, and no member's name."""
    pages = _pages(plan)
    for member, feed in zip(plan.members, feeds, strict=True):
        page = pages.page(member, feed, _context())
        contents = read_html(page)
        address = f"{feed.base}/{feed.path}"
        webcal = address.replace("https", "webcal", 1)
        google, outlook = (quote(value, safe="") for value in (webcal, address))
        assert set(contents.links) == {
            "#main",
            address,
            webcal,
            f"https://calendar.google.com/calendar/r?cid={google}",
            f"https://outlook.live.com/calendar/0/addfromweb?url={outlook}",
        }
        assert contents.loaded == []
        assert not re.search(rb"electsched(:|%3A)mark", page)
        assert [member.name for member in plan.members if member.name in contents.text] == []


def test_page_of_a_person_with_a_split_calendar_links_its_months(plan: Plan, feeds: list[Feed]) -> None:
    """If the calendar was split, the page links its months and not the whole."""
    pages = _pages(plan)
    split = {feeds[0].path: {"2023-11": 3, "2023-12": 10}}
    links = read_html(pages.page(plan.members[0], feeds[0], _context(), split=split)).links
    stem = f"{feeds[0].base}/{feeds[0].path}".removesuffix(".id.ics")
    assert [link for link in links if link.startswith(stem)] == [
        f"{stem}.2023-11.id.ics",
        f"{stem}.2023-12.id.ics",
    ]


def test_page_shows_the_first_duty_after_it_was_made(plan: Plan, feeds: list[Feed]) -> None:
    """Without a script the page begins with the first duty after its stamp: day, hours, length."""
    member, feed = plan.members[0], feeds[0]
    for stamp, day in ((STAMP, "Selasa 28 November"), (datetime(2023, 12, 4, 1, tzinfo=UTC), "Senin 4 Desember")):
        text = read_html(_pages(plan).page(member, feed, attrs.evolve(_context(), stamp=stamp))).text
        hero = text[text.index("Tugas pertama") : text.index("Bulan demi bulan")]
        assert day in hero
        assert "24 jam" in hero
        assert re.search(r"07\.00 – (Rab|Sel)\xa007\.00", hero)  # the day and the hour of the end stay on one line
    over = read_html(_pages(plan).page(member, feed, attrs.evolve(_context(), stamp=datetime(2024, 3, 1, tzinfo=UTC))))
    assert "Tidak ada tugas lagi" in over.text
    assert "Tugas pertama" not in over.text
    assert "Desember 2023" in over.text


def test_page_of_a_person_without_duties_has_no_empty_parts(plan: Plan, feeds: list[Feed]) -> None:
    """The page says that there is no duty, and has no heading of months or posts without any."""
    idle = PersonPages(Renderer(load_templates()), RosterIndex(plan, Roster(())))
    for pages, is_there in ((_pages(plan), True), (idle, False)):
        page = read_html(pages.page(plan.members[0], feeds[0], _context()))
        assert [heading in page.text for heading in ("Bulan demi bulan", "Pos saya")] == [is_there] * 2
        assert "Tidak ada tugas lagi" in page.text  # hidden if there is one


def test_page_marks_new_and_cancelled_duties(plan: Plan, feeds: list[Feed]) -> None:
    """The days of changed duties are marked, and a list tells them with those that were cancelled."""
    first = feeds[0].events[0]
    recent = (
        RecentChange("changed", first.uid),
        RecentChange("cancelled", "gone", "kpu: <tour>", datetime(2023, 11, 30, 7, tzinfo=UTC), first.end),
    )
    context = attrs.evolve(_context(), recent=recent)
    page = _pages(plan).page(plan.members[0], feeds[0], context)
    assert page.count(b'<td class="t new"') == 1
    text = read_html(page).text
    assert "Berubah Selasa 28 November, 07.00 – Rab 07.00: kpu, tour" in text
    assert "Dibatalkan Kamis 30 November, 07.00: kpu: <tour>" in text


def test_page_tells_duties_of_others_now_from_cancelled_ones(plan: Plan, feeds: list[Feed]) -> None:
    """The reason, which the calendar has in the title, is beside the duty and is not struck out; days are in order."""
    kept, start = feeds[0].events[0], datetime(2023, 11, 27, 7, tzinfo=UTC)
    recent = (
        RecentChange("changed", kept.uid),
        RecentChange("cancelled", "given", "BUKAN LAGI TUGAS ANDA: kpu: tour", start, kept.end),
        RecentChange("cancelled", "gone", "BATAL: kpu: tour", start.replace(day=26), kept.end),
    )
    page = _pages(plan).page(plan.members[0], feeds[0], attrs.evolve(_context(), recent=recent)).decode()
    assert '<span class="badge">BUKAN LAGI TUGAS ANDA</span> <del>Senin 27 November, 07.00: kpu: tour</del>' in page
    days = ("BATAL</span> <del>Minggu 26 November", "ANDA</span> <del>Senin 27", "Berubah</span> Selasa 28")
    places = [page.index(day) for day in days]
    assert places == sorted(places)


def test_pages_of_the_example_are_small() -> None:
    """No officer of Polres Jombang has a page of 40 kB; the longest is that of a team on duty all year."""
    plan = electsched.load_plan(EXAMPLE, members=EXAMPLE.with_name("jombang-members.csv"))
    index = RosterIndex(plan, build_roster(plan)[0])
    pages, calendars = PersonPages(Renderer(load_templates()), index), MemberFeeds(index)
    base = f"{plan.site.secret_url}/{'x' * 43}"
    people = {member.team: member for member in plan.members}
    sizes = {}
    for team, member in people.items():
        feed = attrs.evolve(calendars.feed(member, "id"), path="duties.id.ics", base=base)
        sizes[team] = len(pages.page(member, feed, _context()))
    assert len(sizes) == len(plan.teams)
    assert {team: size for team, size in sizes.items() if size >= 40_000} == {}
