"""The latest changes of each person's duties: those of the weeks before the last edition that changed any.

They are taken from the changes that a site keeps, of which people are told too, so that a page is the same if it is
made again and says what the messages say. The first edition has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from electsched.calendars.changes import ChangeKind, DutyChange, change_notices
from electsched.calendars.telling.duty_snapshot import DutyVersion, is_muster, presence_key, shift_of
from electsched.i18n.text import Text
from electsched.values import value_text

__all__ = ["RecentChange", "recent_changes"]

RECENT = timedelta(days=14)
"""The time for which a change is shown, counted back from the last one."""


@attrs.frozen(kw_only=True)
class RecentChange:
    """A change of a duty, or of the presence at a muster, as one person knows it.

    Attributes:
        kind: The kind of the change for the person.
        key: The key of the duty, see `TurnDay`.
        title: The post and the shift, or the name of the muster.
        before: The duty before; None if it was not the person's.
        after: The duty after; None if it is the person's no more.
    """

    kind: ChangeKind
    key: str
    title: Text
    before: DutyVersion | None = None
    after: DutyVersion | None = None

    __repr__ = value_text


def recent_changes(
    changes: Iterable[DutyChange], stamps: Mapping[int, datetime]
) -> Mapping[str, tuple[RecentChange, ...]]:
    """Return the latest changes of each member, by key, in order of time.

    Args:
        changes: All changes that are kept; those of an edition without a moment are left out.
        stamps: The moment of each edition.
    """
    dated_changes = [change for change in changes if change.edition in stamps]
    if not dated_changes:
        return {}
    last = stamps[max(change.edition for change in dated_changes)]
    since = min(number for number, stamp in stamps.items() if last - stamp <= RECENT) - 1
    by_member: dict[str, list[RecentChange]] = {}
    days = {number: stamp.date() for number, stamp in stamps.items()}
    for notice in change_notices(dated_changes, told=lambda *_: since, days=days):
        change = notice.change
        recent = RecentChange(
            kind=notice.kind,
            key=presence_key(shift_of(change.duty), "") if is_muster(change.duty) else change.duty,
            title=change.title,
            before=change.before if notice.kind != "new" else None,
            after=change.after if notice.kind not in {"reassigned", "cancelled"} else None,
        )
        for member in notice.members:
            by_member.setdefault(member, []).append(recent)
    return {member: tuple(of_member) for member, of_member in by_member.items()}
