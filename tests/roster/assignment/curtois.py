"""The instances of Tim Curtois (schedulingbenchmarks.org), and their cost by the definitions of their author.

The reader makes problems of the package; `cost` reads the text of the instance itself and shares nothing with them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from electsched.roster.assignment.problem import (
    AssignmentProblem,
    Officer,
    Request,
    RowRule,
    RowRuleKey,
    ShiftNeed,
    ShiftType,
)

__all__ = ["FOLDER", "MONDAY", "cost", "path", "problem"]

FOLDER = Path(os.environ.get("ELECTSCHED_BENCHMARKS", Path(__file__).parents[4] / "shared" / "benchmarks")) / "curtois"
MONDAY = date(2024, 1, 1)
Sections = dict[str, list[list[str]]]


def path(number: int) -> Path:
    """Return the file of an instance."""
    return FOLDER / f"Instance{number}.txt"


def _sections(text: str) -> Sections:
    sections: Sections = {}
    rows: list[list[str]] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("SECTION_"):
            rows = sections.setdefault(line.removeprefix("SECTION_"), [])
        elif line and not line.startswith("#"):
            rows.append(line.split(","))
    return sections


def problem(text: str) -> AssignmentProblem:
    """Return the problem of an instance."""
    sections = _sections(text)
    leave = {row[0]: [int(day) for day in row[1:]] for row in sections["DAYS_OFF"]}
    return AssignmentProblem(
        first_day=MONDAY,
        days=int(sections["HORIZON"][0][0]),
        shifts=tuple(
            ShiftType(key=row[0], minutes=int(row[1]), forbidden_next=tuple(filter(None, row[2].split("|"))))
            for row in sections["SHIFTS"]
        ),
        officers=tuple(_officer(row, leave.get(row[0], [])) for row in sections["STAFF"]),
        needs=tuple(
            ShiftNeed(
                day=_day(row[0]), shift=row[1], least=int(row[2]), most=int(row[2]), under=int(row[3]), over=int(row[4])
            )
            for row in sections["COVER"]
        ),
        requests=tuple(
            Request(officer=row[0], day=_day(row[1]), shift=row[2], weight=int(row[3]), wanted=wanted)
            for name, wanted in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False))
            for row in sections[name]
        ),
    )


def _day(number: str | int) -> date:
    return MONDAY + timedelta(days=int(number))


def _officer(row: list[str], leave: list[int]) -> Officer:
    keys: tuple[RowRuleKey, ...] = (
        "minutes-most",
        "minutes-least",
        "duty-run-most",
        "duty-run-least",
        "off-run-least",
        "weekends-most",
    )
    return Officer(
        key=row[0],
        leave=tuple(_day(day) for day in leave),
        caps={shift: int(most) for shift, most in (cap.split("=") for cap in row[1].split("|"))},
        rules=tuple(RowRule(key=key, limit=int(limit)) for key, limit in zip(keys, row[2:], strict=True)),
    )


# --- the definition of the benchmark, from the text of the instance -----------------------------------------------


def cost(text: str, rows: Mapping[str, tuple[str, ...]]) -> tuple[int, list[str]]:
    """Return the penalty of a solution and the hard constraints that it breaks."""
    sections = _sections(text)
    horizon = int(sections["HORIZON"][0][0])
    broken = [fault for staff in sections["STAFF"] for fault in _broken(staff, rows[staff[0]], sections, horizon)]
    penalty = 0
    for officer, day, shift, weight in sections["SHIFT_ON_REQUESTS"]:
        penalty += int(weight) * (rows[officer][int(day)] != shift)
    for officer, day, shift, weight in sections["SHIFT_OFF_REQUESTS"]:
        penalty += int(weight) * (rows[officer][int(day)] == shift)
    for day, shift, required, under, over in sections["COVER"]:
        present = sum(row[int(day)] == shift for row in rows.values())
        penalty += max(0, int(required) - present) * int(under) + max(0, present - int(required)) * int(over)
    return penalty, broken


def _broken(staff: list[str], row: tuple[str, ...], sections: Sections, horizon: int) -> list[str]:
    name, caps = staff[0], dict(cap.split("=") for cap in staff[1].split("|"))
    most, least, longest, shortest, shortest_off, weekends = map(int, staff[2:])
    length = {shift[0]: int(shift[1]) for shift in sections["SHIFTS"]}
    not_after = {shift[0]: shift[2].split("|") for shift in sections["SHIFTS"]}
    broken = [f"{name}: {first} then {then}" for first, then in pairwise(row) if then in not_after.get(first, ())]
    broken += [f"{name}: {shift} too often" for shift, cap in caps.items() if row.count(shift) > int(cap)]
    if not least <= sum(length.get(mark, 0) for mark in row) <= most or len(row) != horizon:
        broken.append(f"{name}: minutes")
    worked = "".join("w" if mark in length else "." for mark in row)
    for run in worked.replace(".", " ").split():
        if len(run) > longest:
            broken.append(f"{name}: {len(run)} shifts in a row")
    inner_work = worked.strip("w").replace(".", " ").split()
    inner_off = worked.strip(".").replace("w", " ").split()
    broken += [f"{name}: only {len(run)} shifts" for run in inner_work if len(run) < shortest]
    broken += [f"{name}: only {len(run)} days off" for run in inner_off if len(run) < shortest_off]
    if sum("w" in worked[day : day + 2] for day in range(5, horizon, 7)) > weekends:
        broken.append(f"{name}: weekends")
    days_off = {entry[0]: entry[1:] for entry in sections["DAYS_OFF"]}
    broken += [f"{name}: works on {day}" for day in days_off.get(name, []) if row[int(day)] in length]
    return broken
