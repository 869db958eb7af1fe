"""Cyclic plans for published instances, checked by rules that are written here again, or shown to be impossible.

The instances are those of the MiniZinc Challenge 2018 (rotating workforce), in the folder that ELECTSCHED_BENCHMARKS
names; without it the tests that need them are deselected.
"""

from __future__ import annotations

import os
import re
from itertools import groupby
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import electsched
from electsched.roster.cyclic.rules import CyclicProblem, DayLimits, ForbiddenSequence
from electsched.roster.cyclic.search import CyclicPlan, Impossible, find_cycle

BENCHMARKS = Path(os.environ.get("ELECTSCHED_BENCHMARKS", Path(__file__).parents[4] / "shared" / "benchmarks"))
INSTANCES = [BENCHMARKS / "rotating-workforce" / f"Example{number}.dzn" for number in (103, 593, 1014, 1479, 1780)]


def _instance(path: Path) -> CyclicProblem:
    """Return the problem of a file of MiniZinc data."""
    text = path.read_text(encoding="utf-8")

    def raw(name: str) -> str:
        match = re.search(rf"\b{name} = (.*?);", text, re.DOTALL)
        assert match, name
        return match[1]

    def number(name: str) -> int:
        return int(raw(name))

    def row(name: str) -> list[str]:
        return [cell.strip().strip('"') for cell in raw(name).strip("[]").split(",")]

    names = row("shift_name")
    needs = [tuple(int(cell) for cell in line.split(",")) for line in raw("temp_req").strip("[]| \n").split("|")]
    blocks = zip(row("shift_block_min"), row("shift_block_max"), strict=True)
    pairs = zip(row("forbidden_before"), row("forbidden_after"), row("forbidden_daysoff"), strict=True)
    return CyclicProblem(
        teams=number("nb_workers"),
        need=dict(zip(names, needs, strict=True)),
        off=DayLimits(number("min_daysoff"), number("max_daysoff")),
        work=DayLimits(number("min_work"), number("max_work")),
        blocks={name: DayLimits(int(low), int(high)) for name, (low, high) in zip(names, blocks, strict=True)},
        forbidden=tuple(
            ForbiddenSequence(first=names[int(first) - 1], second=names[int(second) - 1], day_off_between=off == "true")
            for first, second, off in pairs
        ),
    )


# --- a check written from the definitions, which shares no code with the search ---------------------------------


def _runs(marks: list[str]) -> list[tuple[str, int]]:
    """Return each mark and the number of days in a row that it has, around the cycle."""
    start = next((day for day in range(len(marks)) if marks[day] != marks[day - 1]), 0)
    turned = marks[start:] + marks[:start]
    return [(mark, len(list(group))) for mark, group in groupby(turned)]


def _within(length: int, limits: DayLimits) -> bool:
    return limits.least <= length and (limits.most is None or length <= limits.most)


def _broken(plan: CyclicPlan, problem: CyclicProblem) -> list[str]:
    """Return every rule and need that the plan breaks."""
    faults = []
    if len(plan.weeks) != problem.teams or any(len(week) != 7 for week in plan.weeks):
        faults.append("as many weeks of seven days as teams")
    for shift, need in problem.need.items():
        counts = tuple(sum(week[day] == shift for week in plan.weeks) for day in range(7))
        if counts != need:
            faults.append(f"{shift}: {counts}, not {need}")
    cycle = list(plan.cycle)
    for mark, length in _runs(cycle):
        limits = problem.off if mark == "-" else problem.blocks.get(mark)
        if limits is not None and not _within(length, limits):
            faults.append(f"{length} x {mark}")
    for mark, length in _runs(["-" if mark == "-" else "W" for mark in cycle]):
        if mark == "W" and not _within(length, problem.work):
            faults.append(f"{length} days of work")
    return faults + [days for sequence in problem.forbidden for days in _occurrences(cycle, sequence)]


def _occurrences(cycle: list[str], sequence: ForbiddenSequence) -> list[str]:
    """Return the days of the cycle that are the forbidden sequence."""
    rotations = [cycle[day:] + cycle[:day] for day in range(len(cycle))]
    between = ["-"] if sequence.day_off_between else []
    days = [sequence.first, *between, sequence.second]
    return [f"{days}" for rotation in rotations if rotation[: len(days)] == days]


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
@pytest.mark.extra
def test_published_instances_have_a_plan_or_an_irreducible_cause(path: Path) -> None:
    """A plan keeps every rule; if there is none, a plan exists without any one rule of the causes."""
    problem = _instance(path)
    answer = find_cycle(problem)
    if isinstance(answer, CyclicPlan):
        assert _broken(answer, problem) == []
        return
    assert isinstance(answer, Impossible)
    assert answer.reason == "rules"
    for rule in answer.causes:
        # Only the rules of the causes, without this one.
        fewer = _with_rules(problem, [cause for cause in answer.causes if cause != rule])
        plan = find_cycle(fewer)
        assert isinstance(plan, CyclicPlan), rule
        assert _broken(plan, fewer) == []
    assert isinstance(find_cycle(_with_rules(problem, list(answer.causes))), Impossible)


def _with_rules(problem: CyclicProblem, rules: list[str]) -> CyclicProblem:
    """Return the problem with these rules alone, which are given in words."""

    def limits(days: str, original: DayLimits) -> DayLimits:
        least = original.least if f"at least {original.least} {days} in a row" in rules else 1
        most = original.most if f"at most {original.most} {days} in a row" in rules else None
        return DayLimits(least, most)

    def is_among_rules(sequence: ForbiddenSequence) -> bool:
        between = " with a single day off between" if sequence.day_off_between else ""
        return f"{sequence.second} may not follow {sequence.first}{between}" in rules

    return attrs.evolve(
        problem,
        off=limits("days off", problem.off),
        work=limits("days of work", problem.work),
        blocks={shift: limits(f"days of {shift}", block) for shift, block in problem.blocks.items()},
        forbidden=tuple(filter(is_among_rules, problem.forbidden)),
    )


@pytest.mark.extra
def test_same_problem_has_the_same_plan_every_time() -> None:
    """A published plan does not change from run to run."""
    assert find_cycle(SMALL) == find_cycle(SMALL)


# --- small problems -------------------------------------------------------------------------------------------------

SMALL = CyclicProblem(
    teams=4,
    need={"D": (1,) * 7, "N": (1,) * 7},
    off=DayLimits(1, 7),
    work=DayLimits(1, 7),
    blocks={"D": DayLimits(1, 7), "N": DayLimits(1, 7)},
    forbidden=(ForbiddenSequence(first="N", second="D"),),
)


@pytest.mark.extra
def test_four_teams_cover_a_day_and_a_night_shift() -> None:
    """The plan keeps every rule and has four weeks."""
    plan = find_cycle(SMALL)
    assert isinstance(plan, CyclicPlan)
    assert _broken(plan, SMALL) == []
    assert len(plan.cycle) == 28


def test_too_few_teams_for_a_day_are_impossible() -> None:
    """The answer names each day that needs more teams than there are, whatever the rules."""
    answer = find_cycle(attrs.evolve(SMALL, teams=1))
    assert answer == Impossible(
        "count", tuple(f"2 are needed on day {day} of the week, and there are 1" for day in range(1, 8))
    )


@pytest.mark.extra
def test_rules_that_contradict_the_needs_are_named() -> None:
    """Half of all days are days of work, but four days of work for each day off would be more."""
    answer = find_cycle(attrs.evolve(SMALL, off=DayLimits(1, 1), work=DayLimits(4, 7)))
    assert answer == Impossible("rules", ("at most 1 days off in a row", "at least 4 days of work in a row"))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"teams": 0}, "teams"),
        ({"need": {}}, "need"),
        ({"need": {"D": (1,), "N": (1,) * 7}}, "need.D"),
        ({"need": {"D": (-1,) * 7, "N": (1,) * 7}}, "need.D[0]"),
        ({"need": {"-": (1,) * 7, "D": (1,) * 7, "N": (1,) * 7}}, "need"),
        ({"off": DayLimits(3, 2)}, "off"),
        ({"work": DayLimits(0, 2)}, "work"),
        ({"blocks": {"D": DayLimits(2, 1)}}, "blocks.D"),
        ({"blocks": {"X": DayLimits(1, 1)}}, "blocks"),
        ({"forbidden": (ForbiddenSequence(first="X", second="D"),)}, "forbidden[0].first"),
    ],
)
def test_fault_of_a_problem_has_its_path(change: dict[str, object], path: str) -> None:
    """A problem with a fault is refused before the search."""
    with pytest.raises(electsched.InputError) as caught:
        find_cycle(attrs.evolve(SMALL, **change))  # type: ignore[arg-type]  # as each case says
    assert path in {fault.path for fault in caught.value.faults}


@given(
    teams=st.integers(2, 6),
    needs=st.lists(st.tuples(*[st.integers(0, 2)] * 7), min_size=1, max_size=2),
    off=st.tuples(st.integers(1, 3), st.integers(0, 3)),
    work=st.tuples(st.integers(1, 4), st.integers(0, 4)),
    block=st.tuples(st.integers(1, 3), st.integers(0, 3)),
    pairs=st.lists(st.tuples(st.sampled_from("DN"), st.sampled_from("DN"), st.booleans()), max_size=2, unique=True),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.extra
def test_answer_to_a_drawn_problem_is_true(  # drawn by hypothesis
    teams: int,
    needs: list[tuple[int, ...]],
    off: tuple[int, int],
    work: tuple[int, int],
    block: tuple[int, int],
    pairs: list[tuple[str, str, bool]],
) -> None:
    """A plan keeps every rule; an impossible problem becomes possible without any one rule of the causes."""
    shifts = "DN"[: len(needs)]

    def limits(pair: tuple[int, int]) -> DayLimits:
        return DayLimits(pair[0], pair[0] + pair[1])

    problem = CyclicProblem(
        teams=teams,
        need=dict(zip(shifts, needs, strict=True)),
        off=limits(off),
        work=limits(work),
        blocks={shift: limits(block) for shift in shifts},
        forbidden=tuple(
            ForbiddenSequence(first=first, second=second, day_off_between=day_off)
            for first, second, day_off in pairs
            if first in shifts and second in shifts
        ),
    )
    answer = find_cycle(problem)
    if isinstance(answer, CyclicPlan):
        assert _broken(answer, problem) == []
    elif isinstance(answer, Impossible) and answer.reason == "rules" and len(answer.causes) <= 3:
        for rule in answer.causes:
            fewer = _with_rules(problem, [cause for cause in answer.causes if cause != rule])
            assert isinstance(find_cycle(fewer), CyclicPlan), rule
