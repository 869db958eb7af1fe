"""The places of the bars of a chart over days."""

from __future__ import annotations

from datetime import date

import pytest

from electsched.pages.parts.day_chart import ChartBar, day_chart
from electsched.pages.parts.day_names import day_range


def test_bar_has_a_row_and_its_part_of_the_axis() -> None:
    """The axis begins with the month of the first bar and ends with the last day; a bar is as long as its days."""
    spans = ((date(2024, 1, 11), date(2024, 1, 20)), (date(2024, 2, 9), date(2024, 2, 9)))  # 40 days from 1 January on
    drawn = day_chart([ChartBar(name="", text="", start=start, end=end) for start, end in spans], "en")
    assert drawn is not None
    assert drawn.first == date(2024, 1, 1)
    assert "#b0{grid-row:2;--s:25.00%;--n:25.00%}#b1{grid-row:3;--s:97.50%;--n:2.50%}" in drawn.style
    assert "#m0{grid-column:1}#m1{grid-column:32}" in drawn.style


def test_no_bars_are_no_chart() -> None:
    """A page leaves the chart out then."""
    assert day_chart([], "en") is None


def test_first_month_that_is_marked_of_each_year_has_the_year() -> None:
    """On an axis of more than two years, where each third month is marked, no January need be among them."""
    drawn = day_chart([ChartBar(name="", text="", start=date(2022, 6, 14), end=date(2024, 10, 20))], "en")
    assert drawn is not None
    assert [name for name in drawn.months if " " in name] == ["Jun 2022", "Mar 2023", "Mar 2024"]


@pytest.mark.parametrize(
    ("first", "last", "has_year", "words"),
    [
        (date(2024, 2, 14), date(2024, 2, 14), False, "14 Feb"),
        (date(2024, 2, 14), date(2024, 2, 14), True, "14 Feb 2024"),
        (date(2023, 4, 24), date(2023, 11, 25), False, "24 Apr – 25 Nov"),
        (date(2023, 4, 24), date(2023, 11, 25), True, "24 Apr – 25 Nov 2023"),
        (date(2023, 11, 28), date(2024, 2, 10), False, "28 Nov 2023 – 10 Feb 2024"),
        (date(2024, 1, 1), date(2024, 1, 7), True, "1–7 Jan 2024"),
        (date(2022, 6, 14), date(2024, 6, 14), False, "14 Jun 2022 – 14 Jun 2024"),
    ],
)
def test_range_of_days_of_two_years_has_both(first: date, last: date, has_year: bool, words: str) -> None:  # noqa: FBT001  # a case of the table
    """A stage of exactly two years does not read as a day."""
    assert day_range(first, last, "en", has_year=has_year) == words
