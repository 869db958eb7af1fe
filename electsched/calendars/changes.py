"""Changes of duties between two publications, and the people whom each change concerns.

A change is kept with the edition that made it. Of several changes to one duty that a person was not told, the person is
told one: the duty before the first, and after the last. A change that was undone is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import chain, groupby
from typing import Any, Literal

import attrs

from electsched.calendars.telling.duty_snapshot import DutySnapshot, DutyVersion, post_of, shift_of
from electsched.i18n.text import Text
from electsched.operation.work_rules import NoticeTier
from electsched.values import value_text

__all__ = [
    "ChangeKind",
    "ChangeNotice",
    "DutyChange",
    "change_notices",
    "changed_duties",
    "is_ahead",
    "partner_notices",
]

ChangeKind = Literal["new", "moved", "changed", "reassigned", "cancelled"]
"""new: the duty is new for these people. moved: its time or place differs. changed: the number of people differs.
reassigned: others do it now. cancelled: nobody does it."""


@attrs.frozen(kw_only=True)
class DutyChange:
    """A change of a duty, or of the presence of a team at a muster.

    Attributes:
        edition: The number of the edition that made it; of several changes the last.
        duty: The key of the duty: post, line, planned day and shift.
        unit: The key of the unit of the post; of a muster the unit of the team.
        title: The post and the shift, or the name of the muster.
        before: The duty before; None if it is new.
        after: The duty after; None if it was cancelled.
    """

    edition: int
    duty: str
    unit: str
    title: Text
    before: DutyVersion | None
    after: DutyVersion | None

    __repr__ = value_text

    @property
    def versions(self) -> tuple[DutyVersion, ...]:
        """The duty before and after, as far as there is one."""
        return tuple(version for version in (self.before, self.after) if version is not None)

    @property
    def start(self) -> datetime:
        """The earlier start."""
        return min(version.start for version in self.versions)


def changed_duties(  # noqa: PLR0913  # two snapshots, and four facts of the publication
    before: DutySnapshot,
    after: DutySnapshot,
    *,
    unit: str,
    edition: int,
    unfinished: Iterable[DutyChange] = (),
    began: datetime | None = None,
) -> tuple[DutyChange, ...]:
    """Return the duties of a unit that differ for people or partners between two publications.

    ``unfinished`` are changes that a publication of the same edition recorded before it was stopped: the duty before is
    that before the stopped publication. Duties that had ``began`` keep their partners.
    """
    earlier = {change.duty: change for change in unfinished}
    changes: list[DutyChange] = []
    for duty in dict.fromkeys((*earlier, *before.differing(after))):
        recorded = earlier.get(duty)
        previous, present = recorded.before if recorded else before.version(duty), after.version(duty)
        if previous and present and began and present.start <= began:
            present = attrs.evolve(present, partners=previous.partners)
        change = _difference(duty, previous, present)
        if change is not None:
            title = after.title(duty) if change.after else recorded.title if recorded else before.title(duty)
            changes.append(attrs.evolve(change, edition=edition, unit=unit, title=title))
    return tuple(changes)


def _difference(duty: str, before: DutyVersion | None, after: DutyVersion | None) -> DutyChange | None:
    """Return the change between two versions of a duty; None if they are the same for people and partners."""
    if before is after or (before and after and before.same_for_all(after)):
        return None
    return DutyChange(edition=0, duty=duty, unit="", title=Text({}), before=before, after=after)


def is_ahead(change: DutyChange, now: datetime) -> bool:
    """Return whether the duty before or after has not yet ended."""
    return any(version.end > now for version in change.versions)


# --- the people concerned -----------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class ChangeNotice:
    """A change as some people of a team, or a partner, are told of it.

    Attributes:
        kind: The kind of the change for these people.
        team: The key of the team; empty for a partner.
        team_name: The name of the team or the partner.
        members: The keys of its members whom the change concerns; empty if the members are not known.
        change: The change: before the first that these people were not told, and after the last. A partner is not told
            the team and the members.
        clear_days: The days between the day of publication and the earlier of the present and the previous day of the
            duty, neither counted.
        tier: The tier of notice; None if no tier is as short.
        partner: The key of the partner; empty for people.
    """

    kind: ChangeKind
    team: str
    team_name: Text
    members: tuple[str, ...]
    change: DutyChange
    clear_days: int
    tier: NoticeTier | None = None
    partner: str = ""

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, with members by their keys; ``end`` is exclusive."""
        change = self.change
        return {
            "edition": change.edition,
            "change": self.kind,
            "team": self.team,
            "partner": self.partner,
            "members": list(self.members),
            "unit": change.unit,
            "post": post_of(change.duty),
            "shift": shift_of(change.duty),
            "duty": change.duty,
            "title": dict(change.title.words),
            "before": _version_data(change.before),
            "after": _version_data(change.after),
            "clear_days": self.clear_days,
            "notice": self.tier.key if self.tier else "",
        }


def _version_data(version: DutyVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "team": version.team,
        "people": version.people,
        "members": list(version.members),
        "start": version.start.isoformat(),
        "end": version.end.isoformat(),
        "place": version.place,
    }


Recipient = tuple[str, str]
"""The key of a team and of a member of it; the member is empty if the members are not known."""


def change_notices(
    changes: Iterable[DutyChange],
    *,
    told: Callable[[Recipient, DutyChange], int],
    days: Mapping[int, date],
    tiers: Iterable[NoticeTier] = (),
) -> tuple[ChangeNotice, ...]:
    """Return the changes of which somebody was not told, in order of time, each with the people concerned.

    Args:
        changes: All changes that are kept, of any edition.
        told: Returns the number of the last edition whose change this recipient was told.
        days: The local day of each edition, from which notice is counted.
        tiers: The tiers of notice.
    """
    ordered = sorted(changes, key=lambda change: (change.duty, change.edition))
    notices: dict[tuple[object, ...], ChangeNotice] = {}
    for _, of_duty in groupby(ordered, key=lambda change: change.duty):
        history = tuple(of_duty)
        for recipient in _recipients(history):
            merged = _merged([change for change in history if change.edition > told(recipient, change)])
            kind = _kind(merged, recipient) if merged else None
            if merged is None or kind is None:
                continue
            team, member = recipient
            key = (merged.duty, team, kind, merged.before, merged.after)
            if key in notices:
                notices[key] = attrs.evolve(notices[key], members=(*notices[key].members, member))
            else:
                notices[key] = _notice(merged, kind, recipient, days, tiers)
    return tuple(sorted(notices.values(), key=_order))


def partner_notices(
    changes: Iterable[DutyChange], *, partner: str, name: Text, since: int, days: Mapping[int, date]
) -> tuple[ChangeNotice, ...]:
    """Return the changes after an edition as they concern a partner, in order of time.

    They say that a duty is new at the partner's posts, that its time or place or the number of its people changed, that
    nobody does it, or that it goes on without the partner; not who does it.
    """
    ordered = sorted(changes, key=lambda change: (change.duty, change.edition))
    notices: list[ChangeNotice] = []
    for _, of_duty in groupby(ordered, key=lambda change: change.duty):
        merged = _merged([change for change in of_duty if change.edition > since])
        kind = _kind_for_partner(merged, partner) if merged else None
        if merged is not None and kind is not None:
            notice = _notice(_without_people(merged), kind, ("", ""), days, ())
            notices.append(attrs.evolve(notice, partner=partner, team_name=name))
    return tuple(sorted(notices, key=_order))


def _kind_for_partner(change: DutyChange, partner: str) -> ChangeKind | None:
    before, after = (
        version if version is not None and partner in version.partners else None
        for version in (change.before, change.after)
    )
    if before is None:
        return "new" if after else None
    if after is None:
        return "reassigned" if change.after else "cancelled"
    if (before.start, before.end, before.place) != (after.start, after.end, after.place):
        return "moved"
    return "changed" if before.people != after.people else None


def _without_people(change: DutyChange) -> DutyChange:
    """Return a change as a partner may see it: without the team and the members of the duty."""
    before, after = (
        version and attrs.evolve(version, team="", team_name=Text({}), team_unit="", members=(), partners=())
        for version in (change.before, change.after)
    )
    return attrs.evolve(change, before=before, after=after)


def _recipients(history: Iterable[DutyChange]) -> list[Recipient]:
    """Return everybody who does or did a duty: members, each with the last team, and teams without known members."""
    teams: dict[str, str] = {}
    listed: set[str] = set()
    others: dict[str, None] = {}
    for version in chain.from_iterable(change.versions for change in history):
        teams |= dict.fromkeys(version.members, version.team)
        if version.members:
            listed.add(version.team)
        else:
            others[version.team] = None
    unlisted = [(team, "") for team in others if team not in listed]
    return [*((team, member) for member, team in teams.items()), *unlisted]


def _merged(changes: list[DutyChange]) -> DutyChange | None:
    """Return the changes of one duty, in the order of their editions, as one; None if they undo each other.

    A duty that went to the post of another unit has two changes of an edition: it left the one and came to the other.
    """
    if not changes:
        return None
    first, last = changes[0].edition, changes[-1].edition
    before = next((change.before for change in changes if change.edition == first and change.before), None)
    after = next((change.after for change in changes if change.edition == last and change.after), None)
    difference = _difference(changes[-1].duty, before, after)
    return difference and attrs.evolve(changes[-1], before=before, after=after)


def _takes_part(version: DutyVersion | None, recipient: Recipient) -> bool:
    team, member = recipient
    if version is None:
        return False
    if member and version.members:
        return member in version.members
    return version.team == team


def _kind(change: DutyChange, recipient: Recipient) -> ChangeKind | None:
    """Return the kind of a change for a recipient; None if it does not concern this one."""
    before, after = change.before, change.after
    was, is_now = _takes_part(before, recipient), _takes_part(after, recipient)
    if is_now and not was:
        return "new"
    if was and not is_now:
        return "reassigned" if after else "cancelled"
    if not was or before is None or after is None:
        return None
    if (before.start, before.end, before.place) != (after.start, after.end, after.place):
        return "moved"
    is_counted = before.people != after.people and not (before.members and after.members)
    return "changed" if is_counted else None


def _notice(
    change: DutyChange, kind: ChangeKind, recipient: Recipient, days: Mapping[int, date], tiers: Iterable[NoticeTier]
) -> ChangeNotice:
    team, member = recipient
    name = next((version.team_name for version in reversed(change.versions) if version.team == team), Text({"": team}))
    clear_days = max((change.start.date() - days[change.edition]).days - 1, 0)
    short = [tier for tier in tiers if clear_days < tier.under]
    return ChangeNotice(
        kind=kind,
        team=team,
        team_name=name,
        members=(member,) if member else (),
        change=change,
        clear_days=clear_days,
        tier=min(short, key=lambda tier: tier.under) if short else None,
    )


def _order(notice: ChangeNotice) -> tuple[float, str, str, str]:
    return notice.change.start.timestamp(), notice.change.duty, notice.team, notice.kind
