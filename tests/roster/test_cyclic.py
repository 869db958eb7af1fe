"""Cyclic plans: found for published instances and judged by rules written here anew, or shown to be impossible.

The instances are of the MiniZinc Challenge 2018 (rotating workforce). They are read from where they lie, the folder
that ELECTSCHED_BENCHMARKS names; where there is none, the tests that need them are deselected.
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
from electsched.roster.cyclic.search import Between, CyclicPlan, CyclicProblem, Impossible, Succession, find_cycle

BENCHMARKS = Path(os.environ.get("ELECTSCHED_BENCHMARKS", Path(__file__).parents[3] / "shared" / "benchmarks"))
INSTANCES = [BENCHMARKS / "rotating-workforce" / f"Example{number}.dzn" for number in (103, 593, 1014, 1479, 1780)]


def instance(path: Path) -> CyclicProblem:
    """Return a problem read from its MiniZinc data."""
    text = path.read_text(encoding="utf-8")

    def raw(name: str) -> str:
        found = re.search(rf"\b{name} = (.*?);", text, re.DOTALL)
        assert found, name
        return found[1]

    def number(name: str) -> int:
        return int(raw(name))

    def row(name: str) -> list[str]:
        return [item.strip().strip('"') for item in raw(name).strip("[]").split(",")]

    names = row("shift_name")
    needs = [tuple(int(item) for item in line.split(",")) for line in raw("temp_req").strip("[]| \n").split("|")]
    blocks = zip(row("shift_block_min"), row("shift_block_max"), strict=True)
    pairs = zip(row("forbidden_before"), row("forbidden_after"), row("forbidden_daysoff"), strict=True)
    return CyclicProblem(
        teams=number("nb_workers"),
        need=dict(zip(names, needs, strict=True)),
        off=Between(number("min_daysoff"), number("max_daysoff")),
        work=Between(number("min_work"), number("max_work")),
        blocks={name: Between(int(low), int(high)) for name, (low, high) in zip(names, blocks, strict=True)},
        forbidden=tuple(
            Succession(before=names[int(one) - 1], after=names[int(two) - 1], day_off_between=off == "true")
            for one, two, off in pairs
        ),
    )


# --- a judge written from the definitions, which shares nothing with what finds plans -------------------------------


def runs(marks: list[str]) -> list[tuple[str, int]]:
    """Return each mark and how often it comes in a row, around the cycle."""
    start = next((place for place in range(len(marks)) if marks[place] != marks[place - 1]), 0)
    turned = marks[start:] + marks[:start]
    return [(mark, len(list(group))) for mark, group in groupby(turned)]


def within(length: int, bound: Between) -> bool:
    """Return whether a block keeps its bound."""
    return bound.least <= length and (bound.most is None or length <= bound.most)


def broken(plan: CyclicPlan, problem: CyclicProblem) -> list[str]:
    """Return every rule and need that the plan breaks."""
    found = []
    if len(plan.weeks) != problem.teams or any(len(week) != 7 for week in plan.weeks):
        found.append("as many weeks of seven days as teams")
    for shift, need in problem.need.items():
        there = tuple(sum(week[day] == shift for week in plan.weeks) for day in range(7))
        if there != need:
            found.append(f"{shift}: {there}, not {need}")
    cycle = list(plan.cycle)
    for mark, length in runs(cycle):
        bound = problem.off if mark == "-" else problem.blocks.get(mark)
        if bound is not None and not within(length, bound):
            found.append(f"{length} x {mark}")
    for mark, length in runs(["-" if mark == "-" else "W" for mark in cycle]):
        if mark == "W" and not within(length, problem.work):
            found.append(f"{length} days of work")
    return found + [told for each in problem.forbidden for told in follows(cycle, each)]


def follows(cycle: list[str], each: Succession) -> list[str]:
    """Return where one shift follows another that it may not follow."""
    days = [cycle[place:] + cycle[:place] for place in range(len(cycle))]
    if each.day_off_between:
        return [f"{day[:3]}" for day in days if day[0] == each.before and day[1] == "-" and day[2] == each.after]
    return [f"{day[:2]}" for day in days if day[0] == each.before and day[1] == each.after]


@pytest.mark.needs_benchmarks
@pytest.mark.parametrize("path", INSTANCES, ids=lambda path: path.stem)
def test_published_instances_are_decided(path: Path) -> None:
    """A plan keeps every rule; where there is none, dropping any one rule of the reason gives one."""
    problem = instance(path)
    found = find_cycle(problem)
    if isinstance(found, CyclicPlan):
        assert broken(found, problem) == []
        return
    assert isinstance(found, Impossible)
    assert found.reason == "rules"
    for rule in found.because:
        # Only the rules of the reason, without this one.
        fewer = only(problem, [each for each in found.because if each != rule])
        plan = find_cycle(fewer)
        assert isinstance(plan, CyclicPlan), rule
        assert broken(plan, fewer) == []
    assert isinstance(find_cycle(only(problem, list(found.because))), Impossible)


def only(problem: CyclicProblem, rules: list[str]) -> CyclicProblem:
    """Return the problem with no other rules than those in words; a bound that is dropped is no bound."""

    def bound(what: str, given: Between) -> Between:
        least = given.least if f"at least {given.least} {what} in a row" in rules else 1
        most = given.most if f"at most {given.most} {what} in a row" in rules else None
        return Between(least, most)

    def kept(each: Succession) -> bool:
        between = " with a single day off between" if each.day_off_between else ""
        return f"{each.after} may not follow {each.before}{between}" in rules

    return attrs.evolve(
        problem,
        off=bound("days off", problem.off),
        work=bound("days of work", problem.work),
        blocks={shift: bound(f"days of {shift}", block) for shift, block in problem.blocks.items()},
        forbidden=tuple(filter(kept, problem.forbidden)),
    )


def test_the_same_plan_every_time() -> None:
    """A plan that is published must not change from run to run."""
    assert find_cycle(SMALL) == find_cycle(SMALL)


# --- small problems -------------------------------------------------------------------------------------------------

SMALL = CyclicProblem(
    teams=4,
    need={"D": (1,) * 7, "N": (1,) * 7},
    off=Between(1, 7),
    work=Between(1, 7),
    blocks={"D": Between(1, 7), "N": Between(1, 7)},
    forbidden=(Succession(before="N", after="D"),),
)


def test_four_teams_by_day_and_night() -> None:
    """Four teams cover a day and a night shift."""
    found = find_cycle(SMALL)
    assert isinstance(found, CyclicPlan)
    assert broken(found, SMALL) == []
    assert len(found.cycle) == 28


def test_a_count_that_cannot_hold() -> None:
    """More are needed on a day than there are teams, whatever the rules."""
    found = find_cycle(attrs.evolve(SMALL, teams=1))
    assert found == Impossible(
        "count", tuple(f"2 are needed on day {day} of the week, and there are 1" for day in range(1, 8))
    )


def test_rules_that_contradict_the_needs() -> None:
    """Half of all days are worked, but four days of work to one day off at most make more."""
    hard = attrs.evolve(SMALL, off=Between(1, 1), work=Between(4, 7))
    found = find_cycle(hard)
    assert found == Impossible("rules", ("at most 1 days off in a row", "at least 4 days of work in a row"))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"teams": 0}, "teams"),
        ({"need": {}}, "need"),
        ({"need": {"D": (1,), "N": (1,) * 7}}, "need.D"),
        ({"need": {"D": (-1,) * 7, "N": (1,) * 7}}, "need.D[0]"),
        ({"need": {"-": (1,) * 7, "D": (1,) * 7, "N": (1,) * 7}}, "need"),
        ({"off": Between(3, 2)}, "off"),
        ({"work": Between(0, 2)}, "work"),
        ({"blocks": {"D": Between(2, 1)}}, "blocks.D"),
        ({"blocks": {"X": Between(1, 1)}}, "blocks"),
        ({"forbidden": (Succession(before="X", after="D"),)}, "forbidden[0].before"),
    ],
)
def test_problems_that_are_none(change: dict[str, object], path: str) -> None:
    """Each fault has its place."""
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
def test_random_problems(  # drawn by hypothesis
    teams: int,
    needs: list[tuple[int, ...]],
    off: tuple[int, int],
    work: tuple[int, int],
    block: tuple[int, int],
    pairs: list[tuple[str, str, bool]],
) -> None:
    """What is found keeps every rule; what is impossible becomes possible without any one rule of the reason."""
    shifts = "DN"[: len(needs)]

    def between(pair: tuple[int, int]) -> Between:
        return Between(pair[0], pair[0] + pair[1])

    problem = CyclicProblem(
        teams=teams,
        need=dict(zip(shifts, needs, strict=True)),
        off=between(off),
        work=between(work),
        blocks={shift: between(block) for shift in shifts},
        forbidden=tuple(
            Succession(before=one, after=two, day_off_between=apart)
            for one, two, apart in pairs
            if one in shifts and two in shifts
        ),
    )
    found = find_cycle(problem)
    if isinstance(found, CyclicPlan):
        assert broken(found, problem) == []
    elif isinstance(found, Impossible) and found.reason == "rules" and len(found.because) <= 3:
        for rule in found.because:
            fewer = only(problem, [each for each in found.because if each != rule])
            assert isinstance(find_cycle(fewer), CyclicPlan), rule
