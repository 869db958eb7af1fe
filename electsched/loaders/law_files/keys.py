"""The keys of the files of laws: statutes and elections."""

from __future__ import annotations

import attrs

from electsched.law.calendar_table import CalendarTable
from electsched.law.parts import NamedPart
from electsched.law.statute import Statute
from electsched.loaders.checks.value_checks import FORMAT_KEY
from electsched.loaders.table_keys import TableKey, TableKeys, table_keys
from electsched.timeline.election import Election

__all__ = ["ELECTION_KEYS", "INSTRUMENT_KEY", "STATUTE_KEYS"]

INSTRUMENT_KEY = TableKey(
    type=str,
    required=False,
    description="The instrument of each citation that names none; such a citation may be its provision alone.",
)
"""The key ``instrument`` of statutes and overlays."""
STATUTE_KEYS: TableKeys = {
    "format": FORMAT_KEY,
    **table_keys(Statute),
    "zones": TableKey(
        type=tuple[str, ...], required=False, description="Further IANA time zones in which the law is applied."
    ),
    "stage": attrs.evolve(table_keys(Statute)["stage"], required=False),
    "part": TableKey(
        type=tuple[NamedPart, ...],
        required=False,
        description="Named parts of rules, which are no stages; several of one key are versions of its rule.",
    ),
    "calendar": TableKey(type=CalendarTable, description="The working days."),
    "extends": TableKey(
        type=str,
        required=False,
        description="The statute file beside this one whose contents hold unless this file replaces them.",
    ),
    "instrument": INSTRUMENT_KEY,
    "without": TableKey(
        type=tuple[str, ...], required=False, description="The stages of the extended statute that this law omits."
    ),
}
"""The keys of a statute file."""

ELECTION_KEYS: TableKeys = {
    "format": FORMAT_KEY,
    **table_keys(Election),
    "statute": TableKey(type=str, description="The statute: its id, or a path relative to this file."),
    "overlays": TableKey(
        type=tuple[str, ...],
        required=False,
        description="The overlays of the statute for this election, in order: ids, or paths relative to this file.",
    ),
}
"""The keys of an election file."""
