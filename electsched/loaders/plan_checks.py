"""What is wrong with a plan file beyond the type of each value: names that nothing bears, windows that run backwards.

The checks work on what could be read, and take names from the file as it stands, so that one fault breeds no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import attrs

from electsched.errors import ElectschedError, Fault, InputError
from electsched.i18n.text import LANGUAGES
from electsched.loaders.resource_checks import FORCE_KEYED, ended_duties, force_faults, long_duties
from electsched.loaders.toml import Fields
from electsched.operation.operation import Operation
from electsched.operation.plan import Site, check_rotation
from electsched.operation.windows import operation_windows
from electsched.timeline.stage import Timeline
from electsched.timespan import zone_named

__all__ = ["named", "plan_faults"]

FORMAT = 1
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_KEY = 64
LONGEST_MUSTER = 24 * 60
HOURS_A_WEEK = 7 * 24
MOST_DAYS = 366
YEARS = (1900, 2199)
LONGEST_ALARM = 7 * 24 * 60
WEB_ADDRESS = "an address such as 'https://calendars.example.org/jombang'"


def plan_faults(fields: Fields, raw: Mapping[str, object], timeline: Timeline | None) -> Iterator[Fault]:
    """Yield every fault; without a timeline, what rests on the stages is not judged."""
    yield from _scalars(fields)
    yield from _keys(fields, raw)
    yield from _references(fields, raw)
    yield from _numbers(fields)
    yield from _notice(fields)
    yield from _idle_teams(fields, raw)
    yield from _unit_circles(fields)
    yield from _windows(fields, timeline)
    yield from check_rotation(fields.items("post"), fields.items("pattern"))


# --- single values ------------------------------------------------------------------------------------------------


def _scalars(fields: Fields) -> Iterator[Fault]:
    values = fields.values
    if values.get("format", FORMAT) != FORMAT:
        yield Fault("format", str(values["format"]), f"{FORMAT}, the format that this version reads")
    if "id" in values:
        yield from _key_fault("id", values["id"])
    if "zone" in values:
        yield from _zone("zone", values["zone"])
    for index, unit in fields.items("unit").items():
        if unit.zone:
            yield from _zone(f"unit[{index}].zone", unit.zone)
    for index, language in fields.items("languages").items():
        if language not in LANGUAGES:
            yield Fault(f"languages[{index}]", repr(language), "one of " + ", ".join(LANGUAGES))
    yield from _site(values.get("site"))


def _zone(path: str, name: str) -> Iterator[Fault]:
    try:
        zone_named(name, path=path)
    except InputError as error:
        yield from error.faults


def _site(site: Site | None) -> Iterator[Fault]:
    if site is None:
        return
    if not _web_address(site.url):
        yield Fault("site.url", repr(site.url), WEB_ADDRESS)
    for part, url in (("internal", site.internal_url), ("secret", site.secret_url)):
        if url != f"{site.url}/{part}" and not _web_address(url):
            yield Fault(f"site.{part}_url", repr(url), WEB_ADDRESS)
    if not 1 <= site.refresh_hours <= HOURS_A_WEEK:
        yield Fault("site.refresh_hours", str(site.refresh_hours), f"from 1 to {HOURS_A_WEEK} hours")
    for name, days in (("retire_days", site.retire_days), ("access_days", site.access_days)):
        if not 0 <= days <= MOST_DAYS:
            yield Fault(f"site.{name}", str(days), f"from 0 to {MOST_DAYS} days")


def _web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = not re.search(r"[\s<>\"'`{}|\\^]", url) and not parts.query and not parts.fragment
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and plain


def _key_fault(path: str, key: str) -> Iterator[Fault]:
    if not KEY.fullmatch(key) or len(key) > MAX_KEY:
        yield Fault(path, repr(key), f"lower-case letters, digits and single hyphens, at most {MAX_KEY} characters")


# --- keys and what refers to them ---------------------------------------------------------------------------------

_KEYED = ("unit", "partner", "post", "pattern", "team", "muster", "notice", *FORCE_KEYED)


def _keys(fields: Fields, raw: Mapping[str, object]) -> Iterator[Fault]:
    for name in _KEYED:
        seen: set[str] = set()
        for index, item in fields.items(name).items():
            path = f"{name}[{index}].key"
            yield from _key_fault(path, item.key)
            if item.key in seen:
                yield Fault(path, f"{item.key!r} a second time", "a key of its own")
            seen.add(item.key)
    for index, pattern in fields.items("pattern").items():
        for group in ("shift", "line"):
            for number, part in enumerate(getattr(pattern, group)):
                yield from _key_fault(f"pattern[{index}].{group}[{number}].key", part.key)
    if not named(raw, "unit"):
        yield Fault("unit", "none", "at least one [[unit]]")


def named(raw: Mapping[str, object], name: str) -> frozenset[str]:
    """Return every key of that list in the file, also of items that are unsound, so that no fault breeds another."""
    found = raw.get(name)
    items = found if isinstance(found, list) else []
    return frozenset(str(item["key"]) for item in items if isinstance(item, dict) and "key" in item)


def _references(fields: Fields, raw: Mapping[str, object]) -> Iterator[Fault]:
    known = {name: named(raw, name) for name in _KEYED}
    operation = raw.get("operation")
    known["window"] = named(operation, "window") if isinstance(operation, dict) else frozenset()

    def refer(path: str, kind: str, keys: tuple[str, ...]) -> Iterator[Fault]:
        for key in keys:
            if key not in known[kind]:
                shown = ", ".join(sorted(known[kind])) or "none is given"
                yield Fault(path, f"the {kind} {key!r}", f"the key of a {kind}: {shown}")

    for index, unit in fields.items("unit").items():
        yield from refer(f"unit[{index}].parent", "unit", (unit.parent,) if unit.parent else ())
    for index, post in fields.items("post").items():
        yield from refer(f"post[{index}].unit", "unit", (post.unit,))
        yield from refer(f"post[{index}].pattern", "pattern", (post.pattern,))
        yield from refer(f"post[{index}].windows", "window", post.windows)
        yield from refer(f"post[{index}].partners", "partner", post.partners)
        yield from refer(f"post[{index}].teams", "team", tuple(key for line in post.teams for key in line))
    for index, team in fields.items("team").items():
        yield from refer(f"team[{index}].unit", "unit", (team.unit,))
    for index, muster in fields.items("muster").items():
        yield from refer(f"muster[{index}].units", "unit", muster.units)
    yield from force_faults(fields, refer)


def _numbers(fields: Fields) -> Iterator[Fault]:
    for index, post in fields.items("post").items():
        if not post.windows:
            yield Fault(f"post[{index}].windows", "none", "at least one window in which the post stands")
    for index, team in fields.items("team").items():
        if team.people < 1:
            yield Fault(f"team[{index}].people", str(team.people), "at least 1")
    for index, muster in fields.items("muster").items():
        if not 1 <= muster.minutes <= LONGEST_MUSTER:
            yield Fault(f"muster[{index}].minutes", str(muster.minutes), f"from 1 to {LONGEST_MUSTER} minutes")
        if not YEARS[0] <= muster.start.day.year <= YEARS[1]:
            yield Fault(f"muster[{index}].start", str(muster.start), f"a year from {YEARS[0]} to {YEARS[1]}")


def _notice(fields: Fields) -> Iterator[Fault]:
    for name in ("post", "muster"):
        for index, item in fields.items(name).items():
            if not 0 <= item.alarm <= LONGEST_ALARM:
                yield Fault(f"{name}[{index}].alarm", str(item.alarm), f"from 0 to {LONGEST_ALARM} minutes")
    for index, tier in fields.items("notice").items():
        if tier.under < 1:
            yield Fault(f"notice[{index}].under", str(tier.under), "at least 1 day")


def _idle_teams(fields: Fields, raw: Mapping[str, object]) -> Iterator[Fault]:
    """Report each team that stands in no line of any post: it would never be on duty, without a word."""
    posts = raw.get("post")
    listed = str([item.get("teams") for item in posts if isinstance(item, dict)]) if isinstance(posts, list) else ""
    for index, team in fields.items("team").items():
        if repr(team.key) not in listed:
            expected = "a team that stands in the teams of a post, and so in a line of its pattern"
            yield Fault(f"team[{index}].key", f"{team.key!r}, a team in no pattern", expected)


def _unit_circles(fields: Fields) -> Iterator[Fault]:
    parents = {unit.key: unit.parent for unit in fields.items("unit").values()}
    for index, unit in fields.items("unit").items():
        seen = [unit.key]
        while parents.get(seen[-1]) and parents[seen[-1]] not in seen:
            seen.append(parents[seen[-1]])
        if parents.get(seen[-1]) == unit.key:
            yield Fault(f"unit[{index}].parent", " -> ".join([*seen, unit.key]), "a unit that is not below this one")


# --- windows ------------------------------------------------------------------------------------------------------


def _windows(fields: Fields, timeline: Timeline | None) -> Iterator[Fault]:
    operation: Operation | None = fields.values.get("operation")
    if operation is None:
        return
    faults = [*_declared(operation), *_specs(operation, timeline)]
    yield from faults
    if faults or timeline is None:
        return
    try:
        operation_windows(operation, timeline, zone=timeline.zone)
        yield from long_duties(fields, timeline)
        yield from ended_duties(fields, timeline)
    except ElectschedError as error:
        for fault in error.faults:
            yield attrs.evolve(fault, path=f"operation.{fault.path}")


def _declared(operation: Operation) -> Iterator[Fault]:
    if operation.end < operation.start:
        found = operation.end.isoformat()
        yield Fault("operation.end", found, f"a day not before the start, {operation.start.isoformat()}")
    if not operation.window:
        yield Fault("operation.window", "none", "at least one [[operation.window]]")


def _specs(operation: Operation, timeline: Timeline | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, spec in enumerate(operation.window):
        path = f"operation.window[{index}]"
        yield from _key_fault(f"{path}.key", spec.key.replace("_", "-"))
        if spec.key in seen:
            yield Fault(f"{path}.key", f"{spec.key!r} a second time", "a key of its own")
        seen.add(spec.key)
        for number, key in enumerate(spec.stages):
            if timeline is not None and key not in timeline.statute:
                yield Fault(f"{path}.stages[{number}]", f"the stage {key!r}", timeline.statute.expected_key())
        dated = (spec.start is not None) + (spec.end is not None)
        if bool(spec.stages) == bool(dated) or dated == 1:
            yield Fault(path, "neither stages nor both dates, or some of each", "'stages', or 'start' and 'end'")
        elif spec.start and spec.end and spec.end < spec.start:
            found = spec.end.isoformat()
            yield Fault(f"{path}.end", found, f"a day not before the start, {spec.start.isoformat()}")
