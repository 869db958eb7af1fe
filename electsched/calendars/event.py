"""Timelines as events: values that say what a calendar shows, before any of it is written.

The identity of an event is made from what it is (election and stage; plan, post, line, planned day and shift) and
never from an index, chance, a team or a person.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.law.date_arithmetic import Moment, day_of
from electsched.law.trace import Decreed, Value
from electsched.timeline.election import Occurrence
from electsched.timeline.stage import Stage
from electsched.timeline.status import FIRM, OFF
from electsched.timeline.timeline import Timeline

__all__ = [
    "Body",
    "Event",
    "events_of_stage",
    "identity",
    "live_uid",
    "reassigned_uid",
    "stage_events",
]

NAMESPACE = uuid.UUID("6f3f6f0e-5b0a-5d53-9a37-2f1c9d3f7c21")
"""The namespace of every identity. It never changes: people have subscribed."""
_SEED = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}
DAY = timedelta(days=1)
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
"""The CSS3 colour nearest to that of each kind of stage in the pictures."""


@attrs.frozen(kw_only=True, cache_hash=True)
class Body:
    """What an event says; the same for each duty of a team at a post.

    Attributes:
        summary: The title.
        description: The text, with new lines.
        location: Where, in words; empty where not known.
        geo: Latitude and longitude in degrees; None where not known.
        place: What the point is called on a map, where it is known.
        categories: What it is.
        url: An address to read more; empty for none.
        status: How firm it is (RFC 5545, 3.8.1.11).
        busy: Whether it takes up the time of who has it in the calendar (RFC 5545, 3.8.2.7).
        color: A CSS3 colour name (RFC 7986, 5.9); empty for that of the calendar.
        alarm: Minutes before its start at which an alarm rings; 0 for none.
    """

    summary: str
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    place: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"] = "CONFIRMED"
    busy: bool = True
    color: str = ""
    alarm: int = 0


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
    # What `uuid.uuid5` gives (RFC 9562, 5.5), in a quarter of its time: version 5, and the variant in two bits.
    seed = _SEED.copy()
    seed.update("/".join(parts).encode())
    text = seed.hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def reassigned_uid(uid: str) -> str:
    """Return the UID under which a calendar that an event has left shows it as cancelled.

    It is the event's UID with the version 8, which RFC 9562, 5.8 leaves to applications; no live event has it.
    """
    return f"{uid[:14]}8{uid[15:]}"


def live_uid(uid: str) -> str:
    """Return the UID of the event of a `reassigned_uid`; empty for any other UID."""
    return f"{uid[:14]}5{uid[15:]}" if uid[14:15] == "8" else ""


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
        lines.append(f"{words(language)['calendar.note']}: {stage.note}")
    return Body(
        summary=name,
        description="\n".join(lines),
        categories=(words(language)[f"kind.{stage.kind}"],),
        url=next((law.url for law in stage.citations if law.url), ""),
        status="CONFIRMED" if stage.status in FIRM else "CANCELLED" if stage.status in OFF else "TENTATIVE",
        busy=False,
        color=KIND_COLORS[stage.kind],
    )


def _hours(stage: Stage) -> tuple[Value, Value]:
    return stage.opens or stage.start, stage.closes or stage.end


def _stage_lines(stage: Stage, language: str, hours: tuple[Value, Value]) -> Iterator[str]:
    first, last = hours
    days = (day_of(last) - day_of(first)).days + 1
    shown = dict.fromkeys(long_date(day_of(value), language) for value in hours)
    yield " – ".join(shown) + (f" ({days} {words(language)['calendar.days']})" if days > 1 else "")
    zone = words(language)["calendar.local_time"] if stage.clock == "local" else stage.zone
    for word, value in (("opens", first), ("closes", last)):
        if isinstance(value, Moment) and not (word == "closes" and first == last):
            yield f"{words(language)[f'calendar.{word}']}: {long_date(value.day, language)} {value.clock} ({zone})"
    if stage.changes:
        yield from _change_lines(stage, language)
    elif stage.status not in FIRM:
        last_day = stage.effective.last is not None and stage.effective.last.origin == "limit"
        yield words(language)["calendar.at_the_latest" if last_day else "calendar.provisional"]


def _change_lines(stage: Stage, language: str) -> Iterator[str]:
    for change in stage.changes:
        known = f", {long_date(change.known, language)}" if change.known else ""
        cause = f" ({words(language)[f'cause.{change.cause}']})" if change.cause else ""
        yield f"{words(language)[f'event_status.{change.status}']}: {change.by}{known}{cause}"
    if stage.planned:
        shown = dict.fromkeys(long_date(day_of(value), language) for value in stage.planned)
        yield f"{words(language)['calendar.planned']}: {' – '.join(shown)}"


def _law_lines(stage: Stage, language: str) -> Iterator[str]:
    by = [found.reason.by for found in (stage.official.first,) if found and isinstance(found.reason, Decreed)]
    if by and by[0]:
        yield f"{words(language)['calendar.set_by']}: {by[0]}"
    limits = {kept.limit.law for kept in stage.limits}
    for law in stage.citations:
        yield f"{words(language)['calendar.limit' if law in limits else 'calendar.by_law']}: {law}"
