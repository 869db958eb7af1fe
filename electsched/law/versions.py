"""Which version of a rule or limit is in force on a day, for an election of which certain facts hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from electsched.errors import Fault, InputError
from electsched.law.statute import Limit, RuleVersion, When

__all__ = ["in_force", "is_dated", "version_on"]

_Version = TypeVar("_Version", RuleVersion, Limit)


def in_force(versions: tuple[_Version, ...], day: date, holds: Callable[[When], bool] | None = None) -> _Version | None:
    """Return the version in force on the day for an election of which its condition holds, or None.

    Without ``holds`` a version with a condition does not count.
    """
    for version in versions:
        in_time = (version.from_ is None or version.from_ <= day) and (version.until is None or day < version.until)
        if in_time and (not version.when or (holds is not None and holds(version.when))):
            return version
    return None


def is_dated(version: RuleVersion | Limit) -> bool:
    """Return whether the version was in force for some time only."""
    return version.from_ is not None or version.until is not None


def version_on(
    versions: tuple[RuleVersion, ...], day: date | None, holds: Callable[[When], bool], *, path: str = ""
) -> RuleVersion | None:
    """Return the version in force on the day, or None where the law has none for such an election.

    Where the day is not known yet, a version that has always been in force is.

    Raises:
        InputError: The law has versions for such an election, but none on that day: they begin later or ended before.
    """
    if day is None:
        return next((each for each in versions if not is_dated(each) and holds(each.when)), None)
    found = in_force(versions, day, holds)
    if found is None:
        there = [version for version in versions if holds(version.when)]
        if there:
            first = min((version.from_ or date.min) for version in there)
            last = max((version.until or date.max) for version in there)
            span = f"a day from {first.isoformat()}" if day < first else f"a day before {last.isoformat()}"
            raise InputError(Fault(path, f"{day.isoformat()}, on which no version was in force", span))
    return found
