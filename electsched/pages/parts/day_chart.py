"""A bar chart over days as a list, with the name of each bar on it and its place in rules of style.

Without a picture it can be read in order, scaled and searched; a script adds the line of today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from electsched.i18n.languages import words
from electsched.values import value_text

__all__ = ["ChartBar", "DayChart", "day_chart"]

MONTHS_IN_A_YEAR = 12
NAME_REM_PER_LETTER = 0.47
"""The width of a letter of a name on a screen, at most, in rem."""
AXIS_REM, DAY_REM = 51.5, 0.125
"""The least width of the axis, and that of a day, on a screen, in rem."""
AXIS_LETTERS_ON_PAPER = 155
"""The letters that a line of the axis takes on A4."""
STICKY_DAYS = 14
"""Names of longer bars move along them while the chart is scrolled, so that the name of a bar under way is in sight."""


@attrs.frozen(kw_only=True)
class ChartBar:
    """A bar.

    Attributes:
        name: Its name.
        text: Its days in words.
        start: Its first day.
        end: Its last day, included.
        kind: The class of its colour.
        note: What is shown if the bar is pointed at or has the focus, such as the law; empty for nothing.
    """

    name: str
    text: str
    start: date
    end: date
    kind: str = ""
    note: str = ""

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class DayChart:
    """A chart.

    Attributes:
        first: The first day of its axis.
        months: The name of each month that is marked.
        bars: The bars, each with the class that places its name.
        style: The rules of style that place the months and bars.
    """

    first: date
    months: tuple[str, ...]
    bars: tuple[tuple[ChartBar, str], ...]
    style: str = attrs.field(repr=False)

    __repr__ = value_text


def day_chart(bars: Sequence[ChartBar], language: str) -> DayChart | None:
    """Return the chart of some bars, a row each in their order; None without bars."""
    if not bars:
        return None
    first = min(bar.start for bar in bars).replace(day=1)
    last = max(bar.end for bar in bars)
    days = (last - first).days + 1
    months = list(_months(first, last))
    names = words(language)
    width = f"{AXIS_REM + 0.5:g}rem,{days * 2 + 8}px"
    rules = [f".axis{{min-width:max({width});grid-template-columns:repeat({days},minmax(2px,1fr))}}"]
    # Paper is not scrolled.
    rules.append(f"@media print{{.axis{{min-width:0;grid-template-columns:repeat({days},minmax(0,1fr))}}}}")
    rules.append(f".m,.line{{grid-row:1/span {len(bars) + 1}}}")
    rules += [f"#m{number}{{grid-column:{(month - first).days + 1}}}" for number, month in enumerate(months)]
    for number, bar in enumerate(bars):
        start, length = (bar.start - first).days + 1, (bar.end - bar.start).days + 1
        width = f"--w:{_name_rem(bar):.1f}rem;" if length > STICKY_DAYS and _side(bar, first, last) != "right" else ""
        rules.append(f"#b{number}{{{width}grid-area:{number + 2}/{start}/auto/span {length}}}")
    return DayChart(
        first=first,
        months=tuple(
            f"{names[f'month_short.{month.month}']} {month.year}"
            if month == first or month.month == 1
            else names[f"month_short.{month.month}"]
            for month in months
        ),
        bars=tuple((bar, _side(bar, first, last)) for bar in bars),
        style="".join(rules),
    )


def _name_rem(bar: ChartBar) -> float:
    return len(f"{bar.name} {bar.text}") * NAME_REM_PER_LETTER


def _side(bar: ChartBar, first: date, last: date) -> str:
    """Return the class of a name that is too long for the rest of the axis and has more room left of its bar's end.

    It is ``right`` on a screen and on paper, ``late`` on paper alone, and else empty.
    """
    days, after = (last - first).days + 1, last - bar.start
    if bar.end - first <= after:
        return ""
    if after.days < _name_rem(bar) / max(DAY_REM, AXIS_REM / days):
        return "right"
    return "late" if after.days < len(f"{bar.name} {bar.text}") * days / AXIS_LETTERS_ON_PAPER else ""


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the months of the axis, or if there are many each third one."""
    count = (last.year - first.year) * MONTHS_IN_A_YEAR + last.month - first.month + 1
    for number in range(0, count, 1 if count <= MONTHS_IN_A_YEAR + 2 else 3):
        year, month = divmod(first.year * MONTHS_IN_A_YEAR + first.month - 1 + number, MONTHS_IN_A_YEAR)
        yield date(year, month + 1, 1)
