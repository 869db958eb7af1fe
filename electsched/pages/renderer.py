"""The renderer of HTML pages: templates, and the values that every page shows (language, words, stamp, colours).

The templates are passed in. Nothing is loaded from another place, and the pages load nothing either.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import attrs
import jinja2
from markupsafe import Markup

from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, long_date
from electsched.pages.parts.recent import RecentChange
from electsched.timespan import aware, zone_named
from electsched.values import value_text

__all__ = ["PARTS", "PageContext", "Renderer", "page_path"]

_ABBREVIATED = ("WIB", "WITA", "WIT")
"""The zones with an abbreviation in law (Keppres 41/1987). Elsewhere one may mean two zones, for example IST."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "addresses.html": ("base.css", "addresses.css"),
    "board.html": ("base.css", "table.css", "gaps.css", "board.css", "gaps.js", "board.js"),
    "internal.html": (
        *("base.css", "gaps.css", "calendars.css", "chart.css", "hub.css"),
        *("now.js", "chart.js", "gaps.js", "hub.js", "calendars.js", "copy.js"),
    ),
    "partner.html": ("base.css", "table.css", "partner.css", "now.js", "partner.js", "copy.js"),
    "public.html": (
        *("base.css", "table.css", "chart.css", "public.css"),
        *("now.js", "public.js", "chart.js", "copy.js"),
    ),
    "muster.html": ("base.css", "table.css", "muster.css"),
    "loads_report.html": ("base.css", "table.css", "loads_report.css"),
    "sheet.html": ("base.css", "paper.css", "sheet.css"),
    "card.html": ("base.css", "paper.css", "card.css"),
    "units.html": (
        *("base.css", "gaps.css", "calendars.css", "tree.css", "chart.css", "hub.css"),
        *("now.js", "chart.js", "tree.js"),
    ),
    "codes.html": ("base.css", "codes.css"),
    "unit.html": ("base.css", "codes.css"),
    "person.html": ("base.css", "person.css", "copy.js", "person.js"),
}
"""The style sheets and scripts of each page, which are in it."""
_POLICY = (
    "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
)
"""The policy of a page: nothing is loaded, and only the style and the script that it was made with apply."""
_CSS_SPACE = re.compile(r"/\*.*?\*/|\n\s*", re.DOTALL)
_JS_SPACE = re.compile(r"^(?://.*\n| +)", re.MULTILINE)


@attrs.frozen
class PageContext:
    """The language, stamp and clock of a page.

    Attributes:
        language: The language of the page.
        languages: All languages in which the page exists; the first has the plain address.
        stamp: The moment of the last change of the page's content.
        zone: The IANA zone in which the stamp is shown.
        recent: The latest changes of the calendar of the page's reader.
    """

    language: str
    languages: tuple[str, ...]
    stamp: datetime = attrs.field(validator=aware)
    zone: str
    recent: tuple[RecentChange, ...] = ()

    __repr__ = value_text

    def path(self, stem: str = "index") -> str:
        """Return the address of a page in this language."""
        return page_path(self.language, self.languages, stem)


def page_path(language: str, languages: tuple[str, ...], stem: str = "index") -> str:
    """Return the address of a page in a language; the first language has the plain address, ``index.html``."""
    return f"{stem}.html" if language == languages[0] else f"{stem}.{language}.html"


class Renderer:
    """Renders pages from one set of templates."""

    def __init__(self, templates: dict[str, str], compiled: jinja2.BytecodeCache | None = None) -> None:
        """Take the templates by name, and the place of those that were compiled before."""
        sheets = {name: _CSS_SPACE.sub("", text) for name, text in templates.items() if name.endswith(".css")}
        scripts = {name: _JS_SPACE.sub("", text) for name, text in templates.items() if name.endswith(".js")}
        self._parts = {
            page: ("".join(sheets.get(name, "") for name in names), "".join(scripts.get(name, "") for name in names))
            for page, names in PARTS.items()
        }
        self._late = scripts.get("late.js", "")
        self._environment = jinja2.Environment(
            loader=jinja2.DictLoader(templates),
            bytecode_cache=compiled,
            autoescape=True,
            optimized=False,  # few values are constant: it takes longer than it saves
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
        page_style: str = "",
        **values: object,
    ) -> bytes:
        """Return the page that a template gives for these values.

        Args:
            name: The name of the template.
            context: Language, stamp and zone of the page.
            stem: The start of the page's address; the links to the other languages begin with it.
            page_style: Rules of style that only this page has.
            is_provisional: Whether the page says at its top that its dates rest on holidays that are not known.
            values: The values of the template besides those of every page.
        """
        language = context.language
        style, script = self._parts[name]
        style += page_style
        page = self._environment.get_template(name).render(
            language=language,
            translations=[
                (tag, words(tag)["language.name"], page_path(tag, context.languages, stem))
                for tag in context.languages
                if tag != language
            ],
            **_stamp_values(context),
            words=words(language),
            style=Markup(style),  # noqa: S704  # our own
            script=Markup(script),  # noqa: S704  # our own
            late=Markup(self._late),  # noqa: S704  # our own
            policy=_POLICY.format(style=_source(style), script=_sources(script, self._late)),
            is_provisional=is_provisional,
            **values,
        )
        # A lone surrogate cannot come from a file; if a caller passes one, the page is still written.
        return page.encode(errors="replace")


def _sources(script: str, late: str) -> str:
    """Return the source expressions of the scripts of a page: its own, and if it has one, that in its head."""
    return f"{_source(script)} {_source(late)}" if script else "'none'"


@lru_cache(maxsize=64)  # many pages have one style
def _source(text: str) -> str:
    """Return the source expression of an inline style or script: its hash (Content Security Policy 3, 2.3.1)."""
    if not text:
        return "'none'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _stamp_values(context: PageContext) -> dict[str, str]:
    """Return the stamp in UTC for programs, and in words by the readers' clock."""
    local = context.stamp.astimezone(zone_named(context.zone))
    local_stamp = (
        f"{long_date(local.date(), context.language)} {clock_time(local, context.language)} {_zone_label(local)}"
    )
    return {"stamp": f"{context.stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "local_stamp": local_stamp}


def _zone_label(local: datetime) -> str:
    """Return the legal abbreviation of the zone if there is one, else the offset from UTC."""
    name, minutes = local.tzname() or "", (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    if name in _ABBREVIATED:
        return name
    hours, remainder = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{remainder:02d}" if minutes else "UTC"
