"""A statute as values: its stages, the versions of their rules, its limits, and what each of them cites.

A statute says what the law says and nothing of any one election.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal, TypeVar

import attrs

from electsched.errors import Fault, MissingFactError, RuleSyntaxError, UnknownNameError, raise_faults
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import WorkCalendar
from electsched.law.evaluation import Expr, LimitExpr, parse_limit, parse_rule
from electsched.law.kinds import KINDS
from electsched.law.trace import Citation, Part, Source

__all__ = [
    "NO_RULE",
    "PARTS",
    "CalendarVariant",
    "Fact",
    "Facts",
    "Limit",
    "RuleVersion",
    "StageLaw",
    "Statute",
    "When",
]

PARTS: tuple[Part, Part] = ("start", "end")
NO_RULE = "none"
"""What stands for a rule where the law has none: not yet, no longer, or not known."""


def _parsed_rule(version: RuleVersion) -> Expr | None:
    return None if version.rule == NO_RULE else _parsed(parse_rule, version.rule)


def _parsed_limit(limit: Limit) -> LimitExpr:
    return _parsed(parse_limit, limit.rule)


_Parsed = TypeVar("_Parsed")


def _parsed(parse: Callable[[str], _Parsed], rule: str) -> _Parsed:
    """Parse the text of the field ``rule``, so that a fault of it stands under that key."""
    try:
        return parse(rule)
    except RuleSyntaxError as error:
        raise RuleSyntaxError(*(attrs.evolve(fault, path="rule") for fault in error.faults)) from error


When = Mapping[str, tuple[str, ...]]
"""Under which facts of an election something holds: for each fact named, the values that will do."""
Facts = Mapping[str, str]
"""What is known of one election: the value of each fact."""


@attrs.frozen(kw_only=True)
class Fact:
    """Something about an election on which the law depends, such as the nation in which it is held.

    Attributes:
        key: Its name in conditions.
        name: Its name for people.
        values: What it can be.
        default: What it is where nothing is said; empty where it must be said.
    """

    key: str
    name: Text
    values: tuple[str, ...]
    default: str = ""


@attrs.frozen(kw_only=True)
class RuleVersion:
    """A rule as it stood for some time, for the elections of which certain facts hold.

    Attributes:
        rule: Its text.
        law: Its provision.
        from_: The first day on which this version was in force; None from the beginning.
        until: The first day on which it no longer was; None while it stands.
        when: The facts under which it holds; all elections where empty.
        expr: The rule as a value; None where the text is ``none``: then the law has no rule at that time.
    """

    rule: str
    law: Citation
    from_: date | None = None
    until: date | None = None
    when: When = attrs.field(factory=dict)
    expr: Expr | None = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_rule, takes_self=True)
    )


@attrs.frozen(kw_only=True)
class Limit:
    """A bound that the law sets on a stage.

    Attributes:
        rule: Its text, such as ``national_result <= polling + 35 days``.
        law: Its provision.
        from_: The first day on which it was in force; None from the beginning.
        until: The first day on which it no longer was; None while it stands.
        when: The facts under which it holds; all elections where empty.
        expr: The limit as a value.
    """

    rule: str
    law: Citation
    from_: date | None = None
    until: date | None = None
    when: When = attrs.field(factory=dict)
    expr: LimitExpr = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_parsed_limit, takes_self=True)
    )


@attrs.frozen(kw_only=True)
class StageLaw:
    """What the law says of one stage.

    Attributes:
        key: Its name in rules.
        kind: What it is, one of ``electsched.law.kinds.KINDS``.
        name: Its name for people.
        start: The versions of the rule for its first day; none where the authority chooses.
        end: The versions of the rule for its last day.
        hull: Where the stage is the hull of others, their keys.
        clock: Whether its hours are read on each place's own clock or on the jurisdiction's.
        in_force_at: The stage whose date decides which version applies; polling day where empty.
        branch: The contingency in which alone it takes place, such as ``second_round``.
        when: The facts under which there is such a stage; all elections where empty.
        note: What a reader should know besides.
    """

    key: str
    kind: str = attrs.field(metadata={"enum": KINDS})
    name: Text
    start: tuple[RuleVersion, ...] = ()
    end: tuple[RuleVersion, ...] = ()
    hull: tuple[str, ...] = ()
    clock: Literal["local", "national"] = "local"
    in_force_at: str = ""
    branch: str = ""
    when: When = attrs.field(factory=dict)
    note: str = ""

    def versions(self, part: Part) -> tuple[RuleVersion, ...]:
        """Return the versions of the rule for its first or its last day."""
        return self.start if part == "start" else self.end


@attrs.frozen(kw_only=True)
class CalendarVariant:
    """The working days of some elections, or of some stages.

    Attributes:
        when: The facts under which they hold; all elections where empty.
        stages: The stages whose rules and limits count by them; all where empty.
        calendar: The working days.
    """

    when: When
    stages: tuple[str, ...]
    calendar: WorkCalendar


def _by_stage(limits: tuple[Limit, ...]) -> Mapping[str, tuple[Limit, ...]]:
    found: dict[str, tuple[Limit, ...]] = {}
    for limit in limits:
        found[limit.expr.left.key] = (*found.get(limit.expr.left.key, ()), limit)
    return found


@attrs.frozen(kw_only=True)
class Statute:
    """The law of one kind of election.

    Attributes:
        id: Its name in the catalogue, such as ``id/general``.
        name: Its name for people.
        zone: The zone of the jurisdiction's own clock.
        zones: Every zone in which it is applied, the jurisdiction's own among them.
        calendar: The working days.
        calendars: The working days under certain facts or for certain stages, where they are not those of
            ``calendar``; the first that fits is taken.
        facts: What it depends on.
        stages: Its stages, in the order of the file.
        limits: Its limits.
        sources: What its citations name, by key.
    """

    id: str
    name: Text
    zone: str
    zones: tuple[str, ...]
    calendar: WorkCalendar = attrs.field(repr=False)
    stages: tuple[StageLaw, ...] = attrs.field(repr=False, metadata={"toml": "stage"})
    calendars: tuple[CalendarVariant, ...] = attrs.field(default=(), repr=False)
    facts: tuple[Fact, ...] = attrs.field(default=(), metadata={"toml": "fact"})
    limits: tuple[Limit, ...] = attrs.field(default=(), repr=False, metadata={"toml": "limit"})
    sources: Mapping[str, Source] = attrs.field(factory=dict, repr=False, metadata={"toml": "source"})
    _limits_by_key: Mapping[str, tuple[Limit, ...]] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: _by_stage(self.limits), takes_self=True),
    )
    _by_key: Mapping[str, StageLaw] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: {stage.key: stage for stage in self.stages}, takes_self=True),
    )

    def __getitem__(self, key: str) -> StageLaw:
        """Return what the law says of the stage.

        Raises:
            UnknownNameError: The statute has no such stage.
        """
        try:
            return self._by_key[key]
        except KeyError as error:
            raise UnknownNameError(Fault("", f"the stage {key!r}", self.expected_key()), source=self.id) from error

    def __contains__(self, key: str) -> bool:
        """Return whether the statute has such a stage."""
        return key in self._by_key

    def expected_key(self) -> str:
        """Return, in words, which keys the statute has."""
        return "one of " + ", ".join(self._by_key)

    def known_facts(self, given: Facts) -> Facts:
        """Return the facts given, with the defaults of the others that have one.

        Raises:
            InputError: There is no such fact, or it cannot have that value.
        """
        known = {fact.key: fact for fact in self.facts}
        faults = [
            Fault(f"facts.{key}", repr(value), f"one of {', '.join(known[key].values)}")
            if key in known
            else Fault(f"facts.{key}", "a fact on which this law does not depend", ", ".join(known) or "none at all")
            for key, value in given.items()
            if key not in known or value not in known[key].values
        ]
        raise_faults(faults, source=self.id)
        return {fact.key: fact.default for fact in self.facts if fact.default} | dict(given)

    def holds(self, when: When, facts: Facts) -> bool:
        """Return whether the facts are such as the condition wants them.

        Raises:
            MissingFactError: The condition names a fact that is not known.
        """
        for key, values in when.items():
            if key not in facts:
                expected = next(", ".join(fact.values) for fact in self.facts if fact.key == key)
                raise MissingFactError(Fault(f"facts.{key}", "nothing", f"one of {expected}"), source=self.id)
            if facts[key] not in values:
                return False
        return True

    def calendar_of(self, facts: Facts, key: str = "") -> WorkCalendar:
        """Return the working days that hold under the facts, for what the law says of a stage.

        Raises:
            MissingFactError: They depend on a fact that is not known.
        """
        fitting = (each for each in self.calendars if not each.stages or key in each.stages)
        return next((each.calendar for each in fitting if self.holds(each.when, facts)), self.calendar)

    def limits_on(self, key: str) -> tuple[Limit, ...]:
        """Return the limits whose left side is the stage."""
        return self._limits_by_key.get(key, ())

    def limits_of(self, key: str, part: Part | None = None) -> Iterator[Limit]:
        """Yield the limits whose left side is the stage, or that part of it."""
        for limit in self.limits_on(key):
            if part in {None, limit.expr.left.part}:
                yield limit
