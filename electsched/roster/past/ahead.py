"""The findings of a check that are about duties ahead: those that have begun cannot be planned otherwise any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from electsched.roster.duty import Roster
from electsched.roster.findings import RosterFinding

__all__ = ["findings_ahead"]


def findings_ahead(findings: Iterable[RosterFinding], roster: Roster, now: datetime) -> tuple[RosterFinding, ...]:
    """Return the findings about duties that have not begun, and about shifts of later days that nobody does.

    ``now`` is by the clock of the plan.
    """
    moment = now.astimezone(UTC)  # two moments of one zone are compared by their clock times
    begun_slots = {(duty.post, duty.day, duty.shift) for duty in roster if duty.span.start.astimezone(UTC) <= moment}
    return tuple(
        finding
        for finding in findings
        if finding.day >= now.date() and (finding.post, finding.day, finding.shift) not in begun_slots
    )
