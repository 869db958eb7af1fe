"""The units of a large plan as a tree that a page folds: each below the one above it, with what lies below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from electsched.operation.operation import Unit
from electsched.pages.renderer import Face

__all__ = ["Branch", "unit_branches"]


@attrs.frozen
class Branch:
    """A unit in the tree.

    Attributes:
        name: What it is called.
        page: The address of its page.
        below: How many units of each level lie below it, in words; empty where none does.
        unfolded: Whether what lies below it is shown without being asked for.
        ends: How many branches end with it: those of which it is the last.
    """

    name: str
    page: str
    below: str
    unfolded: bool
    ends: int


def unit_branches(units: Iterable[Unit], face: Face) -> Iterator[Branch]:
    """Yield each unit before those below it, in the order of the plan.

    A unit that stands alone at the top is unfolded: with it folded there would be nothing to see.
    """
    known = {unit.key: unit for unit in units}
    below: dict[str, list[Unit]] = {}
    for unit in known.values():
        below.setdefault(unit.parent if unit.parent in known else "", []).append(unit)
    top = below.get("", [])
    counts = _counts(known, below)
    # A stack and no recursion, for a page is not to fail of how deep a plan is. With each unit goes what ends with it.
    waiting = [(unit, 0) for unit in reversed(top)]
    while waiting:
        unit, ends = waiting.pop()
        own = below.get(unit.key, [])
        yield Branch(
            name=unit.name[face.language],
            page=f"units/{face.path(unit.key)}",
            below=", ".join(f"{_number(many, face.language)}\u00a0{level}" for level, many in counts[unit.key].items()),
            unfolded=bool(own) and len(top) == 1 and unit is top[0],
            ends=0 if own else ends,
        )
        waiting += [(each, ends + 1 if each is own[-1] else 0) for each in reversed(own)]


def _counts(known: dict[str, Unit], below: dict[str, list[Unit]]) -> dict[str, Counter[str]]:
    """Return how many units of each level lie below each, the levels in the order of the plan."""
    found = {key: Counter[str]() for key in known}
    order, at = list(below.get("", [])), 0
    while at < len(order):
        order += below.get(order[at].key, [])
        at += 1
    for unit in order:
        way = unit.parent
        while way in known:
            found[way][unit.level] += 1
            way = known[way].parent
    return found


def _number(many: int, language: str) -> str:
    """Return the number as the language groups its digits."""
    return f"{many:,}".replace(",", "." if language == "id" else ",")
