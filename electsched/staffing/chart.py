"""The demand as a picture: the headcount of each day, one panel for each agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape

from electsched.i18n.languages import words
from electsched.i18n.text import long_date

__all__ = ["headcount_svg"]

WIDTH, PANEL_HEIGHT, TITLE_HEIGHT, LEFT_MARGIN, RIGHT_MARGIN = 1000, 150, 30, 70, 10
"""Pixels."""
COLORS = {"police": "#3b7dbf", "linmas": "#3f8f6b"}
_CLASS = "es-headcount"
_STYLE = f".{_CLASS} text{{font:12px system-ui,sans-serif;fill:#1c2733}}.{_CLASS} line{{stroke:#d7dee5}}"
"""The rules name the class of the picture, so that they do not restyle another picture on the same page."""


def headcount_svg(headcounts: Mapping[str, Mapping[date, int]], *, language: str = "en") -> str:
    """Return a bar chart of the headcount of each day as SVG, with a panel for each agency.

    Args:
        headcounts: For each agency the headcount of each day.
        language: The language of the title, the labels and the dates.
    """
    days = sorted({day for by_day in headcounts.values() for day in by_day})
    height = TITLE_HEIGHT + PANEL_HEIGHT * max(len(headcounts), 1)
    title = words(language)["demand.title"]
    box = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"'
    heading = f'<text x="{LEFT_MARGIN}" y="18">{escape(title)}</text>'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{_CLASS}" {box}>',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{heading}',
    ]
    for number, (agency, by_day) in enumerate(headcounts.items()):
        lines += _panel(agency, by_day, days, TITLE_HEIGHT + number * PANEL_HEIGHT, language)
    return "\n".join([*lines, "</svg>"])


def _panel(agency: str, headcounts: Mapping[date, int], days: list[date], top: int, language: str) -> Iterator[str]:
    """Yield the panel of one agency: its axis, its bars, and the first and the last day of the whole chart."""
    first, last = days[0], days[-1]
    right, baseline, bar_height = WIDTH - RIGHT_MARGIN, top + PANEL_HEIGHT - 20, PANEL_HEIGHT - 40
    day_width = (right - LEFT_MARGIN) / ((last - first).days + 1)
    peak = max(headcounts.values())
    for y in (baseline, baseline - bar_height):
        yield f'<line x1="{LEFT_MARGIN}" x2="{right}" y1="{y}" y2="{y}"/>'
    for y, label in ((baseline - bar_height + 4, str(peak)), (baseline, words(language)[f"agency.{agency}"])):
        yield f'<text x="{LEFT_MARGIN - 8}" y="{y}" text-anchor="end">{escape(label)}</text>'
    for day, headcount in headcounts.items():
        x, height = LEFT_MARGIN + (day - first).days * day_width, bar_height * headcount / peak
        label = f"{long_date(day, language)}: {headcount}"
        box = f'x="{x:.1f}" y="{baseline - height:.1f}" width="{max(day_width, 0.8):.2f}" height="{height:.1f}"'
        yield f'<rect {box} fill="{COLORS[agency]}"><title>{escape(label)}</title></rect>'
    for day, anchor, x in ((first, "start", LEFT_MARGIN), (last, "end", right)):
        label = escape(long_date(day, language))
        yield f'<text x="{x}" y="{baseline + 15}" text-anchor="{anchor}">{label}</text>'
