"""The pages of a site that list its calendars: of the stages, of the operation, of a unit; and the board of posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from electsched.calendars.feed import Feed, Kind
from electsched.i18n.text import long_date
from electsched.i18n.words import WORDS
from electsched.operation.plan import Plan
from electsched.pages.board import board_months
from electsched.pages.renderer import Face, Renderer
from electsched.pages.subscribe import NOTHING_SPLIT, Link, Split, all_links, months_of, refresh_hours
from electsched.pages.unit_tree import unit_branches
from electsched.pages.window_chart import window_picture
from electsched.roster.index import RosterIndex
from electsched.timeline.chart import svg
from electsched.timeline.explain import say
from electsched.timeline.stage import Timeline

__all__ = ["Pages"]


class Pages(Renderer):
    """Renders the pages that list calendars."""

    def public(self, timeline: Timeline, feeds: Iterable[Feed], face: Face, *, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page of the stages; it knows of no operation and no duty."""
        listed, language = list(feeds), face.language
        stages = self.stages(timeline, language)
        return self.render(
            "public.html",
            face,
            refresh=refresh_hours(listed),
            months=list(months_of((event for feed in listed for event in feed.events), language)),
            title=timeline.name[language],
            links=all_links(listed, split),
            picture=stages.picture,
            rows=stages.rows,
        )

    def internal(self, plan: Plan, feeds: Iterable[Feed], face: Face, *, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page of the operation: its windows, and the calendars of its units, posts and teams.

        Without any ``feeds`` it names the units, each of which has a page of its own.
        """
        windows = plan.windows
        listed, language = list(feeds), face.language
        stages = self.stages(plan.timeline, language)
        return self.render(
            "internal.html",
            face,
            refresh=refresh_hours(listed),
            title=plan.title[language],
            operation=plan.operation.name[language],
            declared=_range(plan.operation.start, plan.operation.end, language),
            declared_days=plan.operation.days,
            findings=[finding.text[language] for finding in plan.findings],
            windows=[
                (window.name[language], long_date(window.start, language), long_date(window.end, language), window.days)
                for window in windows
            ],
            musters=[
                (muster.name[language], say(muster.start, language), muster.place.address) for muster in plan.musters
            ],
            conduct=plan.operation.conduct[language],
            groups=list(_groups(listed, language, split)),
            units=[] if listed else list(unit_branches(plan.units, face)),
            board=face.path("board") if listed else "",
            pictures=[svg(window_picture(plan, windows, language)), stages.picture],
            rows=stages.rows,
        )

    def unit(self, plan: Plan, unit: str, feeds: Iterable[Feed], face: Face, *, split: Split = NOTHING_SPLIT) -> bytes:
        """Return the page of one unit of a large operation: its calendars, and those of its posts and teams."""
        listed, language = list(feeds), face.language
        return self.render(
            "unit.html",
            face,
            stem=unit,
            refresh=refresh_hours(listed),
            title=next(each.name[language] for each in plan.units if each.key == unit),
            operation=plan.operation.name[language],
            groups=list(_groups(listed, language, split)),
            home=f"../{face.path()}",
            board=face.path(f"{unit}.board"),
            conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
        )

    def board(
        self, index: RosterIndex, posts: Iterable[str], face: Face, *, stem: str = "board", home: str = "index"
    ) -> bytes:
        """Return the roster as a board by post and day, with how well each is covered.

        ``stem`` and ``home`` are how its own address and that of the page above it begin.
        """
        return self.render(
            "board.html",
            face,
            stem=stem,
            title=WORDS["board"][face.language],
            operation=index.plan.operation.name[face.language],
            home=face.path(home),
            months=list(board_months(index, posts, language=face.language)),
        )


def _groups(feeds: list[Feed], language: str, split: Split) -> Iterator[tuple[str, int, list[Link]]]:
    """Yield each kind of calendar by its name: how many there are, and the links to them or to their months."""
    kinds: tuple[Kind, ...] = ("unit", "post", "team")
    for kind in kinds:
        own = [feed for feed in feeds if feed.kind == kind]
        yield WORDS[f"{kind}s"][language], len(own), all_links(own, split)


def _range(first: date, last: date, language: str) -> str:
    return f"{long_date(first, language)} – {long_date(last, language)}"
