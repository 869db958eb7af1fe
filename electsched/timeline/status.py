"""The status of a stage: the certainty of its dates, and the decisions on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from electsched.law.rules.trace import ResolvedDate
from electsched.timeline.election import Change, DecreedDate, Link

__all__ = ["FIRM", "OFF", "Status", "all_changes", "status_of"]

Status = Literal[
    "confirmed",
    "scheduled",
    "open",
    "tentative",
    "unresolved",
    "undated",
    "not_held",
    "suspended",
    "resumed",
    "postponed",
    "cancelled",
    "superseded",
    "annulled",
]
"""confirmed: the authority set the dates; scheduled: the law fixes them; open: the law only limits them, or dates on
which they rest; tentative: they were given or assumed, they rest on holidays that are not known, or on a contingency
that may not come about; unresolved: the sources contradict each other; undated: no rule and no decision gives a date;
not_held: the contingency did not occur. The others are the last decision on a stage: suspended, resumed, postponed to
its present dates, cancelled before it was held, superseded by another election, annulled after it was held."""
FIRM: frozenset[Status] = frozenset({"confirmed", "scheduled", "resumed", "postponed"})
"""Statuses of a stage that takes place on its dates."""
OFF: frozenset[Status] = frozenset({"cancelled", "superseded", "annulled"})
"""Statuses of a stage that does not take place, or is void."""


def all_changes(decreed: DecreedDate | None, last: date | None, links: Iterable[Link]) -> tuple[Change, ...]:
    """Return the decisions on a stage, including its replacement by another election.

    A stage that had ended before the replacement became known stays valid (Perppu 2/2020).
    """
    changes = decreed.changes if decreed else ()
    for link in links:
        if link.relation == "replaced_by" and link.known is not None and last is not None and last >= link.known:
            replaced = Change(status="superseded", by=link.by, known=link.known, cause=link.cause, sources=link.sources)
            changes = (*changes, replaced)
    return changes


def status_of(
    dates: tuple[ResolvedDate | None, ResolvedDate | None],
    decreed: DecreedDate | None,
    changes: tuple[Change, ...],
    *,
    held: bool | None,
    unsettled: Status | None,
) -> Status:
    """Return the status of a stage.

    Args:
        dates: The first and the last day.
        decreed: The decreed dates, if any.
        changes: The decisions on the stage since.
        held: Whether its contingency occurred; None if it depends on none, or if that is not known.
        unsettled: The status of dates that the law leaves open, or that are not certain; None if they are.
    """
    if held is False:
        return "not_held"
    if decreed is not None and decreed.alternatives:
        return "unresolved"
    if changes:
        return changes[-1].status
    origins = {resolved.origin for resolved in dates if resolved is not None}
    if not origins:
        return "open" if unsettled == "open" else "undated"
    if origins == {"official"}:
        return "confirmed"
    return unsettled or ("tentative" if "given" in origins else "scheduled")
