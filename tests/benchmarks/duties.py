"""The events with which writers are measured, each distinct.

They are the duties of `examples/jombang.toml`, repeated for as many headquarters as are needed. The plan has no
address for most of its posts and no alarm, so each post has an address here and each duty an alarm. The rule of conduct
is cut to its first three clauses, so that an event takes about 630 octets. The names of teams and the titles have the
number of the event, so no two events have the same text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import attrs

import electsched
from electsched.calendars.duty_events import DutyTexts
from electsched.calendars.event import Body, Event, Revision, identity
from electsched.i18n.text import Text
from electsched.roster.index import RosterIndex

__all__ = ["REVISION", "RepeatedDuty", "distinct_events", "fields", "repeated_duties"]

PLAN = Path(__file__).parents[2] / "examples" / "jombang.toml"
REVISION = Revision(datetime(2023, 11, 20, 1, tzinfo=UTC), 1)
ALARM = 60


@attrs.frozen
class RepeatedDuty:
    """A duty with its events.

    Attributes:
        feeds: The keys of the unit, the post and the team whose calendars contain it.
        internal: The event in those calendars.
        personal: The event in the calendar of a member.
    """

    feeds: tuple[str, str, str]
    internal: Event
    personal: Event


def repeated_duties(count: int) -> list[RepeatedDuty]:
    """Return so many duties; their places, units and rules of conduct recur, their teams and titles do not."""
    plan = electsched.load_plan(PLAN)
    plan = attrs.evolve(plan, operation=attrs.evolve(plan.operation, conduct_short=Text.same("")))
    roster, _ = electsched.build_roster(plan)
    texts = DutyTexts(plan, language="id", audience="team", index=RosterIndex(plan, roster))
    units = {post.key: post.unit for post in plan.posts}
    duties: list[RepeatedDuty] = []
    for number, duty in enumerate(islice(cycle(roster.duties), count)):
        headquarters = number // len(roster.duties)
        event = texts.event(duty)
        body = _numbered(event.body, number)
        event = attrs.evolve(event, uid=identity("duty", str(number)), body=body)
        own = attrs.evolve(event, body=attrs.evolve(body, description=body.description.replace(" orang", " org.")))
        feeds = tuple(f"{headquarters}/{key}" for key in (units[duty.post], duty.post, duty.team))
        duties.append(RepeatedDuty((feeds[0], feeds[1], feeds[2]), event, own))
    return duties


def _numbered(body: Body, number: int) -> Body:
    """Return the body of a duty of a team with this number."""
    lines = body.description.split("\n")
    lines[0] += f" {number}"
    lines[1] += f" {number + 1}"
    lines[-1] = ",".join(lines[-1].split(",")[:3])
    return attrs.evolve(
        body,
        summary=f"{body.summary} {number}",
        description="\n".join(lines),
        location=body.location or f"{body.place}, Kabupaten Jombang",
        categories=("Tugas",),
        alarm=ALARM,
    )


def distinct_events(duties: Iterable[RepeatedDuty]) -> list[Event]:
    """Return the events without a common text: the place, the category and each line have the number too."""
    events: list[Event] = []
    for number, duty in enumerate(duties):
        body = duty.internal.body
        other = attrs.evolve(
            body,
            location=f"{body.location} {number}",
            categories=(f"{body.categories[0]} {number}",),
            description=body.description.replace("\n", f" {number}\n"),
        )
        events.append(attrs.evolve(duty.internal, body=other))
    return events


def fields(events: Iterable[Event]) -> Iterator[bytes]:
    """Yield the events as `libical_writer.c` reads them."""
    for event in events:
        body = event.body
        for text in (
            event.uid,
            f"{REVISION.stamp:%Y%m%dT%H%M%SZ}",
            f"{event.start:%Y%m%dT%H%M%S}",
            f"{event.end:%Y%m%dT%H%M%S}",
            str(getattr(event.start, "tzinfo", "")),
            body.summary,
            body.location,
            body.description,
            body.categories[0],
            str(body.alarm),
            str(REVISION.sequence),
        ):
            data = text.encode()
            yield struct.pack("<I", len(data)) + data
