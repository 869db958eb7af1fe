"""The national plan of `examples/nation.py`: real totals, the seed, sizes, zones, duties and the script."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import icalendar
import pytest

import electsched
from electsched.cli.output import ProgressBar
from electsched.operation.plan import Plan
from electsched.operation.team_lines import check_plan
from tests.scripts import EXAMPLES, script

pytestmark = pytest.mark.national

OFFICERS = 434_197
FIRST, LAST = date(2023, 11, 28), date(2024, 2, 10)


NATION = script(EXAMPLES / "nation.py")


def _plan(size: str | float, seed: int = 1) -> Plan:
    """Return the plan of that size."""
    plan: Plan = NATION.national_plan(size, seed)
    return plan


@pytest.fixture(scope="module")
def nation() -> Plan:
    """Return the whole nation."""
    return _plan("nation")


@pytest.fixture(scope="module")
def hundredth() -> Plan:
    """Return a hundredth of it."""
    return _plan("1/100")


def test_totals_of_the_nation_are_the_published_ones(nation: Plan) -> None:
    """38 provinces, 514 regencies and cities, 7,277 districts, 823,220 stations (KPU), 434,197 officers (Polri)."""
    assert Counter(unit.level for unit in nation.units) == {"mabes": 1, "polda": 38, "polres": 514, "polsek": 7_277}
    assert sum(group.count for group in nation.stations) == 823_220 - 3_059
    assert "3,059 stations abroad" in nation.units[0].note
    assert len(nation.members) == len({member.key for member in nation.members}) == OFFICERS
    assert sum(team.people for team in nation.teams) == OFFICERS
    assert (len(nation.posts), len(nation.teams)) == (24_122, 72_366)
    assert len(nation.partners) == 514


def test_totals_do_not_depend_on_the_seed() -> None:
    """Any seed has the same totals, and posts and stations in each district."""
    for seed in (0, 7, -3):
        plan = _plan("nation", seed)
        assert len(plan.members) == OFFICERS
        assert sum(group.count for group in plan.stations) == 820_161
        districts = {unit.key for unit in plan.units if unit.level == "polsek"}
        assert len(districts) == 7_277
        assert districts <= {post.unit for post in plan.posts}
        assert districts <= {group.unit for group in plan.stations}


def test_units_have_the_zone_of_their_province(nation: Plan) -> None:
    """Districts are below their regency, regencies below their province."""
    units = {unit.key: unit for unit in nation.units}
    level_above = {"polsek": "polres", "polres": "polda", "polda": "mabes"}
    for unit in nation.units[1:]:
        assert units[unit.parent].level == level_above[unit.level]
    zones = nation.zones
    assert set(zones.values()) == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}
    assert all(zones[unit.key] == zones[unit.parent] for unit in nation.units if unit.level in {"polsek", "polres"})


def test_parts_of_a_unit_are_together(nation: Plan) -> None:
    """Posts, teams and officers are in the order of the units, so that those of a unit are one slice."""
    order = {unit.key: number for number, unit in enumerate(nation.units)}
    of_team = {team.key: order[team.unit] for team in nation.teams}
    for numbers in (
        [order[post.unit] for post in nation.posts],
        [order[team.unit] for team in nation.teams],
        [of_team[member.team] for member in nation.members],
        [order[group.unit] for group in nation.stations],
    ):
        assert numbers == sorted(numbers)
    sizes = Counter(member.team for member in nation.members)
    assert {team.key: team.people for team in nation.teams} == sizes
    assert Counter(sizes.values()) == {6: 72_365, 7: 1}


def test_nobody_is_named_and_illustrations_are_marked(hundredth: Plan) -> None:
    """Officers have numbers for names; units, posts and stations have the note that they are an illustration."""
    assert all(member.name == f"Petugas {member.key.removeprefix('petugas-')}" for member in hundredth.members)
    notes = [unit.note for unit in hundredth.units]
    notes += [post.note for post in hundredth.posts]
    notes += [stations.note for stations in hundredth.stations]
    assert all(note.startswith("Illustrative") for note in notes)
    assert "Illustrative" in hundredth.operation.source


@pytest.mark.parametrize(
    ("size", "share"), [("1/1000", 1 / 1000), ("1/100", 1 / 100), ("1/10", 1 / 10), (0.02, 0.02), ("1/3", 1 / 3)]
)
def test_fraction_has_that_share_of_the_officers(size: str | float, share: float) -> None:
    """The number of officers is right to within two posts, in whole districts of all three zones."""
    plan = _plan(size)
    assert abs(len(plan.members) - share * OFFICERS) <= 2 * 18
    assert len(set(plan.zones.values())) == 3


def test_district_and_regency_have_the_units_above_them() -> None:
    """The units above a single district have no posts; a regency has all its districts."""
    district, regency = _plan("district"), _plan("regency")
    assert [unit.key for unit in district.units] == ["mabes", "polda-01", "polres-01-01", "polsek-01-01-01"]
    assert {post.unit for post in district.posts} == {"polsek-01-01-01"}
    assert {post.unit for post in regency.posts} == {unit.key for unit in regency.units[2:]}
    assert [partner.key for partner in regency.partners] == ["kpu-01-01"]


@pytest.mark.parametrize("size", ["district", "regency", "1/1000", "1/10"])
def test_smaller_size_is_a_part_of_the_nation(size: str, nation: Plan) -> None:
    """Its units, posts, teams and officers are those of the nation, with the same keys and fields."""
    part = _plan(size)
    for name in ("units", "posts", "teams", "members", "stations", "partners"):
        assert _fields(getattr(part, name)) <= _fields(getattr(nation, name)), name


def _fields(values: Iterable[attrs.AttrsInstance]) -> set[str]:
    """Return all fields of each value, as text; a `repr` leaves some out."""
    return {str(attrs.astuple(value, recurse=False)) for value in values}


def test_same_seed_gives_the_same_plan(hundredth: Plan) -> None:
    """The plan depends on its arguments alone: on every machine it has this digest."""
    assert _plan("1/100") == hundredth
    fields = [
        [(unit.key, unit.name.words, unit.parent, unit.zone) for unit in hundredth.units],
        [(post.key, post.name.words, post.unit, post.kind, post.teams, post.partners) for post in hundredth.posts],
        [(team.key, team.name.words, team.unit, team.people) for team in hundredth.teams],
        [(member.key, member.name, member.team) for member in hundredth.members],
        [(group.unit, group.tier, group.count) for group in hundredth.stations],
    ]
    digest = hashlib.sha256(repr(fields).encode()).hexdigest()
    assert digest[:16] == "a68a836a0bc9ef54"


def test_another_seed_gives_another_plan(hundredth: Plan) -> None:
    """The same number of officers, in other units."""
    other = _plan("1/100", seed=2)
    assert other.posts != hundredth.posts
    assert {unit.key for unit in other.units} != {unit.key for unit in hundredth.units}


@pytest.mark.parametrize("size", ["everything", "", "0", "-1/10", "1.5", "1/0", 0.0, float("nan"), float("inf")])
def test_unknown_size_is_refused(size: str | float) -> None:
    """The error names the sizes that exist."""
    with pytest.raises(ValueError, match="expected one of district, regency, 1/1000, 1/100, 1/10, nation"):
        _plan(size)


# --- roster and demand -------------------------------------------------------------------------------------------


def test_hundredth_has_no_faults_and_a_complete_roster(hundredth: Plan) -> None:
    """Its patterns have no fault, every duty is filled, and the check finds no error."""
    assert check_plan(hundredth) == ()
    roster, shortfalls = electsched.build_roster(hundredth)
    assert shortfalls == ()
    assert [finding for finding in electsched.check_roster(roster, hundredth) if finding.severity == "error"] == []


def test_each_team_has_25_duties_in_the_campaign(hundredth: Plan) -> None:
    """24 hours on and 48 off: each team, and so each officer, has 25 duties in the 75 days of the campaign."""
    roster, _ = electsched.build_roster(hundredth)
    assert {(window.start, window.end) for window in hundredth.windows if window.key == "campaign"} == {(FIRST, LAST)}
    duties = Counter(duty.team for duty in roster.duties if FIRST <= duty.day <= LAST)
    assert duties == dict.fromkeys((team.key for team in hundredth.teams), 25)
    assert len(roster.duties) == 25 * len(hundredth.teams)


def test_first_duties_begin_at_seven_in_each_zone(hundredth: Plan) -> None:
    """The first tours begin at 07:00 WIB, WITA and WIT, which are 00:00, 23:00 and 22:00 UTC (Keppres 41/1987)."""
    roster, _ = electsched.build_roster(hundredth)
    first = {duty.span.start.astimezone(UTC) for duty in roster.duties if duty.day == FIRST}
    assert sorted(first) == [
        datetime(2023, 11, 27, 22, tzinfo=UTC),
        datetime(2023, 11, 27, 23, tzinfo=UTC),
        datetime(2023, 11, 28, 0, tzinfo=UTC),
    ]
    assert {(duty.span.start.hour, duty.span.end.hour) for duty in roster.duties} == {(7, 7)}
    zones, of_post = hundredth.zones, {post.key: post.unit for post in hundredth.posts}
    assert all(duty.span.start.tzinfo is ZoneInfo(zones[of_post[duty.post]]) for duty in roster.duties)
    assert all(type(moment) is datetime for duty in roster.duties for moment in (duty.span.start, duty.span.end))


def test_demand_has_two_linmas_for_each_station(hundredth: Plan) -> None:
    """The ratios of every tier of 2024 have two linmas for each station; each post has six police."""
    demand = electsched.demand(hundredth)
    linmas = [total for total in demand.totals("agency") if total.group == ("linmas",)]
    assert [total.peak for total in linmas] == [2 * sum(group.count for group in hundredth.stations)]
    posts = [need for need in demand.needs if need.post != "stations"]
    assert sum(need.headcount for need in posts) == 6 * len(hundredth.posts)
    assert {len(need.days) for need in posts} == {75}


def test_demand_of_the_nation_leaves_out_stations_abroad(nation: Plan) -> None:
    """There are two linmas for each of the 820,161 stations at home, and none abroad."""
    linmas = [total for total in electsched.demand(nation).totals("agency") if total.group == ("linmas",)]
    assert [total.peak for total in linmas] == [2 * 820_161]


def test_partner_has_two_posts(hundredth: Plan) -> None:
    """The KPU of a regency is a partner at its office and its warehouse alone, so that its calendar is small."""
    posts = Counter(key for post in hundredth.posts for key in post.partners)
    assert posts == dict.fromkeys((partner.key for partner in hundredth.partners), 2)


# --- the script ---------------------------------------------------------------------------------------------------


def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-X", "utf8", "-W", "error", EXAMPLES / "nation.py", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )


def test_script_counts_and_publishes(tmp_path: Path) -> None:
    """It prints the size of the plan, and writes a calendar for each team."""
    done = _run("--size", "district", "--publish", "site", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = _plan("district")
    assert f"{len(plan.posts)} posts, {len(plan.teams)} teams, {len(plan.members)} officers" in done.stdout
    files = {path.name for path in (tmp_path / "site" / "internal" / "teams").iterdir()}
    assert files == {f"{team.key}.id.ics" for team in plan.teams}


def test_script_publishes_a_calendar_for_each_officer(tmp_path: Path) -> None:
    """With a registry of links each officer has a calendar of 25 duties, which icalendar reads."""
    done = _run("--size", "district", "--publish", "site", "--links", "links.db", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    calendars = [path.read_bytes() for path in (tmp_path / "site" / "secret").glob("*/duties.id.ics")]
    assert len(calendars) == len(_plan("district").members)
    assert {len(icalendar.Calendar.from_ical(data).events) for data in calendars} == {25}


def test_script_shows_its_progress(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes lines to standard error, as the command does without a terminal."""
    monkeypatch.setattr(NATION, "ProgressBar", partial(ProgressBar, bar_after_seconds=0.0, log_line_seconds=0.0))
    assert NATION.main(["--size", "district", "--publish", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert re.fullmatch(r"writing: (\d+) of \1 calendars, [\d,]+ a second, 0:00:00 left", captured.err.splitlines()[-1])
    assert "writing" not in captured.out


def test_script_refuses_an_unknown_size(tmp_path: Path) -> None:
    """It prints one line on standard error and exits with status 2."""
    done = _run("--size", "2", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("size: '2', expected one of ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX tells the most memory that a process took")
def test_memory_does_not_grow_with_the_number_of_calendars(tmp_path: Path) -> None:
    """A seven-hundredth of the nation, over 30 MB of files, needs little more memory than a district."""
    peaks: list[int] = []
    for size in ("district", "1/700"):
        done = _run("--size", size, "--publish", size.partition("/")[0], "--links", f"{size[0]}.db", cwd=tmp_path)
        match = re.search(r"(\d+) MiB at most", done.stdout)
        assert match is not None, done.stderr
        peaks.append(int(match[1]))
    written = sum(path.stat().st_size for path in (tmp_path / "1").rglob("*") if path.is_file())
    assert written > 30 * 2**20
    assert peaks[1] - peaks[0] < 20, peaks
