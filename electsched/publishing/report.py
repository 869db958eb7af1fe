"""The report of a publication: its files, the number of its changes, and the changes for the people concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from electsched.calendars.changes import DutyChange, duty_changes
from electsched.calendars.duty_events import duty_identity
from electsched.calendars.event import identity
from electsched.calendars.revision import Edition, EventChange, edition_uids
from electsched.operation.plan import Plan
from electsched.publishing.private.links import PrivateLink
from electsched.publishing.sections import PublishedCalendars, SiteSection
from electsched.roster.duty import Shortfall
from electsched.roster.index import RosterIndex

__all__ = ["Published", "Report", "partition_report", "report_from_json", "report_to_json", "totals"]

NO_UIDS: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Published:
    """The result of a publication.

    Attributes:
        target: The folder of the site, or its address.
        written: The files that are new or changed, by their paths in the site.
        unchanged: The files that were left as they were.
        removed: The files that were deleted: delete them in copies of the site too.
        added: The number of new events.
        changed: The number of changed events.
        withdrawn: The number of events that this publication cancelled.
        split: The calendars that are too large for apps, each with the months by which it was split.
        too_large: The calendars of a single month that are too large for apps.
        changes: The changes for the members of each team.
        announce: The private links to be sent to their readers for the first time.
        shortfalls: The shifts that no team can fill; empty if a roster was given.
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


@attrs.frozen(kw_only=True)
class Report:
    """The changes in a partition since the last publication that was finished.

    Attributes:
        added: The number of new duties.
        changed: The number of changed duties.
        withdrawn: The number of cancelled duties.
        shared_added: The UIDs of new events that may be in several partitions.
        shared_changed: The UIDs of changed events that may be in several partitions.
        left: The UIDs of duties that are no longer in a calendar of this partition, at posts of other partitions.
        arrived: The UIDs of duties that another partition had: they are not withdrawn there.
        changes: The changes for the members of its teams.
    """

    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    shared_added: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    shared_changed: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    left: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    arrived: frozenset[str] = attrs.field(default=NO_UIDS, repr=False)
    changes: tuple[DutyChange, ...] = attrs.field(default=(), repr=False)


def partition_report(  # noqa: PLR0913, PLR0917  # the previous calendars and the new ones
    index: RosterIndex,
    section: SiteSection,
    published: PublishedCalendars,
    editions: Iterable[Edition],
    selections: Mapping[str, Edition],
    stamp: datetime,
) -> Report:
    """Return the changes of a partition.

    ``section`` has its calendars for the internal part, ``published`` the previous ones, ``editions`` the revisions of
    its events in each language, and ``selections`` those of each calendar, by path.
    """
    plan = index.plan
    musters = {identity("muster", plan.id, muster.key) for muster in plan.musters}
    added, changed, withdrawn = edition_uids(editions)
    posts = published.uids("posts/") if withdrawn else set()
    units = published.uids("units/")
    unit_feeds = (feed for feeds in section.feeds.values() for feed in feeds if feed.kind == "unit")
    return Report(
        added=len(added - musters),
        changed=len(changed - musters),
        withdrawn=len(withdrawn & posts),
        shared_added=frozenset(added & musters),
        shared_changed=frozenset(changed & musters),
        # A duty of a team at a post of another partition counts there.
        left=frozenset((withdrawn - posts) & units),
        arrived=frozenset({event.uid for feed in unit_feeds for event in feed.events} - units - added),
        changes=_team_changes(index, published, selections, stamp),
    )


def _team_changes(
    index: RosterIndex, published: PublishedCalendars, selections: Mapping[str, Edition], stamp: datetime
) -> tuple[DutyChange, ...]:
    """Return the changes in the calendars of teams, in the first language of the plan."""
    plan, language = index.plan, index.plan.languages[0]
    changes = {
        team.key: selection.changes
        for team in plan.teams
        if (selection := selections.get(f"teams/{team.key}.{language}.ics")) and selection.changes
    }
    if not changes:
        return ()
    uids = {change.uid for team in changes.values() for change in team}
    posts = {
        uid: duty.post
        for team in changes
        for duty in index.duties_of("team", team)
        if (uid := duty_identity(plan, duty)) in uids
    }
    if uids - set(posts):  # cancelled duties are in the previous calendars of their posts
        posts = {uid: post for uid, post in published.posts().items() if uid in uids} | posts
    return duty_changes(changes, index, posts=posts, on=stamp.astimezone(ZoneInfo(plan.zone)).date())


def totals(partitions: Iterable[tuple[Report, Iterable[Shortfall]]], plan: Plan) -> dict[str, Any]:
    """Return the numbers of events, the changes and the shortfalls of all partitions, as fields of `Published`."""
    reports, shortfalls = zip(*partitions, strict=True)
    added, changed, left, arrived = (
        frozenset[str]().union(*(getattr(report, name) for report in reports))
        for name in ("shared_added", "shared_changed", "left", "arrived")
    )
    teams = {team.key: number for number, team in enumerate(plan.teams)}
    posts = {post.key: number for number, post in enumerate(plan.posts)}
    changes = sorted((change for report in reports for change in report.changes), key=lambda change: teams[change.team])
    return {
        "added": sum(report.added for report in reports) + len(added),
        "changed": sum(report.changed for report in reports) + len(changed),
        "withdrawn": sum(report.withdrawn for report in reports) + len(left - arrived),
        "changes": tuple(changes),
        "shortfalls": tuple(
            sorted(chain.from_iterable(shortfalls), key=lambda short: (short.span.start, posts[short.post]))
        ),
    }


# --- as JSON ------------------------------------------------------------------------------------------------------


def report_to_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON can hold it, without the keys of members."""

    def plain(_: type, field: attrs.Attribute[Any] | None, value: Any) -> Any:  # noqa: ANN401  # any field
        if field is not None and field.name == "members":
            return ()
        if isinstance(value, frozenset):
            return sorted(value)
        return value.isoformat() if isinstance(value, date) else value

    return attrs.asdict(report, value_serializer=plain)


def report_from_json(values: Mapping[str, Any], people: Mapping[str, tuple[str, ...]]) -> Report:
    """Return the report that `report_to_json` wrote; ``people`` are the keys of the members of each team.

    Raises:
        KeyError, TypeError, ValueError: It is no such report.
    """
    changes = tuple(_change(change, people) for change in values["changes"])
    uids = {name: frozenset(values[name]) for name in ("shared_added", "shared_changed", "left", "arrived")}
    return Report(**{**values, **uids, "changes": changes})


def _change(values: Mapping[str, Any], people: Mapping[str, tuple[str, ...]]) -> DutyChange:
    event = dict(values["change"])
    was = tuple(map(_day, event["was"])) if event["was"] else None
    change = EventChange(**{**event, "start": _day(event["start"]), "end": _day(event["end"]), "was": was})
    members = people.get(values["team"], ())
    return DutyChange(**{**values, "change": change, "day": _day(values["day"]), "members": members})


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
