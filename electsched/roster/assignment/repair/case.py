"""The case of a repair: the published roster, the part of it that can stay, and the cells that may change.

A cell is a day of an officer. A cell whose published mark is no longer possible is void: the officer is absent, or the
duty does not take place any more. Its change is nobody's choice, so it costs nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from operator import contains

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton, automata_of
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.evaluation import rule_costs, totals
from electsched.roster.assignment.fair.joints import days_ahead
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, Rows, ShiftNeed, ShiftType
from electsched.roster.assignment.repair.change import VacantPlace

__all__ = ["RepairCase", "RosterCell", "ShiftPlace"]

RosterCell = tuple[str, int]
"""The key of an officer, and the number of a day."""
ShiftPlace = tuple[int, str]
"""The number of a day, and the key of a shift."""
_Count = tuple[int, str, str]
"""The number of a day, a mark, and a role, which is empty for all officers."""
_TOTALS = frozenset({"duties-most", "duties-least", "minutes-most", "minutes-least", "nights-most", "weekends-most"})
"""The rules on totals of a row."""


@attrs.frozen(kw_only=True, eq=False, slots=False)
class RepairCase:
    """The case of a repair.

    Attributes:
        problem: The problem as it is now, with the needs that hold now.
        published: The published rows.
        kept: The published rows without the marks that are not possible any more.
        allowed: The marks that each officer may have on each day, a day off first.
        waived: The keys of the rules that a place may break, for each place with a waiver.
    """

    problem: AssignmentProblem
    published: Rows
    kept: Rows
    allowed: Mapping[str, list[tuple[str, ...]]]
    waived: Mapping[ShiftPlace, frozenset[str]] = attrs.field(factory=dict)

    @classmethod
    def of(
        cls,
        problem: AssignmentProblem,
        published: Rows,
        *,
        absent: Iterable[RosterCell] = (),
        barred: Iterable[tuple[str, int, str]] = (),
        begun: Mapping[RosterCell, str] | None = None,
    ) -> RepairCase:
        """Return the case of a roster.

        Args:
            problem: The problem as it is now.
            published: The published rows; they may have marks of shifts that are no longer needed.
            absent: The cells on which officers are absent.
            barred: The marks that an officer cannot have on a day, such as one that falls in an absence of some hours.
            begun: The cells that are past, each with its mark, which stays.
        """
        allowed = dict(allowed_marks(problem))
        for key, day, mark in barred:
            allowed[key][day] = tuple(possible for possible in allowed[key][day] if possible != mark)
        for key, day in absent:
            allowed[key][day] = (OFF,)
        for (key, day), mark in (begun or {}).items():
            allowed[key][day] = (mark,)
        kept_rows = {key: _kept_row(published[key], allowed[key]) for key in allowed}
        return cls(problem=problem, published=published, kept=kept_rows, allowed=allowed)

    @cached_property
    def automata(self) -> Mapping[str, RowAutomaton]:
        """The automaton of each officer's row."""
        return automata_of(self.problem)

    @cached_property
    def days_ahead(self) -> int:
        """After so many days no rule of days in a row remembers a day."""
        return days_ahead([*dict.fromkeys(self.automata.values())])

    @cached_property
    def is_closed(self) -> bool:
        """Whether a row keeps all rules with fewer duties too: no rule limits days off, or duties from below."""
        rules = (*self.problem.rules, *(rule for officer in self.problem.officers for rule in officer.rules))
        return not any(rule.key == "off-run-most" or rule.key.endswith("-least") for rule in rules)

    @property
    def has_weekend_rule(self) -> bool:
        """Whether the weekends of an officer are limited."""
        rules = (*self.problem.rules, *(rule for officer in self.problem.officers for rule in officer.rules))
        return any(rule.key == "weekends-most" for rule in rules)

    def is_void(self, officer: str, day: int) -> bool:
        """Return whether the published mark of a cell is not possible any more."""
        return self.kept[officer][day] != self.published[officer][day]

    # --- places ---------------------------------------------------------------------------------------------------

    @cached_property
    def needs(self) -> Mapping[ShiftPlace, tuple[ShiftNeed, ...]]:
        """The needs of each place as a repair must fill them.

        A need that may be missed at a cost is filled as far as the published roster filled it. Officers who cannot
        leave a place, because it is past, are never too many.
        """
        counts, changes = self._published_counts, self._kept_changes
        targets = dict(self.problem.needs_by_place)
        for place, needs in self.problem.needs_by_place.items():
            for need in needs:
                count = counts[*place, need.role] + changes.get((*place, need.role), 0)
                if need.under is not None or need.over is not None or (need.most is not None and count > need.most):
                    targets[place] = tuple(self._target(place, role_need) for role_need in needs)
                    break
        return targets

    def _target(self, place: ShiftPlace, need: ShiftNeed) -> ShiftNeed:
        published = self._published_counts[*place, need.role]
        count = published + self._kept_changes.get((*place, need.role), 0)
        least = need.least if need.under is None else min(need.least, published)
        most = need.most if need.over is None or need.most is None else max(need.most, published)
        if most is not None and count > most:
            day, shift = place
            fixed = [
                officer
                for officer in self.problem.officers
                if self.allowed[officer.key][day] == (shift,) and (not need.role or need.role in officer.roles)
            ]
            most = max(most, len(fixed))
        return need if (least, most) == (need.least, need.most) else attrs.evolve(need, least=least, most=most)

    @cached_property
    def _published_counts(self) -> Mapping[_Count, int]:
        """The officers on duty at each need in the published roster, by day, shift and role."""
        holders: dict[str, list[tuple[str, ...]]] = {}
        for officer in self.problem.officers:
            for role in ("", *officer.roles):
                holders.setdefault(role, []).append(self.published[officer.key])
        columns = {role: [*map(Counter, zip(*rows, strict=True))] for role, rows in holders.items()}
        return {
            (day, shift, role): columns[role][day][shift] if role in columns else 0
            for (day, shift), needs in self.problem.needs_by_place.items()
            for role in {"", *(need.role for need in needs)}
        }

    @cached_property
    def _kept_changes(self) -> Counter[_Count]:
        return self._changes(self.kept)

    def _changes(self, rows: Rows) -> Counter[_Count]:
        """Return by how much the officers on duty differ from the published roster, by day, shift and role."""
        if rows is self.kept and "_kept_changes" in self.__dict__:
            return self._kept_changes
        changes: Counter[_Count] = Counter()
        published = self.published
        for key, row in rows.items():
            if row is not published[key] and row != published[key]:
                for day, (old_mark, new_mark) in enumerate(zip(published[key], row, strict=True)):
                    if old_mark != new_mark:
                        for role in ("", *self._roles[key]):
                            changes[day, old_mark, role] -= 1
                            changes[day, new_mark, role] += 1
        return changes

    @cached_property
    def _roles(self) -> Mapping[str, tuple[str, ...]]:
        return {officer.key: officer.roles for officer in self.problem.officers}

    @cached_property
    def _unfilled(self) -> frozenset[ShiftPlace]:
        """The places at which the published roster has too few or too many."""
        counts = self._published_counts
        return frozenset(
            place
            for place, needs in self.needs.items()
            for need in needs
            if counts[*place, need.role] < need.least
            or (need.most is not None and counts[*place, need.role] > need.most)
        )

    def _concerned(self, changes: Mapping[_Count, int]) -> list[ShiftPlace]:
        """Return the places that may have a gap or a surplus, in order."""
        changed_places = {(day, shift) for day, shift, _ in changes}
        return sorted(place for place in {*changed_places, *self._unfilled} if place in self.needs)

    def gaps(self, rows: Rows) -> tuple[VacantPlace, ...]:
        """Return a gap for each place that is not filled, with the role that is missing there."""
        changes = self._changes(rows)
        return tuple(gap for place in self._concerned(changes) for gap in self._gaps_at(place, changes))

    def gap_at(self, place: ShiftPlace, rows: Rows) -> VacantPlace | None:
        """Return the first gap of a place; None if it is filled."""
        return next(iter(self._gaps_at(place, self._changes(rows))), None)

    def _gaps_at(self, place: ShiftPlace, changes: Mapping[_Count, int]) -> list[VacantPlace]:
        day, shift = place
        missing = {
            need.role: need.least
            - self._published_counts[day, shift, need.role]
            - changes.get((day, shift, need.role), 0)
            for need in self.needs.get(place, ())
        }
        count = max(missing.values(), default=0)
        if count <= 0:
            return []
        roles = [role for role, number in missing.items() if role for _ in range(number)]
        gap_roles = [*roles, *[""] * count][:count]
        return [VacantPlace(day=self.problem.day(day), shift=shift, role=role) for role in gap_roles]

    def rooms(self, rows: Rows) -> Callable[[ShiftPlace], Mapping[str, int]]:
        """Return a function of a place: how many officers it can still take, for each role with a limit.

        The role is empty for officers of all roles. A number below 0 says how many are too many.
        """
        return partial(self._rooms_at, changes=self._changes(rows))

    def _rooms_at(self, place: ShiftPlace, changes: Mapping[_Count, int]) -> Mapping[str, int]:
        day, shift = place
        return {
            need.role: need.most
            - self._published_counts[day, shift, need.role]
            - changes.get((day, shift, need.role), 0)
            for need in self.needs.get(place, ())
            if need.most is not None
        }

    def surpluses(self, rows: Rows) -> Mapping[ShiftPlace, int]:
        """Return by how many officers each place has more than it may have."""
        changes = self._changes(rows)
        rooms = ((place, self._rooms_at(place, changes).values()) for place in self._concerned(changes))
        return {place: -room for place, of_place in rooms if (room := min(of_place, default=0)) < 0}

    # --- changes --------------------------------------------------------------------------------------------------

    def changed(self, rows: Rows) -> int:
        """Return how many cells differ from the published rows by choice: void cells do not count."""
        return sum(
            mark != kept_mark and not self.is_void(key, day)
            for key, row in rows.items()
            if row is not self.kept[key]
            for day, (mark, kept_mark) in enumerate(zip(row, self.kept[key], strict=True))
        )

    @cached_property
    def fewest(self) -> int:
        """A number of changes of which no repair without gaps has fewer.

        Each change of a day fills one gap at most, and takes one officer at most from a place that has too many. An
        officer with a void cell may fill a gap without a change.
        """
        gaps = Counter(self.problem.index(gap.day) for gap in self.gaps(self.kept))
        surplus: Counter[int] = Counter()
        for (day, _), number in self.surpluses(self.kept).items():
            surplus[day] += number
        void = Counter(
            day
            for key, row in self.kept.items()
            for day in gaps
            if row[day] != self.published[key][day] and len(self.allowed[key][day]) > 1
        )
        return sum(max(surplus[day], gaps[day] - void[day]) for day in {**gaps, **surplus})

    @cached_property
    def fewest_if_not_inserted(self) -> int:
        """The same, if no insertions fill all gaps: one more, because somebody leaves a duty.

        It is not more if a place can spare somebody, or an officer with a void cell may fill a gap.
        """
        days = {self.problem.index(gap.day) for gap in self.gaps(self.kept)}
        has_spare = any(
            self._published_counts[*place, ""] + self._kept_changes[*place, ""] > max(need.least for need in needs)
            for place, needs in self.needs.items()
        )
        has_void = any(
            row[day] != self.published[key][day] and len(self.allowed[key][day]) > 1
            for key, row in self.kept.items()
            for day in days
        )
        return self.fewest if has_spare or has_void else self.fewest + 1

    def is_least(self, rows: Rows, fewest: int) -> bool:
        """Return whether rows have neither a gap nor a surplus, and no more changes than a repair must have."""
        return not self.gaps(rows) and not self.surpluses(rows) and self.changed(rows) <= fewest

    @cached_property
    def _with_totals(self) -> frozenset[str]:
        """The officers whose rows have limits of totals."""
        is_common = any(rule.key in _TOTALS for rule in self.problem.rules)
        officers = self.problem.officers
        limited = (bool(officer.caps) or any(rule.key in _TOTALS for rule in officer.rules) for officer in officers)
        return frozenset(
            officer.key for officer, has_own in zip(officers, limited, strict=True) if is_common or has_own
        )

    def is_legal(self, officer: Officer, row: Sequence[str], days: Sequence[int]) -> bool:
        """Return whether a row keeps all rules with the severity error near some days, in order."""
        automaton, ahead = self.automata[officer.key], self.days_ahead
        first, last = days[0] - ahead, min(len(row), days[-1] + ahead + 1)
        state = automaton.initial(officer.before) if first <= 0 else automaton.initial()
        for mark in row[max(0, first) : last]:
            step = automaton.step(state, mark)
            if step is None:
                if self.waived and self._is_legal_by_waivers(officer, row, first, last):
                    break
                return False
            state = step.state
        if officer.key not in self._with_totals:
            return True
        row_totals = totals(self.problem, officer, tuple(row))
        if any(row_totals.shifts[shift] > cap for shift, cap in officer.caps.items()):
            return False
        return all(rule_costs(rule, row_totals) is not None for rule in self.problem.rules_of(officer).values())

    def _is_legal_by_waivers(self, officer: Officer, row: Sequence[str], first: int, last: int) -> bool:
        """Return whether a row breaks each rule on some days only at places at which it is waived."""
        rules: dict[str, RowRule] = {
            rule.key: rule for rule in self.problem.rules_of(officer).values() if rule.severity == "error"
        }
        for key in ("", *rules):
            automaton = _single_rule_automaton(self.problem.shifts, rules.get(key))
            state = automaton.initial(officer.before) if first <= 0 else automaton.initial()
            for day in range(max(0, first), last):
                step = automaton.step(state, row[day])
                if step is None and key not in self.waived.get((day, row[day]), ()):
                    return False
                state = automaton.after(state, row[day]) if step is None else step.state
        return True


@lru_cache(maxsize=32)
def _single_rule_automaton(shifts: tuple[ShiftType, ...], rule: RowRule | None) -> RowAutomaton:
    return RowAutomaton(shifts, {} if rule is None else {rule.key: rule})


def _kept_row(row: tuple[str, ...], allowed: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return a row without the marks that are not allowed any more."""
    if all(map(contains, allowed, row)):  # most rows
        return row
    return tuple(mark if mark in marks else marks[0] for mark, marks in zip(row, allowed, strict=True))
