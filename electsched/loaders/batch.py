"""Many elections at once, from a file of rows: read, answered and handed on one after the other.

A row names a law, a polling day, and whatever else that law asks. What is wrong with one row does not stop the others.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from electsched.errors import ElectschedError, Fault, InputError, os_cause
from electsched.law.date_arithmetic import show
from electsched.law.statute import Statute
from electsched.loaders.laws import load_law
from electsched.timeline.election import Election
from electsched.timeline.resolve import resolve
from electsched.timeline.stage import Stage, Timeline

__all__ = ["batch"]

Data = dict[str, Any]
Row = tuple[int, dict[str, str]]
CHUNK = 500
"""Rows that one process answers at a time."""
AHEAD = 4
"""Chunks for each process that are read ahead of the answers."""
OWN = ("law", "id")


def batch(path: str | Path, *, jobs: int = 1) -> Iterator[Data]:
    """Yield an answer for each row of a CSV file, in its order.

    The column ``law`` is the id or path of a statute or election. ``id`` is handed on as it is. Every other column is
    named after a fact or a stage of the row's law: a stage's cell is a date, such as that of ``polling``; an empty cell
    says nothing. An answer has ``row`` (its line in the file), ``id``, ``law``, and ``stages`` by key, each with
    ``start``, ``end`` and ``status``; or ``error`` instead of stages. With more than one of ``jobs`` the rows are
    shared out to processes, and the answers are the same.

    Raises:
        InputError: The file cannot be read, is no CSV in UTF-8, or has no column ``law``.
    """
    chunks = _chunks(_rows(Path(path)))
    if jobs <= 1:
        for chunk in chunks:
            yield from _answers(chunk)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[Data]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_answers, chunk))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _rows(path: Path) -> Iterator[Row]:
    source = str(path)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True, restkey="", restval="")
            if "law" not in (reader.fieldnames or ()):
                found = ", ".join(reader.fieldnames or ()) or "no columns"
                raise InputError(Fault("", found, "a header with a column 'law'"), source=source)
            for row in reader:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise InputError(Fault("", "bytes that are not UTF-8", "UTF-8 text"), source=source) from error
    except csv.Error as error:
        raise InputError(Fault("", f"no CSV: {error}", "rows of CSV"), source=source) from error
    except OSError as error:
        raise InputError(Fault("", os_cause(error), "a CSV file that can be read"), source=source) from error


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _answers(rows: Iterable[Row]) -> list[Data]:
    return [_answer(number, row) for number, row in rows]


def _answer(number: int, row: Mapping[str, str]) -> Data:
    head: Data = {"row": number, "id": row.get("id", ""), "law": row["law"]}
    try:
        return head | {"stages": _stages(_timeline(row))}
    except ElectschedError as error:
        return head | {"error": str(error)}


@lru_cache(maxsize=64)
def _law(name: str) -> Election | Statute:
    return load_law(name)


def _timeline(row: Mapping[str, str]) -> Timeline:
    law = _law(row["law"])
    statute = law.statute if isinstance(law, Election) else law
    known = {fact.key for fact in statute.facts}
    facts: dict[str, str] = {}
    given: dict[str, date] = {}
    faults: list[Fault] = []
    for name, cell in row.items():
        if not cell or name in OWN:
            continue
        if name in known:
            facts[name] = cell
        elif name in statute:
            try:
                given[name] = date.fromisoformat(cell)
            except ValueError:
                faults.append(Fault(name, repr(cell), "a date, such as 2024-05-02"))
        else:
            expected = ", ".join((*sorted(known), "or a stage of the law"))
            faults.append(Fault(name or "the last column", repr(cell), f"nothing, or a column that is {expected}"))
    if faults:
        raise InputError(*faults)
    return resolve(law, given=given, facts=facts)


def _stages(timeline: Timeline) -> Data:
    return {stage.key: _stage(stage) for stage in timeline.dated}


def _stage(stage: Stage) -> Data:
    return {
        "start": show(stage.opens or stage.start),
        "end": show(stage.closes or stage.end),
        "status": stage.status,
    }
