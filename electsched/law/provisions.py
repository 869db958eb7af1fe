"""The parts of a statute: versions of rules, limits, facts on which they depend, and cases that check them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import attrs

from electsched.errors import RuleSyntaxError
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.citation import Citation
from electsched.law.rules.expressions import Condition, Expr, LimitExpr
from electsched.law.rules.parser import parse_limit, parse_rule, parse_test
from electsched.law.rules.trace import Part, Value
from electsched.values import value_text

__all__ = [
    "NO_RULE",
    "OTHER_PART",
    "PARTS",
    "YES_OR_NO",
    "Case",
    "Fact",
    "Facts",
    "GapLaw",
    "GivenDay",
    "Limit",
    "PollPhase",
    "RuleVersion",
    "When",
    "may_hold",
    "parsed_limit",
    "parsed_rule",
]

YES_OR_NO = ("yes", "no")
"""The values of a fact that states none."""
PARTS: tuple[Part, Part] = ("start", "end")
OTHER_PART: Mapping[Part, Part] = {"start": "end", "end": "start"}
"""The other end of a stage."""
NO_RULE = "none"
"""The text of a version without a rule: the law has none yet, has repealed it, or it is unknown."""


def parsed_rule(rule: str) -> Expr | None:
    """Return the expression of the text of a version; None if the law has no rule."""
    return None if rule == NO_RULE else _parsed(parse_rule, rule)


def _parsed_rule(version: RuleVersion) -> Expr | None:
    return parsed_rule(version.rule)


def parsed_limit(rule: str) -> LimitExpr:
    """Return the expression of the text of a limit."""
    return _parsed(parse_limit, rule)


def _parsed_limit(limit: Limit) -> LimitExpr:
    return parsed_limit(limit.rule)


def _test(test: str) -> tuple[Condition, ...]:
    return _parsed(parse_test, test, key="test") if test else ()


def _parsed_test(fact: Fact) -> tuple[Condition, ...]:
    return _test(fact.test)


_Parsed = TypeVar("_Parsed")


def _parsed(parse: Callable[[str], _Parsed], rule: str, key: str = "rule") -> _Parsed:
    """Parse the text of a field; a fault is reported under its key."""
    try:
        return parse(rule)
    except RuleSyntaxError as error:
        raise RuleSyntaxError(*(attrs.evolve(fault, path=key) for fault in error.faults)) from error


When = Mapping[str, tuple[str, ...]]
"""A condition on the facts of an election: the values that are allowed, by fact."""
GivenDay = Value | int
"""A day or moment that is given for a stage, or a year that is given for a named part of rules."""
Facts = Mapping[str, str]
"""The facts of one election: their values, by fact."""


def may_hold(when: When, facts: Facts) -> bool:
    """Return whether the facts leave a condition possible; a fact that is not given may have any value."""
    return all(facts[key] in values for key, values in when.items() if key in facts)


@attrs.frozen(kw_only=True)
class Fact:
    """A property of an election on which the law depends, such as the nation in which it is held.

    A fact with a test is computed from the dates: its value is ``yes`` or ``no``.

    Attributes:
        key: Its name in conditions.
        name: Its name for people.
        values: Its possible values.
        default: The value used if none is given; empty if one must be given.
        if_dated: The value used instead of the default if a stage has a given or an official date, by key of the stage.
        test: The test on dates that computes it, such as ``easter of year > 10 april of year``; empty if it is given.
        law: The provision of the test.
        conditions: The parsed test: the fact is ``yes`` if one of the conditions holds.
    """

    key: str
    name: Text
    values: tuple[str, ...] = YES_OR_NO
    default: str = ""
    if_dated: Mapping[str, str] = attrs.field(factory=dict)
    test: str = attrs.field(default="", metadata={"parser": _test})
    law: Citation | None = None
    conditions: tuple[Condition, ...] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_test, takes_self=True)
    )

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class RuleVersion:
    """A version of a rule: its text, and the time and the elections for which it was in force.

    Attributes:
        rule: Its text.
        law: Its provision.
        from_: First day on which this version was in force; None if it always was.
        until: First day on which it no longer was; None if it still is.
        when: The facts under which it applies; all elections if empty.
        expr: The parsed rule; None if the text is ``none``: the law has no rule at that time.
    """

    rule: str = attrs.field(metadata={"parser": parsed_rule})
    law: Citation
    from_: date | None = None
    until: date | None = None
    when: When = attrs.field(factory=dict)
    expr: Expr | None = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_rule, takes_self=True)
    )

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class GapLaw(RuleVersion):
    """A day on which a stage does not take place, between its first and its last day: a version of its rule.

    Attributes:
        key: Its permanent key; several of one key are versions of its rule.
        name: Its name for people.
        rule: The text of its rule, which gives the day.
        law: Its provision.
        from_: First day on which this version was in force; None if it always was.
        until: First day on which it no longer was; None if it still is.
        when: The facts under which it applies; all elections if empty.
    """

    key: str
    name: Text

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Limit:
    """A limit that the law sets on a stage.

    Attributes:
        rule: Its text, such as ``national_result <= polling + 35 days``.
        law: Its provision.
        from_: First day on which it was in force; None if it always was.
        until: First day on which it no longer was; None if it still is.
        when: The facts under which it applies; all elections if empty.
        expr: The parsed limit.
    """

    rule: str = attrs.field(metadata={"parser": parsed_limit})
    law: Citation
    from_: date | None = None
    until: date | None = None
    when: When = attrs.field(factory=dict)
    expr: LimitExpr = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_limit, takes_self=True)
    )

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class PollPhase:
    """One of several occurrences of the stages that repeat: a phase of the poll, a round, a state or an area.

    Attributes:
        key: Its name in the keys of its stages, such as ``2`` in ``polling@2``, and in conditions on ``phase``.
        name: Its name for people.
        stages: Keys of the stages that it has; all that repeat if empty.
        facts: Its facts, preferred to those of the election.
        branch: The contingency in which alone it takes place, such as ``second_round``.
    """

    key: str
    name: Text
    stages: tuple[str, ...] = ()
    facts: Mapping[str, str] = attrs.field(factory=dict)
    branch: str = ""

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Case:
    """An example of the law: dates that a source states for one election, such as an official timetable.

    Attributes:
        name: Its name for people.
        sources: Keys of the sources that state the dates.
        facts: The facts of the election.
        given: The dates from which the rules count: the key of a stage for its last day or moment, or with ``.start``
            for its first. A stage of one day has its key alone. A named part may have a year.
        expected: The dates that must follow, under such keys; a day without an hour is compared with the day alone.
        breaks: The texts of the limits that the dates break; empty if they are lawful.
        note: Further remarks for the reader.
    """

    name: Text
    sources: tuple[str, ...]
    facts: Mapping[str, str] = attrs.field(factory=dict)
    given: Mapping[str, GivenDay]
    expected: Mapping[str, Value] = attrs.field(factory=dict)
    breaks: tuple[str, ...] = ()
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text
