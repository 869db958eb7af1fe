"""Lay the law for one election over the standing law.

An overlay changes the rules and limits of a statute for one election alone, such as the periods that an ordinance
shortens after a dissolution. Each change has its own provision, and all else is the statute's. The result is an
ordinary statute whose citations name the overlay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from electsched.errors import Fault, nearest_names
from electsched.i18n.text import NO_NOTE, Note, Text
from electsched.law.citation import Citation, Source
from electsched.law.kinds import KINDS
from electsched.law.provisions import NO_RULE, PARTS, Case, Fact, Limit, RuleVersion, When, parsed_limit
from electsched.law.rules.expressions import LimitExpr
from electsched.law.statute import OpenPoint, PartLaw, StageAmendment, StageLaw, Statute
from electsched.phrases import phrase, quoted
from electsched.values import value_text

__all__ = ["LimitChange", "Overlay", "StageChange", "overlay_faults", "place_in_overlay", "with_overlay"]


@attrs.frozen(kw_only=True)
class StageChange:
    """The changes of a stage for one election, or a stage that only this election has.

    A change states the parts that differ; a new stage has a kind and a name.

    Attributes:
        key: Its name in rules.
        kind: Its kind, if it is new.
        name: Its name for people; that of the statute if there is none.
        start: Versions of the rule for its first day, preferred to those of the statute.
        end: Versions of the rule for its last day, preferred to those of the statute.
        amended: Changes of its name or existence.
        when: The facts under which a new stage exists.
        clock: The clock on which the hours of a new stage are read; ``local`` if empty.
        note: Further remarks for the reader.
    """

    key: str
    kind: str = attrs.field(default="", metadata={"enum": KINDS})
    name: Text | None = None
    start: tuple[RuleVersion, ...] = ()
    end: tuple[RuleVersion, ...] = ()
    amended: tuple[StageAmendment, ...] = ()
    when: When = attrs.field(factory=dict)
    clock: Literal["", "local", "national"] = ""
    note: Note = attrs.field(default=NO_NOTE, converter=Note)

    __repr__ = value_text


def _rule(rule: str) -> LimitExpr | None:
    return None if rule == NO_RULE else parsed_limit(rule)


def _limit(change: LimitChange) -> Limit | None:
    return None if change.rule == NO_RULE else Limit(rule=change.rule, law=change.law, when=change.when)


@attrs.frozen(kw_only=True)
class LimitChange:
    """A limit for one election.

    Attributes:
        rule: Its text; ``none`` if the limit that it replaces does not hold.
        law: Its provision.
        replaces: The text of the limit of the statute that does not hold; empty if the limit is a further one.
        when: The facts under which it applies; all if empty.
        limit: The parsed limit; None if the text is ``none``.
    """

    rule: str = attrs.field(metadata={"parser": _rule})
    law: Citation
    replaces: str = ""
    when: When = attrs.field(factory=dict)
    limit: Limit | None = attrs.field(init=False, eq=False, repr=False, default=attrs.Factory(_limit, takes_self=True))

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Overlay:
    """The law for one election, laid over a statute.

    Attributes:
        id: Its name in the catalogue, such as ``de/bundestag-2025``.
        name: Its name for people.
        overlay: The statute over which it lies: its id, or a path relative to this file.
        stages: Changes of stages.
        limits: Changes of limits.
        facts: The facts of the election, unless others are given.
        sources: The sources that its citations name, by key.
        not_covered: Further matters that have no stage or rule here, with the reason.
        pending: Further changes of the law for which there is no rule yet.
        cases: Official timetables and other examples of this election.
    """

    id: str
    name: Text
    overlay: str
    stages: tuple[StageChange, ...] = attrs.field(default=(), metadata={"toml": "stage"})
    limits: tuple[LimitChange, ...] = attrs.field(default=(), metadata={"toml": "limit"})
    facts: Mapping[str, str] = attrs.field(factory=dict)
    sources: Mapping[str, Source] = attrs.field(factory=dict, metadata={"toml": "source"})
    not_covered: tuple[OpenPoint, ...] = ()
    pending: tuple[OpenPoint, ...] = ()
    cases: tuple[Case, ...] = attrs.field(default=(), metadata={"toml": "case"})

    __repr__ = value_text


# --- faults ---


def overlay_faults(statute: Statute, overlay: Overlay) -> Iterator[Fault]:
    """Yield the faults of an overlay against the statute over which it lies, as it is under the overlays before it.

    Each stage, each part of a stage and each limit is changed once.
    """
    yield from _stage_faults(statute, overlay)
    yield from _limit_faults(statute, overlay)
    values = {fact.key: fact.values for fact in statute.facts if not fact.test}
    for key, value in overlay.facts.items():
        if value not in values.get(key, ()):
            yield Fault(
                f"facts.{key}",
                quoted(value),
                phrase("one of {names}", names=", ".join(values.get(key, values)) or phrase("no fact at all")),
            )
    for key in sorted(overlay.sources.keys() & statute.sources.keys()):
        if overlay.sources[key] != statute.sources[key]:
            yield Fault(
                f"source.{key}",
                phrase("another source than that of the statute"),
                phrase("a key that the statute lacks"),
            )


def _stage_faults(statute: Statute, overlay: Overlay) -> Iterator[Fault]:
    keys: set[str] = set()
    for index, change in enumerate(overlay.stages):
        path = f"stage[{index}]"
        if change.key in keys:
            yield Fault(
                f"{path}.key",
                phrase("the stage {key!r} a second time", key=change.key),
                phrase("one entry for each stage"),
            )
        keys.add(change.key)
        if change.key not in statute:
            if not change.kind or change.name is None:
                expected = phrase(
                    "{stages}; or 'kind' and 'name' of a new stage", stages=statute.expected_key(change.key)
                )
                yield Fault(f"{path}.key", phrase("the stage {key!r}", key=change.key), expected)
            continue
        for field in ("kind", "clock", "when"):
            if getattr(change, field):
                yield Fault(
                    f"{path}.{field}", phrase("a change of it"), phrase("none, for the stage is that of the statute")
                )
        for part in PARTS:
            others = {version.law.overlay for version in statute[change.key].versions(part)} - {""}
            versions = change.start if part == "start" else change.end
            if versions and others:
                found = phrase(
                    "a change of {key}.{part}, which {names} changes too",
                    key=change.key,
                    part=part,
                    names=", ".join(sorted(others)),
                )
                yield Fault(f"{path}.{part}", found, phrase("one change for an election"))


def _limit_faults(statute: Statute, overlay: Overlay) -> Iterator[Fault]:
    texts = {_plain(limit.rule): limit.rule for limit in statute.limits}
    replaced: set[str] = set()
    for index, change in enumerate(overlay.limits):
        path, text = f"limit[{index}].replaces", _plain(change.replaces)
        if not text and change.limit is None:
            yield Fault(path, phrase("nothing"), phrase("the text of the limit that does not hold"))
        elif text and text not in texts:
            expected = (
                phrase("the text of a limit: {names}", names=nearest_names(text, texts))
                if texts
                else phrase("a statute that has limits")
            )
            yield Fault(path, quoted(change.replaces), expected)
        elif text and text in replaced:
            yield Fault(
                path, phrase("{replaces!r} a second time", replaces=change.replaces), phrase("one change of each limit")
            )
        replaced.add(text)


def _plain(text: str) -> str:
    return " ".join(text.split())


# --- the statute under an overlay ---


def with_overlay(statute: Statute, overlay: Overlay) -> Statute:
    """Return the statute under an overlay without faults; its id and its name stay.

    A version of a rule that applies under all facts replaces those of the statute; one with a condition is preferred to
    them.
    """
    changes = {change.key: change for change in overlay.stages}
    stages = [
        _changed(stage, changes[stage.key], overlay) if stage.key in changes else stage for stage in statute.stages
    ]
    stages += [_new(change, overlay) for change in overlay.stages if change.key not in statute]
    stages.sort(key=lambda stage: isinstance(stage, PartLaw))  # the named parts of rules follow the stages
    replaced = {_plain(change.replaces) for change in overlay.limits}
    limits = [limit for limit in statute.limits if _plain(limit.rule) not in replaced]
    limits += [attrs.evolve(change.limit, law=_cited(change.law, overlay)) for change in overlay.limits if change.limit]
    return attrs.evolve(
        statute,
        stages=tuple(stages),
        limits=tuple(limits),
        facts=tuple(_with_default(fact, overlay.facts) for fact in statute.facts),
        sources={**statute.sources, **overlay.sources},
        not_covered=(*statute.not_covered, *overlay.not_covered),
        pending=(*statute.pending, *overlay.pending),
        cases=overlay.cases,
    )


def place_in_overlay(fault: Fault, statute: Statute, overlay: Overlay) -> Fault:
    """Return a fault of the statute under an overlay with its place in the file of the overlay."""
    table, _, tail = fault.path.partition("[")
    number, _, part = tail.partition("]")
    if table == "stage" and number.isdigit():
        key = with_overlay(statute, overlay).stages[int(number)].key
        indexes = [index for index, change in enumerate(overlay.stages) if change.key == key]
    elif table == "limit" and number.isdigit():
        limit_indexes = [index for index, change in enumerate(overlay.limits) if change.limit]
        added_index = int(number) - (len(with_overlay(statute, overlay).limits) - len(limit_indexes))
        indexes = limit_indexes[added_index : added_index + 1] if added_index >= 0 else []
    elif table in {"not_covered", "pending"} and number.isdigit():
        indexes = [index for index in (int(number) - len(getattr(statute, table)),) if index >= 0]
    elif table == "case":
        indexes = [int(number)]
    else:
        indexes = []
    path = (
        f"{table}[{indexes[0]}]{part}"
        if indexes
        else phrase("{path} of {statute}", path=fault.path, statute=statute.id)
    )
    return attrs.evolve(fault, path=path)


def _changed(stage: StageLaw, change: StageChange, overlay: Overlay) -> StageLaw:
    return attrs.evolve(
        stage,
        name=change.name or stage.name,
        start=_preferred(change.start, stage.start, overlay),
        end=_preferred(change.end, stage.end, overlay),
        amended=(*stage.amended, *change.amended),
        note=change.note or stage.note,
    )


def _new(change: StageChange, overlay: Overlay) -> StageLaw:
    return StageLaw(
        key=change.key,
        kind=change.kind,
        name=change.name or Text.same(change.key),
        start=_preferred(change.start, (), overlay),
        end=_preferred(change.end, (), overlay),
        amended=change.amended,
        when=change.when,
        clock=change.clock or "local",
        note=change.note,
    )


def _preferred(
    changed: tuple[RuleVersion, ...], statutory: tuple[RuleVersion, ...], overlay: Overlay
) -> tuple[RuleVersion, ...]:
    versions = tuple(attrs.evolve(version, law=_cited(version.law, overlay)) for version in changed)
    applies_to_all = any(not version.when and not version.from_ and not version.until for version in changed)
    return versions if applies_to_all else (*versions, *statutory)


def _cited(law: Citation, overlay: Overlay) -> Citation:
    return attrs.evolve(law, overlay=overlay.id)


def _with_default(fact: Fact, facts: Mapping[str, str]) -> Fact:
    return attrs.evolve(fact, default=facts[fact.key]) if fact.key in facts else fact
