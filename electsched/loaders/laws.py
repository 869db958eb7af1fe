"""The built-in statutes and elections, and those in files of one's own; the holidays behind their calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from electsched.errors import Fault, InputError, UnknownNameError, raise_faults
from electsched.i18n.text import Text
from electsched.law.statute import Fact, Limit, StageLaw, Statute
from electsched.law.trace import Source
from electsched.law.validation import check_statute
from electsched.loaders.converters import shown
from electsched.loaders.inheritance import extend, own_place
from electsched.loaders.toml import read_toml, structure
from electsched.loaders.work_calendar import CalendarTable, work_calendars
from electsched.timeline.election import Branch, DecreedDate, Election, Link, check_election
from electsched.timespan import zone_named

__all__ = ["ElectionFile", "StatuteFile", "builtin_ids", "load_election", "load_law", "load_statute"]

FORMAT = 1


@attrs.frozen(kw_only=True)
class _OwnFile:
    """What a statute file says itself; its calendar may be a part of one where it extends another."""

    format: int
    id: str
    name: Text
    zone: str
    extends: str = ""
    without: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    fact: tuple[Fact, ...] = ()
    stage: tuple[StageLaw, ...] = ()
    limit: tuple[Limit, ...] = ()
    source: Mapping[str, Source] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class StatuteFile(_OwnFile):
    """A statute file as it stands, with what it takes over from the one that it extends.

    Attributes:
        format: The format of the file; 1.
        id: Its name in the catalogue, such as ``id/general``.
        name: Its name for people.
        zone: The zone of the jurisdiction's own clock.
        extends: The file beside it of which it takes over all that it does not say itself; empty for none.
        without: Stages of that file which this law has not.
        zones: Further zones in which the law is applied.
        fact: What the law depends on.
        stage: Its stages, in order.
        limit: Its limits.
        source: What its citations name, by key.
        calendar: The working days.
    """

    calendar: CalendarTable


@attrs.frozen(kw_only=True)
class ElectionFile:
    """An election file as it stands.

    Attributes:
        format: The format of the file; 1.
        id: Its name in the catalogue, such as ``id/general-2024``.
        statute: The law: an id of the catalogue, or a path beside this file.
        name: Its name for people.
        facts: What the law asks of it, by fact.
        date: The dates that were decreed, a table for each stage.
        branch: Which contingencies came about.
        link: How it stands to other elections.
        source: What its dates name, by key.
    """

    format: int
    id: str
    statute: str
    name: Text
    facts: Mapping[str, str] = attrs.field(factory=dict)
    date: tuple[DecreedDate, ...] = ()
    branch: tuple[Branch, ...] = ()
    link: tuple[Link, ...] = ()
    source: Mapping[str, Source] = attrs.field(factory=dict)


def builtin_ids(kind: str) -> tuple[str, ...]:
    """Return the ids of the built-in ``statutes`` or ``elections``, sorted."""
    root = Path(str(resources.files("electsched") / "data" / kind))
    found = (path for path in root.rglob("*.toml") if not path.name.startswith("_"))
    return tuple(sorted(path.relative_to(root).with_suffix("").as_posix() for path in found))


def load_statute(name: str) -> Statute:
    """Return a statute by its id, such as ``id/general``, or by a path that ends in ``.toml``.

    Raises:
        UnknownNameError: There is no built-in statute of that id.
        InputError: The file is not a statute; the error carries every fault of it.
    """
    return _statute_at(_path(name, "statutes"))


def load_election(name: str) -> Election:
    """Return an election by its id, such as ``id/general-2024``, or by a path that ends in ``.toml``.

    The statute that a file names is an id, or a path relative to that file.

    Raises:
        UnknownNameError: There is no built-in election, or no statute, of that id.
        InputError: The file is not an election; the error carries every fault of it.
    """
    return _election_at(_path(name, "elections"))


def load_law(name: str) -> Election | Statute:
    """Return the election of that name, or else the statute of that name.

    Raises:
        UnknownNameError: There is neither.
        InputError: The file is neither an election nor a statute.
    """
    if name.endswith(".toml"):
        path = Path(name)
        return _election_at(path) if "statute" in read_toml(path) else _statute_at(path)
    if name in builtin_ids("statutes"):
        return load_statute(name)
    known = (*builtin_ids("elections"), *builtin_ids("statutes"))
    if name not in known:
        raise UnknownNameError(Fault("", f"the name {name!r}", _expected(known)))
    return load_election(name)


def _expected(known: tuple[str, ...]) -> str:
    return "a path that ends in .toml, or one of " + ", ".join(known)


def _path(name: str, kind: str) -> Path:
    if name.endswith(".toml"):
        return Path(name)
    known = builtin_ids(kind)
    if name not in known:
        raise UnknownNameError(Fault("", f"the name {name!r}", _expected(known)))
    return Path(str(resources.files("electsched") / "data" / kind / f"{name}.toml"))


def _statute_at(path: Path) -> Statute:
    source = str(path)
    own = read_toml(path)
    raw = _extended(own, path)
    read = structure(raw, StatuteFile, source=source, more=tuple(_format_faults(raw)))
    calendar, variants = work_calendars(read.calendar, source=source)
    statute = Statute(
        id=read.id,
        name=read.name,
        zone=read.zone,
        zones=tuple(dict.fromkeys((read.zone, *read.zones))),
        calendar=calendar,
        calendars=variants,
        facts=read.fact,
        stages=read.stage,
        limits=read.limit,
        sources=read.source,
    )
    faults = (attrs.evolve(fault, path=own_place(fault.path, raw, own)) for fault in check_statute(statute))
    raise_faults(faults, source=source)
    return statute


def _extended(raw: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Return the raw statute with what it takes over from the one that it extends, if any."""
    name = raw.get("extends", "")
    if not isinstance(name, str) or not name:
        return raw
    if not name.endswith(".toml"):
        raise InputError(Fault("extends", shown(name), "a path beside this file that ends in .toml"), source=str(path))
    base = path.parent / name
    common = read_toml(base)
    if "extends" in common:
        raise InputError(Fault("extends", "a statute that extends another", "one that stands alone"), source=str(base))
    # Each of the two is checked on its own first, so that a fault is reported where it stands.
    _statute_at(base)
    calendar = raw.get("calendar", {})
    more = () if isinstance(calendar, dict) else (Fault("calendar", shown(calendar), "a table"),)
    structure({key: value for key, value in raw.items() if key != "calendar"}, _OwnFile, source=str(path), more=more)
    return extend(raw, common)


def _format_faults(raw: Mapping[str, object]) -> Iterator[Fault]:
    found = raw.get("format")
    if type(found) is int and found != FORMAT:
        yield Fault("format", shown(found), f"{FORMAT}, the format that this version reads")
    zones = [("zone", raw.get("zone"))]
    listed = raw.get("zones")
    zones += [(f"zones[{n}]", zone) for n, zone in enumerate(listed)] if isinstance(listed, list) else []
    for path, zone in zones:
        if isinstance(zone, str):
            try:
                zone_named(zone, path=path)
            except InputError as error:
                yield from error.faults


def _election_at(path: Path) -> Election:
    raw = read_toml(path)
    source = str(path)
    read = structure(raw, ElectionFile, source=source, more=tuple(_format_faults(raw)))
    try:
        beside = str(path.parent / read.statute) if read.statute.endswith(".toml") else read.statute
        statute = load_statute(beside)
    except UnknownNameError as error:
        faults = [attrs.evolve(fault, path="statute") for fault in error.faults]
        raise InputError(*faults, source=source) from error
    election = Election(
        id=read.id,
        name=read.name,
        statute=statute,
        facts=read.facts,
        dates=read.date,
        branches=read.branch,
        links=read.link,
        sources=read.source,
    )
    linked = _linked(election, path)
    raise_faults(check_election(linked), source=source)
    return linked


def _linked(election: Election, path: Path) -> Election:
    """Return the election with the dates that it shares with those to which it is linked.

    Raises:
        InputError: There is no such election, or no date was set in it for a stage that is shared.
    """
    found, faults = election, []
    for index, link in enumerate(election.links):
        try:
            beside = _path(
                str(path.parent / link.election) if link.election.endswith(".toml") else link.election, "elections"
            )
            other = structure(read_toml(beside), ElectionFile, source=str(beside))
        except UnknownNameError as error:
            faults += [attrs.evolve(fault, path=f"link[{index}].election") for fault in error.faults]
            continue
        for number, key in enumerate(link.shares):
            taken = next((item for item in other.date if item.stage == key), None)
            if taken is None:
                expected = f"one for which {other.id} has a date: {', '.join(item.stage for item in other.date)}"
                faults.append(Fault(f"link[{index}].shares[{number}]", f"the stage {key!r}", expected))
            else:
                found = _sharing(found, taken, other)
    raise_faults(faults, source=str(path))
    return found


def _sharing(election: Election, taken: DecreedDate, other: ElectionFile) -> Election:
    """Return the election with a date of the other, whose sources are named after it."""
    names = {key: f"{other.id} {key}" for key in taken.sources}
    sources = {names[key]: attrs.evolve(other.source[key], key=names[key]) for key in names if key in other.source}
    date = DecreedDate(
        stage=taken.stage,
        start=taken.start,
        end=taken.end,
        only=taken.only,
        by=taken.by,
        sources=tuple(names[key] for key in taken.sources),
        confidence=taken.confidence,
        note=f"Shared with {other.id}.",
    )
    return attrs.evolve(election, dates=(*election.dates, date), sources={**election.sources, **sources})
