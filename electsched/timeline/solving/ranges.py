"""Ranges of days, tightened by the constraints of the law until none changes.

Every rule is monotone: its result never moves against its anchors. So a range of days goes through a rule end by end,
and back through it by search.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.timeline.solving.constraints import (
    SIDES,
    Constraint,
    Ground,
    Side,
    Variable,
)

__all__ = ["RangeSolver", "Ranges"]

LEAST, MOST = 400_000, 3_200_000
"""Ordinals of days (of the years 1096 and 8762) that stand for the absence of a bound."""
LONGEST_STEP_DAYS = 1 << 15
"""Longest step of a search for an anchor's range."""
MOST_STEPS = 50
"""Applications of constraints, for each constraint, after which ranges that still shrink are taken to end empty: such
constraints push each other on without end, like ``a < b`` and ``b < a``."""


@attrs.frozen
class _Derivation:
    """The derivation of a range's end: the ground of the constraint that set it, and the ends that this one read."""

    ground: Ground | None
    parents: tuple[_Derivation, ...]

    def grounds(self) -> tuple[Ground, ...]:
        grounds: dict[Ground, None] = {}
        pending = [self]
        visited: set[int] = set()
        while pending:
            derivation = pending.pop()
            if id(derivation) in visited:
                continue
            visited.add(id(derivation))
            if derivation.ground is not None:
                grounds.setdefault(derivation.ground)
            pending.extend(reversed(derivation.parents))
        return tuple(grounds)


class Ranges:
    """The range of each variable, as ordinals of days, with the derivation of both ends."""

    def __init__(self) -> None:
        """Start without any bound."""
        self._ends: dict[tuple[Variable, Side], tuple[int, _Derivation]] = {}

    def at(self, variable: Variable, side: Side) -> int:
        """Return the ordinal of an end; LEAST or MOST if it is not bounded."""
        end = self._ends.get((variable, side))
        return end[0] if end else LEAST if side == "low" else MOST

    def derivations(self, variable: Variable, side: Side) -> tuple[_Derivation, ...]:
        """Return the derivation of an end, none if it is not bounded."""
        end = self._ends.get((variable, side))
        return (end[1],) if end else ()

    def tighten(self, variable: Variable, side: Side, day: int, derivation: _Derivation) -> bool:
        """Move an end inward, and return whether it moved."""
        if not LEAST < day < MOST or (
            day <= self.at(variable, side) if side == "low" else day >= self.at(variable, side)
        ):
            return False
        self._ends[variable, side] = (day, derivation)
        return True

    def is_empty(self, variable: Variable) -> bool:
        """Return whether no day is left."""
        return self.at(variable, "low") > self.at(variable, "high")

    def day(self, variable: Variable, side: Side) -> date | None:
        """Return an end as a day; None if it is not bounded."""
        end = self._ends.get((variable, side))
        return date.fromordinal(end[0]) if end else None

    def nearest_ground(self, variable: Variable, side: Side) -> Ground | None:
        """Return the ground that sets an end at once; None if it is not bounded or if every stage has the bound."""
        end = self._ends.get((variable, side))
        return end[1].ground if end else None

    def end(self, variable: Variable, side: Side) -> tuple[int, tuple[Ground, ...]] | None:
        """Return the ordinal of an end and its grounds; None if it is not bounded."""
        end = self._ends.get((variable, side))
        return (end[0], end[1].grounds()) if end else None


class RangeSolver:
    """Tightens ranges until none changes; the days that rules give are cached between runs."""

    def __init__(self, calendars: Mapping[str, WorkCalendar], zone: str, *, provisional: bool) -> None:
        """Solve with the calendar of each stage, by key, and the zone in which hours are counted."""
        self._calendars = calendars
        self._zone = zone
        self._provisional = provisional
        self._cache: dict[tuple[Constraint, Side, tuple[int, ...]], int | None] = {}
        self.unread: set[Constraint] = set()

    def solve(self, constraints: tuple[Constraint, ...]) -> Ranges | None:
        """Return the ranges, or None if one is empty."""
        ranges = Ranges()
        constraints_on: dict[Variable, dict[Constraint, None]] = {}
        for constraint in constraints:
            for variable in (constraint.left, *constraint.anchors) if not constraint.is_constant else ():
                constraints_on.setdefault(variable, {})[constraint] = None
        pending = dict.fromkeys(constraints)
        steps = 0
        while pending:
            constraint = next(iter(pending))
            del pending[constraint]
            steps += 1
            if steps > MOST_STEPS * (len(constraints) + 1):
                return None
            for variable in self._apply(constraint, ranges):
                if ranges.is_empty(variable):
                    return None
                pending.update(constraints_on.get(variable, {}))
        return ranges

    def forward(self, constraints: tuple[Constraint, ...]) -> Ranges:
        """Return the ranges that follow from known dates at once, contradictory or not."""
        ranges, known = Ranges(), Ranges()
        for constraint in constraints:
            if constraint.is_constant:
                self._apply(constraint, known)
        for constraint in constraints:
            if constraint.allows is not None or constraint.is_constant or constraint.options:
                continue
            sides: tuple[tuple[Side, bool], ...] = (("high", constraint.upper), ("low", constraint.lower))
            for side, bounded in sides:
                day = self._value(constraint, side, tuple(known.at(anchor, side) for anchor in constraint.anchors))
                if bounded and day is not None:
                    shift = -constraint.strict if side == "high" else constraint.strict
                    ranges.tighten(constraint.left, side, day + shift, _Derivation(constraint.ground, ()))
        return ranges

    def _apply(self, constraint: Constraint, ranges: Ranges) -> list[Variable]:
        """Tighten the ranges by one constraint and return the variables whose range changed."""
        if constraint.allows is not None:
            return self._filter(constraint, ranges)
        if constraint.options:
            return self._choose(constraint, ranges)
        if isinstance(constraint.low, date):
            ordinal, derivation = constraint.low.toordinal(), _Derivation(constraint.ground, ())
            return [constraint.left for side in SIDES if ranges.tighten(constraint.left, side, ordinal, derivation)]
        changed = self._one_way(constraint, ranges, "high") if constraint.upper else []
        if constraint.lower:
            changed += self._one_way(constraint, ranges, "low")
        return changed

    def _one_way(self, constraint: Constraint, ranges: Ranges, side: Side) -> list[Variable]:
        """Tighten by ``left <= rule`` (side high) or ``left >= rule`` (side low), forward and back."""
        if constraint.shift is not None and self._calendars[constraint.left[0]].short < constraint.shortest:
            return self._shifted(constraint, ranges, side)
        changed: list[Variable] = []
        ends = tuple(ranges.at(anchor, side) for anchor in constraint.anchors)
        shift = -constraint.strict if side == "high" else constraint.strict
        day = self._value(constraint, side, ends)
        if day is not None:
            parents = tuple(parent for anchor in constraint.anchors for parent in ranges.derivations(anchor, side))
            if ranges.tighten(constraint.left, side, day + shift, _Derivation(constraint.ground, parents)):
                changed.append(constraint.left)
        opposite: Side = "low" if side == "high" else "high"
        target = ranges.at(constraint.left, opposite) - shift
        if LEAST < target < MOST:
            for index, anchor in enumerate(constraint.anchors):
                if day is not None and ends[index] == ranges.at(anchor, opposite):
                    continue  # of a single day: a contradiction has just left no day on the left side
                reach = self._back(constraint, side, ends, index, target)
                parents = ranges.derivations(constraint.left, opposite) + tuple(
                    parent
                    for number, sibling in enumerate(constraint.anchors)
                    if number != index
                    for parent in ranges.derivations(sibling, side)
                )
                if reach is not None and ranges.tighten(
                    anchor, opposite, reach, _Derivation(constraint.ground, parents)
                ):
                    changed.append(anchor)
        return changed

    def _shifted(self, constraint: Constraint, ranges: Ranges, side: Side) -> list[Variable]:
        """Tighten by a rule that only moves its one anchor by days."""
        (anchor,), left, changed = constraint.anchors, constraint.left, list[Variable]()
        shift = (constraint.shift or 0) + (-constraint.strict if side == "high" else constraint.strict)
        day = ranges.at(anchor, side)
        if LEAST < day < MOST:
            derivation = _Derivation(constraint.ground, ranges.derivations(anchor, side))
            if ranges.tighten(left, side, day + shift, derivation):
                changed.append(left)
        opposite: Side = "low" if side == "high" else "high"
        day = ranges.at(left, opposite)
        if LEAST < day < MOST:
            derivation = _Derivation(constraint.ground, ranges.derivations(left, opposite))
            if ranges.tighten(anchor, opposite, day - shift, derivation):
                changed.append(anchor)
        return changed

    def _back(self, constraint: Constraint, side: Side, ends: tuple[int, ...], index: int, target: int) -> int | None:
        """Return the last day of one anchor for which the rule meets the target, the other anchors at their ends."""

        def meets(day: int) -> bool | None:
            value = self._value(constraint, side, (*ends[:index], day, *ends[index + 1 :]))
            return None if value is None else value >= target if side == "high" else value <= target

        if len(ends) > 1 and meets(LEAST + 1 if side == "high" else MOST - 1):
            return None  # another anchor meets the target alone
        value = self._value(constraint, side, (*ends[:index], target, *ends[index + 1 :]))
        return None if value is None else _reach(meets, 2 * target - value, towards=-1 if side == "high" else 1)

    def _value(self, constraint: Constraint, side: Side, days: tuple[int, ...]) -> int | None:
        """Return the day that the rule gives, None if it is not known."""
        key = (constraint, side, days)
        if key not in self._cache:
            unbounded = [not LEAST < day < MOST for day in days]
            if any(unbounded) and not (constraint.chooses and not all(unbounded)):
                self._cache[key] = None
            else:
                calendar = self._calendars[constraint.left[0]]
                day = constraint.day(days, side, calendar, self._zone, provisional=self._provisional)
                if day is None and not any(unbounded):
                    self.unread.add(constraint)
                self._cache[key] = day if day is not None and LEAST < day < MOST else None
        return self._cache[key]

    def _choose(self, constraint: Constraint, ranges: Ranges) -> list[Variable]:
        """Move both ends of a range into one of several allowed ranges."""
        variable, changed = constraint.left, list[Variable]()
        spans: list[tuple[int, int]] = []
        for first, last in constraint.options:
            low = self._value(first, "low", tuple([ranges.at(anchor, "low") for anchor in first.anchors]))
            high = self._value(last, "high", tuple([ranges.at(anchor, "high") for anchor in last.anchors]))
            if low is None or high is None:
                return []
            spans.append((low, high))
        read = [(anchor, side) for anchor in constraint.anchors for side in SIDES]
        for side in SIDES:
            day = ranges.at(variable, side)
            if not LEAST < day < MOST or any(low <= day <= high for low, high in spans):
                continue
            firsts, lasts = [low for low, _ in spans if low > day], [high for _, high in spans if high < day]
            nearest = min(firsts, default=day) if side == "low" else max(lasts, default=day)
            parents = tuple([parent for end in ((variable, side), *read) for parent in ranges.derivations(*end)])
            if ranges.tighten(variable, side, nearest, _Derivation(constraint.ground, parents)):
                changed.append(variable)
        return changed

    def _filter(self, constraint: Constraint, ranges: Ranges) -> list[Variable]:
        """Move both ends of a range to an allowed day."""
        variable, changed = constraint.left, []
        for side in ("low", "high"):
            day, step = ranges.at(variable, side), 1 if side == "low" else -1
            if not LEAST < day < MOST:
                continue
            nearest = constraint.nearest(day, step, self._calendars[variable[0]], provisional=self._provisional)
            derivation = _Derivation(constraint.ground, ranges.derivations(variable, side))
            if nearest is None:
                self.unread.add(constraint)
            elif ranges.tighten(variable, side, nearest, derivation):
                changed.append(variable)
        return changed


def _reach(meets: Callable[[int], bool | None], guess: int, *, towards: int) -> int | None:
    """Return the last day in a direction for which a monotone condition holds.

    The guess is exact for rules that move a day by a fixed length; else the search doubles its steps, then halves them.
    """
    step = 1
    near, far = guess, guess
    if meets(guess):
        while meets(far):
            near, far, step = far, far + towards * step, step * 2
            if step > LONGEST_STEP_DAYS:
                return None
    else:
        while not meets(near):
            if meets(near) is None or step > LONGEST_STEP_DAYS:
                return None
            far, near, step = near, near - towards * step, step * 2
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if meets(middle) else (near, middle)
    return near
