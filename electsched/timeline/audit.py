"""Official dates against the law: equal where the law fixes the date, lawful where it only limits it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from electsched.law.date_arithmetic import day_of
from electsched.law.expressions import Falls, LimitExpr
from electsched.law.trace import Citation, Found, Part, Value
from electsched.timeline.limits import KeptLimit
from electsched.timeline.stage import Stage, Timeline

__all__ = ["AuditLine", "Verdict", "audit"]

Verdict = Literal["equal", "lawful", "unlawful", "no rule", "conflict", "unknown"]
"""equal: the law fixes the date and it is that; lawful: the law limits it and the limit is kept; unlawful: neither;
no rule: the authority chose; conflict: the sources contradict each other; unknown: the rule rests on a stage that has
no date."""
PARTS: tuple[Part, Part] = ("start", "end")


@attrs.frozen(kw_only=True)
class AuditLine:
    """One official date against one provision.

    Attributes:
        stage: The stage's key.
        part: Its first or its last day.
        official: The date that was set; None where the sources contradict each other.
        relation: Whether the law fixes the date, sets its latest or its earliest day, says on which days it may
            fall, or says nothing.
        lawful: What the law gives; None where it gives nothing.
        days: By how many days the official date lies after what the law gives; negative before; None without a rule.
        rule: The rule's text; empty where there is none.
        law: Its provision.
        verdict: What comes of it.
        note: What a reader should know besides.
    """

    stage: str
    part: Part
    official: Value | None
    relation: Literal["fixed", "latest", "earliest", "falls", "none"]
    lawful: Value | None
    days: int | None
    rule: str
    law: tuple[Citation, ...]
    verdict: Verdict
    note: str = ""


def audit(timeline: Timeline) -> tuple[AuditLine, ...]:
    """Return a line for each official date and each provision that bears on it, in the order of the law.

    A date that no provision bears on has one line, ``no rule``. A stage that was not held stands with the others.
    """
    return tuple(line for stage in timeline for line in _stage_lines(stage))


def _stage_lines(stage: Stage) -> Iterator[AuditLine]:
    if stage.alternatives:
        note = "; ".join(f"{item.start} to {item.end} ({', '.join(item.sources)})" for item in stage.alternatives)
        yield _line(stage, "start", None, verdict="conflict", note=note)
        return
    silent: list[Part] = []
    for part in PARTS:
        official = stage.official.of(part)
        if official is None:
            continue
        lines = [*_fixed(stage, part, official), *_limited(stage, part)]
        yield from lines
        if not lines:
            silent.append(part)
    one_day = stage.official.start == stage.official.end
    if len(silent) == 1 and one_day:
        return
    for part in silent[: 1 if one_day else None]:
        found = stage.official.of(part)
        yield _line(stage, part, found.value if found else None, verdict="no rule", note=stage.note)


def _line(stage: Stage, part: Part, official: Value | None, *, verdict: Verdict, note: str = "") -> AuditLine:
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


def _fixed(stage: Stage, part: Part, official: Found) -> Iterator[AuditLine]:
    computed = stage.computed.of(part)
    if computed is None or computed.origin != "computed":
        return
    days = _days(official.value, computed.value)
    same = official.value == computed.value if type(official.value) is type(computed.value) else days == 0
    yield AuditLine(
        stage=stage.key,
        part=part,
        official=official.value,
        relation="fixed",
        lawful=computed.value,
        days=days,
        rule=_rule(computed),
        law=_law(computed),
        verdict="equal" if same else "unlawful",
    )


def _rule(found: Found) -> str:
    reason = found.reason
    if hasattr(reason, "rule"):
        return str(reason.rule)
    chosen = reason.chosen  # type: ignore[union-attr]  # what the law gives is ruled or a hull
    return f"{chosen.key}.{chosen.part}: {_rule(chosen.found)}"


def _law(found: Found) -> tuple[Citation, ...]:
    reason = found.reason
    if hasattr(reason, "law"):
        return (reason.law,)
    return _law(reason.chosen.found)  # type: ignore[union-attr]  # as above


def _limited(stage: Stage, part: Part) -> Iterator[AuditLine]:
    for kept in stage.limits:
        if kept.limit.expr.left.part == part and kept.actual is not None:
            yield _limit_line(stage, part, kept, kept.actual)


def _limit_line(stage: Stage, part: Part, kept: KeptLimit, actual: Found) -> AuditLine:
    verdict: Verdict = "unknown" if kept.kept is None else "lawful" if kept.kept else "unlawful"
    return AuditLine(
        stage=stage.key,
        part=part,
        official=actual.value,
        relation=_relation(kept.limit.expr),
        lawful=kept.bound.value if kept.bound else None,
        days=_days(actual.value, kept.bound.value) if kept.bound else None,
        rule=kept.limit.rule,
        law=(kept.limit.law,),
        verdict=verdict,
    )


def _relation(expr: LimitExpr) -> Literal["fixed", "latest", "earliest", "falls"]:
    if isinstance(expr, Falls):
        return "falls"
    if expr.order == "==":
        return "fixed"
    return "latest" if expr.order in {"<=", "<"} else "earliest"


def _days(actual: Value, lawful: Value) -> int:
    return (day_of(actual) - day_of(lawful)).days
