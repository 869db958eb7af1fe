"""The exchange of two officers: on each day both keep their cells or swap them, so that every need stays as it is.

A dynamic programme over the days with two states, kept and swapped, carries the changes of (duties, nights, weekend
duties) that can be reached as the bits of one integer, shifted by the difference of each day. The state may change on a
day only if both rows that are joined there are legal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import sub

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton, days_before
from electsched.roster.assignment.cells import allowed_marks, is_weekend, request_costs
from electsched.roster.assignment.evaluation import rule_costs, totals
from electsched.roster.assignment.fair.joints import RUN_RULES, Joints, days_ahead
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows

__all__ = ["Exchanges", "PairTables", "TotalsChange", "change_of", "place_of"]

TotalsChange = tuple[int, int, int]
"""The change of an officer's duties, nights and weekend duties; the other officer's is the opposite."""
_RolePlace = tuple[int, str, str]
"""The number of a day, a shift and a role."""
_REACH = 10
"""The largest change of each total."""
_WIDTH = 24
_SIZE = _WIDTH**3
_ROW_KEYS = frozenset({*RUN_RULES, "rest", "week-hours"})
"""The rules that the automaton holds by itself; the others are totals."""
_CENTRE = ((_REACH + 2) * _WIDTH + _REACH + 2) * _WIDTH + _REACH + 2
_MASK = sum(
    1 << _CENTRE + (duties * _WIDTH + nights) * _WIDTH + weekends
    for duties in range(-_REACH, _REACH + 1)
    for nights in range(-_REACH, _REACH + 1)
    for weekends in range(-_REACH, _REACH + 1)
)
"""The bits of changes within reach; a day changes each total by one at most, so that bits never run over."""


def place_of(change: TotalsChange) -> int:
    """Return a change as one number; the numbers of changes add up as the changes do."""
    return (change[0] * _WIDTH + change[1]) * _WIDTH + change[2]


def change_of(number: int) -> TotalsChange:
    """Return the change that is within reach and has a number."""
    shifted = number + _CENTRE
    return (
        shifted // (_WIDTH * _WIDTH) - _REACH - 2,
        shifted // _WIDTH % _WIDTH - _REACH - 2,
        shifted % _WIDTH - _REACH - 2,
    )


@attrs.frozen(eq=False)
class PairTables:
    """Two officers on each day.

    Attributes:
        swappable: Whether they may swap their cells.
        joints: Whether both rows are legal if they begin, or cease, to be swapped on the day.
        differences: The change of the first officer's totals by a swap, as one number.
    """

    swappable: list[bool]
    joints: list[bool]
    differences: list[int]


class Exchanges:
    """The rows of a roster that are levelled by exchanges; needs stay filled and rows stay legal."""

    def __init__(
        self,
        problem: AssignmentProblem,
        automata: Mapping[str, RowAutomaton],
        rows: Rows,
        joints: Joints | None = None,
        *,
        priced: bool = False,
    ) -> None:
        """Keep the roster; joints of earlier rosters of the problem are used again.

        If it is ``priced``, no exchange makes the roster cost more.
        """
        self.days = problem.days
        self._problem = problem
        self._officers = problem.officers
        self._automata = [automata[officer.key] for officer in problem.officers]
        allowed = allowed_marks(problem)
        self._allowed = [[frozenset(marks) for marks in allowed[officer.key]] for officer in problem.officers]
        self._limited = [
            bool(officer.caps) or not _ROW_KEYS.issuperset(problem.rules_of(officer)) for officer in problem.officers
        ]
        self._requested = request_costs(problem) if priced else None
        self._weights = [self._day_weights(day) for day in range(problem.days)]
        self._ahead = days_ahead(self._automata)
        self._joints = Joints() if joints is None else joints
        self.rows: list[tuple[str, ...]] = [rows[officer.key] for officer in problem.officers]
        self._spare, self._room = self._spare_roles()
        self._state_numbers = [[0] * (problem.days + 1) for _ in self.rows]
        self._suffix_numbers = [[0] * problem.days for _ in self.rows]
        self._places = [[0] * problem.days for _ in self.rows]
        for officer in range(len(self.rows)):
            self._refresh(officer, range(problem.days))

    def _day_weights(self, day: int) -> dict[str, TotalsChange]:
        weekend = int(is_weekend(self._problem.day(day)))
        shifts = self._problem.shift_types.values()
        return {OFF: (0, 0, 0), **{shift.key: (1, int(shift.night), weekend) for shift in shifts}}

    def _spare_roles(self) -> tuple[dict[_RolePlace, int], dict[_RolePlace, int]]:
        """Return by how many officers each need of a role is exceeded, and how many more it allows."""
        needs = {
            (self._problem.index(need.day), need.shift, need.role): need for need in self._problem.needs if need.role
        }
        counts = Counter(
            (day, mark, role)
            for officer, row in zip(self._officers, self.rows, strict=True)
            for day, mark in enumerate(row)
            for role in officer.roles
            if (day, mark, role) in needs
        )
        spare = {role_place: counts[role_place] - need.least for role_place, need in needs.items()}
        room = {
            role_place: need.most - counts[role_place] for role_place, need in needs.items() if need.most is not None
        }
        return spare, room

    def _refresh(self, officer: int, changed: range) -> None:
        """Look up the numbers of an officer anew whose row changed on some days in a row."""
        automaton, row = self._automata[officer], self.rows[officer]
        numbers = self._state_numbers[officer]
        state = automaton.initial(days_before(self._problem, self._officers[officer], row))
        for day, mark in enumerate(row):
            if day >= changed.start:
                number = self._joints.number((automaton, state))
                if day >= changed.stop and number == numbers[day]:
                    break  # the row goes on as before
                numbers[day] = number
            step = automaton.step(state, mark)
            if step is None:
                message = f"the row of officer {self._officers[officer].key!r} breaks a rule"
                raise ValueError(message)
            state = step.state
        else:
            numbers[-1] = self._joints.number((automaton, state))
        for day in range(max(0, changed.start - self._ahead + 1), changed.stop):
            self._suffix_numbers[officer][day] = self._joints.number(row[day : day + self._ahead])
        for day in changed:
            self._places[officer][day] = place_of(self._weights[day][row[day]])

    def totals(self, officer: int) -> TotalsChange:
        """Return the duties, nights and weekend duties of an officer, those before the first day included."""
        cells = [self._weights[day][mark] for day, mark in enumerate(self.rows[officer])]
        history = self._officers[officer].history
        return (
            history.duties + sum(cell[0] for cell in cells),
            history.nights + sum(cell[1] for cell in cells),
            history.weekend_duties + sum(cell[2] for cell in cells),
        )

    def have_same_roles(self, first: int, second: int) -> bool:
        """Return whether two officers have the same roles, so that either can take any cell of the other."""
        return self._officers[first].roles == self._officers[second].roles

    # --- tables of a pair -----------------------------------------------------------------------------------------

    def pair(self, first: int, second: int) -> PairTables:
        """Return the tables of two officers."""
        joints = self._joints
        states, suffixes = self._state_numbers, self._suffix_numbers
        return PairTables(
            swappable=self.swappable(first, second),
            joints=[
                joints[state, other_suffix] and joints[other_state, suffix]
                for state, suffix, other_state, other_suffix in zip(
                    states[first], suffixes[first], states[second], suffixes[second], strict=False
                )
            ],
            differences=self.differences(first, second),
        )

    def differences(self, first: int, second: int) -> list[int]:
        """Return the change of the first officer's totals by a swap on each day, as one number."""
        return list(map(sub, self._places[second], self._places[first]))

    def is_joint(self, first: int, second: int, day: int) -> bool:
        """Return whether both rows are legal if they begin, or cease, to be swapped on a day."""
        states, suffixes = self._state_numbers, self._suffix_numbers
        return (
            self._joints[states[first][day], suffixes[second][day]]
            and self._joints[states[second][day], suffixes[first][day]]
        )

    def swappable(self, first: int, second: int) -> list[bool]:
        """Return on which days two officers may swap their cells."""
        first_row, second_row = self.rows[first], self.rows[second]
        swappable = [
            first_mark == second_mark or (second_mark in first_allowed and first_mark in second_allowed)
            for first_mark, second_mark, first_allowed, second_allowed in zip(
                first_row, second_row, self._allowed[first], self._allowed[second], strict=True
            )
        ]
        if self._requested is not None:
            for day, (first_mark, second_mark) in enumerate(zip(first_row, second_row, strict=True)):
                if swappable[day] and first_mark != second_mark:
                    swappable[day] = self._request_change(day, (first, first_mark), (second, second_mark)) <= 0
        if not self.have_same_roles(first, second):
            for day, (first_mark, second_mark) in enumerate(zip(first_row, second_row, strict=True)):
                if swappable[day] and first_mark != second_mark:
                    swappable[day] = self._keeps_roles(day, (first, first_mark), (second, second_mark))
        return swappable

    def _request_change(self, day: int, first: tuple[int, str], second: tuple[int, str]) -> int:
        """Return by how much the requests of two officers cost more if they swap their cells."""
        if self._requested is None:
            return 0
        ones, others = (self._requested[self._officers[officer].key][day] for officer, _ in (first, second))
        swapped_cost = ones.get(second[1], 0) + others.get(first[1], 0)
        return swapped_cost - ones.get(first[1], 0) - others.get(second[1], 0)

    def _keeps_roles(self, day: int, first: tuple[int, str], second: tuple[int, str]) -> bool:
        """Return whether all needs of roles stay filled if two officers swap their cells."""
        for (officer, mark), (colleague, _) in ((first, second), (second, first)):
            for role in self._officers[officer].roles:
                role_place = (day, mark, role)
                if role not in self._officers[colleague].roles and self._spare.get(role_place, 1) < 1:
                    return False
            for role in self._officers[colleague].roles:
                role_place = (day, mark, role)
                if role not in self._officers[officer].roles and self._room.get(role_place, 1) < 1:
                    return False
        return True

    # --- levelling ------------------------------------------------------------------------------------------------

    def reachable(self, tables: PairTables) -> tuple[list[int], list[int]]:
        """Return after each day the changes that can be reached with the cells kept, and swapped."""
        unswapped, swapped = [1 << _CENTRE], [0]
        keep, swap = unswapped[0], 0
        for swappable, joint, difference in zip(tables.swappable, tables.joints, tables.differences, strict=True):
            if joint:
                keep = swap = keep | swap
            if not swappable:
                swap = 0
            elif swap and difference:
                swap = (swap << difference if difference > 0 else swap >> -difference) & _MASK
            unswapped.append(keep)
            swapped.append(swap)
        return unswapped, swapped

    def level(self, first: int, second: int, changes: Iterator[TotalsChange]) -> TotalsChange | None:
        """Exchange two officers by the first of the changes that can be reached, and return it; None if none can."""
        tables = self.pair(first, second)
        unswapped, swapped = self.reachable(tables)
        reached = unswapped[-1] | swapped[-1]
        for change in changes:
            if reached >> (_CENTRE + place_of(change)) & 1:
                swaps = _walk_back(tables, unswapped, swapped, change)
                if self.commit(first, second, swaps):
                    return change
        return None

    def commit(self, first: int, second: int, swaps: Sequence[bool]) -> bool:
        """Swap two officers on some days if both rows stay legal, and cost no more if they are priced."""
        first_row, second_row = self.rows[first], self.rows[second]
        new_first = tuple(
            second_mark if swap else first_mark
            for first_mark, second_mark, swap in zip(first_row, second_row, swaps, strict=True)
        )
        new_second = tuple(
            first_mark if swap else second_mark
            for first_mark, second_mark, swap in zip(first_row, second_row, swaps, strict=True)
        )
        if not (self._is_row(first, new_first) and self._is_row(second, new_second)):
            return False
        if self._requested is not None:
            old_cost = self._row_cost(first, first_row) + self._row_cost(second, second_row)
            if self._row_cost(first, new_first) + self._row_cost(second, new_second) > old_cost:
                return False
        days = [day for day, swap in enumerate(swaps) if swap] or [0]
        changed = range(self.days) if self._problem.cyclic else range(days[0], days[-1] + 1)
        for officer, new in ((first, new_first), (second, new_second)):
            self._count_roles(officer, new)
            self.rows[officer] = new
            self._refresh(officer, changed)
        return True

    def _count_roles(self, officer: int, new: tuple[str, ...]) -> None:
        """Count the roles of an officer where the new row has them."""
        for day, (old_mark, new_mark) in enumerate(zip(self.rows[officer], new, strict=True)):
            if old_mark != new_mark:
                for role in self._officers[officer].roles:
                    for mark, change in ((old_mark, -1), (new_mark, 1)):
                        if (day, mark, role) in self._spare:
                            self._spare[day, mark, role] += change
                        if (day, mark, role) in self._room:
                            self._room[day, mark, role] -= change

    def _is_row(self, officer: int, row: tuple[str, ...]) -> bool:
        person: Officer = self._officers[officer]
        if self._automata[officer].row_cost(days_before(self._problem, person, row), row) is None:
            return False
        if not self._limited[officer]:
            return True
        row_totals = totals(self._problem, person, row)
        if any(row_totals.shifts[shift] > cap for shift, cap in person.caps.items()):
            return False
        rules = self._problem.rules_of(person).values()
        return all(rule_costs(rule, row_totals) is not None for rule in rules)

    def _row_cost(self, officer: int, row: tuple[str, ...]) -> int:
        """Return the cost of a row that breaks no rule, under its weighted rules and requests."""
        person = self._officers[officer]
        requested = {} if self._requested is None else self._requested
        row_totals = totals(self._problem, person, row)
        return (
            (self._automata[officer].row_cost(days_before(self._problem, person, row), row) or 0)
            + sum(rule_costs(rule, row_totals) or 0 for rule in self._problem.rules_of(person).values())
            + sum(cell.get(mark, 0) for cell, mark in zip(requested.get(person.key, ()), row, strict=False))
        )


def _walk_back(tables: PairTables, unswapped: list[int], swapped: list[int], change: TotalsChange) -> list[bool]:
    """Return the days on which the cells are swapped for a change; cells are kept as long as possible."""
    number = _CENTRE + place_of(change)
    is_swapped = not unswapped[-1] >> number & 1
    swaps: list[bool] = []
    for day in range(len(tables.joints) - 1, -1, -1):
        swaps.append(is_swapped)
        if is_swapped:
            number -= tables.differences[day]
        reached = swapped if is_swapped else unswapped
        if not reached[day] >> number & 1:  # the state changed on this day
            is_swapped = not is_swapped
    return swaps[::-1]
