"""The law of an election as constraints on days: rules, limits and known dates, each with its ground.

Only the version in force of a rule becomes a constraint. Months without a stated rounding are rounded outward, so that
no lawful day is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Literal

import attrs

from electsched.errors import HorizonError, InputError
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment, day_of, show
from electsched.law.evaluation import EvaluationContext, evaluate, falls_on
from electsched.law.expressions import Anchor, At, Choice, Expr, FallsOn, LimitExpr, Offset, Zoned, anchors, parts_of
from electsched.law.statute import PARTS, Facts, Limit, RuleVersion, StageLaw, Statute, When
from electsched.law.trace import Citation, Given, Part, ResolvedDate, Value
from electsched.law.versions import in_force, version_on

__all__ = ["SIDES", "Constraint", "Ground", "KnownDates", "Side", "Variable", "constraints_of"]

Variable = tuple[str, Part]
"""The first or the last day of a stage."""
Side = Literal["low", "high"]
SIDES: tuple[Side, Side] = ("low", "high")
KnownDates = Mapping[str, tuple[Value | None, Value | None]]
"""The known first and last day, by key of the stage."""
WEEK_DAYS = 7
LONG_SEARCH_DAYS = 400
"""Days that are searched for a working day or an even year: more than one year."""
SHORT_SEARCH_DAYS = 8 * WEEK_DAYS
"""Days that are searched for a weekday or a holiday."""


@attrs.frozen
class Ground:
    """The ground of a bound: a provision, or a known date.

    Attributes:
        stage: Key of the stage.
        rule: Text of the rule or limit; for a known date, the stage and the date.
        law: The provision; None for a known date.
    """

    stage: str
    rule: str
    law: Citation | None = None

    def __str__(self) -> str:
        """Return the rule and its provision as one line."""
        return f"{self.rule} ({self.law})" if self.law else self.rule


@attrs.frozen(eq=False)
class Constraint:
    """A variable compared with a rule, or restricted to certain days.

    Attributes:
        left: The variable.
        low: The rule with months rounded down.
        high: The rule with months rounded up.
        anchors: The variables that the rule reads, each once.
        upper: Whether the variable is at most the rule.
        lower: Whether the variable is at least the rule.
        strict: 1 if they may not be equal, else 0.
        chooses: Whether the rule takes the latest or the earliest of several dates.
        hours: If the rule counts hours, the minute of the day of each variable whose hour is known; else None.
        allows: The allowed days; None for a rule.
        ground: Its ground; None for a constraint that holds for every stage.
    """

    left: Variable
    low: Expr | date | None
    high: Expr | date | None
    anchors: tuple[Variable, ...]
    upper: bool = True
    lower: bool = True
    strict: int = 0
    chooses: bool = False
    hours: Mapping[Variable, int] | None = None
    allows: FallsOn | None = None
    ground: Ground | None = None

    @property
    def is_constant(self) -> bool:
        """Whether it is a known date."""
        return isinstance(self.low, date)

    def day(
        self, days: tuple[int, ...], side: Side, calendar: WorkCalendar, zone: str, *, provisional: bool
    ) -> int | None:
        """Return the ordinal of the day that the rule gives for the days of its anchors, None if it is not known."""
        expr = self.low if side == "low" else self.high
        if expr is None or isinstance(expr, date):
            return expr.toordinal() if expr else None
        anchor_days = dict(zip(self.anchors, days, strict=True))
        look_up = partial(_anchor_date, anchor_days, 0 if side == "low" else MINUTES_PER_DAY, self.hours)
        context = EvaluationContext(look_up=look_up, calendar=calendar, zone=zone, provisional=provisional)
        try:
            value, _ = evaluate(expr, context)
        except (HorizonError, InputError):
            return None
        return day_of(value).toordinal()

    def nearest(self, day: int, step: int, calendar: WorkCalendar, *, provisional: bool) -> int | None:
        """Return the ordinal of the nearest allowed day in the direction of the step, None if none is known."""
        if self.allows is None:
            return None
        limit = LONG_SEARCH_DAYS if self.allows.even or self.allows.working else SHORT_SEARCH_DAYS
        for number in range(limit):
            candidate = date.fromordinal(day + number * step)
            if not provisional and (self.allows.holiday or self.allows.working) and not calendar.knows(candidate):
                return candidate.toordinal()  # beyond the known years, any day may become a holiday
            try:
                if falls_on(self.allows, candidate, calendar, provisional=provisional):
                    return candidate.toordinal()
            except HorizonError:
                return None
        return None


def _anchor_date(
    days: Mapping[Variable, int], minutes: int, hours: Mapping[Variable, int] | None, key: str, part: Part
) -> ResolvedDate:
    day = date.fromordinal(days[key, part])
    # An unknown hour is taken as the start or the end of the day.
    return ResolvedDate(day if hours is None else Moment(day, hours.get((key, part), minutes)), "given", Given())


def constraints_of(
    law: Statute, facts: Facts, dates: KnownDates, versions: KnownDates | None = None
) -> tuple[Constraint, ...]:
    """Return the constraints of the law under the facts, and those of the known dates.

    The dates of ``versions`` decide which version of a rule is in force; by default, the known dates do.

    Raises:
        MissingFactError: The law depends on a fact that is not given.
    """
    stages = {stage.key: stage for stage in law.stages if law.holds(stage.when, facts)}
    return tuple(_constraints(law, facts, dates, stages, dates if versions is None else versions))


def _constraints(
    law: Statute, facts: Facts, dates: KnownDates, stages: Mapping[str, StageLaw], versions: KnownDates
) -> Iterator[Constraint]:
    hours = _hours(law, facts, dates, stages, versions)
    for key, stage in stages.items():
        yield _compared((key, "start"), Anchor(key, "end", 0), "<=", hours)
        for part in PARTS:
            if stage.covers:
                members = tuple(Anchor(member, part, 0) for member in stage.covers if member in stages)
                if members:
                    choice = Choice("earliest" if part == "start" else "latest", members, 0)
                    yield _compared((key, part), choice, "==", hours)
                continue
            version = _version(law, stage, part, facts, versions)
            if version is not None and version.expr is not None and _readable(version.expr, stages):
                ground = Ground(key, f"{key}.{part} = {version.rule}", version.law)
                yield _compared((key, part), version.expr, "==", hours, ground)
    for limit in law.limits:
        if limit.expr.left.key in stages and _applies(law, limit, facts, versions) and _readable(limit.expr, stages):
            yield _limited(limit, limit.expr, hours)
    for key, pair in dates.items():
        if key in stages:
            yield from _fixed(key, pair)


def _readable(expr: Expr | LimitExpr, stages: Mapping[str, StageLaw]) -> bool:
    return all(anchor.key in stages for anchor in anchors(expr))


def _in_force_on(stage: StageLaw, dates: KnownDates) -> date | None:
    pair = dates.get(stage.in_force_at or "polling")
    value = pair[1] or pair[0] if pair else None
    return day_of(value) if value is not None else None


def _version(law: Statute, stage: StageLaw, part: Part, facts: Facts, dates: KnownDates) -> RuleVersion | None:
    def holds(when: When) -> bool:
        return law.holds(when, facts)

    day = _in_force_on(stage, dates)
    if day is not None:
        return version_on(stage.versions(part), day, holds, path=f"{stage.key}.{part}")
    # As long as the day is not known, the latest version applies.
    return next((version for version in stage.versions(part) if version.until is None and holds(version.when)), None)


def _applies(law: Statute, limit: Limit, facts: Facts, dates: KnownDates) -> bool:
    if not law.holds(limit.when, facts):
        return False
    day = _in_force_on(law[limit.expr.left.key], dates)
    if day is None:
        return limit.until is None
    return in_force((limit,), day, lambda when: law.holds(when, facts)) is not None


def _hours(
    law: Statute, facts: Facts, dates: KnownDates, stages: Mapping[str, StageLaw], versions: KnownDates
) -> Mapping[Variable, int]:
    """Return the minute of the day of each variable whose hour is stated by a rule or a known date."""
    hours: dict[Variable, int] = {}
    for key, stage in stages.items():
        for part, value in zip(PARTS, dates.get(key, (None, None)), strict=True):
            version = _version(law, stage, part, facts, versions)
            if isinstance(value, Moment):
                hours[key, part] = value.minutes
            elif value is None and version is not None and isinstance(version.expr, At):
                hours[key, part] = version.expr.minutes
    return hours


def _limited(limit: Limit, expr: LimitExpr, hours: Mapping[Variable, int]) -> Constraint:
    ground = Ground(expr.left.key, limit.rule, limit.law)
    left = (expr.left.key, expr.left.part)
    if isinstance(expr, FallsOn):
        return Constraint(left, None, None, (), allows=expr, ground=ground)
    constraint = _compared(left, expr.right, expr.order, hours, ground)
    if not any(isinstance(part, Zoned) for part in parts_of(expr.right)):
        return constraint
    # On the clock of another zone, the moment may lie on the previous or the next day: allow both.
    low, high = (Offset(expr.right, days, "day", inclusive=False, rounding=None, at=0) for days in (-1, 1))
    return attrs.evolve(constraint, low=low, high=high, strict=0)


def _fixed(key: str, pair: tuple[Value | None, Value | None]) -> Iterator[Constraint]:
    for part, value in zip(PARTS, pair, strict=True):
        if value is not None:
            ground = Ground(key, f"{key}.{part} = {show(value)}" if pair[0] != pair[1] else f"{key} = {show(value)}")
            yield Constraint((key, part), day_of(value), day_of(value), (), ground=ground)


def _compared(
    left: Variable, expr: Expr, order: str, hours: Mapping[Variable, int], ground: Ground | None = None
) -> Constraint:
    # A strict limit on a moment may be kept on the same day.
    whole_days = not any(isinstance(part, At) or _reads_hour(part) for part in parts_of(expr))
    return Constraint(
        left,
        _rounded(expr, "down"),
        _rounded(expr, "up"),
        tuple(dict.fromkeys((anchor.key, anchor.part) for anchor in anchors(expr))),
        upper=order in {"<=", "<", "=="},
        lower=order in {">=", ">", "=="},
        strict=int(order in {"<", ">"} and whole_days),
        chooses=any(isinstance(part, Choice) for part in parts_of(expr)),
        hours=hours if any(map(_reads_hour, parts_of(expr))) else None,
        ground=ground,
    )


def _reads_hour(part: Expr) -> bool:
    return isinstance(part, Zoned) or (isinstance(part, Offset) and part.unit == "hour")


def _rounded(expr: Expr, rounding: Literal["down", "up"]) -> Expr:
    """Return the rule with a rounding for all months and years that state none."""
    if isinstance(expr, Anchor):
        return expr
    if isinstance(expr, Choice):
        return attrs.evolve(expr, items=tuple(_rounded(operand, rounding) for operand in expr.items))
    base = _rounded(expr.base, rounding)
    if isinstance(expr, Offset) and expr.unit in {"month", "year"} and expr.rounding is None:
        return attrs.evolve(expr, base=base, rounding=rounding)
    return attrs.evolve(expr, base=base)
