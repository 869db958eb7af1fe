"""The pages of a plan that are printed and not published: reports on musters and loads, duty sheets, members' cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import electsched
from electsched.cli.days import clock
from electsched.loaders.templates import page_renderer
from electsched.operation.plan import Plan
from electsched.pages.cards import member_cards
from electsched.pages.printouts import load_report, muster_report
from electsched.pages.sheets import duty_sheets
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import checked_moment

__all__ = ["card_page", "load_page", "muster_page", "sheet_page"]


def _stamp(plan: Plan, stamp: datetime | None) -> datetime:
    return (plan.issued or checked_moment("stamp", stamp) or clock()).astimezone(UTC).replace(microsecond=0)


def muster_page(plan: Plan, *, language: str = "id", stamp: datetime | None = None) -> bytes:
    """Return the muster report as an HTML page; its stamp is the plan's ``issued``, else ``stamp``, else the time."""
    roster, _ = electsched.build_roster(plan)
    return muster_report(page_renderer(), plan, roster, language=language, stamp=_stamp(plan, stamp))


def load_page(
    index: RosterIndex, *, unit: str | None = None, language: str = "id", stamp: datetime | None = None
) -> bytes:
    """Return the loads and the days of the people of a unit, or of all, as an HTML page.

    Raises:
        UnknownNameError: The plan has no such unit.
    """
    return load_report(page_renderer(), index, unit=unit, language=language, stamp=_stamp(index.plan, stamp))


def sheet_page(  # noqa: PLR0913  # posts and days of a roster, in a language, under a stamp
    plan: Plan,
    *,
    posts: Sequence[str],
    days: Sequence[date],
    language: str = "id",
    stamp: datetime | None = None,
    roster: Roster | None = None,
) -> bytes:
    """Return the duty sheets of posts and days of a roster, else those of the plan, as an HTML page.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins at them on these days.
    """
    renderer, index = page_renderer(), RosterIndex(plan, roster or electsched.build_roster(plan)[0])
    return duty_sheets(renderer, index, posts=posts, days=days, language=language, stamp=_stamp(plan, stamp))


def card_page(
    plan: Plan,
    *,
    members: Sequence[str],
    language: str = "",
    stamp: datetime | None = None,
    roster: Roster | None = None,
) -> bytes:
    """Return the cards of members with the duties of a roster, else those of the plan, as an HTML page.

    Raises:
        UnknownNameError: The plan has no such member.
    """
    renderer, index = page_renderer(), RosterIndex(plan, roster or electsched.build_roster(plan)[0])
    return member_cards(renderer, index, members=members, language=language, stamp=_stamp(plan, stamp))
