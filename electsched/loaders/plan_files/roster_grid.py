"""Read a roster from a file: a grid of people by days, as a planner changed it, or the duties as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from electsched.errors import Fault, nearest_names, of_file, raise_faults
from electsched.i18n.languages import LANGUAGES, words
from electsched.loaders.json_files import read_json
from electsched.loaders.plan_files.keys_by_name import KeysByName
from electsched.loaders.plan_files.roster_duties import duty_cells
from electsched.loaders.sheets.headings import PersonColumns, person_key_of
from electsched.loaders.sheets.read import read_table
from electsched.loaders.sheets.table import Record
from electsched.operation.plan import Plan
from electsched.phrases import joined, phrase, quoted
from electsched.roster.duty import Roster
from electsched.roster.sheets.grid import GridCell, grid_roster

__all__ = ["cells_of", "grid_key", "load_roster", "roster_cells"]


def load_roster(path: str | Path, plan: Plan) -> Roster:
    """Return the roster of a grid: a workbook (XLSX) or CSV with a row for each person or team, a column for each day.

    The headings of days are dates such as ``2024-02-14``. See `grid_roster` for the cells. A file that ends in
    ``.json`` has the duties that `electsched roster assign` writes.

    Raises:
        InputError: The file is no such grid, or names a person, a team, a day or a duty that the plan does not have.
    """
    return grid_roster(plan, roster_cells(path, plan))


def roster_cells(path: str | Path, plan: Plan) -> list[GridCell]:
    """Return the cells of a roster in a file; see `load_roster`. The duties that they name are not judged.

    Raises:
        InputError: The file is no such roster, or names a person, a team or a day that the plan does not have.
    """
    if Path(path).suffix == ".json":
        return duty_cells(read_json(Path(path)), plan, source=str(path))
    faults: list[Fault] = []
    table = read_table(Path(path), grid_key(plan), ("team",), faults)
    names, teams = KeysByName.of(plan.teams), {member.key: member.team for member in plan.members}
    cells = [cell for record in table.records for cell in cells_of(record, names, teams, faults)]
    raise_faults(of_file(Path(path).name, faults), source=str(path))
    return cells


def grid_key(plan: Plan) -> Callable[[str], str]:
    """Return the function that gives the key of a heading of a grid; empty if it is none, such as a day."""
    person_key = person_key_of(PersonColumns())
    numbers = {words(language)["table.number"].casefold() for language in (*LANGUAGES, *plan.languages)}

    def key_of(heading: str) -> str:
        return "key" if heading.casefold() in numbers else person_key(heading)

    return key_of


def cells_of(record: Record, names: KeysByName, teams: Mapping[str, str], faults: list[Fault]) -> Iterator[GridCell]:
    """Yield the cells of a row; ``teams`` are the teams of members."""
    member, name = record.cells.get("key", ""), record.cells.get("team", "")
    if member and member not in teams:
        expected = phrase(
            "the number of a member: {names}",
            names=nearest_names(member, sorted(teams)) or phrase("the plan has no members"),
        )
        faults.append(Fault(record.place, quoted(str(member)), expected))
        return
    if not names.sharing(name):
        faults.append(
            Fault(
                record.place,
                phrase("the team {name!r}", name=str(name)),
                phrase("the key or the name of a team of the plan"),
            )
        )
        return
    team = teams[member] if member else names.key(name)
    for heading, text in record.details:
        try:
            day = date.fromisoformat(heading)
        except ValueError:
            expected = phrase("a day such as 2024-02-14, or the number, rank, name and team of a person")
            faults.append(Fault(record.place, phrase("the column {heading!r}", heading=heading), expected))
            continue
        yield GridCell(place=joined((record.place, heading), ": "), day=day, duties=text, team=team, member=member)
