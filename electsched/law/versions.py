"""Selection of the version of a rule or limit that is in force on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from electsched.errors import Fault, InputError
from electsched.law.statute import Limit, RuleVersion, When

__all__ = ["in_force", "is_dated", "version_on"]

_Version = TypeVar("_Version", RuleVersion, Limit)


def in_force(versions: tuple[_Version, ...], day: date, holds: Callable[[When], bool]) -> _Version | None:
    """Return the version that is in force on the day and whose condition holds, or None."""
    for version in versions:
        in_time = (version.from_ is None or version.from_ <= day) and (version.until is None or day < version.until)
        if in_time and (not version.when or holds(version.when)):
            return version
    return None


def is_dated(version: RuleVersion | Limit) -> bool:
    """Return whether the version was not always in force, or no longer is."""
    return version.from_ is not None or version.until is not None


def version_on(
    versions: tuple[RuleVersion, ...], day: date | None, holds: Callable[[When], bool], *, path: str = ""
) -> RuleVersion | None:
    """Return the version in force on the day, or None if the law has no rule for such an election.

    As long as the day is not known, only a version that has always been in force applies.

    Raises:
        InputError: The law has versions for such an election, but none that was in force on that day.
    """
    if day is None:
        return next((version for version in versions if not is_dated(version) and holds(version.when)), None)
    in_force_version = in_force(versions, day, holds)
    if in_force_version is None:
        candidates = [version for version in versions if holds(version.when)]
        if candidates:
            first = min((version.from_ or date.min) for version in candidates)
            last = max((version.until or date.max) for version in candidates)
            expected = f"a day from {first.isoformat()}" if day < first else f"a day before {last.isoformat()}"
            raise InputError(Fault(path, f"{day.isoformat()}, on which no version was in force", expected))
    return in_force_version
