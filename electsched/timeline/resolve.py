"""Computation of a timeline from an election, or from a statute and given dates.

A rule reads the effective dates of its anchors: given, else official, else computed, else the last lawful day. The
computed date of a stage never reads the official date of the same stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from electsched.errors import CircularRuleError, Fault, HorizonError, InputError
from electsched.law.calendar import worst_state
from electsched.law.date_arithmetic import day_of
from electsched.law.evaluation import EvaluationContext, MissingAnchorError, evaluate
from electsched.law.expressions import ComparedTo, Expr, FallsOn
from electsched.law.statute import PARTS, Limit, StageLaw, Statute, When
from electsched.law.trace import AnchorStep, Covering, Given, Part, ResolvedDate, Ruled, Step, Value, holidays_state
from electsched.law.versions import in_force, is_dated, version_on
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions, check_given_stages, dependents
from electsched.timeline.election import Election
from electsched.timeline.limits import LimitCheck, extreme, keeps
from electsched.timeline.stage import Dates, Stage
from electsched.timeline.status import all_changes, status_of
from electsched.timeline.timeline import Timeline

__all__ = ["resolve"]

NO_DATES = Dates(None, None)


def resolve(law: Election | Statute, assumptions: Assumptions = NO_ASSUMPTIONS) -> Timeline:
    """Return the timeline of an election, or of a statute with the given dates.

    All official dates that depend on a given date by a rule or a limit are dropped, for they were decreed for another
    anchor.

    Raises:
        UnknownNameError: A given date is for a stage that the law does not have.
        MissingFactError: The law depends on a fact that was not given.
        HorizonError: Polling day, or a count of working days, lies outside the years whose holidays are known.
        InputError: A given value is not a date, ends before it starts, or lies outside the time for which the law has
            a rule; or a fact is none of this law.
    """
    return _Resolver(law, assumptions).timeline()


_Node = tuple[str, Part, bool]
"""A stage, its first or last day, and whether the computed date is meant, not the effective one."""


class _Resolver:
    """A single resolution; each date is computed once and cached."""

    def __init__(self, law: Election | Statute, assumptions: Assumptions) -> None:
        election = law if isinstance(law, Election) else None
        statute = law.statute if isinstance(law, Election) else law
        self._law = law
        self._statute = statute
        self._assumptions = assumptions
        self._provisional = assumptions.is_provisional(law)
        self._facts = assumptions.complete_facts(law)
        self._given = assumptions.dates(statute)
        self._stages = {stage.key: stage for stage in statute.stages if self._holds(stage.when)}
        check_given_stages(self._given, self._stages, statute, self._facts)
        decreed = {entry.stage: entry for entry in election.dates} if election else {}
        changed = {
            key
            for key, pair in self._given.items()
            if key not in decreed or (decreed[key].first, decreed[key].last) != pair
        }
        # A bare statute has no official dates that could be dropped.
        self._dropped = dependents(statute, changed) - changed if changed and decreed else frozenset()
        self._decreed = {
            key: entry for key, entry in decreed.items() if key not in self._dropped and key not in self._given
        }
        self._official = {key: election.official[key] for key in self._decreed} if election else {}
        self._links = election.links if election else ()
        self._branches = {branch.key: branch.held for branch in election.branches} if election else {}
        self._dates: dict[_Node, ResolvedDate | None] = {}
        self._pending: list[_Node] = []
        self._limits_by_stage: dict[str, tuple[Limit, ...]] = {}
        self._bounds: dict[int, ResolvedDate | None] = {}
        self._variant_stages = {key for variant in statute.calendars for key in variant.stages}
        self._contexts: dict[str, EvaluationContext] = {}

    def timeline(self) -> Timeline:
        """Return the timeline."""
        self._require_known_years()
        decreed = {entry.stage for entry in self._law.dates} if isinstance(self._law, Election) else set()
        stages = tuple([self._stage(law) for law in self._stages.values()])
        # The contexts refer to this object: without them, no reference cycle keeps it in memory.
        self._contexts.clear()
        return Timeline(
            id=self._law.id,
            name=self._law.name,
            statute=self._statute,
            zone=self._statute.zone,
            facts=self._facts,
            stages=stages,
            dropped=tuple(law.key for law in self._statute.stages if law.key in self._dropped & decreed),
            links=self._links,
        )

    def _context(self, key: str) -> EvaluationContext:
        """Return the context for the rules and limits of a stage; stages without a variant share one."""
        shared_key = key if key in self._variant_stages else ""
        if shared_key not in self._contexts:
            self._contexts[shared_key] = EvaluationContext(
                look_up=self._look_up,
                calendar=self._assumptions.calendar(self._statute, self._facts, shared_key),
                zone=self._statute.zone,
                provisional=self._provisional,
            )
        return self._contexts[shared_key]

    def _holds(self, when: When) -> bool:
        return not when or self._statute.holds(when, self._facts)

    def _require_known_years(self) -> None:
        polling = self._effective("polling", "end") if "polling" in self._statute else None
        if polling is not None and not self._provisional:
            try:
                self._context("").calendar.require_known(polling.day, path="polling")
            except HorizonError as error:
                raise HorizonError(*error.faults, source=self._law.id) from error

    # --- one stage ---

    def _stage(self, law: StageLaw) -> Stage:
        key = law.key
        checks = tuple([self._check(limit) for limit in self._limits(key)]) if self._statute.limits_of(key) else ()
        only_rules = not (law.covers or checks or key in self._given or key in self._decreed)
        # Most stages are one day and have no rule for their start.
        first = self._effective(key, "start") if law.start or not only_rules else None
        effective = _dates(first, self._effective(key, "end"))
        decreed = self._decreed.get(key)
        missing: tuple[Part, ...] = ()
        if (effective.first is None) != (effective.last is None):
            missing = tuple(part for part in PARTS if effective.of(part) is None and self._has_rule(law, part))
        held = self._branches.get(law.branch) if law.branch else None
        changes = decreed.changes if decreed else ()
        if self._links:
            changes = all_changes(decreed, effective.end, self._links)
        dates = (None, None) if missing else (effective.first, effective.last)
        effective.check_order(key, source=self._law.id)
        may_be_estimated = self._provisional or any(context.calendar.estimated for context in self._contexts.values())
        counted = [resolved for resolved in dates if resolved is not None] if may_be_estimated else []
        holidays = worst_state(*map(holidays_state, counted))
        return Stage(
            key=key,
            kind=law.kind,
            name=law.name,
            zone=self._statute.zone,
            clock=law.clock,
            effective=effective,
            computed=effective if only_rules else self._computed_dates(law, effective),
            official=_dates(*self._official[key]) if key in self._official else NO_DATES,
            earliest=extreme(checks, earliest=True) if checks else None,
            latest=extreme(checks, earliest=False) if checks else None,
            limits=checks,
            planned=decreed.planned if decreed else None,
            changes=changes,
            missing=missing,
            status=status_of(
                dates, decreed, changes, held=held, certain=holidays == "known" and (held or not law.branch)
            ),
            holidays=holidays,
            branch=law.branch,
            occurrences=decreed.occurrences if decreed else (),
            alternatives=decreed.alternatives if decreed else (),
            note=decreed.note if decreed and decreed.note else law.note,
        )

    def _computed_dates(self, law: StageLaw, effective: Dates) -> Dates:
        first, last = self._computed(law, "start"), self._computed(law, "end")
        # Without official dates both are equal, and share one value.
        return effective if first is effective.first and last is effective.last else _dates(first, last)

    def _look_up(self, key: str, part: Part) -> ResolvedDate:
        resolved = self._effective(key, part)
        if resolved is None and not self._has_rule(self._statute[key], part):
            resolved = self._effective(key, "end" if part == "start" else "start")
        if resolved is None:
            raise MissingAnchorError(key)
        return resolved

    def _has_rule(self, law: StageLaw, part: Part) -> bool:
        return bool(law.covers) or any(
            version.expr is not None and self._holds(version.when) for version in law.versions(part)
        )

    # --- effective, official and computed dates ---

    def _effective(self, key: str, part: Part) -> ResolvedDate | None:
        node = (key, part, False)
        if node in self._dates:
            return self._dates[node]
        law = self._stages.get(key)
        return self._cached(node, law) if law else None

    def _computed(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        if not law.versions(part) and not law.covers:
            return None
        node = (law.key, part, True)
        return self._dates[node] if node in self._dates else self._cached(node, law)

    def _cached(self, node: _Node, law: StageLaw) -> ResolvedDate | None:
        key, part, computed = node
        if node in self._pending:
            steps = " -> ".join(f"{k}.{p}" for k, p, _ in (*self._pending, node))
            raise CircularRuleError(Fault(key, f"a circle: {steps}", "rules that lead to a date"))
        self._pending.append(node)
        resolved = self._dates[node] = self._by_rule(law, part) if computed else self._in_effect(law, part)
        self._pending.pop()
        return resolved

    def _in_effect(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        key = law.key
        if key in self._given:
            return ResolvedDate(self._given[key][part == "end"], "given", Given())
        official = self._official[key][part == "end"] if key in self._official else None
        if official is not None:
            return official
        if law.covers:
            return self._covering(law, part, computed=False)
        computed = self._computed(law, part) if law.versions(part) else None
        return computed or self._last_lawful(law, part)

    def _by_rule(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        if law.covers:
            return self._covering(law, part, computed=True)
        key, versions = law.key, law.versions(part)
        # Undated versions do not need polling day, which may itself depend on this stage.
        day = self._in_force_on(law) if any(map(is_dated, versions)) else None
        version = version_on(versions, day, self._holds, path=f"{key}.{part}")
        if version is None or version.expr is None:
            return None
        try:
            value, steps = self._evaluate(version.expr, key, f"{key}.{part}")
        except MissingAnchorError:
            return None
        return ResolvedDate(value, "computed", Ruled(version.rule, version.law, steps))

    def _evaluate(self, expr: Expr, key: str, path: str) -> tuple[Value, tuple[Step, ...]]:
        try:
            return evaluate(expr, self._context(key))
        except CircularRuleError:
            raise
        except InputError as error:
            faults = [attrs.evolve(fault, path=fault.path or path) for fault in error.faults]
            raise type(error)(*faults, source=error.source or self._statute.id) from error

    def _in_force_on(self, law: StageLaw) -> date | None:
        """Return the day that decides which version is in force, None if it is not known."""
        key = law.in_force_at or "polling"
        if key not in self._statute:
            return None
        if key == law.key:
            # Its computed date is not yet known: that is what the version is for.
            official = self._official[key][1] if key in self._official else None
            return day_of(self._given[key][1]) if key in self._given else official.day if official else None
        resolved = self._effective(key, "end")
        return resolved.day if resolved else None

    def _covering(self, law: StageLaw, part: Part, *, computed: bool) -> ResolvedDate | None:
        members: list[AnchorStep] = []
        for key in law.covers:
            member = self._stages.get(key)
            resolved = self._computed(member, part) if computed and member else None
            resolved = resolved or self._look_up_or_none(key, part)
            if resolved is not None:
                members.append(AnchorStep(key, part, resolved))
        if not members:
            return None
        chosen = (min if part == "start" else max)(members, key=lambda member: member.resolved.day)
        return ResolvedDate(chosen.resolved.value, chosen.resolved.origin, Covering(tuple(members), chosen))

    def _look_up_or_none(self, key: str, part: Part) -> ResolvedDate | None:
        try:
            return self._look_up(key, part)
        except MissingAnchorError:
            return None

    # --- limits ---

    def _limits(self, key: str) -> tuple[Limit, ...]:
        if key not in self._limits_by_stage:
            self._limits_by_stage[key] = tuple(self._limits_in_force(key))
        return self._limits_by_stage[key]

    def _limits_in_force(self, key: str) -> Iterator[Limit]:
        for limit in self._statute.limits_of(key):
            if self._holds(limit.when):
                day = self._in_force_on(self._statute[key]) if is_dated(limit) else None
                if day is None or in_force((limit,), day, self._holds) is not None:
                    yield limit

    def _bound(self, limit: Limit) -> ResolvedDate | None:
        if isinstance(limit.expr, FallsOn):
            return None
        if id(limit) not in self._bounds:
            left = limit.expr.left.key
            try:
                value, steps = self._evaluate(limit.expr.right, left, f"{left} limit")
                bound: ResolvedDate | None = ResolvedDate(
                    value, "limit", Ruled(limit.rule, limit.law, steps, limit=True)
                )
            except MissingAnchorError:
                bound = None
            self._bounds[id(limit)] = bound
        return self._bounds[id(limit)]

    def _last_lawful(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        """Return the last lawful day of a date that only limits bound, None if a rule or nothing does."""
        limits = self._statute.limits_of(law.key)
        if not limits or not any(_caps(limit, part) for limit in limits) or self._has_rule(law, part):
            return None
        bounds = [bound for limit in self._limits(law.key) if _caps(limit, part) and (bound := self._bound(limit))]
        return min(bounds, key=lambda bound: bound.day) if bounds else None

    def _check(self, limit: Limit) -> LimitCheck:
        left = limit.expr.left
        bound = self._bound(limit)
        effective = self._effective(left.key, left.part)
        actual = effective if effective is not None and effective.origin in {"official", "given"} else None
        kept = keeps(limit, actual, bound, self._statute, self._context(left.key))
        return LimitCheck(limit, bound, actual, kept)


def _dates(first: ResolvedDate | None, last: ResolvedDate | None) -> Dates:
    return NO_DATES if first is None and last is None else Dates(first, last)


def _caps(limit: Limit, part: Part) -> bool:
    return limit.expr.left.part == part and isinstance(limit.expr, ComparedTo) and limit.expr.order == "<="
