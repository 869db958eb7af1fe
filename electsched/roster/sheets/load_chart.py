"""The loads as a picture: a bar of hours for each team and person, with the numbers beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import attrs

from electsched.i18n.languages import words
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.load_rows import COLUMNS, load_rows

__all__ = ["load_svg"]

WIDTH, ROW_HEIGHT, HEAD_HEIGHT, NAME_WIDTH, BAR_WIDTH, NUMBER_WIDTH = 1000, 20, 64, 370, 180, 75
"""Pixels."""
INDENT, FIRST_NUMBER = 16, COLUMNS.index("count")
_HOURS = COLUMNS.index("hours") - FIRST_NUMBER
_CLASS = "es-loads"
_STYLE = (
    f".{_CLASS} text{{font:12px system-ui,sans-serif;fill:#1c2733}}.{_CLASS} .n{{text-anchor:end}}"
    f".{_CLASS} .t{{fill:#3b7dbf}}.{_CLASS} .p{{fill:#9cc3e6}}.{_CLASS} line{{stroke:#d7dee5}}"
)
"""The rules name the class of the picture, so that they do not restyle another picture on the same page."""


@attrs.frozen
class _Bar:
    """The row of a team or a person: its name, and its numbers in the order of the columns."""

    name: str
    is_team: bool
    numbers: tuple[object, ...]

    @property
    def hours(self) -> float:
        return float(str(self.numbers[_HOURS]))


def load_svg(index: RosterIndex, language: str) -> str:
    """Return the load of each team and, below it, of each of its members, as a picture (SVG).

    It has names and no personal numbers: it is for the planners of the unit. A bar is as long as the hours beside those
    of the team, or of the person, with the most.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    table, phrases = load_rows(index, language), words(language)
    bars = [
        _Bar(str(row[3]) if row[2] else f"{row[1]}, {row[0]}", not row[2], row[FIRST_NUMBER:]) for row in table.rows
    ]
    most = {kind: max((bar.hours for bar in bars if bar.is_team == kind), default=0) or 1 for kind in (True, False)}
    height, title = HEAD_HEIGHT + ROW_HEIGHT * len(bars), escape(phrases["table.loads"])
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_CLASS}" width="{WIDTH}" height="{height}" role="img">',
        f'<title>{title}</title><style>{_STYLE}</style><rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="4" y="18">{title}</text>',
        *_heads([phrases[f"table.{column}"] for column in COLUMNS[FIRST_NUMBER:]]),
    ]
    for number, bar in enumerate(bars):
        lines += _row(bar, HEAD_HEIGHT + number * ROW_HEIGHT, BAR_WIDTH * bar.hours / most[bar.is_team])
    return "\n".join([*lines, "</svg>"])


def _heads(heads: Sequence[str]) -> Iterator[str]:
    """Yield the headings of the numbers, in two lines if one is too long."""
    firsts, lasts = zip(*((head.rpartition(" ")[0], head.rpartition(" ")[2]) for head in heads), strict=True)
    yield from _numbers(firsts, HEAD_HEIGHT - 22)
    yield from _numbers(lasts, HEAD_HEIGHT - 8)


def _row(bar: _Bar, top: int, width: float) -> Iterator[str]:
    yield f'<line x1="0" x2="{WIDTH}" y1="{top}" y2="{top}"/>'
    yield f'<text x="{4 if bar.is_team else INDENT}" y="{top + 14}">{escape(bar.name)}</text>'
    kind = "t" if bar.is_team else "p"
    yield f'<rect class="{kind}" x="{NAME_WIDTH}" y="{top + 5}" width="{width:.1f}" height="10"/>'
    yield from _numbers(bar.numbers, top + 14)


def _numbers(cells: Sequence[object], y: int) -> Iterator[str]:
    for column, cell in enumerate(cells, start=1):
        x = NAME_WIDTH + BAR_WIDTH + column * NUMBER_WIDTH - 4
        yield f'<text class="n" x="{x}" y="{y}">{escape(str(cell))}</text>'
