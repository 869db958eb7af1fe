"""The events that the writers are measured with, each distinct.

They are the duties of `examples/jombang.toml` as its roster gives them, told once for each of as many headquarters as
there must be. The plan gives most of its posts no address and no alarm, so each post has an address here and each duty
an alarm; the rule of conduct is cut to its first clause, so that an event takes some 700 octets. Teams bear the
number of the event, in the title too, and so no two events say the same.
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
from electsched.calendars.event import Body, Event, identity
from electsched.calendars.ical import Revision
from electsched.roster.index import RosterIndex

__all__ = ["REVISION", "Told", "fields", "one_by_one", "told_duties"]

PLAN = Path(__file__).parents[2] / "examples" / "jombang.toml"
REVISION = Revision(datetime(2023, 11, 20, 1, tzinfo=UTC))
ALARM = 60


@attrs.frozen
class Told:
    """A duty as it stands in the calendars.

    Attributes:
        feeds: The unit, the post and the team in whose calendars it stands.
        internal: The event in those calendars.
        personal: The event in the calendar of an officer.
    """

    feeds: tuple[str, str, str]
    internal: Event
    personal: Event


def told_duties(count: int) -> list[Told]:
    """Return that many duties; their places, units and rules of conduct recur, their teams and titles do not."""
    plan = electsched.load_plan(PLAN)
    roster, _ = electsched.build_roster(plan)
    texts = DutyTexts(plan, language="id", index=RosterIndex(plan, roster))
    units = {post.key: post.unit for post in plan.posts}
    made: list[Told] = []
    for number, duty in enumerate(islice(cycle(roster.duties), count)):
        headquarters = number // len(roster.duties)
        event = texts.event(duty)
        body = _told(event.body, number)
        event = attrs.evolve(event, uid=identity("duty", str(number)), body=body)
        own = attrs.evolve(event, body=attrs.evolve(body, description=body.description.replace(" orang)", " org.)")))
        feeds = tuple(f"{headquarters}/{key}" for key in (units[duty.post], duty.post, duty.team))
        made.append(Told((feeds[0], feeds[1], feeds[2]), event, own))
    return made


def _told(body: Body, number: int) -> Body:
    """Return what a duty says, of a team that bears this number."""
    lines = body.description.split("\n")
    lines[0] = lines[0].replace(" (", f" {number} (")
    lines[1] += f" {number + 1}"
    lines[-1] = ",".join(lines[-1].split(",")[:1])
    return attrs.evolve(
        body,
        summary=f"{body.summary} {number}",
        description="\n".join(lines),
        location=body.location or f"{body.place}, Kabupaten Jombang",
        alarm=ALARM,
    )


def one_by_one(duties: Iterable[Told]) -> list[Event]:
    """Return the events again with nothing in common: the place, the category and each line bear the number too."""
    made: list[Event] = []
    for number, told in enumerate(duties):
        body = told.internal.body
        other = attrs.evolve(
            body,
            location=f"{body.location} {number}",
            categories=(f"{body.categories[0]} {number}",),
            description=body.description.replace("\n", f" {number}\n"),
        )
        made.append(attrs.evolve(told.internal, body=other))
    return made


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
