"""The errors of the package, and the faults that they carry.

Every error says where in the input it arose, what was found there and what was expected, so that a person can
mend the input and a program can point at the place.
"""

from __future__ import annotations

import errno
from difflib import get_close_matches
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
    "cause",
    "raise_faults",
    "reason",
    "unknown_name",
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


def unknown_name(kind: str, key: object, known: Iterable[str], *, source: str | None = None) -> UnknownNameError:
    """Return the error for a key that does not exist; it names the nearest keys that do.

    Args:
        kind: The kind of thing that was looked up, such as ``post``; the path of the fault.
        key: The key that was asked for.
        known: Every key that exists.
        source: The input in which it was looked up.
    """
    keys = [str(name) for name in known]
    near = get_close_matches(str(key), keys, n=3, cutoff=0.5) or keys[:5]
    more = ", ..." if near == keys[:5] and len(keys) > len(near) else ""
    expected = f"one of {', '.join(near)}{more}" if near else f"no {kind}: there are none"
    return UnknownNameError(Fault(kind, repr(key), expected), source=source)


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


# --- errors of the system ----------------------------------------------------------------------------------------

SYSTEM_CAUSES = {
    errno.ENOENT: "no such file or directory",
    errno.EACCES: "permission denied",
    errno.EPERM: "operation not permitted",
    errno.EEXIST: "a file that exists",
    errno.ENOTDIR: "a path through what is no directory",
    errno.EISDIR: "a directory",
    errno.ENOTEMPTY: "a directory that is not empty",
    errno.ENOSPC: "no space left on the device",
    errno.EDQUOT: "a quota that is used up",
    errno.EFBIG: "a file larger than the device takes",
    errno.EROFS: "a device that can only be read",
    errno.EIO: "a device that fails",
    errno.ENAMETOOLONG: "a name too long",
    errno.ELOOP: "links that lead in a circle",
    errno.EMFILE: "too many open files",
}


def cause(error: OSError) -> str:
    """Return why; the name of the error's number, as POSIX has it, where there are no words for it here."""
    number = error.errno or 0
    return SYSTEM_CAUSES.get(number) or errno.errorcode.get(number) or type(error).__name__


def reason(error: BaseException) -> str:
    """Return why, and where in the code it arose; what the error says itself may hold an address or a name."""
    if isinstance(error, OSError) and error.errno:
        return cause(error)
    name, place = type(error).__name__, error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{name} ({place.tb_frame.f_globals.get('__name__', '?')}, line {place.tb_lineno})" if place else name
