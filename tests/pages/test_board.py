"""The duty board: the teams at each post on each day, and the coverage."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.text import Text
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.pages.board import Cell, board_months, board_page
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan, a_post, a_window
from tests.html_reader import read_html


def _index(plan: Plan) -> RosterIndex:
    return RosterIndex(plan, build_roster(plan)[0])


def _cells(index: RosterIndex) -> list[Cell]:
    """Return the cells of the first post through all months."""
    posts = [post.key for post in index.plan.posts]
    return [cell for month in board_months(index, posts, language="en") for cell in month.rows[0].cells]


def test_board_shows_the_team_of_each_day_in_turn() -> None:
    """Three teams in a cycle of three days are on duty in turn, and each day has the six people that it needs."""
    cells = _cells(_index(a_plan(windows=[a_window(date(2023, 12, 30), days=4)])))
    teams = [f'<div><span class="shift">tour</span> kpu-{number}</div>' for number in (1, 2, 3, 1)]
    assert [cell.duties for cell in cells] == teams
    assert [cell.coverage_html for cell in cells] == ['<td class="full">6/6</td>'] * 4


def test_board_has_a_month_for_each_month_with_duties() -> None:
    """The days of a window over the end of a year are in two months; Saturday and Sunday are marked."""
    december, january = board_months(
        _index(a_plan(windows=[a_window(date(2023, 12, 30), days=4)])), ["kpu"], language="en"
    )
    assert (december.name, january.name) == ("December 2023", "January 2024")
    assert december.days == ((date(2023, 12, 30), True), (date(2023, 12, 31), True))
    assert january.days == ((date(2024, 1, 1), False), (date(2024, 1, 2), False))


def test_board_marks_days_without_enough_people() -> None:
    """A day without a team is empty, and one with a small team is covered in part."""
    plan = a_plan(posts=[a_post("kpu", ["a", "b"])], windows=[a_window(date(2024, 1, 1), days=3)])
    teams = tuple(attrs.evolve(team, people=4) if team.key == "b" else team for team in plan.teams)
    cells = _cells(_index(attrs.evolve(plan, teams=teams)))
    assert [(cell.coverage, cell.present, cell.needed) for cell in cells] == [
        ("full", 6, 6),
        ("part", 4, 6),
        ("empty", 0, 6),
    ]


def test_board_does_not_count_reliefs() -> None:
    """A duty that only relieves another one is shown, and its people are not counted."""
    plan = a_plan(windows=[a_window(date(2024, 1, 1), days=1)])
    (duty,) = build_roster(plan)[0].duties
    (cell,) = _cells(RosterIndex(plan, Roster((attrs.evolve(duty, relief=True),))))
    assert "kpu-1" in cell.duties
    assert (cell.coverage, cell.present) == ("empty", 0)


def test_board_page_links_the_index_and_escapes_names() -> None:
    """The page links the page above it and the board in the other language; markup in a name is text."""
    plan = a_plan(windows=[a_window(date(2024, 1, 1), days=1)])
    teams = tuple(attrs.evolve(team, name=Text.same("<b>Regu</b>")) for team in plan.teams)
    context = PageContext("en", ("id", "en"), datetime(2023, 11, 20, tzinfo=UTC), "Asia/Jakarta")
    page = board_page(Renderer(load_templates()), _index(attrs.evolve(plan, teams=teams)), ["kpu"], context)
    contents = read_html(page)
    assert contents.links == ["index.en.html", "board.html"]
    assert b"<b>Regu" not in page
    assert "<b>Regu</b>" in contents.text


def test_board_of_an_unknown_post_is_refused() -> None:
    """The error names the posts of the plan."""
    with pytest.raises(UnknownNameError, match="kpu"):
        list(board_months(_index(a_plan(windows=[a_window(date(2024, 1, 1), days=1)])), ["kpu", "kpo"], language="en"))
