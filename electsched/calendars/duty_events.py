"""Rosters as events: each duty as one audience may read it, with the relief before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from electsched.calendars.audience import ALLOWED, Audience
from electsched.calendars.event import Body, Event, identity
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Muster, Place, Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Shift
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import moment

__all__ = ["DutyTexts", "duty_identity", "muster_event"]


@attrs.frozen
class _Told:
    """What an event says of a duty; the same on each day on which all of it is the same."""

    post: str
    pattern: str
    shift: str
    team: str
    people: int
    names: tuple[str, ...]
    before: str
    after: str


class DutyTexts:
    """Writes the events of a plan's duties for one audience in one language.

    The text of a team at a post in a shift is made once and shared by all its days.
    """

    def __init__(
        self, plan: Plan, *, language: str, audience: Audience = "unit", index: RosterIndex | None = None
    ) -> None:
        """Look up what duties refer to; in ``index`` the reliefs are sought."""
        self._plan = plan
        self.language = language
        self._allowed = ALLOWED[audience]
        self._relief = "relief" in self._allowed
        self._posts = {post.key: post for post in plan.posts}
        self._teams = {team.key: team for team in plan.teams}
        self._units = {unit.key: unit for unit in plan.units}
        self._partners = {partner.key: partner for partner in plan.partners}
        self._shifts = {(pattern.key, shift.key): shift for pattern in plan.patterns for shift in pattern.shift}
        self._bodies: dict[object, Body] = {}
        self._index = index or RosterIndex(plan, Roster(()))

    def event(self, duty: Duty) -> Event:
        """Return the duty as an event."""
        before = after = ""
        if self._relief:
            before, after = self._index.relieved_team(duty), self._index.relieving_team(duty)
        pattern = self._pattern(duty)
        # A plain tuple: it is made and looked up for each duty, and what it leads to is made for few.
        key = (duty.post, pattern, duty.shift, duty.team, duty.people, duty.members, before, after)
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = self._body(self._told(duty, pattern, before, after))
        return Event(uid=duty_identity(self._plan, duty), start=duty.span.start, end=duty.span.end, body=body)

    def _told(self, duty: Duty, pattern: str, before: str, after: str) -> _Told:
        return _Told(
            post=duty.post,
            pattern=pattern,
            shift=duty.shift,
            team=duty.team,
            people=duty.people,
            names=tuple(member.name for member in self._index.members_of(duty)) if "names" in self._allowed else (),
            before=before,
            after=after,
        )

    def _pattern(self, duty: Duty) -> str:
        """Return the key of the pattern that held at the post on the day of the duty."""
        post = self._posts[duty.post]
        return post.pattern_under(self._plan.postures.get(duty.day)) if post.pattern_by_posture else post.pattern

    def _body(self, told: _Told) -> Body:
        post, shift = self._posts[told.post], self._shifts[told.pattern, told.shift]
        language = self.language
        unit = f" ({self._units[post.unit].name[language]})" if "unit" in self._allowed else ""
        place = post.place if "place" in self._allowed else Place()
        return Body(
            summary=f"{post.name[language]}: {self._does(shift)}{unit}",
            description="\n".join(self._lines(told, post, shift)),
            location=place.address,
            geo=_geo(place),
            place=post.name[language],
            categories=(words(language)["calendar.duty"],),
            alarm=post.alarm if "alarm" in self._allowed else 0,
        )

    def _does(self, shift: Shift) -> str:
        """Return the shift and the role in it, where that has a name of its own."""
        name, role = shift.name[self.language], shift.role[self.language] if shift.role else ""
        return f"{name}, {role}" if role and role.casefold() != name.casefold() else name

    def _lines(self, told: _Told, post: Post, shift: Shift) -> Iterator[str]:
        language = self.language
        people = f"{told.people} {words(language)['calendar.people' if told.people > 1 else 'calendar.person']}"
        if "team" in self._allowed:
            yield f"{words(language)['calendar.team']}: {self._teams[told.team].name[language]} ({people})"
        elif "people" in self._allowed:
            yield people
        if told.names:
            yield f"{words(language)['calendar.members']}: {', '.join(told.names)}"
        for word, team in (("relieves", told.before), ("relieved_by", told.after)):
            if team:
                yield f"{words(language)[f'calendar.{word}']}: {self._teams[team].name[language]}"
        if "partners" in self._allowed and post.partners:
            names = ", ".join(self._partners[key].name[language] for key in post.partners)
            yield f"{words(language)['calendar.partners']}: {names}"
        yield from self._labelled("until", "until", shift.until)
        yield from self._labelled("bring", "bring", post.bring)
        yield from self._labelled("contact", "contact", post.contact or self._units[post.unit].contact)
        if "conduct" in self._allowed and self._plan.operation.conduct:
            yield self._plan.operation.conduct[language]

    def _labelled(self, field: str, word: str, text: Text) -> Iterator[str]:
        if field in self._allowed and text:
            yield f"{words(self.language)[f'calendar.{word}']}: {text[self.language]}"


def duty_identity(plan: Plan, duty: Duty) -> str:
    """Return the UID of the duty: who does it and when it moves to do not matter."""
    relief = ("relief",) if duty.relief else ()
    return identity("duty", plan.id, duty.post, duty.line, duty.day.isoformat(), duty.shift, *relief)


# --- musters ------------------------------------------------------------------------------------------------------


def muster_event(plan: Plan, muster: Muster, *, language: str) -> Event:
    """Return the muster as a timed event with its checklist.

    It goes by the clock of the units that it names where they share one, else by the plan's.
    """
    start = _at(muster.start, _clock(plan, muster))
    end = start + timedelta(minutes=muster.minutes)
    lines = [muster.text[language]] if muster.text else []
    if muster.checklist:
        lines.append(f"{words(language)['calendar.checklist']}:")
        lines += [f"- {item.name[language]}" for item in muster.checklist]
    if plan.operation.conduct:
        lines.append(plan.operation.conduct[language])
    body = Body(
        summary=muster.name[language],
        description="\n".join(lines),
        location=muster.place.address,
        geo=_geo(muster.place),
        place=muster.place.address,
        categories=(words(language)["calendar.muster"],),
        alarm=muster.alarm,
    )
    return Event(uid=identity("muster", plan.id, muster.key), start=start, end=end, body=body)


def _clock(plan: Plan, muster: Muster) -> str:
    zones = plan.zones
    found = {zones.get(unit, plan.zone) for unit in muster.units}
    return found.pop() if len(found) == 1 else plan.zone


def _at(value: Moment, zone: str) -> datetime:
    return moment(value.day, value.minutes, zone)


def _geo(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude
