"""The audit of official dates: equal to the law's date if it fixes one, lawful if a limit is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import attrs

from electsched.law.date_arithmetic import day_of
from electsched.law.expressions import FallsOn, LimitExpr
from electsched.law.statute import PARTS
from electsched.law.trace import Citation, Covering, Part, ResolvedDate, Ruled, Value
from electsched.timeline.serialize import tagged
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["AuditLine", "AuditRelation", "Verdict", "audit"]

Verdict = Literal["equal", "lawful", "unlawful", "no rule", "conflict", "unknown"]
"""equal: the law fixes this date; lawful: the law limits the date and the limit is kept; unlawful: neither; no rule:
the authority is free to choose; conflict: the sources contradict each other; unknown: the rule depends on a stage that
has no date."""
AuditRelation = Literal["fixed", "latest", "earliest", "falls", "none"]
"""fixed: the law fixes the date; latest, earliest: the law limits it; falls: the law lists the allowed days; none:
there is no rule."""


@attrs.frozen(kw_only=True)
class AuditLine:
    """The comparison of an official date with a provision.

    Attributes:
        stage: Key of the stage.
        part: Its first or its last day.
        official: The date that was set; None if the sources contradict each other.
        relation: Relation of the provision to the date.
        lawful: The date that the law gives; None if it gives none.
        days: Days from the lawful to the official date, negative if it is earlier; None if there is no lawful date.
        rule: Text of the rule; empty if there is none.
        law: Its provisions.
        verdict: The result.
        note: Further remarks for the reader.
    """

    stage: str
    part: Part
    official: Value | None
    relation: AuditRelation
    lawful: Value | None
    days: int | None
    rule: str
    law: tuple[Citation, ...]
    verdict: Verdict
    note: str = ""

    def __repr__(self) -> str:
        """Return the stage, the official date and the verdict."""
        return f"<AuditLine {self.stage}.{self.part}: {self.official}, {self.verdict}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the line as data for JSON."""
        return tagged(self)


def audit(timeline: Timeline) -> tuple[AuditLine, ...]:
    """Return a line for each official date and each provision on it, in the order of the law.

    A date without a provision has one line, ``no rule``. Stages that were not held are included.
    """
    return tuple(line for stage in timeline for line in _stage_lines(stage))


def _stage_lines(stage: Stage) -> Iterator[AuditLine]:
    if stage.alternatives:
        alternatives = (
            f"{alternative.start} to {alternative.end} ({', '.join(alternative.sources)})"
            for alternative in stage.alternatives
        )
        yield _line_without_rule(stage, "start", None, verdict="conflict", note="; ".join(alternatives))
        return
    free: list[tuple[Part, ResolvedDate]] = []
    for part in PARTS:
        official = stage.official.of(part)
        if official is None:
            continue
        lines = [*_fixed(stage, part, official), *_limited(stage, part)]
        yield from lines
        if not lines:
            free.append((part, official))
    one_day = stage.official.start == stage.official.end
    if len(free) == 1 and one_day:
        return
    for part, official in free[: 1 if one_day else None]:
        yield _line_without_rule(stage, part, official.value, verdict="no rule", note=stage.note)


def _line_without_rule(stage: Stage, part: Part, official: Value | None, *, verdict: Verdict, note: str) -> AuditLine:
    return AuditLine(
        stage=stage.key,
        part=part,
        official=official,
        relation="none",
        lawful=None,
        days=None,
        rule="",
        law=(),
        verdict=verdict,
        note=note,
    )


def _fixed(stage: Stage, part: Part, official: ResolvedDate) -> Iterator[AuditLine]:
    computed = stage.computed.of(part)
    if computed is None or computed.origin != "computed":
        return
    days = _days(official.value, computed.value)
    equal = official.value == computed.value if type(official.value) is type(computed.value) else days == 0
    rule, law = _rule_and_law(computed)
    yield AuditLine(
        stage=stage.key,
        part=part,
        official=official.value,
        relation="fixed",
        lawful=computed.value,
        days=days,
        rule=rule,
        law=law,
        verdict="equal" if equal else "unlawful",
    )


def _rule_and_law(computed: ResolvedDate) -> tuple[str, tuple[Citation, ...]]:
    """Return the rule of a computed date and its provision; for a covering stage, those of the chosen member."""
    match computed.reason:
        case Ruled(rule=rule, law=law):
            return rule, (law,)
        case Covering(chosen=chosen):
            rule, laws = _rule_and_law(chosen.resolved)
            return f"{chosen.key}.{chosen.part}: {rule}", laws
        case _:
            return "", ()


def _limited(stage: Stage, part: Part) -> Iterator[AuditLine]:
    for check in stage.limits:
        if check.limit.expr.left.part == part and check.actual is not None:
            yield AuditLine(
                stage=stage.key,
                part=part,
                official=check.actual.value,
                relation=_relation(check.limit.expr),
                lawful=check.bound.value if check.bound else None,
                days=_days(check.actual.value, check.bound.value) if check.bound else None,
                rule=check.limit.rule,
                law=(check.limit.law,),
                verdict="unknown" if check.kept is None else "lawful" if check.kept else "unlawful",
            )


def _relation(expr: LimitExpr) -> AuditRelation:
    if isinstance(expr, FallsOn):
        return "falls"
    if expr.order == "==":
        return "fixed"
    return "latest" if expr.order in {"<=", "<"} else "earliest"


def _days(actual: Value, lawful: Value) -> int:
    return (day_of(actual) - day_of(lawful)).days
