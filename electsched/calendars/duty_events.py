"""Duties and musters as events: each duty with the text that one audience may read."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import timedelta
from functools import cached_property
from operator import attrgetter

import attrs

from electsched.calendars.audience import Audience, entry_fields
from electsched.calendars.event import Body, Event, identity
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.operation.operation import Muster, Place, Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Shift
from electsched.operation.windows import provisional_days
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.record import PAST
from electsched.timespan import moment

__all__ = ["DutyTexts", "RosterUids", "duty_identity", "muster_event"]

_NOT_IN_TEXTS = ("line", "day", "span", "relief")
"""The fields of a duty that no text contains. All other fields decide its text, a new field too."""
_text_fields = attrgetter(*(field.name for field in attrs.fields(Duty) if field.name not in _NOT_IN_TEXTS))


class DutyTexts:
    """Makes the events of a plan's duties for one audience in one language.

    Duties with the same text share one body: a team at a post has the same text on most of its days.
    """

    def __init__(
        self, plan: Plan, *, language: str, audience: Audience = "unit", index: RosterIndex | None = None
    ) -> None:
        """Look up the shifts of the plan; the reliefs of a duty are taken from ``index``.

        Raises:
            UnknownNameError: The audience or the language does not exist.
        """
        self._plan = plan
        self._words = words(language)
        self._language = language
        self._allowed = entry_fields(audience)
        self._of_unit = audience == "unit"
        self._index = index or RosterIndex(plan, Roster(()))
        self._shifts = {(pattern.key, shift.key): shift for pattern in plan.patterns for shift in pattern.shift}
        # Read once: few plans have provisional windows, and duties are many.
        self._provisional_days = provisional_days(plan.windows)
        self._bodies: dict[object, Body] = {}

    def event(self, duty: Duty, uid: str = "") -> Event:
        """Return the event of a duty; its UID is computed if it is not given."""
        reliefs = ("", "")
        if "relief" in self._allowed:
            reliefs = (self._index.relieved_team(duty), self._index.relieving_team(duty))
        post = self._plan.post_on(duty.post, duty.day)
        # Looking up the posture of a day costs time, and few posts have a pattern of their own for one.
        pattern = post.pattern_under(self._plan.postures.get(duty.day)) if post.pattern_by_posture else post.pattern
        provisional = duty.day in self._provisional_days
        key = (_text_fields(duty), pattern, post.partners, reliefs, provisional)
        body = self._bodies.get(key)
        if body is None:
            # A duty that has begun may have a shift that the pattern does not have any more.
            shift = self._shifts.get((pattern, duty.shift)) or self._shifts[f"{PAST}{duty.post}", duty.shift]
            body = self._bodies[key] = self._body(duty, post, shift, reliefs)
            if provisional:
                text = f"{self._words['calendar.provisional']}\n{body.description}"
                body = self._bodies[key] = attrs.evolve(body, status="TENTATIVE", description=text)
        return Event(uid=uid or duty_identity(self._plan, duty), start=duty.span.start, end=duty.span.end, body=body)

    def _body(self, duty: Duty, post: Post, shift: Shift, reliefs: tuple[str, str]) -> Body:
        language = self._language
        name, role = shift.name[language], shift.role[language] if shift.role else ""
        title = f"{name}, {role}" if role and role.casefold() != name.casefold() else name
        place = post.place if "place" in self._allowed else Place()
        return Body(
            summary=f"{post.name[language]}: {title}{self._who(duty, post)}",
            description="\n".join(self._lines(duty, post, shift, reliefs)),
            location=place.address,
            geo=_geo(place),
            place=post.name[language],
            alarm=post.alarm if "alarm" in self._allowed else 0,
        )

    def _who(self, duty: Duty, post: Post) -> str:
        """Return the end of a title: in calendars of several teams the team, in those of a person the unit.

        Names of people are in the text alone: titles are shown on locked screens and printed in lists of changes.
        """
        if self._of_unit:
            return f" · {self._plan.team(duty.team).name_at(post.unit)[self._language]}"
        is_personal = "unit" in self._allowed and "names" not in self._allowed
        return f" ({self._plan.unit(post.unit).name[self._language]})" if is_personal else ""

    def _lines(self, duty: Duty, post: Post, shift: Shift, reliefs: tuple[str, str]) -> Iterator[str]:
        plan, language, allowed = self._plan, self._language, self._allowed
        # The calendar is named after the unit or the team, and few teams have duties at posts of other units.
        if "names" in allowed and plan.team(duty.team).unit != post.unit:
            yield self._labelled("unit", plan.unit(post.unit).name[language])
        people = f"{duty.people} {self._words['calendar.people' if duty.people > 1 else 'calendar.person']}"
        if "team" in allowed and "names" not in allowed:
            yield self._labelled("team", f"{plan.team(duty.team).name[language]} ({people})")
        elif "people" in allowed and not (self._of_unit and duty.people == post.people_in(shift)):
            yield people
        if "names" in allowed and (members := self._index.members_of(duty)):
            yield self._labelled("members", ", ".join(member.name for member in members))
        for word, team in zip(("relieves", "relieved_by"), reliefs, strict=True):
            if team:
                yield self._labelled(word, plan.team(team).name_at(post.unit)[language])
        if "partners" in allowed and post.partners:
            yield self._labelled("partners", ", ".join(plan.partner(key).name[language] for key in post.partners))
        texts: dict[str, Text] = {
            "until": shift.until,
            "bring": post.bring,
            "contact": post.contact or plan.unit(post.unit).contact,
        }
        yield from (self._labelled(field, text[language]) for field, text in texts.items() if text and field in allowed)
        if "conduct" in allowed and (conduct := plan.operation.conduct_short or plan.operation.conduct):
            yield conduct[language]

    def _labelled(self, word: str, text: str) -> str:
        return f"{self._words[f'calendar.{word}']}: {text}"


class RosterUids(Container[str]):
    """The UIDs of the duties of a roster and of the musters of its plan, computed when the first is looked up."""

    def __init__(self, index: RosterIndex) -> None:
        """Remember the roster alone: most publications look up no UID."""
        self._index = index

    @cached_property
    def _uids(self) -> frozenset[str]:
        plan = self._index.plan
        musters = (_muster_identity(plan, muster) for muster in plan.musters)
        return frozenset((*musters, *(duty_identity(plan, duty) for duty in self._index.roster.duties)))

    def __contains__(self, uid: object) -> bool:
        """Return whether an event has this UID."""
        return uid in self._uids


def duty_identity(plan: Plan, duty: Duty) -> str:
    """Return the UID of a duty, which its team and its present time do not decide."""
    relief = ("relief",) if duty.relief else ()
    return identity("duty", plan.id, duty.post, duty.line, duty.day.isoformat(), duty.shift, *relief)


def muster_event(plan: Plan, muster: Muster, *, language: str) -> Event:
    """Return the event of a muster, with its checklist.

    Its time is read on the clock that all its units share; if they share none, on the clock of the plan.
    """
    span = plan.muster_span(muster)
    start = moment(muster.start.day, muster.start.minutes, str(span.start.tzinfo))
    lines = [muster.text[language]] if muster.text else []
    if muster.checklist:
        lines.append(f"{words(language)['calendar.checklist']}:")
        lines += [f"- {entry.name[language]}" for entry in muster.checklist]
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
    uid = _muster_identity(plan, muster)
    return Event(uid=uid, start=start, end=start + timedelta(minutes=muster.minutes), body=body)


def _muster_identity(plan: Plan, muster: Muster) -> str:
    return identity("muster", plan.id, muster.key)


def _geo(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude
