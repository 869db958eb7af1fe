"""The editions of a site, and the number of the last one of whose changes each person, team or unit was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

import attrs

from electsched.calendars.changes import (
    ChangeNotice,
    DutyChange,
    Recipient,
    change_notices,
    is_ahead,
    partner_notices,
)
from electsched.errors import Fault, InputError
from electsched.i18n.text import NO_WORDS, Text
from electsched.operation.plan import Plan
from electsched.operation.work_rules import NoticeTier
from electsched.phrases import phrase, verbatim
from electsched.timespan import zone_named
from electsched.values import value_text

__all__ = [
    "EVERYBODY",
    "SCOPES",
    "Editions",
    "Scope",
    "ScopeKind",
    "SiteEdition",
    "edition_changes",
    "edition_history",
    "untold_changes",
]

ScopeKind = Literal["unit", "team", "member", "desk", "partner"]
SCOPES: tuple[ScopeKind, ...] = ("unit", "team", "member", "partner")
Scope = tuple[ScopeKind, str]
"""The people of a unit (of its posts and of its teams), of a team, one member, or a partner: the kind and the key. Told
of changes can also be the desk of a unit, which is none of its people."""
EVERYBODY = "all"


@attrs.frozen
class SiteEdition:
    """A publication that changed the site.

    Attributes:
        number: Its number, from 1.
        stamp: Its moment, in UTC.
    """

    number: int
    stamp: datetime

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Editions:
    """The editions of a site, and all that is needed to tell people of them without the plan.

    Attributes:
        plan: The id of the plan.
        zone: The IANA zone of the plan, by whose days notice is counted.
        languages: The languages of the plan; the first is the default.
        operation: The name of the operation.
        partners: The name of each partner that the plan has or had, by its key.
        message: The template of the message with which a person gets a private link, see `Site`.
        change_message: The template of the message of changes.
        tiers: The tiers of notice.
        editions: The editions, in order.
        told: The number of the last edition of whose changes people were told, by ``all``, or by kind and key such as
            ``team kpu-1``.
    """

    plan: str
    zone: str
    languages: tuple[str, ...]
    operation: Text = NO_WORDS
    partners: dict[str, Text] = attrs.field(factory=dict)
    message: Text = NO_WORDS
    change_message: Text = NO_WORDS
    tiers: tuple[NoticeTier, ...] = ()
    editions: tuple[SiteEdition, ...] = ()
    told: dict[str, int] = attrs.field(factory=dict, repr=False)

    __repr__ = value_text

    @property
    def last(self) -> int:
        """The number of the last edition; 0 if there is none."""
        return self.editions[-1].number if self.editions else 0

    @property
    def days(self) -> dict[int, date]:
        """The local day of each edition."""
        zone = zone_named(self.zone)
        return {edition.number: edition.stamp.astimezone(zone).date() for edition in self.editions}

    def edition(self, number: int) -> SiteEdition:
        """Return the edition with that number.

        Raises:
            InputError: There is no such edition.
        """
        for edition in self.editions:
            if edition.number == number:
                return edition
        expected = (
            phrase("the number of an edition, from 1 to {last}", last=self.last)
            if self.last
            else phrase("no number: there is no edition")
        )
        raise InputError(Fault(phrase("edition"), verbatim(number), expected))

    def with_told(self, scopes: Iterable[Scope | None], edition: int) -> Editions:
        """Return the editions with those of each scope, or everybody if it is None, told of all up to an edition."""
        names = (EVERYBODY if scope is None else " ".join(scope) for scope in scopes)
        return attrs.evolve(self, told=self.told | {name: max(edition, self.told.get(name, 0)) for name in names})

    def last_told_to(self, kind: ScopeKind, key: str) -> int:
        """Return the number of the last edition of whose changes the desk of a unit, or a partner, was told."""
        return max(self.told.get(EVERYBODY, 0), self.told.get(f"{kind} {key}", 0))

    def last_told(self, recipient: Recipient, change: DutyChange) -> int:
        """Return the number of the last edition of whose changes a recipient was told."""
        team, member = recipient
        units = {change.unit, *(version.team_unit for version in change.versions if version.team == team)}
        names = [EVERYBODY, f"team {team}", f"member {member}", *(f"unit {unit}" for unit in units)]
        return max(self.told.get(name, 0) for name in names)


def untold_changes(
    editions: Editions,
    changes: Iterable[DutyChange],
    *,
    now: datetime | None = None,
    since: int | None = None,
    scope: Scope | None = None,
) -> tuple[ChangeNotice, ...]:
    """Return the changes of which somebody was not told, in order of time: of people, then of partners.

    Args:
        editions: The editions of the site.
        changes: The changes that are kept.
        now: Duties that had ended by then are left out.
        since: All changes after this edition instead, whether somebody was told of them or not.
        scope: Only for these people, or for this partner.

    Raises:
        InputError: There is no edition ``since``.
    """
    if since is not None and since != 0:
        editions.edition(since)

    def told(recipient: Recipient, change: DutyChange) -> int:
        if scope is not None and not _is_in(scope, recipient, change):
            return editions.last
        return editions.last_told(recipient, change) if since is None else since

    finished = tuple(change for change in changes if change.edition <= editions.last)
    notices = change_notices(finished, told=told, days=editions.days, tiers=editions.tiers)
    of_partners = _partner_changes(editions, finished, since=since, scope=scope)
    return tuple(notice for notice in (*notices, *of_partners) if now is None or is_ahead(notice.change, now))


def _partner_changes(
    editions: Editions, changes: tuple[DutyChange, ...], *, since: int | None, scope: Scope | None
) -> Iterator[ChangeNotice]:
    """Yield the changes of each partner in the scope."""
    shared: dict[str, list[DutyChange]] = {}
    for change in changes:
        for partner in {key for version in change.versions for key in version.partners}:
            shared.setdefault(partner, []).append(change)
    for partner in sorted(shared):
        if scope is None or scope == ("partner", partner):
            first = editions.last_told_to("partner", partner) if since is None else since
            name = editions.partners.get(partner, Text({"": partner}))
            duties = {change.duty for change in shared[partner]}
            # All changes of these duties: one to which the partner came may have been undone without the partner.
            history = (change for change in changes if change.duty in duties)
            yield from partner_notices(history, partner=partner, name=name, since=first, days=editions.days)


def edition_changes(plan: Plan, edition: SiteEdition, changes: Iterable[DutyChange]) -> tuple[ChangeNotice, ...]:
    """Return the changes that one edition made, if the duties had not ended at its moment, in order of time."""
    editions = Editions(
        plan=plan.id,
        zone=plan.zone,
        languages=plan.languages,
        partners={partner.key: partner.name for partner in plan.partners},
        tiers=plan.notices,
        editions=(edition,),
    )
    return untold_changes(editions, changes, now=edition.stamp, since=0)


def edition_history(
    editions: Editions, changes: Iterable[DutyChange], *, since: int = 0, scope: Scope | None = None
) -> tuple[ChangeNotice, ...]:
    """Return every change after an edition as each edition made it, also those that were told, undone or are past."""
    all_changes = tuple(changes)
    notices: list[ChangeNotice] = []
    for edition in editions.editions:
        if edition.number > since:
            of_edition = tuple(change for change in all_changes if change.edition == edition.number)
            notices += untold_changes(editions, of_edition, since=0, scope=scope)
    return tuple(notices)


def _is_in(scope: Scope, recipient: Recipient, change: DutyChange) -> bool:
    kind, key = scope
    team, member = recipient
    if kind == "unit":
        return key == change.unit or any(
            version.team_unit == key for version in change.versions if version.team == team
        )
    return key == (team if kind == "team" else member)
