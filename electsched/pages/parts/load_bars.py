"""The load of teams and of persons as bars, each as long as its hours beside the most hours of another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

import attrs

from electsched.i18n.languages import words
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.load_rows import load_numbers
from electsched.staffing.tables import csv_text
from electsched.values import value_text

__all__ = ["LoadBar", "hours_in_words", "load_bars", "load_csv", "person_bars"]

_COLUMNS = ("team", "name", "count", "hours", "nights", "weekend_duties", "holidays", "risk")


@attrs.frozen
class LoadBar:
    """The load of a team or of a person.

    Attributes:
        team: The name of the team.
        person: The name of the person; empty for the team as a whole.
        load: Its load.
        hours: Its hours in words.
        percent: Its hours as a part of the most hours of the others of its kind, in percent.
    """

    team: str
    person: str
    load: Load
    hours: str
    percent: int

    __repr__ = value_text


def load_bars(index: RosterIndex, teams: Collection[str], language: str) -> tuple[LoadBar, ...]:
    """Return the load of each of the teams, in the order of the plan."""
    loads_by_key = {load.key: load for load in _team_loads(index) if load.key in teams}
    return tuple(_bars(index, loads_by_key, {}, language))


@lru_cache(maxsize=1)  # the boards of all languages show the same loads
def _team_loads(index: RosterIndex) -> tuple[Load, ...]:
    return loads(index)


def person_bars(index: RosterIndex, teams: Collection[str], language: str) -> tuple[LoadBar, ...]:
    """Return the load of each member of the teams who has a name; for readers who may see names."""
    names = {member.key: member.name for member in index.plan.members if member.name and member.team in teams}
    loads_by_key = {load.key: load for load in loads(index, "member") if load.key in names}
    return tuple(_bars(index, loads_by_key, names, language))


def load_csv(bars: Collection[LoadBar], language: str) -> str:
    """Return the loads as CSV, a row for each team or person; no text is a formula to a spreadsheet."""
    phrases = words(language)
    rows = ((bar.team, bar.person, *load_numbers(bar.load)) for bar in bars)
    return csv_text([phrases[f"table.{column}"] for column in _COLUMNS], rows)


def hours_in_words(hours: float, language: str) -> str:
    """Return a number of hours as the language writes it, with one decimal if it is not whole, such as ``1,007.5``."""
    phrases = words(language)
    marks = {",": phrases["number.thousands"], ".": phrases["number.decimal"]}
    return "".join(marks.get(letter, letter) for letter in f"{hours:,.1f}".removesuffix(".0"))


def _bars(index: RosterIndex, loads_by_key: dict[str, Load], names: dict[str, str], language: str) -> Iterator[LoadBar]:
    most = max((load.hours for load in loads_by_key.values()), default=0) or 1
    for key, load in loads_by_key.items():
        team, hours = index.plan.team(load.team).name[language], hours_in_words(load.hours, language)
        yield LoadBar(team, names.get(key, ""), load, hours, round(load.hours * 100 / most))
