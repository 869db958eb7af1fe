"""Problems of rosters by name, and rosters for them, from their public JSON form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from os import PathLike, fspath
from typing import Any

from electsched.errors import Fault, InputError, raise_faults
from electsched.loaders.converters import display
from electsched.loaders.json_files import read_json
from electsched.loaders.table_keys import table_keys
from electsched.loaders.toml import Fields, in_places, read_fields
from electsched.phrases import phrase
from electsched.roster.assignment.faults import problem_faults, row_faults, structural_faults
from electsched.roster.assignment.problem import AssignmentProblem, Rows

__all__ = ["load_problem", "load_rows", "problem_from_dict", "rows_from_dict"]

_DAY_KEYS = frozenset({"first_day", "day", "leave"})
_NAMES_OF = {
    "shifts": frozenset({"shift", "barred", "before", "forbidden_next", "caps"}),
    "officers": frozenset({"officer", "role", "least"}),
    "first_day": frozenset({"day", "leave"}),
}
"""The keys of other parts that name something of a part."""
_HOUR_KEYS = frozenset({"start"})


def load_problem(path: str | PathLike[str]) -> AssignmentProblem:
    """Return the problem of a JSON file.

    Raises:
        InputError: The file cannot be read, is not JSON, or the problem has faults; all of them are named.
    """
    source = fspath(path)
    return problem_from_dict(read_json(source), source=source)


def load_rows(path: str | PathLike[str], problem: AssignmentProblem) -> Rows:
    """Return the rows of a JSON file, such as a solution.

    Raises:
        InputError: The file cannot be read, is not JSON, or has no rows of the problem.
    """
    source = fspath(path)
    return rows_from_dict(read_json(source), problem, source=source)


def problem_from_dict(raw: object, *, source: str | None = None) -> AssignmentProblem:
    """Return the problem of plain data, such as `AssignmentProblem.to_dict` returns.

    Raises:
        InputError: The data has faults; all of them are named.
    """
    if not isinstance(raw, Mapping):
        raise InputError(Fault("", display(raw), phrase("an object")), source=source)
    fields = read_fields(_with_dates(raw), table_keys(AssignmentProblem))
    raise_faults([*fields.faults, *_further_faults(fields)] if fields.faults else (), source=source)
    problem = AssignmentProblem(**_arguments(fields))
    raise_faults(problem_faults(problem), source=source)
    return problem


def _arguments(fields: Fields) -> dict[str, Any]:
    return {"shifts": (), "officers": (), "needs": ()} | fields.arguments(AssignmentProblem)


def _further_faults(fields: Fields) -> Iterator[Fault]:
    """Yield the faults of those parts that can be read; none of names that a part that cannot be read may have."""
    if not {"first_day", "days"} <= fields.values.keys():
        return
    places = {name: [*value] for name, value in fields.values.items() if isinstance(value, dict)}
    faulty_parts = {fault.path.partition("[")[0] for fault in fields.faults}
    for fault in in_places(structural_faults(AssignmentProblem(**_arguments(fields))), places):
        name = re.split(r"[.\[]", re.sub(r"\[\d+\]$", "", fault.path))[-1]
        if fault.path not in faulty_parts and not any(
            name in _NAMES_OF[part] for part in faulty_parts & _NAMES_OF.keys()
        ):
            yield fault


def rows_from_dict(raw: object, problem: AssignmentProblem, *, source: str | None = None) -> Rows:
    """Return the rows of plain data: a list of marks by officer, as a solution has it under ``rows``.

    Raises:
        InputError: An officer is missing or unknown, a row has not one mark for each day, or a mark is unknown.
    """
    rows = raw.get("rows", raw) if isinstance(raw, Mapping) else raw
    if not isinstance(rows, Mapping) or not all(isinstance(row, list) for row in rows.values()):
        raise InputError(
            Fault("rows", display(rows), phrase("an object with a list of marks by officer")), source=source
        )
    marks = {str(key): tuple(map(str, row)) for key, row in rows.items()}
    raise_faults(row_faults(problem, marks), source=source)
    return marks


def _with_dates(value: object, key: str = "") -> Any:  # noqa: ANN401  # plain data
    """Return plain data with dates and hours in the place of their text; other text is left, and refused later."""
    if isinstance(value, Mapping):
        return {name: _with_dates(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_dates(inner, key) for inner in value]
    if isinstance(value, str) and key in _DAY_KEYS:
        return _parsed(value, date.fromisoformat)
    if isinstance(value, str) and key in _HOUR_KEYS:
        return _parsed(value, time.fromisoformat)
    return value


def _parsed(text: str, parse: Callable[[str], object]) -> object:
    try:
        return parse(text)
    except ValueError:
        return text
