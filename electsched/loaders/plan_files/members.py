"""Read the members of teams from a plan file and from a separate list, and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from electsched.errors import Fault, InputError
from electsched.i18n.languages import LANGUAGES
from electsched.loaders.checks.change_checks import member_change_faults
from electsched.loaders.checks.value_checks import key_faults, repeat_faults
from electsched.loaders.plan_files.tables import read_csv
from electsched.loaders.table_keys import TableKey
from electsched.loaders.toml import Fields, read_fields
from electsched.operation.teams import Member

__all__ = ["ListedMember", "member_faults", "read_members"]

COLUMNS = ("key", "team", "name", "roles", "language", "note")
REQUIRED_COLUMNS = ("key", "team", "name")


@attrs.frozen
class ListedMember:
    """A member and its place in a file.

    Attributes:
        place: The place, which begins the path of a fault, such as ``member[3].``, or a line of the file and a colon.
        member: The member.
    """

    place: str
    member: Member


def read_members(fields: Fields, path: Path | None) -> tuple[tuple[ListedMember, ...], list[Fault]]:
    """Return the members of a plan file and those of a list, if there is one, and the faults of the list."""
    members = [ListedMember(f"member[{index}].", member) for index, member in fields.items("member").items()]
    if path is None:
        return tuple(members), []
    try:
        columns, rows = read_csv(path)
    except InputError as error:
        return tuple(members), list(error.faults)
    faults = list(_column_faults(columns, path.name))
    if faults:
        return tuple(members), faults
    raw = {"member": [_raw_member(row) for _, row in rows]}
    listed = read_fields(raw, {"member": TableKey(type=tuple[Member, ...])})
    places = {index: f"{path.name} line {line}: " for index, (line, _) in enumerate(rows)}
    members += [ListedMember(places[index], member) for index, member in listed.items("member").items()]
    return tuple(members), [attrs.evolve(fault, path=_csv_path(fault.path, places)) for fault in listed.faults]


def _column_faults(columns: tuple[str, ...], name: str) -> Iterator[Fault]:
    for column in REQUIRED_COLUMNS:
        if column not in columns:
            yield Fault(name, f"no column {column!r}", "a header with at least " + ", ".join(REQUIRED_COLUMNS))
    for column in columns:
        if column not in COLUMNS:
            yield Fault(name, f"the column {column!r}", "one of " + ", ".join(COLUMNS))


def _raw_member(row: Mapping[str, str]) -> dict[str, object]:
    """Return a row as a table of a plan file, without its empty cells."""
    cells: dict[str, object] = {column: cell.strip() for column, cell in row.items() if cell.strip()}
    if "roles" in cells:
        cells["roles"] = str(cells["roles"]).split()
    return cells


def _csv_path(path: str, places: Mapping[int, str]) -> str:
    """Return the key path ``member[0].name`` as the line and column of the list."""
    index, _, column = path.removeprefix("member[").partition("]")
    return places[int(index)] + column.removeprefix(".")


# --- checks -------------------------------------------------------------------------------------------------------


def member_faults(listed: Iterable[ListedMember], fields: Fields, teams: Iterable[str]) -> Iterator[Fault]:
    """Yield every fault of the members, and of the changes that name members.

    Args:
        listed: The members of the plan file and of the list.
        fields: The values of the plan file.
        teams: The keys of all teams in the plan file, those of faulty teams too.
    """
    team_keys = frozenset(teams)
    keys = [(f"{entry.place}key", entry.member.key) for entry in listed]
    for path, key in keys:
        yield from key_faults(path, key)
    yield from repeat_faults(keys)
    members: dict[str, Member] = {}
    for entry in listed:
        member = entry.member
        members.setdefault(member.key, member)
        if member.team not in team_keys:
            yield Fault(f"{entry.place}team", f"the team {member.team!r}", "the key of a team of the plan")
        if member.language and member.language not in LANGUAGES:
            yield Fault(f"{entry.place}language", repr(member.language), "one of " + ", ".join(LANGUAGES))
    yield from member_change_faults(fields, members)
