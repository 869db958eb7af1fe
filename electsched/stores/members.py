"""The members of a record of duties, in a sealed file of their own: readers of the duties may not see their keys."""

from __future__ import annotations

import attrs

from electsched.errors import Fault, InputError
from electsched.phrases import phrase
from electsched.roster.duty import Duty
from electsched.roster.past.record import RosterRecord
from electsched.stores.base import decoded_value, sealed_bytes
from electsched.values import value_text

__all__ = ["UNKNOWN_MEMBERS", "member_bytes", "with_members"]

EXPECTED = phrase("the file that `publish` wrote")


@attrs.frozen(kw_only=True)
class _Members:
    """The members of a record: of the teams, and of the duties that name them, by their identities."""

    crews: dict[str, tuple[str, ...]]
    duties: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    __repr__ = value_text


UNKNOWN_MEMBERS = sealed_bytes(_Members(crews={}))
"""The file of a record whose members nobody knows."""


def member_bytes(record: RosterRecord) -> bytes:
    """Return the members of a record as sealed JSON; empty if it names none."""
    if not record.names_members:
        return b""
    duties = {_name(duty): duty.members for duty in record.duties if duty.members}
    return sealed_bytes(_Members(crews=dict(record.crews), duties=duties))


def _name(duty: Duty) -> str:
    return "/".join(str(part) for part in duty.identity)


def with_members(record: RosterRecord, data: bytes | None, *, path: str) -> RosterRecord:
    """Return a record with its members from their file, if it has any; ``path`` names the file in faults.

    Raises:
        InputError: The file is missing, damaged, or was edited by hand.
    """
    if data is None:
        if record.lacks_members:
            raise InputError(Fault(path, phrase("no such file"), EXPECTED))
        return record
    members = decoded_value(data, _Members, is_sealed=True)
    if members is None:
        is_edited = decoded_value(data, _Members) is not None
        found = phrase("a file that was edited by hand") if is_edited else phrase("a damaged file")
        raise InputError(Fault(path, found, EXPECTED))
    duties = (attrs.evolve(duty, members=members.duties.get(_name(duty), ())) for duty in record.duties)
    return attrs.evolve(record, duties=tuple(duties), crews=members.crews, lacks_members=False)
