"""The units of a large plan as a folding tree: each unit below its parent, with the number of units below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from electsched.i18n.languages import words
from electsched.operation.operation import Unit
from electsched.pages.renderer import PageContext
from electsched.values import value_text

__all__ = ["UnitBranch", "unit_branches"]


@attrs.frozen
class UnitBranch:
    """A unit in the tree.

    Attributes:
        name: The name of the unit.
        page: The address of its page.
        below: The number of units of each level below it, in words; empty if there are none.
        unfolded: Whether its branch is open when the page loads.
        ends: The number of branches that end after this unit.
    """

    name: str
    page: str
    below: str
    unfolded: bool
    ends: int

    __repr__ = value_text


def unit_branches(units: Iterable[Unit], context: PageContext) -> Iterator[UnitBranch]:
    """Yield each unit before the units below it, in the order of the plan.

    A unit whose parent is not in the plan is a root. A single root is unfolded; several are folded.
    """
    by_key = {unit.key: unit for unit in units}
    children: dict[str, list[Unit]] = {}
    for unit in by_key.values():
        children.setdefault(unit.parent if unit.parent in by_key else "", []).append(unit)
    roots = children.get("", [])
    counts = _counts_below(by_key, children)
    # A stack instead of recursion, because a plan may be deeper than Python's recursion limit.
    stack = [(unit, 0) for unit in reversed(roots)]
    while stack:
        unit, ends = stack.pop()
        subunits = children.get(unit.key, [])
        levels = counts[unit.key].items()
        yield UnitBranch(
            name=unit.name[context.language],
            page=f"units/{context.path(unit.key)}",
            below=", ".join(f"{_grouped(count, context.language)}\u00a0{level}" for level, count in levels),
            unfolded=bool(subunits) and len(roots) == 1 and unit is roots[0],
            ends=0 if subunits else ends,
        )
        stack += [(subunit, ends + 1 if subunit is subunits[-1] else 0) for subunit in reversed(subunits)]


def _counts_below(by_key: dict[str, Unit], children: dict[str, list[Unit]]) -> dict[str, Counter[str]]:
    """Return the number of units of each level below each unit, with the levels in the order of the tree."""
    counts = {key: Counter[str]() for key in by_key}
    units, position = list(children.get("", [])), 0
    while position < len(units):
        units += children.get(units[position].key, [])
        position += 1
    for unit in units:
        ancestor = unit.parent
        while ancestor in by_key:
            counts[ancestor][unit.level] += 1
            ancestor = by_key[ancestor].parent
    return counts


def _grouped(number: int, language: str) -> str:
    """Return the number with the language's separator between thousands."""
    return f"{number:,}".replace(",", words(language)["number.thousands"])
