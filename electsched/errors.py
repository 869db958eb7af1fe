"""The errors of the package, and the faults that they carry.

Every error says where in the input it arose, what was found there and what was expected, so that a person can
mend the input and a program can point at the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CircularRuleError",
    "ElectschedError",
    "Fault",
    "HorizonError",
    "InputError",
    "MissingFactError",
    "PublishError",
    "RuleSyntaxError",
    "UndatedError",
    "UnknownNameError",
    "raise_faults",
]


@attrs.frozen
class Fault:
    """One thing that is wrong with an input.

    Attributes:
        path: The key path of the value at fault, such as ``posts[3].unit``; empty for the input as a whole.
        found: What stands there.
        expected: What should stand there.
        text: The rule in which the fault lies, where it lies in a rule.
        at: The zero-based character of ``text`` at which the fault begins.
    """

    path: str
    found: str
    expected: str
    text: str | None = None
    at: int | None = None

    def __str__(self) -> str:
        """Return the fault as one line, with the rule and a caret under the character where there is one."""
        place = f"{self.path}: " if self.path else ""
        line = f"{place}found {self.found}; expected {self.expected}"
        if self.text is None or self.at is None:
            return line
        return f"{line}\n    {self.text}\n    {' ' * self.at}^ character {self.at + 1}"


class ElectschedError(Exception):
    """The root of every error that the package raises on purpose.

    Attributes:
        faults: What is wrong, each with its place.
        source: The file or name of the input at fault, where it is known.
    """

    def __init__(self, *faults: Fault, source: str | None = None) -> None:
        """Keep the faults and the name of the input in which they were found."""
        super().__init__(*faults)
        self.faults = faults
        self.source = source

    def __str__(self) -> str:
        """Return every fault on a line of its own, each led by the name of the input."""
        lead = f"{self.source}: " if self.source else ""
        return "\n".join(f"{lead}{fault}" for fault in self.faults)


class InputError(ElectschedError, ValueError):
    """The input breaks its format or contradicts itself."""


class RuleSyntaxError(InputError):
    """A rule does not parse; the fault names the character."""


class CircularRuleError(InputError):
    """A rule refers to itself, directly or through others."""


class HorizonError(InputError):
    """A date lies beyond the years for which the holidays are known."""


class MissingFactError(InputError):
    """The answer depends on a fact of the election that was not given."""


class UnknownNameError(InputError, LookupError):
    """No stage, statute, election, unit, post or team has that name."""


class UndatedError(ElectschedError, LookupError):
    """The stage has no date: no rule gives one and none was decreed."""


class PublishError(ElectschedError):
    """The site could not be written; what was published before is untouched."""


def raise_faults(
    faults: Iterable[Fault], *, source: str | None = None, kind: type[ElectschedError] = InputError
) -> None:
    """Raise one error that carries all the faults, or return if there are none.

    Raises:
        ElectschedError: Of the given kind, when there is at least one fault.
    """
    found = tuple(faults)
    if found:
        raise kind(*found, source=source)
