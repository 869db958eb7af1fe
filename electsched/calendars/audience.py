"""The fields of a duty that each audience may see, as lists of allowed fields.

The text of an event is built from these lists. A field that is on no list reaches nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from electsched.errors import checked_choice

__all__ = ["ALLOWED", "Audience", "Field", "allowed_fields", "entry_fields"]

Audience = Literal["partner", "unit", "team", "personal", "sheet"]
"""The readers of a duty.

partner: an organisation that works with the police at a post; unit: the police unit, of all its duties; team: a team,
of its duties; personal: one member, of the member's duties; sheet: the duty sheet of a post, which has columns for
names, place and conduct.
"""
Field = Literal[
    "post",
    "shift",
    "unit",
    "people",
    "team",
    "names",
    "relief",
    "place",
    "partners",
    "bring",
    "until",
    "contact",
    "conduct",
    "alarm",
]
"""people: the number of people; team: the name of the team; names: the names of its members; relief: the names of the
teams before and after; contact: the person to call; all others are fields of the plan."""

_POLICE: frozenset[Field] = frozenset(
    {
        "post",
        "shift",
        "unit",
        "people",
        "team",
        "relief",
        "place",
        "partners",
        "bring",
        "until",
        "contact",
        "conduct",
        "alarm",
    }
)
ALLOWED: Mapping[Audience, frozenset[Field]] = {
    "partner": frozenset({"post", "shift", "people", "place"}),
    "unit": _POLICE | {"names"},
    "team": _POLICE | {"names"},
    "personal": _POLICE,
    "sheet": frozenset({"post", "shift", "people", "relief", "partners", "until"}),
}
"""The fields of a duty that each audience may see. The public sees stages only, and has no list."""
_IN_OWN_DUTIES: frozenset[Field] = frozenset({"conduct", "partners", "relief"})
"""The fields that entries of all duties of a unit do not repeat: the conduct is in the description of the calendar, the
partners belong to the post, and the reliefs are the entries before and after. They have the number of people if it is
not that of the shift."""


def allowed_fields(audience: Audience) -> frozenset[Field]:
    """Return the fields of a duty that an audience may see.

    Raises:
        UnknownNameError: There is no such audience.
    """
    return ALLOWED[checked_choice("audience", audience, ALLOWED)]


def entry_fields(audience: Audience) -> frozenset[Field]:
    """Return the fields that the calendar entry of a duty shows to an audience.

    Raises:
        UnknownNameError: There is no such audience.
    """
    allowed = allowed_fields(audience)
    return allowed - _IN_OWN_DUTIES if audience == "unit" else allowed
