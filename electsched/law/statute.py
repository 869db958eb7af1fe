"""A statute as values: its stages, the versions of their rules, its limits and their citations.

A statute states the law and nothing of any single election.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

import attrs

from electsched.errors import Fault, MissingFactError, checked_choice, nearest_names, raise_faults, unknown_name
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.calendar import WorkCalendar
from electsched.law.citation import Citation, OpenPoint, Source
from electsched.law.kinds import KINDS
from electsched.law.provisions import (
    NO_RULE,
    PARTS,
    YES_OR_NO,
    Case,
    Fact,
    Facts,
    GapLaw,
    Limit,
    PollPhase,
    RuleVersion,
    When,
)
from electsched.law.rules.expressions import Anchor, anchors
from electsched.law.rules.trace import Part
from electsched.phrases import Phrase, phrase, quoted, verbatim
from electsched.values import value_text

__all__ = [
    "NO_RULE",
    "PARTS",
    "YES_OR_NO",
    "CalendarVariant",
    "Fact",
    "Facts",
    "Limit",
    "OpenPoint",
    "PartLaw",
    "PollPhase",
    "RuleVersion",
    "StageAmendment",
    "StageLaw",
    "Statute",
    "When",
]


@attrs.frozen(kw_only=True)
class StageAmendment:
    """A change of the law that renames a stage or ends it, for elections from a day on.

    Attributes:
        from_: The first day on which it was in force.
        law: Its provision.
        name: The new name for people; None if the name stays.
        exists: Whether the stage still exists.
    """

    from_: date
    law: Citation
    name: Text | None = None
    exists: bool = True

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class StageLaw:
    """The law on one stage.

    Attributes:
        key: Its name in rules.
        kind: Its kind, one of ``electsched.law.kinds.KINDS``.
        name: Its name for people.
        start: Versions of the rule for its first day; none if the authority chooses it.
        end: Versions of the rule for its last day.
        except_: Days on which it does not take place, each with its rule.
        covers: Keys of other stages that it covers, from the first of their days to the last; it then has no rules.
        clock: Clock on which its hours are read: the ``local`` one of each place, or the ``national`` one.
        in_force_at: The stage whose date decides which version applies; polling day if empty.
        branch: The contingency in which alone it takes place, such as ``second_round``.
        when: The facts under which the stage exists; all elections if empty.
        amended: Changes of its name or existence, in order of time.
        repeats: Whether it takes place once in each phase, if the election has phases.
        note: Further remarks for the reader.
    """

    key: str
    kind: str = attrs.field(metadata={"enum": KINDS})
    name: Text
    start: tuple[RuleVersion, ...] = ()
    end: tuple[RuleVersion, ...] = ()
    except_: tuple[GapLaw, ...] = ()
    covers: tuple[str, ...] = ()
    clock: Literal["local", "national"] = "local"
    in_force_at: str = ""
    branch: str = ""
    when: When = attrs.field(factory=dict)
    amended: tuple[StageAmendment, ...] = ()
    repeats: bool = False
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    def __repr__(self) -> str:
        """Return the key and the kind."""
        return f"<StageLaw {self.key}: {self.kind}>"

    def versions(self, part: Part) -> tuple[RuleVersion, ...]:
        """Return the versions of the rule for the first or the last day.

        Raises:
            UnknownNameError: The part is neither ``start`` nor ``end``.
        """
        return self.start if checked_choice("part", part, PARTS) == "start" else self.end

    def all_versions(self) -> Iterator[tuple[str, RuleVersion]]:
        """Yield each version of its rules, with its path in the stage."""
        for field, versions in (("start", self.start), ("end", self.end), ("except", self.except_)):
            for number, version in enumerate(versions):
                yield f"{field}[{number}]", version

    def gap_versions(self) -> Mapping[str, tuple[GapLaw, ...]]:
        """Return the versions of the rule of each day on which it does not take place, by key."""
        versions: dict[str, list[GapLaw]] = {}
        for gap in self.except_:
            versions.setdefault(gap.key, []).append(gap)
        return {key: tuple(gaps) for key, gaps in versions.items()}

    def name_on(self, day: date | None) -> Text:
        """Return the name in force on a day; the original name if the day is not known."""
        names = [amendment.name for amendment in self._amendments(day) if amendment.name is not None]
        return names[-1] if names else self.name

    def exists_on(self, day: date | None) -> bool:
        """Return whether the law has the stage on a day; if the day is not known, it does."""
        amendments = self._amendments(day)
        return amendments[-1].exists if amendments else True

    def _amendments(self, day: date | None) -> list[StageAmendment]:
        return [amendment for amendment in self.amended if day is not None and amendment.from_ <= day]


@attrs.frozen(kw_only=True)
class PartLaw(StageLaw):
    """The law of a named part of rules, which is no stage: no timeline shows it.

    Attributes:
        given: Whether a ``day`` or a ``year`` is given for it; empty if a rule computes it.
    """

    kind: str = "part"
    given: Literal["", "day", "year"] = ""

    def __repr__(self) -> str:
        """Return the key."""
        return f"<PartLaw {self.key}>"


@attrs.frozen(kw_only=True)
class CalendarVariant:
    """The working days that apply to some elections or stages only.

    Attributes:
        when: The facts under which they apply; all elections if empty.
        stages: Keys of the stages whose rules and limits use them; all stages if empty.
        calendar: The working days.
    """

    when: When
    stages: tuple[str, ...]
    calendar: WorkCalendar

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Statute:
    """The law of one kind of election.

    Attributes:
        id: Its name in the catalogue, such as ``id/general``.
        name: Its name for people.
        zone: IANA zone of the jurisdiction's clock.
        zones: All zones in which the law applies, that of the jurisdiction included.
        calendar: The working days.
        calendars: Working days for certain facts or stages, used instead of ``calendar``; the first match is used.
        facts: The facts on which it depends.
        stages: Its stages, in the order of the file, then the named parts of its rules.
        limits: Its limits.
        phases: The phases of every such election, such as two rounds; an election may have further ones.
        said_once: The statute as it is written, if its stages were repeated in phases.
        sources: The sources that its citations name, by key.
        not_covered: Matters of this law that have no stage or rule here, with the reason.
        pending: Changes of the law that are announced or before a parliament, for which there is no rule yet.
        pending_searched: Day on which such changes were last searched for; None if they never were.
        cases: Official timetables and other examples, which `electsched law check` computes.
    """

    id: str
    name: Text
    zone: str
    zones: tuple[str, ...]
    calendar: WorkCalendar
    stages: tuple[StageLaw, ...] = attrs.field(metadata={"toml": "stage"})
    calendars: tuple[CalendarVariant, ...] = attrs.field(default=(), metadata={"in_file": False})
    facts: tuple[Fact, ...] = attrs.field(default=(), metadata={"toml": "fact"})
    limits: tuple[Limit, ...] = attrs.field(default=(), metadata={"toml": "limit"})
    phases: tuple[PollPhase, ...] = attrs.field(default=(), metadata={"toml": "phase"})
    said_once: Statute | None = attrs.field(default=None, eq=False, repr=False, metadata={"in_file": False})
    sources: Mapping[str, Source] = attrs.field(factory=dict, metadata={"toml": "source"})
    not_covered: tuple[OpenPoint, ...] = ()
    pending: tuple[OpenPoint, ...] = ()
    pending_searched: date | None = None
    cases: tuple[Case, ...] = attrs.field(default=(), metadata={"toml": "case"})

    def __repr__(self) -> str:
        """Return the id and the size of the statute."""
        stages = len(self.stages) - len(self.parts)
        return f"<Statute {self.id}: {stages} stages, {len(self.limits)} limits, {self.zone}>"

    @cached_property
    def _by_key(self) -> Mapping[str, StageLaw]:
        return {stage.key: stage for stage in self.stages}

    @property
    def parts(self) -> tuple[PartLaw, ...]:
        """The named parts of its rules, which follow the stages."""
        return tuple(stage for stage in self.stages if isinstance(stage, PartLaw))

    @cached_property
    def has_gaps(self) -> bool:
        """Whether there are days on which a stage does not take place, between its first and its last day."""
        return any(stage.except_ for stage in self.stages)

    @cached_property
    def computed_facts(self) -> Mapping[str, Fact]:
        """The facts that the law computes by a test on dates, by key."""
        return {fact.key: fact for fact in self.facts if fact.test}

    @cached_property
    def _facts_of_phases(self) -> frozenset[str]:
        """The facts that each phase states."""
        return (
            frozenset.intersection(*(frozenset(phase.facts) for phase in self.phases)) if self.phases else frozenset()
        )

    @cached_property
    def _limits_by_stage(self) -> Mapping[str, tuple[Limit, ...]]:
        limits: dict[str, tuple[Limit, ...]] = {}
        for limit in self.limits:
            key = limit.expr.left.key
            limits[key] = (*limits.get(key, ()), limit)
        return limits

    @cached_property
    def derived(self) -> dict[object, object]:
        """Values that are worked out once for this statute, by key; no part of its content."""
        return {}

    def __getitem__(self, key: str) -> StageLaw:
        """Return the law on a stage.

        Raises:
            UnknownNameError: The statute has no such stage.
        """
        if key not in self._by_key:
            raise unknown_name("stage", key, self._by_key, source=self.id)
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        """Return whether the statute has a stage of that key."""
        return key in self._by_key

    def has_stage(self, key: str) -> bool:
        """Return whether a timeline may have a stage of that key; named parts of rules are none."""
        return key in self._by_key and not isinstance(self._by_key[key], PartLaw)

    def expected_key(self, key: str) -> Phrase:
        """Return the keys of the stages that resemble an unknown key, as the expectation of a fault."""
        return phrase("one of {names}", names=nearest_names(key, self._by_key))

    def complete_facts(self, facts: Facts) -> Facts:
        """Return the facts with the default values of those that are not given.

        Raises:
            InputError: A fact does not exist, or has a value that is not possible.
        """
        values = {fact.key: fact.values for fact in self.facts}
        unknown = phrase("a fact on which this law does not depend")
        faults = [
            Fault(f"facts.{key}", quoted(value), phrase("one of {names}", names=", ".join(values[key])))
            if key in values
            else Fault(f"facts.{key}", unknown, verbatim(", ".join(values)) or phrase("none at all"))
            for key, value in facts.items()
            if value not in values.get(key, ())
        ]
        raise_faults(faults, source=self.id)
        return {fact.key: fact.default for fact in self.facts if fact.default} | dict(facts)

    def holds(self, when: When, facts: Facts) -> bool:
        """Return whether the facts meet a condition.

        A computed fact without a value meets none, nor does a fact that is not given, but stated by each phase.

        Raises:
            MissingFactError: The condition names a fact that is not given.
        """
        for key, values in when.items():
            if key not in facts and (key in self.computed_facts or key in self._facts_of_phases):
                return False
            if key not in facts:
                expected = next(", ".join(fact.values) for fact in self.facts if fact.key == key)
                fault = Fault(f"facts.{key}", phrase("nothing"), phrase("one of {names}", names=expected))
                raise MissingFactError(fault, source=self.id)
            if facts[key] not in values:
                return False
        return True

    def tested_anchors(self, when: When) -> tuple[Anchor, ...]:
        """Return the stages that the tests of a condition's computed facts read."""
        computed = [self.computed_facts[key] for key in when if key in self.computed_facts]
        conditions = (condition for fact in computed for condition in fact.conditions)
        return tuple(
            anchor for condition in conditions for operand in condition.operands for anchor in anchors(operand)
        )

    def calendar_of(self, facts: Facts, key: str = "") -> WorkCalendar:
        """Return the working days for the rules and limits of a stage under the facts.

        Raises:
            MissingFactError: The working days depend on a fact that is not given.
        """
        variants = (variant for variant in self.calendars if not variant.stages or key in variant.stages)
        return next((variant.calendar for variant in variants if self.holds(variant.when, facts)), self.calendar)

    def limits_of(self, key: str) -> tuple[Limit, ...]:
        """Return the limits on a stage, which is their left side."""
        return self._limits_by_stage.get(key, ())
