"""The windows of an operation as a picture."""

from __future__ import annotations

from electsched.operation.plan import Plan
from electsched.operation.windows import Window
from electsched.timeline.chart import Item, Picture, draw

__all__ = ["window_picture"]


def window_picture(plan: Plan, windows: tuple[Window, ...], language: str) -> Picture:
    """Return the windows of the operation, a row for each."""
    stages = {key: plan.timeline[key].kind for window in windows for key in window.stages}
    items = [
        Item(
            window.name[language],
            window.start,
            window.end,
            next((stages[key] for key in window.stages), "preparation"),
            window.name[language],
        )
        for window in windows
    ]
    return draw(items, plan.operation.name[language], language)
