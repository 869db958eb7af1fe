"""The fixed dates of an election: given, else official, else computed by rules from fixed dates.

The computed date of a stage never reads the official date of the same stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

import attrs

from electsched.errors import CircularRuleError, Fault, HorizonError, InputError
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment, day_of
from electsched.law.phases import occurrences_of
from electsched.law.provisions import OTHER_PART
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError, MissingHourError, evaluate
from electsched.law.rules.expressions import Expr, FallsOn, Within, anchors
from electsched.law.rules.trace import AnchorStep, Covering, Given, Part, ResolvedDate, Ruled, Step, Value, rests_on
from electsched.law.statute import Limit, PartLaw, RuleVersion, StageLaw, Statute
from electsched.law.versions import ComputedFacts, LawUnderFacts, is_dated, law_under_facts
from electsched.phrases import phrase
from electsched.timeline.assumptions import Assumptions, check_given_stages, dependents
from electsched.timeline.dates import UndatedRule
from electsched.timeline.election import Election
from electsched.timeline.solving.constraints import KnownDates, Side

__all__ = ["FixedDates", "bounds_side", "outermost", "undated_rule"]

_Node = tuple[str, Part, bool]
"""A stage, its first or last day, and whether the computed date is meant, not the effective one."""


class _OpenAnchorError(MissingAnchorError):
    """The date of a stage that the rule names is open."""


class FixedDates:
    """A single resolution; each date is computed once and cached."""

    def __init__(self, law: Election | Statute, assumptions: Assumptions) -> None:
        """Read the given and the official dates; those that rest on a changed date are dropped."""
        election = law if isinstance(law, Election) else None
        statute = law.statute if isinstance(law, Election) else law
        self._law = law
        self._statute = statute
        self._assumptions = assumptions
        self._provisional = assumptions.is_provisional(law)
        self._facts = assumptions.complete_facts(law)
        self._given = assumptions.dates(statute)
        self._under_facts = law_under_facts(statute, self._facts)
        self._stages = self._under_facts.stages
        check_given_stages(self._given, self._stages, statute, self._facts)
        decreed = {entry.stage: entry for entry in election.dates} if election else {}
        changed = {
            key
            for key, pair in self._given.items()
            if key not in decreed or (decreed[key].first, decreed[key].last) != pair
        }
        # A bare statute has no official dates that could be dropped.
        self._dropped = dependents(statute, self._facts, changed) - changed if changed and decreed else frozenset()
        self._decreed = {
            key: entry for key, entry in decreed.items() if key not in self._dropped and key not in self._given
        }
        self._official = {key: election.official[key] for key in self._decreed} if election else {}
        self._links = election.links if election else ()
        self._branches = {branch.key: branch.held for branch in election.branches} if election else {}
        self._variant_stages = {key for variant in statute.calendars for key in variant.stages}
        self._reset(complete=None)

    def _reset(self, complete: FixedDates | None) -> None:
        """Forget all dates; the versions in force are those of the complete resolution, if there is one."""
        self._complete = complete
        self._computed_facts: ComputedFacts = (
            complete._computed_facts  # noqa: SLF001  # of the same class
            if complete
            else ComputedFacts(self._statute, self._facts, self._context)
        )
        self._dates: dict[_Node, ResolvedDate | None] = {}
        self._pending: list[_Node] = []
        self._undated_rules: dict[tuple[str, Part], UndatedRule] = {}
        self._open_nodes: set[_Node] = set()
        self._beyond_known_years = False
        self._limits_in_force: dict[str, tuple[Limit, ...]] = {}
        self._contexts: dict[tuple[str, Side | None], EvaluationContext] = {}

    def _context(self, key: str, side: Side | None = None) -> EvaluationContext:
        """Return the context for the rules and limits of a stage; stages without a variant share one.

        With a side, open anchors are read at that end of their ranges.
        """
        shared_key = key if key in self._variant_stages else ""
        if (shared_key, side) not in self._contexts:
            self._contexts[shared_key, side] = EvaluationContext(
                look_up=self._reader(side),
                calendar=self._assumptions.calendar(self._statute, self._facts, shared_key),
                zone=self._statute.zone,
                provisional=self._provisional,
            )
        return self._contexts[shared_key, side]

    def drop(self, key: str, complete: FixedDates) -> None:
        """Forget the given and the official dates of a stage; the versions in force stay those of the complete one."""
        self._given = {stage: pair for stage, pair in self._given.items() if stage != key}
        self._official = {stage: pair for stage, pair in self._official.items() if stage != key}
        self._reset(complete)

    def _reader(self, side: Side | None) -> Callable[[str, Part], ResolvedDate]:  # noqa: ARG002  # read by ranges
        """Return the function that reads an anchor; with a side, at that end of its range, which a fixed date is."""
        return self._look_up

    def _law_for(self, versions: Iterable[RuleVersion | Limit]) -> LawUnderFacts:
        """Return the law under the facts, with the computed ones that the versions name."""
        if not self._statute.computed_facts:
            return self._under_facts
        return law_under_facts(self._statute, self._computed_facts.named_by(version.when for version in versions))

    def _require_known_years(self) -> None:
        polling = self._effective("polling", "end") if "polling" in self._statute else None
        if polling is not None and not self._provisional:
            try:
                self._context("").calendar.require_known(polling.day, path="polling")
            except HorizonError as error:
                raise HorizonError(*error.faults, source=self._law.id) from error

    @property
    def _has_provisional_poll(self) -> bool:
        """Whether polling day was given, not set, in a year whose holidays are not known."""
        polling = self._effective("polling", "end") if self._provisional and "polling" in self._statute else None
        if polling is None or polling.origin == "official":
            return False
        return self._context("").calendar.state_on(polling.day) != "known"

    @cached_property
    def _contingent_keys(self) -> frozenset[str]:
        """The stages that depend on a contingency that has not occurred."""
        return frozenset(law.key for law in self._statute.stages if law.branch and not self._branches.get(law.branch))

    def _is_contingent(self, law: StageLaw, dates: Iterable[ResolvedDate | None]) -> bool:
        """Return whether the stage, one of its phases or a date from which it counts depends on a contingency."""
        keys = self._contingent_keys
        if not keys:
            return False
        return not keys.isdisjoint((law.key, *occurrences_of(self._statute, law.key))) or rests_on(keys, *dates)

    def _look_up(self, key: str, part: Part) -> ResolvedDate:
        resolved = self._effective(key, part)
        if resolved is None and not self._has_own_day(self._statute[key], part):
            other_part = OTHER_PART[part]
            # A last day counted from the first is not used for the first in turn.
            if not any((key, other_part, computed) in self._pending for computed in (False, True)):
                resolved = self._effective(key, other_part)
        if resolved is None:
            raise _OpenAnchorError(key) if self._is_open(key, part) else MissingAnchorError(key)
        return resolved

    def _is_open(self, key: str, part: Part) -> bool:
        """Return whether a date that is not fixed is open: limited, or resting on an open date."""
        if key not in self._stages:
            return False
        law = self._stages[key]
        if (key, part, False) in self._open_nodes or (key, part, True) in self._open_nodes:
            return True
        if self._has_rule(law, part) or not self._under_facts.is_limited(key, part):
            return False
        return part == "start" or any(not isinstance(limit.expr, FallsOn) for limit in self._limits(key))

    def _has_rule(self, law: StageLaw, part: Part) -> bool:
        if not self._statute.computed_facts:
            return self._under_facts.has_rule(law, part)
        return self._law_for(law.versions(part)).has_rule(law, part)

    def _has_own_day(self, law: StageLaw, part: Part) -> bool:
        """Return whether the law has a rule or a limit for a part; else it is the same day as the other part."""
        return self._under_facts.is_limited(law.key, part) or self._has_rule(law, part)

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
            raise CircularRuleError(
                Fault(key, phrase("a circle: {steps}", steps=steps), phrase("rules that lead to a date"))
            )
        self._pending.append(node)
        resolved = self._dates[node] = self._by_rule(law, part) if computed else self._in_effect(law, part)
        self._pending.pop()
        return resolved

    def _in_effect(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        key = law.key
        if key in self._given:
            is_year = isinstance(law, PartLaw) and law.given == "year"
            return ResolvedDate(self._given[key][part == "end"], "given", Given(year=is_year))
        official = self._official[key][part == "end"] if key in self._official else None
        if official is not None:
            return official
        if law.covers:
            return self._covering(law, part, computed=False)
        return self._computed(law, part) if law.versions(part) else None

    def _by_rule(self, law: StageLaw, part: Part) -> ResolvedDate | None:
        if law.covers:
            return self._covering(law, part, computed=True)
        key, version = law.key, self._version(law, part)
        if version is None:
            if self._has_rule(law, part):
                self._undated_rules[key, part] = UndatedRule(part, "", None, law.in_force_at or "polling")
            return None
        if version.expr is None:
            return None
        try:
            value, steps = self._evaluate(version.expr, key, f"{key}.{part}")
        except MissingAnchorError as error:
            self._undated_rules[key, part] = undated_rule(version, part, error)
            if isinstance(error, _OpenAnchorError):
                self._open_nodes.add((key, part, True))
            return None
        steps = (*self._computed_facts.steps(version.when), *steps)
        return ResolvedDate(value, "computed", Ruled(version.rule, version.law, steps))

    def _version(self, law: StageLaw, part: Part) -> RuleVersion | None:
        versions = law.versions(part)
        # Undated versions do not need polling day, which may itself depend on this stage.
        day = self.in_force_on(law) if any(map(is_dated, versions)) else None
        return self._law_for(versions).version(law, part, day)

    def _evaluate(self, expr: Expr, key: str, path: str, side: Side | None = None) -> tuple[Value, tuple[Step, ...]]:
        try:
            return evaluate(expr, self._context(key, side))
        except CircularRuleError:
            raise
        except InputError as error:
            is_open = side and any(self._effective(anchor.key, anchor.part) is None for anchor in anchors(expr))
            if is_open and isinstance(error, HorizonError):
                self._beyond_known_years = True
                raise MissingAnchorError(key) from error  # an end of a range may lie beyond the known years
            faults = [attrs.evolve(fault, path=fault.path or path) for fault in error.faults]
            raise type(error)(*faults, source=error.source or self._statute.id) from error

    def fixed_values(self) -> KnownDates:
        """Return the first and the last day or moment of each stage that has a fixed one."""
        pairs = {key: (self._effective(key, "start"), self._effective(key, "end")) for key in self._stages}
        return {
            key: (first.value if first else None, last.value if last else None)
            for key, (first, last) in pairs.items()
            if first or last
        }

    def in_force_on(self, law: StageLaw) -> date | None:
        """Return the day that decides which version is in force, None if it is not known."""
        if self._complete is not None:
            return self._complete.in_force_on(law)
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
        in_phases = bool(occurrences_of(self._statute, law.key))
        for key in law.covers:
            member = self._stages.get(key)
            if in_phases and member is None:
                continue
            if in_phases and self._effective(key, part) is None and self._is_open(key, part):
                self._open_nodes.add((law.key, part, computed))
                return None
            resolved = self._computed(member, part) if computed and member else None
            try:
                resolved = resolved or self._look_up(key, part)
            except _OpenAnchorError:
                self._open_nodes.add((law.key, part, computed))
                return None
            except MissingAnchorError:
                if in_phases:  # as for `latest`: without one of its dates, there is none
                    return None
                continue
            members.append(AnchorStep(key, part, resolved))
        return outermost(members, part)

    def _limits(self, key: str) -> tuple[Limit, ...]:
        """Return the limits on a stage that are in force."""
        if key not in self._limits_in_force:
            limits = self._statute.limits_of(key)
            day = self.in_force_on(self._statute[key]) if any(map(is_dated, limits)) else None
            self._limits_in_force[key] = self._law_for(limits).limits(key, day) if limits else ()
        return self._limits_in_force[key]


def bounds_side(limit: Limit, part: Part, side: Side) -> bool:
    """Return whether a limit bounds a date from that side."""
    if limit.expr.left.part != part or isinstance(limit.expr, FallsOn):
        return False
    if isinstance(limit.expr, Within):
        return True
    return limit.expr.order in ({"<=", "<", "=="} if side == "high" else {">=", ">", "=="})


def undated_rule(version: RuleVersion, part: Part, error: MissingAnchorError) -> UndatedRule:
    """Return a rule that fixes no date, with the anchor that is missing."""
    is_hour, is_open = isinstance(error, MissingHourError), isinstance(error, _OpenAnchorError)
    return UndatedRule(part, version.rule, version.law, error.key, hour=is_hour, is_open=is_open)


def _minutes(value: Value, part: Part) -> tuple[date, int]:
    """Return a day with its minute; a day without an hour begins at 00:00 and ends at 24:00."""
    if isinstance(value, Moment):
        return value.day, value.minutes
    return value, 0 if part == "start" else MINUTES_PER_DAY


def outermost(members: list[AnchorStep], part: Part) -> ResolvedDate | None:
    """Return the first or the last day of covered stages, None if there is none."""
    if not members:
        return None
    chosen = (min if part == "start" else max)(members, key=lambda member: _minutes(member.resolved.value, part))
    return ResolvedDate(chosen.resolved.value, chosen.resolved.origin, Covering(tuple(members), chosen))
