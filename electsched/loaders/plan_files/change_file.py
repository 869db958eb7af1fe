"""Read the file of changes that a plan names: records that are added to those of the plan, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from electsched.errors import Fault, InputError, of_file
from electsched.loaders.checks.change_checks import CHANGE_TABLES
from electsched.loaders.converters import display
from electsched.loaders.table_keys import TABLE_PATH, Raw
from electsched.loaders.toml import read_toml
from electsched.phrases import phrase
from electsched.values import value_text

__all__ = ["CHANGES", "NEW_POST", "ChangeFile", "read_changes"]

CHANGES = "changes"
"""The key of a plan file that names its file of changes."""
POST, NEW_POST = "post", "new_post"
RECORD_TABLES = (*CHANGE_TABLES, "ending")
"""The tables of a file of changes."""


@attrs.frozen
class ChangeFile:
    """A raw plan with the records of its file of changes.

    Attributes:
        raw: The raw plan with all records.
        faults: The faults of the file as a whole.
        added: The list and the index of the record that was added to those of the files; None if there is none.
    """

    raw: Raw
    faults: tuple[Fault, ...] = ()
    added: tuple[str, int] | None = None
    _new_posts: Mapping[int, int] = attrs.field(factory=dict)
    _name: str = ""
    _own: Mapping[str, int] = attrs.field(factory=dict)

    __repr__ = value_text

    def relabel(self, faults: Iterable[Fault]) -> Iterator[Fault]:
        """Yield the faults; that of a record in the file of changes names the file and the index in it.

        A fault of a new post, which is read as a post and as part of its record, is yielded once.
        """
        for fault in dict.fromkeys(map(self._in_record, faults)):
            name, number, tail = _place(fault.path)
            if self.added is not None and (name, number) == self.added:
                yield attrs.evolve(fault, path=f"{name}{tail}")
            elif self._name and name in self._own and number >= self._own[name]:
                path = f"{self._name}: {name}[{number - self._own[name]}]{tail}"
                yield attrs.evolve(fault, path=path, is_of_file=True)
            else:
                yield fault

    def _in_record(self, fault: Fault) -> Fault:
        """Return a fault of a new post as that of its amendment."""
        name, number, tail = _place(fault.path)
        if name != POST or number not in self._new_posts:
            return fault
        path = f"amendment[{self._new_posts[number]}]"
        return attrs.evolve(fault, path=f"{path}{tail}" if tail == ".start" else f"{path}.{NEW_POST}{tail}")


def _place(path: str) -> tuple[str, int, str]:
    """Return the list of a key path, the index of its table, and the rest; an empty list for any other path."""
    match = TABLE_PATH.match(path)
    return (match[1], int(match[2]), path[match.end() :]) if match else ("", 0, path)


def read_changes(raw: Raw, folder: Path, added: tuple[str, Mapping[str, Any]] | None = None) -> ChangeFile:
    """Return a plan with the records of its file of changes, if it names one; ``folder`` is that of the plan.

    ``added`` is the list and the content of one more record. The file may be empty; with the first record it may be
    missing as well.
    """
    changes = _read_file(raw, folder, may_be_missing=added is not None)
    if added is not None:
        kind, record = added
        tables = changes.raw.get(kind, [])
        records = tables if isinstance(tables, list) else []
        raw_with_record = {**changes.raw, kind: [*records, dict(record)]}
        changes = attrs.evolve(changes, raw=raw_with_record, added=(kind, len(records)))
    return _with_new_posts(changes)


def _with_new_posts(changes: ChangeFile) -> ChangeFile:
    """Add the new posts of amendments to the posts of the plan, each with its first day."""
    amendments, posts = changes.raw.get("amendment"), changes.raw.get(POST, [])
    if not isinstance(amendments, list) or not isinstance(posts, list):
        return changes
    places: dict[int, int] = {}
    joined = [*posts]
    for index, amendment in enumerate(amendments):
        post = amendment.get(NEW_POST) if isinstance(amendment, dict) else None
        if isinstance(post, dict):
            places[len(joined)] = index
            start = amendment.get("start")
            joined.append({**post, "start": start} if start is not None else post)
    return attrs.evolve(changes, raw={**changes.raw, POST: joined}, new_posts=places) if places else changes


def _read_file(raw: Raw, folder: Path, *, may_be_missing: bool) -> ChangeFile:
    name = raw.get(CHANGES)
    if not isinstance(name, str):
        return ChangeFile(raw)
    path = folder / name
    try:
        records = read_toml(path, may_be_empty=True)
    except InputError as error:
        is_missing = isinstance(error.__cause__, FileNotFoundError)
        if is_missing and may_be_missing:
            return ChangeFile(raw)
        file_faults = (_missing(name),) if is_missing else error.faults
        return ChangeFile(raw, faults=tuple(attrs.evolve(fault, path=name, is_of_file=True) for fault in file_faults))
    faults: list[Fault] = []
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):  # half a number is a number
        faults.append(
            Fault(name, phrase("a last line without a line end"), phrase("a whole file: perhaps its end was cut off"))
        )
    joined = dict(raw)
    own: dict[str, int] = {}
    for key, value in records.items():
        if key not in RECORD_TABLES:
            faults.append(
                Fault(
                    f"{name}: {key}",
                    phrase("a key that is no record"),
                    phrase("one of {names}", names=", ".join(RECORD_TABLES)),
                )
            )
        elif not isinstance(value, list):
            faults.append(Fault(f"{name}: {key}", display(value), phrase("tables such as [[{key}]]", key=key)))
        else:
            tables = raw.get(key, [])
            own[key] = len(tables) if isinstance(tables, list) else 0
            joined[key] = [*(tables if isinstance(tables, list) else []), *value]
    return ChangeFile(joined, tuple(of_file(name, faults)), name=name, own=own)


def _missing(name: str) -> Fault:
    # A file that was lost must not take its changes back: without it nothing is published.
    expected = phrase("the file of changes of the plan")
    hint = phrase("`electsched change` makes it with the first record. To begin without one, make an empty file.")
    return Fault(name, phrase("no such file"), expected, hint=hint)
