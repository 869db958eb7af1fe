"""The duty board: its pages, gaps, weeks, coverage, and the loads of the teams."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from urllib.parse import unquote

import attrs
import pytest

from electsched.errors import UnknownNameError
from electsched.i18n.text import Text
from electsched.loaders.templates import load_templates
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.pages.board import BoardPart, board_page, board_parts
from electsched.pages.parts.board_cells import BoardCells
from electsched.pages.parts.board_weeks import BoardWeek, board_months, board_weeks
from electsched.pages.renderer import PageContext, Renderer
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from electsched.timespan import Span
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_window
from tests.html_reader import read_html

CONTEXT = PageContext("en", ("id", "en"), datetime(2023, 11, 20, tzinfo=UTC), "Asia/Jakarta")


def _index(plan: Plan) -> RosterIndex:
    return RosterIndex(plan, build_roster(plan)[0])


def _cells(plan: Plan) -> BoardCells:
    return BoardCells(_index(plan), [post.key for post in plan.posts], "en")


def _weeks(cells: BoardCells) -> list[BoardWeek]:
    return list(board_weeks(cells, sorted({day.replace(day=1) for day in cells.days})))


def _plan(first: date, days: int, *teams: str) -> Plan:
    """Return a plan of one post with a tour of 24 hours each day, by three teams or those given."""
    return a_plan(posts=[a_post("kpu", teams or ("a", "b", "c"))], windows=[a_window(first, days=days)])


def _row(week: BoardWeek) -> list[str]:
    """Return the cells of the only row of a week."""
    ((row,),) = [post.rows for post in week.posts]
    return _cells_in(row.cells)


def _cells_in(html: str) -> list[str]:
    """Return the cells of a row, which have no end tags."""
    return [f"<td{cell}" for cell in html.split("<td")[1:]]


def test_week_shows_the_team_of_each_day_in_turn() -> None:
    """A week begins on Monday; days that are not planned are told apart from those without a team."""
    first, second = _weeks(_cells(_plan(date(2023, 12, 30), 4)))
    none = "<td class=none>"
    assert _row(first) == [none] * 5 + ["<td>a", "<td>b"]
    assert _row(second) == ["<td>c", "<td>a"] + [none] * 5
    assert (first.first, first.name) == (date(2023, 12, 25), "25–31 Dec 2023")
    ((row,),) = [post.rows for post in first.posts]
    assert (row.mark.letters, row.hours, row.start, row.minutes) == ("24", "07:00, 24 hours", 420, 1440)


def test_cell_has_the_short_name_of_a_team_at_posts_of_its_unit() -> None:
    """The name of the post is above its row, so the team needs no name that repeats it; elsewhere it does."""
    plan = _plan(date(2024, 1, 1), 1, "a")
    team = attrs.evolve(plan.teams[0], name=Text({"en": "KPU team 1"}), short=Text({"en": "Team 1"}))
    for unit, name in ((team.unit, "Team 1"), ("elsewhere", "KPU team 1")):
        cells = _cells(attrs.evolve(plan, teams=(attrs.evolve(team, unit=unit),)))
        assert cells.cell("kpu", date(2024, 1, 1), "tour") == f"<td>{name}"


def test_gaps_are_unmistakable() -> None:
    """A shift without a team says so in words, and one with too few people by numbers; both are listed."""
    plan = _plan(date(2024, 1, 1), 3, "a", "b")
    plan = attrs.evolve(
        plan, teams=tuple(attrs.evolve(team, people=4 if team.key == "b" else 6) for team in plan.teams)
    )
    cells = _cells(plan)
    (week,) = _weeks(cells)
    assert _row(week)[:3] == [
        "<td>a",
        "<td class=short>b<br><em>4/6</em>",
        "<td class=empty><b>Empty</b><small>needs 6 people</small>",
    ]
    assert [missing for _, _, missing in week.days] == [0, 1, 1, 0, 0, 0, 0]
    gaps = [(gap.day, gap.when, gap.post, gap.shift, gap.present, gap.needed) for gap in cells.gaps]
    assert gaps == [
        (date(2024, 1, 2), "Tue 2 Jan", "kpu", "tour 07:00", 4, 6),
        (date(2024, 1, 3), "Wed 3 Jan", "kpu", "tour 07:00", 0, 6),
    ]
    (month,) = board_months(cells, [date(2024, 1, 1)])
    assert _cells_in(month.rows[0].cells) == [
        "<td>·", "<td class=short>-2", "<td class=empty>-6"
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("en", ("1 gap", "2 gaps")), ("id", ("1 kekurangan", "2 kekurangan"))])
def test_days_tell_how_many_gaps_they_have(language: str, words: tuple[str, str]) -> None:
    """The head of a day has the number of its gaps, one in the singular; an alert leads to the list of them."""
    plan = a_plan(posts=[a_post("kpu"), a_post("gudang")], windows=[a_window(date(2024, 1, 1), days=2)])
    first, *others = (duty for duty in build_roster(plan)[0] if duty.day.day == 1 or duty.post == "kpu")
    index = RosterIndex(plan, Roster((first,)))
    page = board_page(
        Renderer(load_templates()), index, ["kpu", "gudang"], attrs.evolve(CONTEXT, language=language)
    ).decode()
    assert len(others) == 2
    assert re.findall(r"<em>([^<]+)</em></th>", page) == list(words)
    assert '<p class="notice bad" id="alert" hidden' in page


def test_posts_and_teams_have_their_units_or_neither() -> None:
    """A script knows a team of another unit by its name, and one of the post's unit by its short name."""
    plan = a_plan(posts=[a_post("kpu", ["a", "b"])], windows=[a_window(date(2024, 1, 1), days=2)])
    other = attrs.evolve(plan.units[0], key="other", name=Text.same("Other unit"))
    teams = (plan.teams[0], attrs.evolve(plan.teams[1], unit="other"))
    for plan_shown, count in ((plan, 0), (attrs.evolve(plan, units=(*plan.units, other), teams=teams), 3)):
        page = board_page(Renderer(load_templates()), _index(plan_shown), ["kpu"], CONTEXT)
        assert page.count(b"<optgroup") == count


def test_week_of_many_shifts_is_printed_upright() -> None:
    """A week of up to 40 rows is printed across the sheet; with more of them each post is beside its shifts."""
    for count, is_tall in ((20, False), (21, True)):  # two rows a post: its name and its shift
        posts = [a_post(f"post-{number}") for number in range(count)]
        plan = a_plan(posts=posts, windows=[a_window(date(2024, 1, 1))])
        page = board_page(Renderer(load_templates()), _index(plan), [post.key for post in posts], CONTEXT)
        assert (b'<body class="tall"' in page) == is_tall


def test_too_many_people_in_one_shift_fill_no_other() -> None:
    """A day is covered if each of its shifts is."""
    pattern = a_pattern(
        "p", [a_shift("day", 7, 12, 2), a_shift("night", 19, 12, 2)], a_line("day"), a_line("night", key="b")
    )
    plan = a_plan(
        posts=[a_post("kpu", ["a"], ["b"], pattern="p")], patterns=[pattern], windows=[a_window(date(2024, 1, 1))]
    )
    day, _ = build_roster(plan)[0]
    cells = BoardCells(RosterIndex(plan, Roster((attrs.evolve(day, people=4),))), ["kpu"], "en")
    (month,) = board_months(cells, [date(2024, 1, 1)])
    assert month.rows[0].cells == "<td class=short>-2"


def test_coverage_tells_more_people_than_needed() -> None:
    """A day with more people than needed has their number with a plus, and no colour."""
    plan = _plan(date(2024, 1, 1), 1)
    (duty,) = build_roster(plan)[0].duties
    cells = BoardCells(RosterIndex(plan, Roster((attrs.evolve(duty, people=8),))), ["kpu"], "en")
    (month,) = board_months(cells, [date(2024, 1, 1)])
    assert month.rows[0].cells == "<td>+2"


def test_board_does_not_count_reliefs() -> None:
    """A duty that only relieves another one is shown, and its people are not counted."""
    plan = _plan(date(2024, 1, 1), 1)
    (duty,) = build_roster(plan)[0].duties
    cells = BoardCells(RosterIndex(plan, Roster((attrs.evolve(duty, relief=True),))), ["kpu"], "en")
    assert (
        cells.cell("kpu", date(2024, 1, 1), "tour") == "<td class=empty>a<br><b>Empty</b><small>needs 6 people</small>"
    )


def test_duty_with_other_hours_shows_them() -> None:
    """A moved duty has its own hours, in words and for the script."""
    plan = _plan(date(2024, 1, 1), 1)
    (duty,) = build_roster(plan)[0].duties
    end = duty.span.end.replace(hour=9)
    moved = attrs.evolve(duty, span=Span(duty.span.start.replace(hour=8), end))
    html = BoardCells(RosterIndex(plan, Roster((moved,))), ["kpu"], "en").cell("kpu", date(2024, 1, 1), "tour")
    assert html == "<td data-s=480 data-h=1500>a<br><small>08:00 – 09:00</small>"


def test_small_board_is_one_page_and_a_large_one_has_months() -> None:
    """A board of more than 3,000 shifts has a page for each month, and one before them; each duty is on one of them."""
    small = _plan(date(2023, 12, 30), 4)
    assert board_parts(small, ["kpu"]) == (BoardPart("", (date(2023, 12, 1), date(2024, 1, 1))),)
    assert board_parts(small, ["kpu"], [date(2024, 3, 1)])[0].months[-1] == date(2024, 3, 1)
    posts = [a_post(f"post-{number}") for number in range(60)]
    large = a_plan(posts=posts, windows=[a_window(date(2023, 12, 1), days=62)])
    keys = [post.key for post in posts]
    parts = board_parts(large, keys)
    assert [part.suffix for part in parts] == ["", ".2023-12", ".2024-01"]
    index, renderer = _index(large), Renderer(load_templates())
    first, december, january = (board_page(renderer, index, keys, CONTEXT, part=part) for part in parts)
    assert [link for link in read_html(first).links if not link.startswith("data:")] == [
        "#main",
        "index.en.html",
        "board.html",
        "board.2023-12.en.html",
        "board.2024-01.en.html",
        "#gaps",  # the page of today, by a script
    ]
    assert december.count(b"data-day=") + january.count(b"data-day=") >= 62
    assert b"data-first" not in first


def test_board_of_a_unit_has_its_name_in_the_title() -> None:
    """Boards of many units lie side by side, in tabs and on walls."""
    plan, renderer = _plan(date(2024, 1, 1), 1), Renderer(load_templates())
    unit = plan.units[0]
    part = BoardPart(".2024-01", (date(2024, 1, 1),))
    for shown, of_unit, title in (
        (None, "", "Duty board"),
        (None, unit.key, f"Duty board {unit.name['en']}"),
        (part, unit.key, f"Duty board {unit.name['en']} January 2024"),
    ):
        page = board_page(renderer, _index(plan), ["kpu"], CONTEXT, part=shown, unit=of_unit).decode()
        assert f"<title>{title}</title>" in page
        assert f"<h1>{title}</h1>" in page


def test_board_without_posts_says_that_nothing_is_planned() -> None:
    """It does not say that all is filled."""
    text = read_html(board_page(Renderer(load_templates()), _index(_plan(date(2024, 1, 1), 1)), [], CONTEXT)).text
    assert "No duty is planned." in text
    assert "All filled" not in text


def test_page_of_a_month_has_the_night_before_it() -> None:
    """The weeks of a month begin before its first day, so that a duty through midnight is there."""
    cells = _cells(_plan(date(2023, 12, 1), 62))
    assert [week.first for week in board_weeks(cells, [date(2024, 1, 1)])][:2] == [date(2023, 12, 25), date(2024, 1, 1)]


def test_board_page_escapes_names() -> None:
    """Markup in a name is text."""
    plan = _plan(date(2024, 1, 1), 1)
    plan = attrs.evolve(plan, teams=tuple(attrs.evolve(team, name=Text.same("<b>Regu</b>")) for team in plan.teams))
    page = board_page(Renderer(load_templates()), _index(plan), ["kpu"], CONTEXT)
    assert b"<b>Regu" not in page
    assert "<b>Regu</b>" in read_html(page).text


@pytest.mark.parametrize("has_names", [True, False])
def test_names_are_shown_to_readers_who_may_see_them(*, has_names: bool) -> None:
    """The names of the teams' members, and of members that a duty names, are on the board of a unit alone."""
    plan = attrs.evolve(
        _plan(date(2024, 1, 1), 1),
        members=(Member(key="p-1", team="a", name="Personel Satu"), Member(key="p-2", team="b", name="Personel Dua")),
    )
    (duty,) = build_roster(plan)[0].duties
    index = RosterIndex(plan, Roster((attrs.evolve(duty, members=("p-2",)),)))
    text = read_html(board_page(Renderer(load_templates()), index, ["kpu"], CONTEXT, has_names=has_names)).text
    assert ("Personel Satu" in text, "Personel Dua" in text) == (has_names, has_names)


def test_loads_of_the_teams_are_on_the_first_page() -> None:
    """Each team of the board has a row with its duties, hours, nights, weekend duties and holidays."""
    page = board_page(Renderer(load_templates()), _index(_plan(date(2024, 1, 1), 6)), ["kpu"], CONTEXT).decode()
    table = page[page.index('<section class="loads">') :]
    rows = re.findall(r'<tr><th scope="row">(\w)</th>(.*?)</tr>', table)
    numbers = {name: [int(number) for number in re.findall(r">(\d+)<", cells)] for name, cells in rows}
    # Tours from Monday 1 January, a holiday, to Saturday 6 January, each until the next morning: duties, hours, nights,
    # weekend duties, holidays.
    assert numbers == {"a": [2, 48, 2, 0, 1], "b": [2, 48, 2, 0, 0], "c": [2, 48, 2, 1, 0]}


@pytest.mark.parametrize("has_names", [True, False])
def test_loads_of_persons_are_for_readers_who_may_see_names(*, has_names: bool) -> None:
    """Each member with a name has a row, on the page and in its CSV; numbers of persons are in neither."""
    members = (Member(key="nrp-1", team="a", name="=Personel Satu"), Member(key="nrp-2", team="a", name=""))
    plan = attrs.evolve(_plan(date(2024, 1, 1), 6), members=members)
    page = board_page(Renderer(load_templates()), _index(plan), ["kpu"], CONTEXT, has_names=has_names).decode()
    (link,) = [link for link in read_html(page.encode()).links if link.startswith("data:text/csv")]
    rows = list(csv.reader(unquote(link.partition(",")[2]).splitlines()))
    assert rows[1] == ["a", "", "2", "48", "2", "0", "1", "0"]
    assert (["a", "'=Personel Satu", "2", "48", "2", "0", "1", "0"] in rows) == has_names
    assert ('<tr><th scope="row">=Personel Satu</th><td>a</td><td class="number">2</td>' in page) == has_names
    assert "nrp-" not in page


def test_board_of_an_unknown_post_is_refused() -> None:
    """The error names the posts of the plan."""
    with pytest.raises(UnknownNameError, match="kpu"):
        BoardCells(_index(_plan(date(2024, 1, 1), 1)), ["kpu", "kpo"], "en")
