"""The page at a person's secret address."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import attrs
import pytest

from electsched.calendars.changes import ChangeKind
from electsched.calendars.duty_feeds import MemberFeeds
from electsched.calendars.feed import Feed
from electsched.calendars.telling.duty_snapshot import DutyVersion, duty_key
from electsched.i18n.text import Text
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.pages.parts.recent import RecentChange
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.timespan import Span
from tests.builders import a_plan
from tests.html_reader import read_html
from tests.sites import jombang

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


def test_people_without_duties_have_the_page_of_their_own_team(plan: Plan) -> None:
    """Having no duties is no reason to share a page with another team."""
    index = RosterIndex(plan, Roster(()))
    idle, duties = PersonPages(Renderer(load_templates()), index), MemberFeeds(index)
    for member in plan.members:
        feed = attrs.evolve(duties.feed(member, "id"), path="duties.id.ics", base="https://a.example/secret")
        assert f"<p>{member.team} · polres</p>" in idle.page(member, feed, _context()).decode()


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


def _changed(plan: Plan, number: int, kind: ChangeKind) -> RecentChange:
    """Return a change of a duty of the first team: of that number for a duty that is there, else on the day before."""
    index = RosterIndex(plan, build_roster(plan)[0])
    duty = index.duties_of("team", "kpu-1")[number]
    is_there = kind in {"new", "moved"}
    span = duty.span if is_there else Span(duty.span.start - timedelta(days=1), duty.span.end - timedelta(days=1))
    version = DutyVersion(
        team="kpu-1", team_name=Text.same("KPU 1"), team_unit="polres", people=2, start=span.start, end=span.end
    )
    return RecentChange(
        kind=kind,
        key=duty_key(duty) if is_there else "kpu/guard/gone/tour",
        title=Text.same("kpu: <tour>"),
        before=None if kind == "new" else attrs.evolve(version, place="Yard"),
        after=version if is_there else None,
    )


def test_page_says_of_each_changed_day_what_was_and_what_is(plan: Plan, feeds: list[Feed]) -> None:
    """A new duty on a free day, one that others have now, one that was cancelled, one at another place; in order."""
    kinds: tuple[ChangeKind, ...] = ("cancelled", "new", "reassigned", "moved")
    recent = tuple(_changed(plan, number, kind) for number, kind in enumerate(kinds))
    page = _pages(plan).page(plan.members[0], feeds[0], attrs.evolve(_context(), recent=recent[::-1]))
    part = page.decode().partition('id="changes">')[2].partition('<section class="add')[0]
    days = re.sub(r"<[^<]*?>", " ", part.replace("</li>", "|")).replace("&lt;tour&gt;", "<tour>").split("|")
    assert [" ".join(day.split()) for day in days][:4] == [
        "Perubahan terakhir Senin 27 November Dibatalkan Semula 07.00 – Sel 07.00, kpu: <tour> Kini Tidak bertugas",
        "Jumat 1 Desember Baru Semula Tidak bertugas Kini 07.00 – Sab 07.00, kpu: <tour>",
        "Minggu 3 Desember Tidak lagi bertugas Semula 07.00 – Sen 07.00, kpu: <tour> Kini Tidak bertugas",
        "Kamis 7 Desember Dipindahkan Semula 07.00 – Jum 07.00, kpu: <tour>, Yard Kini 07.00 – Jum 07.00, kpu: <tour>",
    ]
    assert b"<del>07.00" in page
    assert b"<del>Tidak bertugas" not in page
    assert re.findall(rb'data-c="(.*?)"', page) == [b"Baru", b"Dipindahkan"]
    assert page.count(b'<span class="badge new">Baru</span>') == 2  # in the week and in the list


def test_page_lists_six_changed_days_and_folds_the_rest(plan: Plan, feeds: list[Feed]) -> None:
    """A page after a large change stays short."""
    recent = tuple(_changed(plan, number, "new") for number in range(9))
    page = _pages(plan).page(plan.members[0], feeds[0], attrs.evolve(_context(), recent=recent)).decode()
    shown, folded = page.partition('id="changes">')[2].partition('<section class="add')[0].split("<summary>")
    assert (shown.count("data-until"), folded.count("data-until")) == (6, 3)


def test_page_of_a_new_person_has_no_changes(plan: Plan, feeds: list[Feed]) -> None:
    """If all duties are new to the reader, none is marked."""
    count = len(RosterIndex(plan, build_roster(plan)[0]).duties_of("team", "kpu-1"))
    recent = tuple(_changed(plan, number, "new") for number in range(count))
    page = _pages(plan).page(plan.members[0], feeds[0], attrs.evolve(_context(), recent=recent))
    assert page == _pages(plan).page(plan.members[0], feeds[0], _context())


def test_page_of_a_person_who_lost_every_duty_says_so(plan: Plan, feeds: list[Feed]) -> None:
    """Who has no duty left is the one to whom the change matters most."""
    idle = PersonPages(Renderer(load_templates()), RosterIndex(plan, Roster(())))
    recent = (_changed(plan, 0, "reassigned"),)
    page = idle.page(plan.members[0], feeds[0], attrs.evolve(_context(), recent=recent))
    (day,) = re.findall(r'<li data-until="2023-11-28">.*?</li>', page.decode())
    assert "Tidak lagi bertugas" in day
    assert "<ins>Tidak bertugas</ins>" in day


def test_person_with_past_duties_is_no_newcomer(plan: Plan, feeds: list[Feed]) -> None:
    """If all duties ahead are new, they are marked: the months before, which the page leaves out, had others."""
    duties = RosterIndex(plan, build_roster(plan)[0]).duties_of("team", "kpu-1")
    stamp = datetime(2024, 1, 15, tzinfo=UTC)
    ahead = [number for number, duty in enumerate(duties) if duty.day.year == stamp.year]
    assert ahead[0]
    recent = tuple(_changed(plan, number, "new") for number in ahead)
    page = _pages(plan).page(plan.members[0], feeds[0], attrs.evolve(_context(), stamp=stamp, recent=recent))
    assert page.count(b'data-c="Baru"') == page.count(b"<li data-until=") == len(ahead)


def test_pages_of_the_example_are_small() -> None:
    """No officer of Polres Jombang has a page of 40 kB; the longest is that of a team on duty all year."""
    plan = jombang()
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
