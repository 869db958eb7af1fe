"""Bar charts over time: the geometry of rows, bars and month lines, and its SVG."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from html import escape

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import Text, long_date
from electsched.law.date_arithmetic import day_of, first_day
from electsched.law.kinds import KINDS
from electsched.timeline.stage import Stage

__all__ = ["COLORS", "Bar", "ChartEntry", "ChartRow", "Mark", "Picture", "draw", "scoped_style", "stage_picture", "svg"]

COLORS = {
    "preparation": "#6b7f93",
    "voter_list": "#6b7f93",
    "party_registration": "#3b7dbf",
    "nomination": "#74a8d8",
    "registration": "#3b7dbf",
    "candidate_determination": "#6a5acd",
    "campaign": "#d9822b",
    "quiet_period": "#8a8d91",
    "voting": "#c23b3b",
    "counting": "#b0578d",
    "recapitulation": "#3f8f6b",
    "certification": "#1f6e4a",
    "dispute": "#a07c2c",
    "oath": "#4b5f9e",
}
"""The colour of each kind of stage."""
BAR = 14
"""The height of a bar."""
_STYLE = {
    "text": "font:12px system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1c2733",
    ".month": "fill:#5b6b7b;font-size:11px",
    "line": "stroke:#d7dee5",
    **{f".bar.{kind}": f"fill:{color}" for kind, color in COLORS.items()},
}

WIDTH = 1000
LETTER = 6.6
"""Approximate width of a letter of a row's name."""
ROW = 18
HEAD = 26
MIN_BAR = 4.0
MONTHS = 14
"""Largest number of months that are all marked; beyond it, each quarter is."""


@attrs.frozen
class Bar:
    """A bar of the chart.

    Attributes:
        x: Its left edge.
        y: Its upper edge.
        width: Its width.
        kind: Kind of the stage, which decides the colour.
        label: Its tooltip.
    """

    x: float
    y: float
    width: float
    kind: str
    label: str


@attrs.frozen
class Mark:
    """A vertical line at the start of a month, with its name."""

    x: float
    label: str


@attrs.frozen
class ChartRow:
    """A row of the chart, with its name and position."""

    y: float
    height: float
    label: str


@attrs.frozen(kw_only=True)
class Picture:
    """The geometry of a bar chart.

    Attributes:
        width: The width of the drawing.
        height: Its height.
        left: Left edge of the time axis, to the right of the names.
        title: Its title.
        lines: The rows.
        bars: The bars.
        marks: The lines of the months.
        first: First day of the time axis.
        last: Last day of the time axis.
        scale: The width of a day.
    """

    width: int
    height: float
    left: int
    title: str
    lines: tuple[ChartRow, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    first: date
    last: date
    scale: float


@attrs.frozen
class ChartEntry:
    """A period to be drawn as a bar.

    Attributes:
        row: Name of its row.
        start: Its first day.
        end: Its last day, included.
        kind: Kind of the stage, which decides the colour.
        name: Its name.
        note: Further lines of its tooltip, such as the law.
    """

    row: str
    start: date
    end: date
    kind: str
    name: str
    note: str = ""


def _no_note(_: Stage) -> str:
    return ""


def stage_picture(
    stages: Iterable[Stage], title: Text, language: str, *, note: Callable[[Stage], str] = _no_note
) -> Picture:
    """Return a chart of the stages with a row for each kind, in the order of the kinds.

    ``note`` returns further lines of a stage's tooltip.
    """
    phrases = words(language)
    entries = [
        ChartEntry(phrases[f"kind.{stage.kind}"], *days, stage.kind, stage.name[language], note(stage))
        for stage in sorted(stages, key=lambda stage: KINDS.index(stage.kind))
        for days in ((first_day(*period), day_of(period[1])) for period in stage.periods)
    ]
    return draw(entries, title[language], language)


def svg(picture: Picture, *, alone: bool = False) -> str:
    """Return the chart as SVG.

    A chart that is ``alone`` includes a background and a style that applies to this chart only; otherwise the style of
    the page applies.
    """
    size = f'viewBox="0 0 {picture.width} {picture.height:g}"'
    days = f'data-first="{picture.first}" data-last="{picture.last}"'
    time = f'{days} data-left="{picture.left}" data-scale="{picture.scale:.4f}"'
    lines = [f'<svg {size} {time} role="img" aria-label="{escape(picture.title)}">']
    if alone:
        name, style = scoped_style(_STYLE)
        namespace = f'xmlns="http://www.w3.org/2000/svg" class="{name}"'
        title = f"<title>{escape(picture.title)}</title>"
        background = f'<rect width="{picture.width}" height="{picture.height:g}" fill="#ffffff"/>'
        lines = [lines[0].replace("<svg", f"<svg {namespace}", 1), title, f"<style>{style}</style>", background]
    for mark in picture.marks:
        lines.append(f'<line class="mark" x1="{mark.x}" x2="{mark.x}" y1="18" y2="{picture.height:g}"/>')
        lines.append(f'<text class="month" x="{mark.x + 3:g}" y="14">{escape(mark.label)}</text>')
    for row in picture.lines:
        lines.append(f'<line class="row" x1="0" x2="{picture.width}" y1="{row.y:g}" y2="{row.y:g}"/>')
        position = f'x="{picture.left - 10}" y="{row.y + 17:g}" text-anchor="end"'
        lines.append(f'<text class="name" {position}>{escape(row.label)}</text>')
    for bar in picture.bars:
        box = f'x="{bar.x}" y="{bar.y:g}" width="{bar.width}" height="{BAR}" rx="2"'
        lines.append(f'<rect class="bar {bar.kind}" {box}><title>{escape(bar.label)}</title></rect>')
    return "\n".join([*lines, "</svg>"])


def scoped_style(rules: Mapping[str, str]) -> tuple[str, str]:
    """Return a class for the root of an SVG, and the CSS rules restricted to it.

    A style element within an SVG applies to the whole page on which it is shown. The class is derived from the rules,
    so that charts with equal rules share it and others do not restyle each other.

    Args:
        rules: Declarations, by selector.
    """
    text = "".join(f"{selector}{{{declarations}}}" for selector, declarations in rules.items())
    name = f"chart-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    style = "".join(f".{name} {selector}{{{declarations}}}" for selector, declarations in rules.items())
    return name, style


def draw(entries: list[ChartEntry], title: str, language: str) -> Picture:
    """Return the chart of the entries; those of one row that overlap are drawn on several levels."""
    first = min((entry.start for entry in entries), default=date(1970, 1, 1)).replace(day=1)
    last = max((entry.end for entry in entries), default=first)
    left = int(max((len(entry.row) for entry in entries), default=0) * LETTER) + 20
    scale = (WIDTH - left - 10) / ((last - first).days + 1)
    rows: list[ChartRow] = []
    bars: list[Bar] = []
    y = float(HEAD)
    for row in dict.fromkeys(entry.row for entry in entries):
        depth = 0
        for entry, level in _levels([entry for entry in entries if entry.row == row], scale):
            width = max(((entry.end - entry.start).days + 1) * scale, MIN_BAR)
            x = left + (entry.start - first).days * scale
            bars.append(Bar(round(x, 1), y + 3 + level * ROW, round(width, 1), entry.kind, _label(entry, language)))
            depth = max(depth, level)
        height = (depth + 1) * ROW + 6.0
        rows.append(ChartRow(y, height, row))
        y += height
    return Picture(
        width=WIDTH,
        height=y + 2,
        left=left,
        title=title,
        lines=tuple(rows),
        bars=tuple(bars),
        marks=tuple(_marks(first, last, left, scale, language)),
        first=first,
        last=last,
        scale=scale,
    )


def _levels(entries: Iterable[ChartEntry], scale: float) -> Iterator[tuple[ChartEntry, int]]:
    """Yield each entry with the first level on which it overlaps no earlier entry."""
    ends: list[date] = []
    shortest = timedelta(days=int(MIN_BAR / scale) + 1)
    for entry in sorted(entries, key=lambda entry: (entry.start, entry.end)):
        level = next((number for number, end in enumerate(ends) if end < entry.start), len(ends))
        ends[level : level + 1] = [max(entry.end, entry.start + shortest)]
        yield entry, level


def _label(entry: ChartEntry, language: str) -> str:
    days = dict.fromkeys(long_date(day, language) for day in (entry.start, entry.end))
    note = f"\n{entry.note}" if entry.note else ""
    return f"{entry.name}: {' – '.join(days)}{note}"


def _marks(first: date, last: date, left: int, scale: float, language: str) -> Iterator[Mark]:
    phrases = words(language)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= MONTHS else 3
    for number in range(0, months, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        with_year = month == 0 or number == 0
        name = phrases[f"month_short.{month + 1}"]
        label = f"{name} {year:04d}" if step > 1 else f"{name} {year % 100:02d}" if with_year else name
        yield Mark(round(left + (date(year, month + 1, 1) - first).days * scale, 1), label)
