"""The duty sheet of a post and a day, and the duty card of a member."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import electsched
from electsched.errors import UnknownNameError
from electsched.loaders.templates import load_templates
from electsched.pages.printouts import duty_sheet, member_card
from electsched.pages.renderer import Renderer
from electsched.roster.index import RosterIndex
from tests.html_reader import read_html

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY = date(2023, 11, 28)
RENDERER = Renderer(load_templates())


@pytest.fixture(scope="module")
def index() -> RosterIndex:
    """Return the roster of Polres Jombang with its members."""
    plan = electsched.load_plan(EXAMPLE, members=EXAMPLE.with_name("jombang-members.csv"))
    return RosterIndex(plan, electsched.build_roster(plan)[0])


@pytest.mark.parametrize("language", ["id", "en"])
def test_sheet_has_a_line_to_sign_for_each_person(index: RosterIndex, language: str) -> None:
    """Each duty of the day is a section with its hours and one line for each of its people."""
    page = duty_sheet(RENDERER, index, post="gudang-kpu", day=DAY, language=language, stamp=STAMP).decode()
    duties = [duty for duty in index.roster.duties if (duty.post, duty.day) == ("gudang-kpu", DAY)]
    assert duties
    assert page.count('<td class="sign">') == sum(duty.people for duty in duties)
    for duty in duties:
        assert f"{duty.span.start:%H:%M} – {duty.span.end:%H:%M}" in page
    assert read_html(page.encode()).loaded == []


def test_sheet_of_an_unknown_post_names_the_nearest(index: RosterIndex) -> None:
    """The error names the post that was probably meant."""
    with pytest.raises(UnknownNameError, match="gudang-kpu"):
        duty_sheet(RENDERER, index, post="gudang-kpo", day=DAY, language="id", stamp=STAMP)


def test_sheet_of_a_day_without_duties_names_the_days_that_have_some(index: RosterIndex) -> None:
    """The error names the first and the last day of the post."""
    days = sorted(duty.day for duty in index.roster.duties if duty.post == "gudang-kpu")
    with pytest.raises(UnknownNameError, match=re.escape(f"from {days[0]} to {days[-1]}")):
        duty_sheet(RENDERER, index, post="gudang-kpu", day=date(2025, 1, 1), language="id", stamp=STAMP)


def test_sheet_in_an_unknown_language_is_refused(index: RosterIndex) -> None:
    """No other language is used instead."""
    with pytest.raises(UnknownNameError, match="language"):
        duty_sheet(RENDERER, index, post="gudang-kpu", day=DAY, language="jv", stamp=STAMP)


def test_card_shows_every_duty_of_the_member(index: RosterIndex) -> None:
    """The card has a cell with the hours of each duty of the member's team, and the member's name."""
    member = index.plan.members[0]
    page = member_card(RENDERER, index, member=member.key, language="en", stamp=STAMP).decode()
    duties = [duty for duty in index.roster.duties if duty.team == member.team]
    days = set(re.findall(r'<td class="duty"><time datetime="([-0-9]+)">', page))
    assert {duty.day.isoformat() for duty in duties} <= days
    assert member.name in page


def test_card_is_in_the_language_of_the_member(index: RosterIndex) -> None:
    """Without a language the card is in the member's, else in the plan's first."""
    member = index.plan.members[0]
    card = member_card(RENDERER, index, member=member.key, stamp=STAMP)
    language = member.language or index.plan.languages[0]
    assert card == member_card(RENDERER, index, member=member.key, language=language, stamp=STAMP)


def test_card_of_an_unknown_member_is_refused(index: RosterIndex) -> None:
    """The error names keys that exist."""
    with pytest.raises(UnknownNameError, match="member"):
        member_card(RENDERER, index, member="nobody", language="id", stamp=STAMP)
