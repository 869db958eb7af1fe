"""Stages, traces and audits as plain data: what JSON can carry, dates as ISO 8601 text."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import attrs

from electsched.law.counting import Moment, show
from electsched.law.trace import Found, Value
from electsched.text import Text
from electsched.timeline.audit import AuditLine
from electsched.timeline.bounds import Bound, Bounds
from electsched.timeline.compare import Comparison
from electsched.timeline.stage import Dates, Stage, Timeline

__all__ = ["audit_data", "bounds_data", "comparison_data", "explain_data", "stage_data", "timeline_data"]

Data = dict[str, Any]


def timeline_data(timeline: Timeline) -> Data:
    """Return every stage of the timeline in the order of the law."""
    return {
        "id": timeline.id,
        "name": dict(timeline.name.words),
        "zone": timeline.zone,
        "dropped": list(timeline.unread),
        "stages": [stage_data(stage) for stage in timeline],
    }


def stage_data(stage: Stage) -> Data:
    """Return one stage; ``start`` and ``end`` are days, both included, and None where it has no date.

    ``opens`` and ``closes`` are local hours where they are stated, with 24:00 kept; ``deadline`` is the exact moment at
    which it closes on the jurisdiction's own clock.
    """
    deadline = stage.deadline if stage.dated else None
    return {
        "key": stage.key,
        "kind": stage.kind,
        "name": dict(stage.name.words),
        "status": stage.status,
        "start": stage.start.isoformat() if stage.dated else None,
        "end": stage.end.isoformat() if stage.dated else None,
        "days": stage.days if stage.dated else None,
        "opens": stage.opens.clock if stage.opens else None,
        "closes": stage.closes.clock if stage.closes else None,
        "deadline": deadline.isoformat() if deadline else None,
        "computed": _dates(stage.computed),
        "official": _dates(stage.official),
        "earliest": _shown(stage.earliest),
        "latest": _shown(stage.latest),
        "occurrences": [
            {"key": item.key, "name": dict(item.name.words), "start": show(item.start), "end": _shown(item.end)}
            for item in stage.occurrences
        ],
        "planned": [show(value) for value in stage.planned] if stage.planned else None,
        "changes": [_plain(change) for change in stage.changes],
        "alternatives": [_plain(item) for item in stage.alternatives],
        "citations": [_plain(law) for law in stage.citations],
        "note": stage.note,
    }


def explain_data(stage: Stage) -> Data:
    """Return the stage with the whole reason of each of its dates, and each limit with what it comes to."""
    return stage_data(stage) | {
        "why": {"computed": _reasons(stage.computed), "holds": _reasons(stage.effective)},
        "limits": [
            {
                "rule": kept.limit.rule,
                "law": _plain(kept.limit.law),
                "bound": _plain(kept.bound),
                "actual": _plain(kept.actual),
                "kept": kept.kept,
            }
            for kept in stage.limits
        ],
    }


def audit_data(lines: tuple[AuditLine, ...]) -> list[Data]:
    """Return a table of each line."""
    return [_plain(line) for line in lines]


def bounds_data(found: Bounds) -> Data:
    """Return the ranges of every stage's first and last day, or what contradicts what."""
    return {
        "id": found.id,
        "feasible": found.feasible,
        "conflict": [_plain(ground) for ground in found.conflict],
        "unread": [_plain(ground) for ground in found.unread],
        "stages": [
            {"key": stage.key, "name": dict(stage.name.words), "start": _range(stage.start), "end": _range(stage.end)}
            for stage in found.stages
        ],
    }


def comparison_data(found: Comparison) -> Data:
    """Return each day that moved, with its causes."""
    return {"before": found.before.id, "after": found.after.id, "moves": [_plain(move) for move in found.moves]}


def _range(bound: Bound) -> Data:
    return {
        "earliest": _shown(bound.earliest),
        "latest": _shown(bound.latest),
        "earliest_by": [_plain(ground) for ground in bound.earliest_by],
        "latest_by": [_plain(ground) for ground in bound.latest_by],
    }


def _dates(dates: Dates) -> Data:
    return {"start": _found(dates.first), "end": _found(dates.last)}


def _found(found: Found | None) -> str | None:
    return show(found.value) if found else None


def _shown(value: Value | None) -> str | None:
    return show(value) if value is not None else None


def _reasons(dates: Dates) -> Data:
    return {"start": _plain(dates.first), "end": _plain(dates.last)}


def _plain(value: Any) -> Any:  # noqa: ANN401  # any value of a trace
    """Return a value of a trace as data; each class names itself under ``is``."""
    if isinstance(value, Text):
        return dict(value.words)
    if isinstance(value, Moment | date) and not isinstance(value, datetime):
        return show(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if attrs.has(type(value)):
        fields = {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init}
        return {"is": re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower(), **fields}
    return value
