"""The people of the teams: those of a plan file and those of a list that is handed in, every fault with its line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from electsched.errors import Fault, os_cause
from electsched.i18n.text import LANGUAGES
from electsched.loaders.toml import Fields, read_fields
from electsched.operation.teams import Leave, Member, Team

__all__ = ["Listed", "member_faults", "read_members"]

COLUMNS = ("key", "team", "name", "roles", "language", "note")
REQUIRED = ("key", "team", "name")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@attrs.frozen
class Listed:
    """A member and where it stands, such as ``members.csv line 4``.

    Attributes:
        path: Its place in the plan file, or in the list.
        member: The member.
    """

    path: str
    member: Member


@attrs.frozen
class _Table:
    member: tuple[Member, ...] = ()


def read_members(fields: Fields, path: Path | None) -> tuple[tuple[Listed, ...], list[Fault]]:
    """Return the members of a plan file and of a list, where there is one, and what could not be read of the list."""
    found = [Listed(f"member[{index}]", member) for index, member in fields.items("member").items()]
    if path is None:
        return tuple(found), []
    name = path.name
    try:
        header, rows = _rows(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return tuple(found), [Fault(name, _unread(error), "a CSV file in UTF-8")]
    faults = [*_columns(header, name), *_beyond(rows, name)]
    if faults:
        return tuple(found), faults
    lines = {index: f"{name} line {line}" for index, (line, _) in enumerate(rows)}
    read = read_fields({"member": [_raw(row) for _, row in rows]}, _Table)
    found += [Listed(lines[index], member) for index, member in read.items("member").items()]
    return tuple(found), [attrs.evolve(fault, path=_placed(fault.path, lines)) for fault in read.faults]


def _unread(error: Exception) -> str:
    if isinstance(error, OSError):
        return os_cause(error)
    return f"no CSV: {error}" if isinstance(error, csv.Error) else "bytes that are not UTF-8"


def _rows(path: Path) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the names of the columns, and each row with its line."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True, restkey="", restval="")
        return tuple(reader.fieldnames or ()), [(reader.line_num, row) for row in reader]


def _columns(header: tuple[str, ...], name: str) -> Iterator[Fault]:
    for column in REQUIRED:
        if column not in header:
            yield Fault(name, f"no column {column!r}", "a header with " + ", ".join(REQUIRED) + " at least")
    for column in header:
        if column not in COLUMNS:
            yield Fault(name, f"the column {column!r}", "one of " + ", ".join(COLUMNS))


def _beyond(rows: Iterable[tuple[int, Mapping[str, object]]], name: str) -> Iterator[Fault]:
    for line, row in rows:
        if "" in row:
            yield Fault(f"{name} line {line}", "a cell beyond the columns", "as many cells as the header has")


def _raw(row: Mapping[str, str]) -> dict[str, object]:
    """Return a row as a table of a plan file would be; a cell that says nothing is left out."""
    cells: dict[str, object] = {column: cell.strip() for column, cell in row.items() if cell.strip()}
    if "roles" in cells:
        cells["roles"] = str(cells["roles"]).split()
    return cells


def _placed(path: str, lines: Mapping[int, str]) -> str:
    index, _, rest = path.removeprefix("member[").partition("]")
    return f"{lines[int(index)]}: {rest.removeprefix('.')}"


# --- what is wrong with them --------------------------------------------------------------------------------------


def member_faults(listed: Iterable[Listed], fields: Fields, teams: Iterable[str]) -> Iterator[Fault]:
    """Yield what is wrong with the members and with the leave that names some of them.

    ``teams`` are the keys of all teams in the file, also of those that could not be read.
    """
    known = frozenset(teams)
    members: dict[str, Member] = {}
    for item in listed:
        member, path = item.member, item.path
        if not KEY.fullmatch(member.key):
            yield Fault(f"{path}: key", repr(member.key), "lower-case letters, digits and single hyphens")
        if member.key in members:
            yield Fault(f"{path}: key", f"{member.key!r} a second time", "a key of its own")
        members.setdefault(member.key, member)
        if member.team not in known:
            yield Fault(f"{path}: team", f"the team {member.team!r}", "the key of a team of the plan")
        if member.language and member.language not in LANGUAGES:
            yield Fault(f"{path}: language", repr(member.language), "one of " + ", ".join(LANGUAGES))
    yield from _sizes(members.values(), fields.items("team"))
    yield from _leave(members, fields.items("leave"))


def _sizes(members: Iterable[Member], teams: Mapping[int, Team]) -> Iterator[Fault]:
    """Report each team of whose people some are listed, but fewer than it is said to have."""
    counted = Counter(member.team for member in members)
    for index, team in teams.items():
        if 0 < counted[team.key] < team.people:
            expected = f"at least {team.people} members, as many as the team has people, or none"
            yield Fault(f"team[{index}].people", f"{counted[team.key]} members of {team.key!r}", expected)


def _leave(members: Mapping[str, Member], leave: Mapping[int, Leave]) -> Iterator[Fault]:
    for index, item in leave.items():
        if not item.member:
            continue
        path = f"leave[{index}]"
        member = members.get(item.member)
        if member is None or member.team != item.team:
            yield Fault(f"{path}.member", repr(item.member), f"the key of a member of the team {item.team!r}")
        if item.people != 1:
            yield Fault(f"{path}.people", str(item.people), "1, where a member is named")
