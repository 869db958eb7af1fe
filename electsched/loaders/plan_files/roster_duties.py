"""A roster from its duties as JSON: those that `electsched roster assign` writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from electsched.errors import Fault, nearest_names, nearest_or_meant, raise_faults
from electsched.loaders.converters import display
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.roster.sheets.grid import RELIEF, GridCell

__all__ = ["duty_cells", "form_faults"]

_TEXTS = ("post", "line", "day", "shift", "team")


def duty_cells(raw: object, plan: Plan, *, source: str) -> list[GridCell]:
    """Return the cells of a grid for plain data with the key ``duties``, each as `Duty.to_dict` has it.

    Raises:
        InputError: The data has no such duties, or they name a person, a team or a day that the plan does not have; all
            faults are in the error.
    """
    duties = raw.get("duties") if isinstance(raw, Mapping) else None
    faults: list[Fault] = []
    cells: list[GridCell] = []
    if not isinstance(duties, list):
        faults.append(Fault("duties", display(duties), phrase("a list of duties")))
    else:
        member_teams = {member.key: member.team for member in plan.members}
        team_keys = {team.key for team in plan.teams}
        for number, duty in enumerate(duties):
            path = f"duties[{number}]"
            wrong = [*form_faults(path, duty)] or [*_name_faults(path, duty, member_teams, team_keys)]
            faults += wrong
            cells += [] if wrong else _cells(path, duty, member_teams)
    raise_faults(faults, source=source)
    return cells


def form_faults(path: str, duty: object) -> Iterator[Fault]:
    """Yield the faults of the form of a duty as plain data; its times and names are not judged."""
    if not isinstance(duty, Mapping):
        yield Fault(path, display(duty), phrase("a duty with its post, line, day, shift and team"))
        return
    for key in _TEXTS:
        if not isinstance(duty.get(key), str):
            yield Fault(f"{path}.{key}", display(duty.get(key)), phrase("text"))
    members = duty.get("members", [])
    if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
        yield Fault(f"{path}.members", display(members), phrase("a list of keys of members"))
    people = duty.get("people")
    if not isinstance(people, int) or isinstance(people, bool) or people < 0:
        yield Fault(f"{path}.people", display(people), phrase("a number that is not negative"))


def _name_faults(
    path: str, duty: Mapping[str, Any], member_teams: Mapping[str, str], team_keys: set[str]
) -> Iterator[Fault]:
    try:
        date.fromisoformat(duty["day"])
    except ValueError:
        yield Fault(f"{path}.day", quoted(duty["day"]), phrase("a day such as 2024-02-14"))
    if duty["team"] not in team_keys:
        nearest, meant = nearest_or_meant(duty["team"], sorted(team_keys))
        expected = phrase("one that exists") if meant else phrase("one of {names}", names=nearest)
        yield Fault(f"{path}.team", quoted(duty["team"]), expected, hint=meant)
    for number, member in enumerate(duty.get("members", [])):
        if member not in member_teams:
            nearest = nearest_names(member, sorted(member_teams)) or phrase("the plan has no members")
            expected = phrase("the number of a member: {names}", names=nearest)
            yield Fault(f"{path}.members[{number}]", quoted(member), expected)


def _cells(path: str, duty: Mapping[str, Any], member_teams: Mapping[str, str]) -> list[GridCell]:
    parts = [duty["post"], duty["shift"], duty["line"], *([RELIEF] if duty.get("relief") else [])]
    name, day = "/".join(parts), date.fromisoformat(duty["day"])
    members = duty.get("members", [])
    if not members:
        return [GridCell(place=path, day=day, duties=f"{name} ({duty['people']})", team=duty["team"])]
    return [GridCell(place=path, day=day, duties=name, team=member_teams[member], member=member) for member in members]
