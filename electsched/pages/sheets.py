"""Duty sheets: the people of each duty at a post on a day, with columns to sign, the handover and the incidents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import attrs

from electsched.errors import Fault, UnknownNameError, noun
from electsched.i18n.languages import words
from electsched.i18n.text import clock_time, long_date
from electsched.operation.teams import Member
from electsched.operation.windows import provisional_days
from electsched.pages.parts.places import PlaceView, post_place
from electsched.pages.parts.turns import Turn, Turns
from electsched.pages.renderer import PageContext, Renderer
from electsched.phrases import phrase, verbatim
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex

__all__ = ["duty_sheet", "duty_sheets"]


@attrs.frozen
class _Shift:
    """A duty on a sheet.

    Attributes:
        turn: The turn of the duty.
        team: The name of its team.
        lines: Its details.
        people: The people who sign; None for lines to be filled in by hand.
    """

    turn: Turn
    team: str
    lines: tuple[str, ...]
    people: tuple[Member | None, ...]


@attrs.frozen(kw_only=True)
class _Sheet:
    """A post and a day: the names, the place, the duties, and the hours at which one team follows another."""

    post: str
    unit: str
    day: str
    place: PlaceView
    shifts: tuple[_Shift, ...]
    handovers: tuple[tuple[str, str, str], ...]


def duty_sheet(  # noqa: PLR0913  # a post and a day of a roster, in a language, under a stamp
    renderer: Renderer, index: RosterIndex, *, post: str, day: date, language: str, stamp: datetime
) -> bytes:
    """Return the duty sheet of a post and a day; see `duty_sheets`.

    Raises:
        UnknownNameError: As `duty_sheets`.
    """
    return duty_sheets(renderer, index, posts=[post], days=[day], language=language, stamp=stamp)


def duty_sheets(  # noqa: PLR0913  # posts and days of a roster, in a language, under a stamp
    renderer: Renderer,
    index: RosterIndex,
    *,
    posts: Sequence[str],
    days: Sequence[date],
    language: str,
    stamp: datetime,
) -> bytes:
    """Return the duty sheets of posts and days (A4, HTML), one for each post and day on which a duty begins.

    Args:
        renderer: The templates.
        index: The roster and its plan.
        posts: The keys of the posts, in the order of the sheets of a day.
        days: The days on which the duties begin.
        language: The language of the sheets.
        stamp: The moment that each sheet shows.

    Raises:
        UnknownNameError: The plan has no such post, or no duty begins at any of them on any of these days.
    """
    plan = index.plan
    turns = Turns(index, language=language, audience="sheet")
    sheets = [sheet for day in days for post in posts for sheet in _sheets(index, turns, post, day, language)]
    if not sheets:
        raise _no_duties(index, posts, days)
    provisional = provisional_days(plan.windows)
    zone = plan.zones.get(plan.post(posts[0]).unit, plan.zone)
    return renderer.render(
        "sheet.html",
        PageContext(language, (language,), stamp, zone),
        title=f"{words(language)['page.sheet']}: {sheets[0].post}, {sheets[0].day}",
        is_provisional=any(day in provisional for day in days),
        operation=plan.operation.name[language],
        sheets=sheets,
        letterhead=plan.operation.letterhead[language].splitlines(),
        signatory=plan.operation.signatory[language].splitlines(),
        conduct=plan.operation.conduct[language] if plan.operation.conduct else "",
    )


def _sheets(index: RosterIndex, turns: Turns, post: str, day: date, language: str) -> Iterator[_Sheet]:
    """Yield the sheet of a post and a day; none if no duty begins there on that day."""
    plan = index.plan
    place = post_place(plan, post, language)
    duties = [duty for duty in index.duties_of("post", post) if duty.day == day]
    if duties:
        yield _Sheet(
            post=place.name,
            unit=plan.unit(plan.post(post).unit).name[language],
            day=long_date(day, language, weekday=True),
            place=place,
            shifts=tuple(_shift(index, turns, duty, language) for duty in duties),
            handovers=tuple(_handovers(index, duties, language)),
        )


def _shift(index: RosterIndex, turns: Turns, duty: Duty, language: str) -> _Shift:
    phrases, plan = words(language), index.plan
    listed = index.members_of(duty)
    left = set(duty.members).difference(member.key for member in listed)
    members = (*listed, *(Member(key=key, team=duty.team, name="") for key in duty.members if key in left))
    (entry,) = turns.days([duty], ())
    partners = ", ".join(plan.partner(key).name[language] for key in plan.post_on(duty.post, duty.day).partners)
    reliefs = (("relieves", entry.turn.before), ("relieved_by", entry.turn.after))
    facts = (*reliefs, ("partners", partners), ("until", entry.turn.until))
    return _Shift(
        entry.turn,
        plan.team(duty.team).name[language],
        tuple(f"{phrases[f'calendar.{word}']}: {text}" for word, text in facts if text),
        (*members, *([None] * max(duty.people - len(members), 0))),
    )


def _handovers(index: RosterIndex, duties: Sequence[Duty], language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the hour of each relief in these duties, the team that leaves and the team that comes."""
    plan = index.plan
    for duty in duties:
        if relieved := index.relieved_team(duty):
            leaves, comes = (plan.team(key).name[language] for key in (relieved, duty.team))
            yield clock_time(duty.span.start, language), leaves, comes


def _no_duties(index: RosterIndex, posts: Sequence[str], days: Sequence[date]) -> UnknownNameError:
    began = sorted({duty.day for post in posts for duty in index.duties_of("post", post)})
    span = phrase(", from {first} to {last}", first=began[0], last=began[-1]) if began else ""
    requested_days = (
        verbatim(days[0].isoformat()) if len(days) == 1 else phrase("{first} to {last}", first=days[0], last=days[-1])
    )
    return UnknownNameError(
        Fault(
            noun("day"),
            requested_days,
            phrase("a day on which a duty at {names} begins{span}", names=", ".join(map(repr, posts)), span=span),
        )
    )
