"""The election of a plan file, and the timeline of an election, a statute or a plan.

A timeline needs the election of a plan alone, so nothing else of the plan is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import attrs

from electsched.errors import ElectschedError, Fault, InputError, UnknownNameError, raise_faults
from electsched.i18n.text import Text
from electsched.law.provisions import GivenDay
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.laws import load_election, load_law
from electsched.loaders.table_keys import TableKey, TableKeys
from electsched.loaders.toml import read_fields, read_toml
from electsched.phrases import joined
from electsched.timeline.assumptions import NO_ASSUMPTIONS, Assumptions
from electsched.timeline.election import Election
from electsched.timeline.resolve import resolve, resolve_stage
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline
from electsched.values import value_text

__all__ = [
    "ELECTION_OF_PLAN",
    "ElectionUse",
    "is_plan",
    "load_stage",
    "load_timeline",
    "resolve_use",
    "stage_names",
]


@attrs.frozen(kw_only=True)
class ElectionUse:
    """The table ``[election]`` of a plan file: the election of the plan, and the dates that the plan assumes instead.

    Attributes:
        use: The election or statute: its id, or a path relative to the plan that ends in ``.toml``.
        polling: Polling day, if the plan assumes another than was decreed.
        given: Assumed dates of other stages, and days or years of named parts, by key.
        facts: The facts on which the law depends, by key.
        provisional: Whether dates may be counted with estimated holidays; they are tentative until the holidays of
            their years are known.
    """

    use: str
    polling: date | None = None
    given: Mapping[str, GivenDay] = attrs.field(factory=dict)
    facts: Mapping[str, str] = attrs.field(factory=dict)
    provisional: bool = False

    __repr__ = value_text

    def complete(self, assumptions: Assumptions) -> Assumptions:
        """Return the assumptions of a caller, completed by those of the plan."""
        return attrs.evolve(
            assumptions,
            polling=assumptions.polling or self.polling,
            given={**self.given, **assumptions.given},
            facts={**self.facts, **assumptions.facts},
            provisional=self.provisional or assumptions.provisional,
        )


ELECTION_OF_PLAN: TableKeys = {"election": TableKey(type=ElectionUse, description="The election of the plan.")}
"""The key of a plan file that has its election."""


def is_plan(name: str) -> bool:
    """Return whether the name is the path of a plan file: it ends in ``.toml``, and the file has an ``[operation]``.

    Raises:
        InputError: The path ends in ``.toml`` and cannot be read.
    """
    return name.endswith(".toml") and "operation" in read_toml(Path(name))


def load_timeline(name: str, assumptions: Assumptions = NO_ASSUMPTIONS) -> Timeline:
    """Return the timeline of an election or a statute, by id or path, or of the election of a plan file.

    The assumptions are preferred to those of a plan file. The rest of a plan is not read.

    Raises:
        InputError: There is no such election or statute, or the dates cannot be resolved.
    """
    if not is_plan(name):
        return resolve(load_law(name), assumptions)
    raw = read_toml(Path(name))
    fields = read_fields({key: raw[key] for key in ELECTION_OF_PLAN if key in raw}, ELECTION_OF_PLAN)
    raise_faults(fields.faults, source=name)
    timeline, faults = resolve_use(fields.values["election"], Path(name).parent, assumptions)
    if timeline is None:
        raise InputError(*faults, source=name)
    return timeline


def load_stage(name: str, key: str, assumptions: Assumptions = NO_ASSUMPTIONS) -> Stage:
    """Return a stage of the timeline of an election, a statute or a plan, as `load_timeline` does.

    Of a built-in election without assumptions, whose dates the tests have resolved, the other dates are not computed.

    Raises:
        UnknownNameError: The timeline has no such stage.
        InputError: There is no such election or statute, or the dates cannot be resolved.
    """
    stage = None
    if assumptions == NO_ASSUMPTIONS and name in builtin_ids("elections"):
        stage = resolve_stage(load_election(name), key)
    return stage or load_timeline(name, assumptions)[key]


def stage_names(name: str, assumptions: Assumptions = NO_ASSUMPTIONS) -> Mapping[str, Text]:
    """Return the names of the stages of an election, a statute or a plan, by key."""
    if is_plan(name):
        return {stage.key: stage.name for stage in load_timeline(name, assumptions)}
    law = load_law(name)
    statute = law.statute if isinstance(law, Election) else law
    return {stage.key: stage.name for stage in statute.stages}


def resolve_use(
    use: ElectionUse, folder: Path, assumptions: Assumptions = NO_ASSUMPTIONS
) -> tuple[Timeline | None, list[Fault]]:
    """Return the timeline of a plan in that folder, or the faults of its election and of the dates that it assumes."""
    name = str(folder / use.use) if use.use.endswith(".toml") else use.use
    try:
        law = load_law(name)
    except UnknownNameError as error:
        return None, [attrs.evolve(fault, path="election.use") for fault in error.faults]
    except ElectschedError as error:
        lead = f"election.use: {error.source}: " if error.source else "election.use: "
        return None, [
            attrs.evolve(fault, path=joined((lead, fault.path) if fault.path else (lead.rstrip(": "),), ""))
            for fault in error.faults
        ]
    try:
        return resolve(law, use.complete(assumptions)), []
    except ElectschedError as error:
        return None, [attrs.evolve(fault, path=f"election.{fault.path}".rstrip(".")) for fault in error.faults]
