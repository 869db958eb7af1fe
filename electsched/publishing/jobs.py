"""What is given out of a publication, and what comes back: values, which can be sent to other processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import attrs

from electsched.calendars.changes import DutyChange
from electsched.calendars.duty_feeds import roster_paths
from electsched.calendars.months import is_month
from electsched.errors import Fault
from electsched.publishing.journal import Entry, Made
from electsched.publishing.partition import Piece
from electsched.publishing.private.links import FileRecord, PrivateLink
from electsched.publishing.private.sections import label
from electsched.publishing.report import Notes, Report
from electsched.roster.duty import Shortfall
from electsched.stores.base import SECRET, Listing, Sink

__all__ = ["Done", "Order", "Published", "Refused", "Task", "first_path"]


@attrs.frozen(kw_only=True)
class Order:
    """What all the work of one publication has in common.

    Attributes:
        sink: Where the site is written.
        made: The stamp of what changed.
        retire: How long a cancelled event is still shown.
        token: The claim under which the site is published.
        common: The digest of what all pieces share.
        paged: Whether each unit has pages of its own.
        disclosed: Whether the members that each calendar names are recorded.
        resumed: Whether a publication was stopped before this one.
        closely: Whether it is asked before every file if the site is still ours; see `Claimed`.
    """

    sink: Sink
    made: datetime
    retire: timedelta
    token: str = attrs.field(repr=False)
    common: str
    paged: bool = False
    disclosed: bool = False
    resumed: bool = False
    closely: bool = False

    @property
    def notes(self) -> Notes:
        """Where it is kept what becomes of the pieces."""
        return Notes(self.sink, self.token, self.resumed)


@attrs.frozen(kw_only=True)
class Task:
    """One piece to be done.

    Attributes:
        piece: The piece.
        there: What stands of it, where that is known.
        links: The private links whose calendars it makes.
        private_files: The recorded files of each link, by its token.
        listed: What the last manifest said of its files.
        touched: The listed files that are not as they were written.
        before: What the piece was made from the last time; None where that is not known.
    """

    piece: Piece
    there: Listing | None = attrs.field(default=None, repr=False)
    links: tuple[PrivateLink, ...] = attrs.field(default=(), repr=False)
    private_files: Mapping[str, tuple[FileRecord, ...]] = attrs.field(factory=dict, repr=False)
    listed: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    touched: frozenset[str] = frozenset()
    before: Made | None = None


@attrs.frozen(kw_only=True)
class Done:
    """What became of a piece.

    Attributes:
        made: What it was made from, and what the manifest is to say of its files.
        written: The files that are new or changed.
        unchanged: The files that were left as they are.
        removed: The files that were taken away.
        report: What became of its duties.
        stamp: The latest stamp of its calendars; None where it has none.
        private_files: The files of each private link, by its token; not those that are as they were recorded.
        split: The calendars that were split by month, below the site, with how many events stand in each month.
        large: The calendars that are too large for apps even so.
        disclosures: The members that each of its calendars names.
        board: The digest of what a board shows of its duties; empty where they are another piece's too.
        shortfalls: What no team can fill.
    """

    made: Made
    written: tuple[str, ...] = attrs.field(repr=False)
    unchanged: tuple[str, ...] = attrs.field(repr=False)
    removed: tuple[str, ...] = attrs.field(repr=False)
    report: Report = attrs.field(factory=Report)
    stamp: datetime | None = None
    private_files: Mapping[str, tuple[FileRecord, ...]] = attrs.field(factory=dict, repr=False)
    split: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict, repr=False)
    large: tuple[str, ...] = attrs.field(default=(), repr=False)
    disclosures: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, repr=False)
    board: str = ""
    shortfalls: tuple[Shortfall, ...] = attrs.field(default=(), repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """How many events stand in each of its calendars, by its path."""
        return {str(each["path"]): each.get("events", -1) for each in self.made.entries if _is_whole(str(each["path"]))}


@attrs.frozen
class Refused:
    """Why a piece could not be done; a value, for not every error survives the way between processes.

    Attributes:
        faults: What is wrong.
        source: The place of the site.
        unreached: Whether the claim of the publication was not to be seen from there.
    """

    faults: tuple[Fault, ...]
    source: str
    unreached: bool = False


@attrs.frozen(kw_only=True)
class Published:
    """What a publication did.

    Attributes:
        target: The folder of the site, or its address elsewhere.
        written: The files that are new or changed, below the folder.
        unchanged: The files that were left as they are.
        removed: The files that an earlier publication wrote and this one no longer has: delete them elsewhere too.
        added: How many events are new.
        changed: How many events changed.
        withdrawn: How many events are cancelled since the last time.
        split: The calendars that are too large for apps and were split by month, with these months.
        too_large: The calendars that are too large even so: one month alone is.
        changes: What the people of each team should be told.
        announce: The private links that are new; hand each to its reader and to nobody else.
        shortfalls: What no team can fill; empty where a roster was handed in.
    """

    target: Path | str
    written: tuple[str, ...] = attrs.field(repr=False)
    unchanged: tuple[str, ...] = attrs.field(repr=False)
    removed: tuple[str, ...] = attrs.field(repr=False)
    added: int
    changed: int
    withdrawn: int
    split: tuple[tuple[str, tuple[str, ...]], ...] = attrs.field(default=(), repr=False)
    too_large: tuple[str, ...] = attrs.field(default=(), repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)
    announce: tuple[PrivateLink, ...] = attrs.field(default=(), repr=False)
    shortfalls: tuple[Shortfall, ...] = ()


def _is_whole(path: str) -> bool:
    return path.endswith(".ics") and not is_month(path)


# --- given out ------------------------------------------------------------------------------------------------------


def first_path(piece: Piece) -> str:
    """Return the calendar at which the work on a piece begins."""
    language = piece.plan.languages[0]
    if piece.units:
        return f"internal/units/{piece.units[0]}.{language}.ics"
    if piece.partners:
        return label("partner", piece.partners[0])(f"{SECRET}/.../duties.{language}.ics")
    return next((f"internal/{path}" for path, _ in roster_paths(piece.plan)), "internal/")
