"""The national plan of `examples/nation.py`: real totals, and all of a seed; its sizes, zones and duties."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import icalendar
import pytest

import electsched
from electsched.operation.plan import Plan, check_plan

pytestmark = pytest.mark.national

SCRIPT = Path(__file__).parents[1] / "examples" / "nation.py"
OFFICERS = 434_197
FIRST, LAST = date(2023, 11, 28), date(2024, 2, 10)


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("nation", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["nation"] = module
    spec.loader.exec_module(module)
    return module


NATION = _script()


def made(size: str | float, seed: int = 1) -> Plan:
    """Return the plan of that size."""
    plan: Plan = NATION.national_plan(size, seed)
    return plan


@pytest.fixture(scope="module")
def nation() -> Plan:
    """Return the whole nation."""
    return made("nation")


@pytest.fixture(scope="module")
def hundredth() -> Plan:
    """Return a hundredth of it."""
    return made("1/100")


def test_the_totals_are_exact(nation: Plan) -> None:
    """38 provinces, 514 regencies and cities, 7,277 districts, 823,220 stations (KPU), 434,197 officers (Polri)."""
    assert Counter(unit.level for unit in nation.units) == {"mabes": 1, "polda": 38, "polres": 514, "polsek": 7_277}
    assert sum(group.count for group in nation.stations) == 823_220 - 3_059
    assert "3,059 stations abroad" in nation.units[0].note
    assert len(nation.members) == len({member.key for member in nation.members}) == OFFICERS
    assert sum(team.people for team in nation.teams) == OFFICERS
    assert (len(nation.posts), len(nation.teams)) == (24_122, 72_366)
    assert len(nation.partners) == 514


def test_a_district_of_every_nation() -> None:
    """Whatever the seed, the totals are the same, and no district is without posts and stations."""
    for seed in (0, 7, -3):
        plan = made("nation", seed)
        assert len(plan.members) == OFFICERS
        assert sum(group.count for group in plan.stations) == 820_161
        districts = {unit.key for unit in plan.units if unit.level == "polsek"}
        assert len(districts) == 7_277
        assert districts <= {post.unit for post in plan.posts}
        assert districts <= {group.unit for group in plan.stations}


def test_every_unit_lies_in_one_above(nation: Plan) -> None:
    """Districts in their regency, regencies in their province; the zone is that of the province."""
    units = {unit.key: unit for unit in nation.units}
    above = {"polsek": "polres", "polres": "polda", "polda": "mabes"}
    for unit in nation.units[1:]:
        assert units[unit.parent].level == above[unit.level]
    zones = nation.zones
    assert set(zones.values()) == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}
    assert all(zones[unit.key] == zones[unit.parent] for unit in nation.units if unit.level in {"polsek", "polres"})


def test_what_belongs_to_a_unit_stands_together(nation: Plan) -> None:
    """Posts, teams and officers stand in the order of the units, so that a part of the plan is a stretch of it."""
    order = {unit.key: number for number, unit in enumerate(nation.units)}
    of_team = {team.key: order[team.unit] for team in nation.teams}
    for places in (
        [order[post.unit] for post in nation.posts],
        [order[team.unit] for team in nation.teams],
        [of_team[member.team] for member in nation.members],
        [order[group.unit] for group in nation.stations],
    ):
        assert places == sorted(places)
    sizes = Counter(member.team for member in nation.members)
    assert {team.key: team.people for team in nation.teams} == sizes
    assert Counter(sizes.values()) == {6: 72_365, 7: 1}


def test_nobody_is_named_and_what_is_made_up_says_so(hundredth: Plan) -> None:
    """Officers have numbers for names; units, posts and stations note that they are an illustration."""
    assert all(member.name == f"Petugas {member.key.removeprefix('petugas-')}" for member in hundredth.members)
    notes = [[item.note for item in found] for found in (hundredth.units, hundredth.posts, hundredth.stations)]
    assert all(note.startswith("Illustrative") for found in notes for note in found)
    assert "Illustrative" in hundredth.operation.source


@pytest.mark.parametrize(
    ("size", "share"), [("1/1000", 1 / 1000), ("1/100", 1 / 100), ("1/10", 1 / 10), (0.02, 0.02), ("1/3", 1 / 3)]
)
def test_a_fraction_of_the_officers(size: str | float, share: float) -> None:
    """A fraction has so many officers, to within two posts, in whole districts of all three zones."""
    plan = made(size)
    assert abs(len(plan.members) - share * OFFICERS) <= 2 * 18
    assert len(set(plan.zones.values())) == 3


def test_one_district_and_one_regency() -> None:
    """A district stands under its regency and province, which have no posts of their own; a regency is whole."""
    district, regency = made("district"), made("regency")
    assert [unit.key for unit in district.units] == ["mabes", "polda-01", "polres-01-01", "polsek-01-01-01"]
    assert {post.unit for post in district.posts} == {"polsek-01-01-01"}
    assert {post.unit for post in regency.posts} == {unit.key for unit in regency.units[2:]}
    assert [partner.key for partner in regency.partners] == ["kpu-01-01"]


@pytest.mark.parametrize("size", ["district", "regency", "1/1000", "1/10"])
def test_a_smaller_size_is_a_part_of_the_nation(size: str, nation: Plan) -> None:
    """Its units, posts, teams and officers are those of the nation, with the same keys and all that they say."""
    part = made(size)
    for name in ("units", "posts", "teams", "members", "stations", "partners"):
        assert set(map(str, getattr(part, name))) <= set(map(str, getattr(nation, name))), name


def test_the_same_seed_is_the_same_plan(hundredth: Plan) -> None:
    """It rests on nothing but its arguments: on every machine it has this digest."""
    assert made("1/100") == hundredth
    said = [
        [(unit.key, unit.name.words, unit.parent, unit.zone) for unit in hundredth.units],
        [(post.key, post.name.words, post.unit, post.kind, post.teams, post.partners) for post in hundredth.posts],
        [(team.key, team.name.words, team.unit, team.people) for team in hundredth.teams],
        [(member.key, member.name, member.team) for member in hundredth.members],
        [(group.unit, group.tier, group.count) for group in hundredth.stations],
    ]
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    assert digest[:16] == "a68a836a0bc9ef54"


def test_another_seed_is_another_plan(hundredth: Plan) -> None:
    """The same number of officers, in other units."""
    other = made("1/100", seed=2)
    assert other.posts != hundredth.posts
    assert {unit.key for unit in other.units} != {unit.key for unit in hundredth.units}


@pytest.mark.parametrize("size", ["everything", "", "0", "-1/10", "1.5", "1/0", 0.0, float("nan"), float("inf")])
def test_no_such_size(size: str | float) -> None:
    """What is no size is refused, with the sizes that there are."""
    with pytest.raises(ValueError, match="expected one of district, regency, 1/1000, 1/100, 1/10, nation"):
        made(size)


# --- what the plan comes to ---------------------------------------------------------------------------------------


def test_a_hundredth_is_sound(hundredth: Plan) -> None:
    """Nothing is wrong with its patterns, every duty is filled, and the judge finds no error."""
    assert check_plan(hundredth) == ()
    roster, shortfalls = electsched.build_roster(hundredth)
    assert shortfalls == ()
    assert [found for found in electsched.check_roster(roster, hundredth) if found.severity == "error"] == []


def test_twenty_five_duties_for_each_officer(hundredth: Plan) -> None:
    """24 hours on and 48 off: each team, and so each officer, has 25 duties in the 75 days of the campaign."""
    roster, _ = electsched.build_roster(hundredth)
    assert {(window.start, window.end) for window in hundredth.windows if window.key == "campaign"} == {(FIRST, LAST)}
    duties = Counter(duty.team for duty in roster.duties if FIRST <= duty.day <= LAST)
    assert duties == dict.fromkeys((team.key for team in hundredth.teams), 25)
    assert len(roster.duties) == 25 * len(hundredth.teams)


def test_the_operation_opens_at_three_moments(hundredth: Plan) -> None:
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


def test_the_demand_counts_every_station(hundredth: Plan) -> None:
    """Two linmas for each station (2024), as the ratios of every tier say; the police at posts are six each."""
    found = electsched.demand(hundredth)
    linmas = [total for total in found.totals("agency") if total.group == ("linmas",)]
    assert [total.peak for total in linmas] == [2 * sum(group.count for group in hundredth.stations)]
    posts = [need for need in found.needs if need.post != "stations"]
    assert sum(need.headcount for need in posts) == 6 * len(hundredth.posts)
    assert {len(need.days) for need in posts} == {75}


def test_the_demand_of_the_nation(nation: Plan) -> None:
    """There are two linmas for each of the 820,161 stations at home; abroad nobody of this plan stands."""
    linmas = [total for total in electsched.demand(nation).totals("agency") if total.group == ("linmas",)]
    assert [total.peak for total in linmas] == [2 * 820_161]


def test_a_partner_sees_two_posts(hundredth: Plan) -> None:
    """The KPU of a regency takes part at its office and its warehouse alone: its calendar stays small."""
    posts = Counter(key for post in hundredth.posts for key in post.partners)
    assert posts == dict.fromkeys((partner.key for partner in hundredth.partners), 2)


# --- the script ---------------------------------------------------------------------------------------------------


def _run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own script
        [sys.executable, "-X", "utf8", "-W", "error", SCRIPT, *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_script_counts_and_publishes(tmp_path: Path) -> None:
    """It says how many there are, and writes calendars that a client can subscribe to."""
    done = _run("--size", "district", "--publish", "site", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = made("district")
    assert f"{len(plan.posts)} posts, {len(plan.teams)} teams, {len(plan.members)} officers" in done.stdout
    files = {path.name for path in (tmp_path / "site" / "internal" / "teams").iterdir()}
    assert files == {f"{team.key}.id.ics" for team in plan.teams}


def test_the_script_publishes_to_each_officer(tmp_path: Path) -> None:
    """With a links file each officer has a calendar of the own 25 duties, which icalendar reads."""
    done = _run("--size", "district", "--publish", "site", "--links", "links.db", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    own = [path.read_bytes() for path in (tmp_path / "site" / "secret").glob("*/duties.id.ics")]
    assert len(own) == len(made("district").members)
    assert {len(icalendar.Calendar.from_ical(data).events) for data in own} == {25}


def test_the_script_tells_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the command does: on standard error, line by line where there is no terminal."""
    monkeypatch.setattr("electsched.terminal.SLOW", 0.0)
    monkeypatch.setattr("electsched.terminal.EVERY", 0.0)
    assert NATION.main(["--size", "district", "--publish", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert re.fullmatch(r"writing: (\d+) of \1 calendars, [\d,]+ a second, 0:00:00 left", captured.err.splitlines()[-1])
    assert "writing" not in captured.out


def test_the_script_refuses_a_size_that_is_none(tmp_path: Path) -> None:
    """One line on standard error, and status 2."""
    done = _run("--size", "2", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("size: '2', expected one of ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX tells the most memory that a process took")
def test_memory_does_not_grow_with_the_calendars(tmp_path: Path) -> None:
    """A thousandth of the nation, over 30 MB of files, takes no more than a district, its plan and a few pieces."""
    peaks: list[int] = []
    for size in ("district", "1/1000"):
        done = _run("--size", size, "--publish", size.partition("/")[0], "--links", f"{size[0]}.json", cwd=tmp_path)
        found = re.search(r"(\d+) MiB at most", done.stdout)
        assert found is not None, done.stderr
        peaks.append(int(found[1]))
    written = sum(path.stat().st_size for path in (tmp_path / "1").rglob("*") if path.is_file())
    assert written > 30 * 2**20
    assert peaks[1] - peaks[0] < 20, peaks
