"""Write out the repeated tables of a plan file: one table for each row of a list, numbered tables, and defaults.

    [lists]
    districts = [{ key = "perak", name = "Perak" }, { key = "gudo", name = "Gudo" }]   # or "districts.csv"

    [[team]]
    each     = "districts"
    numbered = 4
    key      = "ppk-{key}-{number}"

gives eight teams. A list is one of ``[lists]``, or the units of a level. What follows reads the tables as if they had
been written one by one, and a fault names the table that was written and the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from electsched.errors import Fault, InputError, nearest_names, nearest_or_meant
from electsched.loaders.converters import display
from electsched.loaders.sheets.read import read_table
from electsched.loaders.table_keys import TABLE_PATH, Raw
from electsched.phrases import joined, phrase, verbatim
from electsched.values import value_text

__all__ = ["DEFAULTS", "EACH", "LISTS", "NUMBERED", "WrittenOut", "write_out"]

LISTS, DEFAULTS, EACH, NUMBERED = "lists", "defaults", "each", "numbered"
MAX_NUMBERED = 1000
MAX_TABLES = 200_000
"""The most tables of one list: ten times the posts of a province."""
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
RawRow = Mapping[str, Any]


@attrs.frozen
class _Origin:
    """The place of a table in the file, and the row that it was written out for."""

    path: str
    row: str

    __repr__ = value_text


@attrs.frozen
class WrittenOut:
    """A plan file with its repeated tables written out.

    Attributes:
        raw: The raw plan.
        faults: The faults of lists and repeated tables.
    """

    raw: Raw
    faults: tuple[Fault, ...] = ()
    _origins: Mapping[str, list[_Origin]] = attrs.field(factory=dict)

    __repr__ = value_text

    def relabel(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Yield the faults with the places of the file; a fault that recurs in each row is yielded once."""
        fault_keys: set[tuple[str, str, str]] = set()
        for fault in faults:
            match = TABLE_PATH.match(fault.path)
            origins = self._origins.get(match[1]) if match else None
            if match is None or origins is None:
                yield fault
                continue
            origin, tail = origins[int(match[2])], fault.path[match.end() :]
            same = (origin.path + tail, fault.found, fault.expected)
            if same not in fault_keys:
                fault_keys.add(same)
                yield attrs.evolve(fault, path=f"{origin.path}{tail}{origin.row}")


def write_out(raw: Raw, folder: Path) -> WrittenOut:
    """Return a plan file with its repeated tables written out; ``folder`` is that of the plan."""
    if not _repeats(raw):
        return WrittenOut(raw)
    faults: list[Fault] = []
    lists = _read_lists(raw.get(LISTS, {}), folder, faults)
    defaults = _read_defaults(raw, faults)
    complete: Raw = {name: value for name, value in raw.items() if name not in {LISTS, DEFAULTS}}
    origins: dict[str, list[_Origin]] = {}
    # Units come first, for their levels are lists of the other tables.
    for name in sorted(_table_lists(complete), key=lambda name: name != "unit"):
        tables = [{**defaults.get(name, {}), **table} if isinstance(table, dict) else table for table in raw[name]]
        complete[name], origins[name] = _written(name, tables, lists, faults)
        if name == "unit":
            lists = {**_levels(complete[name]), **lists}
    return WrittenOut(complete, tuple(faults), origins)


def _repeats(raw: Raw) -> bool:
    tables = (table for name in _table_lists(raw) for table in raw[name] if isinstance(table, dict))
    return LISTS in raw or DEFAULTS in raw or any(EACH in table or NUMBERED in table for table in tables)


def _table_lists(raw: Raw) -> list[str]:
    return [name for name, value in raw.items() if isinstance(value, list) and any(isinstance(t, dict) for t in value)]


# --- lists and defaults -------------------------------------------------------------------------------------------


def _read_lists(lists: object, folder: Path, faults: list[Fault]) -> dict[str, list[RawRow]]:
    if not isinstance(lists, dict):
        faults.append(Fault(LISTS, display(lists), phrase("a table of lists")))
        return {}
    rows: dict[str, list[RawRow]] = {}
    for name, value in lists.items():
        path = f"{LISTS}.{name}"
        if isinstance(value, list) and value and all(isinstance(row, dict) and row for row in value):
            rows[name] = value
        elif isinstance(value, str):
            rows[name] = _read_list(value, folder, path, faults)
        else:
            found = phrase("an empty list") if value == [] else display(value)
            faults.append(Fault(path, found, phrase("a list of tables, or the path of a CSV file beside the plan")))
            rows[name] = []
    return rows


def _read_list(name: str, folder: Path, path: str, faults: list[Fault]) -> list[RawRow]:
    try:
        table = read_table(folder / name)
    except InputError as error:
        faults.extend(attrs.evolve(fault, path=joined((path, fault.path), ": ")) for fault in error.faults)
        return []
    if not table.records:
        faults.append(Fault(f"{path}: {name}", phrase("no rows"), phrase("at least one row below the header")))
    return [record.cells for record in table.records]


def _read_defaults(raw: Raw, faults: list[Fault]) -> dict[str, Raw]:
    defaults = raw.get(DEFAULTS, {})
    if not isinstance(defaults, dict):
        faults.append(Fault(DEFAULTS, display(defaults), phrase("a table such as [defaults.team]")))
        return {}
    tables = _table_lists(raw)
    for name, value in defaults.items():
        if not isinstance(value, dict):
            faults.append(Fault(f"{DEFAULTS}.{name}", display(value), phrase("a table of keys")))
        elif name not in tables:
            nearest, meant = nearest_or_meant(name, tables)
            expected = phrase("one that exists") if meant else phrase("one of {names}", names=nearest or "none")
            absent = phrase("a list that the plan does not have")
            faults.append(Fault(f"{DEFAULTS}.{name}", absent, expected, hint=meant))
    return {name: value for name, value in defaults.items() if isinstance(value, dict)}


def _levels(units: list[Any]) -> dict[str, list[RawRow]]:
    """Return the units of each level as a list; its columns are the keys of a unit."""
    levels: dict[str, list[RawRow]] = {}
    for unit in units:
        if isinstance(unit, dict) and isinstance(unit.get("level"), str):
            levels.setdefault(str(unit["level"]), []).append(unit)
    return levels


# --- tables -------------------------------------------------------------------------------------------------------


def _written(
    name: str, tables: list[Any], lists: Mapping[str, list[RawRow]], faults: list[Fault]
) -> tuple[list[Any], list[_Origin]]:
    """Return the tables of a list, written out, and their origins."""
    written: list[Any] = []
    origins: list[_Origin] = []
    for index, table in enumerate(tables):
        path = f"{name}[{index}]"
        if not isinstance(table, dict) or not {EACH, NUMBERED} & set(table):
            written.append(table)
            origins.append(_Origin(path, ""))
            continue
        faulty: dict[str, list[Fault]] = {}
        rows = 0
        for row in _rows(table, path, lists, faults):
            rows += 1
            if len(written) == MAX_TABLES:
                faults.append(
                    Fault(
                        path,
                        phrase("more than {most} tables", most=MAX_TABLES),
                        phrase("fewer rows, or smaller numbers"),
                    )
                )
                return written, origins
            origin = _Origin(path, f" ({', '.join(str(row[key]) for key in ('key', 'number') if key in row)})")
            keys = {key: value for key, value in table.items() if key not in {EACH, NUMBERED}}
            try:
                written.append(_filled(keys, row) if keys else _table_of(row))
            except InputError as error:
                for fault in error.faults:
                    faulty.setdefault(fault.path, []).append(
                        attrs.evolve(fault, path=f"{path}{fault.path}{origin.row}")
                    )
                continue
            origins.append(origin)
        for subpath, of_rows in faulty.items():
            is_general = len(of_rows) == rows  # then it is one of the table, and not of a row
            faults.append(attrs.evolve(of_rows[0], path=path + subpath) if is_general else of_rows[0])
    return written, origins


def _rows(table: Raw, path: str, lists: Mapping[str, list[RawRow]], faults: list[Fault]) -> Iterator[RawRow]:
    """Yield the values of the placeholders, for each table to be written out."""
    list_name, numbered = table.get(EACH), table.get(NUMBERED)
    rows: list[RawRow] = [{}]
    if list_name is not None:
        if not isinstance(list_name, str) or list_name not in lists:
            nearest = nearest_names(str(list_name), sorted(lists)) or phrase("the plan has neither")
            faults.append(
                Fault(
                    f"{path}.{EACH}",
                    display(list_name),
                    phrase("a list of [lists] or a level of units: {nearest}", nearest=nearest),
                )
            )
            return
        rows = lists[list_name]
    if numbered is None:
        yield from rows
    elif type(numbered) is not int or not 1 <= numbered <= MAX_NUMBERED:
        faults.append(
            Fault(
                f"{path}.{NUMBERED}",
                display(numbered),
                phrase("a number from 1 to {most}", most=MAX_NUMBERED),
            )
        )
    else:
        yield from ({**row, "number": number} for row in rows for number in range(1, numbered + 1))


def _table_of(row: RawRow) -> Raw:
    """Return a row as a table; the column ``place.latitude`` is the key ``latitude`` of its table ``place``."""
    table: Raw = {}
    for column, value in row.items():
        *parents, key = column.split(".")
        inner = table
        for parent in parents:
            inner = inner.setdefault(parent, {})
            if not isinstance(inner, dict):
                found = phrase("the columns {parent!r} and {column!r}", parent=parent, column=column)
                raise InputError(
                    Fault(
                        "",
                        found,
                        phrase("either a value of {parent!r}, or keys of the table {parent!r}", parent=parent),
                    )
                )
        if key in inner:
            raise InputError(
                Fault("", phrase("the column {column!r} a second time", column=column), phrase("each key once"))
            )
        inner[key] = value
    return table


def _filled(value: Any, row: RawRow, key: str = "", path: str = "") -> Any:  # noqa: ANN401  # a raw value
    """Return a raw value with the placeholders of its texts filled from a row."""
    if isinstance(value, dict):
        return {name: _filled(inner, row, name, f"{path}.{name}") for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, row, key, f"{path}[{index}]") for index, inner in enumerate(value)]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole is not None and whole[1] is not None:
        return _column(row, whole[1], path)
    return _PLACEHOLDER.sub(lambda match: _text_of(match, row, key, path), value)


def _text_of(match: re.Match[str], row: RawRow, key: str, path: str) -> str:
    if len(match[0]) == 1:
        raise InputError(
            Fault(
                path,
                phrase("{brace!r} alone", brace=match[0]),
                phrase("a placeholder such as {{key}}; a brace alone is written twice"),
            )
        )
    if match[1] is None:  # two braces are one
        return match[0][0]
    value = _column(row, match[1], path)
    # In a text of several languages, {name} is the name in that language.
    inner = value.get(key) if isinstance(value, dict) else value
    if isinstance(inner, str | int | float):
        return str(inner)
    raise InputError(
        Fault(
            path,
            phrase("{{{name}}}, which is {kind}", name=match[1], kind=display(value)),
            phrase("a column with a text or a number"),
        )
    )


def _column(row: RawRow, name: str, path: str) -> Any:  # noqa: ANN401  # a raw value
    if name in row:
        return row[name]
    columns = ", ".join(f"{{{column}}}" for column in row)
    raise InputError(
        Fault(
            path,
            verbatim(f"{{{name}}}"),
            phrase("one of {columns}; a brace alone is written twice", columns=columns),
        )
    )
