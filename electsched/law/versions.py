"""Selection of the version of a rule or limit that is in force on a day; worked out once for a statute and facts.

A fact with a test is computed from the dates of the election when a version first depends on it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, TypeVar

import attrs

from electsched.errors import CircularRuleError, Fault, InputError
from electsched.law.provisions import GapLaw, may_hold
from electsched.law.rules.conditions import evaluate_test
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError, evaluate
from electsched.law.rules.expressions import anchors
from electsched.law.rules.trace import FactStep, Given, Part, ResolvedDate, Value
from electsched.law.statute import PARTS, Fact, Facts, Limit, RuleVersion, StageLaw, Statute, When
from electsched.phrases import phrase

__all__ = [
    "ComputedFacts",
    "LawUnderFacts",
    "in_force",
    "is_dated",
    "law_under_facts",
    "version_on",
    "with_computed_facts",
]

_Version = TypeVar("_Version", RuleVersion, GapLaw, Limit)


def in_force(versions: tuple[_Version, ...], day: date, holds: Callable[[When], bool]) -> _Version | None:
    """Return the version that is in force on the day and whose condition holds, or None."""
    for version in versions:
        in_time = (version.from_ is None or version.from_ <= day) and (version.until is None or day < version.until)
        if in_time and (not version.when or holds(version.when)):
            return version
    return None


def is_dated(version: RuleVersion | Limit) -> bool:
    """Return whether the version was not always in force, or no longer is."""
    return version.from_ is not None or version.until is not None


def version_on(
    versions: tuple[RuleVersion, ...], day: date | None, holds: Callable[[When], bool], *, path: str = ""
) -> RuleVersion | None:
    """Return the version in force on the day, or None if the law has no rule for such an election.

    As long as the day is not known, only a version that has always been in force applies.

    Raises:
        InputError: The law has versions for such an election, but none that was in force on that day.
    """
    if day is None:
        return next((version for version in versions if not is_dated(version) and holds(version.when)), None)
    in_force_version = in_force(versions, day, holds)
    if in_force_version is None:
        candidates = [version for version in versions if holds(version.when)]
        if candidates:
            first = min((version.from_ or date.min) for version in candidates)
            last = max((version.until or date.max) for version in candidates)
            expected = (
                phrase("a day from {first}", first=first.isoformat())
                if day < first
                else phrase("a day before {last}", last=last.isoformat())
            )
            raise InputError(
                Fault(path, phrase("{day}, on which no version was in force", day=day.isoformat()), expected)
            )
    return in_force_version


class LawUnderFacts:
    """The stages, rules and limits of a statute under the facts of an election.

    Attributes:
        statute: The statute.
        facts: The facts.
        stages: The stages that exist under the facts, by key.
        derived: Further values that are worked out once, by key.
    """

    def __init__(self, statute: Statute, facts: Facts) -> None:
        """Select the stages that exist under the facts."""
        self.statute = statute
        self.facts = facts
        self.stages = {stage.key: stage for stage in statute.stages if self.holds(stage.when)}
        self.derived: dict[object, object] = {}
        dated: list[RuleVersion | Limit] = [*statute.limits]
        dated += [version for stage in statute.stages for _, version in stage.all_versions()]
        days = {day for version in dated for day in (version.from_, version.until) if day}
        self._changes = sorted(days)
        self._versions: dict[tuple[str, Part, int | None], RuleVersion | None] = {}
        self._limits: dict[tuple[str, int | None], tuple[Limit, ...]] = {}
        self._has_rule: dict[tuple[str, Part], bool] = {}
        self._limited = frozenset(_limited_parts(statute, facts))

    def holds(self, when: When) -> bool:
        """Return whether the facts meet a condition.

        Raises:
            MissingFactError: The condition names a fact that is not given.
        """
        return not when or self.statute.holds(when, self.facts)

    def period(self, day: date | None) -> int | None:
        """Return the number of the period, between two changes of the law, in which the day lies."""
        return None if day is None else bisect_right(self._changes, day)

    def has_rule(self, stage: StageLaw, part: Part) -> bool:
        """Return whether the law has, at any time, a rule for the first or the last day of a stage."""
        key = (stage.key, part)
        if key not in self._has_rule:
            self._has_rule[key] = bool(stage.covers) or any(
                version.expr is not None and self.holds(version.when) for version in stage.versions(part)
            )
        return self._has_rule[key]

    def is_limited(self, key: str, part: Part) -> bool:
        """Return whether the law has, at any time, a limit that names the first or the last day of a stage.

        A bare key means the last day, but also the only day of a stage of one day. So the last day is named by limits
        on the stage itself alone.
        """
        return (key, part) in self._limited

    def has_own_day(self, stage: StageLaw, part: Part) -> bool:
        """Return whether the law has a rule or a limit for the first or the last day; else rules read the other."""
        return (stage.key, part) in self._limited or self.has_rule(stage, part)

    def version(self, stage: StageLaw, part: Part, day: date | None) -> RuleVersion | None:
        """Return the version in force on the day, as `version_on` does."""
        key = (stage.key, part, self.period(day))
        if key not in self._versions:
            self._versions[key] = version_on(stage.versions(part), day, self.holds, path=f"{stage.key}.{part}")
        return self._versions[key]

    def limits(self, key: str, day: date | None) -> tuple[Limit, ...]:
        """Return the limits on a stage that are in force on the day; all of them if the day is not known."""
        period = (key, self.period(day))
        if period not in self._limits:
            limits = (limit for limit in self.statute.limits_of(key) if self.holds(limit.when))
            self._limits[period] = tuple(
                [limit for limit in limits if day is None or in_force((limit,), day, self.holds) is not None]
            )
        return self._limits[period]


def _limited_parts(statute: Statute, facts: Facts) -> Iterator[tuple[str, Part]]:
    """Yield the first and the last days that limits name; a computed fact may have any value."""
    given_facts = {key: value for key, value in facts.items() if key not in statute.computed_facts}
    for limit in statute.limits:
        if may_hold(limit.when, given_facts):
            left = limit.expr.left
            for anchor in (left, *anchors(limit.expr)):
                if anchor.part == "start" or anchor.key == left.key:
                    yield anchor.key, anchor.part


def law_under_facts(statute: Statute, facts: Facts) -> LawUnderFacts:
    """Return the law under the facts; it is worked out once for a statute."""
    key = (LawUnderFacts, frozenset(facts.items()))
    law = statute.derived.get(key)
    if not isinstance(law, LawUnderFacts):
        law = statute.derived[key] = LawUnderFacts(statute, facts)
    return law


# --- facts that the law computes ---

_Dates = Mapping[str, tuple[Value | None, Value | None]]
"""The known first and last day, by key of the stage."""


class ComputedFacts:
    """The computed facts of one election; each is tested once, when a condition first names it."""

    def __init__(self, statute: Statute, facts: Facts, context_of: Callable[[str], EvaluationContext]) -> None:
        """Test facts with the context of a stage, which is called for when a fact is tested.

        Args:
            statute: The law.
            facts: The given facts; a computed fact among them is not tested.
            context_of: Function that returns the dates and the working days for the rules of a stage, by its key; of
                the statute for an empty one.
        """
        self._statute = statute
        self._facts = facts
        self._context_of = context_of
        self._steps: dict[str, FactStep | None] = {}

    @property
    def facts(self) -> Facts:
        """The given facts, and the computed ones whose dates are known."""
        steps = self.steps(dict.fromkeys(self._statute.computed_facts, ()))
        return {**self._facts, **{step.key: step.value for step in steps}}

    def named_by(self, conditions: Iterable[When]) -> Facts:
        """Return the given facts, and the computed ones that conditions name and whose dates are known.

        A condition that the given facts exclude computes none: its test may read a stage that rests on the answer.

        Raises:
            HorizonError: A test reads holidays beyond the years in which they are known.
        """
        possible = (when for when in conditions if may_hold(when, self._facts))
        decided = {step.key: step.value for when in possible for step in self.steps(when)}
        return {**self._facts, **decided}

    def steps(self, when: When) -> tuple[FactStep, ...]:
        """Return the steps of the computed facts that a condition names."""
        if not self._statute.computed_facts:
            return ()
        steps = (self._step(self._statute.computed_facts[key]) for key in when if key in self._statute.computed_facts)
        return tuple(step for step in steps if step is not None)

    def _step(self, fact: Fact) -> FactStep | None:
        if fact.key not in self._steps:
            self._steps[fact.key] = self._given(fact) if fact.key in self._facts else self._tested(fact)
        return self._steps[fact.key]

    def _phase_stage(self, fact: Fact) -> str:
        """Return a stage of the phase for which a fact is tested: its working days may be others than the statute's."""
        read = (anchor.key for anchor in self._statute.tested_anchors({fact.key: ()}))
        return next((key for key in read if "@" in key), "")

    def _given(self, fact: Fact) -> FactStep:
        value: Literal["yes", "no"] = "yes" if self._facts[fact.key] == "yes" else "no"
        return FactStep(fact.key, fact.name, value, fact.test, fact.law, (), is_given=True)

    def _tested(self, fact: Fact) -> FactStep | None:
        try:
            holds, steps, holidays = evaluate_test(fact.conditions, self._context_of(self._phase_stage(fact)))
        except MissingAnchorError:
            return None
        except CircularRuleError:
            raise
        except InputError as error:
            faults = [attrs.evolve(fault, path=fault.path or f"facts.{fact.key}") for fault in error.faults]
            raise type(error)(*faults, source=error.source or self._statute.id) from error
        return FactStep(fact.key, fact.name, "yes" if holds else "no", fact.test, fact.law, steps, holidays)


def with_computed_facts(
    statute: Statute, facts: Facts, dates: _Dates, context_of: Callable[[str], EvaluationContext]
) -> Facts:
    """Return the facts with those computed facts that the known dates, and the rules that rest on them, decide.

    A test that reads a stage of which only a range of days is known, or a rule with several versions in time, stays
    undecided.

    Args:
        statute: The law.
        facts: The given facts.
        dates: The known first and last day, by key of the stage.
        context_of: Function that returns the working days for the rules of a stage, by its key; the function of a
            context that looks dates up is not used.
    """
    if not statute.computed_facts:
        return facts
    reader = _KnownDates(statute, facts, dates, context_of)
    decided: dict[str, str] = {}
    for key in statute.computed_facts:
        try:
            decided |= {step.key: step.value for step in reader.computed.steps({key: ()})}
        except InputError:
            continue  # holidays that are not known leave the fact undecided
    return {**facts, **decided}


class _KnownDates:
    """Reads known dates, and those that undated rules give from them."""

    def __init__(
        self, statute: Statute, facts: Facts, dates: _Dates, context_of: Callable[[str], EvaluationContext]
    ) -> None:
        self._statute = statute
        self._dates = dates
        self._context_of = context_of
        self.computed = ComputedFacts(statute, facts, self._context)

    def _context(self, key: str) -> EvaluationContext:
        return attrs.evolve(self._context_of(key), look_up=self.look_up)

    def look_up(self, key: str, part: Part) -> ResolvedDate:
        """Return the date of a stage; raise MissingAnchorError if it is not known."""
        value = self._dates[key][PARTS.index(part)] if key in self._dates else None
        if value is None:
            stage = self._statute[key]
            versions = stage.versions(part) or stage.end or stage.start
            facts = self.computed.named_by(version.when for version in versions)
            undated = (version for version in versions if not is_dated(version))
            version = next((version for version in undated if self._statute.holds(version.when, facts)), None)
            if version is None or version.expr is None:
                raise MissingAnchorError(key)
            value, _ = evaluate(version.expr, self._context(key))
        return ResolvedDate(value, "given", Given())
