"""Computation of a timeline from an election, or from a statute and given dates.

A rule reads the effective dates of its anchors: given, else official, else computed. The computed date of a stage never
reads the official date of the same stage. A stage that the law only limits, and all that rests on it, has a range of
lawful days instead.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import attrs

from electsched.errors import Fault, InputError
from electsched.law.rules.evaluation import MissingAnchorError
from electsched.law.rules.trace import Part, ResolvedDate, Ruled, holidays_state
from electsched.law.statute import PARTS, PartLaw, StageLaw, Statute
from electsched.law.versions import in_force
from electsched.phrases import phrase
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions, exists_on
from electsched.timeline.dates import Dates, Gap
from electsched.timeline.election import Election
from electsched.timeline.solving.constraints import SIDES
from electsched.timeline.solving.course import Course
from electsched.timeline.solving.limits import LimitCheck, extreme
from electsched.timeline.solving.open_dates import OpenDates
from electsched.timeline.stage import Stage
from electsched.timeline.status import Status, all_changes, status_of
from electsched.timeline.timeline import Timeline

__all__ = ["resolve", "resolve_stage"]

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
    law = assumptions.law_in_phases(law)
    try:
        if isinstance(law, Election) or assumptions.holidays or assumptions.as_of or law.computed_facts or law.has_gaps:
            return _Resolver(law, assumptions).timeline()
        from electsched.timeline.repetition import repeated_timeline  # noqa: PLC0415  # an election does without it

        return repeated_timeline(law, assumptions, _trace)
    except RecursionError as error:
        fault = Fault(
            "", phrase("rules and limits that rest on one another in too long a chain"), phrase("shorter chains")
        )
        raise InputError(fault, source=law.id) from error


def resolve_stage(election: Election, key: str) -> Stage | None:
    """Return a stage of an election by itself, as its timeline has it; the dates of the others are not computed.

    None if only the timeline shows whether there is the stage: there is none of that key in the law, or the law was
    amended. Faults of other stages stay unseen, so this is for elections that are known to be sound.

    Raises:
        InputError: The dates of the stage, or a date on which they rest, cannot be resolved.
    """
    resolver = _Resolver(NO_ASSUMPTIONS.law_in_phases(election), NO_ASSUMPTIONS)
    return resolver.stage(key)


def _trace(statute: Statute, assumptions: Assumptions) -> Course:
    resolver = _Resolver(statute, assumptions)
    timeline = resolver.timeline()
    return resolver.course(timeline)


class _Resolver(OpenDates):
    """A single resolution: the dates and the stages."""

    def timeline(self) -> Timeline:
        """Return the timeline."""
        self._require_known_years()
        decreed = {entry.stage for entry in self._law.dates} if isinstance(self._law, Election) else set()
        laws = [law for law in self._stages.values() if not isinstance(law, PartLaw)]
        stages = tuple([self._stage(law) for law in laws if not law.amended or self._exists(law)])
        # The contexts refer to this object: without them, no reference cycle keeps it in memory.
        self._contexts.clear()
        assumptions = self._assumptions
        if self._provisional != assumptions.provisional:
            assumptions = attrs.evolve(assumptions, provisional=self._provisional)
        return Timeline(
            id=self._law.id,
            name=self._law.name,
            statute=self._statute,
            zone=self._statute.zone,
            facts=self._facts,
            stages=stages,
            dropped=tuple(law.key for law in self._statute.stages if law.key in self._dropped & decreed),
            links=self._links,
            assumptions=assumptions,
        )

    def stage(self, key: str) -> Stage | None:
        """Return a stage by itself; None if it may not exist."""
        law = self._stages.get(key)
        if law is None or law.amended or isinstance(law, PartLaw):
            return None
        stage = self._stage(law, alone=True)
        self._contexts.clear()
        return stage

    def course(self, timeline: Timeline) -> Course:
        """Return the timeline with the intermediate results from which it can be repeated."""
        return Course(
            timeline=timeline,
            given=self._given,
            fixed={
                (key, part): date
                for (key, part, is_computed), date in self._dates.items()
                if date is not None and not is_computed
            },
            calendar=partial(self._assumptions.calendar, self._statute, self._facts),
            provisional=self._provisional,
            ranges=self._known_ranges,
            open_dates=self._open_dates,
            ruled=self._ruled,
            is_simple=not (self._beyond_known_years or self._reduced or self._circles),
        )

    # --- one stage ---

    def _stage(self, law: StageLaw, *, alone: bool = False) -> Stage:
        key = law.key
        only_rules = not (law.covers or self._statute.limits_of(key) or key in self._given or key in self._decreed)
        # Most stages are one day and have no rule for their start.
        first = self._effective(key, "start") if law.start or not only_rules else None
        effective = fixed = _dates(first, self._effective(key, "end"))
        if fixed.last is None or (fixed.first is None and self._is_bounded(law, "start")):
            first = fixed.first or (self._open_date(law, "start", "high") if self._is_bounded(law, "start") else None)
            effective = _dates(first, fixed.last or self._open_date(law, "end", "high"))
        checks = tuple([self._check(limit) for limit in self._limits(key)]) if self._statute.limits_of(key) else ()
        decreed = self._decreed.get(key)
        missing = self._missing(law, effective)
        held = self._branches.get(law.branch) if law.branch else None
        changes = decreed.changes if decreed else ()
        if self._links:
            changes = all_changes(decreed, effective.end, self._links)
        dates = (None, None) if missing else (effective.first, effective.last)
        fixed.check_order(key, source=self._law.id)
        # Calendars of which no day was counted are not computed for a stage alone.
        may_be_estimated = (
            alone or self._provisional or any(context.calendar.estimated for context in self._contexts.values())
        )
        gaps = self._gaps(law, dates) if law.except_ else ()
        holidays = holidays_state(*dates, *(gap.resolved for gap in gaps)) if may_be_estimated else "known"
        provisional = holidays != "known" or (self._has_provisional_poll and key not in self._official)
        unsettled: Status | None = "tentative" if provisional or self._is_contingent(law, dates) else None
        if self._has_range(law, dates):
            unsettled = "tentative" if self._assumptions.assume_latest and dates != (None, None) else "open"
        earliest, latest = self._lawful_range(law, checks)
        earliest_start, latest_start = self._range_of_start(law, fixed)
        return Stage(
            key=key,
            kind=law.kind,
            name=law.name_on(self.in_force_on(law)) if law.amended else law.name,
            zone=self._statute.zone,
            clock=law.clock,
            effective=effective,
            computed=fixed if only_rules else self._computed_dates(law, fixed),
            official=_dates(*self._official[key]) if key in self._official else NO_DATES,
            earliest=earliest,
            latest=latest,
            earliest_start=earliest_start,
            latest_start=latest_start,
            gaps=gaps,
            limits=checks,
            planned=decreed.planned if decreed else None,
            changes=changes,
            missing=missing,
            undated_rules=tuple(
                [self._undated_rules[key, part] for part in PARTS if (key, part) in self._undated_rules]
            )
            if self._undated_rules
            else (),
            status=status_of(dates, decreed, changes, held=held, unsettled=unsettled),
            holidays=holidays,
            provisional=provisional,
            branch=law.branch,
            occurrences=decreed.occurrences if decreed else (),
            alternatives=decreed.alternatives if decreed else (),
            note=decreed.note if decreed and decreed.note else law.note,
        )

    def _gaps(self, law: StageLaw, dates: tuple[ResolvedDate | None, ResolvedDate | None]) -> tuple[Gap, ...]:
        """Return the days between the dates of a stage on which it does not take place, as far as they are known."""
        first, last = dates[0] or dates[1], dates[1] or dates[0]
        if first is None or last is None:
            return ()
        gaps: dict[date, Gap] = {}
        day = self.in_force_on(law)
        for key, rows in law.gap_versions().items():
            row = in_force(rows, day or last.day, self._law_for(rows).holds)
            if row is None or row.expr is None:
                continue
            try:
                value, steps = self._evaluate(row.expr, law.key, f"{law.key}.except")
            except MissingAnchorError:
                continue
            resolved = ResolvedDate(value, "computed", Ruled(row.rule, row.law, steps))
            if first.day <= resolved.day <= last.day:
                gaps.setdefault(resolved.day, Gap(key, row.name, resolved, row.law))
        return tuple(gap for _, gap in sorted(gaps.items()))

    def _exists(self, law: StageLaw) -> bool:
        return exists_on(law, self.in_force_on(law), self._given, source=self._law.id)

    def _lawful_range(self, law: StageLaw, checks: tuple[LimitCheck, ...]) -> tuple[date | None, date | None]:
        """Return the earliest and the latest lawful last day."""
        if self._effective(law.key, "end") is None:
            return self._ranges.day((law.key, "end"), "low"), self._ranges.day((law.key, "end"), "high")
        return (extreme(checks, earliest=True), extreme(checks, earliest=False)) if checks else (None, None)

    def _range_of_start(self, law: StageLaw, fixed: Dates) -> tuple[date | None, date | None]:
        """Return the earliest and the latest lawful first day, if the first day is open."""
        if fixed.first is not None or not self._is_bounded(law, "start"):
            return None, None
        return self._ranges.day((law.key, "start"), "low"), self._ranges.day((law.key, "start"), "high")

    def _has_range(self, law: StageLaw, dates: tuple[ResolvedDate | None, ResolvedDate | None]) -> bool:
        """Return whether several lawful days are left for a date that is not fixed."""
        first, last = dates
        if last is not None and last.origin != "limit" and (first is None or first.origin != "limit"):
            return False
        open_parts: list[Part] = [
            part for part, resolved in zip(PARTS, dates, strict=True) if resolved and resolved.origin == "limit"
        ]
        if dates == (None, None):
            ranges = self._ranges
            open_parts = [part for part in PARTS if any(ranges.is_limited((law.key, part), side) for side in SIDES)]
        ends = [[self._ranges.day((law.key, part), side) for side in SIDES] for part in open_parts]
        return any(low != high for low, high in ends)

    def _is_bounded(self, law: StageLaw, part: Part) -> bool:
        """Return whether the law has a rule or a limit for the first or the last day."""
        return self._has_own_day(law, part)

    def _missing(self, law: StageLaw, dates: Dates) -> tuple[Part, ...]:
        """Return the part whose rule or limit gives no date, if the other part has one; if that is set, its rule."""
        resolved = dates.first or dates.last
        if resolved is None or (dates.first is not None and dates.last is not None):
            return ()
        is_set = resolved.origin in {"official", "given"}
        has_date = self._has_rule if is_set else self._has_own_day
        return tuple(part for part in PARTS if dates.of(part) is None and has_date(law, part))

    def _computed_dates(self, law: StageLaw, effective: Dates) -> Dates:
        first, last = self._computed(law, "start"), self._computed(law, "end")
        # Without official dates both are equal, and share one value.
        return effective if first is effective.first and last is effective.last else _dates(first, last)


def _dates(first: ResolvedDate | None, last: ResolvedDate | None) -> Dates:
    return NO_DATES if first is None and last is None else Dates(first, last)
