"""The page at a person's secret address."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from electsched.calendars.duty_feeds import MemberFeeds
from electsched.calendars.feed import Feed
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan
from tests.html_reader import read_html

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


def _context(language: str = "id") -> PageContext:
    return PageContext(language, (language,), STAMP, "Asia/Jakarta")


def test_page_of_a_colleague_is_the_page_rendered_alone(plan: Plan, feeds: list[Feed]) -> None:
    """The page that is kept for people with the same duties gives the bytes of a page that is rendered anew."""
    pages = PersonPages(Renderer(load_templates()), plan)
    assert feeds[0].events is feeds[1].events
    for feed in (*feeds, *reversed(feeds)):
        alone = PersonPages(Renderer(load_templates()), plan).page(feed, _context())
        assert pages.page(feed, _context()) == alone
    assert len({pages.page(feed, _context()) for feed in feeds}) == 3


def test_page_of_a_person_links_only_that_person(plan: Plan, feeds: list[Feed]) -> None:
    """The page has the address of the person's calendar and of no other, and no member's name."""
    pages = PersonPages(Renderer(load_templates()), plan)
    for feed in feeds:
        page = pages.page(feed, _context())
        contents = read_html(page)
        address = f"{feed.base}/{feed.path}"
        assert set(contents.links) == {address, address.replace("https", "webcal", 1)}
        assert contents.loaded == []
        assert b"electsched-mark" not in page
        assert [member.name for member in plan.members if member.name in contents.text] == []


def test_page_of_a_person_with_a_split_calendar_links_its_months(plan: Plan, feeds: list[Feed]) -> None:
    """If the calendar was split, the page links its months and not the whole."""
    pages = PersonPages(Renderer(load_templates()), plan)
    split = {feeds[0].path: {"2023-11": 3, "2023-12": 10}}
    links = read_html(pages.page(feeds[0], _context(), split=split)).links
    stem = f"{feeds[0].base}/{feeds[0].path}".removesuffix(".id.ics")
    assert [link for link in links if link.startswith("https")] == [
        f"{stem}.2023-11.id.ics",
        f"{stem}.2023-12.id.ics",
    ]
