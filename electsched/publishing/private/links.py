"""The values of private links: a link and a disclosure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import attrs

from electsched.stores.base import SECRET

__all__ = ["Audience", "Disclosure", "LinkAction", "LinkChange", "PrivateLink"]

Audience = Literal["unit", "partner", "personal"]
LinkAction = Literal["revoke", "grant", "rotate"]


@attrs.frozen
class PrivateLink:
    """An address that cannot be guessed, for one unit, partner or member."""

    token: str = attrs.field(repr=False)  #: unguessable part of the address
    audience: Audience  #: kind of reader
    key: str  #: key of the unit, the partner or the member
    issued: datetime  #: moment of creation
    expires: datetime  #: first moment at which the link no longer works
    revoked: datetime | None = None  #: moment of revocation; None if it was not revoked
    announced: datetime | None = None  #: end of the publication that announced the link; None if none did
    base: str = attrs.field(default="", repr=False)  #: address of the private part of the site
    silent: bool = False  #: whether the address ends without a last word

    @property
    def ends(self) -> datetime:
        """First moment at which the link does not work: its revocation, or its expiry."""
        return min(self.revoked or self.expires, self.expires)

    def has_last_word(self, now: datetime, grace: timedelta) -> bool:
        """Return whether the link ended, and its address says so at that moment, for the time of ``grace``."""
        return not (self.silent or self.works(now)) and now < self.ends + grace

    @property
    def url(self) -> str:
        """Address to hand to this reader and to nobody else."""
        return f"{self.base}/{self.token}/"

    @property
    def folder(self) -> str:
        """Folder of the link, below the site."""
        return f"{SECRET}/{self.token}"

    def works(self, now: datetime) -> bool:
        """Return whether files are published at the link at that moment."""
        return self.revoked is None and now < self.expires


@attrs.frozen
class LinkChange:
    """The effect of a change of the links of one reader."""

    lost: PrivateLink | None  #: link that works no longer; None if there was none
    calendars: int  #: number of calendars that were published at the link that is lost
    gained: PrivateLink | None  #: new link; None if there is none


@attrs.frozen
class Disclosure:
    """A period in which a calendar named a member, as a report on a leak of data needs it."""

    # Such as `internal/units/polsek-ngoro`; one at a private link by its reader, such as `secret/unit/polsek-ngoro`.
    calendar: str  #: path of the calendar without its language
    member: str
    since: datetime  #: end of the first publication with the name
    until: datetime | None = None  #: end of the first publication without it; None while the calendar names the member
