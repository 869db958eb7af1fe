"""The windows of an operation as a bar chart."""

from __future__ import annotations

from datetime import date

import attrs

from electsched.operation.plan import Plan
from electsched.pages.window_chart import window_picture


def test_window_chart_has_a_row_for_each_window(plan: Plan) -> None:
    """Each window has a row with its name, and every month from the first to the last has a mark."""
    picture = window_picture(plan, "id")
    assert [line.label for line in picture.lines] == [window.name["id"] for window in plan.operation.window]
    assert picture.marks[0].label == "Okt 23"
    assert [mark.label for mark in picture.marks][3] == "Jan 24"
    assert len(picture.marks) == 13


def test_window_chart_draws_a_window_without_stages(plan: Plan) -> None:
    """A window between two stated dates is drawn like the others."""
    window = attrs.evolve(plan.operation.window[0], stages=(), start=date(2024, 1, 1), end=date(2024, 1, 5))
    operation = attrs.evolve(plan.operation, window=(window,))
    (bar,) = window_picture(attrs.evolve(plan, operation=operation), "en").bars
    assert bar.label.endswith("1 January 2024 – 5 January 2024")
