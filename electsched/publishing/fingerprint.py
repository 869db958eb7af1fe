"""Compute fingerprints: digests of all values and all code that decide the bytes of a site.

A fingerprint takes every field of a value, so a new field is in it without a change here. If a fingerprint is the one
of the last publication, nothing is rendered. If it is another, files are rendered, and only those with other bytes are
written: a field too many costs time, and a field too few would leave outdated files.
"""

from __future__ import annotations

import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from operator import attrgetter
from pathlib import Path
from typing import Any

import attrs

from electsched.calendars.telling.templates import FIELDS
from electsched.i18n.languages import AddedLanguage, words
from electsched.i18n.text import Note
from electsched.operation.plan import Plan
from electsched.operation.site import Site
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.parts.partition import PARTITION_FIELDS

__all__ = [
    "LIBRARIES",
    "OMITTED",
    "added_words",
    "code_fingerprint",
    "fingerprint",
    "library_versions",
    "partition_fingerprint",
    "shared_fingerprint",
]

OMITTED: Mapping[tuple[type, str], str] = {
    **{(Site, name): "It is in no file of a site." for name in FIELDS},
    **{
        (Member, name): "It decides no turn, and is in no file of a site."
        for name in ("caps", "least_hours", "most_hours", "requests")
    },
    (Member, "phone_place"): "It is where a list has the number, and in no file of a site.",
    (Plan, "roster_file"): "The duties of the file are in the fingerprints of the partitions.",
    (Plan, "issued"): "It is only the default stamp of a publication, and a stamp changes no unchanged file.",
}
"""The fields that no fingerprint contains, with the reason. Fields that are computed from the others (``init=False``)
are not in one either."""
LIBRARIES = ("electsched", "holidays", "icalendar", "jinja2", "markupsafe", "pendulum", "segno", "tzdata")
"""The distributions whose code decides the bytes of a site."""
_NO_CODE = ("data", "__pycache__")
"""The folders of the package without code: plans and laws are values."""


# --- values -------------------------------------------------------------------------------------------------------


def fingerprint(*values: object) -> str:
    """Return the SHA-256 of the values with all their fields, and of the code, as hexadecimal digits.

    Raises:
        TypeError: A value is of a type whose content is not known.
    """
    return hashlib.sha256(_encode([code_fingerprint(), *_parts(values)]).encode()).hexdigest()


def _parts(values: Iterable[object]) -> list[object]:
    # JSON itself would write the keys of a dict as text, and of a note the English words alone.
    return [_plain(value) if type(value) in {dict, Note} else value for value in values]


def _plain(value: object) -> list[object]:
    """Return a value that JSON has no type for as a list: the name of its type and its content."""
    kind = type(value)
    return [kind.__qualname__, *_content_of(kind)(value)]  # type: ignore[arg-type]  # mypy takes a type for unhashable


@cache  # every value of a plan is looked up
def _content_of(kind: type[Any]) -> Callable[[Any], Iterable[object]]:
    for base, content in _CONTENT.items():
        if issubclass(kind, base):
            return content
    if not attrs.has(kind):
        message = f"no fingerprint of a {kind.__qualname__}: its content is not known"
        raise TypeError(message)
    names = _field_names(kind)
    return lambda value: _parts([getattr(value, name) for name in names])


@cache
def _field_names(kind: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind) if field.init and (kind, field.name) not in OMITTED)


# A nation has two million duties: their fields are encoded column by column, and spans and days that duties share once.
def _columns(duties: Sequence[Duty]) -> Iterator[list[object]]:
    for name in _field_names(Duty):
        column = [*map(attrgetter(name), duties)]
        if {*map(type, column)} <= {str, int, bool, tuple}:
            yield column
        else:
            texts = {key: _encode(value) for key, value in {id(value): value for value in column}.items()}
            yield [texts[id(value)] for value in column]


_encode = json.JSONEncoder(default=_plain, check_circular=False, separators=(",", ":")).encode
_CONTENT: Mapping[type, Callable[[Any], Iterable[object]]] = {
    datetime: lambda clock: (clock.toordinal(), clock.time().isoformat(), clock.fold, str(clock.tzinfo)),
    date: lambda day: (day.toordinal(),),
    time: lambda clock: (clock.isoformat(),),
    timedelta: lambda length: (length.days, length.seconds, length.microseconds),
    Mapping: lambda mapping: mapping.items(),
    Note: lambda note: note.text.words,
    frozenset: lambda values: sorted(map(_encode, values)),
    Roster: lambda roster: (
        [*_columns(roster.duties)] if name == "duties" else getattr(roster, name) for name in _field_names(Roster)
    ),
}
"""The content of each type besides those of JSON and of attrs, in the order of the search: a datetime is a date."""


# --- plans and rosters --------------------------------------------------------------------------------------------


def shared_fingerprint(plan: Plan) -> str:
    """Return the fingerprint of everything that all partitions of a plan share, its timeline included."""
    fields = [[name, getattr(plan, name)] for name in _field_names(Plan) if name not in PARTITION_FIELDS]
    return fingerprint(fields, *added_words(plan.languages))


def added_words(languages: Iterable[str]) -> list[object]:
    """Return the words of the languages that bring their own; those of the package are code."""
    return [dict(words(language)) for language in languages if isinstance(language, AddedLanguage)]


def partition_fingerprint(shared: str, plan: Plan, roster: Roster | None, *more: object) -> str:
    """Return the fingerprint of a partition with this plan and these duties.

    ``shared`` is that of the whole plan; ``more`` are other values that decide its bytes, such as options and links.
    """
    return fingerprint(shared, [[name, getattr(plan, name)] for name in PARTITION_FIELDS], roster, more)


# --- code ---------------------------------------------------------------------------------------------------------


@cache
def code_fingerprint() -> str:
    """Return the fingerprint of the code that renders a site: this package, its libraries and the time zones."""
    content = _encode([_digests(resources.files("electsched")), library_versions()])
    return hashlib.sha256(content.encode()).hexdigest()


def _digests(folder: Traversable) -> list[list[object]]:
    """Return the name of each file of code with its digest, and of each folder with its files, in order of names."""
    entries = sorted((entry for entry in folder.iterdir() if entry.name not in _NO_CODE), key=attrgetter("name"))
    return [
        [entry.name, _digests(entry) if entry.is_dir() else hashlib.sha256(entry.read_bytes()).hexdigest()]
        for entry in entries
    ]


_version = cache(version)  # it is read from the files of an installation


def library_versions() -> Mapping[str, str]:
    """Return the versions of the libraries and of the time zones, by name."""
    return {name: _version(name) for name in LIBRARIES} | {"time_zones": _time_zones()}


def _time_zones() -> str:
    """Return the source of Python's time zones, with its version: the system's, if it has any, else ``tzdata``."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / "UTC").exists():
            listing = folder / "tzdata.zi"
            text = listing.read_text(encoding="utf-8") if listing.exists() else "version unknown"
            return "system " + text.partition("\n")[0].removeprefix("# version ")
    return "tzdata " + version("tzdata")
