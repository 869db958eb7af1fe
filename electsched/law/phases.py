"""Repeat the stages of a statute for each phase of an election: phases of a poll, rounds, states or areas.

The rules are said once. For the phase ``2``, the stage ``polling`` becomes the stage ``polling@2``, whose rules and
limits read the stages of the same phase. The stage ``polling`` itself then lasts from the first of its phases to the
last, and that is read by the stages that do not repeat. The result is an ordinary statute.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.languages import LANGUAGES
from electsched.i18n.text import Text
from electsched.law.provisions import Fact, GapLaw, Limit, PollPhase, RuleVersion, When
from electsched.law.rules.expressions import Anchor, anchors
from electsched.law.statute import CalendarVariant, StageLaw, Statute
from electsched.phrases import phrase, quoted

__all__ = ["PHASE", "in_phases", "occurrences_of", "phase_faults", "repeated_keys", "with_given_phases"]

PHASE = "phase"
"""The name in conditions of the phase itself: a fact whose value is the key of the phase."""
MOST_PHASES = 1000
"""The most phases, whose ranges are compared with each other."""
MOST_OCCURRENCES = 10_000
"""The most stages of all phases together."""
_Version = TypeVar("_Version", RuleVersion, GapLaw)
_KEY = re.compile("[A-Za-z0-9_]+")


def occurrences_of(statute: Statute, key: str) -> tuple[str, ...]:
    """Return the keys of the stages that are the occurrences of a stage in phases; none if it does not repeat."""
    if not statute.phases:
        return ()
    return tuple(member for member in statute[key].covers if member.startswith(f"{key}@"))


def repeated_keys(statute: Statute) -> Iterator[str]:
    """Yield the keys of the occurrences of all stages that repeat in the statute's own phases."""
    yield from (
        f"{stage.key}@{phase.key}" for phase in statute.phases for stage in statute.stages if _is_repeated(stage, phase)
    )


def in_phases(statute: Statute, phases: tuple[PollPhase, ...], not_held: Container[str] = ()) -> Statute:
    """Return the statute with its repeating stages once for each phase.

    Args:
        statute: A statute whose stages are not repeated yet.
        phases: The phases, without faults.
        not_held: Contingencies that did not occur: their phases are not covered by the stages that repeat.
    """
    if not phases:
        return statute
    repeaters = [_Repeater(statute, phase) for phase in phases]
    stages: list[StageLaw] = []
    for stage in statute.stages:
        held_repeaters = [repeater for repeater in repeaters if repeater.phase.branch not in not_held] or repeaters
        covers = tuple(repeater.names[stage.key] for repeater in held_repeaters if stage.key in repeater.names)
        repeated = [repeater.stage(stage) for repeater in repeaters if stage.key in repeater.names]
        whole = attrs.evolve(stage, start=(), end=(), except_=(), covers=covers, when={}) if covers else stage
        stages += [attrs.evolve(whole, repeats=False), *repeated]
    limits: list[Limit] = []
    for limit in statute.limits:
        repeating = [repeater for repeater in repeaters if limit.expr.left.key in repeater.names]
        limits += [copy for repeater in repeating if (copy := repeater.limit(limit))] if repeating else [limit]
    return attrs.evolve(
        statute,
        stages=tuple(stages),
        limits=tuple(limits),
        facts=(
            *(_implied_in_phases(fact, repeaters) for fact in statute.facts),
            *(fact for repeater in repeaters for fact in repeater.facts()),
        ),
        calendars=(
            *(variant for repeater in repeaters for variant in repeater.calendars()),
            *(_calendar_in_phases(variant, repeaters) for variant in statute.calendars),
        ),
        phases=phases,
        said_once=statute,
    )


def with_given_phases(statute: Statute, given: Iterable[str]) -> Statute:
    """Return the statute with the phases that keys of given dates name, such as ``2`` in ``polling@2``.

    A statute with phases of its own, or without stages that repeat, stays as it is.

    Raises:
        InputError: The phases have faults.
    """
    keys = tuple(dict.fromkeys(key.partition("@")[2] for key in given if "@" in key))
    if not keys or statute.phases or not any(stage.repeats for stage in statute.stages):
        return statute
    cached = statute.derived.get((PHASE, keys))
    if isinstance(cached, Statute):
        return cached
    phases = tuple(PollPhase(key=key, name=Text.same(key)) for key in keys)
    faults = tuple(phase_faults(statute, phases, path="given"))
    if faults:
        raise InputError(*faults, source=statute.id)
    repeated = in_phases(statute, phases)
    statute.derived[PHASE, keys] = repeated
    return repeated


def phase_faults(
    statute: Statute, phases: tuple[PollPhase, ...], path: str = PHASE, others: tuple[PollPhase, ...] = ()
) -> Iterator[Fault]:
    """Yield the faults of phases: a key twice, a stage that does not repeat, a fact that the law does not have.

    Args:
        statute: The statute, with its stages said once.
        phases: The phases.
        path: The key path of the list of phases.
        others: Phases of the statute itself, which keep their keys.
    """
    repeating = [stage.key for stage in statute.stages if stage.repeats]
    count = len(phases) + len(others)
    if phases and not repeating:
        yield Fault(
            path, phrase("phases"), phrase("a statute with stages that repeat: 'repeats = true' in a [[stage]]")
        )
    if count > MOST_PHASES or count * len(repeating) > MOST_OCCURRENCES:
        expected = phrase(
            "at most {phases} {phases:phase|phases}, and {stages} stages of all phases together",
            phases=MOST_PHASES,
            stages=MOST_OCCURRENCES,
        )
        yield Fault(
            path,
            phrase(
                "{phases} {phases:phase|phases} of {stages} {stages:stage|stages}", phases=count, stages=len(repeating)
            ),
            expected,
        )
    for index, fact in enumerate(statute.facts):
        if count and fact.key == PHASE:
            yield Fault(
                f"fact[{index}].key", quoted(PHASE), phrase("another key: in conditions it is the phase itself")
            )
    keys = {phase.key for phase in others}
    for index, phase in enumerate(phases):
        if phase.key in keys:
            yield Fault(
                f"{path}[{index}].key",
                phrase("the phase {key!r} a second time", key=phase.key),
                phrase("a key that no other phase has"),
            )
        keys.add(phase.key)
        yield from _faults_of_phase(statute, phase, f"{path}[{index}]", repeating)


def _faults_of_phase(statute: Statute, phase: PollPhase, path: str, repeating: list[str]) -> Iterator[Fault]:
    if not _KEY.fullmatch(phase.key):
        yield Fault(f"{path}.key", quoted(phase.key), phrase("letters, digits and '_'"))
    for number, key in enumerate(phase.stages):
        if key not in repeating:
            expected = phrase("a stage that repeats: {names}", names=", ".join(repeating))
            yield Fault(f"{path}.stages[{number}]", phrase("the stage {key!r}", key=key), expected)
    values = {fact.key: fact.values for fact in statute.facts if not fact.test}
    for key, value in phase.facts.items():
        if value not in values.get(key, ()):
            expected = (
                phrase("one of {names}", names=", ".join(values[key]))
                if key in values
                else phrase("a fact: {names}", names=", ".join(values))
            )
            yield Fault(f"{path}.facts.{key}", quoted(value), expected)


def _is_repeated(stage: StageLaw, phase: PollPhase) -> bool:
    is_named = not phase.stages or stage.key in phase.stages
    return stage.repeats and is_named and _reduced(stage.when, phase) is not None


def _reduced(when: When, phase: PollPhase) -> When | None:
    """Return a condition without the facts that the phase states; None if the phase does not meet it."""
    facts = {**phase.facts, PHASE: phase.key}
    if any(facts[key] not in values for key, values in when.items() if key in facts):
        return None
    return {key: values for key, values in when.items() if key not in facts}


class _Repeater:
    """Repeats the law of the stages of one phase.

    Attributes:
        phase: The phase.
        names: The keys of its stages, by those of the stages that repeat.
    """

    def __init__(self, statute: Statute, phase: PollPhase) -> None:
        self._statute = statute
        self.phase = phase
        self.names = {stage.key: f"{stage.key}@{phase.key}" for stage in statute.stages if _is_repeated(stage, phase)}
        self._facts = {fact.key: f"{fact.key}@{phase.key}" for fact in statute.facts if self._reads_phase(fact)}

    def stage(self, stage: StageLaw) -> StageLaw:
        """Return a repeating stage for this phase."""
        version_stage = stage.in_force_at or "polling"
        return attrs.evolve(
            stage,
            key=self.names[stage.key],
            name=self._name(stage.name),
            start=tuple(self._versions(stage.start)),
            end=tuple(self._versions(stage.end)),
            except_=tuple(self._versions(stage.except_)),
            covers=tuple(self.names.get(key, key) for key in stage.covers),
            in_force_at=self.names.get(version_stage, stage.in_force_at),
            branch=self.phase.branch or stage.branch,
            when=self._condition(stage.when) or {},
            repeats=False,
        )

    def limit(self, limit: Limit) -> Limit | None:
        """Return a limit on a repeating stage for this phase; None if the phase does not meet its condition."""
        when = self._condition(limit.when)
        if when is None:
            return None
        rule = self._text(limit.rule, (limit.expr.left, *anchors(limit.expr)))
        return Limit(rule=rule, law=limit.law, from_=limit.from_, until=limit.until, when=when)

    def facts(self) -> Iterator[Fact]:
        """Yield the facts that are computed for this phase anew, for they read stages that repeat."""
        for fact in self._statute.facts:
            if fact.key in self._facts:
                operands = (operand for condition in fact.conditions for operand in condition.operands)
                test = self._text(fact.test, (anchor for operand in operands for anchor in anchors(operand)))
                yield Fact(key=self._facts[fact.key], name=self._name(fact.name), test=test, law=fact.law)

    def calendars(self) -> Iterator[CalendarVariant]:
        """Yield the working days of this phase, if they depend on facts that the phase states."""
        stated = {*self.phase.facts, PHASE}
        if not any(stated & set(variant.when) for variant in self._statute.calendars):
            return
        for variant in self._statute.calendars:
            when = self._condition(variant.when)
            stages = tuple(self.names[key] for key in variant.stages or self.names if key in self.names)
            if when is not None and stages:
                yield CalendarVariant(when=when, stages=stages, calendar=variant.calendar)
        yield CalendarVariant(when={}, stages=tuple(self.names.values()), calendar=self._statute.calendar)

    def _reads_phase(self, fact: Fact) -> bool:
        anchor_keys = {anchor.key for anchor in self._statute.tested_anchors({fact.key: ()})}
        return bool(fact.test) and not anchor_keys.isdisjoint(self.names)

    def _name(self, name: Text) -> Text:
        languages = dict.fromkeys(language for text in (name, self.phase.name) for language, _ in text.words)
        return Text({language: f"{name[language]}, {self.phase.name[language]}" for language in languages or LANGUAGES})

    def _versions(self, versions: tuple[_Version, ...]) -> Iterator[_Version]:
        for version in versions:
            when = self._condition(version.when)
            if when is not None:
                rule = self._text(version.rule, anchors(version.expr) if version.expr else ())
                yield attrs.evolve(version, rule=rule, when=when)

    def _condition(self, when: When) -> When | None:
        """Return a condition with the computed facts of this phase; None if the phase does not meet it."""
        reduced = _reduced(when, self.phase)
        return None if reduced is None else {self._facts.get(key, key): values for key, values in reduced.items()}

    def _text(self, rule: str, read: Iterable[Anchor]) -> str:
        """Return the text of a rule that reads the stages of this phase."""
        places = {anchor.at: anchor.key for anchor in read if anchor.key in self.names}
        for at in sorted(places, reverse=True):
            rule = rule[:at] + self.names[places[at]] + rule[at + len(places[at]) :]
        return rule


def _implied_in_phases(fact: Fact, repeaters: Iterable[_Repeater]) -> Fact:
    """Return a fact that a dated stage implies, as each of the occurrences of the stage does."""
    if not fact.if_dated:
        return fact
    repeated: Mapping[str, str] = {
        repeater.names[key]: value
        for repeater in repeaters
        for key, value in fact.if_dated.items()
        if key in repeater.names
    }
    return attrs.evolve(fact, if_dated={**fact.if_dated, **repeated})


def _calendar_in_phases(variant: CalendarVariant, repeaters: Iterable[_Repeater]) -> CalendarVariant:
    """Return the working days of stages, which each of their occurrences has too."""
    repeated = (repeater.names[key] for repeater in repeaters for key in variant.stages if key in repeater.names)
    return attrs.evolve(variant, stages=(*variant.stages, *repeated))
