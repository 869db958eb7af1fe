"""A site through the days: duties that have begun stay as they were published, and only the others follow the plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import electsched
from electsched.calendars.content_lines import published_events
from electsched.errors import InputError, PublishError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Amendment, Cancellation, DutyName, Swap
from electsched.operation.operation import Muster, Partner, Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.operation.work_rules import NoticeTier
from electsched.publishing.records import site_record
from electsched.roster.duty import Roster
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_unit, a_window, an_absence
from tests.sites import files_of, links_in, write_links

FIRST = date(2024, 1, 1)
TOUR = a_pattern("tour", [a_shift("tour", 7, 24, 3)], a_line("tour", "-", "-"))
HALVES = a_pattern("halves", [a_shift("day", 7, 12, 3), a_shift("night", 19, 12, 3)], a_line("day", "night", "-"))
MEMBERS = tuple(Member(key=f"m{number}", team="kpu-1", name=f"Orang {number}") for number in (1, 2, 3))


def _plan(**fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of nine days with two posts of two units, each with four teams, of which three take turns."""
    units = [a_unit("polres"), a_unit("polsek", parent="polres")]
    posts = [
        a_post(key, [f"{key}-{number}" for number in (1, 2, 3)], pattern="tour", unit=unit)
        for key, unit in (("kpu", "polres"), ("gudang", "polsek"))
    ]
    teams = [a_team(f"{post.key}-{number}", 3, post.unit) for post in posts for number in (1, 2, 3, 4)]
    notices = (NoticeTier(key="urgent", name=Text.same("urgent"), under=3),)
    defaults: dict[str, Any] = {
        "units": tuple(units),
        "posts": tuple(posts),
        "patterns": (TOUR, HALVES),
        "windows": [a_window(FIRST, days=9)],
        "teams": tuple(teams),
        "members": MEMBERS,
        "notices": notices,
    }
    return a_plan(**(defaults | fields))


def _day(number: int) -> date:
    return FIRST + timedelta(days=number - 1)


def _at(number: int, hour: int = 10) -> datetime:
    """Return an hour of a day by the clock of Jakarta."""
    return datetime(2024, 1, 1, hour, tzinfo=UTC) + timedelta(days=number - 1, hours=-7)


def _turns(plan: Plan, *teams: str) -> Plan:
    posts = (attrs.evolve(post, teams=(teams,)) if post.key == "kpu" else post for post in plan.posts)
    return attrs.evolve(plan, posts=tuple(posts))


def _without(plan: Plan, post: str) -> Plan:
    return attrs.evolve(plan, posts=tuple(each for each in plan.posts if each.key != post))


def _events(site: Path) -> dict[tuple[str, str], bytes]:
    """Return the lines of each live event of the internal and secret parts, by calendar and UID."""
    calendars = {path: data for path, data in files_of(site).items() if path.endswith(".ics") and "public" not in path}
    return {
        (path, uid): block
        for path, data in calendars.items()
        for uid, block in published_events(data).items()
        if b"STATUS:CANCELLED" not in block
    }


def _started(events: dict[tuple[str, str], bytes], now: datetime) -> dict[tuple[str, str], bytes]:
    def start(block: bytes) -> datetime:
        (event,) = icalendar.Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + block + b"END:VCALENDAR\r\n").events
        assert isinstance(event.start, datetime)
        return event.start

    return {key: block for key, block in events.items() if start(block) <= now}


def test_duties_that_have_begun_stay_while_the_plan_changes_daily(tmp_path: Path) -> None:
    """A swap, another pattern, a removed post, an added team: nothing already done changes."""
    plan = _plan()
    days = [
        (1, plan),
        (3, _turns(plan, "kpu-4", "kpu-1", "kpu-2")),
        (4, attrs.evolve(plan, posts=tuple(attrs.evolve(post, pattern="halves") for post in plan.posts))),
        (6, _without(plan, "gudang")),
        (7, attrs.evolve(_turns(plan, "kpu-2", "kpu-3", "kpu-4"), teams=plan.teams[1:], members=())),
        (12, attrs.evolve(plan, posts=(), teams=(), members=())),
    ]
    past: dict[tuple[str, str], bytes] = {}
    for number, changed in days:
        electsched.publish(changed, tmp_path, now=_at(number))
        events = _events(tmp_path)
        assert {key: events.get(key) for key in past} == past
        done = electsched.publish(changed, tmp_path, now=_at(number, 11))
        assert (done.written, done.added, done.changed, done.withdrawn) == ((), 0, 0, 0)
        past = _started(events, _at(number))
    posts = {path for path, _ in past if path.startswith("internal/posts/")}
    assert posts == {f"internal/posts/{key}.{language}.ics" for key in ("kpu", "gudang") for language in ("id", "en")}


def test_differences_are_reported_with_both_sides(tmp_path: Path) -> None:
    """The report has each duty that has begun and that the plan says otherwise, at each publication."""
    plan = _plan()
    assert electsched.publish(plan, tmp_path, now=_at(1)).differences == ()
    for _ in range(2):
        done = electsched.publish(_without(plan, "gudang"), tmp_path, now=_at(3))
        assert [(pair.before and pair.before.day, pair.after) for pair in done.differences] == [
            (_day(number), None) for number in (1, 2, 3)
        ]
    done = electsched.publish(_without(plan, "gudang"), tmp_path, now=_at(3), correct_past=True)
    assert (done.differences, done.withdrawn) == ((), 3)
    assert not electsched.publish(_without(plan, "gudang"), tmp_path, now=_at(3)).differences


def test_only_changes_of_duties_ahead_are_reported(tmp_path: Path) -> None:
    """The teams hear of duties that have not ended; nothing about earlier ones is called urgent."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(1))
    done = electsched.publish(_without(plan, "gudang"), tmp_path, now=_at(5))
    assert {change.change.start.date() for change in done.changes} == {_day(number) for number in (6, 7, 8, 9)}
    urgent = {change.change.start.date() for change in done.changes if change.tier}
    assert urgent == {_day(number) for number in (6, 7, 8)}
    corrected = electsched.publish(plan, tmp_path, now=_at(12), correct_past=True)
    assert (corrected.changes, corrected.changed + corrected.added > 0) == ((), True)


def test_changes_are_corrections_or_faults(tmp_path: Path) -> None:
    """A swap of duties that were done is refused before anything is written; as a correction it rewrites these two."""
    plan = _plan(members=())
    electsched.publish(plan, tmp_path, now=_at(1))
    names = [DutyName(post="kpu", day=_day(number), shift="tour") for number in (2, 3)]
    swap = Swap(first=names[0], second=names[1], **DECISION)
    amendment = Amendment(post="gudang", start=_day(2), teams=(("gudang-4", "gudang-2", "gudang-3"),), **DECISION)
    before = files_of(tmp_path)
    with pytest.raises(InputError) as caught:
        electsched.publish(attrs.evolve(plan, swaps=(swap,), amendments=(amendment,)), tmp_path, now=_at(4))
    assert [fault.path for fault in caught.value.faults] == ["swap[0]", "amendment[0]"]
    assert "kpu 2024-01-02 tour, kpu 2024-01-03 tour" in str(caught.value)
    assert files_of(tmp_path) == before
    past = _started(_events(tmp_path), _at(4))
    done = electsched.publish(attrs.evolve(plan, swaps=(attrs.evolve(swap, corrects=True),)), tmp_path, now=_at(4))
    changed = {uid for (_, uid), _ in set(past.items()) ^ set(_started(_events(tmp_path), _at(4)).items())}
    assert len(changed) == 2
    assert done.differences == ()
    assert [duty.team for duty in site_record(tmp_path, plan).duties if duty.post == "kpu"][1:3] == ["kpu-3", "kpu-2"]


def test_corrections_reach_partners(tmp_path: Path) -> None:
    """A duty that did not take place leaves the calendar of a partner too, and the other begun duties stay there."""
    partner = Partner(key="linmas", name=Text.same("Linmas"), role=Text.same("Guard"))
    plan = _plan()
    plan = attrs.evolve(
        plan, partners=(partner,), posts=tuple(attrs.evolve(post, partners=("linmas",)) for post in plan.posts)
    )
    write_links(tmp_path / "links", plan)
    site = tmp_path / "site"
    electsched.publish(plan, site, links=tmp_path / "links", now=_at(1))
    (link,) = links_in(tmp_path / "links", "partner")
    before = {key for key in _events(site) if key[0].startswith(link.folder)}
    cancelled = Cancellation(post="kpu", day=_day(2), shift="tour", corrects=True, **DECISION)
    corrected = attrs.evolve(plan, cancellations=(cancelled,))
    electsched.publish(corrected, site, links=tmp_path / "links", now=_at(4))
    after = {key for key in _events(site) if key[0].startswith(link.folder)}
    (uid,) = {uid for _, uid in before - after}
    assert (len(before - after), after - before) == (len(plan.languages), set())
    assert not any(key[1] == uid for key in _events(site))


def test_muster_that_was_held_stays(tmp_path: Path) -> None:
    """A parade that has taken place keeps its event, though the plan no longer calls it."""
    place = Place(address="Mapolres")
    muster = Muster(key="apel", name=Text.same("Apel"), start=Moment(_day(2), 480), minutes=60, place=place)
    plan = _plan(musters=(muster,))
    electsched.publish(plan, tmp_path, now=_at(1))
    before = {key: block for key, block in _events(tmp_path).items() if b"SUMMARY:Apel" in block}
    electsched.publish(attrs.evolve(plan, musters=()), tmp_path, now=_at(3))
    assert {key: _events(tmp_path).get(key) for key in before} == before != {}


def test_given_roster_keeps_the_past(tmp_path: Path) -> None:
    """Of duties that are given only those ahead are published, and the difference is reported."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(1))
    past = _started(_events(tmp_path), _at(4))
    roster = electsched.build_roster(_turns(plan, "kpu-3", "kpu-1", "kpu-2"))[0]
    done = electsched.publish(plan, tmp_path, roster=Roster(roster.duties), now=_at(4))
    assert len(done.differences) == 4
    assert _started(_events(tmp_path), _at(4)) == past


# --- clocks -------------------------------------------------------------------------------------------------------


def test_clock_set_back_changes_no_duty_that_has_begun(tmp_path: Path) -> None:
    """The site remembers its latest publication, and says so; `correct_past` is the way out."""
    plan, changed = _plan(), _turns(_plan(), "kpu-3", "kpu-1", "kpu-2")
    electsched.publish(plan, tmp_path, now=_at(6))
    done = electsched.publish(changed, tmp_path, now=_at(2))
    assert done.set_back == _at(6)
    assert len(done.differences) == 6
    assert electsched.publish(changed, tmp_path, now=_at(6)).set_back is None
    done = electsched.publish(changed, tmp_path, now=_at(2), correct_past=True)
    assert (done.set_back, done.differences) == (None, ())
    assert len(electsched.publish(plan, tmp_path, now=_at(2)).differences) == 2


def test_stage_that_has_begun_follows_the_law(tmp_path: Path) -> None:
    """A date of the law that is decreed late is a change of its stage, begun or not."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(1))
    timeline = electsched.resolve("id/general-2024", given={"campaign": (date(2023, 11, 28), date(2024, 2, 9))})
    electsched.publish(attrs.evolve(plan, timeline=timeline), tmp_path, now=_at(2))
    assert b"20240210" in files_of(tmp_path)["public/stages.id.ics"]


# --- the data file ------------------------------------------------------------------------------------------------


def test_each_unit_has_a_record_in_the_manifest(tmp_path: Path) -> None:
    """It has the published roster, lists members by key, names nobody, and is not written again without a change."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(1))
    assert site_record(tmp_path, plan).duties == electsched.build_roster(plan)[0].duties
    data = json.loads((tmp_path / "internal/units/polres.roster.json").read_bytes())
    assert site_record(tmp_path, plan).crews == {"kpu-1": ("m1", "m2", "m3")}
    assert [row[:4] for row in data["duties"][:2]] == [["kpu", "guard", f"2024-01-0{day}", "tour"] for day in (1, 2)]
    assert not re.search("Orang|m1", json.dumps(data))
    listed = {entry["path"] for entry in json.loads((tmp_path / "internal/manifest.json").read_bytes())["files"]}
    assert {"units/polres.roster.json", "units/polsek.roster.json"} <= listed
    done = electsched.publish(_turns(plan, "kpu-1", "kpu-2", "kpu-4"), tmp_path, now=_at(2))
    assert "internal/units/polres.roster.json" in done.written
    assert "internal/units/polsek.roster.json" in done.unchanged


def test_record_of_a_removed_unit_stays(tmp_path: Path) -> None:
    """Its past is on the board of the operation, and in its own calendars, as long as the site lasts."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(3))
    alone = attrs.evolve(_without(plan, "gudang"), units=plan.units[:1], teams=plan.teams[:4])
    for number in (4, 30):
        electsched.publish(alone, tmp_path, now=_at(number))
        assert b"gudang-2" in (tmp_path / "internal/board.html").read_bytes()
        kept = published_events((tmp_path / "internal/units/polsek.id.ics").read_bytes()).values()
        assert sum(b"STATUS:" not in block for block in kept) == 4
    back = electsched.publish(plan, tmp_path, now=_at(31))
    assert [pair.after.day for pair in back.differences if pair.after and not pair.before] == [
        _day(number) for number in (5, 6, 7, 8, 9)
    ]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-40], "no JSON"),
        (lambda data: data.replace(b'"format": 1', b'"format": 7'), "format 7"),
        (lambda data: data.replace(b'"columns"', b'"colunms"'), "a damaged record"),
        (lambda _: None, "no such file"),
    ],
)
def test_damaged_record_is_refused(tmp_path: Path, damage: Any, message: str) -> None:  # noqa: ANN401
    """It is named before anything is written, and `rebuild` makes it anew while the events keep their bytes."""
    plan = _plan()
    electsched.publish(plan, tmp_path, now=_at(3))
    path = tmp_path / "internal/units/polres.roster.json"
    data = damage(path.read_bytes())
    path.unlink() if data is None else path.write_bytes(data)
    before = files_of(tmp_path)
    changed = _turns(plan, "kpu-3", "kpu-1", "kpu-2")
    with pytest.raises(PublishError, match=message) as caught:
        electsched.publish(changed, tmp_path, now=_at(4))
    assert caught.value.faults[0].path == "internal/units/polres.roster.json"
    assert "--rebuild" in str(caught.value.faults[0].hint)
    assert files_of(tmp_path) == before
    past = _started(_events(tmp_path), _at(4))
    electsched.publish(changed, tmp_path, now=_at(4), rebuild=True)
    assert _started(_events(tmp_path), _at(4)).keys() >= past.keys()
    assert {key: _events(tmp_path)[key] for key in past} == past


def test_site_without_a_roster_has_no_record(tmp_path: Path) -> None:
    """An empty folder and the site of another plan are refused by name."""
    with pytest.raises(InputError, match="no roster was published there"):
        site_record(tmp_path, _plan())
    electsched.publish(_plan(), tmp_path, now=_at(1))
    with pytest.raises(PublishError, match="a record of 'a-plan'; expected a record of 'other'"):
        site_record(tmp_path, attrs.evolve(_plan(), id="other"))


def test_private_calendars_keep_the_past(tmp_path: Path) -> None:
    """A member who leaves a team keeps the duties done with it; a member who comes has none of them."""
    plan = _plan()
    links = write_links(tmp_path / "links.sqlite", plan)
    site = tmp_path / "site"
    electsched.publish(plan, site, links=links, now=_at(1))
    past = {key: block for key, block in _started(_events(site), _at(5)).items() if key[0].startswith("secret/")}
    moved = attrs.evolve(plan, members=(attrs.evolve(MEMBERS[0], team="kpu-2"), *MEMBERS[1:]))
    for _ in range(2):
        electsched.publish(moved, site, links=links, now=_at(5))
        assert {key: _events(site).get(key) for key in past} == past


# --- as a law -----------------------------------------------------------------------------------------------------

_EDITS = st.fixed_dictionaries(
    {
        "hours": st.integers(0, 80),
        "turns": st.permutations([1, 2, 3, 4]),
        "pattern": st.sampled_from(["tour", "tour", "halves"]),
        "removed": st.sampled_from(["", "", "kpu", "gudang"]),
        "unit": st.sampled_from(["polsek", "polsek", "polres"]),
        "name": st.sampled_from(["kpu", "KPU Jombang"]),
        "members": st.integers(0, 3),
    }
)


def _edited(edits: dict[str, Any]) -> Plan:
    plan = _turns(_plan(members=MEMBERS[: edits["members"]]), *(f"kpu-{number}" for number in edits["turns"][:3]))
    posts: Iterator[Any] = (post for post in plan.posts if post.key != edits["removed"])
    posts = (attrs.evolve(post, name=Text.same(edits["name"])) if post.key == "kpu" else post for post in posts)
    posts = (attrs.evolve(post, unit=edits["unit"]) if post.key == "gudang" else post for post in posts)
    return attrs.evolve(plan, posts=tuple(attrs.evolve(post, pattern=edits["pattern"]) for post in posts))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_EDITS, min_size=2, max_size=4))
def test_events_that_have_begun_keep_their_bytes(
    tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]]
) -> None:
    """At each publication every event that had begun is in the same calendars with the same bytes, and live."""
    _check_begun_events(tmp_path_factory, edits)


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_EDITS, min_size=2, max_size=4))
def test_events_that_have_begun_keep_their_bytes_in_many_plans(
    tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]]
) -> None:
    """The same for more plans."""
    _check_begun_events(tmp_path_factory, edits)


def _check_begun_events(tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]]) -> None:
    site, now = tmp_path_factory.mktemp("site"), datetime(2023, 12, 31, tzinfo=UTC)
    published: dict[tuple[str, str], bytes] = {}
    for edit in edits:
        now += timedelta(hours=edit["hours"])
        past = _started(published, now)
        electsched.publish(_edited(edit), site, now=now)
        published = _events(site)
        assert {key: published.get(key) for key in past} == past


def test_absence_of_somebody_who_was_never_a_member_is_a_fault(tmp_path: Path) -> None:
    """Ahead of now it stops the plan with the nearest names; in the past, and of one who left the list, it does not."""
    stranger = attrs.evolve(_plan(), absences=(an_absence(_day(5), member="m9"),))
    for publication in range(2):  # a new site, and one with a record
        with pytest.raises(InputError) as caught:
            electsched.publish(stranger, tmp_path, stamp=_at(2))
        (fault,) = caught.value.faults
        assert (fault.path, fault.found, fault.expected) == (
            "absence[0]",
            "'m9', who was never in the list of members",
            "a member, such as m3, m2, m1",
        )
        if not publication:
            electsched.publish(_plan(), tmp_path, stamp=_at(1))
    assert electsched.publish(stranger, tmp_path, stamp=_at(6)).differences == ()


def test_absence_of_a_member_who_left_stops_no_publication(tmp_path: Path) -> None:
    """The record knows who left before any duty, and afterwards that the absence was published."""
    electsched.publish(_plan(), tmp_path, stamp=_at(-3))
    left = attrs.evolve(_plan(), members=MEMBERS[:2], absences=(an_absence(_day(5), member="m3"),))
    for day in (-2, -1, 1):
        electsched.publish(left, tmp_path, stamp=_at(day))
    findings = electsched.check_roster(electsched.build_roster(left)[0], left)
    found = [(each.change, each.severity) for each in findings if each.code == "unknown"]
    assert found == [("absence[0]", "warning")]
