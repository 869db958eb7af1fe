"""Duties and musters as events: each duty with the text that one audience may read."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

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

__all__ = ["DutyFacts", "DutyTexts", "RosterFacts", "RosterUids", "duty_identity", "muster_event"]

_NOT_IN_TEXTS = ("line", "day", "span", "relief")
"""The fields of a duty that no text contains. All other fields decide its text, a new field too."""
_text_fields = attrgetter(*(field.name for field in attrs.fields(Duty) if field.name not in _NOT_IN_TEXTS))


class DutyFacts(NamedTuple):
    """The values of a duty that are the same in every language and for every audience.

    Attributes:
        seconds: Its start, in seconds since 1970.
        uid: The UID of its event.
        post: Its post as it is on its day.
        pattern: The key of the pattern of its day.
        reliefs: The keys of the teams that it relieves and that relieves it; empty for none.
        is_provisional: Whether its day is provisional.
        text: A number: the texts without reliefs of duties with the same number are the same.
        text_with_reliefs: The same for texts with reliefs.
    """

    seconds: float
    uid: str
    post: Post
    pattern: str
    reliefs: tuple[str, str]
    is_provisional: bool
    text: int
    text_with_reliefs: int


class RosterFacts:
    """The facts of the duties of a roster, each computed when it is first needed."""

    def __init__(self, index: RosterIndex) -> None:
        """Read the provisional days once: few plans have any, and duties are many."""
        self._index, self._provisional_days = index, provisional_days(index.plan.windows)
        # By identity: the duties of the roster live as long as their facts.
        self._facts: dict[int, tuple[Duty, DutyFacts]] = {}
        self._numbers: dict[object, int] = {}

    def of(self, duty: Duty) -> DutyFacts:
        """Return the facts of a duty."""
        cached = self._facts.get(id(duty))
        if cached is None:
            cached = self._facts[id(duty)] = (duty, self._computed(duty))
        return cached[1]

    def _computed(self, duty: Duty) -> DutyFacts:
        index, plan = self._index, self._index.plan
        post = plan.post_on(duty.post, duty.day)
        # Looking up the posture of a day costs time, and few posts have a pattern of their own for one.
        pattern = post.pattern_under(plan.postures.get(duty.day)) if post.pattern_by_posture else post.pattern
        reliefs, provisional = (
            (index.relieved_team(duty), index.relieving_team(duty)),
            duty.day in self._provisional_days,
        )
        key, numbers = (_text_fields(duty), pattern, post.partners, provisional), self._numbers
        return DutyFacts(
            seconds=index.seconds_of(duty)[0],
            uid=duty_identity(plan, duty),
            post=post,
            pattern=pattern,
            reliefs=reliefs,
            is_provisional=provisional,
            text=numbers.setdefault(key, len(numbers)),
            text_with_reliefs=numbers.setdefault((key, reliefs), len(numbers)),
        )


class DutyTexts:
    """Makes the events of a plan's duties for one audience in one language.

    Duties with the same text share one body: a team at a post has the same text on most of its days.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        language: str,
        audience: Audience = "unit",
        index: RosterIndex | None = None,
        facts: RosterFacts | None = None,
    ) -> None:
        """Look up the shifts of the plan; the reliefs of a duty are taken from ``index``.

        ``facts`` are those of the same roster, if they are also needed in another language or for another audience.

        Raises:
            UnknownNameError: The audience or the language does not exist.
        """
        self._plan = plan
        self._words = words(language)
        self._language = language
        self._allowed = entry_fields(audience)
        self._of_unit, self._has_reliefs = audience == "unit", "relief" in self._allowed
        self._index = index or RosterIndex(plan, Roster(()))
        self._shifts = {(pattern.key, shift.key): shift for pattern in plan.patterns for shift in pattern.shift}
        self._facts = facts or RosterFacts(self._index)
        self._bodies: dict[int, Body] = {}

    def event(self, duty: Duty) -> Event:
        """Return the event of a duty."""
        facts, span = self._facts.of(duty), duty.span
        number = facts.text_with_reliefs if self._has_reliefs else facts.text
        body = self._bodies.get(number)
        if body is None:
            body = self._bodies[number] = self._body(duty, facts)
        return Event(uid=facts.uid, start=span.start, end=span.end, body=body)

    def _body(self, duty: Duty, facts: DutyFacts) -> Body:
        language, post = self._language, facts.post
        # A duty that has begun may have a shift that the pattern does not have any more.
        shift = self._shifts.get((facts.pattern, duty.shift)) or self._shifts[f"{PAST}{duty.post}", duty.shift]
        name, role = shift.name[language], shift.role[language] if shift.role else ""
        title = f"{name}, {role}" if role and role.casefold() != name.casefold() else name
        place = post.place if "place" in self._allowed else Place()
        lines = [self._words["calendar.provisional"]] if facts.is_provisional else []
        lines += self._lines(duty, post, shift, facts.reliefs if self._has_reliefs else ("", ""))
        return Body(
            summary=f"{post.name[language]}: {title}{self._who(duty, post)}",
            description="\n".join(lines),
            location=place.address,
            geo=_geo(place),
            place=post.name[language],
            status="TENTATIVE" if facts.is_provisional else "CONFIRMED",
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
        people = self._words["counted.person"]
        if "team" in allowed and "names" not in allowed:
            team_name = plan.team(duty.team).name[language]
            yield self._labelled("team", f"{team_name} ({people.format(count=duty.people)})")
        elif "people" in allowed and not (self._of_unit and duty.people == post.people_in(shift)):
            yield people.format(count=duty.people)
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
    if conduct := plan.operation.conduct_short or plan.operation.conduct:
        lines.append(conduct[language])
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
