"""Compute fingerprints: digests of all values and all code that decide the bytes of a site.

A fingerprint takes every field of a value, so a new field is in it without a change here. If a fingerprint is the one
of the last publication, nothing is rendered. If it is another, files are rendered, and only those with other bytes are
written: a field too many costs time, and a field too few would leave outdated files.
"""

from __future__ import annotations

import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from typing import Any

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster

__all__ = [
    "LIBRARIES",
    "NOT_ON_BOARDS",
    "OMITTED",
    "PARTITION_FIELDS",
    "board_fingerprint",
    "code_fingerprint",
    "fingerprint",
    "library_versions",
    "partition_fingerprint",
    "plan_fingerprint",
    "roster_fingerprint",
    "shared_fingerprint",
]

PARTITION_FIELDS = ("units", "partners", "posts", "teams", "members", "leave", "endings")
"""The fields of a plan of which each partition has its own part. All partitions share all other fields."""
OMITTED: Mapping[tuple[type, str], str] = {
    (Plan, "issued"): "It is only the default stamp of a publication, and a stamp changes no unchanged file.",
}
"""The fields that no fingerprint contains, with the reason. Fields that are computed from the others (``init=False``)
are not in one either."""
NOT_ON_BOARDS: Mapping[str, str] = {
    "line": "A board has a row for each post and day, whatever the line.",
    "members": "A board names teams only.",
    "span": "A board has the name of a shift, and no hours.",
}
"""The fields of a duty that a board does not show, with the reason."""
MAX_TEXTS = 4096
"""The number of encoded spans and days that are kept: those of a year and several units, in some 2 MB."""
LIBRARIES = ("electsched", "holidays", "icalendar", "jinja2", "markupsafe", "pendulum", "segno", "tzdata")
"""The distributions whose code decides the bytes of a site."""
_DATA_FOLDERS = ("data/", "__pycache__/")


# --- values -------------------------------------------------------------------------------------------------------


def fingerprint(*values: object) -> str:
    """Return the SHA-256 of the values with all their fields, as hexadecimal digits.

    Raises:
        TypeError: A value is of a type whose content is not known.
    """
    return hashlib.sha256(_encode(_parts(values)).encode()).hexdigest()


def _parts(values: Iterable[object]) -> list[object]:
    # JSON itself would write the keys of a dict as text.
    return [_plain(value) if type(value) is dict else value for value in values]


def _plain(value: object) -> list[object]:
    """Return a value that JSON has no type for as a list: the name of its type and its content."""
    return _content_of(type(value))(value)  # type: ignore[arg-type]  # mypy takes a type for unhashable


# Looked up once for each type: this is called for every value of a plan.
@cache
def _content_of(kind: type[Any]) -> Callable[[Any], list[object]]:
    if attrs.has(kind):
        names = _field_names(kind)
        return lambda value: [kind.__qualname__, *_parts([getattr(value, name) for name in names])]
    for known, content in _CONTENT.items():
        if issubclass(kind, known):
            return lambda value: [known.__name__, *content(value)]
    message = f"no fingerprint of a {kind.__qualname__}: its content is not known"
    raise TypeError(message)


def _clock(value: datetime) -> tuple[object, ...]:
    zone = "UTC" if value.tzinfo is UTC else str(value.tzinfo)
    return value.toordinal(), value.hour, value.minute, value.second, value.microsecond, value.fold, zone


_encode = json.JSONEncoder(default=_plain, check_circular=False, separators=(",", ":")).encode
_CONTENT: Mapping[type, Callable[[Any], Iterable[object]]] = {
    datetime: _clock,
    date: lambda day: (day.toordinal(),),
    time: lambda clock: (clock.isoformat(),),
    timedelta: lambda length: (length.days, length.seconds, length.microseconds),
    Mapping: lambda mapping: mapping.items(),
    frozenset: lambda values: sorted(map(_encode, values)),
}
"""The content of each type besides those of JSON, in the order of the search: a datetime is a date."""


@cache
def _field_names(kind: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.init and (kind, field.name) not in OMITTED)


# --- plans and rosters --------------------------------------------------------------------------------------------


def shared_fingerprint(plan: Plan) -> str:
    """Return the fingerprint of everything that all partitions of a plan share, its timeline included."""
    return fingerprint(_fields(plan, (name for name in _field_names(Plan) if name not in PARTITION_FIELDS)))


def partition_fingerprint(shared: str, plan: Plan, roster: Roster | None, *more: object) -> str:
    """Return the fingerprint of a partition.

    Args:
        shared: The `shared_fingerprint` of the whole plan.
        plan: The plan of the partition.
        roster: The duties of the partition.
        more: Other values that decide its bytes, such as options and private links.
    """
    return fingerprint(code_fingerprint(), shared, _fields(plan, PARTITION_FIELDS), roster_fingerprint(roster), more)


def plan_fingerprint(plan: Plan, roster: Roster | None) -> str:
    """Return the fingerprint of a plan and its roster, whatever code renders them."""
    return fingerprint(shared_fingerprint(plan), _fields(plan, PARTITION_FIELDS), roster_fingerprint(roster))


def _fields(plan: Plan, names: Iterable[str]) -> list[object]:
    return [[name, getattr(plan, name)] for name in names]


def roster_fingerprint(roster: Roster | None) -> str:
    """Return the fingerprint of a roster; empty if there is none."""
    if roster is None:
        return ""
    rest = [[name, getattr(roster, name)] for name in _field_names(Roster) if name != "duties"]
    return fingerprint(_columns(roster, _field_names(Duty)), rest)


def board_fingerprint(roster: Roster) -> str:
    """Return the fingerprint of the duties of a roster as a board shows them."""
    return fingerprint(_columns(roster, (name for name in _field_names(Duty) if name not in NOT_ON_BOARDS)))


# A nation has two million duties: their fields are encoded column by column, and spans and days that duties share once.
def _columns(roster: Roster, names: Iterable[str]) -> list[object]:
    columns: list[object] = []
    for name in names:
        column = [*map(attrgetter(name), roster.duties)]
        if not {*map(type, column)} <= {str, int, bool, tuple}:
            column = [kept[1] if (kept := _texts.get(id(value))) else _kept_text(value) for value in column]
        columns.append([name, column])
    return columns


_texts: dict[int, tuple[object, str]] = {}
"""Encoded values by their identity, together with the value, so that no other value can have its identity."""


def _kept_text(value: object) -> str:
    if len(_texts) >= MAX_TEXTS:
        _texts.clear()
    text = _encode(value)
    _texts[id(value)] = (value, text)
    return text


# --- code ---------------------------------------------------------------------------------------------------------


@cache
def code_fingerprint() -> str:
    """Return the fingerprint of the code that renders a site: this package, its libraries and the time zones."""
    sources = [(path, hashlib.sha256(data).hexdigest()) for path, data in _sources(resources.files("electsched"))]
    return fingerprint(sorted(sources), library_versions())


def _sources(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file of the package, except data: plans and laws are values."""
    for entry in folder.iterdir():
        name = f"{path}{entry.name}"
        if entry.is_dir():
            if not f"{name}/".endswith(_DATA_FOLDERS):
                yield from _sources(entry, f"{name}/")
        else:
            yield name, entry.read_bytes()


def library_versions() -> Mapping[str, str]:
    """Return the versions of the libraries and of the time zones, by name."""
    return {name: _version(name) for name in LIBRARIES} | {"time_zones": _time_zones()}


# A version is read from the files of an installation.
@cache
def _version(name: str) -> str:
    return version(name)


def _time_zones() -> str:
    """Return the source of Python's time zones, with its version: the system's, if it has any, else ``tzdata``."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            return "system " + (_first_line(listing) if listing.exists() else "version unknown")
    return "tzdata " + version("tzdata")


def _first_line(listing: Path) -> str:
    with listing.open(encoding="utf-8") as file:
        return file.readline().rstrip("\n").removeprefix("# version ")
