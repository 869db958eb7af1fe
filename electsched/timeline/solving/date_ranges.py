"""The ranges of the dates of an election that are not fixed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from electsched.law.statute import PARTS, Facts, Statute
from electsched.law.versions import LawUnderFacts, law_under_facts
from electsched.timeline.solving.constraints import (
    Constraint,
    Ground,
    KnownDates,
    Side,
    Variable,
)
from electsched.timeline.solving.law_constraints import constraints_of_dates, constraints_of_rules, with_hours
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.solving.solver import RangeSolver
from electsched.values import value_text

__all__ = ["DateRanges"]


class DateRanges:
    """The ranges of all dates that are not fixed.

    Attributes:
        constraints: The known dates that bound other dates, then the constraints on those.
        hours: The minute of the day of each variable whose hour is stated by a rule.
        contradictory: Whether provisions and dates contradict each other.
        ranges: The ranges. If there is a contradiction, those that follow from fixed dates at once.
    """

    def __init__(
        self, solver: RangeSolver, statute: Statute, facts: Facts, fixed: KnownDates, versions: KnownDates
    ) -> None:
        """Work out the ranges from fixed dates; those of ``versions`` decide which version of a rule applies."""
        self._limits = {limit.rule for limit in statute.limits}
        self.constraints, self.hours = _open_constraints(law_under_facts(statute, facts), fixed, versions)
        ranges = solver.solve(self.constraints)
        self.contradictory = ranges is None
        self.ranges = ranges or solver.forward(self.constraints)
        # A contradiction of one phase says nothing of the others.
        self._apart = {} if ranges else _ranges_apart(solver, self.constraints)

    def _ranges_of(self, variable: Variable) -> Ranges:
        """Return the ranges of a date; if there is a contradiction elsewhere, those without it."""
        return self._apart.get(variable, self.ranges)

    def day(self, variable: Variable, side: Side) -> date | None:
        """Return the earliest (``low``) or the latest (``high``) lawful day; None if it is not bounded."""
        return self._ranges_of(variable).day(variable, side)

    def ground(self, variable: Variable, side: Side) -> Ground | None:
        """Return the nearest provision that leads to an end of a range; None if known dates alone do."""
        end = self._ranges_of(variable).end(variable, side)
        return next((ground for ground in end[1] if ground.law), None) if end else None

    def known_dates(self, variable: Variable, side: Side) -> tuple[Variable, ...]:
        """Return the known dates from which an end of a range follows."""
        return self._ranges_of(variable).known_dates(variable, side)

    def is_limited(self, variable: Variable, side: Side) -> bool:
        """Return whether a rule of the stage, or a limit, sets an end of a range at once."""
        ground = self._ranges_of(variable).nearest_ground(variable, side)
        return ground is not None and (ground.stage == variable[0] or ground.rule in self._limits)


def _ranges_apart(solver: RangeSolver, constraints: tuple[Constraint, ...]) -> dict[Variable, Ranges]:
    """Return the ranges of the open dates that no contradiction reaches.

    Dates are apart if no constraint leads from one to the other, but over a known date or a stage that covers others.
    """
    known_variables = {rule.left for rule in constraints if rule.is_constant}
    leaders: dict[Variable, Variable] = {}

    def leader(variable: Variable) -> Variable:
        while (above := leaders.setdefault(variable, variable)) != variable:
            variable = leaders[variable] = leaders[above]
        return variable

    rules: list[tuple[Variable, Constraint]] = []
    for rule in constraints:
        variables = [variable for variable in (rule.left, *rule.anchors) if variable not in known_variables]
        if variables and not rule.is_constant and not rule.is_covering:
            rules.append((variables[0], rule))
            for variable in variables[1:]:
                leaders[leader(variable)] = leader(variables[0])
    groups: dict[Variable, list[Constraint]] = {}
    for variable, rule in rules:
        groups.setdefault(leader(variable), []).append(rule)
    constants = {rule.left: rule for rule in constraints if rule.is_constant}
    ranges: dict[Variable, Ranges] = {}
    for group in groups.values():
        read = dict.fromkeys(variable for rule in group for variable in (rule.left, *rule.anchors))
        solved = solver.solve((*(constants[variable] for variable in read if variable in constants), *group))
        if solved is not None:
            ranges |= dict.fromkeys([variable for variable in read if variable not in known_variables], solved)
    return ranges


@attrs.frozen
class _OpenConstraints:
    """Those of the constraints of rules that bound dates which are not known, and the known dates that they read."""

    rules: tuple[Constraint, ...]
    known: frozenset[Variable]
    constraints: tuple[Constraint, ...]
    read: frozenset[Variable]

    __repr__ = value_text


def _open_constraints(
    law: LawUnderFacts, fixed: KnownDates, versions: KnownDates
) -> tuple[tuple[Constraint, ...], Mapping[Variable, int]]:
    """Return the known dates that bound the other dates, then the constraints on those, and the hours of rules."""
    rules, hours = constraints_of_rules(law, versions, fixed)
    known_variables = frozenset(
        [(key, part) for key, pair in fixed.items() for part, day in zip(PARTS, pair, strict=True) if day]
    )
    # The choice rests on the dates that are known, not on their days: the last one is kept.
    chosen = law.derived.get(_OpenConstraints)
    if not isinstance(chosen, _OpenConstraints) or chosen.rules is not rules or chosen.known != known_variables:
        open_rules = _on_open_dates(rules, known_variables)
        read = known_variables.intersection(
            [variable for rule in open_rules for variable in (rule.left, *rule.anchors)]
        )
        chosen = law.derived[_OpenConstraints] = _OpenConstraints(rules, known_variables, open_rules, read)
    return (*constraints_of_dates(fixed, chosen.read), *with_hours(chosen.constraints, hours, fixed)), hours


def _on_open_dates(rules: tuple[Constraint, ...], known_variables: frozenset[Variable]) -> tuple[Constraint, ...]:
    """Return the constraints that lead, over others, from a known date to one that is not; others bound nothing."""
    waiting = [
        rule for rule in rules if rule.left not in known_variables or not known_variables.issuperset(rule.anchors)
    ]
    # A first day that no provision names lies on or before the last day, and nothing follows from it.
    ruled = known_variables.union(*[(rule.left, *rule.anchors) for rule in waiting if not rule.is_order])
    waiting = [rule for rule in waiting if rule.left in ruled]
    reached, binding = set(known_variables), list[Constraint]()
    while True:
        near = [rule for rule in waiting if rule.left in reached or not reached.isdisjoint(rule.anchors)]
        if not near:
            return tuple(binding)
        binding += near
        waiting = [rule for rule in waiting if rule.left not in reached and reached.isdisjoint(rule.anchors)]
        reached.update(variable for rule in near for variable in (rule.left, *rule.anchors))
