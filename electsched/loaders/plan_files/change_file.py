"""Read the file of changes that a plan names: records that are added to those of the plan, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from electsched.errors import Fault, InputError
from electsched.loaders.checks.change_checks import CHANGE_TABLES
from electsched.loaders.converters import display
from electsched.loaders.toml import read_toml

__all__ = ["CHANGES", "ChangeFile", "read_changes"]

CHANGES = "changes"
"""The key of a plan file that names its file of changes."""
Raw = dict[str, Any]


@attrs.frozen
class ChangeFile:
    """A raw plan with the records of its file of changes.

    Attributes:
        raw: The raw plan with all records.
        faults: The faults of the file as a whole.
    """

    raw: Raw
    faults: tuple[Fault, ...] = ()
    _name: str = ""
    _own: Mapping[str, int] = attrs.field(factory=dict)
    _added: tuple[str, int] | None = None

    def relabel(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Yield the faults; that of a record in the file of changes names the file and the index in it."""
        for fault in faults:
            name, _, rest = fault.path.partition("[")
            number, bracket, tail = rest.partition("]")
            if bracket and (name, int(number)) == self._added:
                yield attrs.evolve(fault, path=f"{name}{tail}")
            elif self._name and bracket and name in self._own and int(number) >= self._own[name]:
                path = f"{self._name}: {name}[{int(number) - self._own[name]}]{tail}"
                yield attrs.evolve(fault, path=path)
            else:
                yield fault


def read_changes(raw: Raw, folder: Path, added: tuple[str, Mapping[str, Any]] | None = None) -> ChangeFile:
    """Return a plan with the records of its file of changes, if it names one; ``folder`` is that of the plan.

    ``added`` is the list and the content of one more record.
    """
    changes = _read_file(raw, folder)
    if added is None:
        return changes
    kind, record = added
    tables = changes.raw.get(kind, [])
    records = tables if isinstance(tables, list) else []
    return attrs.evolve(changes, raw={**changes.raw, kind: [*records, dict(record)]}, added=(kind, len(records)))


def _read_file(raw: Raw, folder: Path) -> ChangeFile:
    name = raw.get(CHANGES)
    if not isinstance(name, str):
        return ChangeFile(raw)
    try:
        records = read_toml(folder / name)
    except InputError as error:
        return ChangeFile(raw, tuple(attrs.evolve(fault, path=name) for fault in error.faults))
    faults: list[Fault] = []
    joined = dict(raw)
    own: dict[str, int] = {}
    for key, value in records.items():
        if key not in CHANGE_TABLES:
            faults.append(Fault(f"{name}: {key}", "a key that is no record", "one of " + ", ".join(CHANGE_TABLES)))
        elif not isinstance(value, list):
            faults.append(Fault(f"{name}: {key}", display(value), f"tables such as [[{key}]]"))
        else:
            tables = raw.get(key, [])
            own[key] = len(tables) if isinstance(tables, list) else 0
            joined[key] = [*(tables if isinstance(tables, list) else []), *value]
    return ChangeFile(joined, tuple(faults), name, own)
