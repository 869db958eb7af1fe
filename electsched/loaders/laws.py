"""Load the built-in statutes and elections, and those in files, with the working days of their calendars."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from electsched.errors import Fault, InputError, UnknownNameError, raise_faults, unknown_name
from electsched.law.calendar_table import ElectionCalendar
from electsched.law.phases import in_phases, phase_faults
from electsched.law.statute import Statute
from electsched.loaders.checks.repeat_checks import entry_repeat_faults
from electsched.loaders.checks.size_checks import size_faults
from electsched.loaders.checks.value_checks import head_faults
from electsched.loaders.converters import display
from electsched.loaders.inheritance import extend, with_default_instrument
from electsched.loaders.late_calendars import late_calendars
from electsched.loaders.law_files.ids import (
    PATH_HINT,
    LawName,
    builtin_ids,
    is_built_in,
    law_name,
    law_path,
    statute_ids,
)
from electsched.loaders.law_files.keys import ELECTION_KEYS, STATUTE_KEYS
from electsched.loaders.law_files.shared_dates import shared_date, shared_sources
from electsched.loaders.law_files.statutes import calendar_table, statute_of
from electsched.loaders.toml import Fields, in_places, read_fields, read_toml
from electsched.phrases import joined, phrase
from electsched.timeline.election import Election, check_election

if TYPE_CHECKING:
    from electsched.law.overlays import Overlay

__all__ = ["is_law", "is_statute", "load_election", "load_law", "load_statute"]

STATUTE_MARKS = {"stage", "extends", "overlay"}
"""The keys of which each file of a statute has one."""


def load_statute(name: LawName) -> Statute:
    """Return a statute by its id, such as ``id/general``, or by a path that ends in ``.toml``.

    An overlay, such as ``de/bundestag-2025``, gives its statute with the law of that election laid over it.

    Raises:
        UnknownNameError: No built-in statute or overlay has that id.
        InputError: The file is not a statute; the error carries every fault of it.
    """
    return _read_statute(law_path(law_name(name), "statute"))


def load_election(name: LawName) -> Election:
    """Return an election by its id, such as ``id/general-2024``, or by a path that ends in ``.toml``.

    The statute that a file names is an id, or a path relative to that file.

    Raises:
        UnknownNameError: No built-in election, or no statute, has that id.
        InputError: The file is not an election; the error carries every fault of it.
    """
    return _read_election(law_path(law_name(name), "election"))


def load_law(name: LawName) -> Election | Statute:
    """Return the election of that name, or else the statute of that name.

    Raises:
        UnknownNameError: No built-in election or statute has that id.
        InputError: The file is neither an election nor a statute.
    """
    name = law_name(name)
    if name.endswith(".toml"):
        path = Path(name)
        return _read_election(path) if "statute" in read_toml(path) else _read_statute(path)
    statutes, elections = statute_ids(), builtin_ids("elections")
    if name in statutes:
        return load_statute(name)
    if name in elections:
        return load_election(name)
    raise unknown_name("law", name, (*elections, *statutes), hint=PATH_HINT)


def is_statute(name: str) -> bool:
    """Return whether the name is the id of a built-in statute, or the path of a statute file that can be read."""
    return name in statute_ids() or bool(_keys_of_law(name) & STATUTE_MARKS)


def is_law(name: str) -> bool:
    """Return whether the name is a built-in statute or election, or the path of a file of one that can be read."""
    ids = (*statute_ids(), *builtin_ids("elections"))
    return name in ids or bool(_keys_of_law(name) & {"statute", *STATUTE_MARKS})


def _keys_of_law(name: str) -> set[str]:
    """Return the keys of a file; none if there is no file, or if it is a plan."""
    keys = set(read_toml(Path(name))) if name.endswith(".toml") and Path(name).is_file() else set()
    return set() if keys & {"operation", "election"} else keys


def _read_law_file(path: Path) -> dict[str, Any]:
    """Return the table of a law file of bounded size."""
    raw = read_toml(path)
    raise_faults(size_faults(raw), source=str(path))
    return raw


# --- statutes -----------------------------------------------------------------------------------------------------


def _read_statute(path: Path) -> Statute:
    source = str(path)
    table = _read_law_file(path)
    if "overlay" in table:
        overlay, statute = _read_overlay(table, path)
        law = _with_overlay(statute, overlay, path)
        return in_phases(attrs.evolve(law, id=overlay.id, name=overlay.name), law.phases)
    file, raw, fields = _statute_file(table, path)
    if is_built_in(path):
        raise_faults(fields.faults, source=source)
        statute = statute_of(fields, late_calendars(calendar_table(fields, source), source=source))
    else:
        from electsched.loaders.law_files.readable import checked_statute  # noqa: PLC0415  # loads the holidays

        statute = checked_statute(file, raw, fields, source)
    return in_phases(statute, statute.phases)


def _statute_file(table: Mapping[str, Any], path: Path) -> tuple[Mapping[str, Any], Mapping[str, Any], Fields]:
    """Return the raw file of a statute, the raw statute that it completes, and its fields."""
    file = with_default_instrument(table)
    raw = _extended(file, path)
    return file, raw, read_fields(raw, STATUTE_KEYS)


def _extended(raw: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return the raw statute, completed from the statute that it extends, if any."""
    name = raw.get("extends", "")
    if not isinstance(name, str) or not name:
        return raw
    if not name.endswith(".toml"):
        fault = Fault("extends", display(name), phrase("a path beside this file that ends in .toml"))
        raise InputError(fault, source=str(path))
    base_path = path.parent / name
    base = with_default_instrument(_read_law_file(base_path))
    if "extends" in base:
        fault = Fault("extends", phrase("a statute that extends another"), phrase("a statute without 'extends'"))
        raise InputError(fault, source=str(base_path))
    if is_built_in(path):
        return extend(raw, base)
    # Each file is checked separately first, so that a fault is reported with the path of its own file.
    _read_statute(base_path)
    calendar = raw.get("calendar", {})
    fields = read_fields(
        {key: value for key, value in raw.items() if key != "calendar"},
        {key: value for key, value in STATUTE_KEYS.items() if key != "calendar"},
    )
    calendar_faults = () if isinstance(calendar, dict) else (Fault("calendar", display(calendar), phrase("a table")),)
    raise_faults((*fields.faults, *calendar_faults), source=str(path))
    return extend(raw, base)


def _read_overlay(table: Mapping[str, Any], path: Path) -> tuple[Overlay, Statute]:
    """Return an overlay, and the statute over which it lies, as it is written."""
    from electsched.loaders.law_files.overlay_files import read_overlay  # noqa: PLC0415  # few elections have one

    return read_overlay(table, str(path), partial(_overlaid_statute, path))


def _overlaid_statute(path: Path, name: str, faults: tuple[Fault, ...]) -> Statute:
    """Return the statute over which an overlay lies, as it is written.

    Raises:
        InputError: There is no such statute, it is an overlay, or it has faults; the error carries the other ``faults``
            too.
    """
    try:
        base_path = law_path(_beside(name, path), "statute")
    except UnknownNameError as error:
        unknown = (attrs.evolve(fault, path="overlay") for fault in error.faults)
        raise InputError(*faults, *unknown, source=str(path)) from error
    if "overlay" in _read_law_file(base_path):
        fault = Fault(
            "overlay",
            phrase("{overlay!r}, which is an overlay", overlay=name),
            phrase("a statute; an election may have several"),
        )
        raise InputError(*faults, fault, source=str(path))
    try:
        statute = _read_statute(base_path)
    except InputError as error:
        if not faults:
            raise
        of_statute = (
            attrs.evolve(fault, path=joined(filter(None, (base_path.name, fault.path)), ": ")) for fault in error.faults
        )
        raise InputError(*faults, *of_statute, source=str(path)) from error
    return statute.said_once or statute


def _with_overlay(statute: Statute, overlay: Overlay, path: Path) -> Statute:
    from electsched.loaders.law_files.overlay_files import laid_over  # noqa: PLC0415  # as above

    return laid_over(statute, overlay, "" if is_built_in(path) else str(path))


# --- elections ----------------------------------------------------------------------------------------------------


def _read_election(path: Path) -> Election:
    source = str(path)
    fields = read_fields(_read_law_file(path), ELECTION_KEYS)
    faults = (*fields.faults, *head_faults(fields), *(() if is_built_in(path) else entry_repeat_faults(fields)))
    # If dates alone cannot be read, the others are checked as well.
    raise_faults(faults if any(not fault.path.startswith("date[") for fault in faults) else (), source=source)
    try:
        statute_path = law_path(_beside(fields.values["statute"], path), "statute")
    except UnknownNameError as error:
        raise InputError(*faults, *error.faults, source=source) from error
    statute = _read_statute(statute_path)
    law = _with_calendar(statute.said_once or statute, fields.values.get("calendar"), statute_path, source)
    law = _under_overlays(law, tuple(fields.items("overlays").values()), path)
    election = Election(**{**fields.arguments(Election), "statute": law})
    election = _with_shared_dates(_with_phases(election, source), path)
    whole = () if is_built_in(path) else check_election(election)
    raise_faults((*faults, *in_places(whole, {"date": [*fields.items("date")]})), source=source)
    return election


def _with_calendar(law: Statute, changes: ElectionCalendar | None, path: Path, source: str) -> Statute:
    """Return the statute of a file with the working days of one election.

    Raises:
        InputError: The election leaves out a holiday that the calendar of the statute does not have.
    """
    if changes is None:
        return law
    while "overlay" in (raw := _read_law_file(path)):
        path = law_path(_beside(raw["overlay"], path), "statute")
    table = calendar_table(_statute_file(raw, path)[2], str(path))
    from electsched.loaders.work_calendar import for_election, work_calendars  # noqa: PLC0415  # few elections need it

    calendar, variants = work_calendars(for_election(table, changes), source=source)
    return attrs.evolve(law, calendar=calendar, calendars=variants)


def _under_overlays(statute: Statute, names: tuple[str, ...], path: Path) -> Statute:
    """Return the statute of an election under its overlays, in their order.

    Raises:
        InputError: An overlay does not exist, lies over another statute, or changes the same as one before it.
    """
    law = statute
    for index, name in enumerate(names):
        try:
            overlay_path = law_path(_beside(name, path), "overlay")
        except UnknownNameError as error:
            faults = (attrs.evolve(fault, path=f"overlays[{index}]") for fault in error.faults)
            raise InputError(*faults, source=str(path)) from error
        overlay, overlaid = _read_overlay(_read_law_file(overlay_path), overlay_path)
        if overlaid.id != statute.id:
            fault = Fault(
                f"overlays[{index}]",
                phrase("an overlay of {id!r}", id=overlaid.id),
                phrase("an overlay of {id!r}", id=statute.id),
            )
            raise InputError(fault, source=str(path))
        law = _with_overlay(law, overlay, overlay_path)
    return law


def _with_phases(election: Election, source: str) -> Election:
    """Return the election with the phases of its file in its statute, besides those of the statute itself."""
    law = election.statute
    phases = (*law.phases, *election.phases)
    raise_faults(phase_faults(law, election.phases, others=law.phases), source=source)
    not_held = {branch.key for branch in election.branches if not branch.held}
    return attrs.evolve(election, statute=in_phases(law, phases, not_held))


def _beside(name: str, path: Path) -> str:
    return str(path.parent / name) if name.endswith(".toml") else name


def _with_shared_dates(election: Election, path: Path) -> Election:
    """Return the election with the dates that it shares with the elections to which it is linked.

    Raises:
        InputError: A linked election does not exist, or has no date for a shared stage.
    """
    dates, sources = list(election.dates), dict(election.sources)
    faults: list[Fault] = []
    for index, link in enumerate(election.links):
        try:
            linked_path = law_path(_beside(link.election, path), "election")
        except UnknownNameError as error:
            faults += [attrs.evolve(fault, path=f"link[{index}].election") for fault in error.faults]
            continue
        linked = read_fields(_read_law_file(linked_path), ELECTION_KEYS)
        raise_faults([*linked.faults, *head_faults(linked)], source=str(linked_path))
        linked_dates = linked.items("date").values()
        for number, key in enumerate(link.shares):
            date = next((date for date in linked_dates if date.stage == key), None)
            if date is None:
                stages = ", ".join(date.stage for date in linked_dates)
                expected = phrase(
                    "one for which {election} has a date: {stages}", election=linked.values["id"], stages=stages
                )
                faults.append(Fault(f"link[{index}].shares[{number}]", phrase("the stage {key!r}", key=key), expected))
            else:
                dates.append(shared_date(date, linked))
                sources |= shared_sources(date, linked)
    raise_faults(faults, source=str(path))
    return attrs.evolve(election, dates=tuple(dates), sources=sources)
