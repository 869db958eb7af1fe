"""The duties that differ between two rosters, before and after a change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster
from electsched.values import value_text

__all__ = ["DutyDifference", "PartnerDifference", "partner_differences", "roster_difference"]


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


@attrs.frozen(kw_only=True)
class PartnerDifference:
    """The duties of one post that a partner shares, or no longer shares, because the post has other partners.

    Attributes:
        partner: The key of the partner.
        joined: The duties that the partner shares now, and did not before.
        left: The duties that go on without the partner.
    """

    partner: str
    joined: tuple[Duty, ...] = ()
    left: tuple[Duty, ...] = ()

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "partner": self.partner,
            "joined": [duty.to_dict() for duty in self.joined],
            "left": [duty.to_dict() for duty in self.left],
        }


def partner_differences(
    post: str, before: Plan, after: Plan, roster: Roster, began: datetime | None
) -> tuple[PartnerDifference, ...]:
    """Return the differences between the partners of a post in two plans, in order of their keys.

    ``roster`` has the duties after the change. Duties that had ``began`` keep their partners.
    """
    joined: dict[str, list[Duty]] = {}
    left: dict[str, list[Duty]] = {}
    for duty in roster:
        if duty.post != post or (began is not None and duty.span.start <= began):
            continue
        earlier, later = (plan.post_on(post, duty.day).partners for plan in (before, after))
        for partners, others, duties in ((later, earlier, joined), (earlier, later, left)):
            for partner in set(partners) - set(others):
                duties.setdefault(partner, []).append(duty)
    return tuple(
        PartnerDifference(partner=key, joined=tuple(joined.get(key, ())), left=tuple(left.get(key, ())))
        for key in sorted({*joined, *left})
    )
