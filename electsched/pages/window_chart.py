"""The windows of an operation as a bar chart."""

from __future__ import annotations

from electsched.operation.plan import Plan
from electsched.timeline.chart import ChartEntry, Picture, draw

__all__ = ["window_picture"]


def window_picture(plan: Plan, language: str) -> Picture:
    """Return a chart of the operation's windows, one row each, in the colour of the window's first stage."""
    entries = [
        ChartEntry(
            window.name[language],
            window.start,
            window.end,
            next((plan.timeline[key].kind for key in window.stages), "preparation"),
            window.name[language],
        )
        for window in plan.windows
    ]
    return draw(entries, plan.operation.name[language], language)
