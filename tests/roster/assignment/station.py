"""A station of 795 officers, as random as real ones: units, needs, supervisors and leave from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, time, timedelta

from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, ShiftNeed, ShiftType

__all__ = ["FIRST_DAY", "station", "violations"]

FIRST_DAY = date(2023, 11, 28)
DAYS = 75
HEADQUARTERS = 150
OFFICERS = 795
UNITS = 21
SHIFTS = (
    ShiftType(key="P", start=time(7), minutes=480),
    ShiftType(key="S", start=time(15), minutes=480, forbidden_next=("P",)),
    ShiftType(key="N", start=time(23), minutes=480, night=True, forbidden_next=("P", "S")),
)
SHARES = {"P": 0.36, "S": 0.34, "N": 0.30}
SURGE = range(68, 73)
"""The five days with more need, and without leave."""
RULES = (RowRule(key="duty-run-most", limit=6), RowRule(key="night-run-most", limit=4))


def station(load: float, seed: int) -> Iterator[AssignmentProblem]:
    """Yield the problem of each of the 22 units, for a load of so many duties a day for each officer."""
    chance = random.Random(f"{load} {seed}")  # noqa: S311  # data for tests
    yield _unit(chance, HEADQUARTERS, load)
    rest = OFFICERS - HEADQUARTERS
    for unit in range(UNITS):
        left = UNITS - unit - 1
        size = chance.randint(max(26, rest - 34 * left), min(34, rest - 26 * left))
        rest -= size
        yield _unit(chance, size, load)


def _unit(chance: random.Random, size: int, load: float) -> AssignmentProblem:
    supervisors = max(5, round(size * 0.2))
    officers = tuple(
        Officer(
            key=f"{number:03}",
            roles=("supervisor",) if number < supervisors else (),
            leave=_leave(chance) if chance.random() < 0.35 else (),
        )
        for number in range(size)
    )
    needs = []
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        factor = 1.25 if number in SURGE else 0.93 if day.weekday() >= 5 else 1.0
        for shift, share in SHARES.items():
            exact = share * load * size * factor
            least = max(1, int(exact) + (chance.random() < exact - int(exact)))
            needs.append(ShiftNeed(day=day, shift=shift, least=least, most=least))
            needs.append(ShiftNeed(day=day, shift=shift, least=1, role="supervisor"))
    return AssignmentProblem(
        first_day=FIRST_DAY, days=DAYS, shifts=SHIFTS, officers=officers, needs=tuple(needs), rules=RULES
    )


def _leave(chance: random.Random) -> tuple[date, ...]:
    length = chance.randint(3, 7)
    while True:
        first = chance.randrange(DAYS - length)
        if not set(range(first, first + length)) & set(SURGE):
            return tuple(FIRST_DAY + timedelta(days=first + number) for number in range(length))


def violations(problem: AssignmentProblem, rows: dict[str, tuple[str, ...]]) -> list[str]:
    """Return every rule and need of a station's unit that a roster breaks, from their definitions."""
    broken = []
    supervisors = {officer.key for officer in problem.officers if officer.roles}
    for need in problem.needs:
        day = (need.day - FIRST_DAY).days
        present = [key for key, row in rows.items() if row[day] == need.shift and (not need.role or key in supervisors)]
        if len(present) < need.least or (need.most is not None and len(present) > need.most):
            broken.append(f"{need}: {len(present)}")
    for officer in problem.officers:
        row = "".join(rows[officer.key])
        broken += [f"{officer.key}: {pair}" for pair in ("NP", "NS", "SP") if pair in row]
        broken += [f"{officer.key}: a long run" for run in row.split("-") if len(run) > 6]
        if "NNNNN" in row or any(row[(day - FIRST_DAY).days] != "-" for day in officer.leave):
            broken.append(f"{officer.key}: nights or leave")
    return broken
