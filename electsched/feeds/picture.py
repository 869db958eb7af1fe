"""Stages and windows as a picture: values that a template draws as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs
import pendulum

from electsched.feeds.words import KIND_NAMES
from electsched.law.statute import KINDS
from electsched.plan import Plan
from electsched.security.windows import Window
from electsched.text import long_date
from electsched.timeline.stage import Timeline

__all__ = ["Bar", "Line", "Mark", "Picture", "stage_picture", "window_picture"]

WIDTH = 1000
LETTER = 6.6
"""The width of a letter of a row's name, about."""
ROW = 18
HEAD = 26
MIN_BAR = 4.0
MONTHS = 14
"""Up to so many months each is marked by name; beyond, each quarter is."""


@attrs.frozen
class Bar:
    """A stretch of days in the picture.

    Attributes:
        x: Its left edge.
        y: Its upper edge.
        width: Its width.
        kind: What it is, for its colour.
        label: What it says when pointed at.
    """

    x: float
    y: float
    width: float
    kind: str
    label: str


@attrs.frozen
class Mark:
    """A line down the picture where a month begins, with its name."""

    x: float
    label: str


@attrs.frozen
class Line:
    """A row of the picture: its name and where it stands."""

    y: float
    height: float
    label: str


@attrs.frozen(kw_only=True)
class Picture:
    """All that a template needs to draw bars over time.

    Attributes:
        width: The width of the drawing.
        height: Its height.
        left: Where time begins, to the right of the names.
        title: What it shows.
        lines: The rows.
        bars: The bars.
        marks: The months.
    """

    width: int
    height: float
    left: int
    title: str
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@attrs.frozen
class _Item:
    row: str
    start: date
    end: date
    kind: str
    name: str


def stage_picture(timeline: Timeline, language: str) -> Picture:
    """Return the stages in a row for each kind, in the order in which the law lists the kinds."""
    items = [
        _Item(KIND_NAMES[stage.kind][language], stage.start, stage.end, stage.kind, stage.name[language])
        for stage in sorted(timeline.dated, key=lambda stage: KINDS.index(stage.kind))
    ]
    return _picture(items, timeline.name[language], language)


def window_picture(plan: Plan, windows: tuple[Window, ...], language: str) -> Picture:
    """Return the windows of the operation, a row for each."""
    stages = {key: plan.timeline[key].kind for window in windows for key in window.stages}
    items = [
        _Item(
            window.name[language],
            window.start,
            window.end,
            next((stages[key] for key in window.stages), "preparation"),
            window.name[language],
        )
        for window in windows
    ]
    return _picture(items, plan.operation.name[language], language)


def _picture(items: list[_Item], title: str, language: str) -> Picture:
    first = min((item.start for item in items), default=date(1970, 1, 1)).replace(day=1)
    last = max((item.end for item in items), default=first)
    left = int(max((len(item.row) for item in items), default=0) * LETTER) + 20
    scale = (WIDTH - left - 10) / ((last - first).days + 1)
    lines: list[Line] = []
    bars: list[Bar] = []
    y = float(HEAD)
    for row in dict.fromkeys(item.row for item in items):
        depth = 0
        for item, level in _packed([item for item in items if item.row == row], scale):
            width = max(((item.end - item.start).days + 1) * scale, MIN_BAR)
            x = left + (item.start - first).days * scale
            bars.append(Bar(round(x, 1), y + 3 + level * ROW, round(width, 1), item.kind, _label(item, language)))
            depth = max(depth, level)
        height = (depth + 1) * ROW + 6.0
        lines.append(Line(y, height, row))
        y += height
    return Picture(
        width=WIDTH,
        height=y + 2,
        left=left,
        title=title,
        lines=tuple(lines),
        bars=tuple(bars),
        marks=tuple(_marks(first, last, left, scale, language)),
    )


def _packed(items: Iterable[_Item], scale: float) -> Iterator[tuple[_Item, int]]:
    """Yield each item with the first level on which it touches none before it."""
    free: list[date] = []
    room = timedelta(days=int(MIN_BAR / scale) + 1)
    for item in sorted(items, key=lambda item: (item.start, item.end)):
        level = next((number for number, until in enumerate(free) if until < item.start), len(free))
        until = max(item.end, item.start + room)
        free[level : level + 1] = [until]
        yield item, level


def _label(item: _Item, language: str) -> str:
    days = dict.fromkeys(long_date(day, language) for day in (item.start, item.end))
    return f"{item.name}: {' – '.join(days)}"


def _marks(first: date, last: date, left: int, scale: float, language: str) -> Iterator[Mark]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= MONTHS else 3
    for number in range(0, months, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        named = month == 0 or number == 0
        shape = "MMM YYYY" if step > 1 else "MMM YY" if named else "MMM"
        label = pendulum.date(year, month + 1, 1).format(shape, locale="id" if language == "id" else "en")
        yield Mark(round(left + (date(year, month + 1, 1) - first).days * scale, 1), label)
