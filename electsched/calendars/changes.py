"""What changed for whom: by team or officer, post and day, for telling people by other means than their calendars."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from electsched.calendars.revision import EventChange
from electsched.i18n.languages import words
from electsched.i18n.text import long_date
from electsched.operation.plan import Plan
from electsched.operation.work_rules import NoticeTier
from electsched.roster.index import RosterIndex

__all__ = ["DutyChange", "change_csv", "change_data", "change_text", "csv_cell", "duty_changes"]

COLUMNS = ("change", "team", "members", "post", "day", "start", "end", "start_before", "end_before", "notice", "event")


@attrs.frozen(kw_only=True)
class DutyChange:
    """Something that people of a team should be told.

    Attributes:
        change: What happened to the event in the team's calendar.
        team: The key of the team.
        members: The keys of the people of the team, where they are known.
        post: The key of the post; empty for a muster.
        day: The local day on which the duty begins now; of a cancelled one the day on which it would have begun.
        clear_days: The days between the day of the change and the earlier of the days before and now, neither counted.
        notice: The key of the tier of notice; empty where no tier is as short.
    """

    change: EventChange
    team: str
    members: tuple[str, ...]
    post: str
    day: date
    clear_days: int
    notice: str = ""


def duty_changes(
    changes: Mapping[str, Iterable[EventChange]], index: RosterIndex, *, posts: Mapping[str, str], on: date
) -> tuple[DutyChange, ...]:
    """Return what the people of each team should be told, team by team in the order of the plan.

    ``changes`` are those in the calendar of each team, ``posts`` the post of each event by UID, and ``on`` is the local
    day on which the change is published.
    """
    plan = index.plan
    people = {team: tuple(member.key for member in members) for team, members in index.members_by_team.items()}
    return tuple(
        _change(change, team.key, people.get(team.key, ()), posts.get(change.uid, ""), plan.notices, on)
        for team in plan.teams
        for change in changes.get(team.key, ())
    )


def _change(  # noqa: PLR0913, PLR0917  # what a change is made of
    change: EventChange, team: str, members: tuple[str, ...], post: str, tiers: Iterable[NoticeTier], on: date
) -> DutyChange:
    first = min(_day(change.start), _day(change.was[0])) if change.was else _day(change.start)
    clear = max((first - on - timedelta(days=1)).days, 0)
    holding = min((tier for tier in tiers if clear < tier.under), key=lambda tier: tier.under, default=None)
    return DutyChange(
        change=change,
        team=team,
        members=members,
        post=post,
        day=_day(change.start),
        clear_days=clear,
        notice=holding.key if holding else "",
    )


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


# --- as data, rows and text ---------------------------------------------------------------------------------------


def change_data(changes: Iterable[DutyChange]) -> list[dict[str, Any]]:
    """Return the changes as plain data; people go by their number."""
    return [
        {
            "change": item.change.kind,
            "team": item.team,
            "members": list(item.members),
            "post": item.post,
            "day": item.day.isoformat(),
            "start": item.change.start.isoformat(),
            "end": item.change.end.isoformat(),
            "start_before": item.change.was[0].isoformat() if item.change.was else None,
            "end_before": item.change.was[1].isoformat() if item.change.was else None,
            "clear_days": item.clear_days,
            "notice": item.notice,
            "event": item.change.summary,
        }
        for item in changes
    ]


def change_csv(changes: Iterable[DutyChange]) -> str:
    """Return the changes as CSV, a row for each; no cell is read as a formula by a spreadsheet."""
    out = _Lines()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for row in change_data(changes):
        cells = {**row, "members": " ".join(row["members"])}
        writer.writerow({key: csv_cell(value) for key, value in cells.items()})
    return "".join(out.lines)


class _Lines:
    """Gathers what is written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, text: str) -> None:
        self.lines.append(text)


def csv_cell(value: object) -> str:
    """Return the value as a cell that no spreadsheet reads as a formula; nothing for None."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def change_text(changes: Iterable[DutyChange], plan: Plan, *, language: str = "id") -> str:
    """Return the changes as lines to be read out or sent, under a heading for each team."""
    return "\n".join(_lines(list(changes), plan, language))


def _lines(changes: list[DutyChange], plan: Plan, language: str) -> Iterator[str]:
    tiers = {tier.key: tier.name[language] for tier in plan.notices}
    for team in plan.teams:
        found = [item for item in changes if item.team == team.key]
        if not found:
            continue
        members = f" ({', '.join(found[0].members)})" if found[0].members else ""
        yield f"{team.name[language]}{members}"
        for item in found:
            was = (
                f" ({words(language)['calendar.before']}: {_hours(*item.change.was, language)})"
                if item.change.was
                else ""
            )
            notice = f" [{tiers[item.notice]}]" if item.notice else ""
            hours = _hours(item.change.start, item.change.end, language)
            yield f"  {words(language)[f'change.{item.change.kind}']}: {item.change.summary}, {hours}{was}{notice}"


def _hours(start: date, end: date, language: str) -> str:
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return long_date(start, language)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{long_date(end.date(), language)} {end:%H:%M}"
    return f"{long_date(start.date(), language)} {start:%H:%M} – {until}"
