"""Stages of an election as all-day events, and their calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.calendars.event import Body, Event, identity
from electsched.calendars.feed import Feed, calendar_of
from electsched.errors import checked_choice
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.law.date_arithmetic import Moment, day_of, first_day
from electsched.law.phases import occurrences_of
from electsched.law.rules.trace import Decreed, Value
from electsched.operation.site import Site
from electsched.timeline.stage import Stage
from electsched.timeline.status import FIRM, OFF
from electsched.timeline.timeline import Timeline

if TYPE_CHECKING:
    import icalendar

__all__ = [
    "KIND_COLORS",
    "STAGE_KEYS",
    "StageVariant",
    "boundary_events",
    "events_of_stage",
    "stage_calendar",
    "stage_events",
    "stage_feed",
    "stage_feeds",
]

StageVariant = Literal["bars", "days"]
"""bars: an event of all days of each stage; days: one for its first and one for its last day."""
STAGE_KEYS: Mapping[StageVariant, str] = {"bars": "stages", "days": "stages-days"}
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


def boundary_events(timeline: Timeline, *, language: str) -> Iterator[Event]:
    """Yield an event for the first and one for the last day of each event of the stages, in order of time.

    A stage of one day has one event, with its own title. Each has a UID of its own, which no other calendar has.
    """
    phrases, events = words(language), list[Event]()
    for event in stage_events(timeline, language=language):
        last, uid, name = event.end - timedelta(days=1), event.uid, event.body.summary
        first = attrs.evolve(event, uid=identity("first day", uid), end=event.start + timedelta(days=1))
        if last == event.start:
            events.append(first)
            continue
        begins = attrs.evolve(event.body, summary=phrases["calendar.stage_begins"].format(stage=name))
        ends = attrs.evolve(event.body, summary=phrases["calendar.stage_ends"].format(stage=name))
        events.append(attrs.evolve(first, body=begins))
        events.append(attrs.evolve(event, uid=identity("last day", uid), start=last, body=ends))
    yield from sorted(events, key=attrgetter("start"))


def events_of_stage(timeline: Timeline, stage: Stage, language: str) -> Iterator[Event]:
    """Yield the event of a dated stage, or one for each of its occurrences, or for each period between its gaps."""
    gap_keys = {gap.day + timedelta(days=1): gap.key for gap in stage.gaps}
    for number, hours in enumerate(stage.periods if not stage.occurrences else ()):
        # A period after a gap is named by the gap, which keeps its key if it moves.
        gap_parts = ("after", gap_keys[day_of(hours[0])]) if number else ()
        uid = identity("stage", timeline.id, stage.key, *gap_parts)
        yield _event(stage, uid, stage.name[language], hours, language)
    for occurrence in stage.occurrences:
        uid = identity("stage", timeline.id, stage.key, occurrence.key)
        hours = (occurrence.start, occurrence.end or occurrence.start)
        event = _event(stage, uid, occurrence.name[language], hours, language)
        yield attrs.evolve(event, body=attrs.evolve(event.body, location=occurrence.area))


def _event(stage: Stage, uid: str, name: str, hours: tuple[Value, Value], language: str) -> Event:
    lines = [*_date_lines(stage, hours, language), *_law_lines(stage, language)]
    if stage.note:
        lines.append(f"{words(language)['calendar.note']}: {stage.note.in_words(language)}")
    if stage.status in OFF:
        # Many apps show no STATUS.
        phrases = words(language)
        name, lines = f"{phrases['withdrawn.cancelled']}: {name}", [phrases["withdrawn.cancelled_reason"], *lines]
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
    yield _range(hours, language) + (f" ({phrases['counted.day'].format(count=days)})" if days > 1 else "")
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
    limits = {check.limit.law for check in stage.limits}
    for citation in stage.citations:
        yield f"{phrases['calendar.limit' if citation in limits else 'calendar.by_law']}: {citation.in_words(language)}"


# --- calendars ----------------------------------------------------------------------------------------------------


def stage_feed(
    timeline: Timeline,
    *,
    language: str,
    variant: StageVariant = "bars",
    base: str = "",
) -> Feed:
    """Return the calendar of the election's stages, each as one event or by its first and last day.

    Raises:
        UnknownNameError: There is no such variant, or the package has no words in that language.
    """
    phrases, key = words(language), STAGE_KEYS[checked_choice("variant", variant, STAGE_KEYS)]
    name = f"{phrases['calendar.stages']}: {timeline.name[language]}"
    feed = Feed(
        owner=timeline.id,
        kind="stages",
        key=key,
        language=language,
        path=f"{key}.{language}.ics",
        name=name,
        description="\n".join(_link_lines(timeline, language)),
        base=base,
        zone="",
        refresh=timedelta(hours=12),
        source=lambda: tuple(stage_events(timeline, language=language)),
        count=sum(len(stage.occurrences or stage.periods) for stage in timeline.dated),
    )
    if variant == "bars":
        return feed
    events = tuple(boundary_events(timeline, language=language))
    name = f"{name} ({phrases['calendar.days_only']})"
    return attrs.evolve(feed, name=name, source=lambda: events, count=len(events))


def _link_lines(timeline: Timeline, language: str) -> Iterator[str]:
    for link in timeline.links:
        authority = f" ({link.by})" if link.by else ""
        yield f"{words(language)[f'relation.{link.relation}']}: {link.election}{authority}"


def stage_feeds(timeline: Timeline, site: Site, language: str) -> tuple[Feed, ...]:
    """Return the calendars of the stages on a site in a language, one for each variant."""
    base, refresh = site.public_url, timedelta(hours=site.refresh_hours)
    variants = (stage_feed(timeline, language=language, variant=variant, base=base) for variant in STAGE_KEYS)
    return tuple(attrs.evolve(feed, refresh=refresh) for feed in variants)


def stage_calendar(
    timeline: Timeline, *, language: str = "id", variant: StageVariant = "bars", stamp: datetime | None = None
) -> icalendar.Calendar:
    """Return the calendar of the election's stages.

    Args:
        timeline: The timeline.
        language: The language of the texts.
        variant: ``bars``: each stage is an all-day event of all its days; ``days``: its first and its last day are an
            event each, for readers whom long bars disturb.
        stamp: The moment at which it was made, with its zone; by default the start of its first day.

    Raises:
        UnknownNameError: There is no such variant, or the package has no words in that language.
        InputError: The stamp has no zone.
    """
    return calendar_of(stage_feed(timeline, language=language, variant=variant), stamp)
