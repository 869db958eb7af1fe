"""The speed at which events are written, beside that of other writers, in the same run and on one core.

    python -m pytest tests/benchmarks/test_writers.py -m speed -n 0 --benchmark-enable --benchmark-only

Compare medians within a group: the machine's own speed cancels out. There are 10,000 events; as many as the variable
ELECTSCHED_EVENTS says, if it is set:

    export ELECTSCHED_EVENTS=100000
    python -m pytest tests/benchmarks/test_writers.py -m speed -n 0 --benchmark-enable --benchmark-only

The events are those of `tests/benchmarks/duties.py`, about 630 octets each. Every round begins with a new writer, so
each event is new to it. icalendar and ical build each event from its values, write it and release it, because all
events together would take a gigabyte. So does libical, whose program measures its time without the reading of its
input. Without timing there are 500 events.
"""

from __future__ import annotations

import gc
import io
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from ical.alarm import Action, Alarm
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event as OtherEvent
from pytest_benchmark.fixture import BenchmarkFixture

from electsched.calendars.content_lines import CALENDAR_END
from electsched.calendars.event import Event, Header
from electsched.calendars.ical import event_component, vtimezone
from electsched.calendars.writer import EventWriter, write_calendar
from tests.benchmarks.duties import REVISION, RepeatedDuty, distinct_events, fields, repeated_duties
from tests.benchmarks.floor import calendar_head, event_bytes

pytestmark = pytest.mark.speed

ROUNDS, SLOW_ROUNDS = 11, 3
UNTIMED = 500
ZONE: bytes = vtimezone("Asia/Jakarta", 2023, 2024).to_ical()


@pytest.fixture(scope="module")
def duties(request: pytest.FixtureRequest) -> Iterator[list[RepeatedDuty]]:
    """Return the duties, out of the sight of the garbage collector: what is given must slow no writer down."""
    timed = not request.config.getoption("benchmark_disable") or request.config.getoption("benchmark_enable")
    written = repeated_duties(int(os.environ.get("ELECTSCHED_EVENTS", "10000")) if timed else UNTIMED)
    gc.collect()
    gc.freeze()
    yield written
    gc.unfreeze()


@pytest.fixture(scope="module")
def events(duties: list[RepeatedDuty]) -> list[Event]:
    """Return the events of a roster: place, category and conduct recur; team, relief and title do not."""
    return [duty.internal for duty in duties]


@pytest.fixture(scope="module")
def distinct(duties: list[RepeatedDuty]) -> list[Event]:
    """Return events of which no text recurs."""
    return distinct_events(duties)


def _ours(events: list[Event]) -> int:
    write = EventWriter().write
    return sum([len(write(event, REVISION)) for event in events])


def _floor(events: list[Event]) -> int:
    return sum([len(event_bytes(event, REVISION)) for event in events])


def _icalendar(events: list[Event]) -> int:
    return sum([len(event_component(event, REVISION).to_ical()) for event in events])


def _other_ical(events: list[Event]) -> int:
    """Write them with allenporter/ical, a thousand to a calendar."""
    octets = 0
    for first in range(0, len(events), 1000):
        calendar = Calendar()
        calendar.events.extend(map(_other_event, events[first : first + 1000]))
        octets += len(IcsCalendarStream.calendar_to_ics(calendar).encode())
    return octets


def _other_event(event: Event) -> OtherEvent:
    body = event.body
    return OtherEvent(
        uid=event.uid,
        dtstamp=REVISION.stamp,
        last_modified=REVISION.stamp,
        sequence=REVISION.sequence,
        dtstart=event.start,
        dtend=event.end,
        summary=body.summary,
        description=body.description,
        location=body.location,
        categories=list(body.categories),
        alarm=[
            Alarm(action=Action.DISPLAY, description=body.summary, trigger=timedelta(minutes=-body.alarm)),
        ],
    )


def _measure(benchmark: BenchmarkFixture, write: Callable[[list[Event]], int], events: list[Event]) -> None:
    rounds = SLOW_ROUNDS if write in {_icalendar, _other_ical} else ROUNDS
    octets = benchmark.pedantic(write, args=(events,), rounds=rounds)
    benchmark.extra_info["events"] = len(events)
    assert octets / len(events) > 600


@pytest.mark.parametrize("write", [_ours, _floor, _icalendar, _other_ical])
@pytest.mark.benchmark(group="write events of a roster")
def test_events(benchmark: BenchmarkFixture, events: list[Event], write: Callable[[list[Event]], int]) -> None:
    """Each is seen for the first time; places, categories and the rule of conduct recur, as they do."""
    _measure(benchmark, write, events)


class _Reported:
    """A clock that goes forward by what a program says it took."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


CLOCK = _Reported()


@pytest.mark.benchmark(group="write events of a roster", timer=CLOCK)
def test_events_by_libical(benchmark: BenchmarkFixture, events: list[Event], libical: Path, tmp_path: Path) -> None:
    """The same events, read by a program in C beforehand."""
    file = tmp_path / "events.bin"
    with file.open("wb") as out:
        out.writelines(fields(events))

    def write() -> tuple[int, int]:
        command = (str(libical), str(file))
        run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # compiled here
        count, octets, seconds = run.stdout.split()
        CLOCK.seconds += float(seconds)
        return int(count), int(octets)

    count, octets = benchmark.pedantic(write, rounds=ROUNDS)
    assert count == len(events)
    assert octets / count > 600


@pytest.mark.benchmark(group="write events of a roster")
def test_ready_bytes(benchmark: BenchmarkFixture, events: list[Event]) -> None:
    """An upper bound for every writer: the bytes are ready and are only passed on."""
    ready = [event_bytes(event, REVISION) for event in events]
    # A file that grows measures the memory of the machine: 0.9 to 5 million events a second in the same process.
    out = io.BytesIO(b"".join(ready))

    def write() -> int:
        out.seek(0)
        put = out.write
        return sum([put(data) for data in ready])

    assert benchmark.pedantic(write, rounds=ROUNDS) == sum(map(len, ready))


@pytest.mark.parametrize("write", [_ours, _floor])
@pytest.mark.benchmark(group="write events of which no text recurs")
def test_distinct_events(
    benchmark: BenchmarkFixture, distinct: list[Event], write: Callable[[list[Event]], int]
) -> None:
    """Each text of each event is new, so no kept text is used."""
    _measure(benchmark, write, distinct)


def test_compared_writers_give_the_same_bytes(events: list[Event], distinct: list[Event]) -> None:
    """The writer, plain Python and icalendar give the same bytes for each event."""
    write = EventWriter().write
    for chosen in (events, distinct):
        assert all(write(event, REVISION) == event_bytes(event, REVISION) for event in chosen)
        for event in chosen[:50]:
            assert event_bytes(event, REVISION) == event_component(event, REVISION).to_ical()


# --- feeds --------------------------------------------------------------------------------------------------------


@attrs.frozen
class _Headquarters:
    """The duties of one headquarters and of its calendars.

    Attributes:
        duties: The duties.
        internal: The indexes of the duties of each unit, post and team.
        personal: The indexes of the duties of each member with a calendar, one of each team.
    """

    duties: list[RepeatedDuty]
    internal: dict[str, list[int]]
    personal: dict[str, list[int]]


def _headquarters(duties: list[RepeatedDuty]) -> list[_Headquarters]:
    by_key: dict[str, _Headquarters] = {}
    for duty in duties:
        headquarters = by_key.setdefault(duty.feeds[0].partition("/")[0], _Headquarters([], {}, {}))
        for kind, key in zip(("units", "posts", "teams"), duty.feeds, strict=True):
            headquarters.internal.setdefault(f"{kind}/{key}", []).append(len(headquarters.duties))
        headquarters.personal.setdefault(duty.feeds[2], []).append(len(headquarters.duties))
        headquarters.duties.append(duty)
    return list(by_key.values())


def _header(key: str) -> Header:
    return Header(
        name=f"Jadwal: {key}",
        description=f"Jadwal tugas {key}, Operasi Mantap Brata",
        source=f"https://example.org/internal/{key}.id.ics",
        url="https://example.org/internal/",
        color=("seagreen", "#2E8B57"),
        refresh=timedelta(hours=12),
        zone="Asia/Jakarta",
        years=(2023, 2024),
        stamp=datetime(2023, 11, 20, 1, tzinfo=UTC),
    )


def _deliver(headquarters: list[_Headquarters]) -> int:
    """Write each event once for each audience, and hand it to every calendar in which it stands."""
    write = EventWriter().write
    octets = 0
    for one in headquarters:
        for audience, feeds in (("internal", one.internal), ("personal", one.personal)):
            written = [write(getattr(duty, audience), REVISION) for duty in one.duties]
            for key, numbers in feeds.items():
                events = [written[number] for number in numbers]
                octets += len(write_calendar(_header(key), events))
    return octets


def _deliver_floor(headquarters: list[_Headquarters]) -> int:
    """Write each event for each calendar in which it stands."""
    octets = 0
    for one in headquarters:
        for audience, feeds in (("internal", one.internal), ("personal", one.personal)):
            for key, numbers in feeds.items():
                events = [event_bytes(getattr(one.duties[number], audience), REVISION) for number in numbers]
                octets += len(b"".join([calendar_head(_header(key), ZONE), *events, CALENDAR_END]))
    return octets


@pytest.mark.parametrize("deliver", [_deliver, _deliver_floor])
@pytest.mark.benchmark(group="deliver each duty to a unit, a post, a team and an officer")
def test_delivery(
    benchmark: BenchmarkFixture, duties: list[RepeatedDuty], deliver: Callable[[list[_Headquarters]], int]
) -> None:
    """One headquarters after the other: three calendars in which a duty reads the same, one in which it does not."""
    octets = benchmark.pedantic(deliver, args=(_headquarters(duties),), rounds=ROUNDS)
    assert octets > 4 * 600 * len(duties)


def test_delivered_calendars_have_the_same_bytes(duties: list[RepeatedDuty]) -> None:
    """Plain Python gives the calendars of the writer, byte for byte."""
    headquarters = _headquarters(duties)
    assert _deliver(headquarters) == _deliver_floor(headquarters)
    key, numbers = next(iter(headquarters[0].internal.items()))
    written = [event_bytes(headquarters[0].duties[number].internal, REVISION) for number in numbers]
    head = calendar_head(_header(key), ZONE)
    assert write_calendar(_header(key), written) == b"".join([head, *written, CALENDAR_END])
