"""A bar chart over days as a list, with the name of each bar on it and its place in rules of style.

Without a picture it can be read in order, scaled and searched; a script adds the line of today. A bar has a row. Its
name begins where the bar does, or further left if the rest of the axis is too short, and stays in sight while the chart
is scrolled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from electsched.i18n.languages import words
from electsched.values import value_text

__all__ = ["ChartBar", "DayChart", "day_chart"]

MONTHS_IN_A_YEAR = 12
AXIS_REM = 52
"""The least width of the axis on a screen, in rem."""


@attrs.frozen(kw_only=True)
class ChartBar:
    """A bar.

    Attributes:
        name: Its name.
        text: Its days in words.
        start: Its first day.
        end: Its last day, included.
        kind: The class of its colour.
        level: The rank and the name of its level, such as ``2 Raised``; empty for nothing.
        note: What is shown if the bar is pointed at or has the focus, such as the law; empty for nothing.
    """

    name: str
    text: str
    start: date
    end: date
    kind: str = ""
    level: str = ""
    note: str = ""

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class DayChart:
    """A chart.

    Attributes:
        first: The first day of its axis.
        months: The name of each month that is marked.
        bars: The bars, a row each.
        style: The rules of style that place the months and bars.
    """

    first: date
    months: tuple[str, ...]
    bars: tuple[ChartBar, ...]
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
    rules = [
        f".axis{{min-width:max({AXIS_REM}rem,{days * 2 + 8}px);grid-template-columns:repeat({days},minmax(0,1fr))}}",
        "@media print{.axis{min-width:0}}",  # paper is not scrolled
        f".m,.line{{grid-row:1/span {len(bars) + 1}}}",
    ]
    rules += [f"#m{number}{{grid-column:{(month - first).days + 1}}}" for number, month in enumerate(months)]
    for number, bar in enumerate(bars):
        start, length = (bar.start - first).days, (bar.end - bar.start).days + 1
        rules.append(f"#b{number}{{grid-row:{number + 2};--s:{_percent(start, days)};--n:{_percent(length, days)}}}")
    return DayChart(
        first=first,
        months=tuple(
            f"{names[f'month_short.{month.month}']} {month.year}"
            if month.year not in {earlier.year for earlier in months[:number]}
            else names[f"month_short.{month.month}"]
            for number, month in enumerate(months)
        ),
        bars=tuple(bars),
        style="".join(rules),
    )


def _percent(days: int, of: int) -> str:
    return f"{days * 100 / of:.2f}%"


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the months of the axis, or if there are many each third one."""
    count = (last.year - first.year) * MONTHS_IN_A_YEAR + last.month - first.month + 1
    for number in range(0, count, 1 if count <= MONTHS_IN_A_YEAR + 2 else 3):
        year, month = divmod(first.year * MONTHS_IN_A_YEAR + first.month - 1 + number, MONTHS_IN_A_YEAR)
        yield date(year, month + 1, 1)
