"""Complete a statute file from the common statute that it extends.

British law has one timetable in many instruments. Each of these statutes states its differences; the common file states
the rest once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from electsched.law.statute import YES_OR_NO
from electsched.phrases import phrase

__all__ = ["extend", "place_in_file", "with_default_instrument"]

RawLaw = Mapping[str, Any]


def extend(raw: RawLaw, common: RawLaw) -> RawLaw:
    """Return the raw statute completed from the common one.

    A stage or a fact replaces the common one with the same key, at its place; new ones follow. Stages named in
    ``without`` are left out, with their limits. Rules whose condition no remaining value of a fact can meet are left
    out too. The open points of both statutes are listed.
    """
    without = set(_list(raw, "without"))
    facts = _merged(_list(common, "fact"), _list(raw, "fact"))
    allowed = {
        fact["key"]: set(fact.get("values", YES_OR_NO)) for fact in facts if isinstance(fact, dict) and "key" in fact
    }
    replaced = {stage.get("key") for stage in _list(raw, "stage") if isinstance(stage, dict)}
    possible = [_possible_stage(stage, allowed) for stage in _list(common, "stage")]
    stages = [stage for stage in possible if stage is not None and stage["key"] not in without]
    removed = {stage["key"] for stage in _list(common, "stage")} - {stage["key"] for stage in stages}
    limits = [
        limit
        for limit in _list(common, "limit")
        if _subject(limit) not in replaced | removed and _possible(limit, allowed) is not None
    ]
    merged = {**common, **raw}
    merged["fact"] = facts
    merged["stage"] = _merged(stages, _list(raw, "stage"))
    own_parts = {part.get("key") for part in _list(raw, "part") if isinstance(part, dict)} | without
    common_parts = [part for part in _all_possible(_list(common, "part"), allowed) if part["key"] not in own_parts]
    merged["part"] = [*common_parts, *_list(raw, "part")]
    merged["limit"] = [*limits, *_list(raw, "limit")]
    for key in ("not_covered", "pending"):
        merged[key] = [*_list(common, key), *_list(raw, key)]
    merged["case"] = _list(raw, "case")  # an example of another law would need facts that this one may lack
    merged["source"] = {**common.get("source", {}), **raw.get("source", {})}
    if isinstance(raw.get("calendar"), dict):
        merged["calendar"] = {**common["calendar"], **raw["calendar"]}
    merged["calendar"] = _possible_calendar(merged["calendar"], allowed)
    return merged


def with_default_instrument(raw: RawLaw) -> RawLaw:
    """Return the raw statute with its default instrument in each citation that names none.

    A citation that is a text, such as ``law = "44.2"``, is a provision of the default instrument.
    """
    instrument = raw.get("instrument")
    if not isinstance(instrument, str) or not instrument:
        return raw
    return {
        key: _cited(entry, instrument) if key in {"fact", "stage", "part", "limit"} else entry
        for key, entry in raw.items()
    }


def _cited(value: Any, instrument: str) -> Any:  # noqa: ANN401  # a raw value
    if isinstance(value, list):
        return [_cited(entry, instrument) for entry in value]
    if not isinstance(value, dict):
        return value
    cited = {key: _cited(entry, instrument) for key, entry in value.items()}
    law = cited.get("law")
    if isinstance(law, str):
        cited["law"] = {"instrument": instrument, "provision": law}
    elif isinstance(law, dict):
        cited["law"] = {"instrument": instrument, **law}
    return cited


def place_in_file(path: str, merged: RawLaw, raw: RawLaw) -> str:
    """Return a key path of the completed statute as a path of its file, or as a path of the common file."""
    match = re.match(r"(stage|part|limit|fact)\[(\d+)\]", path)
    if match is None or merged is raw:
        return path
    table = merged[match[1]][int(match[2])]
    indexes = [index for index, candidate in enumerate(raw.get(match[1], ())) if candidate is table]
    return (
        f"{match[1]}[{indexes[0]}]{path[match.end() :]}" if indexes else phrase("{path} of the common file", path=path)
    )


def _list(raw: RawLaw, key: str) -> list[Any]:
    value = raw.get(key, [])
    return value if isinstance(value, list) else []


def _merged(common: list[Any], replacements: list[Any]) -> list[Any]:
    by_key = {table["key"]: table for table in replacements if isinstance(table, dict) and "key" in table}
    common_keys = {table["key"] for table in common}
    return [by_key.get(table["key"], table) for table in common] + [
        table for table in replacements if not isinstance(table, dict) or table.get("key") not in common_keys
    ]


def _subject(limit: RawLaw) -> str:
    """Return the key of the stage that a limit of a valid statute bounds."""
    return str(limit["rule"]).lstrip("( ").split()[0].partition(".")[0]


def _possible(table: RawLaw, allowed: Mapping[str, set[str]]) -> dict[str, Any] | None:
    """Return the table with its condition reduced to the remaining values of the facts; None if there are none."""
    condition = table.get("when", {})
    if not _is_condition(condition):
        return dict(table)  # the completed statute is read next, which reports the fault
    when = {key: [value for value in values if value in allowed.get(key, values)] for key, values in condition.items()}
    if not all(when.values()):
        return None
    return {**table, "when": when} if when else dict(table)


def _is_condition(condition: object) -> bool:
    if not isinstance(condition, dict) or not all(isinstance(values, list) for values in condition.values()):
        return False
    return all(isinstance(value, str) for values in condition.values() for value in values)


def _possible_stage(stage: RawLaw, allowed: Mapping[str, set[str]]) -> dict[str, Any] | None:
    possible = _possible(stage, allowed)
    if possible is None:
        return None
    for part in ("start", "end", "except"):
        if part in possible:
            possible[part] = list(_all_possible(possible[part], allowed))
    return possible


def _possible_calendar(calendar: RawLaw, allowed: Mapping[str, set[str]]) -> RawLaw:
    variants = calendar.get("variant", [])
    return {**calendar, "variant": list(_all_possible(variants if isinstance(variants, list) else [], allowed))}


def _all_possible(tables: list[Any], allowed: Mapping[str, set[str]]) -> Iterator[RawLaw]:
    for table in tables:
        possible = _possible(table, allowed) if isinstance(table, dict) else table
        if possible is not None:
            yield possible
