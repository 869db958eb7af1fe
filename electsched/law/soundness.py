"""Remarks on a statute that loads but may not say what its author means.

The remarks are on bare keys of stages that last several days, and on facts for which no version of a rule applies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from electsched.errors import Fault
from electsched.law.phases import PHASE
from electsched.law.rules.expressions import Anchor, ComparedTo, anchors
from electsched.law.rules.trace import Part
from electsched.law.statute import PARTS, Facts, PartLaw, RuleVersion, StageLaw, Statute, When
from electsched.phrases import OR, joined, phrase

__all__ = ["fact_combinations", "soundness_remarks"]

MAX_COMBINATIONS = 256
"""Combinations of facts that are tried, at most."""


def soundness_remarks(statute: Statute) -> tuple[Fault, ...]:
    """Return the remarks on a statute, in the order of its file."""
    return (*_bare_keys(statute), *_uncovered_facts(statute))


def fact_combinations(statute: Statute) -> Iterator[Facts]:
    """Yield combinations of the values of all facts, the first 256 at most."""
    keys = [fact.key for fact in statute.facts]
    combinations = product(*(fact.values for fact in statute.facts))
    for values, _ in zip(combinations, range(MAX_COMBINATIONS), strict=False):
        yield dict(zip(keys, values, strict=True))


def _bare_keys(statute: Statute) -> Iterator[Fault]:
    several_days = {stage.key for stage in statute.stages if stage.start and stage.end and stage.start != stage.end}
    for path, rule, references in _references(statute):
        for anchor in references:
            is_bare = not rule[anchor.at + len(anchor.key) :].startswith(".")
            if is_bare and anchor.key in several_days:
                expected = phrase("'{key}.start' or '{key}.end'; the key alone means the last day", key=anchor.key)
                yield Fault(
                    path, phrase("{key!r}, a stage of several days", key=anchor.key), expected, text=rule, at=anchor.at
                )


def _references(statute: Statute) -> Iterator[tuple[str, str, tuple[Anchor, ...]]]:
    """Yield the path and text of each rule and limit, with the anchors whose meaning may be in doubt.

    The left side of '<=' is in no doubt: a stage is over by a day if its last day is.
    """
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            for number, version in enumerate(stage.versions(part)):
                if version.expr is not None:
                    yield f"{_place(index, stage, part)}[{number}].rule", version.rule, tuple(anchors(version.expr))
    for index, limit in enumerate(statute.limits):
        is_latest = isinstance(limit.expr, ComparedTo) and limit.expr.order in {"<=", "<"}
        left = () if is_latest else (limit.expr.left,)
        yield f"limit[{index}].rule", limit.rule, (*left, *anchors(limit.expr))


def _uncovered_facts(statute: Statute) -> Iterator[Fault]:
    values = {fact.key: fact.values for fact in statute.facts}
    values[PHASE] = tuple(phase.key for phase in statute.phases)
    for index, stage in enumerate(statute.stages):
        for part in PARTS:
            for key in sorted({key for version in stage.versions(part) for key in version.when}):
                uncovered = [value for value in values[key] if _is_uncovered(stage, stage.versions(part), key, value)]
                if uncovered:
                    found = phrase("no version for {key} = {names}", key=key, names=joined(uncovered, OR))
                    expected = phrase("a version for each value; 'rule = \"none\"' if the law has no rule there")
                    yield Fault(_place(index, stage, part), found, expected)


def _is_uncovered(stage: StageLaw, versions: tuple[RuleVersion, ...], key: str, value: str) -> bool:
    return _allows(stage.when, key, value) and not any(_allows(version.when, key, value) for version in versions)


def _allows(when: When, key: str, value: str) -> bool:
    return key not in when or value in when[key]


def _place(index: int, stage: StageLaw, part: Part) -> str:
    """Return the path of the rule of a stage; a named part, of which a file has several tables, has its key."""
    return f"part {stage.key}" if isinstance(stage, PartLaw) else f"stage[{index}].{part}"
