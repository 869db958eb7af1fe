"""What each audience may see of a duty, as lists of what is allowed.

An event is built up from these lists; nothing is made whole and then cut down. What stands in no list reaches nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

__all__ = ["ALLOWED", "Audience", "Field"]

Audience = Literal["partner", "unit"]
"""partner: who works with the police at a post; unit: the police themselves."""
Field = Literal["post", "session", "unit", "people", "team", "place", "partners", "bring", "until", "conduct"]

ALLOWED: Mapping[Audience, frozenset[Field]] = {
    "partner": frozenset({"post", "session", "people", "place"}),
    "unit": frozenset({"post", "session", "unit", "people", "team", "place", "partners", "bring", "until", "conduct"}),
}
"""The fields of a duty that each audience may see. The public sees stages only, and so has no list."""
