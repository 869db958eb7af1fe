"""Read a roster that was made before the plan changed: duties that were cancelled since keep their people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import attrs

from electsched.loaders.plan_files.earlier_roster import named_duty
from electsched.loaders.plan_files.roster_grid import roster_cells
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster
from electsched.roster.sheets.grid import GridCell, grid_roster
from electsched.roster.slots import planned_duties

__all__ = ["load_held_roster"]


def load_held_roster(path: str | Path, plan: Plan) -> Roster:
    """Return the roster of a file (see `load_roster`), of which the plan may have changed since.

    A duty that the plan no longer has on that day, because it was cancelled or its window moved, has the hours of its
    shift. A name that an addition made ambiguous means the duty of the pattern.

    Raises:
        InputError: The file is no roster, or names a person, a team, a post or a shift that the plan does not have.
    """
    lines: dict[tuple[str, date, str], set[str]] = {}
    for planned in planned_duties(plan):
        lines.setdefault((planned.post.key, planned.slot.day, planned.slot.shift.key), set()).add(planned.line)
    cells: list[GridCell] = []
    gone: list[Duty] = []
    names: dict[tuple[date, str], str] = {}  # many people have the same duty
    for cell in roster_cells(path, plan):
        duty_names = []
        for text in filter(None, (part.strip() for part in cell.duties.split("+"))):
            name = names.get((cell.day, text))
            if not name:
                duty = named_duty(cell, text, plan)
                on_day = set() if duty is None else lines.get((duty.post, duty.day, duty.shift), set())
                name = names[cell.day, text] = text if duty is None else _name_now(plan, text, duty, on_day)
                if duty is not None and not name:
                    gone.append(duty)
            if name:
                duty_names.append(name)
        if duty_names:
            cells.append(attrs.evolve(cell, duties=" + ".join(duty_names)))
    roster = grid_roster(plan, cells)
    if not gone:
        return roster
    duties = sorted((*roster, *_joined(plan, gone)), key=lambda duty: duty.span.start.timestamp())
    return Roster(tuple(duties), plan)


def _name_now(plan: Plan, text: str, duty: Duty, lines: set[str]) -> str:
    """Return the name of a duty in a changed plan, which has these lines on its day; empty if the duty is gone."""
    if not lines or (duty.line and duty.line not in lines):
        return ""
    if duty.line or len(lines) == 1:
        return text
    added = {addition.line for addition in plan.additions if (addition.post, addition.day) == (duty.post, duty.day)}
    pattern_lines = lines - added
    name, bracket, people = text.partition("(")
    return f"{name.strip()}/{min(pattern_lines)} {bracket}{people}".strip() if len(pattern_lines) == 1 else text


def _joined(plan: Plan, duties: Iterable[Duty]) -> Iterable[Duty]:
    """Return one duty for the people of each."""
    joined: dict[tuple[str, str, date, str], Duty] = {}
    for duty in duties:
        line_duty = attrs.evolve(duty, line=duty.line or _line(plan, duty))
        key = (line_duty.post, line_duty.line, line_duty.day, line_duty.shift)
        earlier = joined.get(key)
        members = (*(earlier.members if earlier else ()), *line_duty.members)
        joined[key] = attrs.evolve(line_duty, members=members, people=max(1, len(members)))
    return joined.values()


def _line(plan: Plan, duty: Duty) -> str:
    """Return the first line of a post that has the shift."""
    post = plan.post(duty.post)
    patterns = [post.pattern_under(plan.postures.get(duty.day)), post.pattern, *post.pattern_by_posture.values()]
    lines = (line for key in patterns for line in plan.pattern(key).line)
    return next((line.key for line in lines if duty.shift in line.cycle), "")
