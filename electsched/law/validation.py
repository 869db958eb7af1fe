"""Validation of a statute as a whole; all faults are reported at once.

The faults are unknown anchors, circular rules, overlapping versions and conditions on unknown facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, islice

from electsched.errors import Fault, nearest_names, perhaps
from electsched.law.calendar import holiday_names
from electsched.law.circles import circle_faults, trace_faults
from electsched.law.kinds import KINDS
from electsched.law.names import name_faults
from electsched.law.phases import PHASE, in_phases, phase_faults, repeated_keys
from electsched.law.rules.expressions import (
    Anchor,
    Choice,
    Expr,
    Holiday,
    LimitExpr,
    MonthDay,
    Offset,
    Weekday,
    Zoned,
    anchors,
    exprs_of,
    parts_of,
)
from electsched.law.statute import PARTS, YES_OR_NO, Fact, PartLaw, RuleVersion, StageLaw, Statute, When
from electsched.phrases import phrase, quoted, verbatim

__all__ = ["check_statute", "faults_by_themselves"]

MOST_FAULTS = 100
"""The most faults of one kind that are looked for."""
RULE_PATH = re.compile(r"^limit|\.(start|end|except)\[")
"""The path of a condition of a rule or a limit."""


def check_statute(statute: Statute) -> tuple[Fault, ...]:
    """Return all faults of the statute as a whole."""
    faults = (*faults_by_themselves(statute), *phase_faults(statute, statute.phases), *_years(statute))
    whole = statute if faults else in_phases(statute, statute.phases)
    faults = (*faults, *circle_faults(whole))
    return faults or tuple(trace_faults(whole))


def faults_by_themselves(statute: Statute, *, holidays: bool = True) -> tuple[Fault, ...]:
    """Return the faults of stages, rules and limits that do not depend on the rules of other stages.

    Args:
        statute: The statute; some of its rules may be left out.
        holidays: Whether its calendars are known, and the holidays that rules name are looked up in them.
    """
    return (
        *_keys(statute),
        *name_faults(statute),
        *islice(_references(statute), MOST_FAULTS),
        *_versions(statute),
        *_conditions(statute),
        *_zones(statute),
        *(_holidays(statute) if holidays else ()),
    )


def _keys(statute: Statute) -> Iterator[Fault]:
    keys: set[str] = set()
    for index, stage in enumerate(statute.stages):
        if stage.key in keys:
            yield Fault(
                f"stage[{index}].key",
                phrase("{key!r} a second time", key=stage.key),
                phrase("a key that no other stage has"),
            )
        keys.add(stage.key)
        if stage.kind not in KINDS and not isinstance(stage, PartLaw):
            kinds = phrase("one of {names}", names=", ".join(KINDS))
            yield Fault(f"stage[{index}].kind", quoted(stage.kind), kinds, hint=perhaps(stage.kind, KINDS))
        days = [amendment.from_ for amendment in stage.amended]
        if days != sorted(days):
            yield Fault(
                f"stage[{index}].amended", verbatim(", ".join(map(str, days))), phrase("amendments in order of time")
            )
        if stage.covers and (stage.start or stage.end):
            expected = phrase("one of them: a stage that covers others takes its days from them")
            yield Fault(f"stage[{index}].covers", phrase("both 'covers' and rules"), expected)


def _references(statute: Statute) -> Iterator[Fault]:
    repeated = set(repeated_keys(statute))
    for path, text, expr in _rules(statute):
        bounded = (expr.left,) if isinstance(expr, LimitExpr) else ()
        for anchor in (*bounded, *anchors(expr)):
            if anchor.key not in statute and anchor.key not in repeated:
                yield Fault(
                    path,
                    phrase("the stage {key!r}", key=anchor.key),
                    statute.expected_key(anchor.key),
                    text=text,
                    at=anchor.at,
                )
    for index, stage in enumerate(statute.stages):
        keys = [("covers", key) for key in stage.covers]
        keys += [("in_force_at", stage.in_force_at)] if stage.in_force_at else []
        for field, key in keys:
            if key not in statute:
                yield Fault(f"stage[{index}].{field}", phrase("the stage {key!r}", key=key), statute.expected_key(key))
    for index, variant in enumerate(statute.calendars):
        for number, key in enumerate(variant.stages):
            if key not in statute:
                path = f"calendar.variant[{index}].stages[{number}]"
                yield Fault(path, phrase("the stage {key!r}", key=key), statute.expected_key(key))


def _rules(statute: Statute) -> Iterator[tuple[str, str, Expr | LimitExpr]]:
    """Yield each rule and limit with its path and its text."""
    for index, stage in enumerate(statute.stages):
        for version_path, version in stage.all_versions():
            if version.expr is not None:
                yield f"stage[{index}].{version_path}.rule", version.rule, version.expr
    for index, limit in enumerate(statute.limits):
        yield f"limit[{index}].rule", limit.rule, limit.expr
    for index, fact in enumerate(statute.facts):
        for condition in fact.conditions:
            for operand in condition.operands:
                yield f"fact[{index}].test", fact.test, operand


def _zones(statute: Statute) -> Iterator[Fault]:
    for path, text, expr in _rules(statute):
        for part in (part for operand in exprs_of(expr) for part in parts_of(operand)):
            if isinstance(part, Zoned) and part.zone not in statute.zones:
                expected = phrase("a zone of the statute: {names}", names=", ".join(statute.zones))
                yield Fault(path, phrase("the zone {zone!r}", zone=part.zone), expected, text=text, at=part.at)
    for index, stage in enumerate(statute.stages):
        exprs = [version.expr for _, version in stage.all_versions() if version.expr is not None]
        if stage.clock == "local" and any(isinstance(part, Zoned) for expr in exprs for part in parts_of(expr)):
            expected = phrase('clock = "national", for a rule that names a zone gives one moment for all')
            yield Fault(f"stage[{index}].clock", quoted("local"), expected)


def _holidays(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each holiday of a rule that no calendar of the statute has in any year."""
    holiday_parts = [
        (path, text, part)
        for path, text, rule in _rules(statute)
        for expr in exprs_of(rule)
        for part in parts_of(expr)
        if isinstance(part, Holiday) and part.name
    ]
    if not holiday_parts:
        return
    calendars = (statute.calendar, *(variant.calendar for variant in statute.calendars))
    names = {name for calendar in calendars for day in calendar.holidays.values() for name in holiday_names(day)}
    for path, text, part in holiday_parts:
        if part.name not in names:
            expected = phrase("a holiday of the calendar: {names}", names=nearest_names(part.name, sorted(names)))
            yield Fault(path, phrase("the holiday {name!r}", name=part.name), expected, text=text, at=part.at)


def _years(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each rule that reads a given year as if it were a day."""
    years = {part.key for part in statute.parts if part.given == "year"}
    for index, case in enumerate(statute.cases):
        for key, value in case.given.items():
            if isinstance(value, int) and key not in years:
                yield Fault(
                    f"case[{index}].given.{key}",
                    verbatim(value),
                    phrase("a date, since it is no part that is given as a year"),
                )
    for path, text, rule in _rules(statute) if years else ():
        bounded = (rule.left,) if isinstance(rule, LimitExpr) else ()
        read = (anchor for expr in exprs_of(rule) for anchor in _read_as_days(expr))
        for anchor in (*bounded, *read):
            if anchor.key in years:
                expected = phrase("a day of it, such as '1 january of {key}'", key=anchor.key)
                yield Fault(
                    path, phrase("the year {key!r} as a day", key=anchor.key), expected, text=text, at=anchor.at
                )


def _read_as_days(expr: Expr, *, is_year: bool = False) -> Iterator[Anchor]:
    """Yield the references of an expression of which not the year alone is read."""
    match expr:
        case Anchor():
            if not is_year:
                yield expr
        case Choice(items=operands):
            for operand in operands:
                yield from _read_as_days(operand, is_year=is_year)
        case Offset(base=base, unit="year"):
            yield from _read_as_days(base, is_year=is_year)
        case Weekday(base=base, relation="of", month=month) | MonthDay(base=base, month=month):
            yield from _read_as_days(base, is_year=month > 0)
        case Holiday(base=base):
            yield from _read_as_days(base, is_year=True)
        case _:
            yield from _read_as_days(expr.base)


def _versions(statute: Statute) -> Iterator[Fault]:
    facts = _values_of_facts(statute)
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            # A condition on an unknown fact is a fault of its own, and says nothing of the others.
            readable = (version for version in stage.versions(part) if _is_readable(version.when, facts))
            versions = sorted(readable, key=lambda version: version.from_ or date.min)
            yield from _overlaps(f"stage[{index}].{part}", versions)
            statutory = [version for version in versions if not version.law.overlay]
            yield from _gaps(stage, f"stage[{index}].{part}", statutory)
        for key, gaps in stage.gap_versions().items():
            if not key.isidentifier():
                yield Fault(
                    f"stage[{index}].except",
                    phrase("the key {key!r}", key=key),
                    phrase("letters, digits and '_', not a digit first"),
                )
            gap_laws = sorted(
                (gap for gap in gaps if _is_readable(gap.when, facts)), key=lambda gap: gap.from_ or date.min
            )
            yield from _overlaps(f"stage[{index}].except", gap_laws)


def _is_readable(when: When, facts: When) -> bool:
    """Return whether a condition names values of facts that exist."""
    return all(key in facts and set(values) <= set(facts[key]) for key, values in when.items())


def _overlaps(path: str, versions: Sequence[RuleVersion]) -> Iterator[Fault]:
    """Yield a fault for each two versions, in order of time, that are in force together, or for one that never is.

    A version of an overlay is preferred to those of the statute, and may overlap with them.
    """
    pairs = (pair for pair in combinations(versions, 2) if pair[0].law.overlay == pair[1].law.overlay)
    for earlier, later in pairs:
        overlap = earlier.until is None or (later.from_ or date.min) < earlier.until
        if overlap and _compatible(earlier.when, later.when):
            time = phrase("on {day}", day=later.from_.isoformat()) if later.from_ else phrase("at the same time")
            yield Fault(
                path,
                phrase("two versions in force {time}", time=time),
                phrase("one version at a time ('from', 'until', 'when')"),
            )
    for version in versions:
        if version.from_ and version.until and version.until <= version.from_:
            fault = phrase(
                "until {until}, from {start}", until=version.until.isoformat(), start=version.from_.isoformat()
            )
            yield Fault(path, fault, phrase("'until' after 'from'"))


def _gaps(stage: StageLaw, path: str, versions: list[RuleVersion]) -> Iterator[Fault]:
    """Yield a fault for each gap between two versions: a repeal must be written as a version without a rule."""
    for number, version in enumerate(versions):
        later = [successor for successor in versions[number + 1 :] if _compatible(version.when, successor.when)]
        if version.until and later and later[0].from_ and later[0].from_ > version.until:
            gap = phrase(
                "no version from {until} to {start} of {key!r}",
                until=version.until.isoformat(),
                start=later[0].from_.isoformat(),
                key=stage.key,
            )
            yield Fault(
                path, gap, phrase("versions that follow each other; 'rule = \"none\"' for a time without a rule")
            )


def _compatible(left: When, right: When) -> bool:
    """Return whether both conditions can hold for the same election."""
    return all(set(values) & set(right.get(key, values)) for key, values in left.items())


def _conditions(statute: Statute) -> Iterator[Fault]:
    facts = _values_of_facts(statute)
    for index, fact in enumerate(statute.facts):
        if fact.default and fact.default not in fact.values:
            yield Fault(
                f"fact[{index}].default", quoted(fact.default), phrase("one of {names}", names=", ".join(fact.values))
            )
        yield from _implied(statute, fact, f"fact[{index}].if_dated")
        if fact.test and (fact.values != YES_OR_NO or fact.default):
            expected = phrase("neither 'values' nor 'default': a fact with a test is yes or no")
            yield Fault(f"fact[{index}].test", phrase("a test beside values or a default"), expected)
    for path, when, repeats in _all_conditions(statute):
        if PHASE in when and statute.phases and not repeats:
            yield Fault(
                f"{path}.when",
                phrase("the fact {key!r}", key=PHASE),
                phrase("a stage that repeats: the others have one rule for all"),
            )
        yield from _condition(statute, facts, path, when)


def _values_of_facts(statute: Statute) -> When:
    """Return the values of all facts, that of the phase included."""
    phases = {PHASE: tuple(phase.key for phase in statute.phases)} if statute.phases else {}
    return {fact.key: fact.values for fact in statute.facts} | phases


def _condition(statute: Statute, facts: When, path: str, when: When) -> Iterator[Fault]:
    """Yield the faults of one condition, from the values of all facts."""
    for key, values in when.items():
        if key not in facts:
            yield Fault(
                f"{path}.when",
                phrase("the fact {key!r}", key=key),
                phrase("one of {names}", names=", ".join(facts) or phrase("none: no [[fact]]")),
            )
            continue
        if key in statute.computed_facts and not RULE_PATH.search(path):
            expected = phrase("a given fact: a computed fact decides rules and limits, not stages or working days")
            yield Fault(f"{path}.when", phrase("the computed fact {key!r}", key=key), expected)
        for value in values:
            if value not in facts[key]:
                yield Fault(f"{path}.when.{key}", quoted(value), phrase("one of {names}", names=", ".join(facts[key])))


def _implied(statute: Statute, fact: Fact, path: str) -> Iterator[Fault]:
    for key, value in fact.if_dated.items():
        if key not in statute:
            yield Fault(path, phrase("the stage {key!r}", key=key), statute.expected_key(key))
        if value not in fact.values:
            yield Fault(f"{path}.{key}", quoted(value), phrase("one of {names}", names=", ".join(fact.values)))


def _all_conditions(statute: Statute) -> Iterator[tuple[str, When, bool]]:
    """Yield each condition with its path, and whether it is that of a stage that repeats."""
    repeating = {stage.key for stage in statute.stages if stage.repeats}
    for index, stage in enumerate(statute.stages):
        yield f"stage[{index}]", stage.when, stage.repeats
        for version_path, version in stage.all_versions():
            yield f"stage[{index}].{version_path}", version.when, stage.repeats
    for index, limit in enumerate(statute.limits):
        yield f"limit[{index}]", limit.when, limit.expr.left.key in repeating
    for index, variant in enumerate(statute.calendars):
        yield f"calendar.variant[{index}]", variant.when, True
