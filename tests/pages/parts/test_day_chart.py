"""The side of its bar on which the name of a bar stands."""

from __future__ import annotations

from datetime import date

from electsched.pages.parts.day_chart import ChartBar, day_chart


def _sides(*bars: tuple[str, date, date]) -> list[str]:
    drawn = day_chart([ChartBar(name=name, text="", start=start, end=end) for name, start, end in bars], "en")
    assert drawn is not None
    return [side for _, side in drawn.bars]


def test_name_stands_at_the_start_of_its_bar_if_there_is_room() -> None:
    """Only names for which the rest of the axis is too short end with their bars."""
    first, last = (date(2024, 1, 1), date(2024, 1, 1)), (date(2024, 12, 31), date(2024, 12, 31))
    october = (date(2024, 10, 1), date(2024, 10, 2))
    assert _sides(("First", *first), ("Short", *october), ("A name of many words " * 3, *october), ("Last", *last)) == [
        "",
        "",
        "right",
        "right",
    ]


def test_name_that_is_too_long_for_both_sides_takes_the_longer_one() -> None:
    """It does not leave the axis at the left."""
    ends = (("First", date(2024, 1, 1), date(2024, 1, 1)), ("Last", date(2024, 12, 31), date(2024, 12, 31)))
    name = "A name that is longer than the axis " * 8
    for day, side in ((date(2024, 3, 1), ""), (date(2024, 9, 1), "right")):
        assert _sides(*ends, (name, day, day))[2] == side


def test_no_bars_are_no_chart() -> None:
    """A page leaves the chart out then."""
    assert day_chart([], "en") is None
