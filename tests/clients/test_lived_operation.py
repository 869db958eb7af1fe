"""An operation lived through: twelve publications over 75 days, read by several clients after each.

An absence, swaps, an amendment, a rally that moves, a revoked officer and, in another
country, a change of clocks. Whatever happens, a reader sees the duties ahead, and nothing of the past changes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest
from ical.calendar_stream import IcsCalendarStream

import electsched
from electsched.calendars.content_lines import published_events
from electsched.calendars.duty_events import duty_identity
from electsched.calendars.event import identity
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Amendment, Cancellation, DutyName, Swap
from electsched.operation.operation import Muster, Partner, Place
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.publishing.private.registry import LinkRegistry
from electsched.publishing.report import Published
from electsched.roster.duty import Duty, Roster
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window, an_absence, an_operation
from tests.site_truth import SiteTruth

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.client,
    pytest.mark.long,
    pytest.mark.skipif(
        NODE is None or not (HERE / "node_modules" / "ical.js-2").is_dir(),
        reason="ical.js is read by node: install node, and `npm ci` in tests/clients",
    ),
]

DAYS = 75
DAY = timedelta(days=1)
TEAMS = tuple(f"{post}-{number}" for post in ("kpu", "ppk") for number in (1, 2, 3))
TOUR = a_pattern("tour-24", [a_shift(people=2)], a_line("tour", OFF, OFF))
"""24 hours on duty and 48 off, two people: three teams fill it."""
_Times = set[tuple[datetime, datetime]]


class Operation:
    """An operation of 75 days from a day on, in a zone, and its site."""

    def __init__(self, folder: Path, first: date, zone: str) -> None:
        """Plan it."""
        self.site, self.links, self.first = folder / "site", folder / "links.db", first
        partner = Partner(key="kpu", name=Text.same("KPU"), role=Text.same("Host"))
        rally = Muster(
            key="rally", name=Text.same("Rally"), start=Moment(self.day(40), 9 * 60), minutes=120, place=Place()
        )
        operation = an_operation(a_window(first, days=DAYS), start=first, end=self.day(DAYS - 1))
        self.plan = a_plan(
            posts=[
                a_post("kpu", list(TEAMS[:3]), partners=("kpu",)),
                a_post("ppk", list(TEAMS[3:]), partners=("kpu",)),
            ],
            patterns=(TOUR,),
            teams=[a_team(key, people=2) for key in TEAMS],
            languages=("id",),
            operation=operation,
            zone=zone,
            members=tuple(
                Member(key=f"p-{team}-{number}", team=team, name=f"Officer {team} {number}")
                for team in TEAMS[:3]
                for number in range(2)
            ),
            partners=(partner,),
            musters=(rally,),
        )
        LinkRegistry.create(self.links, self.plan).close()

    def day(self, number: int) -> date:
        """Return a day of the operation; 0 is the first."""
        return self.first + number * DAY

    def now(self, number: int) -> datetime:
        """Return noon of a day in UTC, when it is published."""
        return datetime.combine(self.day(number), datetime.min.time(), UTC) + timedelta(hours=12)

    def roster(self) -> Roster:
        """Return the present roster."""
        return electsched.build_roster(self.plan)[0]

    def publish(self, number: int) -> Published:
        """Publish the present plan on a day."""
        return electsched.publish(self.plan, self.site, links=self.links, stamp=self.now(number))

    def change(self, **fields: Any) -> None:  # noqa: ANN401  # fields of the plan
        """Add records to the fields of the plan."""
        added: dict[str, Any] = {name: (*getattr(self.plan, name), value) for name, value in fields.items()}
        self.plan = attrs.evolve(self.plan, **added)

    def link(self, key: str) -> str:
        """Return the folder of the first link of a member."""
        with LinkRegistry.open(self.links) as registry:
            return next(registry.links("personal", key)).folder


def _name(operation: Operation, number: int, post: str) -> DutyName:
    return DutyName(post=post, day=operation.day(number), shift="tour")


def _decided(operation: Operation, number: int) -> dict[str, Any]:
    return {"by": "karendalops", "decided": operation.day(number), "reason": "Illustrative"}


def _absence(operation: Operation) -> None:
    operation.change(absences=an_absence(operation.day(10), operation.day(16), member="p-kpu-1-0"))


def _swap(operation: Operation) -> None:
    first, second = _name(operation, 18, "kpu"), _name(operation, 20, "ppk")
    operation.change(swaps=Swap(first=first, second=second, **_decided(operation, 14)))


def _swap_again(operation: Operation) -> None:
    first, second = _name(operation, 24, "kpu"), _name(operation, 25, "kpu")
    operation.change(swaps=Swap(first=first, second=second, **_decided(operation, 21)))


def _amendment(operation: Operation) -> None:
    amendment = Amendment(post="ppk", start=operation.day(50), partners=(), **_decided(operation, 30))
    operation.change(amendments=amendment)


def _rally(operation: Operation) -> None:
    (muster,) = operation.plan.musters
    moved = attrs.evolve(muster, start=Moment(operation.day(44), 9 * 60))
    operation.plan = attrs.evolve(operation.plan, musters=(moved,))


def _revoked(operation: Operation) -> None:
    with LinkRegistry.open(operation.links) as registry:
        registry.revoke("personal", "p-kpu-2-0", operation.now(45))


def _cancellation(operation: Operation) -> None:
    operation.change(cancellations=Cancellation(**_duty(operation, 60, "ppk"), **_decided(operation, 52)))


def _restored(operation: Operation) -> None:
    operation.plan = attrs.evolve(operation.plan, cancellations=())


def _duty(operation: Operation, number: int, post: str) -> dict[str, Any]:
    return {"post": post, "day": operation.day(number), "shift": "tour"}


def _nothing(_: Operation) -> None:
    """Nothing happens between two publications."""


STEPS: tuple[tuple[int, Callable[[Operation], None]], ...] = (
    (-5, _nothing),
    (2, _nothing),
    (7, _absence),
    (14, _swap),
    (21, _swap_again),
    (30, _amendment),
    (37, _rally),
    (45, _revoked),
    (52, _cancellation),
    (57, _restored),
    (61, _nothing),
    (66, _nothing),
)
"""The day of each publication, and what happened before it."""


# --- readers ------------------------------------------------------------------------------------------------------


def _by_icalendar(paths: list[Path]) -> list[_Times]:
    calendars = [icalendar.Calendar.from_ical(path.read_bytes()).events for path in paths]
    return [
        _utc((event.start, event.end, str(event.get("STATUS", "CONFIRMED"))) for event in events)
        for events in calendars
    ]


def _by_home_assistant(paths: list[Path]) -> list[_Times]:
    calendars = [IcsCalendarStream.calendar_from_ics(path.read_text(encoding="utf-8")).events for path in paths]
    return [_utc((event.dtstart, event.dtend, str(event.status)) for event in events) for events in calendars]


def _by_ical_js(paths: list[Path]) -> list[_Times]:
    command = [str(NODE), str(HERE / "read.mjs"), *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own script
    calendars = [json.loads(line)["events"] for line in run.stdout.splitlines()]
    return [
        _utc(
            (datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"]), event["status"] or "")
            for event in events
            if not event["allDay"]
        )
        for events in calendars
    ]


def _utc(events: Iterable[tuple[Any, Any, str]]) -> _Times:
    """Return the times of the events that are not cancelled and have hours."""
    return {
        (start.astimezone(UTC), end.astimezone(UTC))
        for start, end, status in events
        if isinstance(start, datetime) and not status.endswith("CANCELLED")
    }


READERS = (_by_icalendar, _by_home_assistant, _by_ical_js)


def _times(duties: list[Duty], now: datetime) -> _Times:
    return {(duty.span.start.astimezone(UTC), duty.span.end.astimezone(UTC)) for duty in duties if duty.span.end > now}


def _check_readers(operation: Operation, roster: Roster, number: int) -> None:
    """Check that each reader sees exactly the duties ahead, in the calendars of teams and of a member."""
    now = operation.now(number)
    (rally,) = operation.plan.musters
    expected = {f"internal/teams/{team}.id.ics": list(roster.select(team=team)) for team in TEAMS}
    mine = [duty for duty in roster.select(team="kpu-1") if not duty.members or "p-kpu-1-1" in duty.members]
    expected[f"{operation.link('p-kpu-1-1')}/duties.id.ics"] = mine
    length = timedelta(minutes=rally.minutes)
    for read in READERS:
        calendars = read([operation.site / path for path in expected])
        for times, (path, duties) in zip(calendars, expected.items(), strict=True):
            ahead = {(start, end) for start, end in times if end > now and end - start != length}
            assert ahead == _times(duties, now), (path, read.__name__, number)


def _told(done: Published) -> list[tuple[str, str]]:
    return [(notice.team, notice.change.duty) for notice in done.changes]


def _uids(operation: Operation, roster: Roster) -> dict[str, tuple[object, ...]]:
    """Return what the people on a duty must hear if it changes, by the UID of the duty."""
    return {duty_identity(operation.plan, duty): (duty.team, duty.members, duty.span) for duty in roster.duties}


@pytest.mark.parametrize(
    ("first", "zone"),
    [(date(2023, 11, 28), "Asia/Jakarta"), (date(2024, 2, 1), "America/New_York")],
    ids=["Jombang", "a change of clocks"],
)
def test_operation_is_lived_through(tmp_path: Path, first: date, zone: str) -> None:
    """After each publication readers see the duties ahead, the past stays, and each change is told once."""
    operation = Operation(tmp_path, first, zone)
    muster = identity("muster", operation.plan.id, "rally")
    truth = SiteTruth(operation.site, operation.links, musters={muster})
    before = _uids(operation, operation.roster())
    past: dict[str, bytes] = {}
    for number, happens in STEPS:
        happens(operation)
        done = operation.publish(number)
        roster, now = operation.roster(), operation.now(number)
        assert truth.faults(now) == [], number
        _check_readers(operation, roster, number)
        after = _uids(operation, roster)
        changed = {uid for uid in before.keys() | after.keys() if before.get(uid) != after.get(uid)}
        told = _told(done)
        assert len(set(told)) == len(told), number
        if happens in {_nothing, _revoked}:
            assert told == [], number
        elif changed:
            assert told, number
        past = _checked_past(operation, number, past)
        before = after
    assert not (operation.site / operation.link("p-kpu-2-0")).exists()


def _checked_past(operation: Operation, number: int, past: dict[str, bytes]) -> dict[str, bytes]:
    """Check that the events of duties that were over keep their bytes, and return those that are over now."""
    data = (operation.site / "internal/units/polres.id.ics").read_bytes()
    events = published_events(data)
    assert {uid: events.get(uid) for uid in past} == past, number
    over = {
        duty_identity(operation.plan, duty) for duty in operation.roster() if duty.span.end <= operation.now(number)
    }
    return {uid: events[uid] for uid in over}
