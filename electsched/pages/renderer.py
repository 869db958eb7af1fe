"""What every page has in common: its language and stamp, the environment of its template, the line of its stamp.

Templates are handed in; nothing is loaded from elsewhere, and the pages load nothing either.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import jinja2

from electsched.i18n.text import long_date
from electsched.i18n.words import PAGE_WORDS, WORDS
from electsched.law.kinds import KIND_NAMES
from electsched.pages.stages import StageView, stage_view
from electsched.timeline.chart import COLORS
from electsched.timeline.stage import Timeline
from electsched.timespan import zone_named

__all__ = ["Face", "Renderer", "page_path"]

_ABBREVIATED = ("WIB", "WITA", "WIT")
"""The zones that their people call so (Keppres 41/1987). Elsewhere an abbreviation may mean two zones, such as IST."""


@attrs.frozen
class Face:
    """How a page is shown.

    Attributes:
        language: The language of the page.
        languages: All in which there is such a page; the first has the plain address.
        stamp: When what it shows last changed.
        zone: The IANA zone of the clock by which its readers go.
    """

    language: str
    languages: tuple[str, ...]
    stamp: datetime
    zone: str

    def path(self, stem: str = "index") -> str:
        """Return the address of a page in this language."""
        return page_path(self.language, self.languages, stem)


def page_path(language: str, languages: tuple[str, ...], stem: str = "index") -> str:
    """Return the address of a page in that language: the first language has the plain one."""
    return f"{stem}.html" if language == languages[0] else f"{stem}.{language}.html"


class Renderer:
    """Renders pages with one set of templates."""

    def __init__(self, templates: dict[str, str]) -> None:
        """Take the templates by name."""
        self._drawn: dict[str, tuple[Timeline, StageView]] = {}
        self._environment = jinja2.Environment(
            loader=jinja2.DictLoader(templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, face: Face, stem: str = "index", **values: object) -> bytes:
        """Return a template filled with these values and with what every page says; ``stem`` begins its address."""
        language = face.language
        template = self._environment.get_template(name)
        text = template.render(
            language=language,
            others=[(other, page_path(other, face.languages, stem)) for other in face.languages if other != language],
            **_made(face),
            words={key: text[language] for key, text in (WORDS | PAGE_WORDS).items()},
            colors=COLORS,
            kinds={key: text[language] for key, text in KIND_NAMES.items()},
            **values,
        )
        return text.encode(errors="replace")  # a lone surrogate that no file could bring in is no page lost

    def restamped(self, page: bytes, face: Face) -> bytes:
        """Return a page that was rendered before, under another stamp."""
        # It ends the page, and what it stands in is not copied more than once: a board has a million bytes.
        start = page.rfind(b"<footer>") + len(b"<footer>")
        end = page.find(b"</footer>", start)
        words = {"published": PAGE_WORDS["published"][face.language]}
        foot = self._environment.get_template("footer.html").render(**_made(face), words=words)
        return b"".join([memoryview(page)[:start], foot.encode(), memoryview(page)[end:]])

    def stages(self, timeline: Timeline, language: str) -> StageView:
        """Return the stages as a picture and as rows; those of the last timeline are kept, for most pages show them."""
        known = self._drawn.get(language)
        if known is None or known[0] is not timeline:
            known = self._drawn[language] = (timeline, stage_view(timeline, language))
        return known[1]


def _made(face: Face) -> dict[str, str]:
    """Return the stamp for machines, and for people by their own clock."""
    local = face.stamp.astimezone(zone_named(face.zone))
    shown = f"{long_date(local.date(), face.language)} {local:%H:%M} {_clock(local)}"
    return {"stamp": f"{face.stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "made": shown}


def _clock(local: datetime) -> str:
    """Return what the clock is called by those who read it, else how far it is from UTC."""
    name, minutes = local.tzname() or "", (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    if name in _ABBREVIATED:
        return name
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}" if minutes else "UTC"
