"""A timeline as records: the fields that its data has, and from which their JSON Schema is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment, show
from electsched.law.kinds import KINDS
from electsched.law.trace import Citation, Value
from electsched.timeline.election import Alternative, Change, Link
from electsched.timeline.stage import Dates, Stage, Timeline
from electsched.timeline.status import Status

__all__ = [
    "TAGGED",
    "DatesRecord",
    "OccurrenceRecord",
    "StageRecord",
    "TimelineRecord",
    "plain",
    "stage_record",
    "tag_of",
    "timeline_record",
]


@attrs.frozen(kw_only=True)
class DatesRecord:
    """The first and the last day of a stage, or their moments.

    Attributes:
        start: The first day; null where nothing gives it.
        end: The last day, included; null where nothing gives it.
    """

    start: Value | None
    end: Value | None


@attrs.frozen(kw_only=True)
class OccurrenceRecord:
    """One of the several dates of a stage.

    Attributes:
        key: What it is called for good.
        name: Its name, by language.
        start: Its first day or moment.
        end: Its last day or moment; null where it is that of the start.
        area: Where it takes place; empty where it does everywhere.
    """

    key: str
    name: Text
    start: Value
    end: Value | None
    area: str


@attrs.frozen(kw_only=True)
class StageRecord:
    """One stage.

    Attributes:
        key: Its name in rules.
        kind: What it is.
        name: Its name, by language.
        status: How firm its dates are, or what became of it.
        start: The first day; null where it has no date.
        end: The last day, included; null where it has no date.
        days: The days from the first to the last, both counted; null where it has no date.
        opens: The local hour at which it opens, up to 24:00; null where none is stated.
        closes: The local hour at which it closes, up to 24:00; null where none is stated.
        deadline: The moment at which it closes on the jurisdiction's own clock; null where no hour is stated.
        computed: What the law gives.
        official: What the authority set.
        earliest: The first lawful day of its end; null where the law does not limit it.
        latest: The last lawful day of its end; null where the law does not limit it.
        occurrences: Its dates, where it has several.
        planned: First and last day as they were planned; null where no change moved them.
        changes: What was decided on it after its dates had been set, in order.
        alternatives: What the sources say where they contradict each other.
        citations: Every provision that its dates and limits rest on directly.
        note: What a reader should know besides.
    """

    key: str
    kind: str = attrs.field(metadata={"enum": KINDS})
    name: Text
    status: Status
    start: date | None
    end: date | None
    days: int | None
    opens: str | None
    closes: str | None
    deadline: datetime | None
    computed: DatesRecord
    official: DatesRecord
    earliest: date | None
    latest: date | None
    occurrences: tuple[OccurrenceRecord, ...]
    planned: tuple[Value, ...] | None
    changes: tuple[Change, ...]
    alternatives: tuple[Alternative, ...]
    citations: tuple[Citation, ...]
    note: str


@attrs.frozen(kw_only=True)
class TimelineRecord:
    """Every stage of one election.

    Attributes:
        id: The election's name, or the statute's where there is no election.
        name: Its name, by language.
        zone: The zone of the jurisdiction's own clock.
        facts: What the law asked of the election.
        links: How the election stands to others.
        dropped: Official dates that a what-if dropped, by stage key.
        stages: Every stage in the order of the law.
    """

    id: str
    name: Text
    zone: str
    facts: Mapping[str, str]
    links: tuple[Link, ...]
    dropped: tuple[str, ...]
    stages: tuple[StageRecord, ...]


TAGGED = frozenset({Alternative, Change, Citation, Link})
"""Of the classes within a record, those that name themselves under ``is``."""
_RECORDS = frozenset({DatesRecord, OccurrenceRecord, StageRecord, TimelineRecord})


def timeline_record(timeline: Timeline) -> TimelineRecord:
    """Return the timeline as a record."""
    return TimelineRecord(
        id=timeline.id,
        name=timeline.name,
        zone=timeline.zone,
        facts=timeline.facts,
        links=timeline.links,
        dropped=timeline.unread,
        stages=tuple(map(stage_record, timeline)),
    )


def stage_record(stage: Stage) -> StageRecord:
    """Return one stage as a record."""
    return StageRecord(
        key=stage.key,
        kind=stage.kind,
        name=stage.name,
        status=stage.status,
        start=stage.start if stage.dated else None,
        end=stage.end if stage.dated else None,
        days=stage.days if stage.dated else None,
        opens=stage.opens.clock if stage.opens else None,
        closes=stage.closes.clock if stage.closes else None,
        deadline=stage.deadline if stage.dated else None,
        computed=_dates(stage.computed),
        official=_dates(stage.official),
        earliest=stage.earliest,
        latest=stage.latest,
        occurrences=tuple(
            OccurrenceRecord(key=item.key, name=item.name, start=item.start, end=item.end, area=item.area)
            for item in stage.occurrences
        ),
        planned=stage.planned,
        changes=stage.changes,
        alternatives=stage.alternatives,
        citations=stage.citations,
        note=stage.note,
    )


def _dates(dates: Dates) -> DatesRecord:
    return DatesRecord(
        start=dates.first.value if dates.first else None,
        end=dates.last.value if dates.last else None,
    )


def tag_of(kind: type) -> str:
    """Return the name that a class gives itself under ``is``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def plain(value: Any) -> Any:  # noqa: ANN401  # any value of a record or a trace
    """Return a value of a record or a trace as data: what JSON can carry, dates as ISO 8601 text."""
    if isinstance(value, Text):
        return dict(value.words)
    if isinstance(value, Moment | date):  # a moment with a zone is a date too
        return value.isoformat() if isinstance(value, datetime) else show(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if attrs.has(type(value)):
        fields = {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init}
        return fields if type(value) in _RECORDS else {"is": tag_of(type(value)), **fields}
    return value
