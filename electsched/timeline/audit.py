"""The audit of official dates: equal to the law's date if it fixes one, lawful if a limit is kept.

A date that rests on an open date is lawful if it lies in its range, and the audit agrees with the bounds: if provisions
and dates contradict each other, at least one line is unlawful.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import attrs

from electsched.i18n.languages import LANGUAGES
from electsched.i18n.text import NO_NOTE, Note, Text, translated
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import day_of
from electsched.law.rules.expressions import FallsOn, LimitExpr, Within
from electsched.law.rules.trace import Covering, Origin, Part, ResolvedDate, Ruled, Value
from electsched.law.statute import PARTS
from electsched.timeline.bounds import irreducible
from electsched.timeline.serialize import tagged
from electsched.timeline.solving.constraints import KnownDates
from electsched.timeline.solving.law_constraints import constraints_of
from electsched.timeline.solving.limits import LimitCheck, occurrence_checks
from electsched.timeline.solving.ranges import Ranges
from electsched.timeline.solving.solver import RangeSolver
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

__all__ = ["AuditLine", "AuditRelation", "Verdict", "audit"]

Verdict = Literal["equal", "lawful", "unlawful", "no rule", "conflict", "unknown"]
"""equal: the law fixes this date; lawful: the law limits the date and the limit is kept; unlawful: neither; no rule:
the authority is free to choose; conflict: the sources contradict each other; unknown: the rule depends on a stage that
has no date."""
AuditRelation = Literal["fixed", "latest", "earliest", "range", "falls", "open", "together", "none"]
"""fixed: the law fixes the date; latest, earliest: the law limits it; range: the law allows one or several ranges of
days; falls: the law lists the allowed days; open: a rule counts the date from an open one; together: several provisions
and dates contradict each other, though not without any one of them; none: there is no rule."""


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
        occurrence: Key of the occurrence whose date it is; empty for the dates of the stage as a whole.
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
    note: Note = attrs.field(default=NO_NOTE, converter=Note)
    occurrence: str = ""

    def __repr__(self) -> str:
        """Return the stage, the official date and the verdict."""
        return f"<AuditLine {self.stage}.{self.part}: {self.official}, {self.verdict}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the line as data for JSON."""
        return tagged(self)


def audit(timeline: Timeline) -> tuple[AuditLine, ...]:
    """Return a line for each official date and each provision on it, in the order of the law.

    A date without a provision has one line, ``no rule``. Stages that were not held are included. Each occurrence of a
    stage has a line for each limit. Contradictions of several dates have lines at the end.

    Args:
        timeline: A timeline. `electsched.audit` takes its law as well: an election, a statute, an id or a path.

    Raises:
        UnknownNameError: There is no law with that id.
        InputError: The file is no law, or the value is none of these.
    """
    auditor = _Auditor(timeline)
    lines = tuple(line for stage in timeline for line in auditor.lines(stage))
    if lines and all(line.verdict != "unlawful" for line in lines):
        return (*lines, *auditor.contradictions())
    return lines


class _Auditor:
    """Compares the official dates of one timeline with its law."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        statute, facts, assumptions = timeline.statute, timeline.facts, timeline.assumptions
        self._calendars = {stage.key: assumptions.calendar(statute, facts, stage.key) for stage in statute.stages}
        self._solver = RangeSolver(self._calendars, statute.zone, provisional=assumptions.provisional)
        self._known = {stage.key: _values(stage, {"official", "given"}) for stage in timeline}
        self._versions = {stage.key: _values(stage, {"official", "given", "computed"}) for stage in timeline}

    def lines(self, stage: Stage) -> Iterator[AuditLine]:
        """Yield the lines of a stage."""
        if stage.alternatives:
            yield _line_without_rule(stage, "start", None, verdict="conflict", note=Note(_alternatives(stage)))
            return
        free: list[tuple[Part, ResolvedDate]] = []
        for part in PARTS:
            official = stage.official.of(part)
            if official is None:
                continue
            lines = [*_fixed(stage, part, official), *self._counted_from_open(stage, part, official)]
            lines += self._limited(stage, part)
            yield from lines
            if not lines:
                free.append((part, official))
        one_day = stage.official.start == stage.official.end
        if len(free) == 1 and one_day:
            return
        for part, official in free[: 1 if one_day else None]:
            yield _line_without_rule(stage, part, official.value, verdict="no rule", note=stage.note)

    def _limited(self, stage: Stage, part: Part) -> Iterator[AuditLine]:
        for check in stage.limits:
            if check.limit.expr.left.part != part or check.actual is None:
                continue
            yield _limit_line(stage, part, check)
            provisional = self._timeline.assumptions.provisional
            statute, calendar = self._timeline.statute, self._calendars[stage.key]
            own_checks = occurrence_checks(check, stage.occurrences, statute, calendar, provisional=provisional)
            for key, own_check in own_checks:
                yield attrs.evolve(_limit_line(stage, part, own_check), occurrence=key)

    def _counted_from_open(self, stage: Stage, part: Part, official: ResolvedDate) -> Iterator[AuditLine]:
        """Yield the line of a date that a rule counts from an open one: it is lawful within its range."""
        rule = next((rule for rule in stage.undated_rules if rule.part == part and rule.is_open), None)
        if rule is None or rule.law is None:
            return
        ranges = self._ranges({key: pair for key, pair in self._known.items() if key != stage.key})
        low, high = (ranges.day((stage.key, part), side) if ranges else None for side in ("low", "high"))
        is_lawful = (low is None or low <= official.day) and (high is None or official.day <= high)
        yield AuditLine(
            stage=stage.key,
            part=part,
            official=official.value,
            relation="open",
            lawful=low if low and official.day < low else high,
            days=_days(official.value, low)
            if low and official.day < low
            else _days(official.value, high)
            if high
            else None,
            rule=rule.rule,
            law=(rule.law,),
            verdict="unlawful" if not is_lawful else "lawful" if low or high else "unknown",
        )

    def _ranges(self, known: KnownDates) -> Ranges | None:
        return self._solver.solve(constraints_of(self._timeline.statute, self._timeline.facts, known, self._versions))

    def contradictions(self) -> Iterator[AuditLine]:
        """Yield a line for each official date that contradicts the law only together with other dates."""
        if self._ranges(self._known) is not None:
            return
        statute, facts = self._timeline.statute, self._timeline.facts
        grounds = irreducible(self._solver, constraints_of(statute, facts, self._known, self._versions))
        provisions = [ground for ground in grounds if ground.law is not None]
        stages = dict.fromkeys(ground.stage for ground in grounds if ground.law is None)
        for key in stages or dict.fromkeys(ground.stage for ground in grounds[:1]):
            official = self._timeline[key].official
            yield AuditLine(
                stage=key,
                part="end",
                official=official.last.value if official.last else None,
                relation="together",
                lawful=None,
                days=None,
                rule="; ".join(ground.rule for ground in provisions),
                law=tuple(dict.fromkeys(ground.law for ground in provisions if ground.law)),
                verdict="unlawful",
                note="; ".join(str(ground) for ground in grounds if ground.law is None),
            )


def _alternatives(stage: Stage) -> Text:
    """Return the days that contradict each other, with the keys of their sources, in each language."""
    spans = [
        (translated("range.between", earliest=str(each.start), latest=str(each.end)), ", ".join(each.sources))
        for each in stage.alternatives
    ]
    return Text({language: "; ".join(f"{days[language]} ({keys})" for days, keys in spans) for language in LANGUAGES})


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


def _limit_line(stage: Stage, part: Part, check: LimitCheck) -> AuditLine:
    actual = check.actual.value if check.actual else None
    return AuditLine(
        stage=stage.key,
        part=part,
        official=actual,
        relation=_relation(check.limit.expr),
        lawful=check.nearest.value if check.nearest else None,
        days=_days(actual, check.nearest.value) if actual and check.nearest else None,
        rule=check.limit.rule,
        law=(check.limit.law,),
        verdict="unknown" if check.kept is None else "lawful" if check.kept else "unlawful",
    )


def _relation(expr: LimitExpr) -> AuditRelation:
    if isinstance(expr, FallsOn):
        return "falls"
    if isinstance(expr, Within):
        return "range"
    if expr.order == "==":
        return "fixed"
    return "latest" if expr.order in {"<=", "<"} else "earliest"


def _days(actual: Value, lawful: Value) -> int:
    return (day_of(actual) - day_of(lawful)).days


def _values(stage: Stage, origins: set[Origin]) -> tuple[Value | None, Value | None]:
    """Return the first and the last day, if they are of these origins."""
    first, last = stage.effective.first, stage.effective.last
    return (
        first.value if first and first.origin in origins else None,
        last.value if last and last.origin in origins else None,
    )
