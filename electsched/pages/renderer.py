"""The renderer of HTML pages: templates, and the values that every page shows (language, words, stamp, colours).

The templates are passed in. Nothing is loaded from another place, and the pages load nothing either.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import jinja2

from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.pages.stages import StageView, stage_view
from electsched.timeline.chart import COLORS
from electsched.timeline.timeline import Timeline
from electsched.timespan import zone_named

__all__ = ["PageContext", "Renderer", "page_path"]

_ABBREVIATED = ("WIB", "WITA", "WIT")
"""The zones with an abbreviation in law (Keppres 41/1987). Elsewhere one may mean two zones, for example IST."""


@attrs.frozen
class PageContext:
    """The language, stamp and clock of a page.

    Attributes:
        language: The language of the page.
        languages: All languages in which the page exists; the first has the plain address.
        stamp: The moment of the last change of the page's content.
        zone: The IANA zone in which the stamp is shown.
    """

    language: str
    languages: tuple[str, ...]
    stamp: datetime
    zone: str

    def path(self, stem: str = "index") -> str:
        """Return the address of a page in this language."""
        return page_path(self.language, self.languages, stem)


def page_path(language: str, languages: tuple[str, ...], stem: str = "index") -> str:
    """Return the address of a page in a language; the first language has the plain address, ``index.html``."""
    return f"{stem}.html" if language == languages[0] else f"{stem}.{language}.html"


class Renderer:
    """Renders pages from one set of templates."""

    def __init__(self, templates: dict[str, str]) -> None:
        """Take the templates by name."""
        self._stages: dict[str, tuple[Timeline, StageView]] = {}
        self._environment = jinja2.Environment(
            loader=jinja2.DictLoader(templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(
        self,
        name: str,
        context: PageContext,
        stem: str = "index",
        *,
        is_provisional: bool = False,
        **values: object,
    ) -> bytes:
        """Return the page that a template gives for these values.

        Args:
            name: The name of the template.
            context: Language, stamp and zone of the page.
            stem: The start of the page's address; the links to the other languages begin with it.
            is_provisional: Whether the page says at its top that its dates rest on holidays that are not known.
            values: The values of the template besides those of every page.
        """
        language = context.language
        page = self._environment.get_template(name).render(
            language=language,
            translations=[
                (tag, words(tag)["language.name"], page_path(tag, context.languages, stem))
                for tag in context.languages
                if tag != language
            ],
            **_stamp_values(context),
            words=words(language),
            colors=COLORS,
            is_provisional=is_provisional,
            **values,
        )
        # A lone surrogate cannot come from a file; if a caller passes one, the page is still written.
        return page.encode(errors="replace")

    def stages(self, timeline: Timeline, language: str) -> StageView:
        """Return the stages as a chart and as rows; the view of the last timeline is kept, as most pages show it."""
        cached = self._stages.get(language)
        if cached is None or cached[0] is not timeline:
            cached = self._stages[language] = (timeline, stage_view(timeline, language))
        return cached[1]


def _stamp_values(context: PageContext) -> dict[str, str]:
    """Return the stamp in UTC for programs, and in words by the readers' clock."""
    local = context.stamp.astimezone(zone_named(context.zone))
    local_stamp = f"{long_date(local.date(), context.language)} {local:%H:%M} {_zone_label(local)}"
    return {"stamp": f"{context.stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "local_stamp": local_stamp}


def _zone_label(local: datetime) -> str:
    """Return the legal abbreviation of the zone if there is one, else the offset from UTC."""
    name, minutes = local.tzname() or "", (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    if name in _ABBREVIATED:
        return name
    hours, remainder = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{remainder:02d}" if minutes else "UTC"
