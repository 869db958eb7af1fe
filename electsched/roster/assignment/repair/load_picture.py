"""The distribution of duties before and after a repair as a picture (SVG), against the least possible difference.

A ring is the total before, a filled square the total after. The band is as wide as the least possible difference, and
has the average in it: in a roster that cannot be fairer, all squares are in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from electsched.i18n.languages import words
from electsched.roster.assignment.repair.loads import CRITERIA, LoadChange, LoadSpread

__all__ = ["load_change_svg"]

ROW_HEIGHT, HEAD_HEIGHT, NAME_WIDTH, PANEL_WIDTH, MARGIN = 18, 74, 120, 230, 26
"""Pixels; longer keys make the column of names wider."""
_LETTER_WIDTH = 7
_CLASS = "es-repair-loads"
_STYLE = (
    f".{_CLASS} text{{font:12px system-ui,sans-serif;fill:#1c2733}}.{_CLASS} .b{{fill:#e3e9ef}}"
    f".{_CLASS} .r{{fill:#ffffff;stroke:#1c2733;stroke-width:1.5}}.{_CLASS} .s{{fill:#1c5a99}}"
    f".{_CLASS} line{{stroke:#8a97a5}}"
)
_Group = tuple[Sequence[LoadChange], Sequence[LoadSpread]]
"""The totals of people who share duties, and their spreads."""


def load_change_svg(groups: Sequence[_Group], language: str) -> str:
    """Return a picture with a row for each person and a panel for each criterion; groups stand below each other.

    It has the keys of the people and no names.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases = words(language)
    heights = [HEAD_HEIGHT + ROW_HEIGHT * len(loads) for loads, _ in groups]
    height, title = max(HEAD_HEIGHT, sum(heights)), escape(phrases["plan_repair.picture"])
    longest = max((len(load.officer) for loads, _ in groups for load in loads), default=0)
    names = max(NAME_WIDTH, 16 + _LETTER_WIDTH * longest)
    width = names + PANEL_WIDTH * len(CRITERIA)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_CLASS}" width="{width}" height="{height}" role="img">',
        f'<title>{title}</title><style>{_STYLE}</style><rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="4" y="18">{title}</text>',
    ]
    for number, (loads, spreads) in enumerate(groups):
        top = sum(heights[:number]) + HEAD_HEIGHT
        for row, load in enumerate(loads):
            lines.append(f'<text x="4" y="{top + row * ROW_HEIGHT + 13}">{escape(load.officer)}</text>')
        for panel, spread in enumerate(spreads):
            lines += _panel(loads, spread, (names + panel * PANEL_WIDTH, top), phrases)
    return "\n".join([*lines, "</svg>"])


def _panel(
    loads: Sequence[LoadChange], spread: LoadSpread, corner: tuple[int, int], phrases: Mapping[str, str]
) -> Iterator[str]:
    """Yield the totals of one criterion; ``corner`` is the upper left corner of the first row."""
    left, top = corner
    pairs = [(load.before[spread.criterion], load.after[spread.criterion]) for load in loads]
    low, high = min(map(min, pairs), default=0), max(map(max, pairs), default=0)
    scale = (PANEL_WIDTH - 2 * MARGIN) / ((high - low) or 1)

    def place(total: float) -> float:
        return left + MARGIN + (total - low) * scale

    yield f'<text x="{left}" y="{top - 38}">{escape(phrases[f"column.{spread.criterion}"])} {low:g}–{high:g}</text>'
    difference = f"{phrases['plan_repair.spread']} {spread.before:g} → {spread.after:g}"
    yield f'<text x="{left}" y="{top - 22}">{escape(difference)}</text>'
    if spread.bound is not None and pairs:
        yield f'<text x="{left}" y="{top - 6}">{escape(phrases["plan_repair.bound"])} {spread.bound:g}</text>'
        average = sum(new for _, new in pairs) / len(pairs)
        least = average // spread.bound * spread.bound if spread.bound else average
        first, last = (place(min(max(total, low), high)) for total in (least, least + spread.bound))
        width, height = last - first + 10, ROW_HEIGHT * len(pairs)
        yield f'<rect class="b" x="{first - 5:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'
    for row, (old, new) in enumerate(pairs):
        middle_y = top + row * ROW_HEIGHT + ROW_HEIGHT // 2
        if old != new:
            yield f'<line x1="{place(old):.1f}" x2="{place(new):.1f}" y1="{middle_y}" y2="{middle_y}"/>'
        yield f'<circle class="r" cx="{place(old):.1f}" cy="{middle_y}" r="5"/>'
        yield f'<rect class="s" x="{place(new) - 3:.1f}" y="{middle_y - 3}" width="6" height="6"/>'
