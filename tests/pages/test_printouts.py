"""The duty sheet of a post and a day, and the duty card of a member."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.text import Text
from electsched.loaders.templates import load_templates
from electsched.operation.teams import Member
from electsched.pages.cards import member_card, member_cards
from electsched.pages.renderer import Renderer
from electsched.pages.sheets import duty_sheet, duty_sheets
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import FIRST_DAY, LAST_DAY, a_plan, a_window
from tests.html_reader import read_html

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
RENDERER = Renderer(load_templates())


@pytest.fixture(scope="module")
def index() -> RosterIndex:
    """Return the roster of one post with 24-hour tours of six people, whose names are known."""
    members = (
        Member(key="p-1", team="kpu-1", name="Personel Satu"),
        Member(key="p-2", team="kpu-1", name="Personel Dua", language="en"),
        *(Member(key=f"p-{number}", team="kpu-1", name=f"Personel {number}") for number in (3, 4, 5, 6)),
    )
    plan = a_plan(members=members)
    return RosterIndex(plan, build_roster(plan)[0])


@pytest.mark.parametrize("language", ["id", "en"])
def test_sheet_has_a_line_to_sign_for_each_person(index: RosterIndex, language: str) -> None:
    """The duty of the day is a section with its hours, the names that are known, and a line for each of its people."""
    page = duty_sheet(RENDERER, index, post="kpu", day=FIRST_DAY, language=language, stamp=STAMP)
    contents = read_html(page)
    assert [attributes.get("class") for tag, attributes in contents.attributes if tag == "td"].count("sign") == 2 * 6
    assert ("07.00, 24 jam" if language == "id" else "07:00, 24 hours") in contents.text
    assert "Personel Satu" in contents.text
    assert "Personel Dua" in contents.text
    assert contents.loaded == []


def test_sheet_of_an_unknown_post_names_the_nearest(index: RosterIndex) -> None:
    """The error names the post that was probably meant."""
    with pytest.raises(UnknownNameError, match="kpu"):
        duty_sheet(RENDERER, index, post="kpo", day=FIRST_DAY, language="id", stamp=STAMP)


def test_sheet_of_a_day_without_duties_names_the_days_that_have_some(index: RosterIndex) -> None:
    """The error names the first and the last day of the post."""
    with pytest.raises(UnknownNameError, match=re.escape(f"from {FIRST_DAY} to {LAST_DAY}")):
        duty_sheet(RENDERER, index, post="kpu", day=date(2025, 1, 1), language="id", stamp=STAMP)


def test_sheet_in_an_unknown_language_is_refused(index: RosterIndex) -> None:
    """No other language is used instead."""
    with pytest.raises(UnknownNameError, match="language"):
        duty_sheet(RENDERER, index, post="kpu", day=FIRST_DAY, language="zz", stamp=STAMP)


def test_card_shows_every_duty_of_the_member(index: RosterIndex) -> None:
    """The card has a cell with the hours of each duty of the member's team, and the member's name."""
    page = member_card(RENDERER, index, member="p-1", language="en", stamp=STAMP).decode()
    days = [int(number) for number in re.findall(r'<td class="t" data-k="\d"><b>(\d+)</b> 24</td>', page)]
    # Every third day of the 75 days, worked out from the cycle: one day on duty and two off.
    assert days == [(FIRST_DAY + timedelta(days=3 * tour)).day for tour in range(25)]
    assert "Personel Satu" in page
    assert "Personel Dua" not in page
    weekends = sum((FIRST_DAY + timedelta(days=3 * tour)).weekday() >= 5 for tour in range(25))
    assert f"600 hours, 25 nights, {weekends} weekend duties, " in page


@pytest.mark.parametrize(("days", "months"), [(75, " few"), (150, " some"), (230, ""), (700, " many")])
def test_card_of_few_months_has_large_cells(days: int, months: str) -> None:
    """Up to four months, and up to six, stand in two columns, so that the card is read at arm's length."""
    member = Member(key="p-1", team="kpu-1", name="Personel Satu")
    plan = a_plan(windows=[a_window(FIRST_DAY, days=days)], members=[member])
    index = RosterIndex(plan, build_roster(plan)[0])
    page = member_card(RENDERER, index, member="p-1", language="en", stamp=STAMP).decode()
    assert f'<div class="months{months}">' in page


def test_card_of_a_member_without_duties_says_so(index: RosterIndex) -> None:
    """It is no error that others have the duties."""
    page = member_card(RENDERER, RosterIndex(index.plan, Roster(())), member="p-1", language="en", stamp=STAMP)
    assert "0 duties" in read_html(page).text
    assert "0 hours, 0 nights, 0 weekend duties, 0 public holidays" in read_html(page).text


@pytest.mark.parametrize(
    ("language", "hours", "words"),
    [
        ("id", 7.5, "7,5 jam, "),
        ("en", 7.5, "7.5 hours, "),
        ("id", 1000, "1.000 jam, "),
        ("en", 1000, "1,000 hours, "),
        ("en", 1, "1 hour, "),
    ],
)
def test_card_writes_hours_as_its_language_does(index: RosterIndex, language: str, hours: float, words: str) -> None:
    """The signs of decimals and of thousands are those of the boards."""
    duty = index.duties_of("team", "kpu-1")[0]
    duty = attrs.evolve(duty, span=attrs.evolve(duty.span, end=duty.span.start + timedelta(hours=hours)))
    of_one = RosterIndex(index.plan, Roster((duty,)))
    page = member_card(RENDERER, of_one, member="p-1", language=language, stamp=STAMP)
    assert f">{words}" in page.decode()


def test_card_is_in_the_language_of_the_member(index: RosterIndex) -> None:
    """Without a language the card is in the member's, else in the plan's first."""
    for member, language in (("p-1", "id"), ("p-2", "en")):
        card = member_card(RENDERER, index, member=member, stamp=STAMP)
        assert read_html(card).attributes[0] == ("html", {"lang": language})
        assert card == member_card(RENDERER, index, member=member, language=language, stamp=STAMP)


def test_card_of_an_unknown_member_is_refused(index: RosterIndex) -> None:
    """The error names keys that exist."""
    with pytest.raises(UnknownNameError, match="member"):
        member_card(RENDERER, index, member="nobody", language="id", stamp=STAMP)


def test_sheets_of_several_days_are_one_file(index: RosterIndex) -> None:
    """Each post and day with a duty has a page; days without one are left out."""
    days = [LAST_DAY - timedelta(days=1), LAST_DAY, LAST_DAY + timedelta(days=1)]
    page = duty_sheets(RENDERER, index, posts=["kpu"], days=days, language="en", stamp=STAMP)
    assert page.count(b'<article class="page">') == 2
    labels = [values["aria-label"] for _, values in read_html(page).attributes if "aria-label" in values]
    assert len(set(labels)) == len(labels)
    # Posts of several units may have one name.
    unit = index.plan.unit(index.plan.post("kpu").unit).name["en"]
    assert all(f", {unit}, " in (label or "") for label in labels)


def test_each_paper_says_of_when_it_is(index: RosterIndex) -> None:
    """Papers of one file go to different people."""
    sheets = duty_sheets(RENDERER, index, posts=["kpu"], days=[FIRST_DAY, LAST_DAY], language="en", stamp=STAMP)
    cards = member_cards(RENDERER, index, members=["p-1", "p-2"], language="en", stamp=STAMP)
    for page in (sheets, cards):
        papers = page.split(b"<article")[1:]
        assert len(papers) == 2
        assert [paper.split(b"</article>")[0].count(b"Last changed") for paper in papers] == [1, 1]


def test_sheet_has_the_letterhead_and_the_signatory_of_the_plan(index: RosterIndex) -> None:
    """Both are lines of the plan; without a signatory there is a line to be filled in."""
    bare = duty_sheet(RENDERER, index, post="kpu", day=FIRST_DAY, language="en", stamp=STAMP)
    assert "Name, rank, service number" in read_html(bare).text
    operation = attrs.evolve(
        index.plan.operation, letterhead=Text.same("POLDA JATIM\nPOLRES <X>"), signatory=Text.same("Kabag Ops\nAKP Y")
    )
    whole = RosterIndex(attrs.evolve(index.plan, operation=operation), index.roster)
    page = duty_sheet(RENDERER, whole, post="kpu", day=FIRST_DAY, language="en", stamp=STAMP).decode()
    assert "POLDA JATIM<br>POLRES &lt;X&gt;" in page
    assert "Kabag Ops<br>AKP Y" in page


def test_sheet_has_the_handover_of_each_relief(index: RosterIndex) -> None:
    """From the second day on the team before hands over at 07:00."""
    second = FIRST_DAY + timedelta(days=1)
    text = read_html(duty_sheet(RENDERER, index, post="kpu", day=second, language="en", stamp=STAMP)).text
    assert "07:00kpu-1→ kpu-2" in text


def test_cards_of_several_members_are_one_file(index: RosterIndex) -> None:
    """Each member has a page with the member's name alone."""
    page = member_cards(RENDERER, index, members=["p-1", "p-2"], language="en", stamp=STAMP)
    first, second = page.split(b'<article class="page">')[1:]
    assert b"Personel Satu" in first
    assert b"Personel Dua" not in first
    assert b"Personel Dua" in second
