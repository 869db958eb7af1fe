"""A roster as a grid: people, or teams whose people are not known, by days; and the roster of such a grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import attrs

from electsched.errors import Fault, raise_faults
from electsched.i18n.languages import words
from electsched.operation.plan import Plan
from electsched.phrases import OR, joined, phrase, quoted
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.sheets.rows import DutyTable
from electsched.roster.slots import PlannedDuty, planned_duties

__all__ = ["GRID_KEYS", "RELIEF", "GridCell", "duty_grid", "grid_roster"]

GRID_KEYS = ("number", "rank", "name", "team")
"""The columns before the days: the personal number, which is empty for a team, the rank, the name and the team."""
JOIN = " + "
"""Between the duties of one cell."""
RELIEF = "relief"
"""The last part of the name of a relief, after the post, the shift and the line."""


@attrs.frozen(kw_only=True)
class GridCell:
    """A cell of a grid that is not empty.

    Attributes:
        place: Its place in a file, for faults.
        day: The day of its column.
        duties: Its text: the duties that begin on that day, each as ``post/shift`` or ``post/shift/line``.
        team: The key of the team of its row.
        member: The key of the member of its row; empty for a team.
    """

    place: str
    day: date
    duties: str
    team: str
    member: str = ""


# --- from a roster to a grid --------------------------------------------------------------------------------------


def duty_grid(index: RosterIndex, duties: Sequence[Duty], language: str, *, member: str = "") -> DutyTable:
    """Return the people of duties by days, from the first day to the last.

    People stand in the order of the plan, team by team; with the key of a ``member`` there is one row. It has
    names and personal numbers: it is for the planners of the unit.

    Raises:
        UnknownNameError: The package has no words in that language.
    """
    phrases, names = words(language), _Names(index.plan)
    cells: dict[tuple[str, str], dict[date, list[str]]] = {}
    for duty in duties:
        people = index.members_of(duty)
        for row in [(person.team, person.key) for person in people] or [(duty.team, "")]:
            text = names.of_duty(duty, with_people=not people)
            cells.setdefault(row, {}).setdefault(duty.day, []).append(text)
    days = _days({duty.day for duty in duties})
    columns = (*(phrases[f"table.{key}"] for key in GRID_KEYS), *days)
    body = (
        (*head, *(JOIN.join(cells[row].get(day, ())) for day in days))
        for row, head in _row_heads(index, language)
        if row in cells and member in {"", row[1]}
    )
    return DutyTable(phrases["table.grid"], columns, tuple(body))


def _row_heads(index: RosterIndex, language: str) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    """Yield each possible row, by team and member, with the cells before its days."""
    counts = Counter(team.name[language] for team in index.plan.teams)
    for team in index.plan.teams:
        name = team.name[language] if counts[team.name[language]] == 1 else team.key
        for member in index.members_by_team.get(team.key, ()):
            yield (team.key, member.key), (member.key, member.rank, member.name, name)
        yield (team.key, ""), ("", "", "", name)


def _days(days: Iterable[date]) -> tuple[date, ...]:
    first, last = min(days, default=date.min), max(days, default=date.min)
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1)) if days else ()


class _Names:
    """The texts of duties: as short as the plan allows."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._planned = _planned_by_name(plan)

    def of_duty(self, duty: Duty, *, with_people: bool) -> str:
        planned = self._planned.get((duty.post, duty.day, duty.shift), [])
        parts = [duty.post, duty.shift]
        if len(planned) != 1 or duty.relief:
            parts += [duty.line, RELIEF] if duty.relief else [duty.line]
        text = "/".join(parts)
        usual = [min(entry.people, self._plan.team(duty.team).people) for entry in planned if _is_of(duty, entry)]
        return f"{text} ({duty.people})" if with_people and usual != [duty.people] else text


def _is_of(duty: Duty, planned: PlannedDuty) -> bool:
    return (duty.line, duty.relief) == (planned.line, planned.relief)


_ByName = Mapping[tuple[str, date, str], list[PlannedDuty]]


def _planned_by_name(plan: Plan) -> _ByName:
    by_name: dict[tuple[str, date, str], list[PlannedDuty]] = {}
    for planned in planned_duties(plan):
        by_name.setdefault((planned.post.key, planned.slot.day, planned.slot.shift.key), []).append(planned)
    return by_name


# --- from a grid to a roster --------------------------------------------------------------------------------------


@attrs.frozen
class _People:
    """The people of a grid at one duty: the members, or teams with a number of people."""

    place: str
    members: list[tuple[str, str]] = attrs.field(factory=list)
    teams: list[tuple[str, int | None]] = attrs.field(factory=list)


def grid_roster(plan: Plan, cells: Iterable[GridCell]) -> Roster:
    """Return the roster of a grid.

    The times of duties are those of the plan. A duty is of the team to which most of its people belong, and names
    them, unless they are the whole team.

    Raises:
        InputError: A cell names a duty that the plan does not have on that day, or none of its lines; all faults are
            in the error.
    """
    planned = _planned_by_name(plan)
    people: dict[int, _People] = {}
    faults: list[Fault] = []
    for cell in cells:
        for text in filter(None, (part.strip() for part in cell.duties.split("+"))):
            name, number = _split_people(text)
            duty = _named(planned, cell, name, faults)
            if duty is not None:
                on_duty = people.setdefault(id(duty), _People(cell.place))
                if cell.member:
                    on_duty.members.append((cell.member, cell.team))
                else:
                    on_duty.teams.append((cell.team, number))
    listed = Counter(member.team for member in plan.members)
    entries = [entry for entries in planned.values() for entry in entries if id(entry) in people]
    places = {post.key: number for number, post in enumerate(plan.posts)}
    entries.sort(key=lambda entry: (entry.slot.start, places[entry.post.key]))
    duties = [_duty(plan, entry, people[id(entry)], listed, faults) for entry in entries]
    raise_faults(faults)
    return Roster(tuple(duties), plan)


def _split_people(text: str) -> tuple[str, int | None]:
    name, _, number = text.partition("(")
    digits = number.rstrip(") ")
    return (name.strip(), int(digits)) if digits.isdecimal() else (text, None)


def _named(planned: _ByName, cell: GridCell, name: str, faults: list[Fault]) -> PlannedDuty | None:
    """Return the planned duty that a name of a cell means; if there is none, add a fault."""
    parts = name.split("/")
    is_relief = parts[-1] == RELIEF and len(parts) > 3  # noqa: PLR2004  # post, shift, line
    key = (parts[0], cell.day, parts[1]) if len(parts) > 1 else ("", cell.day, "")
    line = parts[2] if len(parts) > 2 else ""  # noqa: PLR2004
    on_day = [entry for entry in planned.get(key, []) if entry.relief == is_relief and line in {"", entry.line}]
    if len(on_day) == 1:
        return on_day[0]
    if on_day:
        expected = joined((f"{name}/{entry.line}" for entry in on_day), OR)
    else:
        names = sorted({f"{post}/{shift}" for post, day, shift in planned if day == cell.day})
        near = [text for text in names if text.startswith(f"{parts[0]}/")] or names
        expected = phrase("a duty of that day: {names}", names=", ".join(near[:8]) or phrase("the plan has none"))
    faults.append(Fault(cell.place, quoted(name), expected))
    return None


def _duty(plan: Plan, planned: PlannedDuty, people: _People, listed: Counter[str], faults: list[Fault]) -> Duty:
    teams = Counter(team for _, team in people.members)
    team = planned.team if planned.team in teams or not teams else teams.most_common(1)[0][0]
    members = tuple(member for member, _ in people.members)
    number = len(members)
    if people.teams:
        team, stated = people.teams[0]
        number = min(planned.people, plan.team(team).people) if stated is None else stated
        if len(people.teams) > 1 or members:
            found = phrase(
                "{post}/{shift} in more than one row of teams", post=planned.post.key, shift=planned.slot.shift.key
            )
            faults.append(Fault(people.place, found, phrase("one team, or people by their numbers")))
    is_whole = teams == Counter({team: listed[team]})
    return Duty(
        post=planned.post.key,
        line=planned.line,
        day=planned.slot.day,
        shift=planned.slot.shift.key,
        team=team,
        people=number,
        span=planned.slot.span,
        members=() if is_whole else members,
        relief=planned.relief,
    )
