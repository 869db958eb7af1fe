"""What timelines answer."""

from __future__ import annotations

from functools import wraps

from electsched.loaders.doors.subjects import TimelineSubject, as_timeline, of_timeline
from electsched.timeline.audit import audit as timeline_audit
from electsched.timeline.compare import Comparison
from electsched.timeline.compare import compare as compare_timelines

__all__ = ["audit", "compare"]

audit = of_timeline(timeline_audit)


@wraps(compare_timelines)
def compare(  # noqa: D103  # the docstring is that of the wrapped function
    before: TimelineSubject, after: TimelineSubject
) -> Comparison:
    return compare_timelines(as_timeline(before), as_timeline(after))
