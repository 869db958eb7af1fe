"""The reserve that would fill the shortfalls of a roster."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Shortfall
from electsched.values import value_text

__all__ = ["Reserve", "reserves"]


@attrs.frozen(kw_only=True)
class Reserve:
    """The people in reserve that would fill the shortfalls of a unit.

    Attributes:
        unit: The key of the unit.
        people: The most people missing at one moment; that many more, rested and free, fill every shortfall.
        start: The first moment at which that many are missing.
        person_shifts: The people missing in all shortfalls, added up.
    """

    unit: str
    people: int
    start: datetime
    person_shifts: int

    __repr__ = value_text


def reserves(shortfalls: Iterable[Shortfall], plan: Plan) -> tuple[Reserve, ...]:
    """Return the reserve of each unit that has shortfalls at its posts."""
    by_unit: dict[str, list[Shortfall]] = {}
    for shortfall in shortfalls:
        by_unit.setdefault(plan.post(shortfall.post).unit, []).append(shortfall)
    return tuple(_reserve(unit, unit_shortfalls) for unit, unit_shortfalls in by_unit.items())


def _reserve(unit: str, shortfalls: list[Shortfall]) -> Reserve:
    # Ends come before starts at one moment: the same people can do duties that touch.
    changes = sorted(
        [(gap.span.end.astimezone(UTC), -gap.missing, gap.span.end) for gap in shortfalls]
        + [(gap.span.start.astimezone(UTC), gap.missing, gap.span.start) for gap in shortfalls],
        key=lambda change: change[:2],
    )
    missing = peak = 0
    peak_start = shortfalls[0].span.start
    for _, change, local in changes:
        missing += change
        if missing > peak:
            peak, peak_start = missing, local
    person_shifts = sum(shortfall.missing for shortfall in shortfalls)
    return Reserve(unit=unit, people=peak, start=peak_start, person_shifts=person_shifts)
