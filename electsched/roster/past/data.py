"""The record of a roster as a data file (JSON): a table of the duties, and the names that show them.

A record is read again with all its values; one that was cut off, edited by hand, or written for another plan or by a
later version is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from cattrs import BaseValidationError
from cattrs.preconf.json import make_converter

from electsched.errors import Fault, InputError
from electsched.i18n.text import Text
from electsched.operation.operation import Post, Unit
from electsched.operation.shifts import Shift
from electsched.operation.teams import Team
from electsched.roster.duty import Duty
from electsched.roster.past.record import RosterRecord
from electsched.timespan import Span, zone_named

__all__ = ["FORMAT", "record_bytes", "record_value"]

FORMAT = 1
COLUMNS = ("post", "line", "day", "shift", "team", "people", "start", "end", "members", "relief")
EXPECTED = "the record that `publish` wrote"
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
    crews: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    changes: tuple[str, ...] = ()


def record_bytes(record: RosterRecord) -> bytes:
    """Return a record as JSON, a line for each duty: moments with their offset, the end exclusive.

    ``zones`` are the IANA zones of the duties by post; ``members`` are keys, and empty if the whole team does the duty.
    """
    names = _Names(
        units=record.units,
        posts=record.posts,
        teams=record.teams,
        shifts=dict(record.shifts),
        crews=dict(record.crews),
        changes=tuple(sorted(record.changes)),
    )
    zones = {duty.post: str(duty.span.start.tzinfo) for duty in record.duties}
    head = {"format": FORMAT, "of": record.plan, "zones": zones, **_converter.unstructure(names), "columns": COLUMNS}
    lines = [f"{_encode(key)}: {_encode(value)}" for key, value in head.items()]
    rows = ",\n".join(_encode(row) for row in _rows(record.duties))
    return ("{\n" + ",\n".join([*lines, f'"duties": [\n{rows}\n]']) + "\n}\n").encode()


def _rows(duties: Iterable[Duty]) -> Iterator[list[object]]:
    moments: dict[int, tuple[str, str]] = {}  # by identity: many posts share a span, and a record has many duties
    for duty in duties:
        span = duty.span
        hours = moments.get(id(span)) or moments.setdefault(id(span), (span.start.isoformat(), span.end.isoformat()))
        names = (duty.post, duty.line, duty.day.isoformat(), duty.shift, duty.team, duty.people)
        yield [*names, *hours, list(duty.members), duty.relief]


def record_value(data: bytes, plan: str, *, path: str) -> RosterRecord:
    """Return the record in a file; ``plan`` is the id of its plan, and ``path`` names the file in faults.

    Raises:
        InputError: The file is damaged, or of another plan or format.
    """
    try:
        content = json.loads(data)
    except ValueError as error:
        raise InputError(Fault(path, f"no JSON: {error}", EXPECTED)) from error
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        raise InputError(Fault(path, "no record of a roster", EXPECTED))
    if content["format"] != FORMAT:
        expected = f"format {FORMAT}, which this version of electsched writes"
        raise InputError(Fault(path, f"format {content['format']}", expected))
    if content.get("of") != plan:
        raise InputError(Fault(path, f"a record of {content.get('of')!r}", f"a record of {plan!r}"))
    try:
        return _record(content, plan)
    except (BaseValidationError, InputError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError(Fault(path, "a damaged record", EXPECTED)) from error


def _record(content: dict[str, Any], plan: str) -> RosterRecord:
    fields = [field.name for field in attrs.fields(_Names) if field.name in content]
    names = _converter.structure({name: content[name] for name in fields}, _Names)
    columns = [content["columns"].index(column) for column in COLUMNS]
    zones = {post: zone_named(zone) for post, zone in content["zones"].items()}
    spans: dict[tuple[str, str, ZoneInfo], Span] = {}
    duties = []
    for row in content["duties"]:
        post, line, day, shift, team, people, start, end, members, relief = (row[column] for column in columns)
        key = (start, end, zones[post])
        span = spans.get(key) or spans.setdefault(key, _span(*key))
        duty = Duty(
            post=post,
            line=line,
            day=date.fromisoformat(day),
            shift=shift,
            team=team,
            people=people,
            span=span,
            members=tuple(members),
            relief=relief,
        )
        duties.append(duty)
    return RosterRecord(
        plan=plan,
        duties=tuple(duties),
        units=names.units,
        posts=names.posts,
        teams=names.teams,
        shifts=names.shifts,
        crews=names.crews,
        changes=frozenset(names.changes),
    )


def _span(start: str, end: str, zone: ZoneInfo) -> Span:
    first, last = (datetime.fromisoformat(text).astimezone(UTC).astimezone(zone) for text in (start, end))
    return Span(first, last)
