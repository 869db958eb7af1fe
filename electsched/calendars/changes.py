"""Changes of duties by team, member, post and day, for telling people by other means than their calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from electsched.calendars.export import rows_to_csv
from electsched.calendars.revision import EventChange
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.roster.index import RosterIndex

__all__ = ["DutyChange", "changes_to_csv", "changes_to_text", "duty_changes"]

COLUMNS = ("change", "team", "members", "post", "day", "start", "end", "start_before", "end_before", "notice", "event")


@attrs.frozen(kw_only=True)
class DutyChange:
    """A change that concerns the members of a team.

    Attributes:
        change: The change of the event in the team's calendar.
        team: The key of the team.
        members: The keys of the members of the team, if they are known.
        post: The key of the post; empty for a muster.
        day: The local day on which the duty begins; of a cancelled one the day on which it would have begun.
        clear_days: The days between the day of publication and the earlier of the present and the previous day of the
            duty, neither counted.
        notice: The key of the tier of notice; empty if no tier is as short.
    """

    change: EventChange
    team: str
    members: tuple[str, ...]
    post: str
    day: date
    clear_days: int
    notice: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data, with members by their keys."""
        was = self.change.was
        return {
            "change": self.change.kind,
            "team": self.team,
            "members": list(self.members),
            "post": self.post,
            "day": self.day.isoformat(),
            "start": self.change.start.isoformat(),
            "end": self.change.end.isoformat(),
            "start_before": was[0].isoformat() if was else None,
            "end_before": was[1].isoformat() if was else None,
            "clear_days": self.clear_days,
            "notice": self.notice,
            "event": self.change.summary,
        }


def duty_changes(
    changes: Mapping[str, Iterable[EventChange]], index: RosterIndex, *, posts: Mapping[str, str], on: date
) -> tuple[DutyChange, ...]:
    """Return the changes for the members of each team, team by team in the order of the plan.

    ``changes`` are those in the calendar of each team, ``posts`` has the post of each event by UID, and ``on`` is the
    local day of publication.
    """
    plan = index.plan
    duty_changes: list[DutyChange] = []
    for team in plan.teams:
        members = tuple(member.key for member in index.members_by_team.get(team.key, ()))
        for change in changes.get(team.key, ()):
            day = _day(change.start)
            clear_days = max((min(day, _day(change.was[0]) if change.was else day) - on).days - 1, 0)
            tiers = [tier for tier in plan.notices if clear_days < tier.under]
            duty_change = DutyChange(
                change=change,
                team=team.key,
                members=members,
                post=posts.get(change.uid, ""),
                day=day,
                clear_days=clear_days,
                notice=min(tiers, key=lambda tier: tier.under).key if tiers else "",
            )
            duty_changes.append(duty_change)
    return tuple(duty_changes)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


# --- as rows and text ---------------------------------------------------------------------------------------------


def changes_to_csv(changes: Iterable[DutyChange]) -> str:
    """Return the changes as CSV, a row for each."""
    rows = (change.to_dict() for change in changes)
    return rows_to_csv(COLUMNS, ({**row, "members": " ".join(row["members"])} for row in rows))


def changes_to_text(changes: Iterable[DutyChange], plan: Plan, *, language: str = "id") -> str:
    """Return the changes as lines to be read out or sent, with a heading for each team.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    by_team: dict[str, list[DutyChange]] = {}
    for change in changes:
        by_team.setdefault(change.team, []).append(change)
    lines: list[str] = []
    for team in plan.teams:
        if team_changes := by_team.get(team.key):
            members = team_changes[0].members
            lines.append(team.name[language] + (f" ({', '.join(members)})" if members else ""))
            lines += _change_lines(team_changes, plan, language)
    return "\n".join(lines)


def _change_lines(changes: Iterable[DutyChange], plan: Plan, language: str) -> Iterator[str]:
    phrases = words(language)
    tiers = {tier.key: tier.name[language] for tier in plan.notices}
    for duty_change in changes:
        change = duty_change.change
        was = f" ({phrases['calendar.before']}: {_hours(*change.was, language)})" if change.was else ""
        notice = f" [{tiers[duty_change.notice]}]" if duty_change.notice else ""
        hours = _hours(change.start, change.end, language)
        yield f"  {phrases[f'change.{change.kind}']}: {change.summary}, {hours}{was}{notice}"


def _hours(start: date, end: date, language: str) -> str:
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return long_date(start, language)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{long_date(end.date(), language)} {end:%H:%M}"
    return f"{long_date(start.date(), language)} {start:%H:%M} – {until}"
