"""The windows of an operation as a bar chart."""

from __future__ import annotations

from datetime import date

from electsched.pages.window_chart import window_picture
from tests.builders import a_plan, a_window


def test_window_chart_has_a_row_for_each_window() -> None:
    """Each window has a row with its name, and every month from the first to the last has a mark."""
    plan = a_plan(posts=[], windows=[a_window(date(2023, 10, 19), days=7, key="registration"), a_window()])
    picture = window_picture(plan, "id")
    assert [line.label for line in picture.lines] == ["registration", "campaign"]
    assert [mark.label for mark in picture.marks] == ["Okt 23", "Nov", "Des", "Jan 24", "Feb"]


def test_window_chart_draws_a_window_without_stages() -> None:
    """A window between two stated dates is drawn like the others."""
    (bar,) = window_picture(a_plan(windows=[a_window(date(2024, 1, 1), days=5)]), "en").bars
    assert bar.label.endswith("1 January 2024 – 5 January 2024")
