"""The loads of people who take turns together, with the least difference that their totals allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from electsched.i18n.languages import words
from electsched.pages.parts.heat_map import HeatMap, heat_map
from electsched.roster.assignment.fair.bound import least_spread
from electsched.roster.duty import Duty, Roster
from electsched.roster.fairness import Load, loads
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.load_rows import load_numbers

__all__ = ["LOAD_COLUMNS", "LoadGroup", "PersonLoad", "load_groups"]

LOAD_COLUMNS = ("count", "hours", "nights", "weekend_duties", "holidays", "risk")
"""The columns of a load, in the order of `load_numbers`."""
_HOURS = LOAD_COLUMNS.index("hours")
_Number = float | int


@attrs.frozen
class PersonLoad:
    """A row of the table: a person, the team, and the load in the order of the columns."""

    name: str
    team: str
    numbers: tuple[_Number, ...]


@attrs.frozen
class LoadGroup:
    """The people who take turns at some posts, directly or through others.

    Attributes:
        posts: The names of the posts.
        is_joined: Whether several posts share its people.
        people: The load of each person.
        fewest: The least number of each column.
        most: The largest.
        bounds: For each column the least difference between people that its total allows; None for hours if duties
            last differently long.
        heat: The people by days.
    """

    posts: str
    is_joined: bool
    people: tuple[PersonLoad, ...]
    fewest: tuple[_Number, ...]
    most: tuple[_Number, ...]
    bounds: tuple[_Number | None, ...]
    heat: HeatMap

    @property
    def spreads(self) -> tuple[_Number, ...]:
        """The difference between the largest and the least number of each column."""
        return tuple(round(most - fewest, 2) for fewest, most in zip(self.fewest, self.most, strict=True))


def load_groups(index: RosterIndex, language: str, *, unit: str | None = None) -> tuple[LoadGroup, ...]:
    """Return the groups with a post of the unit, or all; a group has all its posts, those of other units too.

    People are the members of the teams on duty, and others whom a duty names. It has names: it is for the planners of
    the unit. A group whose people are not listed is left out.

    Raises:
        UnknownNameError: The plan has no such unit, or the package no words in that language.
    """
    words(language)  # an unknown language is an error
    of_unit = {duty.post for duty in index.roster.select(unit=unit).duties}
    groups = (_group(index, posts, language) for posts in _posts(index) if of_unit.intersection(posts))
    return tuple(group for group in groups if group is not None)


def _posts(index: RosterIndex) -> Iterator[list[str]]:
    """Yield the posts that share people, in the order of the plan."""
    joined: list[tuple[list[str], set[tuple[str, str]]]] = []
    for post in index.plan.posts:
        people: set[tuple[str, str]] = set()
        posts = [post.key]
        for duty in index.duties_of("post", post.key):
            people.update((member.team, member.key) for member in index.members_of(duty))
        for others in [entry for entry in joined if not people.isdisjoint(entry[1])]:
            joined.remove(others)
            posts, people = [*others[0], *posts], people | others[1]
        joined.append((posts, people))
    yield from (posts for posts, people in joined if people)


def _group(index: RosterIndex, posts: Sequence[str], language: str) -> LoadGroup | None:
    duties = [duty for duty in index.roster.duties if duty.post in posts]
    group_index = RosterIndex(index.plan, Roster(tuple(duties), index.plan))
    teams = {duty.team for duty in duties}
    named_members = {member for duty in duties for member in duty.members}
    carried = [load for load in loads(group_index, "member") if load.team in teams or load.key in named_members]
    if not carried:
        return None
    columns = list(zip(*(load_numbers(load) for load in carried), strict=True))
    return LoadGroup(
        ", ".join(index.plan.post(post).name[language] for post in posts),
        len(posts) > 1,
        tuple(_people(index, carried, language)),
        tuple(min(column) for column in columns),
        tuple(max(column) for column in columns),
        tuple(_bound(number, column, duties, columns[0]) for number, column in enumerate(columns)),
        heat_map(group_index, duties, language),
    )


def _people(index: RosterIndex, carried: Iterable[Load], language: str) -> Iterator[PersonLoad]:
    for load in carried:
        name = index.plan.member(load.key).name or load.key
        yield PersonLoad(name, index.plan.team(load.team).name[language], load_numbers(load))


def _bound(number: int, column: Sequence[_Number], duties: Sequence[Duty], counts: Sequence[_Number]) -> _Number | None:
    """Return the least difference of integers with that sum; for hours that of the duties, if they last alike."""
    if number != _HOURS:
        return least_spread(int(sum(column)), len(column))
    lengths = {duty.span.hours for duty in duties}
    if len(lengths) != 1:
        return None
    length = lengths.pop()
    return least_spread(int(sum(counts)), len(counts)) * (int(length) if length == int(length) else length)
