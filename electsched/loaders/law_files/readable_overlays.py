"""All faults of an overlay reported at once: those of its keys and values, of its changes, and of its rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from electsched.errors import Fault, perhaps
from electsched.i18n.text import NO_WORDS
from electsched.law.citation import Citation
from electsched.law.kinds import KINDS
from electsched.law.overlays import (
    LimitChange,
    Overlay,
    StageChange,
    overlay_faults,
    place_in_overlay,
    with_overlay,
)
from electsched.law.provisions import NO_RULE
from electsched.law.statute import Statute
from electsched.law.validation import check_statute, faults_by_themselves
from electsched.loaders.toml import Fields, in_places
from electsched.phrases import Phrase

__all__ = ["all_faults", "readable_faults"]

_Change = TypeVar("_Change", StageChange, LimitChange)
_Unread = Callable[[Mapping[str, Any]], _Change | None]
BESIDE = {"format", "id", "name", "stage", "limit", "facts", "case", "not_covered", "pending"}
"""The keys on which no rule rests."""
STATED = ("key", "kind", "name", "note")
"""The keys of a stage among which a misspelt kind or name is looked for."""


def all_faults(statute: Statute, overlay: Overlay) -> tuple[Fault, ...]:
    """Return the faults of an overlay that can be read, against the statute over which it lies."""
    changes = dict(enumerate(overlay.stages)), dict(enumerate(overlay.limits))
    if any(overlay_faults(statute, overlay)):
        return tuple(_faults(statute, overlay, *changes, rules=True))
    faults = check_statute(with_overlay(statute, overlay))
    return tuple(place_in_overlay(fault, statute, overlay) for fault in faults)


def readable_faults(raw: Mapping[str, Any], fields: Fields, statute: Statute) -> Iterator[Fault]:
    """Yield the faults of the changes that can be read, in an overlay of which other values cannot be read.

    A change that cannot be read still has its key, or the limit that it replaces. Rules are not checked if another part
    of the file cannot be read, for they may rest on it.

    Args:
        raw: The file.
        fields: Its values.
        statute: The statute over which it lies.
    """
    stages = _changes(raw, "stage", fields, _unread_stage)
    limits = _changes(raw, "limit", fields, _unread_limit)
    overlay = Overlay(**{"id": "", "name": NO_WORDS, **fields.arguments(Overlay)})
    unreadable = {re.split(r"[\[.]", fault.path)[0] for fault in fields.faults} - BESIDE
    # A table under an unknown key may be a misspelt one on which the rules rest.
    rules = not any(isinstance(raw.get(key), list | dict) for key in unreadable)
    yield from _faults(statute, overlay, stages, limits, rules=rules)


def _faults(
    statute: Statute,
    overlay: Overlay,
    stages: Mapping[int, StageChange],
    limits: Mapping[int, LimitChange],
    *,
    rules: bool,
) -> Iterator[Fault]:
    """Yield the faults of an overlay with these changes, by their index in the file; those of its rules if wanted."""
    overlay = attrs.evolve(overlay, stages=tuple(stages.values()), limits=tuple(limits.values()))
    yield from in_places(overlay_faults(statute, overlay), {"stage": [*stages], "limit": [*limits]})
    if not rules:
        return
    first = {change.key: index for index, change in reversed([*stages.items()])}
    single = {index: stages[index] for index in sorted(first.values())}
    overlay = attrs.evolve(overlay, stages=tuple(map(_complete, single.values())), facts={})
    faults = [
        place_in_overlay(fault, statute, overlay) for fault in faults_by_themselves(with_overlay(statute, overlay))
    ]
    yield from (fault for fault in faults if isinstance(fault.path, Phrase))
    in_overlay = (fault for fault in faults if not isinstance(fault.path, Phrase))
    yield from in_places(in_overlay, {"stage": [*single], "limit": [*limits]})


def _complete(change: StageChange) -> StageChange:
    """Return a change whose stage may be new: one without a kind has a fault of its own."""
    return attrs.evolve(change, kind=change.kind or KINDS[0])


def _changes(raw: Mapping[str, Any], name: str, fields: Fields, unread: _Unread[_Change]) -> dict[int, _Change]:
    """Return the changes of a list by their index in the file; one that cannot be read is ``unread`` of its table."""
    changes: dict[int, _Change] = dict(fields.items(name))
    tables = raw.get(name)
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        if index not in changes and isinstance(table, dict):
            change = unread(table)
            if change is not None:
                changes[index] = change
    return {index: changes[index] for index in sorted(changes)}


def _unread_stage(table: Mapping[str, Any]) -> StageChange | None:
    """Return the change of a stage by its key alone; a kind or a name that cannot be read counts as stated."""
    if not isinstance(table.get("key"), str):
        return None
    stated = {perhaps(key, STATED).values.get("key") for key in table}
    kind, name = (KINDS[0] if "kind" in stated else ""), (NO_WORDS if "name" in stated else None)
    return StageChange(key=table["key"], kind=kind, name=name)


def _unread_limit(table: Mapping[str, Any]) -> LimitChange | None:
    """Return the change of a limit by the text that it replaces, if it states one."""
    replaced = table.get("replaces")
    if not isinstance(replaced, str) or not replaced.strip():
        return None
    return LimitChange(rule=NO_RULE, law=Citation(instrument=""), replaces=replaced)
