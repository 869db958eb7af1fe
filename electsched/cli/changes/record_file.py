"""Add a record of a change to a plan file, or to its file of changes; comments and layout are kept."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomlkit

from electsched.cli.files import write_output
from electsched.errors import Fault, InputError, os_cause
from electsched.loaders.plan import LIST_OF_PEOPLE
from electsched.loaders.plan_files.change_file import CHANGES, NEW_POST
from electsched.loaders.toml import read_toml
from electsched.phrases import phrase

if sys.platform != "win32":  # without locks, planners on Windows rely on the comparison with what was read
    import fcntl

__all__ = ["add_record", "add_records", "record_path", "record_text"]


def record_path(plan: Path) -> Path:
    """Return the file that gets the records of a plan: its file of changes, if it names one, else the plan itself."""
    name = read_toml(plan, hint_on_ending=LIST_OF_PEOPLE).get(CHANGES)
    return plan.parent / name if isinstance(name, str) and "\0" not in name else plan


def record_text(kind: str, record: Mapping[str, Any]) -> str:
    """Return a record as a table of TOML."""
    table = tomlkit.table()
    for key, value in record.items():
        table.add(key, _sub_table(value) if key == NEW_POST else _inline(value))
    tables = tomlkit.aot()
    tables.append(table)
    document = tomlkit.document()
    document.add(kind, tables)
    return tomlkit.dumps(document).strip() + "\n"


def _sub_table(values: Mapping[str, Any]) -> Any:  # noqa: ANN401  # a table of TOML
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, _inline(value))
    return table


def _inline(value: Any) -> Any:  # noqa: ANN401  # a value of TOML
    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


def add_record(path: Path, kind: str, record: Mapping[str, Any], *, read: bytes) -> None:
    """Add a record at the end of a file; see `add_records`."""
    add_records(path, [(kind, record)], read=read)


def add_records(path: Path, records: Iterable[tuple[str, Mapping[str, Any]]], *, read: bytes) -> None:
    """Add records at the end of a file, which is replaced as a whole.

    Args:
        path: The file.
        records: Each with its list, such as ``swap``, and its keys and values.
        read: The content of the file when the change was judged; empty if there was none, which makes it.

    Raises:
        InputError: The file cannot be written, was changed in the meantime, or has the list of a record in brackets,
            so that a table cannot be added to it.
    """
    with _locked(path) as present:
        if present != read:
            expected = phrase("the file as it was when the change was judged. Run the command again")
            raise InputError(Fault("", phrase("a file that was changed in the meantime"), expected), source=str(path))
        content = present
        for kind, record in records:
            above = content.rstrip(b"\n")
            content = (above + b"\n\n" if above else b"") + record_text(kind, record).encode()
            try:
                tomllib.loads(content.decode("utf-8-sig"))
            except tomllib.TOMLDecodeError as error:
                found = phrase("'{kind} = [...]' in one list", kind=kind)
                expected = phrase("records as tables, each under [[{kind}]]", kind=kind)
                raise InputError(Fault(kind, found, expected), source=str(path)) from error
        write_output(path, content)


@contextmanager
def _locked(path: Path) -> Iterator[bytes]:
    """Lock a file, which is made if it is missing, against others who add records, and yield its content."""
    try:
        while True:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o666), "rb") as file:
                if sys.platform != "win32":
                    fcntl.flock(file, fcntl.LOCK_EX)
                # Whoever had the lock may have replaced the file: then this lock is that of the old one.
                if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                    yield file.read()
                    return
    except OSError as error:
        raise InputError(Fault("", os_cause(error), phrase("a file that can be written")), source=str(path)) from error
