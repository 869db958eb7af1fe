"""The index pages of a site: what calendars there are, how to subscribe, and the stages as a picture.

Templates are handed in; nothing is loaded from elsewhere, and the pages load nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

import attrs
import jinja2
from markupsafe import escape

from electsched.feeds.board import board_months
from electsched.feeds.calendars import Feed, Kind
from electsched.feeds.events import Event
from electsched.feeds.hub import Link, links_of, months_of
from electsched.feeds.index import RosterIndex
from electsched.feeds.picture import window_picture
from electsched.feeds.words import PAGE_WORDS, WORDS
from electsched.law.kinds import KIND_NAMES
from electsched.law.trace import Decreed, Found
from electsched.plan import Plan, plan_findings, plan_windows, readiness
from electsched.security.force import Resource, Strength
from electsched.security.readiness import PEOPLE, ReadinessLine
from electsched.security.report import REPORT_WORDS, effect, readiness_text
from electsched.text import long_date
from electsched.timeline.drawing import COLORS, stage_picture, svg
from electsched.timeline.explain import say
from electsched.timeline.stage import Stage, Timeline
from electsched.timeline.status import FIRM

__all__ = ["Pages", "Split", "page_path"]

Split = Mapping[str, Mapping[str, int]]
"""The calendars that are too large for apps, by address: how many events stand in each month."""
NOTHING_SPLIT: Split = MappingProxyType({})
_HTTPS, _WEBCAL, _QR = "electsched-mark-https", "electsched-mark-webcal", "electsched-mark-qr"
"""What stands in the page of an officer until the own address is put there."""


def page_path(language: str, languages: tuple[str, ...], stem: str = "index") -> str:
    """Return the address of a page in that language: the first language has the plain one."""
    return f"{stem}.html" if language == languages[0] else f"{stem}.{language}.html"


@attrs.frozen
class _Row:
    """A row of the table of stages."""

    name: str
    first: str
    last: str
    days: int
    kind: str
    law: str
    doubt: str


@attrs.frozen
class _Alike:
    """The page of officers who have the same duties, with marks in the place of an address."""

    events: tuple[Event, ...]
    plan: Plan
    asked: tuple[str, tuple[str, ...], datetime]
    page: bytes


class Pages:
    """Renders the index pages with one set of templates."""

    def __init__(self, templates: dict[str, str]) -> None:
        """Take the templates by name."""
        self._drawn: dict[str, tuple[Timeline, str, list[_Row]]] = {}
        self._alike: _Alike | None = None
        self._environment = jinja2.Environment(
            loader=jinja2.DictLoader(templates),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def public(  # noqa: PLR0913  # of what, in which language, as of when
        self,
        timeline: Timeline,
        feeds: Iterable[Feed],
        *,
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        split: Split = NOTHING_SPLIT,
    ) -> bytes:
        """Return the page of the stages; it knows of no operation and no duty."""
        listed = list(feeds)
        return self.render(
            "public.html",
            language,
            languages,
            stamp,
            refresh=_refresh(listed),
            months=list(months_of((event for feed in listed for event in feed.events), language)),
            title=timeline.name[language],
            links=_links(listed, split),
            picture=self._stages(timeline, language)[0],
            rows=self._stages(timeline, language)[1],
        )

    def internal(  # noqa: PLR0913  # of what, in which language, as of when
        self,
        plan: Plan,
        feeds: Iterable[Feed],
        *,
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        split: Split = NOTHING_SPLIT,
    ) -> bytes:
        """Return the page of the operation: its windows, and the calendars of its units, posts and teams.

        Without any ``feeds`` it names the units, each of which has a page of its own.
        """
        windows = plan_windows(plan)
        listed = list(feeds)
        return self.render(
            "internal.html",
            language,
            languages,
            stamp,
            refresh=_refresh(listed),
            title=plan.title[language],
            operation=plan.operation.name[language],
            declared=_range(plan.operation.start, plan.operation.end, language),
            declared_days=plan.operation.days,
            findings=[finding.text[language] for finding in plan_findings(plan)],
            windows=[
                (window.name[language], long_date(window.start, language), long_date(window.end, language), window.days)
                for window in windows
            ],
            musters=[
                (muster.name[language], say(muster.start, language), muster.place.address) for muster in plan.musters
            ],
            conduct=plan.operation.conduct[language],
            groups=_groups(listed, language, split),
            units=[] if listed else list(_tree(plan, language, languages)),
            board=page_path(language, languages, "board") if listed else "",
            pictures=[svg(window_picture(plan, windows, language)), self._stages(plan.timeline, language)[0]],
            rows=self._stages(plan.timeline, language)[1],
        )

    def unit(  # noqa: PLR0913  # of which unit, with what, in which language, as of when
        self,
        plan: Plan,
        unit: str,
        feeds: Iterable[Feed],
        *,
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        split: Split = NOTHING_SPLIT,
    ) -> bytes:
        """Return the page of one unit of a large operation: its calendars, and those of its posts and teams."""
        listed = list(feeds)
        return self.render(
            "unit.html",
            language,
            languages,
            stamp,
            stem=unit,
            refresh=_refresh(listed),
            title=next(each.name[language] for each in plan.units if each.key == unit),
            operation=plan.operation.name[language],
            groups=_groups(listed, language, split),
            home=f"../{page_path(language, languages)}",
            board=page_path(language, languages, f"{unit}.board"),
            conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
        )

    def secret(  # noqa: PLR0913  # whose page, with what, in which language, as of when
        self,
        plan: Plan,
        feeds: Iterable[Feed],
        *,
        audience: Literal["unit", "partner", "personal"],
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        split: Split = NOTHING_SPLIT,
    ) -> bytes:
        """Return the page at a secret address: the calendars of that unit, partner or person, and their months.

        It bears no person's name; that of an officer says no more than that the duties are the reader's own.
        """
        listed = list(feeds)
        if audience == "personal" and not split:
            return self._personal(plan, listed[0], language=language, languages=languages, stamp=stamp)
        return self._secret(plan, listed, _links(listed, split), audience, language, languages, stamp)

    def _personal(self, plan: Plan, feed: Feed, *, language: str, languages: tuple[str, ...], stamp: datetime) -> bytes:
        """Return the page of an officer: that of a colleague with the same duties, with the officer's own address."""
        (link,) = links_of(feed, {})
        marked = Link(name=link.name, https=_HTTPS, webcal=_WEBCAL, file=link.file, events=link.events, qr=_QR)
        asked, alike = (language, languages, stamp), self._alike
        if alike is None or alike.events is not feed.events or alike.plan is not plan or alike.asked != asked:
            page = self._secret(plan, [feed], [marked], "personal", language, languages, stamp)
            alike = self._alike = _Alike(feed.events, plan, asked, page)
        page = alike.page
        for mark, value in ((_HTTPS, escape(link.https)), (_WEBCAL, escape(link.webcal)), (_QR, link.qr)):
            page = page.replace(mark.encode(), value.encode())
        return page

    def _secret(  # noqa: PLR0913, PLR0917  # whose page, with what, in which language, as of when
        self,
        plan: Plan,
        listed: list[Feed],
        links: list[Link],
        audience: Literal["unit", "partner", "personal"],
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
    ) -> bytes:
        own = next((feed for feed in listed if feed.kind in {"unit", "partner", "officer"}), None)
        police = audience != "partner"
        return self.render(
            "secret.html",
            language,
            languages,
            stamp,
            refresh=_refresh(listed),
            title=WORDS["my duties"][language] if audience == "personal" else own.name if own else "",
            operation=plan.operation.name[language],
            links=links,
            months=list(months_of(own.events, language)) if own and audience != "unit" else [],
            conduct=plan.operation.conduct[language] if police and plan.operation.conduct else "",
            board=page_path(language, languages, "board") if audience == "unit" else "",
            picture=self._stages(plan.timeline, language)[0],
            rows=self._stages(plan.timeline, language)[1],
        )

    def board(  # noqa: PLR0913  # of which posts, at which address, in which language, as of when
        self,
        index: RosterIndex,
        posts: Iterable[str],
        *,
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        stem: str = "board",
        home: str = "index",
    ) -> bytes:
        """Return the roster as a board by post and day, with how well each is covered.

        ``stem`` and ``home`` are how its own address and that of the page above it begin.
        """
        return self.render(
            "board.html",
            language,
            languages,
            stamp,
            stem=stem,
            title=WORDS["board"][language],
            operation=index.plan.operation.name[language],
            home=page_path(language, languages, home),
            months=list(board_months(index, posts, language=language)),
        )

    def restamped(self, page: bytes, *, language: str, stamp: datetime) -> bytes:
        """Return a page that was rendered before, under another stamp."""
        # It ends the page, and what it stands in is not copied more than once: a board has a million bytes.
        start = page.rfind(b"<footer>") + len(b"<footer>")
        end = page.find(b"</footer>", start)
        foot = self._environment.get_template("footer.html").render(
            made=_made(stamp, language), words={"published": PAGE_WORDS["published"][language]}
        )
        return b"".join([memoryview(page)[:start], foot.encode(), memoryview(page)[end:]])

    def muster(self, plan: Plan, *, language: str, stamp: datetime) -> bytes:
        """Return the muster report: real strength and means against what each phase takes, to be printed."""
        found = readiness(plan)
        names = {key: text[language] for key, text in plan.names.items()}
        shown = [each for each in plan.resources if any(each.key in strength.has for strength in plan.strengths)]
        strengths = [(names[each.unit], _counted(each, shown)) for each in plan.strengths]
        phases = {line.phase: names[line.phase] for line in found.lines}
        return self.render(
            "muster.html",
            language,
            (language,),
            stamp,
            title=plan.title[language],
            operation=plan.operation.name[language],
            report={key: text[language] for key, text in REPORT_WORDS.items()},
            shortages=readiness_text(found, plan.names, language=language).splitlines() if found.short else [],
            heads=[
                *(REPORT_WORDS[key][language] for key in ("present", "leave", "sick", "detached")),
                *(each.name[language] for each in shown),
            ],
            strengths=strengths,
            sums=[sum(column) for column in zip(*(numbers for _, numbers in strengths), strict=True)],
            phases=[
                (
                    name,
                    [
                        _report_row(line, names, language)
                        for line in found.lines
                        # Means that suffice are in the table of strength; here stands what a phase lacks of them.
                        if line.phase == key and (line.item == PEOPLE or line.short)
                    ],
                )
                for key, name in phases.items()
            ],
            musters=[
                {
                    "name": each.name[language],
                    "start": say(each.start, language),
                    "place": each.place.address,
                    "checklist": [item.name[language] for item in each.checklist],
                }
                for each in plan.musters
            ],
            conduct=plan.operation.conduct[language],
        )

    def _stages(self, timeline: Timeline, language: str) -> tuple[str, list[_Row]]:
        """Return the stages as a picture and as rows; those of the last timeline are kept, for most pages show them."""
        known = self._drawn.get(language)
        if known is None or known[0] is not timeline:
            known = self._drawn[language] = (timeline, _stage_svg(timeline, language), _rows(timeline, language))
        return known[1], known[2]

    def render(  # what every page says, and what the template needs besides
        self,
        name: str,
        language: str,
        languages: tuple[str, ...],
        stamp: datetime,
        stem: str = "index",
        **values: object,
    ) -> bytes:
        """Return a template filled with these values and with what every page says; ``stem`` begins its address."""
        template = self._environment.get_template(name)
        text = template.render(
            language=language,
            others=[(other, page_path(other, languages, stem)) for other in languages if other != language],
            made=_made(stamp, language),
            words={key: text[language] for key, text in (WORDS | PAGE_WORDS).items()},
            colors=COLORS,
            kinds={key: text[language] for key, text in KIND_NAMES.items()},
            **values,
        )
        return text.encode(errors="replace")  # a lone surrogate that no file could bring in is no page lost


def _links(feeds: Iterable[Feed], split: Split) -> list[Link]:
    return [link for feed in feeds for link in links_of(feed, split.get(feed.path, {}))]


def _groups(feeds: list[Feed], language: str, split: Split) -> list[tuple[str, list[Link]]]:
    kinds: tuple[Kind, ...] = ("unit", "post", "team")
    return [
        (WORDS[f"{kind}s"][language], _links([feed for feed in feeds if feed.kind == kind], split)) for kind in kinds
    ]


def _tree(plan: Plan, language: str, languages: tuple[str, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield each unit with its depth below the top, its name and its page."""
    depth: dict[str, int] = {}
    for unit in plan.units:
        depth[unit.key] = depth.get(unit.parent, -1) + 1
        yield depth[unit.key], unit.name[language], f"units/{page_path(language, languages, unit.key)}"


def _refresh(feeds: list[Feed]) -> int:
    """Return after how many hours apps that ask as they are told will show what is new."""
    return max((feed.refresh // timedelta(hours=1) for feed in feeds), default=0)


def _stage_svg(timeline: Timeline, language: str) -> str:
    """Return the stages as a picture whose bars say the law when pointed at, with room for a mark of today."""
    laws = {stage.name: "; ".join(str(law) for law in stage.citations) for stage in timeline.dated}
    return svg(stage_picture(timeline.dated, timeline.name, language, note=lambda stage: laws[stage.name]))


def _counted(strength: Strength, resources: Iterable[Resource]) -> list[int]:
    people = [strength.present, strength.leave, strength.sick, strength.detached]
    return [*people, *(strength.usable(each.key) for each in resources)]


def _report_row(line: ReadinessLine, names: Mapping[str, str], language: str) -> dict[str, object]:
    return {
        "unit": names[line.unit],
        "item": line.name[language],
        "need": line.need,
        "have": line.have,
        "short": line.short,
        "effect": effect(line, language),
    }


def _rows(timeline: Timeline, language: str) -> list[_Row]:
    return [_row(stage, language) for stage in timeline.dated]


def _row(stage: Stage, language: str) -> _Row:
    first, last = (stage.effective.first or stage.effective.last), (stage.effective.last or stage.effective.first)
    return _Row(
        name=stage.name[language],
        first=_shown(first, language),
        last=_shown(last, language),
        days=stage.days,
        kind=stage.kind,
        law="; ".join(str(law) for law in stage.citations) or _decree(first),
        doubt=_doubt(stage),
    )


def _doubt(stage: Stage) -> str:
    if stage.status in FIRM:
        return ""
    if stage.changes:
        return stage.status
    return "no later" if stage.effective.last and stage.effective.last.origin == "limit" else "not firm"


def _decree(found: Found | None) -> str:
    return found.reason.by if found and isinstance(found.reason, Decreed) else ""


def _shown(found: Found | None, language: str) -> str:
    return say(found.value, language) if found else ""


def _range(first: date, last: date, language: str) -> str:
    return f"{long_date(first, language)} – {long_date(last, language)}"


def _made(stamp: datetime, language: str) -> str:
    local = stamp.astimezone(UTC)
    return f"{long_date(local.date(), language)} {local:%H:%M} UTC"
