"""Read the members of teams from a plan file and from a separate list, and check them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from electsched.errors import Fault, InputError, nearest_names, of_file, raise_faults
from electsched.i18n.reading import spelling_pattern
from electsched.loaders.checks.value_checks import MAX_KEY_LENGTH, repeat_faults
from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.plan_files.limit_cells import REQUEST_COLUMNS, LimitNames
from electsched.loaders.sheets.cell import Cell
from electsched.loaders.sheets.groups import PeopleRows
from electsched.loaders.sheets.headings import PERSON_EXAMPLES, PersonColumns, has_rank_too, person_key_of
from electsched.loaders.sheets.read import read_table
from electsched.loaders.sheets.rows import GroupRow
from electsched.loaders.sheets.table import Record, Table
from electsched.loaders.table_keys import TableKey
from electsched.loaders.toml import Fields, read_fields
from electsched.operation.teams import Member
from electsched.phrases import Phrase, joined, phrase, quoted
from electsched.values import value_text

__all__ = ["ListedMember", "load_members", "member_faults", "read_members"]

REQUIRED = ("key", "team", "name")
"""The keys that a list must have."""
MEMBER_KEY = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_NUMBER = re.compile(r"(?<!\w)\d[\d.\s]*\d(?!\w)")
_NUMBERED = re.compile(r"^([0-9]{1,3}|[ivx]+|[a-z])[.)]\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s*(\(.*\)|:.*)$")
_SPACE_IN_NUMBER = re.compile(r"(?<=[\d.])\s+(?=[\d.])")


@attrs.frozen
class ListedMember:
    """A member and its place in a file.

    Attributes:
        place: The place, which begins the path of a fault, such as ``member[3].``, or a line of the file and a colon.
        member: The member.
        headings: The heading of each key, if it is of a list.
        group: The row of the list that names the team, such as ``REGU 1``; None if it is in a column.
    """

    place: str
    member: Member
    headings: Mapping[str, str] = attrs.field(factory=dict)
    group: GroupRow | None = None

    __repr__ = value_text

    def path(self, key: str) -> str:
        """Return the path of a fault in a key."""
        if self.group and key == "team":
            return self.group.place
        return joined((self.place, self.headings.get(key, key)), "")


def read_members(
    fields: Fields, path: Path | None, columns: PersonColumns
) -> tuple[tuple[ListedMember, ...], list[Fault]]:
    """Return the members of a plan file and those of a list, if there is one, and the faults of the list."""
    members = [ListedMember(f"member[{index}].", member) for index, member in fields.items("member").items()]
    if path is None:
        return tuple(members), []
    row_faults: list[Fault] = []
    teams, limits = KeysByName.of(fields.items("team").values()), LimitNames.of(fields)
    rows = PeopleRows(PERSON_EXAMPLES, "team", lambda text: _is_team(text, teams))
    try:
        table = read_table(path, person_key_of(columns), REQUIRED, row_faults, rows)
    except InputError as error:
        return tuple(members), list(error.faults)
    if not table.records and not row_faults:
        row_faults.append(Fault(path.name, phrase("headings without a person"), phrase("a row for each person")))
    row_faults += _team_conflicts(table, teams)
    raw = {
        "member": [
            _raw_member(record, table.headings, teams) | limits.keys(record, table.headings, row_faults)
            for record in table.records
        ]
    }
    listed = read_fields(raw, {"member": TableKey(type=tuple[Member, ...])})
    for index, member in listed.items("member").items():
        record = table.records[index]
        members.append(
            ListedMember(
                joined((record.place, ""), ": "),
                attrs.evolve(member, details=record.details),
                table.headings,
                None if "team" in record.cells else record.group,
            )
        )
    return tuple(members), row_faults + [_placed(fault, table) for fault in listed.faults]


def load_members(path: str | Path) -> tuple[Member, ...]:
    """Return the people of a list by itself, without a plan that has their teams.

    Raises:
        InputError: The list has faults; the error carries all of them.
    """
    members, faults = read_members(read_fields({}, {}), Path(path), PersonColumns())
    raise_faults(of_file(Path(path).name, faults), source=str(path))
    return tuple(listed.member for listed in members)


def _raw_member(record: Record, headings: Mapping[str, str], team_keys: KeysByName) -> dict[str, object]:
    """Return a row as a table of a plan file."""
    cells: dict[str, object] = {key: cell for key, cell in record.cells.items() if key not in REQUEST_COLUMNS}
    if "roles" in cells:
        cells["roles"] = record.cells["roles"].replace(",", " ").split()
    if "key" in cells:
        key = record.cells["key"]
        if has_rank_too(headings["key"]) and (number := _NUMBER.search(key)):
            rank = (key[: number.start()] + key[number.end() :]).strip(" /,-")
            cells |= {"rank": Cell(rank)} if rank else {}
            key = Cell(number.group())
        cells["key"] = Cell(_SPACE_IN_NUMBER.sub("", key))
    if "team" in cells:
        cells["team"] = Cell(team_keys.key(record.cells["team"]))
    elif record.group:
        cells["team"] = Cell(_team_of(record.group.text, team_keys))
    return cells


def _name_in(text: str) -> str:
    """Return the name in a row above people: without a letter or number before it, and remarks behind it."""
    return _REMARK.sub("", _NUMBERED.sub("", text)).strip(" :")


def _is_team(text: str, team_keys: KeysByName) -> bool:
    """Return whether a row above people names their team: by a word such as team, or as a team of the plan."""
    pattern = rf"{spelling_pattern('row.team')}\b"
    return bool(re.match(pattern, _name_in(text), re.IGNORECASE) or _teams_in(text, team_keys))


def _teams_in(text: str, team_keys: KeysByName) -> list[str]:
    """Return the teams that a row above people may mean."""
    return team_keys.sharing(text) or team_keys.sharing(_name_in(text))


def _team_of(text: str, team_keys: KeysByName) -> str:
    """Return the only team that a row above people means; its name if there is none."""
    teams = _teams_in(text, team_keys)
    return teams[0] if len(teams) == 1 else _name_in(text) or text


def _team_conflicts(table: Table, team_keys: KeysByName) -> Iterator[Fault]:
    """Yield a fault for each person whose column names another team than the row above."""
    for record in table.records:
        if record.group and "team" in record.cells:
            team = record.cells["team"]
            if team_keys.key(team) != _team_of(record.group.text, team_keys):
                yield Fault(
                    joined((record.place, table.headings["team"]), ": "),
                    phrase("the team {team!r} below the row {group!r}", team=team, group=record.group.text),
                    phrase("one team: leave the cell empty, or correct it"),
                )


def _placed(fault: Fault, table: Table) -> Fault:
    """Return a fault of the key path ``member[0].name`` with the row and the heading of the list."""
    index, _, key = fault.path.removeprefix("member[").partition("]")
    key = key.removeprefix(".")
    return attrs.evolve(fault, path=joined((table.records[int(index)].place, table.headings.get(key, key)), ": "))


# --- checks -------------------------------------------------------------------------------------------------------


def member_faults(
    listed: Iterable[ListedMember], fields: Fields, teams: Iterable[str], languages: Collection[str]
) -> Iterator[Fault]:
    """Yield every fault of the members.

    Args:
        listed: The members of the plan file and of the list.
        fields: The values of the plan file.
        teams: The keys of all teams in the plan file, those of faulty teams too.
        languages: The languages that have words.
    """
    team_keys = frozenset(teams)
    by_name = KeysByName.of(fields.items("team").values())
    keys = [(entry.path("key"), entry.member.key) for entry in listed]
    yield from (fault for path, key in keys for fault in _member_key_faults(path, key))
    yield from repeat_faults(keys)
    of_plan = phrase("the key or the name of a team of the plan")
    expected: dict[str, Phrase] = {}
    groups: set[GroupRow | None] = {None}
    for entry in listed:
        member = entry.member
        # A row that names a team stands above many people, and is named once.
        if (
            member.team not in team_keys
            and "team" not in fields.misspelt
            and (not entry.group or entry.group not in groups)
        ):
            groups.add(entry.group)
            if member.team not in expected:  # the names are compared once for each spelling of a long list
                near = ", ".join(by_name.sharing(member.team)) or nearest_names(member.team, sorted(team_keys))
                expected[member.team] = joined(filter(None, (of_plan, near)), ": ")
            yield Fault(entry.path("team"), phrase("the team {team!r}", team=member.team), expected[member.team])
        if member.language and member.language not in languages:
            yield Fault(
                entry.path("language"), quoted(member.language), phrase("one of {names}", names=", ".join(languages))
            )


def _member_key_faults(path: str, key: str) -> Iterator[Fault]:
    if not MEMBER_KEY.fullmatch(key) or len(key) > MAX_KEY_LENGTH:
        expected = phrase(
            "letters and digits with single dots or hyphens between them, at most {most} characters",
            most=MAX_KEY_LENGTH,
        )
        yield Fault(path, quoted(key), expected)
