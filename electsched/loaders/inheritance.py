"""Law that several kinds of election share: a statute file that takes over what another says.

The law of Britain has one timetable in many instruments. A statute of its own says what differs; the rest stands once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["extend", "own_place"]

Raw = Mapping[str, Any]


def extend(raw: Raw, common: Raw) -> Raw:
    """Return the raw statute with what it does not say itself taken from the common one.

    A stage or a fact replaces the common one of the same key, in its place; others follow. Stages named in ``without``
    are left out, with their limits; so are conditions that no value of a fact can meet any more.
    """
    left_out = set(_list(raw, "without"))
    facts = _merged(_list(common, "fact"), _list(raw, "fact"))
    allowed = {fact["key"]: set(fact.get("values", ())) for fact in facts if isinstance(fact, dict) and "key" in fact}
    own = {stage.get("key") for stage in _list(raw, "stage") if isinstance(stage, dict)}
    stages = [_possible_stage(stage, allowed) for stage in _list(common, "stage")]
    kept = [stage for stage in stages if stage is not None and stage["key"] not in left_out]
    gone = {stage["key"] for stage in _list(common, "stage")} - {stage["key"] for stage in kept}
    replaced = own | gone
    limits = [
        limit
        for limit in _list(common, "limit")
        if _subject(limit) not in replaced and _possible(limit, allowed) is not None
    ]
    merged = {**common, **raw}
    merged["fact"] = facts
    merged["stage"] = _merged(kept, _list(raw, "stage"))
    merged["limit"] = [*limits, *_list(raw, "limit")]
    merged["source"] = {**common.get("source", {}), **raw.get("source", {})}
    if isinstance(raw.get("calendar"), dict):
        merged["calendar"] = {**common["calendar"], **raw["calendar"]}
    merged["calendar"] = _possible_calendar(merged["calendar"], allowed)
    return merged


def own_place(path: str, merged: Raw, own: Raw) -> str:
    """Return a key path of the merged statute as it is in the statute's own file, where it stands there."""
    found = re.match(r"(stage|limit|fact)\[(\d+)\]", path)
    if found is None or merged is own:
        return path
    item = merged[found[1]][int(found[2])]
    places = [number for number, each in enumerate(own.get(found[1], ())) if each is item]
    return f"{found[1]}[{places[0]}]{path[found.end() :]}" if places else f"{path} of the common file"


def _list(raw: Raw, key: str) -> list[Any]:
    found = raw.get(key, [])
    return found if isinstance(found, list) else []


def _merged(common: list[Any], own: list[Any]) -> list[Any]:
    by_key = {item["key"]: item for item in own if isinstance(item, dict) and "key" in item}
    taken = {item["key"] for item in common}
    return [by_key.get(item["key"], item) for item in common] + [
        item for item in own if not isinstance(item, dict) or item.get("key") not in taken
    ]


def _subject(limit: Raw) -> str:
    """Return the stage that a limit of a sound statute bounds."""
    return str(limit["rule"]).lstrip("( ").split()[0].partition(".")[0]


def _possible(item: Raw, allowed: Mapping[str, set[str]]) -> dict[str, Any] | None:
    """Return the table with its condition cut to the values that the facts still have; None where none is left."""
    when = {key: [value for value in values if value in allowed[key]] for key, values in item.get("when", {}).items()}
    if not all(when.values()):
        return None
    return {**item, "when": when} if when else dict(item)


def _possible_stage(stage: Raw, allowed: Mapping[str, set[str]]) -> dict[str, Any] | None:
    found = _possible(stage, allowed)
    if found is None:
        return None
    for part in ("start", "end"):
        if part in found:
            found[part] = list(_all_possible(found[part], allowed))
    return found


def _possible_calendar(calendar: Raw, allowed: Mapping[str, set[str]]) -> Raw:
    variants = calendar.get("variant", [])
    return {**calendar, "variant": list(_all_possible(variants if isinstance(variants, list) else [], allowed))}


def _all_possible(items: list[Any], allowed: Mapping[str, set[str]]) -> Iterator[Raw]:
    for item in items:
        found = _possible(item, allowed) if isinstance(item, dict) else item
        if found is not None:
            yield found
