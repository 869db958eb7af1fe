"""How fast events are written, beside whoever else writes them, in the same run and on one core.

    python -m pytest tests/benchmarks/test_writers.py -m speed -n 0 --benchmark-enable --benchmark-only

Compare medians within a group: the machine's own speed cancels out. There are 10,000 events; as many as the variable
ELECTSCHED_EVENTS says, if it is set:

    export ELECTSCHED_EVENTS=100000
    python -m pytest tests/benchmarks/test_writers.py -m speed -n 0 --benchmark-enable --benchmark-only

The events are those of `tests/benchmarks/duties.py`, about 700 octets each. Every round begins with a new writer and
empty caches: each event is seen for the first time. icalendar and ical build each event from its values and write it;
they let it go again, which spares them the gigabyte that as many events would take. libical builds and writes it
likewise; its own clock measures it, without the reading of its input. With the rest of the tests there are 500 events,
untimed, so that this does not rot.
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
from electsched.calendars.event import Event
from electsched.calendars.ical import Header, event_component
from electsched.calendars.vtimezone import vtimezone
from electsched.calendars.writer import EventWriter, write_calendar
from tests.benchmarks.duties import REVISION, Told, fields, one_by_one, told_duties
from tests.benchmarks.floor import calendar_head, event_bytes

pytestmark = pytest.mark.speed

ROUNDS, SLOW_ROUNDS = 11, 3
UNTIMED = 500
ZONE: bytes = vtimezone("Asia/Jakarta", 2023, 2024).to_ical()


@pytest.fixture(scope="module")
def duties(request: pytest.FixtureRequest) -> Iterator[list[Told]]:
    """Return the duties, out of the sight of the garbage collector: what is given must slow no writer down."""
    timed = not request.config.getoption("benchmark_disable") or request.config.getoption("benchmark_enable")
    made = told_duties(int(os.environ.get("ELECTSCHED_EVENTS", "10000")) if timed else UNTIMED)
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()


@pytest.fixture(scope="module")
def events(duties: list[Told]) -> list[Event]:
    """Return the events of a roster: place, category and conduct recur; team, relief and title do not."""
    return [told.internal for told in duties]


@pytest.fixture(scope="module")
def distinct(duties: list[Told]) -> list[Event]:
    """Return events of which no text recurs."""
    return one_by_one(duties)


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
        status=body.status,
        transparency="OPAQUE",
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
        said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # compiled here
        count, octets, seconds = said.stdout.split()
        CLOCK.seconds += float(seconds)
        return int(count), int(octets)

    count, octets = benchmark.pedantic(write, rounds=ROUNDS)
    assert count == len(events)
    assert octets / count > 600


@pytest.mark.benchmark(group="write events of a roster")
def test_ready_bytes(benchmark: BenchmarkFixture, events: list[Event]) -> None:
    """What no writer can pass: the bytes are ready, and only handed on."""
    ready = [event_bytes(event, REVISION) for event in events]

    def write() -> int:
        out = io.BytesIO()
        put = out.write
        return sum([put(data) for data in ready])

    assert benchmark.pedantic(write, rounds=ROUNDS) == sum(map(len, ready))


@pytest.mark.parametrize("write", [_ours, _floor])
@pytest.mark.benchmark(group="write events of which no text recurs")
def test_distinct_events(
    benchmark: BenchmarkFixture, distinct: list[Event], write: Callable[[list[Event]], int]
) -> None:
    """Each text of each event is new: nothing that is kept is of use."""
    _measure(benchmark, write, distinct)


def test_the_floor_is_honest(events: list[Event], distinct: list[Event]) -> None:
    """All that are compared byte for byte give the same: the writer, the floor, and icalendar."""
    write = EventWriter().write
    for chosen in (events, distinct):
        assert all(write(event, REVISION) == event_bytes(event, REVISION) for event in chosen)
        for event in chosen[:50]:
            assert event_bytes(event, REVISION) == event_component(event, REVISION).to_ical()


# --- feeds --------------------------------------------------------------------------------------------------------


@attrs.frozen
class _Headquarters:
    """The duties of one headquarters, and which of them stand in which calendar.

    Attributes:
        duties: The duties.
        internal: Those of each unit, post and team, by their numbers.
        personal: Those of each officer: each team has one with a calendar, of whom each duty of the team is one.
    """

    duties: list[Told]
    internal: dict[str, list[int]]
    personal: dict[str, list[int]]


def _headquarters(duties: list[Told]) -> list[_Headquarters]:
    made: dict[str, _Headquarters] = {}
    for told in duties:
        one = made.setdefault(told.feeds[0].partition("/")[0], _Headquarters([], {}, {}))
        for kind, key in zip(("units", "posts", "teams"), told.feeds, strict=True):
            one.internal.setdefault(f"{kind}/{key}", []).append(len(one.duties))
        one.personal.setdefault(told.feeds[2], []).append(len(one.duties))
        one.duties.append(told)
    return list(made.values())


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
            written = [write(getattr(told, audience), REVISION) for told in one.duties]
            for key, numbers in feeds.items():
                events = [written[number] for number in numbers]
                octets += len(write_calendar(_header(key), events, zone=ZONE))
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
    benchmark: BenchmarkFixture, duties: list[Told], deliver: Callable[[list[_Headquarters]], int]
) -> None:
    """One headquarters after the other: three calendars in which a duty reads the same, one in which it does not."""
    octets = benchmark.pedantic(deliver, args=(_headquarters(duties),), rounds=ROUNDS)
    assert octets > 4 * 600 * len(duties)


def test_both_deliver_the_same(duties: list[Told]) -> None:
    """The floor's calendars are ours, octet for octet."""
    headquarters = _headquarters(duties)
    assert _deliver(headquarters) == _deliver_floor(headquarters)
    key, numbers = next(iter(headquarters[0].internal.items()))
    written = [event_bytes(headquarters[0].duties[number].internal, REVISION) for number in numbers]
    head = calendar_head(_header(key), ZONE)
    assert write_calendar(_header(key), written, zone=ZONE) == b"".join([head, *written, CALENDAR_END])
