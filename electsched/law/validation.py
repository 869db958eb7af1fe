"""A statute checked as a whole: every fault of its rules is reported at once.

An anchor that does not exist, a circle, versions that overlap, a condition on a fact that is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from electsched.errors import Fault
from electsched.law.expressions import Comparison, Expr, LimitExpr, Zoned, anchors, parts_of
from electsched.law.kinds import KINDS
from electsched.law.statute import PARTS, RuleVersion, StageLaw, Statute, When
from electsched.law.trace import Part

__all__ = ["check_statute"]


def check_statute(statute: Statute) -> tuple[Fault, ...]:
    """Return every fault of the statute as a whole, none where it is sound."""
    return (
        *_keys(statute),
        *_references(statute),
        *_versions(statute),
        *_conditions(statute),
        *_circles(statute),
        *_zones(statute),
    )


def _keys(statute: Statute) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, stage in enumerate(statute.stages):
        if stage.key in seen:
            yield Fault(f"stage[{index}].key", f"{stage.key!r} a second time", "a key of its own")
        seen.add(stage.key)
        if stage.kind not in KINDS:
            yield Fault(f"stage[{index}].kind", repr(stage.kind), "one of " + ", ".join(KINDS))
        if stage.hull and (stage.start or stage.end):
            yield Fault(f"stage[{index}].hull", "a hull and rules", "one of them: a hull takes its days from its parts")


def _references(statute: Statute) -> Iterator[Fault]:
    for path, text, expr in _rules(statute):
        bounded = (expr.left,) if isinstance(expr, LimitExpr) else ()
        for anchor in (*bounded, *anchors(expr)):
            if anchor.key not in statute:
                yield Fault(path, f"the stage {anchor.key!r}", statute.expected_key(), text=text, at=anchor.at)
    for index, stage in enumerate(statute.stages):
        keys = [("hull", key) for key in stage.hull]
        keys += [("in_force_at", stage.in_force_at)] if stage.in_force_at else []
        for field, key in keys:
            if key not in statute:
                yield Fault(f"stage[{index}].{field}", f"the stage {key!r}", statute.expected_key())
    for index, variant in enumerate(statute.calendars):
        for number, key in enumerate(variant.stages):
            if key not in statute:
                path = f"calendar.variant[{index}].stages[{number}]"
                yield Fault(path, f"the stage {key!r}", statute.expected_key())


def _rules(statute: Statute) -> Iterator[tuple[str, str, Expr | LimitExpr]]:
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            for number, version in enumerate(stage.versions(part)):
                if version.expr is not None:
                    yield f"stage[{index}].{part}[{number}].rule", version.rule, version.expr
    for index, limit in enumerate(statute.limits):
        yield f"limit[{index}].rule", limit.rule, limit.expr


def _zones(statute: Statute) -> Iterator[Fault]:
    for path, text, expr in _rules(statute):
        rule = expr.right if isinstance(expr, Comparison) else expr
        for part in parts_of(rule) if not isinstance(rule, LimitExpr) else ():
            if isinstance(part, Zoned) and part.zone not in statute.zones:
                expected = f"a zone of the statute: {', '.join(statute.zones)}"
                yield Fault(path, f"the zone {part.zone!r}", expected, text=text, at=part.at)
    for index, stage in enumerate(statute.stages):
        exprs = [version.expr for version in (*stage.start, *stage.end) if version.expr is not None]
        if stage.clock == "local" and any(isinstance(part, Zoned) for expr in exprs for part in parts_of(expr)):
            expected = 'clock = "national", for a rule that names a zone gives one moment for all'
            yield Fault(f"stage[{index}].clock", "'local'", expected)


def _versions(statute: Statute) -> Iterator[Fault]:
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            ordered = sorted(stage.versions(part), key=lambda version: version.from_ or date.min)
            for before, after in combinations(ordered, 2):
                overlap = before.until is None or (after.from_ or date.min) < before.until
                if overlap and _compatible(before.when, after.when):
                    found = f"two versions in force on {(after.from_ or date.min).isoformat()}"
                    yield Fault(f"stage[{index}].{part}", found, "one version at a time ('from', 'until', 'when')")
            for version in ordered:
                if version.from_ and version.until and version.until <= version.from_:
                    found = f"until {version.until.isoformat()}, from {version.from_.isoformat()}"
                    yield Fault(f"stage[{index}].{part}", found, "'until' after 'from'")
            yield from _gaps(stage, f"stage[{index}].{part}", ordered)


def _gaps(stage: StageLaw, path: str, ordered: list[RuleVersion]) -> Iterator[Fault]:
    """Report time between two versions in which there is none: a repeal is written, not implied."""
    for number, before in enumerate(ordered):
        after = [each for each in ordered[number + 1 :] if _compatible(before.when, each.when)]
        if before.until and after and after[0].from_ and after[0].from_ > before.until:
            found = f"no version from {before.until.isoformat()} to {after[0].from_.isoformat()} of {stage.key!r}"
            yield Fault(path, found, "versions that follow each other; 'rule = \"none\"' where there is no rule")


def _compatible(one: When, other: When) -> bool:
    """Return whether both conditions can hold of one election."""
    return all(set(values) & set(other.get(key, values)) for key, values in one.items())


def _conditions(statute: Statute) -> Iterator[Fault]:
    known = {fact.key: fact.values for fact in statute.facts}
    for index, fact in enumerate(statute.facts):
        if fact.default and fact.default not in fact.values:
            yield Fault(f"fact[{index}].default", repr(fact.default), "one of " + ", ".join(fact.values))
    for path, when in _all_conditions(statute):
        for key, values in when.items():
            if key not in known:
                yield Fault(f"{path}.when", f"the fact {key!r}", "one of " + (", ".join(known) or "none: no [[fact]]"))
                continue
            for value in values:
                if value not in known[key]:
                    yield Fault(f"{path}.when.{key}", repr(value), "one of " + ", ".join(known[key]))


def _all_conditions(statute: Statute) -> Iterator[tuple[str, When]]:
    for index, stage in enumerate(statute.stages):
        yield f"stage[{index}]", stage.when
        for part in PARTS:
            for number, version in enumerate(stage.versions(part)):
                yield f"stage[{index}].{part}[{number}]", version.when
    for index, limit in enumerate(statute.limits):
        yield f"limit[{index}]", limit.when
    for index, variant in enumerate(statute.calendars):
        yield f"calendar.variant[{index}]", variant.when


def _circles(statute: Statute) -> Iterator[Fault]:
    """Report each circle once, at the first of its stages in the file."""
    done: set[tuple[str, Part]] = set()
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            circle = _circle(statute, (stage.key, part), [], done)
            if circle:
                shown = " -> ".join(f"{key}.{end}" for key, end in circle)
                yield Fault(f"stage[{index}].{part}", f"a circle: {shown}", "rules that lead to a date")


def _circle(
    statute: Statute, node: tuple[str, Part], path: list[tuple[str, Part]], done: set[tuple[str, Part]]
) -> list[tuple[str, Part]]:
    if node in path:
        done.update(path)
        return [*path[path.index(node) :], node]
    if node in done or node[0] not in statute:
        return []
    for following in sorted(_leads_to(statute, *node)):
        circle = _circle(statute, following, [*path, node], done)
        if circle:
            return circle
    done.add(node)
    return []


def _leads_to(statute: Statute, key: str, part: Part) -> set[tuple[str, Part]]:
    """Return what the stage's part is computed from, in any version."""
    stage = statute[key]
    if stage.hull:
        return {(member, part) for member in stage.hull}
    exprs: list[Expr | LimitExpr] = [version.expr for version in stage.versions(part) if version.expr is not None]
    if not exprs:
        exprs = [limit.expr for limit in statute.limits_of(key, part)]
    return {(anchor.key, anchor.part) for expr in exprs for anchor in anchors(expr)}
