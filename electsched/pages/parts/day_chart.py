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
RIGHT_PART = 0.6
"""The part of the axis after which a name stands to the left of the end of its bar."""


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
    rules = [f".axis{{grid-template-columns:repeat({days},minmax(2px,1fr))}}"]
    # Paper is not scrolled.
    rules.append(f"@media print{{.axis{{grid-template-columns:repeat({days},minmax(0,1fr))}}}}")
    rules.append(f".m,.line{{grid-row:1/span {len(bars) + 1}}}")
    rules += [f"#m{number}{{grid-column:{(month - first).days + 1}}}" for number, month in enumerate(months)]
    for number, bar in enumerate(bars):
        start, length = (bar.start - first).days + 1, (bar.end - bar.start).days + 1
        rules.append(f"#b{number}{{grid-area:{number + 2}/{start}/auto/span {length}}}")
    return DayChart(
        first=first,
        months=tuple(
            f"{names[f'month_short.{month.month}']} {month.year}"
            if month == first or month.month == 1
            else names[f"month_short.{month.month}"]
            for month in months
        ),
        bars=tuple((bar, "right" if (bar.start - first).days > days * RIGHT_PART else "") for bar in bars),
        style="".join(rules),
    )


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the months of the axis, or if there are many each third one."""
    count = (last.year - first.year) * MONTHS_IN_A_YEAR + last.month - first.month + 1
    for number in range(0, count, 1 if count <= MONTHS_IN_A_YEAR + 2 else 3):
        year, month = divmod(first.year * MONTHS_IN_A_YEAR + first.month - 1 + number, MONTHS_IN_A_YEAR)
        yield date(year, month + 1, 1)
