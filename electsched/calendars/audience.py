"""What each audience may see of a duty, as lists of what is allowed.

An event is built up from these lists; nothing is made whole and then cut down. What stands in no list reaches nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

__all__ = ["ALLOWED", "Audience", "Field"]

Audience = Literal["partner", "unit", "personal", "sheet"]
"""partner: who works with the police at a post; unit: the police unit; personal: one officer, of the own duties; sheet:
the duty sheet of a post, on which names, place and conduct have a column of their own."""
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
"""post, shift, place: what, when and where; people: how many; team and relief: which teams, by their names; names:
of the people of the team; contact: whom to call; the others are fields of the plan."""

_OFFICER: frozenset[Field] = frozenset(
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
    "unit": _OFFICER | {"names"},
    "personal": _OFFICER,
    "sheet": frozenset({"post", "shift", "people", "relief", "partners", "until"}),
}
"""The fields of a duty that each audience may see. The public sees stages only, and so has no list."""
