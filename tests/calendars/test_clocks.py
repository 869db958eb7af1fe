"""Calendars of units in several zones: the zone of each, and a VTIMEZONE for every zone of its events."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import attrs
import icalendar
import pytest

import electsched
from electsched.calendars.duty_feeds import MemberFeeds, duty_calendar, duty_feeds, partner_feeds
from electsched.calendars.event import Revision
from electsched.calendars.feed import Feed, calendar_of, header_of
from electsched.calendars.writer import EventWriter, write_calendar
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Muster, Partner, Place, Post, Unit, WindowSpec
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.operation.teams import Member, Team
from electsched.roster.index import RosterIndex
from electsched.roster.parts.partition import partition, shared_plan
from electsched.roster.rotation import build_roster
from tests.calendar_bytes import byte_faults

START = date(2024, 1, 1)
ONE = Text.same("x")
WEST, EAST = "Asia/Jakarta", "Asia/Jayapura"
STAMP = datetime(2024, 1, 1, tzinfo=UTC)


def _post(key: str, unit: str, *teams: str, partners: tuple[str, ...] = ()) -> Post:
    return Post(
        key=key,
        name=Text.same(key),
        unit=unit,
        kind="office",
        windows=("w",),
        pattern="p",
        teams=(teams,),
        partners=partners,
    )


def _muster(key: str, *units: str) -> Muster:
    return Muster(key=key, name=Text.same(key), start=Moment(START, 6 * 60), minutes=30, place=Place(), units=units)


@pytest.fixture(scope="module")
def national(plan: Plan) -> Plan:
    """Return a plan by the clock of Jakarta with units there and in Jayapura; a team of the west stands in the east."""
    shift = Shift(key="n", name=ONE, start=time(7), hours=8, people=1)
    pattern = Pattern(key="p", name=ONE, shift=(shift,), line=(Line(key="l", cycle=("n", OFF)),))
    units = (
        Unit(key="top", name=ONE, level="mabes"),
        Unit(key="west", name=ONE, level="polda", parent="top"),
        Unit(key="east", name=ONE, level="polda", parent="top", zone=EAST),
    )
    teams = {"w1": "west", "w2": "west", "e1": "east", "e2": "east", "lent": "west"}
    return attrs.evolve(
        plan,
        operation=attrs.evolve(
            plan.operation,
            window=(WindowSpec(key="w", name=ONE, start=START, end=START + timedelta(days=5)),),
            phase=(),
            posture=(),
        ),
        units=units,
        posts=(
            _post("office", "west", "w1", "w2", partners=("both",)),
            _post("depot", "east", "e1", "e2", partners=("both", "eastern")),
            _post("yard", "east", "lent", "e3"),
        ),
        patterns=(pattern,),
        teams=tuple(Team(key=key, name=ONE, unit=unit, people=1) for key, unit in (teams | {"e3": "east"}).items()),
        members=tuple(Member(key=f"m-{key}", team=key, name=f"Member {key}") for key in teams),
        partners=tuple(Partner(key=key, name=ONE, role=ONE) for key in ("both", "eastern")),
        musters=(_muster("eastern", "east"), _muster("all"), _muster("two", "west", "east")),
        stations=(),
        station_guard=None,
        rules=(),
        strengths=(),
        reinforcements=(),
    )


@pytest.fixture(scope="module")
def feeds(national: Plan) -> dict[tuple[str, str], Feed]:
    """Return every calendar, by kind and key; of officers by their key."""
    index = RosterIndex(national, build_roster(national)[0])
    shared = (*duty_feeds(index, language="id"), *partner_feeds(index, language="id"))
    found: dict[tuple[str, str], Feed] = {(feed.kind, feed.key): feed for feed in shared}
    own = MemberFeeds(index)
    return found | {("member", member.key): own.feed(member, "id") for member in national.members}


def _zones(feed: Feed) -> tuple[str, list[str]]:
    calendar = icalendar.Calendar.from_ical(calendar_of(feed, STAMP).to_ical())
    return str(calendar["x-wr-timezone"]), [str(part["tzid"]) for part in calendar.walk("VTIMEZONE")]


@pytest.mark.parametrize(
    ("kind", "key", "own", "zones"),
    [
        # The musters of all and of units in two zones go by the plan's clock, that of units in one zone by theirs.
        ("unit", "top", WEST, [WEST]),
        ("unit", "west", WEST, [WEST]),
        ("unit", "east", EAST, [EAST, WEST]),
        ("post", "office", WEST, [WEST]),
        ("post", "depot", EAST, [EAST]),
        ("team", "w1", WEST, [WEST]),
        ("team", "e1", EAST, [EAST, WEST]),
        ("team", "lent", WEST, [WEST, EAST]),
        ("member", "m-w1", WEST, [WEST]),
        ("member", "m-e1", EAST, [EAST, WEST]),
        ("member", "m-lent", WEST, [WEST, EAST]),
        ("partner", "both", WEST, [WEST, EAST]),
        ("partner", "eastern", EAST, [EAST]),
    ],
)
def test_calendar_has_the_zones_of_its_events(
    feeds: dict[tuple[str, str], Feed], kind: str, key: str, own: str, zones: list[str]
) -> None:
    """A calendar names the zone of its owner, and has a VTIMEZONE for that and each other zone of its events."""
    assert _zones(feeds[kind, key]) == (own, zones)


def test_calendars_of_several_zones_are_the_bytes_of_icalendar(feeds: dict[tuple[str, str], Feed]) -> None:
    """No TZID is without its VTIMEZONE, and the writer gives the bytes of icalendar."""
    writer = EventWriter()
    for feed in feeds.values():
        whole = calendar_of(feed, STAMP).to_ical()
        events = [writer.write(event, Revision(STAMP)) for event in feed.events]
        assert write_calendar(header_of(feed, STAMP), events) == whole
        assert list(byte_faults(whole)) == []


def test_icalendar_reads_the_moments_of_each_zone(national: Plan) -> None:
    """07:00 WIT is 22:00 UTC of the previous day, and 06:00 WIB is 23:00 UTC (Keppres 41/1987: +9 and +7)."""
    roster, _ = build_roster(national)
    starts = _starts(duty_calendar(national, roster, team="lent", language="id"))
    assert starts["yard"] == datetime(2023, 12, 31, 22, tzinfo=UTC)
    assert starts["all"] == datetime(2023, 12, 31, 23, tzinfo=UTC)
    starts = _starts(duty_calendar(national, roster, unit="east", language="id"))
    assert starts["eastern"] == datetime(2023, 12, 31, 21, tzinfo=UTC)


def _starts(calendar: icalendar.Calendar) -> dict[str, datetime]:
    """Return the first start of each title, as icalendar reads it from the bytes."""
    found: dict[str, datetime] = {}
    for event in icalendar.Calendar.from_ical(calendar.to_ical()).events:
        assert isinstance(event.start, datetime)
        found.setdefault(str(event["summary"]).partition(":")[0], event.start.astimezone(UTC))
    return found


def test_calendars_of_several_zones_are_published_twice_without_a_change(national: Plan, tmp_path: Path) -> None:
    """The second publication changes no byte."""
    site, links = tmp_path / "site", tmp_path / "links.db"
    electsched.LinkRegistry.create(links, national).close()
    electsched.publish(national, site, links=links, stamp=STAMP)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    done = electsched.publish(national, site, links=links, stamp=STAMP)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert done.added == 0
    east = (site / "internal" / "units" / "east.id.ics").read_bytes()
    assert east.count(b"BEGIN:VTIMEZONE\r\n") == 2


def test_cancelled_event_keeps_its_zone(national: Plan, tmp_path: Path) -> None:
    """A muster on the clock of Jakarta that is removed from calendars of Jayapura keeps its VTIMEZONE in them."""
    site = tmp_path / "site"
    electsched.publish(national, site)
    later = attrs.evolve(national, musters=(), issued=datetime(2023, 12, 1, tzinfo=UTC))
    electsched.publish(later, site)
    east = (site / "internal" / "units" / "east.id.ics").read_bytes()
    assert b"STATUS:CANCELLED\r\n" in east
    assert list(byte_faults(east)) == []
    assert east.count(b"BEGIN:VTIMEZONE\r\n") == 2


def test_calendars_of_a_partition_are_those_of_the_whole_plan(national: Plan) -> None:
    """In a partition a muster still goes by the clock that its units share, and each calendar has the same bytes."""
    south = Unit(key="south", name=ONE, level="polda", parent="far")
    far = Unit(key="far", name=ONE, level="mabes", zone=EAST)
    plan = attrs.evolve(
        national,
        units=(*national.units, far, south),
        musters=(*national.musters, _muster("both-eastern", "east", "south"), _muster("far-apart", "south", "west")),
    )
    index = RosterIndex(plan, build_roster(plan)[0])
    whole = {feed.path: calendar_of(feed, STAMP).to_ical() for feed in duty_feeds(index, language="id")}
    found: dict[str, bytes] = {}
    for part in partition(plan):
        part_plan = part.plan(shared_plan(plan))
        feeds = duty_feeds(RosterIndex(part_plan, build_roster(part_plan)[0]), language="id")
        in_scope = (feed for feed in feeds if feed.path.partition(".")[0] in part.stems)
        found |= {feed.path: calendar_of(feed, STAMP).to_ical() for feed in in_scope}
    assert found == whole
    assert whole["units/south.id.ics"].count(b"TZID=Asia/Jayapura:20240101T060000") == 1


def test_units_with_the_zone_of_the_plan_are_units_without_a_zone(plan: Plan, national: Plan) -> None:
    """Units that name the zone of the plan have the calendars of units that name none."""
    bare = attrs.evolve(national, units=tuple(attrs.evolve(unit, zone="") for unit in national.units))
    said = attrs.evolve(bare, units=tuple(attrs.evolve(unit, zone=plan.zone) for unit in national.units))
    for one, other in zip(*(_calendars(each) for each in (bare, said)), strict=True):
        assert one == other
        assert one.count(b"BEGIN:VTIMEZONE\r\n") == 1


def _calendars(plan: Plan) -> list[bytes]:
    feeds = duty_feeds(RosterIndex(plan, build_roster(plan)[0]), language="id")
    return [calendar_of(feed, STAMP).to_ical() for feed in feeds]
