"""The weeks and months of duties."""

from __future__ import annotations

import re
from datetime import date, timedelta

import attrs

from electsched.pages.parts.duty_months import days_ahead, duty_months, duty_weeks
from electsched.pages.parts.turns import Turn, TurnDay, Turns
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import FIRST_DAY, LAST_DAY, a_plan


def _days() -> tuple[TurnDay, ...]:
    index = RosterIndex(a_plan(), build_roster(a_plan())[0])
    return Turns(index, language="en", audience="personal").days(index.duties_of("team", "kpu-1"), ())


def test_months_have_a_cell_for_each_day_and_a_turn_for_each_duty() -> None:
    """Every third day from the first to the last is a duty; its cell has the number of its turn and its letters."""
    days = _days()
    turns = list(dict.fromkeys(entry.turn for entry in days))
    days_of_cells: list[tuple[date, Turn]] = []
    for month in duty_months(days, "en"):
        cells = [cell for row in month.rows for cell in re.findall("<td.*?</td>", row)]
        assert len(cells) % 7 == 0
        numbered = [cell for cell in cells if re.search(r">\d", cell)]
        assert [int(re.findall(r">(\d+)<", cell)[0]) for cell in numbered] == list(range(1, len(numbered) + 1))
        matches = (re.fullmatch(r'<td class="t" data-k="(\d)"><b>(\d+)</b> 24</td>', cell) for cell in numbered)
        days_of_cells += [
            (date.fromisoformat(f"{month.key}-{int(match[2]):02d}"), turns[int(match[1])]) for match in matches if match
        ]
        assert month.count == sum("data-k" in cell for cell in numbered)
    assert days_of_cells == [(entry.day, entry.turn) for entry in days]
    assert [day for day, _ in days_of_cells] == [FIRST_DAY + timedelta(days=3 * tour) for tour in range(25)]


def test_changed_days_are_marked() -> None:
    """A cell whose duty was changed has a class for it, and no other cell has."""
    days = _days()
    months = duty_months(days, "en", changed={days[3].key: "New"})
    rows = "".join(row for month in months for row in month.rows)
    assert re.findall(r'class="t new" data-k="\d" data-c="New"><b>(\d+)</b>', rows) == [str(days[3].day.day)]
    (week,) = duty_weeks(days, days[3].day, 1, "en", changed={days[3].key: "New"})
    assert [entry.change for day in week.days for entry in day.entries if entry.change] == ["New"]


def test_cells_of_several_duties_have_no_empty_line() -> None:
    """Each duty of a day has its letters and, if there are several posts, its post, on a line each."""
    first, second, *_ = _days()
    other = attrs.evolve(second, day=first.day, turn=attrs.evolve(second.turn, place="b", short="B", begins="07:30"))
    (month,) = duty_months((first, other), "en", changed={other.key: "New"})
    (cell,) = re.findall(r"<td class[^\n]*?</td>", "".join(month.rows))
    lines = "24<small>kpu</small>24<small>B</small>"
    assert cell == f'<td class="t new" data-k="0 1" data-c="|New"><b>28</b> {lines}</td>'


def test_weeks_list_every_day() -> None:
    """Two weeks from the Monday before the first day; days without a duty are there too."""
    first, second = duty_weeks(_days(), FIRST_DAY, 2, "en")
    assert (first.name, second.name) == ("27 Nov – 3 Dec", "4 Dec – 10 Dec")
    assert [len(day.entries) for day in first.days] == [0, 1, 0, 0, 1, 0, 0]
    assert first.days[1].entries[0].over == "Wed"
    assert [day.weekday for day in second.days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_months_before_the_present_one_are_left_out() -> None:
    """The present month is whole; if all duties are over, all months are shown."""
    days = _days()
    assert days_ahead(days, date(2024, 1, 31))[0].day == date(2024, 1, 3)
    assert days_ahead(days, LAST_DAY + timedelta(days=100)) == days
    assert days_ahead((), LAST_DAY) == ()
