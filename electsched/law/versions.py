"""Selection of the version of a rule or limit that is in force on a day; worked out once for a statute and facts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from electsched.errors import Fault, InputError
from electsched.law.statute import Facts, Limit, RuleVersion, StageLaw, Statute, When
from electsched.law.trace import Part

__all__ = ["LawUnderFacts", "in_force", "is_dated", "law_under_facts", "version_on"]

_Version = TypeVar("_Version", RuleVersion, Limit)


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
            expected = f"a day from {first.isoformat()}" if day < first else f"a day before {last.isoformat()}"
            raise InputError(Fault(path, f"{day.isoformat()}, on which no version was in force", expected))
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
        dated += [version for stage in statute.stages for version in (*stage.start, *stage.end)]
        days = {day for version in dated for day in (version.from_, version.until) if day}
        self._changes = sorted(days)
        self._versions: dict[tuple[str, Part, int | None], RuleVersion | None] = {}
        self._limits: dict[tuple[str, int | None], tuple[Limit, ...]] = {}
        self._has_rule: dict[tuple[str, Part], bool] = {}

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


def law_under_facts(statute: Statute, facts: Facts) -> LawUnderFacts:
    """Return the law under the facts; it is worked out once for a statute."""
    key = (LawUnderFacts, frozenset(facts.items()))
    law = statute.derived.get(key)
    if not isinstance(law, LawUnderFacts):
        law = statute.derived[key] = LawUnderFacts(statute, facts)
    return law
