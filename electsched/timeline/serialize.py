"""Stages, traces and audits as plain data: what JSON can carry, dates as ISO 8601 text."""

from __future__ import annotations

from typing import Any

from electsched.law.date_arithmetic import show
from electsched.law.trace import Value
from electsched.timeline.audit import AuditLine
from electsched.timeline.bounds import Bound, Bounds
from electsched.timeline.compare import Comparison
from electsched.timeline.records import plain, stage_record, timeline_record
from electsched.timeline.stage import Dates, Stage, Timeline

__all__ = ["audit_data", "bounds_data", "comparison_data", "explain_data", "stage_data", "timeline_data"]

Data = dict[str, Any]


def timeline_data(timeline: Timeline) -> Data:
    """Return every stage of the timeline in the order of the law; `json_schema` says what stands in it."""
    found: Data = plain(timeline_record(timeline))
    return found


def stage_data(stage: Stage) -> Data:
    """Return one stage; ``start`` and ``end`` are days, both included, and None where it has no date.

    ``opens`` and ``closes`` are local hours where they are stated, with 24:00 kept; ``deadline`` is the exact moment at
    which it closes on the jurisdiction's own clock.
    """
    found: Data = plain(stage_record(stage))
    return found


def explain_data(stage: Stage) -> Data:
    """Return the stage with the whole reason of each of its dates, and each limit with what it comes to."""
    return stage_data(stage) | {
        "why": {"computed": _reasons(stage.computed), "holds": _reasons(stage.effective)},
        "limits": [
            {
                "rule": kept.limit.rule,
                "law": plain(kept.limit.law),
                "bound": plain(kept.bound),
                "actual": plain(kept.actual),
                "kept": kept.kept,
            }
            for kept in stage.limits
        ],
    }


def audit_data(lines: tuple[AuditLine, ...]) -> list[Data]:
    """Return a table of each line."""
    return [plain(line) for line in lines]


def bounds_data(found: Bounds) -> Data:
    """Return the ranges of every stage's first and last day, or what contradicts what."""
    return {
        "id": found.id,
        "feasible": found.feasible,
        "conflict": [plain(ground) for ground in found.conflict],
        "unread": [plain(ground) for ground in found.unread],
        "stages": [
            {"key": stage.key, "name": dict(stage.name.words), "start": _range(stage.start), "end": _range(stage.end)}
            for stage in found.stages
        ],
    }


def comparison_data(found: Comparison) -> Data:
    """Return each day that moved, with its causes."""
    return {"before": found.before.id, "after": found.after.id, "moves": [plain(move) for move in found.moves]}


def _range(bound: Bound) -> Data:
    return {
        "earliest": _shown(bound.earliest),
        "latest": _shown(bound.latest),
        "earliest_by": [plain(ground) for ground in bound.earliest_by],
        "latest_by": [plain(ground) for ground in bound.latest_by],
    }


def _shown(value: Value | None) -> str | None:
    return show(value) if value is not None else None


def _reasons(dates: Dates) -> Data:
    return {"start": plain(dates.first), "end": plain(dates.last)}
