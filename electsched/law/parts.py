"""Named parts of rules: dates that rules read by a name, and that are no stages.

A part is computed by a rule, or is given: a day, or a year of which rules take a day. The timeline does not show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

import attrs

from electsched.errors import Fault
from electsched.i18n.text import Text
from electsched.law.citation import Citation
from electsched.law.provisions import RuleVersion, When, parsed_rule
from electsched.law.rules.expressions import Expr
from electsched.law.statute import PartLaw
from electsched.phrases import phrase
from electsched.values import value_text

__all__ = ["NamedPart", "part_faults", "part_laws", "path_of_part"]


def _rule(rule: str) -> Expr | None:
    return parsed_rule(rule) if rule else None


def _parsed_part(part: NamedPart) -> Expr | None:
    return _rule(part.rule)


@attrs.frozen(kw_only=True)
class NamedPart:
    """A part of a rule that has a name of its own and is no stage. Several parts of one key are versions of its rule.

    Attributes:
        key: Its name in rules.
        name: Its name for people.
        rule: The text of its rule; empty if it is given.
        law: The provision of the rule.
        given: If it has no rule: whether a ``day`` or a ``year`` is given for it.
        from_: First day on which this version was in force; None if it always was.
        until: First day on which it no longer was; None if it still is.
        when: The facts under which this version applies, or under which the part is given; all elections if empty.
        repeats: Whether there is one in each phase, if the election has phases.
        expr: The parsed rule; None without one.
    """

    key: str
    name: Text
    rule: str = attrs.field(default="", metadata={"parser": _rule})
    law: Citation | None = None
    given: Literal["", "day", "year"] = ""
    from_: date | None = None
    until: date | None = None
    when: When = attrs.field(factory=dict)
    repeats: bool = False
    expr: Expr | None = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_part, takes_self=True)
    )

    __repr__ = value_text


def part_laws(parts: tuple[NamedPart, ...]) -> tuple[PartLaw, ...]:
    """Return the law of each named part, with the versions of its rule in the order of the file."""
    laws: dict[str, PartLaw] = {}
    for part in parts:
        condition = part.when if part.given else {}
        law = laws.setdefault(
            part.key, PartLaw(key=part.key, name=part.name, given=part.given, when=condition, repeats=part.repeats)
        )
        if part.rule and part.law:
            version = RuleVersion(rule=part.rule, law=part.law, from_=part.from_, until=part.until, when=part.when)
            laws[part.key] = attrs.evolve(law, end=(*law.end, version))
    return tuple(laws.values())


def part_faults(parts: tuple[NamedPart, ...]) -> Iterator[Fault]:
    """Yield the faults of named parts by themselves: neither or both of a rule and a given date, or no provision."""
    for index, part in enumerate(parts):
        path = f"part[{index}]"
        if bool(part.rule) == bool(part.given):
            found = phrase("both 'rule' and 'given'") if part.rule else phrase("neither 'rule' nor 'given'")
            yield Fault(path, found, phrase('a rule with its law, or given = "day" or given = "year"'))
        if part.rule and part.law is None:
            yield Fault(f"{path}.law", phrase("nothing"), phrase("the provision of the rule"))
        if part.given and (part.from_ or part.until):
            yield Fault(path, phrase("a given date with 'from' or 'until'"), phrase("a given date without them"))
        if part.given and any(earlier.key == part.key for earlier in parts[:index]):
            yield Fault(
                f"{path}.key", phrase("{key!r} a second time", key=part.key), phrase("a key that no other part has")
            )


def path_of_part(path: str, parts: tuple[NamedPart, ...], stages: int) -> str:
    """Return the path of a fault of a stage as that of the part of a file, if the stage is made of one.

    Args:
        path: A path such as ``stage[7].end[0].rule``.
        parts: The parts of the file; their stages follow the others.
        stages: The number of stages of the file.
    """
    match = re.match(r"stage\[(\d+)\](?:\.end(?:\[(\d+)\])?)?", path)
    if match is None or int(match[1]) < stages:
        return path
    key = list(dict.fromkeys(part.key for part in parts))[int(match[1]) - stages]
    rows = [index for index, part in enumerate(parts) if part.key == key]
    return f"part[{rows[int(match[2] or 0)]}]{path[match.end() :]}"
