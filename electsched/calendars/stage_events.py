"""Stages of an election as all-day events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import attrs

from electsched.calendars.event import Body, Event, identity
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.law.date_arithmetic import Moment, day_of, first_day
from electsched.law.phases import occurrences_of
from electsched.law.rules.trace import Decreed, Value
from electsched.timeline.stage import Stage
from electsched.timeline.status import FIRM, OFF
from electsched.timeline.timeline import Timeline

__all__ = ["KIND_COLORS", "events_of_stage", "stage_events"]

KIND_COLORS = {
    "preparation": "slategray",
    "voter_list": "slategray",
    "party_registration": "steelblue",
    "nomination": "lightskyblue",
    "registration": "steelblue",
    "candidate_determination": "slateblue",
    "campaign": "darkorange",
    "quiet_period": "darkgray",
    "voting": "firebrick",
    "counting": "mediumvioletred",
    "recapitulation": "seagreen",
    "certification": "darkgreen",
    "dispute": "darkgoldenrod",
    "oath": "darkslateblue",
}
"""The CSS3 colour nearest to that of each kind of stage in the charts."""


def stage_events(timeline: Timeline, *, language: str) -> Iterator[Event]:
    """Yield an all-day event for each dated stage that takes place, in order of time.

    A stage with several occurrences, such as the debates, has an event for each of them. A stage that takes place in
    phases has none, for each phase has its own.
    """
    for stage in timeline.dated:
        if occurrences_of(timeline.statute, stage.key):
            continue
        yield from events_of_stage(timeline, stage, language)


def events_of_stage(timeline: Timeline, stage: Stage, language: str) -> Iterator[Event]:
    """Yield the event of a dated stage, or one for each of its occurrences, or for each period between its gaps."""
    gap_keys = {gap.day + timedelta(days=1): gap.key for gap in stage.gaps}
    for number, hours in enumerate(stage.periods if not stage.occurrences else ()):
        # A period after a gap is named by the gap, which keeps its key if it moves.
        after = ("after", gap_keys[day_of(hours[0])]) if number else ()
        uid = identity("stage", timeline.id, stage.key, *after)
        yield _event(stage, uid, stage.name[language], hours, language)
    for occurrence in stage.occurrences:
        uid = identity("stage", timeline.id, stage.key, occurrence.key)
        hours = (occurrence.start, occurrence.end or occurrence.start)
        event = _event(stage, uid, occurrence.name[language], hours, language)
        yield attrs.evolve(event, body=attrs.evolve(event.body, location=occurrence.area))


def _event(stage: Stage, uid: str, name: str, hours: tuple[Value, Value], language: str) -> Event:
    lines = [*_date_lines(stage, hours, language), *_law_lines(stage, language)]
    if stage.note:
        lines.append(f"{words(language)['calendar.note']}: {stage.note}")
    body = Body(
        summary=name,
        description="\n".join(lines),
        categories=(words(language)[f"kind.{stage.kind}"],),
        url=next((citation.url for citation in stage.citations if citation.url), ""),
        status="CONFIRMED" if stage.status in FIRM else "CANCELLED" if stage.status in OFF else "TENTATIVE",
        busy=False,
        color=KIND_COLORS[stage.kind],
    )
    return Event(uid=uid, start=first_day(*hours), end=day_of(hours[1]) + timedelta(days=1), body=body)


def _date_lines(stage: Stage, hours: tuple[Value, Value], language: str) -> Iterator[str]:
    phrases = words(language)
    first, last = hours
    days = (day_of(last) - first_day(first, last)).days + 1
    yield _range(hours, language) + (f" ({days} {phrases['calendar.days']})" if days > 1 else "")
    zone = phrases["calendar.local_time"] if stage.clock == "local" else stage.zone
    for word, value in (("opens", first), ("closes", last)):
        if isinstance(value, Moment) and not (word == "closes" and first == last):
            yield f"{phrases[f'calendar.{word}']}: {long_date(value.day, language)} {value.clock} ({zone})"
    for gap in stage.gaps:
        yield f"{phrases['calendar.gap']}: {long_date(gap.day, language)}, {gap.name[language]}"
    for change in stage.changes:
        announced = f", {long_date(change.known, language)}" if change.known else ""
        cause = f" ({phrases[f'cause.{change.cause}']})" if change.cause else ""
        yield f"{phrases[f'event_status.{change.status}']}: {change.by}{announced}{cause}"
    if stage.changes and stage.planned:
        yield f"{phrases['calendar.planned']}: {_range(stage.planned, language)}"
    if not stage.changes and stage.status not in FIRM:
        yield from _doubt_lines(stage, phrases)


def _doubt_lines(stage: Stage, phrases: Mapping[str, str]) -> Iterator[str]:
    if stage.open_part:
        yield phrases[f"calendar.{'' if stage.open_part == 'end' else 'starts_'}at_the_latest"]
    elif stage.holidays == "known" and not stage.branch:
        yield phrases["calendar.provisional"]
    if stage.holidays != "known":
        yield phrases["calendar.estimated"]
    if stage.branch:
        yield phrases["calendar.contingency"]


def _range(values: tuple[Value, Value], language: str) -> str:
    days = first_day(*values), day_of(values[1])
    return " – ".join(dict.fromkeys(long_date(day, language) for day in days))


def _law_lines(stage: Stage, language: str) -> Iterator[str]:
    phrases = words(language)
    official = stage.official.first
    if official and isinstance(official.reason, Decreed) and official.reason.by:
        yield f"{phrases['calendar.set_by']}: {official.reason.by}"
    limits = {kept.limit.law for kept in stage.limits}
    for citation in stage.citations:
        yield f"{phrases['calendar.limit' if citation in limits else 'calendar.by_law']}: {citation}"
