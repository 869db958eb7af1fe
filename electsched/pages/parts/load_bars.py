"""The load of teams as bars, each as long as its hours beside those of the team with the most."""

from __future__ import annotations

from collections.abc import Container, Iterator

import attrs

from electsched.i18n.languages import words
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex

__all__ = ["LoadBar", "load_bars"]


@attrs.frozen
class LoadBar:
    """The load of a team.

    Attributes:
        name: The name of the team.
        load: Its load.
        hours: Its hours in words.
        percent: Its hours as a part of the most hours of a team, in percent.
    """

    name: str
    load: Load
    hours: str
    percent: int


def load_bars(index: RosterIndex, teams: Container[str], language: str) -> Iterator[LoadBar]:
    """Yield the load of each of the teams, in the order of the plan."""
    own = [load for load in loads(index) if load.key in teams]
    most = max((load.hours for load in own), default=0) or 1
    phrases = words(language)
    for load in own:
        hours = f"{load.hours:,.1f}".removesuffix(".0")
        marks = {",": phrases["number.thousands"], ".": phrases["number.decimal"]}
        text = "".join(marks.get(letter, letter) for letter in hours)
        yield LoadBar(index.plan.team(load.key).name[language], load, text, round(load.hours * 100 / most))
