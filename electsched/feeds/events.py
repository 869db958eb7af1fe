"""Timelines and rosters as events: values that say what a calendar shows, before any of it is written.

The identity of an event is made from what it is (election and stage; plan, post, lane, planned day and session) and
never from an index, chance, a team or a person.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

import attrs

from electsched.feeds.audience import ALLOWED, Audience
from electsched.feeds.words import WORDS
from electsched.law.counting import Moment, day_of
from electsched.law.kinds import KIND_NAMES
from electsched.law.trace import Decreed, Value
from electsched.plan import Plan, plan_postures
from electsched.roster.duties import Duty
from electsched.roster.patterns import Session
from electsched.security.operation import Muster, Place
from electsched.span import moment
from electsched.text import long_date
from electsched.timeline.election import Occurrence
from electsched.timeline.stage import Stage, Timeline
from electsched.timeline.status import CAUSES, FIRM, OFF

__all__ = ["Body", "DutyTexts", "Event", "events_of_stage", "identity", "muster_event", "stage_events"]

NAMESPACE = uuid.UUID("6f3f6f0e-5b0a-5d53-9a37-2f1c9d3f7c21")
"""The namespace of every identity. It never changes: people have subscribed."""
DAY = timedelta(days=1)


@attrs.frozen(kw_only=True, cache_hash=True)
class Body:
    """What an event says; the same for each duty of a team at a post.

    Attributes:
        summary: The title.
        description: The text, with new lines.
        location: Where, in words; empty where not known.
        geo: Latitude and longitude in degrees; None where not known.
        categories: What it is.
        url: An address to read more; empty for none.
        status: How firm it is (RFC 5545, 3.8.1.11).
        busy: Whether it takes up the time of who has it in the calendar (RFC 5545, 3.8.2.7).
    """

    summary: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    url: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    busy: bool = True


@attrs.frozen(kw_only=True)
class Event:
    """One event: who it is, when, and what it says.

    Attributes:
        uid: Its identity.
        start: Its first day, or its first moment in a named zone.
        end: The day or the moment after its last.
        body: What it says.
    """

    uid: str
    start: date
    end: date
    body: Body


def identity(*parts: str) -> str:
    """Return the UID of what these parts name (RFC 7986, 5.3: globally unique, without personal data)."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


# --- stages -------------------------------------------------------------------------------------------------------


def stage_events(timeline: Timeline, *, language: str) -> Iterator[Event]:
    """Yield an all-day event for each stage that has a date and was not ruled out, in order of time.

    A stage with several dates, such as the debates, has an event for each of them instead.
    """
    for stage in timeline.dated:
        yield from events_of_stage(timeline, stage, language)


def events_of_stage(timeline: Timeline, stage: Stage, language: str) -> Iterator[Event]:
    """Yield the event of a stage that has a date, or one for each of its dates where it has several."""
    if stage.occurrences:
        for item in stage.occurrences:
            yield _occurrence_event(timeline, stage, item, language)
    else:
        body = _stage_body(stage, stage.name[language], language)
        yield _event(identity("stage", timeline.id, stage.key), stage.start, stage.end, body)


def _occurrence_event(timeline: Timeline, stage: Stage, item: Occurrence, language: str) -> Event:
    body = _stage_body(stage, item.name[language], language, hours=(item.start, item.end or item.start))
    body = attrs.evolve(body, location=item.area)
    uid = identity("stage", timeline.id, stage.key, item.key)
    return _event(uid, day_of(item.start), day_of(item.end or item.start), body)


def _event(uid: str, first: date, last: date, body: Body) -> Event:
    return Event(uid=uid, start=first, end=last + DAY, body=body)


def _stage_body(stage: Stage, name: str, language: str, *, hours: tuple[Value, Value] | None = None) -> Body:
    lines = [*_stage_lines(stage, language, hours or _hours(stage)), *_law_lines(stage, language)]
    if stage.note:
        lines.append(f"{WORDS['note'][language]}: {stage.note}")
    return Body(
        summary=name,
        description="\n".join(lines),
        categories=(KIND_NAMES[stage.kind][language],),
        url=next((law.url for law in stage.citations if law.url), ""),
        status="CONFIRMED" if stage.status in FIRM else "CANCELLED" if stage.status in OFF else "TENTATIVE",
        busy=False,
    )


def _hours(stage: Stage) -> tuple[Value, Value]:
    return stage.opens or stage.start, stage.closes or stage.end


def _stage_lines(stage: Stage, language: str, hours: tuple[Value, Value]) -> Iterator[str]:
    first, last = hours
    days = (day_of(last) - day_of(first)).days + 1
    shown = dict.fromkeys(long_date(day_of(value), language) for value in hours)
    yield " – ".join(shown) + (f" ({days} {WORDS['days'][language]})" if days > 1 else "")
    zone = WORDS["local time"][language] if stage.clock == "local" else stage.zone
    for word, value in (("opens", first), ("closes", last)):
        if isinstance(value, Moment) and not (word == "closes" and first == last):
            yield f"{WORDS[word][language]}: {long_date(value.day, language)} {value.clock} ({zone})"
    if stage.changes:
        yield from _change_lines(stage, language)
    elif stage.status not in FIRM:
        last_day = stage.effective.last is not None and stage.effective.last.origin == "limit"
        yield WORDS["at the latest" if last_day else "provisional"][language]


def _change_lines(stage: Stage, language: str) -> Iterator[str]:
    for change in stage.changes:
        known = f", {long_date(change.known, language)}" if change.known else ""
        cause = f" ({CAUSES[change.cause][language]})" if change.cause else ""
        yield f"{WORDS[change.status][language]}: {change.by}{known}{cause}"
    if stage.planned:
        shown = dict.fromkeys(long_date(day_of(value), language) for value in stage.planned)
        yield f"{WORDS['planned'][language]}: {' – '.join(shown)}"


def _law_lines(stage: Stage, language: str) -> Iterator[str]:
    by = [found.reason.by for found in (stage.official.first,) if found and isinstance(found.reason, Decreed)]
    if by and by[0]:
        yield f"{WORDS['set by'][language]}: {by[0]}"
    limits = {kept.limit.law for kept in stage.limits}
    for law in stage.citations:
        yield f"{WORDS['limit' if law in limits else 'by law'][language]}: {law}"


# --- duties and musters -------------------------------------------------------------------------------------------


class DutyTexts:
    """Writes the events of a plan's duties for one audience in one language.

    The text of a team at a post in a session is made once and shared by all its days.
    """

    def __init__(self, plan: Plan, *, language: str, audience: Audience = "unit") -> None:
        """Look up what duties refer to."""
        self._plan = plan
        self.language = language
        self._allowed = ALLOWED[audience]
        self._posts = {post.key: post for post in plan.posts}
        self._teams = {team.key: team for team in plan.teams}
        self._units = {unit.key: unit for unit in plan.units}
        self._partners = {partner.key: partner for partner in plan.partners}
        self._sessions = {
            (pattern.key, session.key): session for pattern in plan.patterns for session in pattern.session
        }
        self._bodies: dict[tuple[str, str, str, str, int], Body] = {}
        self._postures = plan_postures(plan)

    def event(self, duty: Duty) -> Event:
        """Return the duty as an event."""
        pattern = self._pattern(duty)
        key = (duty.post, pattern, duty.session, duty.team, duty.people)
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = self._body(duty, self._sessions[pattern, duty.session])
        relief = ("relief",) if duty.relief else ()
        uid = identity("duty", self._plan.id, duty.post, duty.lane, duty.day.isoformat(), duty.session, *relief)
        return Event(uid=uid, start=duty.span.start, end=duty.span.end, body=body)

    def _pattern(self, duty: Duty) -> str:
        """Return the key of the pattern that held at the post on the day of the duty."""
        post, posture = self._posts[duty.post], self._postures.get(duty.day)
        return post.raised.get(posture.key, post.pattern) if posture else post.pattern

    def _body(self, duty: Duty, session: Session) -> Body:
        post = self._posts[duty.post]
        language = self.language
        unit = f" ({self._units[post.unit].name[language]})" if "unit" in self._allowed else ""
        place = post.place if "place" in self._allowed else Place()
        return Body(
            summary=f"{post.name[language]}: {session.name[language]}{unit}",
            description="\n".join(self._lines(duty, session)),
            location=place.address,
            geo=_geo(place),
            categories=(WORDS["duty"][language],),
        )

    def _lines(self, duty: Duty, session: Session) -> Iterator[str]:
        post, language = self._posts[duty.post], self.language
        people = f"{duty.people} {WORDS['people' if duty.people > 1 else 'person'][language]}"
        if "team" in self._allowed:
            yield f"{WORDS['team'][language]}: {self._teams[duty.team].name[language]} ({people})"
        elif "people" in self._allowed:
            yield people
        if "partners" in self._allowed and post.partners:
            names = ", ".join(self._partners[key].name[language] for key in post.partners)
            yield f"{WORDS['partners'][language]}: {names}"
        if "until" in self._allowed and session.until:
            yield f"{WORDS['until'][language]}: {session.until[language]}"
        if "bring" in self._allowed and post.bring:
            yield f"{WORDS['bring'][language]}: {post.bring[language]}"
        if "conduct" in self._allowed and self._plan.operation.conduct:
            yield self._plan.operation.conduct[language]


def muster_event(plan: Plan, muster: Muster, *, language: str) -> Event:
    """Return the muster as a timed event with its checklist."""
    start = _at(muster.start, plan.zone)
    end = start + timedelta(minutes=muster.minutes)
    lines = [muster.text[language]] if muster.text else []
    if muster.checklist:
        lines.append(f"{WORDS['checklist'][language]}:")
        lines += [f"- {item.name[language]}" for item in muster.checklist]
    if plan.operation.conduct:
        lines.append(plan.operation.conduct[language])
    body = Body(
        summary=muster.name[language],
        description="\n".join(lines),
        location=muster.place.address,
        geo=_geo(muster.place),
        categories=(WORDS["muster"][language],),
    )
    return Event(uid=identity("muster", plan.id, muster.key), start=start, end=end, body=body)


def _at(value: Moment, zone: str) -> datetime:
    return moment(value.day, value.minutes, zone)


def _geo(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude
