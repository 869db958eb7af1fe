"""The speed of cyclic plans, demand, rosters and their check.

    python -m pytest tests/benchmarks/test_planning.py -m speed -n 0 --benchmark-enable --benchmark-only

The peer of the first group is the plain model of the same problem in CP-SAT, one variable for each team, day and shift,
stopped after two seconds: it decides few instances in that time. The peer of a hundredth of the nation does the least
work for a duty: it computes start and end with `datetime` in a loop and stores them in a tuple, without any rule.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest
from ortools.sat.python import cp_model
from pytest_benchmark.fixture import BenchmarkFixture

import electsched
from electsched.calendars.duty_events import DutyTexts
from electsched.cli.changes.effect import effect_of
from electsched.cli.published import PublishedSite
from electsched.operation.plan import Plan
from electsched.roster.candidates import who_can
from electsched.roster.cyclic.rules import CyclicProblem, DayLimits, ForbiddenSequence
from electsched.roster.cyclic.search import Undecided, find_cycle
from electsched.roster.index import RosterIndex
from tests.scripts import script

pytestmark = pytest.mark.speed

BENCHMARKS = Path(os.environ.get("ELECTSCHED_BENCHMARKS", Path(__file__).parents[3] / "shared" / "benchmarks"))
INSTANCES = [BENCHMARKS / "rotating-workforce" / f"Example{number}.dzn" for number in (103, 593, 1014, 1479, 1780)]
PLAN = Path(__file__).parents[2] / "examples" / "jombang.toml"
SECONDS = 2.0
HUNDREDTH = "duties of a hundredth of the nation"


def _rows(text: str, name: str) -> list[str]:
    row = re.search(rf"\b{name} = (.*?);", text, re.DOTALL)
    assert row, name
    return [value.strip().strip('"') for value in row[1].strip("[]| \n").replace("|", ",").split(",")]


def _instance(path: Path) -> CyclicProblem:
    text = path.read_text(encoding="utf-8")
    names = _rows(text, "shift_name")
    needs = [int(value) for value in _rows(text, "temp_req")]
    bounds = {key: [int(value) for value in _rows(text, f"shift_block_{key}")] for key in ("min", "max")}
    numbers = {
        key: int(_rows(text, key)[0]) for key in ("nb_workers", "min_daysoff", "max_daysoff", "min_work", "max_work")
    }
    pairs = zip(*(_rows(text, f"forbidden_{key}") for key in ("before", "after", "daysoff")), strict=True)
    return CyclicProblem(
        teams=numbers["nb_workers"],
        need={name: tuple(needs[7 * number : 7 * number + 7]) for number, name in enumerate(names)},
        off=DayLimits(numbers["min_daysoff"], numbers["max_daysoff"]),
        work=DayLimits(numbers["min_work"], numbers["max_work"]),
        blocks={name: DayLimits(bounds["min"][n], bounds["max"][n]) for n, name in enumerate(names)},
        forbidden=tuple(
            ForbiddenSequence(first=names[int(a) - 1], second=names[int(b) - 1], day_off_between=off == "true")
            for a, b, off in pairs
        ),
    )


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
@pytest.mark.benchmark(group="a cyclic plan, found or shown to be impossible")
def test_cyclic(benchmark: BenchmarkFixture, path: Path) -> None:
    """Each published instance is solved, or shown to be impossible with the reason."""
    problem = _instance(path)
    assert not isinstance(benchmark.pedantic(find_cycle, args=(problem,), rounds=5, warmup_rounds=1), Undecided)


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
@pytest.mark.benchmark(group="a cyclic plan, found or shown to be impossible")
def test_plain_model(benchmark: BenchmarkFixture, path: Path) -> None:
    """The peer has only the needs and the bounds on blocks of work and days off."""
    problem = _instance(path)
    assert benchmark.pedantic(_plain, args=(problem,), rounds=1) in {"OPTIMAL", "FEASIBLE", "UNKNOWN"}


def _plain(problem: CyclicProblem) -> str:
    model = cp_model.CpModel()
    days = 7 * problem.teams
    marks = {(day, shift): model.new_bool_var("") for day in range(days) for shift in problem.need}
    work = [model.new_bool_var("") for _ in range(days)]
    for day in range(days):
        model.add(sum(marks[day, shift] for shift in problem.need) == work[day])
        for bound, on in ((problem.work, True), (problem.off, False)):
            assert bound.most is not None
            run = [work[(day + step) % days] for step in range(bound.most + 1)]
            model.add_bool_or([~worked for worked in run] if on else run)
            for length in range(1, bound.least):
                inner = [work[(day + step) % days] for step in range(1, length + 1)]
                ends = [work[day], work[(day + length + 1) % days]]
                model.add_bool_or(
                    [*([~worked for worked in inner] if on else inner), *(ends if on else [~e for e in ends])]
                )
    for weekday in range(7):
        for shift, need in problem.need.items():
            model.add(sum(marks[day, shift] for day in range(weekday, days, 7)) == need[weekday])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = SECONDS
    return str(solver.status_name(solver.solve(model)))


@pytest.mark.benchmark(group="the whole operation of Jombang")
def test_demand_readiness_and_roster(benchmark: BenchmarkFixture) -> None:
    """Demand, readiness and roster of 22 units and 3,858 polling stations, from October 2023 to October 2024."""
    plan = electsched.load_plan(PLAN)

    def run() -> int:
        demand, (roster, _) = electsched.demand(plan), electsched.build_roster(plan)
        return len(demand.totals("day", "unit", "agency")) + len(electsched.readiness(plan).lines) + len(roster.duties)

    assert benchmark.pedantic(run, rounds=5) > 5000


@pytest.mark.benchmark(group="the whole operation of Jombang")
def test_loading_of_the_plan(benchmark: BenchmarkFixture) -> None:
    """The peer reads and checks the plan file."""
    assert len(benchmark.pedantic(electsched.load_plan, args=(PLAN,), rounds=5).units) == 22


@pytest.mark.benchmark(group="a check of 7,075 duties")
def test_check(benchmark: BenchmarkFixture) -> None:
    """The roster of Jombang is checked against the plan, independently of the code that made it."""
    plan = electsched.load_plan(PLAN)
    roster, _ = electsched.build_roster(plan)
    assert len(roster.duties) == 7075
    assert benchmark.pedantic(electsched.check_roster, args=(roster, plan), rounds=9) == ()


@pytest.mark.benchmark(group="a check of 7,075 duties")
def test_check_by_name(benchmark: BenchmarkFixture) -> None:
    """The same with three people named by each duty on average, so that the working time of each person is checked."""
    plan = electsched.load_plan(PLAN, members=PLAN.with_name("jombang-members.csv"))
    people = {team.key: [member.key for member in plan.members if member.team == team.key] for team in plan.teams}
    roster, _ = electsched.build_roster(plan)
    roster_by_name = electsched.Roster(
        tuple(attrs.evolve(duty, members=tuple(people[duty.team][: duty.people])) for duty in roster.duties)
    )
    assert benchmark.pedantic(electsched.check_roster, args=(roster_by_name, plan), rounds=9) == ()


@pytest.mark.benchmark(group="a check of 7,075 duties")
def test_reading_the_duties(benchmark: BenchmarkFixture) -> None:
    """The peer only reads the start and the end of each duty."""
    roster, _ = electsched.build_roster(electsched.load_plan(PLAN))

    def read() -> float:
        return sum(duty.span.end.timestamp() - duty.span.start.timestamp() for duty in roster.duties)

    assert benchmark.pedantic(read, rounds=9) > 0


@pytest.mark.benchmark(group="stand-ins for a duty of Jombang")
def test_stand_ins(benchmark: BenchmarkFixture) -> None:
    """Everybody is judged by the rules of working time, absences, roles and musters, and sorted by the hours so far."""
    plan = electsched.load_plan(PLAN, members=PLAN.with_name("jombang-members.csv"))
    roster, _ = electsched.build_roster(plan)
    duty = {"post": "kpu", "day": date(2024, 1, 5), "shift": "tour"}
    assert len(benchmark.pedantic(who_can, args=(plan, roster), kwargs=duty, rounds=9)) > 300


@pytest.mark.benchmark(group="stand-ins for a duty of Jombang")
def test_free_members(benchmark: BenchmarkFixture) -> None:
    """The peer asks of each member only the duties of the team, their hours, and whether one is at the same time."""
    plan = electsched.load_plan(PLAN, members=PLAN.with_name("jombang-members.csv"))
    roster, _ = electsched.build_roster(plan)
    (duty,) = roster.select(post="kpu", day=date(2024, 1, 5))

    def free() -> list[tuple[float, str]]:
        by_team: dict[str, list[tuple[float, float]]] = {}
        for other in roster:
            span = (other.span.start.timestamp(), other.span.end.timestamp())
            by_team.setdefault(other.team, []).append(span)
        start, end = duty.span.start.timestamp(), duty.span.end.timestamp()
        rows = []
        for member in plan.members:
            spans = by_team.get(member.team, [])
            if not any(first < end and start < last for first, last in spans):
                rows.append((sum(last - first for first, last in spans if first < start), member.key))
        return sorted(rows)

    assert len(benchmark.pedantic(free, rounds=9)) > 100


@pytest.mark.benchmark(group="a dry run of a swap in Jombang")
def test_dry_run_of_a_swap(benchmark: BenchmarkFixture) -> None:
    """The plan is loaded with the record, and the check covers the posts and people that the swap touches."""
    record = {
        "first": {"post": "kpu", "day": date(2024, 1, 5), "shift": "tour"},
        "second": {"post": "bawaslu", "day": date(2024, 1, 6), "shift": "tour"},
        "by": "karendalops",
        "decided": date(2024, 1, 2),
        "reason": "Illustrative",
    }
    members = str(PLAN.with_name("jombang-members.csv"))
    kwargs = {"members": members, "published": PublishedSite(None, datetime(2023, 11, 20, tzinfo=UTC))}
    effect = benchmark.pedantic(effect_of, args=(PLAN, "swap", record), kwargs=kwargs, rounds=5)
    assert len(effect.duties) == 2


@pytest.mark.benchmark(group="a dry run of a swap in Jombang")
def test_two_plans_built_and_checked(benchmark: BenchmarkFixture) -> None:
    """The peer loads the plan twice, builds both rosters and checks each as a whole."""
    members = PLAN.with_name("jombang-members.csv")

    def run() -> int:
        plans = [electsched.load_plan(PLAN, members=members) for _ in range(2)]
        return sum(len(electsched.check_roster(electsched.build_roster(plan)[0], plan)) for plan in plans)

    assert benchmark.pedantic(run, rounds=5) == 0


@pytest.fixture(scope="module")
def hundredth() -> Plan:
    """Return a hundredth of the nation: 241 posts in three zones, 4,338 officers."""
    plan: Plan = script(PLAN.with_name("nation.py")).national_plan("1/100")
    return plan


def _add_rate(benchmark: BenchmarkFixture, duties: int) -> None:
    benchmark.extra_info["duties"] = duties
    if benchmark.stats:  # None if benchmarks are disabled
        benchmark.extra_info["duties a second"] = round(duties / benchmark.stats.stats.median)


@pytest.mark.benchmark(group=HUNDREDTH)
def test_rotation(benchmark: BenchmarkFixture, hundredth: Plan) -> None:
    """The roster of all teams by their patterns, within the rules of working time."""
    roster, shortfalls = benchmark.pedantic(electsched.build_roster, args=(hundredth,), rounds=7, warmup_rounds=1)
    assert (len(roster.duties), shortfalls) == (75 * len(hundredth.posts), ())
    _add_rate(benchmark, len(roster.duties))


@pytest.mark.benchmark(group=HUNDREDTH)
def test_plain_moments(benchmark: BenchmarkFixture, hundredth: Plan) -> None:
    """The peer computes the start and end of each duty and stores them in a tuple."""
    (campaign,) = (window for window in hundredth.windows if window.key == "campaign")
    zones = hundredth.zones
    posts = [(post, ZoneInfo(zones[post.unit])) for post in hundredth.posts]

    def count() -> int:
        duties = []
        for number in range(campaign.days):
            day = campaign.start + timedelta(days=number)
            for post, zone in posts:
                start = datetime(day.year, day.month, day.day, 7, tzinfo=zone).astimezone(UTC)
                end = start + timedelta(hours=24)
                team = post.teams[0][number % 3]
                duties.append((post.key, day, team, start.astimezone(zone), end.astimezone(zone)))
        return len(duties)

    duties = benchmark.pedantic(count, rounds=7, warmup_rounds=1)
    assert duties == 75 * len(hundredth.posts)
    _add_rate(benchmark, duties)


@pytest.mark.benchmark(group=HUNDREDTH)
def test_events(benchmark: BenchmarkFixture, hundredth: Plan) -> None:
    """The event of each duty, with the relieved and the relieving team, from which calendars are written."""
    roster, _ = electsched.build_roster(hundredth)

    def events() -> int:
        index = RosterIndex(hundredth, roster)
        texts = DutyTexts(hundredth, language="id", index=index)
        return len([texts.event(duty) for duty in roster.duties])

    count = benchmark.pedantic(events, rounds=7, warmup_rounds=1)
    assert count == len(roster.duties)
    _add_rate(benchmark, count)


@pytest.mark.benchmark(group=HUNDREDTH)
def test_demand(benchmark: BenchmarkFixture, hundredth: Plan) -> None:
    """The needs of each post and polling station, and the totals of each day, unit and agency."""

    def totals() -> int:
        return len(electsched.demand(hundredth).totals("day", "unit", "agency"))

    assert benchmark.pedantic(totals, rounds=7, warmup_rounds=1) > 75
    _add_rate(benchmark, 75 * len(hundredth.posts))
