"""The duties that differ between two rosters, before and after a change."""

from __future__ import annotations

from typing import Any

import attrs

from electsched.roster.duty import Duty, Roster
from electsched.values import value_text

__all__ = ["DutyDifference", "roster_difference"]


@attrs.frozen
class DutyDifference:
    """A duty of one identity in two rosters; None where it does not take place.

    Attributes:
        before: The duty in the first roster.
        after: The duty in the second roster.
    """

    before: Duty | None
    after: Duty | None

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return both duties as plain data."""
        return {name: duty.to_dict() if duty else None for name, duty in attrs.asdict(self, recurse=False).items()}


def roster_difference(before: Roster, after: Roster) -> tuple[DutyDifference, ...]:
    """Return the duties that are new, gone, or done by others or at another time, in order of their days."""
    first, second = ({duty.identity: duty for duty in roster} for roster in (before, after))
    differing = [key for key in {**first, **second} if first.get(key) != second.get(key)]
    keys = sorted(differing, key=lambda key: (key[2], key[0], key[1], key[3], key[4]))
    return tuple(DutyDifference(first.get(key), second.get(key)) for key in keys)
