"""The earliest and the latest lawful day of every stage, given some dates; or a conflict of provisions and dates.

The bounds are always sound: no lawful day lies outside them. They are tight if no rule chooses among several dates
(`latest`, `earliest`, a stage that covers others) and no limit allows one of several days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs

from electsched.errors import Fault, UnknownNameError, unknown_name
from electsched.i18n.text import Text
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError
from electsched.law.rules.trace import Part, ResolvedDate
from electsched.law.statute import Statute
from electsched.law.versions import with_computed_facts
from electsched.phrases import phrase
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions
from electsched.timeline.election import Election
from electsched.timeline.serialize import plain
from electsched.timeline.solving.constraints import Constraint, Ground
from electsched.timeline.solving.law_constraints import constraints_of
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.solving.solver import RangeSolver
from electsched.values import value_text

__all__ = ["Bound", "Bounds", "Ground", "StageBounds", "bounds", "irreducible"]


@attrs.frozen(kw_only=True)
class Bound:
    """The range of one day.

    Attributes:
        earliest: The first lawful day; None if it is not bounded.
        latest: The last lawful day; None if it is not bounded.
        earliest_by: The provisions and known dates that lead to the first lawful day.
        latest_by: The provisions and known dates that lead to the last lawful day.
    """

    earliest: date | None = None
    latest: date | None = None
    earliest_by: tuple[Ground, ...] = attrs.field(default=(), repr=False)
    latest_by: tuple[Ground, ...] = attrs.field(default=(), repr=False)

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the range as data for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in attrs.fields(Bound)}


@attrs.frozen(kw_only=True)
class StageBounds:
    """The ranges of a stage's first and last day.

    Attributes:
        key: Key of the stage.
        name: Its name for people.
        start: The range of its first day.
        end: The range of its last day.
    """

    key: str
    name: Text
    start: Bound
    end: Bound

    def __repr__(self) -> str:
        """Return the key and the range of the last day."""
        return f"<StageBounds {self.key}: end {self.end.earliest} to {self.end.latest}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the ranges as data for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in attrs.fields(StageBounds)}


@attrs.frozen(kw_only=True)
class Bounds:
    """The lawful ranges of all stages.

    Attributes:
        id: Id of the statute or election.
        stages: All stages in the order of the law; none in case of a conflict.
        conflict: Provisions and known dates that contradict each other, though not without any one of them. Empty if
            a lawful timetable is not excluded.
        unread: Provisions left out, for they count working days in years whose holidays are not known.
    """

    id: str
    stages: tuple[StageBounds, ...] = ()
    conflict: tuple[Ground, ...] = ()
    unread: tuple[Ground, ...] = ()

    def __repr__(self) -> str:
        """Return the id and the number of stages, or of the provisions in conflict."""
        content = f"conflict of {len(self.conflict)}" if self.conflict else f"{len(self.stages)} stages"
        return f"<Bounds {self.id}: {content}>"

    def __getitem__(self, key: str) -> StageBounds:
        """Return the ranges of a stage.

        Raises:
            UnknownNameError: There is no such stage, or a conflict leaves no lawful ranges.
        """
        for stage in self.stages:
            if stage.key == key:
                return stage
        if self.conflict:
            raise UnknownNameError(
                Fault("", phrase("the stage {key!r}", key=key), phrase("a law that can be kept")), source=self.id
            )
        raise unknown_name("stage", key, (stage.key for stage in self.stages), source=self.id)

    @property
    def feasible(self) -> bool:
        """Whether a lawful timetable is not excluded."""
        return not self.conflict

    @property
    def fastest(self) -> Mapping[str, tuple[date | None, date | None]]:
        """The earliest lawful first and last day of each stage."""
        return {stage.key: (stage.start.earliest, stage.end.earliest) for stage in self.stages}

    @property
    def slowest(self) -> Mapping[str, tuple[date | None, date | None]]:
        """The latest lawful first and last day of each stage."""
        return {stage.key: (stage.start.latest, stage.end.latest) for stage in self.stages}

    def to_dict(self) -> dict[str, Any]:
        """Return the ranges of all stages, or the conflict, as data for JSON."""
        return {
            "id": self.id,
            "feasible": self.feasible,
            "conflict": plain(self.conflict),
            "unread": plain(self.unread),
            "stages": plain(self.stages),
        }


def bounds(law: Election | Statute, assumptions: Assumptions = NO_ASSUMPTIONS) -> Bounds:
    """Return the earliest and the latest lawful day of every stage, given some dates.

    The decreed dates of an election are known, unless a given date replaces them. If polling day is not known, the
    latest version of each rule is used. Provisions that count working days beyond the known years are left out and
    listed, unless the caller or the election is provisional.

    Raises:
        UnknownNameError: A given date is for a stage that the law does not have.
        MissingFactError: The law depends on a fact that was not given.
        InputError: A given value is not a date, a fact is none of this law, or polling day lies outside the time for
            which the law has a rule.
    """
    law = assumptions.law_in_phases(law)
    statute = law.statute if isinstance(law, Election) else law
    facts = assumptions.complete_facts(law)
    decreed = {entry.stage: (entry.first, entry.last) for entry in law.dates} if isinstance(law, Election) else {}
    known_dates = {**decreed, **assumptions.dates(statute)}
    given_facts, provisional = facts, assumptions.is_provisional(law)

    def context_of(key: str) -> EvaluationContext:
        calendar = assumptions.calendar(statute, given_facts, key)
        return EvaluationContext(look_up=_no_date, calendar=calendar, zone=statute.zone, provisional=provisional)

    facts = with_computed_facts(statute, given_facts, known_dates, context_of)
    constraints = constraints_of(statute, facts, known_dates)
    calendars = {stage.key: assumptions.calendar(statute, facts, stage.key) for stage in statute.stages}
    solver = RangeSolver(calendars, statute.zone, provisional=provisional)
    ranges = solver.solve(constraints)
    left_out = tuple(
        dict.fromkeys(
            constraint.ground for constraint in constraints if constraint in solver.unread and constraint.ground
        )
    )
    if ranges is None:
        return Bounds(id=law.id, conflict=irreducible(solver, constraints), unread=left_out)
    polling = ranges.end(("polling", "end"), "low")
    polling_day = date.fromordinal(polling[0]) if polling else None
    stages = tuple(
        StageBounds(
            key=stage.key,
            name=stage.name_on(polling_day),
            start=_bound(ranges, stage.key, "start"),
            end=_bound(ranges, stage.key, "end"),
        )
        for stage in statute.stages
        if statute.has_stage(stage.key) and statute.holds(stage.when, facts) and stage.exists_on(polling_day)
    )
    return Bounds(id=law.id, stages=stages, unread=left_out)


def _no_date(key: str, _: Part) -> ResolvedDate:
    raise MissingAnchorError(key)


def _bound(ranges: Ranges, key: str, part: Part) -> Bound:
    low, high = ranges.end((key, part), "low"), ranges.end((key, part), "high")
    return Bound(
        earliest=date.fromordinal(low[0]) if low else None,
        latest=date.fromordinal(high[0]) if high else None,
        earliest_by=low[1] if low else (),
        latest_by=high[1] if high else (),
    )


def irreducible(solver: RangeSolver, constraints: tuple[Constraint, ...]) -> tuple[Ground, ...]:
    """Return grounds that contradict each other, none of which can be left out."""

    def needed(
        core: tuple[Ground, ...], block: tuple[Ground, ...], remainder: tuple[Ground, ...]
    ) -> tuple[Ground, ...]:
        """Return the core and those of a block without which it and the remainder do not contradict."""
        grounds = {None, *core, *remainder}
        if solver.solve(tuple(constraint for constraint in constraints if constraint.ground in grounds)) is None:
            return core
        if len(block) == 1:
            return core + block
        first, second = block[: len(block) // 2], block[len(block) // 2 :]
        return needed(needed(core, first, second + remainder), second, remainder)

    # Whole blocks are left out, as most grounds of a large law have no part in a conflict.
    return needed((), tuple(dict.fromkeys(rule.ground for rule in constraints if rule.ground is not None)), ())
