"""The loads of people who take turns together, and their page, against the duties of the roster."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import attrs
import pytest

from electsched.errors import UnknownNameError
from electsched.loaders.templates import load_templates
from electsched.operation.teams import Member
from electsched.pages.parts.load_groups import LOAD_COLUMNS, LoadGroup, load_groups
from electsched.pages.printouts import load_report
from electsched.pages.renderer import Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan, a_post, a_window
from tests.html_reader import read_html

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
COUNT, HOURS = LOAD_COLUMNS.index("count"), LOAD_COLUMNS.index("hours")

POSTS = ("kpu", "bawaslu", "gudang")


def _index(days: int = 10) -> RosterIndex:
    """Return 24-hour tours: the posts kpu and gudang share a team, bawaslu has teams of its own."""
    posts = [a_post("kpu", ["a", "b", "c"]), a_post("bawaslu", ["x", "y", "z"]), a_post("gudang", ["c", "d", "e"])]
    members = [
        Member(key=f"{team}-{number}", team=team, name=f"{team} {number}") for team in "abcdexyz" for number in "12"
    ]
    plan = a_plan(posts=posts, members=members, windows=[a_window(date(2024, 1, 1), days=days)])
    return RosterIndex(plan, build_roster(plan)[0])


def _groups(index: RosterIndex) -> dict[str, LoadGroup]:
    return {group.posts: group for group in load_groups(index, "en")}


def test_posts_that_share_people_are_one_group() -> None:
    """The people of kpu and gudang are compared with each other, those of bawaslu among themselves."""
    index = _index()
    names = [", ".join(index.plan.post(key).name["en"] for key in keys) for keys in (("kpu", "gudang"), ("bawaslu",))]
    groups = _groups(index)
    assert sorted(groups) == sorted(names)
    assert {person.name[0] for person in groups[names[0]].people} == set("abcde")
    assert {person.name[0] for person in groups[names[1]].people} == set("xyz")


def test_loads_add_up_to_the_duties() -> None:
    """The duties of all people are the places of the roster, in the table and by days, and their hours follow."""
    index = _index()
    groups = _groups(index).values()
    places = sum(len(index.members_of(duty)) for duty in index.roster.duties)
    assert sum(person.numbers[COUNT] for group in groups for person in group.people) == places
    assert sum(person.numbers[HOURS] for group in groups for person in group.people) == 24 * places
    assert sum(row.duties for group in groups for month in group.heat.months for row in month.rows) == places


def test_least_difference_is_that_of_the_totals() -> None:
    """20 places of six people differ by one tour at least; 18 can be shared alike."""
    for days, least in ((10, 1), (9, 0)):
        index = _index(days)
        group = _groups(index)[index.plan.post("bawaslu").name["en"]]
        total = sum(person.numbers[COUNT] for person in group.people)
        assert total == 2 * days
        assert (group.bounds[COUNT], group.bounds[HOURS]) == (least, 24 * least)
        assert group.spreads[COUNT] == group.most[COUNT] - group.fewest[COUNT] >= least


def test_hours_of_unlike_duties_have_no_bound() -> None:
    """If duties last differently long, the least difference of hours is not stated."""
    index = _index()
    first, *others = index.roster.duties
    short = attrs.evolve(first, span=attrs.evolve(first.span, end=others[-1].span.end))
    mixed = RosterIndex(index.plan, Roster((short, *others), index.plan))
    bounds = [group.bounds[HOURS] for group in load_groups(mixed, "en")]
    assert bounds.count(None) == 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_page_has_every_person_every_letter_and_loads_nothing(language: str) -> None:
    """Each person has a row of loads and one in each month; each duty is a letter; the page is for A4 landscape."""
    index = _index()
    page = load_report(Renderer(load_templates()), index, unit=None, language=language, stamp=STAMP)
    contents, text = read_html(page), page.decode()
    assert contents.loaded == []
    assert len(re.findall(r'<th scope="?row"?>a 1<', text)) == 2
    places = {post: sum(len(index.members_of(duty)) for duty in index.duties_of("post", post)) for post in POSTS}
    assert len(re.findall(r"<td class=t>24(?=<)", text)) == places["bawaslu"]
    # People of several posts are told which in words.
    assert len(re.findall(r'<td class=t title="[^"]+">24(?=<)', text)) == places["kpu"] + places["gudang"]
    assert "@page{size:A4 landscape" in text
    assert ("Least possible difference" if language == "en" else "Selisih terkecil yang mungkin") in contents.text


def test_page_of_an_unknown_unit_is_refused() -> None:
    """The error names the units of the plan."""
    with pytest.raises(UnknownNameError, match="unit"):
        load_report(Renderer(load_templates()), _index(), unit="nowhere", language="en", stamp=STAMP)
