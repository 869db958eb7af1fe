"""Bars over time as a picture: values, and the SVG that is drawn of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol, TypeVar
from xml.sax.saxutils import escape, quoteattr

import attrs
import pendulum

from electsched.i18n.text import Text, long_date
from electsched.law.kinds import KIND_NAMES, KINDS

__all__ = ["COLORS", "Bar", "Drawn", "Item", "Line", "Mark", "Picture", "draw", "stage_picture", "svg"]

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
_STYLE = (
    "text{font:12px system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1c2733}"
    ".month{fill:#5b6b7b;font-size:11px}line{stroke:#d7dee5}"
    + "".join(f".bar.{kind}{{fill:{color}}}" for kind, color in COLORS.items())
)

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
    """All that is needed to draw bars over time.

    Attributes:
        width: The width of the drawing.
        height: Its height.
        left: Where time begins, to the right of the names.
        title: What it shows.
        lines: The rows.
        bars: The bars.
        marks: The months.
        first: The day at which time begins.
        last: The last day that it shows.
        scale: The width of a day.
    """

    width: int
    height: float
    left: int
    title: str
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    first: date
    last: date
    scale: float


@attrs.frozen
class Item:
    """A stretch of days to be drawn.

    Attributes:
        row: The name of the row in which it stands.
        start: Its first day.
        end: Its last day, included.
        kind: What it is, for its colour.
        name: What it is called.
        note: What else it says when pointed at, such as the law.
    """

    row: str
    start: date
    end: date
    kind: str
    name: str
    note: str = ""


class Drawn(Protocol):
    """What a stage must tell to be drawn."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def name(self) -> Text:
        """Its name for people."""

    @property
    def start(self) -> date:
        """The first day, included."""

    @property
    def end(self) -> date:
        """The last day, included."""


_D = TypeVar("_D", bound=Drawn)


def _nothing(_: Drawn) -> str:
    return ""


def stage_picture(stages: Iterable[_D], title: Text, language: str, *, note: Callable[[_D], str] = _nothing) -> Picture:
    """Return the stages in a row for each kind, in the order in which the law lists the kinds.

    ``note`` says what a stage tells besides its name and days when it is pointed at.
    """
    items = [
        Item(KIND_NAMES[stage.kind][language], stage.start, stage.end, stage.kind, stage.name[language], note(stage))
        for stage in sorted(stages, key=lambda stage: KINDS.index(stage.kind))
    ]
    return draw(items, title[language], language)


def svg(picture: Picture, *, alone: bool = False) -> str:
    """Return the picture as SVG; ``alone`` it brings its own style and background, else it takes those of its page."""
    size = f'viewBox="0 0 {picture.width} {picture.height:g}"'
    days = f'data-first="{picture.first}" data-last="{picture.last}"'
    time = f'{days} data-left="{picture.left}" data-scale="{picture.scale:.4f}"'
    lines = [f'<svg {size} {time} role="img" aria-label={quoteattr(picture.title)}>']
    if alone:
        space = 'xmlns="http://www.w3.org/2000/svg"'
        named = f"<title>{escape(picture.title)}</title>"
        ground = f'<rect width="{picture.width}" height="{picture.height:g}" fill="#ffffff"/>'
        lines = [lines[0].replace("<svg", f"<svg {space}", 1), named, f"<style>{_STYLE}</style>", ground]
    for mark in picture.marks:
        lines.append(f'<line class="mark" x1="{mark.x}" x2="{mark.x}" y1="18" y2="{picture.height:g}"/>')
        lines.append(f'<text class="month" x="{mark.x + 3:g}" y="14">{escape(mark.label)}</text>')
    for line in picture.lines:
        lines.append(f'<line class="row" x1="0" x2="{picture.width}" y1="{line.y:g}" y2="{line.y:g}"/>')
        place = f'x="{picture.left - 10}" y="{line.y + 17:g}" text-anchor="end"'
        lines.append(f'<text class="name" {place}>{escape(line.label)}</text>')
    for bar in picture.bars:
        place = f'x="{bar.x}" y="{bar.y:g}" width="{bar.width}" height="{BAR}" rx="2"'
        lines.append(f'<rect class="bar {bar.kind}" {place}><title>{escape(bar.label)}</title></rect>')
    return "\n".join([*lines, "</svg>"])


def draw(items: list[Item], title: str, language: str) -> Picture:
    """Return the items as bars, those of a row on as many levels as they need."""
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
        first=first,
        last=last,
        scale=scale,
    )


def _packed(items: Iterable[Item], scale: float) -> Iterator[tuple[Item, int]]:
    """Yield each item with the first level on which it touches none before it."""
    free: list[date] = []
    room = timedelta(days=int(MIN_BAR / scale) + 1)
    for item in sorted(items, key=lambda item: (item.start, item.end)):
        level = next((number for number, until in enumerate(free) if until < item.start), len(free))
        until = max(item.end, item.start + room)
        free[level : level + 1] = [until]
        yield item, level


def _label(item: Item, language: str) -> str:
    days = dict.fromkeys(long_date(day, language) for day in (item.start, item.end))
    note = f"\n{item.note}" if item.note else ""
    return f"{item.name}: {' – '.join(days)}{note}"


def _marks(first: date, last: date, left: int, scale: float, language: str) -> Iterator[Mark]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = 1 if months <= MONTHS else 3
    for number in range(0, months, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        named = month == 0 or number == 0
        shape = "MMM YYYY" if step > 1 else "MMM YY" if named else "MMM"
        label = pendulum.date(year, month + 1, 1).format(shape, locale="id" if language == "id" else "en")
        yield Mark(round(left + (date(year, month + 1, 1) - first).days * scale, 1), label)
