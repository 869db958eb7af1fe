"""The demand as a picture: heads a day over the whole operation, a panel for each agency."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from electsched.i18n.text import Text, long_date
from electsched.staffing.demand import Demand

__all__ = ["demand_svg"]

WIDTH, PANEL, HEAD, LEFT = 1000, 150, 30, 70
COLORS = {"police": "#3b7dbf", "linmas": "#3f8f6b"}
AGENCIES = {"police": Text({"id": "Polri", "en": "Police"}), "linmas": Text({"id": "Linmas", "en": "Linmas"})}
TITLE = Text({"id": "Kebutuhan personel per hari", "en": "People needed each day"})
_STYLE = "text{font:12px system-ui,sans-serif;fill:#1c2733}line{stroke:#d7dee5}"


def demand_svg(demand: Demand, *, language: str = "en") -> str:
    """Return the heads of each day as SVG that stands alone; each column says its day and its number."""
    heads: dict[str, dict[date, int]] = {}
    for total in demand.totals("day", "agency"):
        day, agency = total.group
        if isinstance(day, date):
            heads.setdefault(str(agency), {})[day] = total.peak
    days = [day for found in heads.values() for day in found]
    height = HEAD + PANEL * max(len(heads), 1)
    title = TITLE[language]
    box = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label={quoteattr(title)}'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/><text x="{LEFT}" y="18">{escape(title)}</text>',
    ]
    for number, (agency, found) in enumerate(heads.items()):
        lines += _panel(agency, found, min(days), max(days), HEAD + number * PANEL, language)
    return "\n".join([*lines, "</svg>"])


def _panel(agency: str, heads: dict[date, int], first: date, last: date, top: int, language: str) -> list[str]:  # noqa: PLR0913, PLR0917  # where and what
    scale = (WIDTH - LEFT - 10) / ((last - first).days + 1)
    most = max(heads.values())
    room, base = PANEL - 40, top + PANEL - 20
    lines = [
        f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{base}" y2="{base}"/>',
        f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{base - room}" y2="{base - room}"/>',
        f'<text x="{LEFT - 8}" y="{base - room + 4}" text-anchor="end">{most}</text>',
        f'<text x="{LEFT - 8}" y="{base}" text-anchor="end">{escape(AGENCIES[agency][language])}</text>',
    ]
    for day, people in heads.items():
        x, tall = LEFT + (day - first).days * scale, room * people / most
        label = f"{long_date(day, language)}: {people}"
        place = f'x="{x:.1f}" y="{base - tall:.1f}" width="{max(scale, 0.8):.2f}" height="{tall:.1f}"'
        lines.append(f'<rect {place} fill="{COLORS[agency]}"><title>{escape(label)}</title></rect>')
    for day, anchor in ((first, "start"), (last, "end")):
        x = LEFT if anchor == "start" else WIDTH - 10
        lines.append(f'<text x="{x}" y="{base + 15}" text-anchor="{anchor}">{escape(long_date(day, language))}</text>')
    return lines
