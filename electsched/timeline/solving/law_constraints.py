"""The law of an election as constraints on days: rules, limits and known dates, each with its ground.

Only the version in force of a rule becomes a constraint. Months without a stated rounding are rounded outward, so that
no lawful day is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import attrs

from electsched.law.date_arithmetic import Moment, day_of, show
from electsched.law.provisions import OTHER_PART
from electsched.law.rules.expressions import (
    Anchor,
    At,
    Choice,
    ComparedTo,
    Expr,
    FallsOn,
    LimitExpr,
    Offset,
    Within,
    Zoned,
    anchors,
    parts_of,
)
from electsched.law.rules.steps import Extreme
from electsched.law.rules.trace import Part, Value
from electsched.law.statute import PARTS, Facts, Limit, RuleVersion, StageLaw, Statute
from electsched.law.versions import LawUnderFacts, in_force, law_under_facts
from electsched.timeline.solving.constraints import MOST_DAYS, WEEK_DAYS, Constraint, Ground, KnownDates, Variable

__all__ = ["constraints_of", "constraints_of_dates", "constraints_of_rules", "with_hours"]

DaySubstitutes = Mapping[Variable, Variable]
"""First and last days that the law does not name, each with the other day of its stage, which is read instead."""


def constraints_of(
    law: Statute, facts: Facts, dates: KnownDates, versions: KnownDates | None = None
) -> tuple[Constraint, ...]:
    """Return the constraints of the law under the facts, and those of the known dates.

    The dates of ``versions`` decide which version of a rule is in force; by default, the known dates do.

    Raises:
        MissingFactError: The law depends on a fact that is not given.
    """
    under_facts = law_under_facts(law, facts)
    rules, hours = constraints_of_rules(under_facts, dates if versions is None else versions, dates)
    known_dates = {key: pair for key, pair in dates.items() if key in under_facts.stages}
    return (*with_hours(rules, hours, dates), *constraints_of_dates(known_dates))


def with_hours(
    rules: tuple[Constraint, ...], hours: Mapping[Variable, int], dates: KnownDates
) -> tuple[Constraint, ...]:
    """Return the constraints; those that count hours have the hours that rules state and those of known moments."""
    if all(rule.hours is None for rule in rules):
        return rules
    known_hours = {
        (key, part): value.minutes
        for key, pair in dates.items()
        for part, value in zip(PARTS, pair, strict=True)
        if isinstance(value, Moment)
    }
    known_days = {
        (key, part)
        for key, pair in dates.items()
        for part, value in zip(PARTS, pair, strict=True)
        if value is not None and not isinstance(value, Moment)
    }
    all_hours = {variable: minutes for variable, minutes in hours.items() if variable not in known_days} | known_hours
    return tuple([rule if rule.hours is None else attrs.evolve(rule, hours=all_hours) for rule in rules])


def _day(pair: tuple[Value | None, Value | None] | None) -> date | None:
    value = pair[1] or pair[0] if pair else None
    return day_of(value) if value is not None else None


def _version_keys(law: LawUnderFacts) -> tuple[str, ...]:
    """Return the stages whose dates decide which versions apply."""
    keys = law.derived.get("version_keys")
    if not isinstance(keys, tuple):
        keys = tuple(dict.fromkeys(stage.in_force_at or "polling" for stage in law.statute.stages))
        law.derived["version_keys"] = keys
    return keys


def constraints_of_rules(
    law: LawUnderFacts, versions: KnownDates, known: KnownDates
) -> tuple[tuple[Constraint, ...], Mapping[Variable, int]]:
    """Return the constraints of rules and limits, and the hours that rules state; they are worked out once.

    Args:
        law: The law.
        versions: The dates that decide which version of a rule is in force.
        known: The known dates; without one, a first or a last day that the law does not name is the other.
    """
    days = {key: _day(versions.get(key)) for key in _version_keys(law)}
    periods = tuple([law.period(day) for day in days.values()])
    stand_ins = _stand_ins(law, known)
    key = (periods, frozenset(stand_ins))
    if key not in law.derived:
        law.derived[key] = (tuple(_constraints(law, days, stand_ins)), _rule_hours(law, days))
    return law.derived[key]  # type: ignore[return-value]  # stored two lines above


def _stand_ins(law: LawUnderFacts, known: KnownDates) -> DaySubstitutes:
    """Return the first and last days that the law does not name, each with the other day of its stage.

    If the law has a rule or a limit for only one of the two, or if only one of them is known, its date is used for
    both.
    """
    unnamed = law.derived.get("unnamed")
    if not isinstance(unnamed, tuple):
        unnamed = law.derived["unnamed"] = tuple(_unnamed(law))
    stand_ins: dict[Variable, Variable] = {}
    for key, part, has_other in unnamed:
        first, last = known.get(key, (None, None))
        own_day, other_day = (first, last) if part == "start" else (last, first)
        if own_day is None and (part == "start" or has_other or other_day is not None):
            stand_ins[key, part] = (key, OTHER_PART[part])
    return stand_ins


def _unnamed(law: LawUnderFacts) -> Iterator[tuple[str, Part, bool]]:
    """Yield the first and last days that rules read and the law does not name, and whether it names the other day."""
    exprs = [version.expr for stage in law.stages.values() for _, version in stage.all_versions() if version.expr]
    limits = [limit.expr for limit in law.statute.limits]
    read = dict.fromkeys((anchor.key, anchor.part) for expr in (*exprs, *limits) for anchor in anchors(expr))
    read |= dict.fromkeys((member, part) for stage in law.stages.values() for member in stage.covers for part in PARTS)
    for key, part in read:
        if key in law.stages and not law.has_own_day(law.stages[key], part):
            yield key, part, law.has_own_day(law.stages[key], OTHER_PART[part])


def _as_read(expr: Expr, stand_ins: DaySubstitutes) -> Expr:
    """Return a rule that reads the days that stand in for others."""
    if not stand_ins:
        return expr
    if isinstance(expr, Anchor):
        return attrs.evolve(expr, part=stand_ins.get((expr.key, expr.part), (expr.key, expr.part))[1])
    if isinstance(expr, Choice):
        return attrs.evolve(expr, items=tuple(_as_read(operand, stand_ins) for operand in expr.items))
    return attrs.evolve(expr, base=_as_read(expr.base, stand_ins))


def _limit_as_read(expr: LimitExpr, stand_ins: DaySubstitutes) -> LimitExpr:
    match expr:
        case ComparedTo(right=right):
            return attrs.evolve(expr, right=_as_read(right, stand_ins))
        case Within(ranges=ranges):
            spans = [tuple(_as_read(end, stand_ins) for end in span) for span in ranges]
            return attrs.evolve(expr, ranges=tuple((first, last) for first, last in spans))
        case FallsOn():
            return expr


def _constraints(
    law: LawUnderFacts, days: Mapping[str, date | None], stand_ins: DaySubstitutes
) -> Iterator[Constraint]:
    stages = law.stages
    for key, stage in stages.items():
        yield _compared((key, "start"), Anchor(key, "end", 0), "<=")
        for part in PARTS:
            if stage.covers:
                members = tuple(Anchor(member, part, 0) for member in stage.covers if member in stages)
                if members:
                    choice = Choice("earliest" if part == "start" else "latest", members, 0)
                    yield _compared((key, part), _as_read(choice, stand_ins), "==")
                continue
            version = _version(law, stage, part, days)
            if version is not None and version.expr is not None and _readable(version.expr, stages):
                ground = Ground(key, f"{key}.{part} = {version.rule}", version.law)
                yield _compared((key, part), _as_read(version.expr, stand_ins), "==", ground)
    for limit in law.statute.limits:
        if limit.expr.left.key in stages and _applies(law, limit, days) and _readable(limit.expr, stages):
            yield from _limited(limit, _limit_as_read(limit.expr, stand_ins))


def _readable(expr: Expr | LimitExpr, stages: Mapping[str, StageLaw]) -> bool:
    return all(anchor.key in stages for anchor in anchors(expr))


def _version(law: LawUnderFacts, stage: StageLaw, part: Part, days: Mapping[str, date | None]) -> RuleVersion | None:
    day = days[stage.in_force_at or "polling"]
    if day is not None:
        return law.version(stage, part, day)
    # As long as the day is not known, the latest version applies.
    versions = stage.versions(part)
    return next((version for version in versions if version.until is None and law.holds(version.when)), None)


def _applies(law: LawUnderFacts, limit: Limit, days: Mapping[str, date | None]) -> bool:
    if not law.holds(limit.when):
        return False
    day = days[law.statute[limit.expr.left.key].in_force_at or "polling"]
    return limit.until is None if day is None else in_force((limit,), day, law.holds) is not None


def _rule_hours(law: LawUnderFacts, days: Mapping[str, date | None]) -> Mapping[Variable, int]:
    """Return the minute of the day of each variable whose hour is stated by a rule."""
    hours: dict[Variable, int] = {}
    for key, stage in law.stages.items():
        for part in PARTS:
            version = _version(law, stage, part, days)
            if version is not None and isinstance(version.expr, At):
                hours[key, part] = version.expr.minutes
    return hours


def _limited(limit: Limit, expr: LimitExpr) -> Iterator[Constraint]:
    ground = Ground(expr.left.key, limit.rule, limit.law)
    left = (expr.left.key, expr.left.part)
    match expr:
        case FallsOn():
            yield Constraint(left, None, None, (), allows=expr, ground=ground)
        case ComparedTo(order=order, right=right):
            yield _bounded(left, right, order, ground)
        case Within(ranges=ranges):
            yield _bounded(left, expr.first, ">=", ground)
            yield _bounded(left, expr.last, "<=", ground)
            if len(ranges) > 1:
                firsts = [_bounded(left, first, ">=", ground) for first, _ in ranges]
                lasts = [_bounded(left, last, "<=", ground) for _, last in ranges]
                variables = tuple(dict.fromkeys((anchor.key, anchor.part) for anchor in anchors(expr)))
                options = tuple(zip(firsts, lasts, strict=True))
                yield Constraint(left, None, None, variables, options=options, ground=ground)


def _bounded(left: Variable, expr: Expr, order: str, ground: Ground) -> Constraint:
    constraint = _compared(left, expr, order, ground)
    if not any(isinstance(part, Zoned) for part in parts_of(expr)):
        return constraint
    # On the clock of another zone, the moment may lie on the previous or the next day: allow both.
    low, high = (Offset(expr, days, "day", inclusive=False, rounding=None, at=0) for days in (-1, 1))
    return attrs.evolve(constraint, low=low, high=high, strict=0, compiled_rules={})


def constraints_of_dates(dates: KnownDates, among: frozenset[Variable] | None = None) -> Iterator[Constraint]:
    """Yield a constraint for each known date, or for those among some variables."""
    for key, pair in dates.items():
        for part, value in zip(PARTS, pair, strict=True):
            if value is not None and (among is None or (key, part) in among):
                text = f"{key}.{part} = {show(value)}" if pair[0] != pair[1] else f"{key} = {show(value)}"
                yield Constraint((key, part), day_of(value), day_of(value), (), ground=Ground(key, text))


def _compared(left: Variable, expr: Expr, order: str, ground: Ground | None = None) -> Constraint:
    shift, shortest = _shift(expr)
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
        extreme=_extreme(expr),
        shift=shift,
        shortest=shortest,
        hours={} if any(map(_reads_hour, parts_of(expr))) else None,
        ground=ground,
    )


def _extreme(expr: Expr) -> Extreme | Literal[""]:
    """Return which of its anchors a rule takes, if it takes one of them as it is; else an empty text."""
    if isinstance(expr, Choice) and all(isinstance(operand, Anchor) for operand in expr.items):
        return expr.which
    return ""


def _shift(expr: Expr) -> tuple[int | None, int]:
    """Return the days by which a rule moves its one anchor, and their number in its text; None for other rules."""
    if isinstance(base := expr.base if isinstance(expr, At) else expr, Anchor):
        return 0, MOST_DAYS
    if not isinstance(base, Offset) or not isinstance(base.base, Anchor) or base.unit not in {"day", "week"}:
        return None, MOST_DAYS
    if base.unit == "week":
        return base.amount * WEEK_DAYS, MOST_DAYS
    outward = 1 if base.amount > 0 else -1
    inclusive = -outward if base.inclusive and base.amount else 0
    return base.amount + inclusive + (outward if base.clear else 0), abs(base.amount)


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
