"""The record of a roster as a data file (JSON): a table of the duties with the names that show them.

Its members are in another file, see `electsched.publishing.records`.

A record is read again with all its values; one that was cut off, edited by hand, or written for another plan or by a
later version is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter

from electsched.errors import Fault, InputError
from electsched.i18n.parser_causes import parser_cause
from electsched.i18n.text import Text
from electsched.operation.operation import Post, Unit
from electsched.operation.shifts import Shift
from electsched.operation.teams import Team
from electsched.phrases import phrase
from electsched.roster.duty import Duty
from electsched.roster.past.record import RosterRecord
from electsched.timespan import Span, zone_named
from electsched.values import value_text

__all__ = ["FORMAT", "record_bytes", "record_value"]

FORMAT = 1
COLUMNS = ("post", "line", "day", "shift", "team", "people", "start", "end", "relief")
EXPECTED = phrase("the record that `publish` wrote")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_converter = make_converter(omit_if_default=True, forbid_extra_keys=True)
_converter.register_unstructure_hook(time, time.isoformat)
_converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
_converter.register_unstructure_hook(Text, lambda text: dict(text.words))
_converter.register_structure_hook(Text, lambda words, _: Text({str(key): str(value) for key, value in words.items()}))


@attrs.frozen(kw_only=True)
class _Names:
    """The values of a record besides its duties."""

    units: tuple[Unit, ...] = ()
    posts: tuple[Post, ...] = ()
    teams: tuple[Team, ...] = ()
    shifts: dict[str, tuple[Shift, ...]] = attrs.field(factory=dict)
    changes: tuple[str, ...] = ()

    __repr__ = value_text


def record_bytes(record: RosterRecord) -> bytes:
    """Return a record without its members as JSON, a line for each duty: moments with their offset, the end exclusive.

    ``zones`` are the IANA zones of the duties by post, ``members`` says whether there is a file with its members, and
    ``changes`` are digests of the changes that it contains.
    """
    names = _Names(
        units=record.units,
        posts=record.posts,
        teams=record.teams,
        shifts=dict(record.shifts),
        changes=tuple(sorted(record.changes)),
    )
    zones = {duty.post: str(duty.span.start.tzinfo) for duty in record.duties}
    head = {"format": FORMAT, "of": record.plan, "members": record.names_members, "zones": zones}
    head |= {**_converter.unstructure(names), "columns": COLUMNS}
    lines = [f"{_encode(key)}: {_encode(value)}" for key, value in head.items()]
    rows = ",\n".join(_encode(row) for row in _rows(record.duties))
    return ("{\n" + ",\n".join([*lines, f'"duties": [\n{rows}\n]']) + "\n}\n").encode()


def _rows(duties: Iterable[Duty]) -> Iterator[list[object]]:
    moments: dict[int, tuple[str, str]] = {}  # by identity: many posts share a span, and a record has many duties
    for duty in duties:
        span = duty.span
        hours = moments.get(id(span)) or moments.setdefault(id(span), (_moment(span.start), _moment(span.end)))
        names = (duty.post, duty.line, duty.day.isoformat(), duty.shift, duty.team, duty.people)
        yield [*names, *hours, duty.relief]


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


def record_value(data: bytes, plan: str, *, path: str) -> RosterRecord:
    """Return the record in a file, without its members.

    ``plan`` is the id of its plan, empty for any, and ``path`` names the file in faults.

    Raises:
        InputError: The file is damaged, or of another plan or format.
    """
    try:
        content = json.loads(data)
    except ValueError as error:
        raise InputError(Fault(path, phrase("no JSON: {error}", error=parser_cause(error)), EXPECTED)) from error
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        raise InputError(Fault(path, phrase("no record of a roster"), EXPECTED))
    if content["format"] != FORMAT:
        expected = phrase("format {number}, which this version of electsched writes", number=FORMAT)
        raise InputError(Fault(path, phrase("format {number}", number=content["format"]), expected))
    if content.get("of") != (plan or content.get("of")):
        raise InputError(
            Fault(
                path,
                phrase("a record of {id!r}", id=content.get("of")),
                phrase("a record of {id!r}", id=plan),
            )
        )
    try:
        return _record(content)
    except (BaseValidationError, InputError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError(Fault(path, phrase("a damaged record"), EXPECTED)) from error


# One value for all duties of a day, which fingerprints encode once.
@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _record(content: dict[str, Any]) -> RosterRecord:
    fields = [field.name for field in attrs.fields(_Names) if field.name in content]
    names = _converter.structure({name: content[name] for name in fields}, _Names)
    values = itemgetter(*(content["columns"].index(column) for column in COLUMNS))
    zones = {post: zone_named(zone) for post, zone in content["zones"].items()}
    duties = []
    for row in content["duties"]:
        post, line, day, shift, team, people, start, end, relief = values(row)
        duty = Duty(
            post=post,
            line=line,
            day=_day(day),
            shift=shift,
            team=team,
            people=people,
            span=_span(start, end, zones[post]),
            relief=relief,
        )
        duties.append(duty)
    return RosterRecord(
        plan=content["of"],
        duties=tuple(duties),
        units=names.units,
        posts=names.posts,
        teams=names.teams,
        shifts=names.shifts,
        changes=frozenset(names.changes),
        lacks_members=content.get("members") is True,
    )


@lru_cache(maxsize=4096)  # the duties of all units share their spans
def _span(start: str, end: str, zone: ZoneInfo) -> Span:
    first, last = (datetime.fromisoformat(text).astimezone(UTC).astimezone(zone) for text in (start, end))
    return Span(first, last)
