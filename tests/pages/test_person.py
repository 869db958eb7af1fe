"""The page at a person's secret address."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.calendars.duty_feeds import OfficerDuties
from electsched.calendars.feed import Feed
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.person import PersonPages
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.index import RosterIndex
from tests.html_reader import read_html

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Polres Jombang with its members."""
    return electsched.load_plan(EXAMPLE, members=EXAMPLE.with_name("jombang-members.csv"))


@pytest.fixture(scope="module")
def feeds(plan: Plan) -> list[Feed]:
    """Return the calendars of three members, of whom the first two are in one team, each at its address."""
    first, colleague = [member for member in plan.members if member.team == plan.members[0].team][:2]
    stranger = next(member for member in plan.members if member.team != first.team)
    duties = OfficerDuties(RosterIndex(plan, electsched.build_roster(plan)[0]))
    return [
        attrs.evolve(
            duties.feed(member, "id"), path="duties.id.ics", base=f"https://a.example/secret/{member.key}&{'x' * 20}"
        )
        for member in (first, colleague, stranger)
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
    """The page has the address of its own calendar and no other, and no member's name."""
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
