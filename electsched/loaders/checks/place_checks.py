"""Check the positions of units, posts and musters in a plan file."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.errors import Fault
from electsched.loaders.toml import Fields
from electsched.operation.operation import Place
from electsched.phrases import phrase, verbatim

__all__ = ["place_faults"]

DEGREES = {"latitude": 90, "longitude": 180}
"""The most degrees on either side of the equator and of Greenwich (RFC 5870, 3.4.2)."""


def place_faults(fields: Fields) -> Iterator[Fault]:
    """Yield each position that is not on earth, and each that is half of one."""
    for name in ("unit", "post", "muster"):
        for index, entry in fields.items(name).items():
            yield from _position_faults(f"{name}[{index}].place", entry.place)


def _position_faults(path: str, place: Place) -> Iterator[Fault]:
    position = {name: getattr(place, name) for name in DEGREES}
    for name, degrees in position.items():
        most = DEGREES[name]
        # A number that is none, such as nan, is in no range.
        if degrees is not None and not -most <= degrees <= most:
            expected = phrase("from {lowest} to {highest} {unit}", lowest=-most, highest=most, unit=phrase("degrees"))
            yield Fault(f"{path}.{name}", verbatim(degrees), expected)
    missing = [name for name, degrees in position.items() if degrees is None]
    if len(missing) == 1:
        expected = phrase("both latitude and longitude, or neither")
        yield Fault(f"{path}.{missing[0]}", phrase("nothing"), expected)
