"""The people of a roster by days as a picture: a row for each person, a column for each day, month below month."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from electsched.i18n.languages import words
from electsched.pages.parts.heat_map import HeatCell, HeatMap, HeatMonth, HeatRow

__all__ = ["heat_svg"]

WIDTH, NAME_WIDTH, TEAM_WIDTH, CELL_WIDTH, ROW_HEIGHT = 1000, 160, 108, 22, 19
"""Pixels; 31 cells and the number of duties fit beside the names."""
LEFT, TITLE_HEIGHT, HEAD_HEIGHT, GAP = NAME_WIDTH + TEAM_WIDTH, 30, 62, 26
LETTER = 6.8
"""The approximate width of a letter, in pixels."""
MOST_PRESSED = 1.3
"""A name may have so many times the letters for which there is room; they are pressed together."""
MOST_LETTERS = 3
"""Longer letters of a cell are pressed together."""
_CLASS = "es-heat"
_STYLE = (
    f".{_CLASS} text{{font:12px system-ui,sans-serif;fill:#15202c}}.{_CLASS} .m{{text-anchor:middle;font-size:11px}}"
    f".{_CLASS} .r{{text-anchor:end}}.{_CLASS} .b{{font-weight:700}}.{_CLASS} .y{{font-size:9px}}"
    f".{_CLASS} line{{stroke:#dbe2ea}}"
    f".{_CLASS} .w{{fill:#e8edf3}}.{_CLASS} .d{{fill:#fbe6ae}}.{_CLASS} .e{{fill:#cde2f7}}.{_CLASS} .n{{fill:#23386b}}"
    f".{_CLASS} .t{{fill:#fff;stroke:#15202c}}.{_CLASS} .i{{fill:#fff}}"
)
"""The rules name the class of the picture, so that they do not restyle another picture on the same page."""


def heat_svg(heat: HeatMap, language: str) -> str:
    """Return a heat map as SVG: cells with the letters of shifts in the shade of their part of the day.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases = words(language)
    title, top = escape(phrases["table.grid"]), TITLE_HEIGHT + ROW_HEIGHT * len(heat.key)
    months: list[str] = []
    for month in heat.months:
        months += _month(month, top, phrases["table.count"])
        top += HEAD_HEIGHT + ROW_HEIGHT * len(month.rows) + GAP
    size = f'width="{WIDTH}" height="{top}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{_CLASS}" {size} viewBox="0 0 {WIDTH} {top}" role="img">',
            f"<title>{title}</title><style>{_STYLE}</style>",
            f'<rect {size} fill="#ffffff"/><text class="b" x="4" y="18">{title}</text>',
            *_key(heat),
            *months,
            "</svg>",
        ]
    )


def _key(heat: HeatMap) -> Iterator[str]:
    for number, (mark, name) in enumerate(heat.key):
        yield from _box(HeatCell(mark.letters, mark.part, 0, name), 4, TITLE_HEIGHT + number * ROW_HEIGHT)
        yield f'<text x="{CELL_WIDTH + 12}" y="{TITLE_HEIGHT + number * ROW_HEIGHT + 14}">{escape(name)}</text>'


def _month(month: HeatMonth, top: int, heading: str) -> Iterator[str]:
    """Yield the name of a month, its weekends, its days and its rows."""
    right, first = LEFT + CELL_WIDTH * len(month.days), top + HEAD_HEIGHT
    yield f'<text class="b" x="4" y="{top + 22}">{escape(month.name)}</text>'
    for number, column in enumerate(month.days):
        x = LEFT + number * CELL_WIDTH
        if column.is_weekend:
            height = HEAD_HEIGHT - 32 + ROW_HEIGHT * len(month.rows)
            yield f'<rect class="w" x="{x}" y="{top + 32}" width="{CELL_WIDTH}" height="{height}"/>'
        kind, middle = "m b" if column.is_weekend else "m", x + CELL_WIDTH // 2
        for css_class, text, y in ((" y", column.weekday, first - 18), ("", str(column.day.day), first - 5)):
            yield f'<text class="{kind}{css_class}" x="{middle}" y="{y}">{escape(text)}</text>'
    yield f'<text class="r" x="{right + 44}" y="{first - 5}">{escape(heading)}</text>'
    for number, row in enumerate(month.rows):
        yield from _row(row, first + number * ROW_HEIGHT, right)


def _row(row: HeatRow, top: int, right: int) -> Iterator[str]:
    yield f'<line x1="0" x2="{right + 46}" y1="{top}" y2="{top}"/>'
    yield from (_text(row.name, 4, top, NAME_WIDTH), _text(row.team, NAME_WIDTH, top, TEAM_WIDTH))
    for number, cell in enumerate(row.cells):
        if cell is not None:
            yield from _box(cell, LEFT + number * CELL_WIDTH, top)
    yield f'<text class="r" x="{right + 44}" y="{top + 14}">{row.duties}</text>'


def _text(text: str, x: int, top: int, width: int) -> str:
    """Return a text that is pressed together if it is long; of one that is too long the middle is left out.

    Its last word stays, which tells one team of a unit from the next. Its title has all of it.
    """
    attributes, most = f'x="{x}" y="{top + 14}"', int(width / LETTER)
    if len(text) <= most:
        return f"<text {attributes}>{escape(text)}</text>"
    attributes += f' textLength="{width - 6}" lengthAdjust="spacingAndGlyphs"'
    most = int(most * MOST_PRESSED)
    if len(text) <= most:
        return f"<text {attributes}>{escape(text)}</text>"
    end = text.rpartition(" ")[2][-most // 2 :]
    return f"<text {attributes}>{escape(text[: most - 1 - len(end)])}…{escape(end)}<title>{escape(text)}</title></text>"


def _box(cell: HeatCell, x: int, top: int) -> Iterator[str]:
    size = f'x="{x + 1}" y="{top + 2}" width="{CELL_WIDTH - 2}" height="{ROW_HEIGHT - 3}"'
    yield f'<rect class="{cell.part}" {size} rx="2"><title>{escape(cell.label)}</title></rect>'
    pressed = f' textLength="{CELL_WIDTH - 4}" lengthAdjust="spacingAndGlyphs"' * (len(cell.letters) > MOST_LETTERS)
    kind = "m i" if cell.part == "n" else "m"
    yield f'<text class="{kind}" x="{x + CELL_WIDTH // 2}" y="{top + 14}"{pressed}>{escape(cell.letters)}</text>'
