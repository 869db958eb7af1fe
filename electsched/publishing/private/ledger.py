"""The ledger of a site: the secret addresses, for whom they are, and which of them held whose name, and when.

None of it is ever published; `electsched.publishing.private.ledger_file` keeps it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Literal

import attrs

from electsched.errors import Fault, InputError
from electsched.operation.plan import Plan

__all__ = ["FORMAT", "Grant", "Held", "Ledger", "merged", "revoke", "rotate_grant", "with_grants", "with_held"]

FORMAT = 1
TOKEN_BYTES = 24
"""192 bits of chance; 128 are asked for."""


@attrs.frozen(kw_only=True)
class Grant:
    """A secret address, for one unit, partner or person and the one operation.

    Attributes:
        token: The part of the address that nobody can guess.
        audience: Who may see what stands there.
        key: The key of the unit, the partner or the member.
        issued: When it was made.
        expires: When it ends by itself.
        revoked: When it was taken back; None where it was not.
        files: What was published below it.
        seals: Of the first of these files, in their order, size and beginning of the digest as they were written, with
            spaces between; one text, for a nation has very many. A publication need not read what is as its seal says.
        announced: When a publication that came to its end told it for the first time; None where none has.
    """

    token: str = attrs.field(repr=False)
    audience: Literal["unit", "partner", "personal"]
    key: str
    issued: datetime
    expires: datetime
    revoked: datetime | None = None
    files: tuple[str, ...] = attrs.field(default=(), repr=False)
    seals: str = attrs.field(default="", repr=False)
    announced: datetime | None = None

    @property
    def sealed(self) -> dict[str, str]:
        """The seals of its files, by their names; some may have none."""
        return dict(zip(self.files, self.seals.split(), strict=False))

    def works(self, now: datetime) -> bool:
        """Return whether something is to be found there at that moment."""
        return self.revoked is None and now < self.expires


@attrs.frozen(kw_only=True)
class Held:
    """Whom a calendar named, and when.

    Attributes:
        feed: The address of the calendar below the site.
        members: The keys of the members.
        since: From when.
        until: Until when; None where it still does.
    """

    feed: str = attrs.field(repr=False)
    members: tuple[str, ...]
    since: datetime
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class Ledger:
    """What must not be published.

    Attributes:
        format: The format of the file; 1.
        of: The id of the plan.
        site: The address of the site.
        grants: Every secret address that was ever made.
        held: Which calendar held whom, and when.
    """

    format: int
    of: str
    site: str
    grants: tuple[Grant, ...] = attrs.field(default=(), repr=False)
    held: tuple[Held, ...] = attrs.field(default=(), repr=False)

    def grant(self, audience: str, key: str, now: datetime) -> Grant | None:
        """Return the address that works for that unit, partner or member at that moment."""
        wanted = (audience, key)
        return next((each for each in self.grants if (each.audience, each.key) == wanted and each.works(now)), None)


def _token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def with_grants(ledger: Ledger, plan: Plan, now: datetime, token: Callable[[], str] = _token) -> Ledger:
    """Return the ledger with an address for each unit, partner and member of the plan.

    Whoever is no longer in the plan has the address taken back. After the operation nothing new is made.

    Raises:
        InputError: The plan has no members at all, though some have addresses: the list was forgotten.
    """
    officers = sum(each.audience == "personal" and each.works(now) for each in ledger.grants)
    if officers and not plan.members:
        expected = f"the list of the members, of whom {officers} have an address (--members)"
        raise InputError(Fault("member", "no members", expected))
    ends = plan.access_ends
    wanted = [("unit", unit.key) for unit in plan.units] + [("partner", partner.key) for partner in plan.partners]
    wanted += [("personal", member.key) for member in plan.members]
    known = set(wanted)
    kept = tuple(
        each if (each.audience, each.key) in known or not each.works(now) else attrs.evolve(each, revoked=now)
        for each in ledger.grants
    )
    have = {(each.audience, each.key) for each in kept if each.works(now)}
    new = tuple(
        Grant(token=token(), audience=audience, key=key, issued=now, expires=ends)  # type: ignore[arg-type]  # as above
        for audience, key in wanted
        if (audience, key) not in have and now < ends
    )
    return attrs.evolve(ledger, grants=(*kept, *new))


def revoke(ledger: Ledger, audience: str, key: str, now: datetime) -> Ledger:
    """Return the ledger with the address of that unit, partner or member taken back; the next publication removes it.

    Raises:
        InputError: There is no such address that works.
    """
    grant = ledger.grant(audience, key, now)
    if grant is None:
        raise InputError(Fault(audience, repr(key), "a unit, partner or member that has an address"))
    changed = attrs.evolve(grant, revoked=now)
    return attrs.evolve(ledger, grants=tuple(changed if each is grant else each for each in ledger.grants))


def rotate_grant(ledger: Ledger, audience: str, key: str, now: datetime, token: Callable[[], str] = _token) -> Ledger:
    """Return the ledger with a new address for that unit, partner or member in place of the old.

    Raises:
        InputError: There is no such address that works.
    """
    grant = ledger.grant(audience, key, now)
    taken = revoke(ledger, audience, key, now)
    if grant is None:  # `revoke` has raised
        return taken
    new = Grant(token=token(), audience=grant.audience, key=key, issued=now, expires=grant.expires)
    return attrs.evolve(taken, grants=(*taken.grants, new))


def merged(ours: Ledger, theirs: Ledger) -> Ledger:
    """Return what others made of a ledger meanwhile, with what a publication did since it read it.

    Addresses that they took back or made stay so; what stands at each, and whether it was told, is ours to say.
    """
    own = {grant.token: grant for grant in ours.grants}
    found = tuple(_merged(own.pop(grant.token, grant), grant) for grant in theirs.grants)
    return attrs.evolve(theirs, grants=(*found, *own.values()))


def _merged(ours: Grant, theirs: Grant) -> Grant:
    revoked, announced = theirs.revoked or ours.revoked, ours.announced or theirs.announced
    return attrs.evolve(theirs, files=ours.files, seals=ours.seals, revoked=revoked, announced=announced)


def with_held(ledger: Ledger, names: Mapping[str, Iterable[str]], now: datetime) -> Ledger:
    """Return the ledger with what each calendar holds from now on: the members that it names, by its address."""
    wanted = {feed: tuple(members) for feed, members in names.items() if members}
    still = {each.feed for each in ledger.held if each.until is None and wanted.get(each.feed) == each.members}
    kept = tuple(
        each if each.until is not None or each.feed in still else attrs.evolve(each, until=now) for each in ledger.held
    )
    new = tuple(Held(feed=feed, members=members, since=now) for feed, members in wanted.items() if feed not in still)
    return attrs.evolve(ledger, held=(*kept, *new))
