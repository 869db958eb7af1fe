"""The places of the bars of a chart over days."""

from __future__ import annotations

from datetime import date

from electsched.pages.parts.day_chart import ChartBar, day_chart


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
