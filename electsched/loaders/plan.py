"""A plan file to a plan: every fault at once, those of its parts and those between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import attrs

from electsched.errors import ElectschedError, Fault, InputError, os_cause, raise_faults
from electsched.i18n.text import LANGUAGES, Text
from electsched.law.trace import Value
from electsched.loaders.laws import load_law
from electsched.loaders.members import Listed, member_faults, read_members
from electsched.loaders.plan_checks import named, plan_faults
from electsched.loaders.toml import Fields, read_fields, read_toml
from electsched.operation.operation import Muster, Operation, Partner, Post, Unit
from electsched.operation.plan import Plan, Site
from electsched.operation.resources import (
    ForceRatio,
    Reinforcement,
    Resource,
    RiskTier,
    StationGuard,
    Stations,
    Strength,
)
from electsched.operation.shifts import Pattern
from electsched.operation.teams import Ending, Leave, Member, Team
from electsched.operation.work_rules import NoticeTier, Waiver, WorkRule
from electsched.timeline.resolve import resolve
from electsched.timeline.stage import Timeline

__all__ = ["ElectionUse", "PlanFile", "is_plan", "load_plan", "load_timeline", "new_plan"]


@attrs.frozen(kw_only=True)
class ElectionUse:
    """Which election the plan is for, and the dates that the plan takes otherwise.

    Attributes:
        use: An election or a statute: an id of the catalogue, or a path beside the plan.
        polling: Polling day, where the plan takes another than was decreed.
        given: Dates of other stages, by key.
        facts: What the law asks of the election, by fact.
    """

    use: str
    polling: date | None = None
    given: Mapping[str, Value] = attrs.field(factory=dict)
    facts: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class PlanFile:
    """A plan file as it stands.

    Attributes:
        format: The format of the file; 1.
        id: Its name; the identities of its events are made from it, so it never changes.
        title: Its name for people.
        zone: The zone of its local clock; a unit may have another.
        election: Which election it is for.
        operation: The operation and its windows.
        site: Where its calendars are published.
        languages: The languages of its calendars; the first is that of the plain addresses.
        issued: When this edition was issued, with an offset.
        unit: The units of the police.
        partner: Who the operation works with.
        post: What must be manned.
        pattern: How teams rotate.
        team: The teams.
        member: The people of the teams; numbered where names are not needed.
        muster: The parades at which readiness is checked.
        tier: The risk tiers.
        ratio: The force at polling stations, by tier.
        stations: How many polling stations each unit has.
        station_guard: When polling stations are guarded.
        resource: What duty needs besides people.
        strength: The real strength of each unit.
        reinforcement: Whom units send each other.
        rule: The rules of working time.
        waiver: Which of them need not be kept, for whom, and who granted it.
        notice: How changes count that come at short notice.
        leave: Which people of the teams are away, and when.
        ending: When the duties that end with an event did end.
    """

    format: int
    id: str
    title: Text
    zone: str
    election: ElectionUse
    operation: Operation
    site: Site
    languages: tuple[str, ...] = LANGUAGES
    issued: datetime | None = None
    unit: tuple[Unit, ...] = ()
    partner: tuple[Partner, ...] = ()
    post: tuple[Post, ...] = ()
    pattern: tuple[Pattern, ...] = ()
    team: tuple[Team, ...] = ()
    member: tuple[Member, ...] = ()
    muster: tuple[Muster, ...] = ()
    tier: tuple[RiskTier, ...] = ()
    ratio: tuple[ForceRatio, ...] = ()
    stations: tuple[Stations, ...] = ()
    station_guard: StationGuard | None = None
    resource: tuple[Resource, ...] = ()
    strength: tuple[Strength, ...] = ()
    reinforcement: tuple[Reinforcement, ...] = ()
    rule: tuple[WorkRule, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    notice: tuple[NoticeTier, ...] = ()
    leave: tuple[Leave, ...] = ()
    ending: tuple[Ending, ...] = ()


def load_plan(path: str | Path, *, members: str | Path | None = None) -> Plan:
    """Return the plan that the file holds.

    An election or statute that the plan names by a path ending in ``.toml`` is looked for beside the plan. ``members``
    is a list of the people of the teams, for whoever has it: CSV in UTF-8 with the columns key, team, name and, where
    wanted, roles (with spaces between them), language and note.

    Raises:
        InputError: The file is no plan, or the list is none; the error carries every fault of both.
    """
    source = str(path)
    raw = read_toml(Path(path))
    fields = read_fields(raw, PlanFile)
    timeline, law = _timeline(fields, Path(path).parent)
    listed, unread = read_members(fields, Path(members) if members else None)
    people = [*unread, *member_faults(listed, fields, named(raw, "team"))]
    raise_faults([*fields.faults, *law, *plan_faults(fields, raw, timeline), *people], source=source)
    if timeline is None:  # an election that cannot be read is a fault of its own
        raise InputError(Fault("election", "no election", "one that can be resolved"), source=source)
    return _plan(fields, timeline, listed)


def is_plan(name: str) -> bool:
    """Return whether the name is that of a plan file: a path that ends in ``.toml`` with an ``[operation]``."""
    return name.endswith(".toml") and "operation" in read_toml(Path(name))


def load_timeline(
    name: str,
    *,
    polling: date | None = None,
    given: Mapping[str, date] | None = None,
    facts: Mapping[str, str] | None = None,
    provisional: bool = False,
) -> Timeline:
    """Return the timeline of an election or a statute, by id or file, or of the election that a plan file is for.

    ``polling``, ``given``, ``facts`` and ``provisional`` are those of `resolve`; a plan's own hold where they say
    nothing.

    Raises:
        InputError: There is no such election or statute, or the dates cannot be resolved.
    """
    if not is_plan(name):
        return resolve(load_law(name), polling=polling, given=given, facts=facts, provisional=provisional)
    fields = read_fields(read_toml(Path(name)), PlanFile)
    raise_faults(fields.faults, source=name)
    use: ElectionUse = fields.values["election"]
    wished = attrs.evolve(
        use,
        polling=polling or use.polling,
        given={**use.given, **(given or {})},
        facts={**use.facts, **(facts or {})},
    )
    timeline, faults = _resolved(wished, Path(name).parent, provisional=provisional)
    if timeline is None:
        raise InputError(*faults, source=name)
    return timeline


def new_plan(path: str | Path) -> Path:
    """Write a commented plan to start from, and return its path.

    Raises:
        InputError: Something stands there already, or the file cannot be written.
    """
    starter = resources.files("electsched") / "data" / "plans" / "starter.toml"
    place = Path(path)
    try:
        with place.open("xb") as file:
            file.write(starter.read_bytes())
    except OSError as error:
        raise InputError(
            Fault("", os_cause(error), "a new file in a folder that can be written"), source=str(path)
        ) from error
    return place


def _plan(fields: Fields, timeline: Timeline, listed: tuple[Listed, ...]) -> Plan:
    def items(name: str) -> tuple[object, ...]:
        return tuple(fields.items(name).values())

    values = fields.values
    issued: datetime | None = values.get("issued")
    return Plan(
        id=values["id"],
        title=values["title"],
        zone=values["zone"],
        languages=items("languages") or LANGUAGES,  # type: ignore[arg-type]  # read as text, like all that follows
        timeline=timeline,
        operation=values["operation"],
        site=values["site"],
        issued=issued.astimezone(UTC) if issued else None,
        units=items("unit"),  # type: ignore[arg-type]
        partners=items("partner"),  # type: ignore[arg-type]
        posts=items("post"),  # type: ignore[arg-type]
        patterns=items("pattern"),  # type: ignore[arg-type]
        teams=items("team"),  # type: ignore[arg-type]
        members=tuple(item.member for item in listed),
        musters=items("muster"),  # type: ignore[arg-type]
        tiers=items("tier"),  # type: ignore[arg-type]
        ratios=items("ratio"),  # type: ignore[arg-type]
        stations=items("stations"),  # type: ignore[arg-type]
        station_guard=values.get("station_guard"),
        resources=items("resource"),  # type: ignore[arg-type]
        strengths=items("strength"),  # type: ignore[arg-type]
        reinforcements=items("reinforcement"),  # type: ignore[arg-type]
        rules=items("rule"),  # type: ignore[arg-type]
        waivers=items("waiver"),  # type: ignore[arg-type]
        notices=items("notice"),  # type: ignore[arg-type]
        leave=items("leave"),  # type: ignore[arg-type]
        endings=items("ending"),  # type: ignore[arg-type]
    )


# --- the election -------------------------------------------------------------------------------------------------


def _timeline(fields: Fields, folder: Path) -> tuple[Timeline | None, list[Fault]]:
    use: ElectionUse | None = fields.values.get("election")
    return (None, []) if use is None else _resolved(use, folder)


def _resolved(use: ElectionUse, folder: Path, *, provisional: bool = False) -> tuple[Timeline | None, list[Fault]]:
    """Return the timeline, or what is wrong with the election or with the dates that the plan takes."""
    try:
        law = load_law(_beside(use.use, folder))
    except ElectschedError as error:
        lead = f"election.use: {error.source}: " if error.source else "election.use: "
        return None, [attrs.evolve(fault, path=f"{lead}{fault.path}".rstrip(": ")) for fault in error.faults]
    try:
        return resolve(law, polling=use.polling, given=use.given, facts=use.facts, provisional=provisional), []
    except ElectschedError as error:
        return None, [attrs.evolve(fault, path=f"election.{fault.path}".rstrip(".")) for fault in error.faults]


def _beside(name: str, folder: Path) -> str:
    return str(folder / name) if name.endswith(".toml") else name
