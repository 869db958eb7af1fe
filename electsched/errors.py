"""The errors of the package, and the faults that they carry.

Each fault names its place in the input, the value found and the value expected, so that a person can correct the input
and a program can point at the place.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, TypeVar

import attrs

from electsched.phrases import NOTHING, Phrase, joined, phrase, quoted, row_of, verbatim, without_row

if TYPE_CHECKING:
    from collections.abc import Iterable

_Choice = TypeVar("_Choice")

__all__ = [
    "CircularRuleError",
    "ElectschedError",
    "Fault",
    "HorizonError",
    "InputError",
    "MissingFactError",
    "MissingPackageError",
    "PublishError",
    "RuleSyntaxError",
    "UndatedError",
    "UnknownNameError",
    "checked_choice",
    "nearest_names",
    "nearest_or_meant",
    "noun",
    "of_file",
    "os_cause",
    "perhaps",
    "raise_faults",
    "redacted_reason",
    "unknown_name",
]


@attrs.frozen
class Fault:
    """One fault of an input.

    Attributes:
        path: Key path of the faulty value, such as ``posts[3].unit``; empty for the input as a whole.
        found: The value found; if ``expected`` is empty, a sentence that describes the event.
        expected: The values that are accepted; empty if ``found`` is a sentence.
        text: The rule that contains the fault, if any.
        at: Zero-based index in ``text`` of the first faulty character.
        hint: A sentence with the remedy; empty if ``expected`` is enough.
        is_of_file: Whether ``path`` begins with the name of a file beside the input, such as a list of people.
    """

    path: str
    found: Phrase
    expected: Phrase = NOTHING
    text: str | None = None
    at: int | None = None
    hint: Phrase = NOTHING
    is_of_file: bool = False

    def __str__(self) -> str:
        """Return the fault as one line; a fault in a rule adds the rule, with a caret under the faulty character."""
        return str(self.as_phrase())

    def as_phrase(self) -> Phrase:
        """Return the fault as one phrase, which can be translated whole."""
        line = joined([self.found], "")
        if self.expected:
            line = phrase("found {found}; expected {expected}", found=self.found, expected=self.expected)
        if self.path:
            line = phrase("{place}: {sentence}", place=self.path, sentence=line)
        if self.hint:
            line = joined((line, self.hint), " " if line.endswith(".") else ". ")
        if self.text is None or self.at is None:
            return line
        caret = phrase("{indent}^ character {number}", indent=" " * self.at, number=self.at + 1)
        return joined((line, self.text, caret), "\n    ")


class ElectschedError(Exception):
    """Root of all errors that the package raises on purpose.

    Attributes:
        faults: The faults, each with its place in the input.
        source: File or name of the input; None if unknown.
    """

    def __init__(self, *faults: Fault, source: str | None = None) -> None:
        """Store the faults and the name of the input that has them."""
        super().__init__(*faults)
        self.faults = faults
        self.source = source

    def __str__(self) -> str:
        """Return one line for each fault; each line begins with the name of the input, or of the file beside it.

        Faults of several rows of a list that differ in nothing else have one line.
        """
        return str(self.as_phrase())

    def as_phrase(self) -> Phrase:
        """Return all faults as one phrase, which can be translated whole."""
        lines = []
        for faults in _by_cause(self.faults):
            first, rows = faults[0].as_phrase(), _other_rows(faults)
            line = joined((first, rows), " " if first.endswith(".") else ". ") if rows else first
            source = "" if faults[0].is_of_file else self.source
            lines.append(joined((source, line), ": ") if source else line)
        return joined(lines, "\n")


class InputError(ElectschedError, ValueError):
    """The input breaks its format or contradicts itself."""


class RuleSyntaxError(InputError):
    """A rule does not parse; the fault names the character."""


class CircularRuleError(InputError):
    """A rule refers to itself, directly or through others."""


class HorizonError(InputError):
    """A date is outside the years whose holidays are known, or that are converted to another calendar."""


class MissingFactError(InputError):
    """The answer depends on a fact of the election that was not given."""


class MissingPackageError(ElectschedError, ImportError):
    """The answer needs an optional package that is not installed."""


class UnknownNameError(InputError, LookupError):
    """The key, id, language or audience does not exist."""


class UndatedError(ElectschedError, LookupError):
    """The stage has no date: no rule computes one and none was decreed."""


class PublishError(ElectschedError):
    """The site could not be written; the files published earlier are unchanged."""


# --- faults of many rows ------------------------------------------------------------------------------------------

MOST_ROWS_NAMED = 8
"""The runs of rows that a line names."""


def _by_cause(faults: Iterable[Fault]) -> Iterable[list[Fault]]:
    """Return the faults in their order; those that differ by the row alone are together, at the place of the first."""
    groups: dict[object, list[Fault]] = {}
    for number, fault in enumerate(faults):
        row = row_of(fault.path)
        cause = (without_row(fault.path), fault.found, fault.expected, fault.hint, fault.text)
        groups.setdefault(cause if row else number, []).append(fault)
    return groups.values()


def _other_rows(faults: list[Fault]) -> Phrase:
    """Return the sentence that names the rows of the faults after the first."""
    rows = sorted({row_of(fault.path) for fault in faults[1:]})
    if not rows:
        return NOTHING
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] == row - 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    named = ", ".join("–".join(map(str, run)) for run in runs[:MOST_ROWS_NAMED])
    if len(runs) > MOST_ROWS_NAMED:
        return phrase("Also in rows {rows} and others, {count} in all.", rows=named, count=len(rows) + 1)
    return phrase("Also in {count:row|rows} {rows}.", rows=named, count=len(rows))


NOUNS = {
    "stage": phrase("stage"),
    "post": phrase("post"),
    "team": phrase("team"),
    "unit": phrase("unit"),
    "member": phrase("member"),
    "partner": phrase("partner"),
    "window": phrase("window"),
    "posture": phrase("posture"),
    "pattern": phrase("pattern"),
    "shift": phrase("shift"),
    "muster": phrase("muster"),
    "notice": phrase("notice"),
    "tier": phrase("tier"),
    "resource": phrase("resource"),
    "role": phrase("role"),
    "language": phrase("language"),
    "audience": phrase("audience"),
    "owner": phrase("owner"),
    "variant": phrase("variant"),
    "schema": phrase("schema"),
    "country": phrase("country"),
    "law": phrase("law"),
    "election": phrase("election"),
    "statute": phrase("statute"),
    "command": phrase("command"),
    "day": phrase("day"),
    "part": phrase("part"),
    "grouping": phrase("grouping"),
    "target": phrase("target"),
    "personal": phrase("member"),
}
"""The kinds of keys that a fault may name."""


def noun(kind: str) -> Phrase:
    """Return the name of a kind of keys, such as ``post``, as a phrase."""
    return NOUNS.get(kind) or verbatim(kind)


def perhaps(value: object, names: Iterable[str]) -> Phrase:
    """Return the hint of a choice: the name that the value resembles most; empty if it resembles none."""
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415  # loaded for a fault

    text = str(value)[:LONGEST_COMPARED]
    nearest = get_close_matches(text, [name for name in names if len(name) <= LONGEST_COMPARED], n=3)
    if not nearest:
        return NOTHING
    # Of names that are as near, the one with the same first letter is more likely: 'munday' is 'monday'.
    likeness = {name: SequenceMatcher(None, name, text).ratio() for name in nearest}
    name = max(nearest, key=lambda name: (likeness[name], name[:1] == text[:1]))
    return phrase("Perhaps {key!r} is meant.", key=name)


LONGEST_COMPARED = 60
"""The most characters of a name that is compared with others."""


def nearest_names(key: object, candidates: Iterable[str]) -> Phrase:
    """Return up to three names that resemble the key, or the first five if none does; empty if there are no names."""
    from difflib import get_close_matches  # noqa: PLC0415  # loaded for a fault

    names = [str(name) for name in candidates]
    text = str(key)
    # The time of a comparison grows with the product of the lengths; a stranger's names may be long.
    short = [name for name in names if len(name) <= LONGEST_COMPARED] if len(text) <= LONGEST_COMPARED else []
    nearest = get_close_matches(text, short, n=3, cutoff=0.5) or names[:5]
    more = ", ..." if nearest == names[:5] and len(names) > len(nearest) else ""
    return verbatim(", ".join(nearest) + more)


def nearest_or_meant(key: object, candidates: Iterable[str]) -> tuple[Phrase, Phrase]:
    """Return the `nearest_names`, and if a single one of several names is near, the hint that it is meant."""
    names = tuple(candidates)
    nearest = nearest_names(key, names)
    is_one = bool(nearest) and ", " not in nearest and len(names) > 1
    return nearest, phrase("Perhaps {key!r} is meant.", key=str(nearest)) if is_one else NOTHING


def unknown_name(
    kind: str, key: object, names: Iterable[str], *, source: str | None = None, hint: Phrase = NOTHING
) -> UnknownNameError:
    """Return the error for a key that does not exist; it names the nearest keys that exist.

    ``kind`` is the kind of the key, such as ``post``, and the path of the fault; ``names`` are all keys of that kind.
    ``hint`` is a second sentence, such as one about other names that are accepted.
    """
    nearest, meant = nearest_or_meant(key, names)
    expected = phrase("one that exists") if meant else phrase("one of {names}", names=nearest)
    if not nearest:
        expected = phrase("one that exists: there is no {kind}", kind=noun(kind))
    hint = joined(filter(None, (meant, hint)), " ")
    return UnknownNameError(Fault(noun(kind), quoted(key), expected, hint=hint), source=source)


def checked_choice(kind: str, value: _Choice, names: Iterable[object]) -> _Choice:
    """Return a value that a caller chose from some names.

    Raises:
        UnknownNameError: It is none of them.
    """
    if value not in (choices := tuple(names)):
        raise unknown_name(kind, value, map(str, choices))
    return value


def raise_faults(
    faults: Iterable[Fault], *, source: str | None = None, kind: type[ElectschedError] = InputError
) -> None:
    """Raise one error that carries all the faults; return if there are none.

    Raises:
        ElectschedError: An error of class ``kind``, if there is a fault.
    """
    all_faults = tuple(faults)
    if all_faults:
        raise kind(*all_faults, source=source)


def of_file(name: str, faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults; if the path begins with the name of a file beside the input, the fault is marked as of it."""
    return [attrs.evolve(fault, is_of_file=fault.is_of_file or fault.path.startswith(name)) for fault in faults]


# --- errors of the operating system -------------------------------------------------------------------------------

OS_CAUSES = {
    errno.ENOENT: phrase("no such file or directory"),
    errno.EACCES: phrase("permission denied"),
    errno.EPERM: phrase("operation not permitted"),
    errno.EEXIST: phrase("a file that exists"),
    errno.ENOTDIR: phrase("a path component that is not a directory"),
    errno.EISDIR: phrase("a directory"),
    errno.ENOTEMPTY: phrase("a directory that is not empty"),
    errno.ENOSPC: phrase("no space left on the device"),
    errno.EDQUOT: phrase("disk quota exceeded"),
    errno.EFBIG: phrase("a file too large for the device"),
    errno.EROFS: phrase("a read-only file system"),
    errno.EIO: phrase("an input/output error of the device"),
    errno.ENAMETOOLONG: phrase("a file name that is too long"),
    errno.ELOOP: phrase("a loop of symbolic links"),
    errno.EMFILE: phrase("too many open files"),
    errno.EADDRINUSE: phrase("an address in use"),
}


def os_cause(error: OSError) -> Phrase:
    """Return the cause, the same in every locale; the POSIX name of the error number if it is not in the table."""
    number = error.errno or 0
    return OS_CAUSES.get(number) or verbatim(errno.errorcode.get(number) or type(error).__name__)


def redacted_reason(error: BaseException) -> Phrase:
    """Return the class of the error and its place in the code; its message may contain an address or a name."""
    if isinstance(error, OSError) and error.errno:
        return os_cause(error)
    name, traceback = type(error).__name__, error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return verbatim(name)
    module = traceback.tb_frame.f_globals.get("__name__", "?")
    return phrase("{name} ({module}, line {number})", name=name, module=module, number=traceback.tb_lineno)
