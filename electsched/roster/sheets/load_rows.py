"""The load of each team and person as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.i18n.languages import words
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.rows import DutyTable

__all__ = ["load_numbers", "load_rows"]

COLUMNS = ("unit", "team", "number", "name", "count", "hours", "nights", "weekend_duties", "holidays", "risk")


def load_rows(index: RosterIndex, language: str) -> DutyTable:
    """Return a row for each team, followed by a row for each of its members, in the order of the plan.

    It has names and personal numbers: it is for the planners of the unit.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases = words(language)
    columns = tuple(phrases[f"table.{column}"] for column in COLUMNS)
    return DutyTable(phrases["table.loads"], columns, tuple(_rows(index, language)))


def _rows(index: RosterIndex, language: str) -> Iterator[tuple[object, ...]]:
    plan = index.plan
    of_members = {load.key: load for load in loads(index, "member")}
    for load in loads(index):
        team = plan.team(load.key)
        team_names = (plan.unit(team.unit).name[language], team.name[language])
        yield (*team_names, "", "", *load_numbers(load))
        for member in index.members_by_team.get(load.key, ()):
            yield (*team_names, member.key, member.name, *load_numbers(of_members[member.key]))


def load_numbers(load: Load) -> tuple[float | int, ...]:
    """Return the duties, hours, nights, weekend duties, holidays and duties of high risk of a load."""
    hours = int(load.hours) if load.hours == int(load.hours) else round(load.hours, 2)
    return load.duties, hours, load.nights, load.weekend_duties, load.holidays, load.risk
