"""Resolve many elections from a CSV file, one row after the other, without holding all of them in memory.

A row has a law, a polling day, and the facts on which that law depends. A faulty row does not stop the others.
"""

from __future__ import annotations

import csv
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

import attrs

from electsched.errors import ElectschedError, Fault, InputError, nearest_names, os_cause, raise_faults
from electsched.i18n.parser_causes import parser_cause
from electsched.law.date_arithmetic import show
from electsched.law.phases import with_given_phases
from electsched.law.statute import Statute
from electsched.loaders.converters import given_value
from electsched.loaders.interrupts import held_interrupts
from electsched.loaders.laws import load_law
from electsched.phrases import phrase, quoted, verbatim
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions, GivenValue
from electsched.timeline.election import Election
from electsched.timeline.resolve import resolve
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.values import Data

__all__ = ["batch"]

BatchRow = tuple[int, dict[str, str]]
ROWS_PER_CHUNK = 500
"""Rows that a process resolves at a time."""
CHUNKS_PER_PROCESS = 4
"""Pending chunks for each process; more rows are read when a chunk is done."""
BATCH_COLUMNS = ("law", "id")
"""The columns that are not facts or stages."""


def batch(path: str | Path, *, jobs: int = 1, assumptions: Assumptions = NO_ASSUMPTIONS) -> Iterator[Data]:
    """Yield the dates of each row of a CSV file, in the order of the file.

    The column ``law`` is the id or path of a statute or election; ``id`` is copied to the result. Every other column is
    named after a fact or a stage of the row's law. The cell of a stage, such as ``polling``, is a day, a moment or a
    range; empty cells are ignored. A result has ``row`` (the number of its line), ``id``, ``law``, and ``stages`` by
    key, each with ``start``, ``end`` and ``status``; or ``error`` instead of stages.

    Args:
        path: The CSV file, in UTF-8.
        jobs: The number of processes; the results do not depend on it.
        assumptions: The holidays with which every row is counted; the dates and facts are those of the row.

    Raises:
        InputError: The file cannot be read, is not CSV in UTF-8, or has no column ``law``.
        ElectschedError: A process was ended from outside.
    """
    chunks = _chunks(_rows(Path(path)))
    if jobs <= 1:
        for chunk in chunks:
            yield from _results(chunk, assumptions=assumptions)
        return
    try:
        yield from _results_of_processes(chunks, jobs, assumptions)
    except BrokenExecutor as error:
        found = phrase("a worker process that ended without a result")
        raise ElectschedError(Fault("jobs", found, phrase("fewer workers, or more memory"))) from error


def _results_of_processes(chunks: Iterable[list[BatchRow]], jobs: int, assumptions: Assumptions) -> Iterator[Data]:
    # Ctrl-C ends the process that gives the jobs. On Windows others receive it too.
    with ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        pending: deque[Future[list[Data]]] = deque()
        for chunk in chunks:
            with held_interrupts():  # a job may start a process
                pending.append(pool.submit(partial(_results, assumptions=assumptions), chunk))
            if len(pending) >= jobs * CHUNKS_PER_PROCESS:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _rows(path: Path) -> Iterator[BatchRow]:
    source = str(path)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, strict=True, restkey="", restval="")
            if "law" not in (reader.fieldnames or ()):
                columns = verbatim(", ".join(reader.fieldnames or ())) or phrase("no columns")
                raise InputError(Fault("", columns, phrase("a header with a column 'law'")), source=source)
            for row in reader:
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise InputError(Fault("", phrase("bytes that are not UTF-8"), phrase("UTF-8 text")), source=source) from error
    except csv.Error as error:
        raise InputError(
            Fault("", phrase("text that is not CSV: {error}", error=parser_cause(error)), phrase("rows of CSV")),
            source=source,
        ) from error
    except OSError as error:
        raise InputError(Fault("", os_cause(error), phrase("a CSV file that can be read")), source=source) from error


def _chunks(rows: Iterator[BatchRow]) -> Iterator[list[BatchRow]]:
    while chunk := list(islice(rows, ROWS_PER_CHUNK)):
        yield chunk


def _results(rows: Iterable[BatchRow], *, assumptions: Assumptions) -> list[Data]:
    return [_result(number, row, assumptions) for number, row in rows]


def _result(number: int, row: Mapping[str, str], assumptions: Assumptions) -> Data:
    result: Data = {"row": number, "id": row.get("id", ""), "law": row["law"]}
    try:
        return result | {"stages": _stages(_timeline(row, assumptions))}
    except ElectschedError as error:
        return result | {"error": str(error)}


@lru_cache(maxsize=64)
def _law(name: str) -> Election | Statute:
    return load_law(name)


def _timeline(row: Mapping[str, str], assumptions: Assumptions) -> Timeline:
    law = _law(row["law"])
    filled = (name for name, cell in row.items() if cell and name not in BATCH_COLUMNS)
    statute = law.statute if isinstance(law, Election) else with_given_phases(law, filled)
    fact_keys = {fact.key for fact in statute.facts}
    keys = (*fact_keys, *(stage.key for stage in statute.stages))
    facts: dict[str, str] = {}
    dates: dict[str, GivenValue] = {}
    faults: list[Fault] = []
    for name, cell in row.items():
        if not cell or name in BATCH_COLUMNS:
            continue
        if name in fact_keys:
            facts[name] = cell
        elif name in statute:
            try:
                dates[name] = given_value(cell)
            except InputError:
                faults.append(Fault(name, quoted(cell), phrase("a day, such as 2024-05-02, a moment or a range")))
        else:
            column = name or phrase("the last column")
            faults.append(
                Fault(
                    column,
                    quoted(cell),
                    phrase("nothing, or a column of this law: {names}", names=nearest_names(name, keys)),
                )
            )
    raise_faults(faults)
    timeline = resolve(law, attrs.evolve(assumptions, given=dates, facts=facts))
    if not dates and not timeline.dated:
        raise InputError(Fault("polling", phrase("nothing"), phrase("a date from which the rules of this law count")))
    return timeline


def _stages(timeline: Timeline) -> Data:
    return {stage.key: _stage(stage) for stage in timeline.dated}


def _stage(stage: Stage) -> Data:
    return {
        "start": show(stage.opens or stage.start),
        "end": show(stage.closes or stage.end),
        "status": stage.status,
    }
