"""A roster that fills all needs, built day by day; a day that cannot be filled sends the construction back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton, RowState
from electsched.roster.assignment.cells import SATURDAY, allowed_marks
from electsched.roster.assignment.fair.chance import Noise
from electsched.roster.assignment.fair.flow import assign_places
from electsched.roster.assignment.fair.officer_costs import ahead_of_others, fewer_than_average, requested_costs
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRuleKey, Rows

__all__ = ["ConstructionChoices", "construct", "reserved_duties"]

_MOST_RETURNS = 120
_FORCED = 10**7
"""The cost of a day off that rules or pins forbid: it is taken only if no place is left."""
_WEIGHTS, _FAIR_WEIGHTS = (40, 30, 30), (60, 150, 150)
"""The costs of a duty, a night and a weekend duty above the average; usually, and if fairness is worth single days."""
_SINGLE, _CHANGE, _RUN = 60, 12, 3
_SCARCE = 4000
_BASE_NOISE = 12
_DAYS_AHEAD = 7
_PRESSED_DAYS, _RUN_PRESSURE, _LARGEST_RUN_COST = 6, 40, 200

_TOTALS: Mapping[RowRuleKey, str] = MappingProxyType(
    {
        "duties-most": "duties",
        "minutes-most": "minutes",
        "nights-most": "nights",
        "weekends-most": "weekends",
    }
)
"""The total that each rule limits."""


@attrs.frozen
class _Tally:
    """The totals of an officer's row so far."""

    duties: int = 0
    nights: int = 0
    weekend_duties: int = 0
    weekends: int = 0
    minutes: int = 0
    shifts: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ConstructionChoices:
    """The choices of an attempt.

    Attributes:
        reserved: Shifts that officers must take, by officer and number of the day.
        fairness_first: Whether the fairness of nights and weekends counts more than single days and changes of shift.
        spare_long_runs: Whether long runs cost much from the first day on: needs that nearly everybody must fill on few
            days in a row are then filled at once.
        most_returns: How often a day that cannot be filled sends the construction back before it ends without a roster.
    """

    reserved: Mapping[str, Mapping[int, str]] = attrs.field(factory=dict)
    fairness_first: bool = False
    spare_long_runs: bool = False
    most_returns: int = _MOST_RETURNS


RolePlace = tuple[str, str]
"""A shift and the role that its holder must have; no role for anybody."""


def construct(
    problem: AssignmentProblem,
    automata: Mapping[str, RowAutomaton],
    seed: int,
    choices: ConstructionChoices | None = None,
) -> Rows | None:
    """Return a roster that fills the least of each need, or None if none was found within some returns.

    Args:
        problem: The problem.
        automata: The automaton of each officer.
        seed: The seed of the noise.
        choices: The choices of this attempt.
    """
    choices = choices or ConstructionChoices()
    builder = _Builder(problem, automata, seed, choices)
    returned = depth = 0
    while len(builder.days) < problem.days:
        if builder.add_day(noise=_BASE_NOISE * (1 + returned)):
            continue
        returned += 1
        depth = depth + 1 if returned % 4 == 0 else max(1, depth)
        builder.avoid_long_runs()
        if returned > choices.most_returns or not builder.days:
            return None
        builder.go_back(min(depth, len(builder.days)))
    return {officer.key: tuple(day[number] for day in builder.days) for number, officer in enumerate(problem.officers)}


def reserved_duties(
    problem: AssignmentProblem, automata: Mapping[str, RowAutomaton], seed: int
) -> dict[str, dict[int, str]]:
    """Return duties for the holders of roles that fill the needs of all roles, by officer and number of the day.

    Empty if there are no roles, or no such duties were found.
    """
    needs = tuple(need for need in problem.needs if need.role)
    roles = {need.role for need in needs}
    holders = tuple(officer for officer in problem.officers if not roles.isdisjoint(officer.roles))
    if not holders:
        return {}
    keys = {officer.key for officer in holders}
    pins = tuple(pin for pin in problem.pins if pin.officer in keys)
    part = attrs.evolve(problem, officers=holders, needs=needs, pins=pins, requests=())
    rows = construct(part, automata, seed) or {}
    return {key: {day: mark for day, mark in enumerate(row) if mark != OFF} for key, row in rows.items()}


class _Builder:
    def __init__(
        self,
        problem: AssignmentProblem,
        automata: Mapping[str, RowAutomaton],
        seed: int,
        choices: ConstructionChoices,
    ) -> None:
        self.days: list[list[str]] = []
        self._problem = problem
        self._automata = [automata[officer.key] for officer in problem.officers]
        allowed = allowed_marks(problem)
        self._allowed = [
            _with_reserved(allowed[officer.key], choices.reserved.get(officer.key, {})) for officer in problem.officers
        ]
        self._ahead = [_decided_ahead(marks) for marks in self._allowed]
        self._weights = _FAIR_WEIGHTS if choices.fairness_first else _WEIGHTS
        self._run_costs = [_LARGEST_RUN_COST if choices.spare_long_runs else _RUN] * problem.days
        self._noise = Noise(seed)
        officers = zip(self._automata, problem.officers, strict=True)
        self._states = [[automaton.initial(officer.before) for automaton, officer in officers]]
        self._tallies = [[_Tally()] * len(problem.officers)]
        self._ahead_of_others = ahead_of_others(problem)
        self._requested = [*requested_costs(problem)]
        self._fewer_than_average = [*fewer_than_average(problem)]
        self._places = _places_by_day(problem)
        self._scarce = _scarce_roles(problem)
        self._limits = [_total_limits(problem, officer) for officer in problem.officers]

    def go_back(self, days: int) -> None:
        del self.days[-days:]
        del self._tallies[-days:]
        del self._states[-days:]

    def avoid_long_runs(self) -> None:
        """Let long runs cost more on the present day, which could not be filled, and on the days before it."""
        day = len(self.days)
        for pressed in range(max(0, day - _PRESSED_DAYS), day + 1):
            self._run_costs[pressed] = min(_LARGEST_RUN_COST, self._run_costs[pressed] + _RUN_PRESSURE)

    def add_day(self, noise: int) -> bool:
        """Add the next day; return false if its places cannot all be filled."""
        day, tallies = len(self.days), self._tallies[-1]
        places = dict(self._places[day])
        marks: list[str | None] = []
        for officer in range(len(tallies)):
            allowed = self._allowed[officer][day]
            marks.append(allowed[0] if len(allowed) == 1 else None)
            if marks[officer] is not None and not self._take_place(places, officer, str(marks[officer])):
                return False
        kinds: list[RolePlace] = [(OFF, ""), *(place for place, count in places.items() if count > 0)]
        free = [officer for officer, mark in enumerate(marks) if mark is None]
        averages = self._averages(tallies)
        options = [self._options(officer, day, kinds, averages, noise) for officer in free]
        chosen = assign_places(options, [0, *(places[place] for place in kinds[1:])])
        if chosen is None or any(option[kind] >= _FORCED for option, kind in zip(options, chosen, strict=True)):
            return False
        for officer, kind in zip(free, chosen, strict=True):
            marks[officer] = kinds[kind][0]
        row = [str(mark) for mark in marks]
        self._states.append([self._next_state(officer, mark) for officer, mark in enumerate(row)])
        self._tallies.append([self._next_tally(officer, day, mark) for officer, mark in enumerate(row)])
        self.days.append(row)
        return True

    def _take_place(self, places: dict[RolePlace, int], officer: int, mark: str) -> bool:
        """Count a decided mark against the places of the day; return false if the rules forbid it."""
        if self._automata[officer].step(self._states[-1][officer], mark) is None:
            return False
        roles = [role for role in self._problem.officers[officer].roles if places.get((mark, role), 0) > 0]
        place = (mark, roles[0] if roles else "")
        if places.get(place, 0) > 0:
            places[place] -= 1
        return True

    def _averages(self, tallies: list[_Tally]) -> tuple[float, float, float]:
        count = len(tallies)
        return (
            sum(tally.duties for tally in tallies) / count,
            sum(tally.nights for tally in tallies) / count,
            sum(tally.weekend_duties for tally in tallies) / count,
        )

    def _options(
        self, officer: int, day: int, kinds: list[RolePlace], averages: tuple[float, float, float], noise: int
    ) -> dict[int, int]:
        tally, automaton = self._tallies[-1][officer], self._automata[officer]
        duty_cost, night_cost, weekend_cost = self._weights
        state, roles = self._states[-1][officer], self._problem.officers[officer].roles
        allowed, weekend = self._allowed[officer][day], self._problem.weekdays[day] >= SATURDAY
        off_cost = _SINGLE if state.on_duty and state.run == 1 else 0
        off_step = automaton.step(state, OFF) if OFF in allowed else None
        is_off_allowed = off_step is not None and self._leads_on(officer, day, off_step.state)
        requested = self._requested[officer][day]
        off_cost += requested.get(OFF, 0)
        options = {0: (off_cost if is_off_allowed else _FORCED) + self._noise.below(noise)}
        duties, nights, weekend_duties = self._ahead_of_others[officer]
        duties += self._fewer_than_average[officer] * (day + 1) / self._problem.days
        base = duty_cost * (tally.duties + duties - averages[0]) + (
            weekend_cost * (tally.weekend_duties + weekend_duties - averages[2]) if weekend else 0
        )
        if state.mark == OFF and state.run == 1:
            base += _SINGLE
        base += self._run_costs[day] * state.run * state.run if state.on_duty else 0
        for kind in range(1, len(kinds)):
            mark, role = kinds[kind]
            if (role and role not in roles) or mark not in allowed or not self._is_legal(officer, mark, day):
                continue
            cost = base + (_CHANGE if state.on_duty and state.mark != mark else 0) + requested.get(mark, 0)
            if self._problem.shift_types[mark].night:
                cost += night_cost * (tally.nights + nights - averages[1])
            if not role and not self._scarce.isdisjoint(roles):
                cost += _SCARCE
            options[kind] = int(cost) + self._noise.below(noise)
        return options

    def _is_legal(self, officer: int, mark: str, day: int) -> bool:
        step = self._automata[officer].step(self._states[-1][officer], mark)
        if step is None or not self._leads_on(officer, day, step.state):
            return False
        tally, limits = self._tallies[-1][officer], self._limits[officer]
        caps = self._problem.officers[officer].caps
        names = self._problem.shift_types[mark].names if caps else ()
        if any(tally.shifts.get(name, 0) >= caps.get(name, self._problem.days) for name in names):
            return False
        if not limits:
            return True
        next_tally = self._next_tally(officer, day, mark)
        return all(getattr(next_tally, name) <= limit for name, limit in limits)

    def _leads_on(self, officer: int, day: int, state: RowState) -> bool:
        """Return whether the decided days ahead can follow a day's state, if the days between are off."""
        automaton = self._automata[officer]
        for mark, is_decided in self._ahead[officer][day]:
            step = automaton.step(state, mark)
            if step is None:
                return not is_decided
            state = step.state
        return True

    def _next_state(self, officer: int, mark: str) -> RowState:
        state = self._states[-1][officer]
        step = self._automata[officer].step(state, mark)
        return step.state if step else state

    def _next_tally(self, officer: int, day: int, mark: str) -> _Tally:
        tally = self._tallies[day][officer]
        if mark == OFF:
            return tally
        shift, weekday = self._problem.shift_types[mark], self._problem.weekdays[day]
        weekend = weekday >= SATURDAY
        new_weekend = weekend and (weekday == SATURDAY or not self._states[day][officer].on_duty)
        return _Tally(
            tally.duties + 1,
            tally.nights + shift.night,
            tally.weekend_duties + weekend,
            tally.weekends + new_weekend,
            tally.minutes + shift.minutes,
            {**tally.shifts, **{name: tally.shifts.get(name, 0) + 1 for name in shift.names}}
            if self._problem.officers[officer].caps
            else {},
        )


def _total_limits(problem: AssignmentProblem, officer: Officer) -> tuple[tuple[str, int], ...]:
    """Return the totals of an officer that have a largest value, each with that value."""
    rules = problem.rules_of(officer).values()
    return tuple((_TOTALS[rule.key], rule.limit) for rule in rules if rule.key in _TOTALS and rule.severity == "error")


def _with_reserved(days: list[tuple[str, ...]], reserved: Mapping[int, str]) -> list[tuple[str, ...]]:
    return [(reserved[day],) if day in reserved else marks for day, marks in enumerate(days)]


def _decided_ahead(days: list[tuple[str, ...]]) -> list[tuple[tuple[str, bool], ...]]:
    """Return the marks of the days after each day, to the last decided one in reach, and whether each is decided."""
    paths = []
    for day in range(len(days)):
        path = [(marks[0], len(marks) == 1) for marks in days[day + 1 : day + 1 + _DAYS_AHEAD]]
        while path and not path[-1][1]:
            path.pop()
        paths.append(tuple(path))
    return paths


def _places_by_day(problem: AssignmentProblem) -> list[dict[RolePlace, int]]:
    """Return the places of each day: those for each role, and the rest of each shift for anybody."""
    days: list[dict[RolePlace, int]] = [{} for _ in range(problem.days)]
    for need in problem.needs:
        places = days[problem.index(need.day)]
        places[need.shift, need.role] = places.get((need.shift, need.role), 0) + need.least
    for places in days:
        for (shift, role), count in list(places.items()):
            if role and (shift, "") in places:
                places[shift, ""] = max(0, places[shift, ""] - count)
    return days


def _scarce_roles(problem: AssignmentProblem) -> frozenset[str]:
    """Return the roles whose holders have more duties for the role alone than others have in all."""
    total = sum(need.least for need in problem.needs if not need.role)
    average = total / max(1, len(problem.officers))
    scarce = set()
    for role in {need.role for need in problem.needs} - {""}:
        holders = sum(role in officer.roles for officer in problem.officers)
        needed = sum(need.least for need in problem.needs if need.role == role)
        if holders and needed / holders >= 0.9 * average:
            scarce.add(role)
    return frozenset(scarce)
