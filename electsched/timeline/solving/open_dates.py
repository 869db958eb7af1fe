"""The open dates of an election: the ends of their ranges, with the provisions that set them, and the limits."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import partial
from typing import Self

import attrs

from electsched.law.phases import occurrences_of
from electsched.law.provisions import OTHER_PART
from electsched.law.rules.evaluation import MissingAnchorError, sort_key
from electsched.law.rules.expressions import ComparedTo, Expr, FallsOn, Within, anchors
from electsched.law.rules.trace import AnchorStep, Given, Part, ResolvedDate, Ruled
from electsched.law.statute import Limit, StageLaw
from electsched.timeline.solving.constraints import Side
from electsched.timeline.solving.course import RangeEnd
from electsched.timeline.solving.date_ranges import DateRanges
from electsched.timeline.solving.fixed_dates import FixedDates, bounds_side, outermost, undated_rule
from electsched.timeline.solving.limits import LimitCheck, keeps
from electsched.timeline.solving.solver import RangeSolver

__all__ = ["OpenDates"]


class OpenDates(FixedDates):
    """A single resolution of fixed dates, and of the ranges of open ones."""

    def _reset(self, complete: FixedDates | None) -> None:
        super()._reset(complete)
        self._open_dates: dict[RangeEnd, ResolvedDate | None] = {}
        self._open_pending: set[RangeEnd] = set()
        self._known_ranges: DateRanges | None = None
        self._reduced: dict[str, Self] = {}
        self._bounds: dict[tuple[int, int, Side], ResolvedDate | None] = {}
        self._circles = 0
        self._ruled: dict[RangeEnd, ResolvedDate] = {}

    def _reader(self, side: Side | None) -> Callable[[str, Part], ResolvedDate]:
        return partial(self._look_up_range, side) if side else self._look_up

    @property
    def _ranges(self) -> DateRanges:
        """The ranges of all dates that are not fixed."""
        if self._known_ranges is None:
            calendars = dict.fromkeys(self._stages, self._context("").calendar)
            calendars |= {key: self._context(key).calendar for key in self._variant_stages if key in self._stages}
            solver = RangeSolver(calendars, self._statute.zone, provisional=self._provisional)
            known_values = self.fixed_values()
            versions = self._complete.fixed_values() if self._complete else known_values
            # The dates of a stage in phases follow from those of its phases, of which some may be open.
            fixed = {key: pair for key, pair in known_values.items() if not occurrences_of(self._statute, key)}
            self._known_ranges = DateRanges(solver, self._statute, self._computed_facts.facts, fixed, versions)
        return self._known_ranges

    def _look_up_range(self, side: Side, key: str, part: Part) -> ResolvedDate:
        """Return a fixed date, or that end of the range of an open one."""
        law = self._stages.get(key)
        resolved = (self._effective(key, part) or self._open_date(law, part, side)) if law else None
        # A stage may begin long before it must end, and last long after it must begin.
        is_bound = (side, part) in {("high", "start"), ("low", "end")} or not self._under_facts.is_limited(key, part)
        if law and resolved is None and is_bound and not self._has_rule(law, part):
            other_part = OTHER_PART[part]
            if (key, other_part, side) in self._open_pending:
                self._circles += 1
            else:
                resolved = self._effective(key, other_part) or self._open_date(law, other_part, side)
        if resolved is None:
            raise MissingAnchorError(key)
        return resolved

    def _open_date(self, law: StageLaw, part: Part, side: Side) -> ResolvedDate | None:
        """Return one end of the range of a date that is not fixed."""
        node = (law.key, part, side)
        if node in self._open_dates:
            return self._open_dates[node]
        if node in self._open_pending:  # limits may form a circle
            self._circles += 1
            return self._end_of_range(law, part, side)
        self._open_pending.add(node)
        resolved = self._open_dates[node] = self._open_by_rule(law, part, side)
        self._open_pending.discard(node)
        return resolved

    def _open_by_rule(self, law: StageLaw, part: Part, side: Side) -> ResolvedDate | None:
        day = self._ranges.day((law.key, part), side)
        resolved: ResolvedDate | None = None
        has_rule = self._has_rule(law, part)
        if day is None and not has_rule:
            return None
        if law.covers:
            resolved = self._open_covering(law, part, side)
        elif has_rule:
            version = self._version(law, part)
            if version is None or version.expr is None:
                return None
            try:
                value, steps = self._evaluate(version.expr, law.key, f"{law.key}.{part}", side)
            except MissingAnchorError as error:
                self._undated_rules[law.key, part] = undated_rule(version, part, error)
                return None
            steps = (*self._computed_facts.steps(version.when), *steps)
            resolved = ResolvedDate(value, "limit", Ruled(version.rule, version.law, steps))
        elif day is not None:
            limits = [limit for limit in self._limits(law.key) if bounds_side(limit, part, side)]
            bounds = [bound for limit in limits if (bound := self.bound(limit, side)) is not None]
            resolved = (min if side == "high" else max)(bounds, key=lambda bound: sort_key(bound.value), default=None)
        if resolved is None and (has_rule or not self._sets_end_of_range(law, part, side)):
            return None
        if resolved is not None:
            self._ruled[law.key, part, side] = resolved
            if day in {None, resolved.day}:
                return resolved
        return self._end_of_range(law, part, side)

    def _sets_end_of_range(self, law: StageLaw, part: Part, side: Side) -> bool:
        """Return whether a limit leads to an end of a range; a first day that a limit names ends with the last day."""
        is_first_by_last = (part, side) == ("start", "high") and self._under_facts.is_limited(law.key, part)
        return is_first_by_last or self._ranges.is_limited((law.key, part), side)

    def _open_covering(self, law: StageLaw, part: Part, side: Side) -> ResolvedDate | None:
        members: list[AnchorStep] = []
        for key in law.covers:
            try:
                members.append(AnchorStep(key, part, self._look_up_range(side, key, part)))
            except MissingAnchorError:
                if key in self._stages and occurrences_of(self._statute, law.key):
                    return None
                continue
        resolved = outermost(members, part)
        return attrs.evolve(resolved, origin="limit") if resolved else None

    def _end_of_range(self, law: StageLaw, part: Part, side: Side) -> ResolvedDate | None:
        """Return one end of a range with the provision that sets it, such as a limit of another stage."""
        day = self._ranges.day((law.key, part), side)
        if day is None:
            return None
        ground = self._ranges.ground((law.key, part), side)
        known_ends = [
            (key, end, self._effective(key, end)) for key, end in self._ranges.known_dates((law.key, part), side)
        ]
        steps = tuple(AnchorStep(key, end, resolved) for key, end, resolved in known_ends if resolved is not None)
        if ground is None or ground.law is None:
            last = self._effective(law.key, "end") if part == "start" and side == "high" else None
            if last is not None and last.day == day and isinstance(last.reason, Ruled):
                return ResolvedDate(day, "limit", attrs.evolve(last.reason, steps=steps))
            return ResolvedDate(day, "limit", Given())
        return ResolvedDate(day, "limit", Ruled(ground.rule, ground.law, steps, limit=True))

    # --- limits ---

    def bound(self, limit: Limit, side: Side) -> ResolvedDate | None:
        """Return the date that bounds a stage from a side; for an open anchor, its latest or earliest day."""
        match limit.expr:
            case FallsOn():
                return None
            case ComparedTo(order=order, right=right):
                return self._bound(limit, right, side if order == "==" else "low" if order in {">=", ">"} else "high")
            case Within(first=first, last=last):
                return self._bound(limit, first if side == "low" else last, side)

    def ranges(self, limit: Limit) -> tuple[tuple[ResolvedDate, ResolvedDate], ...]:
        """Return the first and last day of each range that a limit allows; none if one of them is not known.

        Equality with an open date allows its range.
        """
        spans = limit.expr.ranges if isinstance(limit.expr, Within) else ()
        if isinstance(limit.expr, ComparedTo) and not self.is_exact(limit):
            spans = ((limit.expr.right, limit.expr.right),)
        ends = [(self._bound(limit, first, "low"), self._bound(limit, last, "high")) for first, last in spans]
        known_ranges = [(first, last) for first, last in ends if first is not None and last is not None]
        return tuple(known_ranges) if len(known_ranges) == len(ends) else ()

    def is_exact(self, limit: Limit) -> bool:
        """Return whether one day bounds a stage: equality with a date whose range has several days has no bound."""
        if not isinstance(limit.expr, ComparedTo) or limit.expr.order != "==":
            return True
        if all(self._effective(anchor.key, anchor.part) for anchor in anchors(limit.expr)):
            return True
        low, high = self.bound(limit, "low"), self.bound(limit, "high")
        return low is not None and high is not None and low.value == high.value

    def _bound(self, limit: Limit, expr: Expr, side: Side) -> ResolvedDate | None:
        node = (id(limit), id(expr), side)
        if node not in self._bounds:
            circles = self._circles
            resolved = self._evaluated_bound(limit, expr, side)
            if circles != self._circles:  # a bound that was read in a circle may be another one outside
                return resolved
            self._bounds[node] = resolved
        return self._bounds[node]

    def _evaluated_bound(self, limit: Limit, expr: Expr, side: Side) -> ResolvedDate | None:
        left = limit.expr.left.key
        try:
            value, steps = self._evaluate(expr, left, f"{left} limit", side)
        except MissingAnchorError:
            return None
        steps = (*self._computed_facts.steps(limit.when), *steps)
        return ResolvedDate(value, "limit", Ruled(limit.rule, limit.law, steps, limit=True))

    def _without(self, key: str) -> Self:
        """Return a resolution without the given or official dates of a stage."""
        if key not in self._reduced:
            reduced = copy(self)
            reduced.drop(key, complete=self)
            self._reduced[key] = reduced
        return self._reduced[key]

    def _check(self, limit: Limit) -> LimitCheck:
        left = limit.expr.left
        effective = self._effective(left.key, left.part)
        actual = effective if effective is not None and effective.origin in {"official", "given"} else None
        resolver = self
        if actual is not None and any(
            self._effective(anchor.key, anchor.part) is None for anchor in anchors(limit.expr)
        ):
            # The range of an open anchor may itself follow from this date: it is worked out without it.
            resolver = self._without(left.key)
        if effective is not None and actual is None and self._is_own_range(limit):
            return LimitCheck(limit, None, None)
        ranges = resolver.ranges(limit)
        bound = resolver.bound(limit, "high") if isinstance(limit.expr, ComparedTo) and not ranges else None
        if bound is not None and not resolver.is_exact(limit):
            bound = None
        check = LimitCheck(limit, bound, actual, ranges=ranges)
        return attrs.evolve(check, kept=keeps(check, self._statute, self._context(left.key)))

    def _is_own_range(self, limit: Limit) -> bool:
        """Return whether a limit on the length of a stage bounds its other day, which is open."""
        key = limit.expr.left.key
        return any(anchor.key == key and self._effective(key, anchor.part) is None for anchor in anchors(limit.expr))
