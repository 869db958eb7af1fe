"""What became of the events of a piece, kept before its first file is written: it is told however often that is done.

A worker that is lost, or a publication that is stopped, leaves some of its files written. Who does the piece again
finds their events unchanged. So what was found the first time, against the last publication that was finished, is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.changes import DutyChange, duty_changes
from electsched.calendars.duty_events import duty_identity
from electsched.calendars.event import identity
from electsched.calendars.revision import Edition, EventChange, edition_uids
from electsched.publishing.journal import BEGUN, note_path, read_note, write_note
from electsched.publishing.parts import Part
from electsched.roster.index import RosterIndex
from electsched.stores.base import Sink

__all__ = ["Notes", "Report", "piece_report"]

NOBODY: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Report:
    """What became of the events of a piece.

    Attributes:
        added: How many duties are new.
        changed: How many duties changed.
        withdrawn: How many duties are cancelled since the last time.
        shared: What may stand in several pieces, by identity: what is new, changed and withdrawn, and what came from
            elsewhere and so is not withdrawn there.
        changes: What the people of its teams should be told.
        again: Whether the piece was begun before in this publication, by a worker that was lost.
    """

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    shared: tuple[frozenset[str], ...] = attrs.field(default=(NOBODY,) * 4, repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)
    again: bool = False


def piece_report(index: RosterIndex, internal: Part, editions: Mapping[str, Edition], made: datetime) -> Report:
    """Return what became of the duties of a piece, once its calendars are made."""
    plan = index.plan
    musters = {identity("muster", plan.id, muster.key) for muster in plan.musters}
    added, changed, withdrawn = edition_uids(editions.values())
    posts = {uid for uid, _ in internal.stood("posts/")} if withdrawn else set()
    units = {uid for uid, _ in internal.stood("units/")}
    # What a team of ours did at a post elsewhere is that post's to count.
    elsewhere = (withdrawn - posts) & units
    # A post that came with its calendar from another unit: there its duties are gone, but they are not withdrawn.
    feeds = (feed for language in internal.feeds for feed in internal.making(language) if feed.kind == "unit")
    came = {event.uid for feed in feeds for event in feed.events} - units - added
    return Report(
        added=len(added - musters),
        changed=len(changed - musters),
        withdrawn=len(withdrawn & posts),
        shared=(frozenset(added & musters), frozenset(changed & musters), frozenset(elsewhere), frozenset(came)),
        changes=_changes(index, internal, made),
    )


def _changes(index: RosterIndex, internal: Part, made: datetime) -> tuple[DutyChange, ...]:
    """Return what the people of each team should be told, in the plan's first language."""
    plan, language = index.plan, index.plan.languages[0]
    told = {
        team.key: internal.selected[path].changes
        for team in plan.teams
        if (path := f"teams/{team.key}.{language}.ics") in internal.selected and internal.selected[path].changes
    }
    if not told:
        return ()
    wanted = {change.uid for changes in told.values() for change in changes}
    posts = {
        uid: duty.post
        for team in told
        for duty in index.duties_of("team", team)
        if (uid := duty_identity(plan, duty)) in wanted
    }
    if wanted - set(posts):  # what is cancelled stood in the calendar of its post
        posts = {uid: post for uid, post in internal.stood("posts/") if uid in wanted} | posts
    return duty_changes(told, index, posts=posts, on=made.astimezone(ZoneInfo(plan.zone)).date())


# --- kept while a site is published -------------------------------------------------------------------------------


@attrs.frozen
class Notes:
    """Where reports are kept until the publication is done.

    Attributes:
        sink: The place of the site.
        token: The claim of this publication.
        resumed: Whether one was stopped before it, whose reports hold too.
    """

    sink: Sink
    token: str = attrs.field(repr=False)
    resumed: bool = False

    def kept(self, names: Iterable[str], origin: str, index: RosterIndex | None = None) -> Report | None:
        """Return what was found when a piece was begun that was made from just this; None where it was not."""
        said = read_note(self.sink, note_path(BEGUN, names))
        if not isinstance(said, dict) or said.get("origin") != origin:
            return None
        again = said.get("token") == self.token
        return _report(said, index, again=again) if again or self.resumed else None

    def keep(self, names: Iterable[str], origin: str, report: Report) -> None:
        """Keep what was found, before anything is written."""
        write_note(self.sink, note_path(BEGUN, names), {"origin": origin, "token": self.token, **_data(report)})


def _data(report: Report) -> dict[str, Any]:
    """Return it as JSON carries it, without the people: who is in a team the plan says."""
    found = attrs.asdict(
        report,
        value_serializer=lambda _, field, value: () if getattr(field, "name", "") == "members" else _plain(value),
    )
    return {**found, "shared": [sorted(each) for each in report.shared]}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _report(said: Mapping[str, Any], index: RosterIndex | None, *, again: bool) -> Report | None:
    people = (
        {team: tuple(member.key for member in members) for team, members in index.members_by_team.items()}
        if index
        else {}
    )
    try:
        return Report(
            added=int(said["added"]),
            changed=int(said["changed"]),
            withdrawn=int(said["withdrawn"]),
            shared=tuple(frozenset(each) for each in said["shared"]),
            changes=tuple(_change(each, people) for each in said["changes"]),
            again=again,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _change(said: Mapping[str, Any], people: Mapping[str, tuple[str, ...]]) -> DutyChange:
    event = dict(said["change"])
    was = tuple(map(_day, event["was"])) if event["was"] else None
    change = EventChange(**{**event, "start": _day(event["start"]), "end": _day(event["end"]), "was": was})
    return DutyChange(**{**said, "change": change, "day": _day(said["day"]), "members": people.get(said["team"], ())})


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
