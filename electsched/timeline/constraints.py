"""The law of an election as constraints on days: each rule and limit, each known date, each with its ground.

A rule with several versions stands here in the one in force; months without a stated rounding are rounded outward, so
that no lawful day is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Literal

import attrs

from electsched.errors import HorizonError, InputError
from electsched.law.date_arithmetic import Moment, WorkCalendar, day_of, show
from electsched.law.evaluation import Setting, evaluate, falls
from electsched.law.expressions import Anchor, At, Choice, Counted, Expr, Falls, LimitExpr, Zoned, anchors, parts_of
from electsched.law.statute import PARTS, Facts, Limit, RuleVersion, StageLaw, Statute
from electsched.law.trace import Citation, Found, Given, Part, Value
from electsched.law.versions import in_force, version_on

__all__ = ["Constraint", "Ground", "Side", "Variable", "constraints_of"]

Variable = tuple[str, Part]
"""The first or the last day of a stage."""
Side = Literal["low", "high"]
Known = Mapping[str, tuple[Value | None, Value | None]]
WEEK = 7
LONG = 400
"""Days within which a day of any kind comes about, if there is one: more than a year, for even years."""


@attrs.frozen
class Ground:
    """What a bound rests on: a provision, or a date that is known.

    Attributes:
        stage: The stage that it bears on.
        rule: The text of the rule or limit; for a known date, the stage and the date.
        law: The provision; None for a known date.
    """

    stage: str
    rule: str
    law: Citation | None = None

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.rule} ({self.law})" if self.law else self.rule


@attrs.frozen(eq=False)
class Constraint:
    """A variable held against a rule (``upper``: not after it; ``lower``: not before), or to certain days.

    Attributes:
        left: The variable.
        low: The rule with months rounded down.
        high: The rule with months rounded up.
        anchors: The variables that the rule reads, each once.
        upper: Whether the left is at most the rule.
        lower: Whether the left is at least the rule.
        strict: 1 where it may not be equal.
        chooses: Whether the rule takes the latest or the earliest of several.
        hours: Where hours are counted, the minute of the day of each variable whose hour is known; else None.
        allows: The days on which it may fall; None for a rule.
        ground: What it rests on; None for what holds of every stage.
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
    allows: Falls | None = None
    ground: Ground | None = None

    def day(
        self, days: tuple[int, ...], side: Side, calendar: WorkCalendar, zone: str, *, provisional: bool
    ) -> int | None:
        """Return the ordinal of the day that the rule gives for those of its anchors, None where it cannot be known."""
        expr = self.low if side == "low" else self.high
        if expr is None or isinstance(expr, date):
            return expr.toordinal() if expr else None
        known = dict(zip(self.anchors, days, strict=True))
        look_up = partial(_found, known, 0 if side == "low" else 1440, self.hours)
        setting = Setting(look_up=look_up, calendar=calendar, zone=zone, provisional=provisional)
        try:
            value, _ = evaluate(expr, setting)
        except (HorizonError, InputError):
            return None
        return day_of(value).toordinal()

    def nearest(self, day: int, step: int, calendar: WorkCalendar, *, provisional: bool) -> int | None:
        """Return the ordinal of the nearest day on which it may fall, going by the step; None where none is known."""
        if self.allows is None:
            return None
        limit = LONG if self.allows.even or self.allows.working else 8 * WEEK
        for number in range(limit):
            found = date.fromordinal(day + number * step)
            if not provisional and (self.allows.holiday or self.allows.working) and not calendar.knows(found):
                return found.toordinal()  # past the known years any day may yet be a holiday
            try:
                if falls(self.allows, found, calendar):
                    return found.toordinal()
            except HorizonError:
                return None
        return None


def _found(
    known: Mapping[Variable, int], minutes: int, hours: Mapping[Variable, int] | None, key: str, part: Part
) -> Found:
    day = date.fromordinal(known[key, part])
    # An hour that is not known is the first of the day, or its last.
    return Found(day if hours is None else Moment(day, hours.get((key, part), minutes)), "given", Given())


def constraints_of(law: Statute, facts: Facts, known: Known) -> tuple[Constraint, ...]:
    """Return every constraint of the law under the facts, with the dates that are known.

    Raises:
        MissingFactError: The law depends on a fact that is not known.
    """
    stages = {stage.key: stage for stage in law.stages if law.holds(stage.when, facts)}
    return tuple(_all(law, facts, known, stages))


def _all(law: Statute, facts: Facts, known: Known, stages: Mapping[str, StageLaw]) -> Iterator[Constraint]:
    hours = _hours(law, facts, known, stages)
    for key, stage in stages.items():
        yield _compared((key, "start"), Anchor(key, "end", 0), "<=", hours)
        for part in PARTS:
            if stage.hull:
                members = tuple(Anchor(member, part, 0) for member in stage.hull if member in stages)
                if members:
                    hull = Choice("earliest" if part == "start" else "latest", members, 0)
                    yield _compared((key, part), hull, "==", hours)
                continue
            version = _version(law, stage, part, facts, known)
            if version is not None and version.expr is not None and _rests_on(version.expr, stages):
                ground = Ground(key, f"{key}.{part} = {version.rule}", version.law)
                yield _compared((key, part), version.expr, "==", hours, ground)
    for limit in law.limits:
        if limit.expr.left.key in stages and _applies(law, limit, facts, known) and _rests_on(limit.expr, stages):
            yield _limited(limit, limit.expr, hours)
    for key, pair in known.items():
        if key in stages:
            yield from _known(key, pair)


def _rests_on(expr: Expr | LimitExpr, stages: Mapping[str, StageLaw]) -> bool:
    return all(anchor.key in stages for anchor in anchors(expr))


def _in_force_on(stage: StageLaw, known: Known) -> date | None:
    pair = known.get(stage.in_force_at or "polling")
    value = pair[1] or pair[0] if pair else None
    return day_of(value) if value is not None else None


def _version(law: Statute, stage: StageLaw, part: Part, facts: Facts, known: Known) -> RuleVersion | None:
    def holds(when: Mapping[str, tuple[str, ...]]) -> bool:
        return law.holds(when, facts)

    day = _in_force_on(stage, known)
    if day is not None:
        return version_on(stage.versions(part), day, holds, path=f"{stage.key}.{part}")
    # Not known yet: the law as it stands last.
    return next((each for each in stage.versions(part) if each.until is None and holds(each.when)), None)


def _applies(law: Statute, limit: Limit, facts: Facts, known: Known) -> bool:
    if not law.holds(limit.when, facts):
        return False
    day = _in_force_on(law[limit.expr.left.key], known)
    if day is None:
        return limit.until is None
    return in_force((limit,), day, lambda when: law.holds(when, facts)) is not None


def _hours(law: Statute, facts: Facts, known: Known, stages: Mapping[str, StageLaw]) -> Mapping[Variable, int]:
    """Return the minute of the day of each variable whose hour a rule or a known date states."""
    found: dict[Variable, int] = {}
    for key, stage in stages.items():
        for part, value in zip(PARTS, known.get(key, (None, None)), strict=True):
            version = _version(law, stage, part, facts, known)
            if isinstance(value, Moment):
                found[key, part] = value.minutes
            elif value is None and version is not None and isinstance(version.expr, At):
                found[key, part] = version.expr.minutes
    return found


def _limited(limit: Limit, expr: LimitExpr, hours: Mapping[Variable, int]) -> Constraint:
    ground = Ground(expr.left.key, limit.rule, limit.law)
    left = (expr.left.key, expr.left.part)
    if isinstance(expr, Falls):
        return Constraint(left, None, None, (), allows=expr, ground=ground)
    found = _compared(left, expr.right, expr.order, hours, ground)
    if not any(isinstance(part, Zoned) for part in parts_of(expr.right)):
        return found
    # A moment on one zone's clock may lie on the day before or after on another's: nothing lawful is lost.
    low, high = (Counted(expr.right, days, "day", inclusive=False, rounding=None, at=0) for days in (-1, 1))
    return attrs.evolve(found, low=low, high=high, strict=0)


def _known(key: str, pair: tuple[Value | None, Value | None]) -> Iterator[Constraint]:
    for part, value in zip(PARTS, pair, strict=True):
        if value is not None:
            ground = Ground(key, f"{key}.{part} = {show(value)}" if pair[0] != pair[1] else f"{key} = {show(value)}")
            yield Constraint((key, part), day_of(value), day_of(value), (), ground=ground)


def _compared(
    left: Variable, expr: Expr, order: str, hours: Mapping[Variable, int], ground: Ground | None = None
) -> Constraint:
    used = tuple(dict.fromkeys((anchor.key, anchor.part) for anchor in anchors(expr)))
    # A strict limit on a moment may still be kept on its day.
    whole_days = not _has_hour(expr)
    return Constraint(
        left,
        _rounded(expr, "down"),
        _rounded(expr, "up"),
        used,
        upper=order in {"<=", "<", "=="},
        lower=order in {">=", ">", "=="},
        strict=int(order in {"<", ">"} and whole_days),
        chooses=any(isinstance(part, Choice) for part in parts_of(expr)),
        hours=hours if any(map(_reads_hour, parts_of(expr))) else None,
        ground=ground,
    )


def _has_hour(expr: Expr) -> bool:
    return any(isinstance(part, At) or _reads_hour(part) for part in parts_of(expr))


def _reads_hour(part: Expr) -> bool:
    return isinstance(part, Zoned) or (isinstance(part, Counted) and part.unit == "hour")


def _rounded(expr: Expr, rounding: Literal["down", "up"]) -> Expr:
    """Return the rule with a rounding wherever it states none for months or years."""
    if isinstance(expr, Anchor):
        return expr
    if isinstance(expr, Choice):
        return attrs.evolve(expr, items=tuple(_rounded(item, rounding) for item in expr.items))
    inner = _rounded(expr.base, rounding)
    if isinstance(expr, Counted) and expr.unit in {"month", "year"} and expr.rounding is None:
        return attrs.evolve(expr, base=inner, rounding=rounding)
    return attrs.evolve(expr, base=inner)
